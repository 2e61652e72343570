"""Seal: copy the originals, account for everything, and move the finished folder into place in one step."""

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from evidencekit.custody import UNKNOWN, Circumstances, case_text
from evidencekit.digests import copied
from evidencekit.errors import CannotWriteError, CaseError
from evidencekit.exchange import being_synced, replacing
from evidencekit.manifest import LOG, NAME, SUMS, Sealed, manifest_text, sum_line
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, Delivery, Letter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.profile import Profile
from evidencekit.model.supplement import Sent, Supplement
from evidencekit.names import kept_name
from evidencekit.unchanged import seal_of

CASE_FILE = "case.toml"


def publish(
    case: Case, profile: Profile, sources: tuple[SourceFile, ...], exhibits: tuple[Exhibit, ...], assessment: Assessment,
    bundle: Bundle, letters: tuple[Letter, ...], delivery: Delivery, review_page: str,
    *, into: Path, today: date, log: dict[str, object], version: str,
    circumstances: Circumstances = UNKNOWN, sent: Sent | None = None, supplement: Supplement | None = None,
) -> Path:  # fmt: skip
    """Write `into/<case>/<recipient>/`, whole or not at all; return it.

    Raises `CannotWriteError` where the disk does not take it, `CaseError` where a file changed while it was worked on.
    """
    target = into / case.name / profile.id
    _refuse_links(target)
    with _told(target), replacing(target) as new:
        filling = _Filling(new)
        kept = _originals(sources, filling)
        _fill(filling, bundle, letters, delivery, review_page)
        written = case_text(case)
        if written is not None:
            filling.write(CASE_FILE, written)
        with being_synced(new):
            account = manifest_text(
                Sealed(
                    case,
                    profile,
                    exhibits,
                    assessment,
                    bundle,
                    letters,
                    delivery,
                    circumstances,
                    sent,
                    supplement,
                ),
                kept=kept,
                digests=dict(sorted(filling.digests.items())),
                today=today,
                version=version,
            )
        filling.write(NAME, account)
        digests = filling.digests
        _write(new / SUMS, "".join(sum_line(digests[name], name) for name in sorted(digests)))
        finished = datetime.now(UTC).isoformat(timespec="seconds")
        log = {"finished": finished, "seal": seal_of(new), **log}
        _write(new / LOG, json.dumps(log, indent=1, sort_keys=True) + "\n")
    return target


def _refuse_links(target: Path) -> None:
    """Raise `CannotWriteError` where a link in the output leads what is written somewhere else; the output itself may be one."""
    for place in (target.parent, target):
        if place.is_symlink():
            raise CannotWriteError(
                f"{place} is a link, and nothing is written through one; take it away and run it again."
            )


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        if reason.errno in {errno.ENOSPC, errno.EDQUOT}:
            message = (
                f"The disk is full: {target} could not be written. What stood there before is unchanged."
            )
        else:
            message = f"{target} cannot be written: {reason.strerror or reason}. What stood there before is unchanged."
        raise CannotWriteError(message) from reason


@dataclass(frozen=True, slots=True)
class _Filling:
    """A folder that is being filled, and the SHA-256 of each file in it, taken as it was written."""

    folder: Path
    digests: dict[str, str] = field(default_factory=dict)

    def copy(self, file: IO[bytes], name: str) -> str:
        """Copy what is left of an open file to a name; return its digest."""
        with (self.folder / name).open("wb") as out:
            self.digests[name], _ = copied(file, out)
        return self.digests[name]

    def copy_of(self, path: Path, name: str) -> None:
        """Copy a file of this program's own to a name."""
        with path.open("rb") as file:
            self.copy(file, name)

    def write(self, name: str, text: str) -> None:
        """Write a text under a name."""
        self.digests[name] = hashlib.sha256(_write(self.folder / name, text)).hexdigest()


def _originals(sources: tuple[SourceFile, ...], filling: _Filling) -> dict[str, str]:
    """Copy the files as they arrived, and check that they are still what was read; members stay inside their package."""
    (filling.folder / "originals").mkdir()
    kept: dict[str, str] = {}
    taken: set[str] = set()
    for source in sources:
        if source.container is not None:
            continue
        name = f"originals/{_free_name(kept_name(source.path), taken)}"
        (filling.folder / name).parent.mkdir(parents=True, exist_ok=True)
        digest, written = _copied(source, filling, name)
        # One that was changed and changed back may have been read in between.
        if digest != source.sha256 or source.written not in {None, written}:
            raise CaseError(f"{source.path} changed while the bundle was made; run it again.")
        kept[source.path] = name
    return kept


def _free_name(name: str, taken: set[str]) -> str:
    """Return the name, with a number before its ending where a file or folder of that name is there already."""
    stem, dot, ending = name.rpartition(".") if "." in name.rpartition("/")[2][1:] else (name, "", "")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    # A folder on the way to one file must not become another file's name.
    taken.update("/".join(free.casefold().split("/")[:depth]) for depth in range(1, free.count("/") + 2))
    return free


def _copied(source: SourceFile, filling: _Filling, name: str) -> tuple[str, int]:
    """Copy a file; return the digest of what was copied, and when the file was last written."""
    try:
        file = source.location.open("rb")
    except OSError as reason:
        raise CaseError(
            f"{source.path} was there when the case was read and cannot be read any more; run it again."
        ) from reason
    with file:
        return filling.copy(file, name), os.fstat(file.fileno()).st_mtime_ns


def _fill(
    filling: _Filling, bundle: Bundle, letters: tuple[Letter, ...], delivery: Delivery, review_page: str
) -> None:
    filling.copy_of(bundle.pdf, "bundle.pdf")
    filling.write("review.html", review_page)
    for name in ("letters", "delivery"):
        (filling.folder / name).mkdir()
    taken: set[str] = set()
    for letter in letters:
        if letter.docx is not None:
            filling.copy_of(letter.docx, f"letters/{_free_name(f'{letter.name}.docx', taken)}")
        if letter.pdf is not None and not letter.enclosed:
            filling.copy_of(letter.pdf, f"letters/{_free_name(f'{letter.name}.pdf', taken)}")
        if letter.text is not None:
            filling.write(f"letters/{_free_name(f'{letter.name}.txt', taken)}", letter.text)
    for file in delivery.files:
        filling.copy_of(file.location, f"delivery/{file.name}")


def _write(path: Path, text: str) -> bytes:
    """Write text as UTF-8 and return it; half a surrogate from a strange file name is shown as it is written in code."""
    coded = text.encode("utf-8", "backslashreplace")
    path.write_bytes(coded)
    return coded
