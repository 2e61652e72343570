"""Is it what was sealed: every file against its digest, the bundle against the manifest."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.errors import UsageError
from evidencekit.manifest import LOG, NAME, SUMS


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a sealed folder or file."""

    path: Path
    ok: bool
    checks: tuple[Check, ...]


def verify(path: Path) -> Verification:
    """Check a built folder, or a bundle.pdf that stands in one; raise `UsageError` where there is nothing to check."""
    path = Path(path)
    if not path.exists():
        raise UsageError(f"{path} does not exist.")
    folder = path if path.is_dir() else path.parent
    if not (folder / SUMS).is_file():
        raise UsageError(
            f"{path} has no {SUMS} beside it, so nothing says what was sealed. Give the folder that build made."
        )
    checks = tuple(_checks(folder) if path.is_dir() else (c for c in _checks(folder) if c.what == path.name))
    if not checks:
        raise UsageError(f"{path.name} is not one of the sealed files of {folder}.")
    return Verification(path, all(c.ok for c in checks), checks)


def _checks(folder: Path) -> Iterator[Check]:
    sealed = dict(_sealed(folder / SUMS))
    places = _places(folder / NAME)
    for name, digest in sealed.items():
        file = folder / name
        about = places.get(name, "")
        if not file.is_file() or file.is_symlink():
            yield Check(name, ok=False, detail=f"removed{about}")
            continue
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        yield Check(
            name,
            ok=found == digest,
            detail=f"sha256 {found}"
            if found == digest
            else f"changed{about}: sha256 {found}, sealed was {digest}",
        )
    for extra in sorted(folder.rglob("*")):
        name = extra.relative_to(folder).as_posix()
        if extra.is_file() and name not in sealed and name not in {SUMS, LOG}:
            yield Check(name, ok=False, detail="added after it was sealed")


def _sealed(sums: Path) -> Iterator[tuple[str, str]]:
    for line in sums.read_text("utf-8", errors="replace").splitlines():
        digest, gap, name = line.partition("  ")
        if gap and len(digest) == 64 and not name.startswith("/") and ".." not in name.split("/"):
            yield name, digest.lower()


def _places(manifest: Path) -> dict[str, str]:
    """Say of each original where it stands in the bundle, as far as the manifest can still be read."""
    try:
        files: list[dict[str, Any]] = json.loads(manifest.read_text("utf-8"))["files"]
        return {
            f["original"]: f" (Exhibit {f['label']}, pages {f['first_page']} to {f['last_page']})"
            for f in files
            if f.get("original") and f.get("label")
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
