"""The PDF verbs that others stand on: open what arrives safely, count its pages."""

from pathlib import Path

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
