"""Seal: copy the originals, account for everything, and move the finished folder into place in one step."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from evidencekit.errors import CannotWriteError, CaseError
from evidencekit.exchange import put_in_place, recover, sync
from evidencekit.manifest import LOG, NAME, SUMS, manifest_text
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, Delivery, Letter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.profile import Profile
from evidencekit.names import kept_name

_LARGEST_MANIFEST = 50_000_000


def earlier_labels(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return path and label of each exhibit of the bundle that stands there; () where there is none that can be read."""
    manifest = folder / NAME
    try:
        if manifest.stat().st_size > _LARGEST_MANIFEST:
            return ()
        files = json.loads(manifest.read_text("utf-8"))["files"]
        rows = [
            (f["path"], f["label"])
            for f in files
            if isinstance(f["label"], str)
            and f["label"].isascii()
            and f["label"].isupper()
            and len(f["label"]) <= 3
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()
    return tuple((str(path), label) for path, label in rows)


def publish(
    case: Case, profile: Profile, sources: tuple[SourceFile, ...], exhibits: tuple[Exhibit, ...], assessment: Assessment,
    bundle: Bundle, letters: tuple[Letter, ...], delivery: Delivery, review_page: str,
    *, into: Path, today: date, log: dict[str, object], version: str,
) -> Path:  # fmt: skip
    """Write `into/<case>/<recipient>/`, whole or not at all; return it.

    Raises `CannotWriteError` where the disk does not take it, `CaseError` where a file changed while it was worked on.
    """
    target = into / kept_name(case.name) / profile.id
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        recover(target)
        new = target.with_name(f".{target.name}.new-{os.getpid()}")
        try:
            new.mkdir()
            kept = _originals(sources, new / "originals")
            _fill(new, bundle, letters, delivery, review_page)
            account = manifest_text(
                case=case.name, reference=case.reference, recipient=profile.id, effective_from=profile.effective_from,
                today=today, exhibits=exhibits, bundle=bundle, letters=letters, delivery=delivery,
                assessment=assessment, kept=kept, version=version,
            )  # fmt: skip
            (new / NAME).write_text(account, "utf-8")
            (new / SUMS).write_text("".join(_sums(new)), "utf-8")
            (new / LOG).write_text(json.dumps(log, indent=1, sort_keys=True) + "\n", "utf-8")
            sync(new)
            put_in_place(new, target)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return target


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        if reason.errno == errno.ENOSPC:
            message = (
                f"The disk is full: {target} could not be written. What stood there before is unchanged."
            )
        else:
            message = f"{target} cannot be written: {reason.strerror or reason}. What stood there before is unchanged."
        raise CannotWriteError(message) from reason


def _originals(sources: tuple[SourceFile, ...], folder: Path) -> dict[str, str]:
    """Copy the files as they arrived, and check that they are still what was read; members stay inside their package."""
    kept: dict[str, str] = {}
    taken: set[str] = set()
    for source in sources:
        if source.container is not None:
            continue
        name = kept_name(source.path)
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with source.location.open("rb") as file, copy.open("wb") as out:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                out.write(chunk)
        if digest.hexdigest() != source.sha256:
            raise CaseError(f"{source.path} changed while the bundle was made; run it again.")
        kept[source.path] = f"originals/{name}"
    return kept


def _fill(
    new: Path, bundle: Bundle, letters: tuple[Letter, ...], delivery: Delivery, review_page: str
) -> None:
    shutil.copyfile(bundle.pdf, new / "bundle.pdf")
    (new / "review.html").write_text(review_page, "utf-8")
    for name in ("letters", "delivery"):
        (new / name).mkdir()
    for letter in letters:
        if letter.docx is not None:
            shutil.copyfile(letter.docx, new / "letters" / f"{letter.name}.docx")
    for file in delivery.files:
        copy = new / "delivery" / file.name
        if file.location == bundle.pdf:
            os.link(new / "bundle.pdf", copy)  # the same bytes need no second place on the disk
        else:
            shutil.copyfile(file.location, copy)


def _sums(folder: Path) -> Iterator[str]:
    """Give a line for each file but the log, as sha256sum writes it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != LOG:
            with path.open("rb") as file:
                yield f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder).as_posix()}\n"
