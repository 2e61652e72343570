"""Empty boxes in a PDF: glyphs that stand where the font has none for a character."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DEEPEST = 4


def has_boxes(pdf: Path) -> bool:
    """Say whether a page shows a glyph that stands for a character which its font lacks.

    Read from the pages' own codes, so it holds for whatever program laid them out; a font that cannot be read is passed over.
    """
    import pikepdf

    with pikepdf.open(pdf) as opened:
        return any(_boxed(page) for page in opened.pages)


def _boxed(page: Any, depth: int = 0) -> bool:
    """Look at a page, or at a form that is drawn on one, as footers of very long letters are."""
    import pikepdf

    if depth < _DEEPEST:
        for form in page.get("/Resources", {}).get("/XObject", {}).values():
            if (
                isinstance(form, pikepdf.Stream)
                and form.get("/Subtype") == "/Form"
                and _boxed(form, depth + 1)
            ):
                return True
    fonts = {str(name): font for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
    empty: dict[str, frozenset[int]] = {}
    for font, codes in _shown(page):
        if font not in fonts:
            continue
        wide = str(fonts[font].get("/Subtype")) == "/Type0"
        if font not in empty:
            empty[font] = frozenset({0}) if wide else _empty_codes(fonts[font])
        step = 2 if wide else 1
        if any(int.from_bytes(codes[i : i + step]) in empty[font] for i in range(0, len(codes), step)):
            return True
    return False


def _shown(page: Any) -> Iterator[tuple[str, bytes]]:
    """Give the codes that a page shows, each run with the name of its font."""
    import pikepdf

    font = ""
    written: Any = pikepdf.parse_content_stream(page, "Tf Tj TJ")
    for operands, operator in written:
        if str(operator) == "Tf":
            font = str(operands[0])
            continue
        pieces = operands[0] if str(operator) == "TJ" else operands
        for piece in pieces:
            if isinstance(piece, pikepdf.String):
                yield font, bytes(piece)


def _empty_codes(font: Any) -> frozenset[int]:
    """Return the codes of a simple font whose glyph looks as the one for characters that it lacks."""
    from fontTools.ttLib import TTFont, TTLibError

    # It would tell of odd dates in fonts.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    try:
        program = font["/FontDescriptor"]["/FontFile2"].read_bytes()
        opened = TTFont(io.BytesIO(program))
        codes = {code: name for table in opened["cmap"].tables for code, name in table.cmap.items()}
        glyphs = opened["glyf"]
        order = opened.getGlyphOrder()
        box = glyphs[order[0]]
        if not box.numberOfContours:
            return frozenset()
        return frozenset(code for code, name in codes.items() if name != order[0] and glyphs[name] == box)
    except (KeyError, TTLibError, AttributeError, ValueError):
        return frozenset()
