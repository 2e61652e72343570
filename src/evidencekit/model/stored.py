"""A folder in an object store, by its address."""

import re
from dataclasses import dataclass

SCHEMES = ("s3", "gs", "gcs", "az", "abfs", "sftp", "memory")
"""How the addresses of stores begin; `memory` is one for tests, in the process itself."""
_ADDRESS = re.compile(rf"(?:{'|'.join(SCHEMES)})://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StoredFolder:
    """A folder of cases, one case, or the place of bundles: `s3://bucket/cases`."""

    url: str
    """Without a `/` at its end."""

    @property
    def name(self) -> str:
        """Its last part, as it stands there."""
        return self.url.rpartition("/")[2]

    def child(self, *names: str) -> "StoredFolder":
        """Return a folder inside it."""
        return StoredFolder("/".join((self.url, *names)))

    def __str__(self) -> str:
        return self.url


def stored_folder(address: str) -> StoredFolder | None:
    """Return the folder that an address names; None where it is none of a store."""
    return StoredFolder(address.rstrip("/")) if _ADDRESS.match(address) else None


def holds_password(folder: StoredFolder) -> bool:
    """Say whether an address holds a password, as in `sftp://me:secret@host/cases`."""
    who, at, _ = folder.url.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(at) and ":" in who
