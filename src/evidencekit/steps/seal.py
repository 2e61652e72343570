"""Seal: copy the originals, account for everything, and move the finished folder into place in one step."""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from evidencekit.custody import UNKNOWN, Circumstances, case_text
from evidencekit.digests import copied, file_digest
from evidencekit.errors import CannotWriteError, CaseError
from evidencekit.exchange import replacing
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
        kept = _originals(sources, new / "originals")
        _fill(new, bundle, letters, delivery, review_page)
        written = case_text(case)
        if written is not None:
            _write(new / CASE_FILE, written)
        digests = _digests(new)
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
            digests=digests,
            today=today,
            version=version,
        )
        _write(new / NAME, account)
        digests[NAME] = file_digest(new / NAME)
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


def _originals(sources: tuple[SourceFile, ...], folder: Path) -> dict[str, str]:
    """Copy the files as they arrived, and check that they are still what was read; members stay inside their package."""
    folder.mkdir()
    kept: dict[str, str] = {}
    taken: set[str] = set()
    for source in sources:
        if source.container is not None:
            continue
        name = _free_name(kept_name(source.path), taken)
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        digest, written = _copied(source, copy)
        # One that was changed and changed back may have been read in between.
        if digest != source.sha256 or source.written not in {None, written}:
            raise CaseError(f"{source.path} changed while the bundle was made; run it again.")
        kept[source.path] = f"originals/{name}"
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


def _copied(source: SourceFile, copy: Path) -> tuple[str, int]:
    """Copy a file; return the digest of what was copied, and when the file was last written."""
    try:
        file = source.location.open("rb")
    except OSError as reason:
        raise CaseError(
            f"{source.path} was there when the case was read and cannot be read any more; run it again."
        ) from reason
    with file, copy.open("wb") as out:
        return copied(file, out)[0], os.fstat(file.fileno()).st_mtime_ns


def _fill(
    new: Path, bundle: Bundle, letters: tuple[Letter, ...], delivery: Delivery, review_page: str
) -> None:
    shutil.copyfile(bundle.pdf, new / "bundle.pdf")
    _write(new / "review.html", review_page)
    for name in ("letters", "delivery"):
        (new / name).mkdir()
    taken: set[str] = set()
    for letter in letters:
        if letter.docx is not None:
            shutil.copyfile(letter.docx, new / "letters" / _free_name(f"{letter.name}.docx", taken))
        if letter.pdf is not None and not letter.enclosed:
            shutil.copyfile(letter.pdf, new / "letters" / _free_name(f"{letter.name}.pdf", taken))
        if letter.text is not None:
            _write(new / "letters" / _free_name(f"{letter.name}.txt", taken), letter.text)
    for file in delivery.files:
        shutil.copyfile(file.location, new / "delivery" / file.name)


def _write(path: Path, text: str) -> None:
    """Write text as UTF-8; half a surrogate from a strange file name is shown as it is written in code."""
    path.write_bytes(text.encode("utf-8", "backslashreplace"))


def _digests(folder: Path) -> dict[str, str]:
    """Return name and SHA-256 of each file below a folder, in the order of their names."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: file_digest(folder / name) for name in names}
