"""PDFs: opened safely, mended, forms made visible, active content taken out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.attachments import E_INVOICES, associated
from evidencekit.converters.fields import flatten, has_fields, is_signed
from evidencekit.converters.notes import notes_in
from evidencekit.converters.notes import told as told_of_notes
from evidencekit.converters.signatures import signatures, told
from evidencekit.damagedparts import damaged_parts
from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.inert import Taken, disarmed
from evidencekit.mergepolicy import takes
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.finding import Finding, note, warning
from evidencekit.overdrawn import calm
from evidencekit.paper.textlayer import lay_over_pages
from evidencekit.pdf import BrokenPdfError, LockedPdfError, made_inert, open_pdf_safely
from evidencekit.ports import Pages
from evidencekit.unpack import members

MAX_PAGES = 2_000
_NAMED = 5
_GRAVE = "reconstruct"
"""What qpdf says where it had to search the file for its parts, and may not have found all."""
_ODD = (AttributeError, TypeError, ValueError, KeyError, RuntimeError)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""
_PLEASE_WAIT = re.compile(r"please wait|adobe (?:acrobat )?reader|pdf viewer may not be able", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PdfConverter:
    """Keeps the pages as they are."""

    name: str = "pdf"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """PDF."""
        return takes(self.name, source.media_type)

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Open, mend, flatten forms, take out what acts."""
        import pikepdf

        source = exhibit.source
        made = desk.path(source, "pages.pdf")
        try:
            return _copied(exhibit, source.location, made, desk)
        except (pikepdf.PdfError, pikepdf.PasswordError):
            # What cannot be opened or written as it is gets a second chance once it is mended.
            try:
                return _copied(exhibit, _mended_copy(source, desk), made, desk)
            except pikepdf.PdfError as reason:
                raise ConversionError("it is damaged beyond what can be mended") from reason


def _mended_copy(source: SourceFile, desk: Desk) -> Path:
    try:
        return open_pdf_safely(source, desk)
    except (LockedPdfError, BrokenPdfError) as reason:
        # PDFium opens some that qpdf does not, such as those of which only the attachments are locked.
        copy = desk.path(source, "saved.pdf")
        if _saved_by_pdfium(source, copy):
            return copy
        raise ConversionError(str(reason)) from reason


