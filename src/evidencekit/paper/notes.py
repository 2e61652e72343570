"""Notes on a page, such as comments and stamps: what they show is drawn over the page, and is no part of its text."""

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_GLANCE = 0.02
"""At this scale a page is drawn only so that PDFium draws the notes that bring no appearance along."""
_EMPTY = 2
"""Bytes of an empty text as PDFium gives it."""


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


def words_of_notes(page: "PdfPage") -> Iterator[str]:
    """Give what stands in the notes on a page, whether it is drawn or a click opens it."""
    import pypdfium2.raw as pdfium

    for place in range(pdfium.FPDFPage_GetAnnotCount(page)):
        each = pdfium.FPDFPage_GetAnnot(page, place)
        if not each:
            continue
        try:
            room = pdfium.FPDFAnnot_GetStringValue(each, b"Contents", None, 0)
            if room > _EMPTY:
                kept = ctypes.create_string_buffer(room)
                pdfium.FPDFAnnot_GetStringValue(
                    each, b"Contents", ctypes.cast(kept, ctypes.POINTER(pdfium.FPDF_WCHAR)), room
                )
                yield kept.raw[:-_EMPTY].decode("utf-16-le", "replace")
        finally:
            pdfium.FPDFPage_CloseAnnot(each)


def _shows(page: Any, place: int) -> bool:
    """Say whether a note may show anything; a plain link does not."""
    import pypdfium2.raw as pdfium

    each = pdfium.FPDFPage_GetAnnot(page, place)
    if not each:
        return False
    try:
        if pdfium.FPDFAnnot_GetSubtype(each) != pdfium.FPDF_ANNOT_LINK:
            return True
        return bool(pdfium.FPDFAnnot_GetAP(each, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > _EMPTY)
    finally:
        pdfium.FPDFPage_CloseAnnot(each)
