"""Bags (BagIt 1.0, RFC 8493): what was sent, or all of a built folder, packed so that archives can check it."""

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evidencekit.digests import copied
from evidencekit.errors import CannotWriteError, EvidenceKitError, ExitCode
from evidencekit.exchange import replacing
from evidencekit.manifest import NAME, read_manifest
from evidencekit.names import kept_name
from evidencekit.verify import verify
from evidencekit.version import __version__

_MOST_NAME = 180
"""Bytes of a case's name in that of its bag; a file system takes 255 in all."""
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class NotSealedError(EvidenceKitError):
    """A folder is not what was sealed, so it is not packed."""

    exit_code = ExitCode.REFUSED


def write_bag(folder: Path, into: Path, *, whole: bool = False) -> Path:
    """Pack the delivery of a built folder, or the `whole` folder, as a bag below `into`; return the bag.

    The same folder gives the same bytes, but for `log.json` in a bag of the whole. A bag that stands there is replaced once
    the new one is complete. Raises `NotSealedError` where the folder is not what was sealed, `UsageError` where it is no
    built folder, `CannotWriteError` where the disk does not take it.
    """
    folder, into = Path(folder), Path(into)
    wrong = [c.what for c in verify(folder).checks if not c.ok]
    if wrong:
        named = ", ".join(wrong[:3]) + (" ..." if len(wrong) > 3 else "")
        raise NotSealedError(
            f"{folder} is not what was sealed ({named}), so it is not packed. `evidencekit verify {folder}` says what differs."
        )
    account = read_manifest(folder / NAME) or {}
    source = folder if whole else folder / "delivery"
    if into.resolve().is_relative_to(folder.resolve()):
        raise CannotWriteError(f"{into} lies inside {folder}; choose a folder beside it.")
    target = (
        into
        / f"{_short(_said(account, 'case'))} {_said(account, 'recipient')} {'archive' if whole else 'delivery'}"
    )
    _refuse_anothers(target, account)
    try:
        with replacing(target) as new:
            _fill(new, source, account, whole=whole)
    except OSError as reason:
        raise CannotWriteError(
            f"{target} cannot be written: {reason.strerror or reason}. What stood there before is unchanged."
        ) from reason
    return target


def _short(case: str) -> str:
    """Return a case's name as a part of a bag's; where it is too long, with what tells it from others that begin alike."""
    name = kept_name(case)
    if len(name.encode()) <= _MOST_NAME:
        return name
    cut = name.encode()[: _MOST_NAME - 9].decode("utf-8", "ignore").rstrip()
    return f"{cut} {hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _refuse_anothers(target: Path, account: dict[str, Any]) -> None:
    """Raise `CannotWriteError` where the bag of another claim stands: cases may share a name, and rarely a reference too."""
    try:
        lines = (target / "bag-info.txt").read_text("utf-8").split("\n")
    except (OSError, ValueError):
        return
    wanted = f"External-Identifier: {' '.join(_said(account, 'reference').split())}"
    if wanted not in lines:
        raise CannotWriteError(
            f"{target} is the bag of another claim; choose another folder with --into, or move that one."
        )


def _said(account: dict[str, Any], key: str) -> str:
    return str(account.get(key) or key)


def _fill(bag: Path, source: Path, account: dict[str, Any], *, whole: bool) -> None:
    rows, size = [], 0
    for file in sorted(p for p in source.rglob("*") if p.is_file() and not p.is_symlink()):
        name = f"data/{file.relative_to(source).as_posix()}"
        digest, length = _copied(file, bag / name)
        rows.append((name, digest))
        size += length
    (bag / "data").mkdir(exist_ok=True)
    what = (
        "all of a claim as it was built: bundle, letters, evidence as it arrived"
        if whole
        else "a claim as it was sent"
    )
    tags = {
        "bagit.txt": _DECLARATION,
        "manifest-sha256.txt": _listed(rows),
        "bag-info.txt": "".join(
            f"{name}: {' '.join(value.split())}\n"
            for name, value in (
                ("External-Identifier", _said(account, "reference")),
                ("External-Description", f"{what}, for {_said(account, 'recipient')}"),
                ("Bagging-Date", _said(account, "today")),
                ("Payload-Oxum", f"{size}.{len(rows)}"),
                ("Bag-Software-Agent", f"evidencekit {__version__}"),
            )
        ),
    }
    for name, text in tags.items():
        (bag / name).write_bytes(text.encode())
    sums = ((name, hashlib.sha256(text.encode()).hexdigest()) for name, text in tags.items())
    (bag / "tagmanifest-sha256.txt").write_bytes(_listed(sums).encode())


def _copied(file: Path, to: Path) -> tuple[str, int]:
    """Copy a file; return the digest and the length of what was written, whatever becomes of the file meanwhile."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as read, to.open("wb") as write:
        told = copied(read, write)
    # As private as what was packed, and as whoever packs it wants.
    to.chmod(stat.S_IMODE(file.stat().st_mode & to.stat().st_mode))
    return told


def _listed(rows: Iterable[tuple[str, str]]) -> str:
    """Write a manifest: line breaks and percent signs in names are escaped (RFC 8493, 2.1.3)."""
    escapes = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})
    return "".join(f"{digest}  {name.translate(escapes)}\n" for name, digest in rows)