def _saved_by_pdfium(source: SourceFile, copy: Path) -> bool:
    """Let PDFium write the pages anew; pages on which it sees nothing do not count."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.location)
    except pypdfium2.PdfiumError:
        return False
    new = pypdfium2.PdfDocument.new()
    try:
        if not 0 < len(document) <= MAX_PAGES:
            return False
        new.import_pages(document)
        if not any(_draws(new, number) for number in range(len(new))):
            return False
        new.save(copy)
    except pypdfium2.PdfiumError:
        return False
    else:
        return True
    finally:
        new.close()
        document.close()


def _draws(document: Any, number: int) -> bool:
    import pypdfium2

    try:
        return next(iter(document[number].get_objects(max_depth=1)), None) is not None
    except pypdfium2.PdfiumError:
        return False


def _copied(exhibit: Exhibit, original: Path, made: Path, desk: Desk) -> Pages:
    import pikepdf

    unlocked = exhibit.source.sha256 in desk.unlocked and original != exhibit.source.location
    with pikepdf.open(original) as pdf:
        count = len(pdf.pages)
        if not count:
            raise ConversionError("it has no pages")
        if count > MAX_PAGES:
            raise ConversionError(f"it has {count} pages, more than the {MAX_PAGES} that are shown")
        if _only_for_adobe(pdf, exhibit):
            raise ConversionError(
                "it is a form that only Adobe Reader shows (XFA); open it there, print it to PDF and send that"
            )
        if exhibit.source.sha256 in desk.overdrawn:
            calm(pdf)
        findings, signed = [*_noticed(pdf, exhibit, desk), *_damaged(pdf, exhibit.path)], is_signed(pdf)
        done = ["pages copied"]
        if has_fields(pdf):
            done.append("form made part of the pages")
            if unfit := flatten(pdf):
                findings.append(_unfit(exhibit.path, unfit))
        told_already = _attached(pdf)
        made_inert(pdf)
        findings += _taken_out(exhibit.path, disarmed(pdf), told_already)
        if exhibit.reading.seen:
            lay_over_pages(pdf, exhibit.reading.seen)
            done.append("words of its pictures made searchable")
        pdf.save(made, deterministic_id=True, encryption=False)
        faults = " ".join(pdf.get_warnings())
        if unlocked:
            done.insert(0, "opened with its password")
        elif faults or original != exhibit.source.location:
            done.insert(0, "mended")
            findings.append(_mended(exhibit.path, grave=_GRAVE in faults or not faults))
    return Pages(made, count, ", ".join(done), findings=tuple(findings), signed=signed)


def _only_for_adobe(pdf: Any, exhibit: Exhibit) -> bool:
    """Say whether the pages only tell the reader to get another program, as those of dynamic XFA forms do."""
    form = pdf.Root.get("/AcroForm")
    try:
        if form is None or "/XFA" not in form:
            return False
        if not form.get("/Fields") or bool(pdf.Root.get("/NeedsRendering")):
            return True
    except _ODD:
        return False
    return len(pdf.pages) == 1 and bool(_PLEASE_WAIT.search(" ".join(exhibit.reading.text)[:5_000]))


def _noticed(pdf: Any, exhibit: Exhibit, desk: Desk) -> Iterator[Finding]:
    path = exhibit.path
    if pdf.is_encrypted:
        message = f"{path} has restrictions on printing or copying; its pages in the bundle are a copy without them."
        yield note("restricted", message, path)
    if is_signed(pdf):
        yield from told(exhibit.path, signatures(exhibit.source.location), exhibit.source.size)
    if notes := notes_in(pdf):
        yield note("notes", told_of_notes(path, notes), path)
    inside, _ = members(exhibit.source, desk)
    if inside:
        files = "one file" if len(inside) == 1 else f"{len(inside)} files"
        yield note("attachments", f"{path} carries {files}: evidence of its own, taken out of it.", path)
    names = _left_inside(pdf, exhibit, desk)
    if names and all(n.casefold() in E_INVOICES for n in names):
        message = f"{path} is an e-invoice: the same figures for computers ({names[0]}) stay in originals/."
        yield note("e-invoice", message, path)
    elif names:
        listed = ", ".join(names[:_NAMED]) + (" ..." if len(names) > _NAMED else "")
        message = (
            f"{path} has {len(names)} files attached to it ({listed}) that the bundle does not show; "
            "save those that matter and put them into the folder."
        )
        yield warning("attachments", message, path)


def _left_inside(pdf: Any, exhibit: Exhibit, desk: Desk) -> list[str]:
    """Return the names of attached files that were not taken out."""
    taken = {name.rpartition("/")[2] for name, _ in members(exhibit.source, desk)[0]}
    return [n for n in _attached(pdf) if n.replace("\\", "/").rpartition("/")[2] not in taken]


def _attached(pdf: Any) -> list[str]:
    try:
        names = {str(a.filename or key) for key, a in pdf.attachments.items()}
    except _ODD:
        names = set()
    return sorted(names | {name for name, _ in associated(pdf.Root)})


def _damaged(pdf: Any, path: str) -> Iterator[Finding]:
    """Name the pages of which the file's own content is damaged: nothing else says so, they only come out wrong."""
    parts = tuple(damaged_parts(pdf))
    what = {
        "content": "what is drawn there is damaged in the file itself, so that parts of it may be missing or wrong",
        "picture": "a picture there is damaged or cut off in the file itself, so that all or a part of it may be missing",
    }
    for kind, words in what.items():
        if pages := [number for number, part in parts if part == kind]:
            some = ", ".join(map(str, pages[:_NAMED])) + (" and others" if len(pages) > _NAMED else "")
            message = (
                f"{path}, page{'s' if len(pages) > 1 else ''} {some}: {words}. Look at it in the bundle, or ask for the "
                "file again."
            )
            yield warning("damaged-page", message, path)


def _taken_out(path: str, taken: Taken, known: list[str]) -> Iterator[Finding]:
    """Tell what parts of pages brought along, or would have fetched."""
    if taken.elsewhere:
        message = (
            f"{path} would fetch parts of its pages from elsewhere ({_listed(taken.elsewhere)}); nothing is fetched, so those parts are empty. "
            "Where they matter, print it to PDF where they are shown and put that into the folder."
        )
        yield warning("fetched-parts", message, path)
    if hidden := [name for name in taken.files if name not in known]:
        message = (
            f"{path} has files hidden in its pages ({_listed(hidden)}). They are neither shown nor sent; "
            "if they are evidence, ask for them as files of their own."
        )
        yield warning("hidden-files", message, path)


def _listed(names: list[str]) -> str:
    once = list(dict.fromkeys(names))
    return ", ".join(once[:_NAMED]) + (" ..." if len(once) > _NAMED else "")


def _mended(path: str, *, grave: bool) -> Finding:
    if not grave:
        return note(
            "mended", f"{path} has small faults in its structure; its pages in the bundle are mended.", path
        )
    message = f"{path} is damaged; it was mended as far as that goes. Look at its pages in the bundle, or ask for the file again."
    return warning("mended", message, path)


def _unfit(path: str, count: int) -> Finding:
    fields = "A text of the form" if count == 1 else f"{count} texts of the form"
    message = (
        f"{fields} {path} do not fit their fields; parts may be cut. Print the form to PDF and send that."
    )
    return warning("field-too-small", message.replace(" do not", " does not", count == 1), path)
