"""The PDF verbs that others stand on: open what arrives safely, count its pages."""

from pathlib import Path
from typing import Any

from evidencekit.desk import Desk
from evidencekit.model.evidence import SourceFile


class LockedPdfError(Exception):
    """The PDF needs a password, or a certificate, that nobody gave."""


class BrokenPdfError(Exception):
    """The PDF cannot be opened, and cannot be mended."""


def open_pdf_safely(source: SourceFile, desk: Desk) -> Path:
    """Return a mended, decrypted copy of a PDF on the desk, made once.

    Raises `LockedPdfError` where it needs a password and `BrokenPdfError` where nothing can be mended.
    """
    import pikepdf

    copy = desk.path(source, "mended.pdf")
    if copy.is_file():
        return copy
    try:
        with pikepdf.open(source.location) as pdf:
            if not len(pdf.pages):
                raise BrokenPdfError("it has no pages")
            pdf.save(copy, deterministic_id=True, encryption=False)
    except pikepdf.PasswordError as reason:
        raise LockedPdfError("it is locked with a password") from reason
    except pikepdf.PdfError as reason:
        if "encrypt" in str(reason).lower():
            raise LockedPdfError("it is locked with a certificate") from reason
        raise BrokenPdfError("it is damaged beyond what can be mended") from reason
    return copy


def count_pages(pdf: Path) -> int:
    """Return the number of pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


_ACTIVE = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/RichMediaExecute", "/Rendition", "/Sound", "/Movie")


def made_inert(pdf: Any) -> None:
    """Take out of an open PDF what acts: scripts, launches, submissions, embedded files; pages and plain links stay."""
    root = pdf.Root
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Perms", "/Collection"):
        if key in root:
            del root[key]
    names = root.get("/Names")
    if names is not None:
        for key in ("/JavaScript", "/EmbeddedFiles"):
            if key in names:
                del names[key]
    for page in pdf.pages:
        if "/AA" in page.obj:
            del page.obj["/AA"]
        annotations = page.obj.get("/Annots")
        if annotations is None:
            continue
        for annotation in annotations:
            try:
                if "/AA" in annotation:
                    del annotation["/AA"]
                action = annotation.get("/A")
                if action is not None and str(action.get("/S")) in _ACTIVE:
                    del annotation["/A"]
                if annotation.get("/Subtype") == "/FileAttachment" and "/FS" in annotation:
                    del annotation["/FS"]
            except (AttributeError, TypeError, ValueError):
                continue
