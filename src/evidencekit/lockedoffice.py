"""Office files that need a password: opened with the one that a person gave."""

import io
from importlib.util import find_spec

from evidencekit.desk import Desk
from evidencekit.model.evidence import SourceFile

NEEDED = 'msoffcrypto-tool, to open locked Word and Excel files with their password (pip install "evidencekit[packages]")'
_LARGEST = 200_000_000


def missing() -> str | None:
    """Say what must be installed, or None."""
    return None if find_spec("msoffcrypto") else NEEDED


def unlocked(source: SourceFile, desk: Desk) -> bytes | None:
    """Return the file's content without its lock; None where no password was given, or none opens it."""
    if not (desk.passwords or desk.passwords.ask) or missing() or source.size > _LARGEST:
        return None
    import msoffcrypto

    coded = source.location.read_bytes()
    for word in desk.passwords.to_try(source.path):
        content = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(coded))
            file.load_key(password=word, verify_password=True)
            file.decrypt(content)
        except Exception:  # noqa: S112 - the wrong password and a damaged file look alike: the next one, then none
            continue
        desk.unlocked.add(source.sha256)
        return content.getvalue()
    return None
