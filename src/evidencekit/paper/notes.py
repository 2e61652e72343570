"""Notes on a page, such as comments and stamps: what they show is drawn over the page, and is no part of its text."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_GLANCE = 0.02
"""At this scale a page is drawn only so that PDFium draws the notes that bring no appearance along."""
_NO_APPEARANCE = 2
"""Bytes: an empty text as PDFium gives it."""


def with_notes_drawn(document: "PdfDocument", number: int) -> "PdfPage":
    """Return a page, from 1, with what its notes show made part of it, in memory; `ValueError` where that cannot be done."""
    import pypdfium2.raw as pdfium

    page = document[number - 1]
    if not any(_shows(page, place) for place in range(pdfium.FPDFPage_GetAnnotCount(page))):
        return page
    page.render(scale=_GLANCE)
    done = pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    if done == pdfium.FLATTEN_FAIL:
        raise ValueError(f"the notes on page {number} cannot be made part of it")
    return document[number - 1]


def _shows(page: Any, place: int) -> bool:
    """Say whether a note may show anything; a plain link does not."""
    import pypdfium2.raw as pdfium

    each = pdfium.FPDFPage_GetAnnot(page, place)
    if not each:
        return False
    try:
        if pdfium.FPDFAnnot_GetSubtype(each) != pdfium.FPDF_ANNOT_LINK:
            return True
        return bool(
            pdfium.FPDFAnnot_GetAP(each, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _NO_APPEARANCE
        )
    finally:
        pdfium.FPDFPage_CloseAnnot(each)
