"""Pages whose words may be in their pictures, and not in their text: scans, drawings, text that is only codes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_FEW = 200
"""Letters and digits: a page with no more may be a picture with a header on it."""
_MOSTLY = 0.5
_LEGIBLE = 0.3
"""Of the characters of a page's text that is none, such as codes without a meaning, fewer are letters or digits."""
_SHAPES, _OBJECTS = 25, 2_000
"""A page with as many drawn shapes may hold words drawn as shapes; only so many objects are counted."""


def letters_in(text: str) -> int:
    """Return how many letters and digits stand in a text; 0 where most of it is neither."""
    shown = "".join(text.split())
    telling = sum(map(str.isalnum, shown))
    return telling if telling >= _LEGIBLE * len(shown) else 0


def has_little_text(text: str) -> bool:
    """Say whether the text of a page is so little that the page may be a picture."""
    return letters_in(text) <= _FEW


def is_picture(page: "PdfPage", *, bare: bool) -> bool:
    """Say whether a page may show words that are not in its text; one with some text does where a picture fills most of it."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        room = page.get_width() * page.get_height()
        shapes, covered, scales = 0, 0.0, [1.0]
        for count, each in enumerate(page.get_objects(max_depth=4)):
            if each.type in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
                left, bottom, right, top = each.get_bounds()
                covered += abs((right - left) * (top - bottom)) * scales[each.level]
                if bare or covered >= _MOSTLY * room:
                    return True
            elif each.type == pdfium.FPDF_PAGEOBJ_FORM:
                # What is drawn inside is measured in the form's own units; it comes next.
                a, b, c, d, *_ = each.get_matrix().get()
                scales[each.level + 1 :] = [scales[each.level] * abs(a * d - b * c)]
            shapes += each.type == pdfium.FPDF_PAGEOBJ_PATH
            if count > _OBJECTS:
                break
    except (pypdfium2.PdfiumError, ValueError):
        return False
    return bare and shapes >= _SHAPES
