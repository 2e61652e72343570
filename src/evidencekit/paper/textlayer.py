"""The words that OCR saw, laid invisibly under the picture in which they stand, so that they are found and copied."""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from evidencekit.model.seen import SeenPage, Word
from evidencekit.paper.fonts import REGULAR, register
from evidencekit.paper.geometry import sheet_of

Place = Callable[[float, float], tuple[float, float]]
"""From fractions of a picture, counted from its upper left, to places on the page."""
_GLYPH, _ADVANCE = ord("0"), 0.562
"""What every character is, and how wide, in its height: never drawn, its box is what a viewer marks."""
_BASELINE = 0.2
"""Height of the baseline above the foot of a word's box."""


class TextLayer:
    """Writes invisible words into the pages of one PDF, with one font of one glyph.

    A character is only a code there, with its Unicode beside it: so every script is searchable, without its typeface.
    Each word is stretched to its box.
    """

    def __init__(self, pdf: Any, pages: tuple[SeenPage, ...]) -> None:
        self._pdf = pdf
        characters = sorted(
            {c for page in pages for line in page.lines for word in line for c in word.text} | {" "}
        )
        self._codes = {c: code for code, c in enumerate(characters, 1)}
        self._font = _font(pdf, self._codes)

    def lay(self, page: Any, seen: SeenPage, place: Place) -> None:
        """Write the words of a page before all else that stands on it, in reading order."""
        drawn = [text for line in seen.lines for text in self._line(line, place)]
        if drawn:
            name = self._named(page)
            content = f"q BT 3 Tr {name} 1 Tf\n" + "\n".join(drawn) + "\nET Q\n"
            page.contents_add(content.encode("ascii"), prepend=True)

    def _named(self, page: Any) -> str:
        """Make the font known to a page; return its name there."""
        import pikepdf

        fonts = page.resources.get("/Font", {})
        name = "/EvSeen"
        while name in fonts and fonts[name].objgen != self._font.objgen:
            name += "x"  # a bundle may be an exhibit of another bundle
        page.add_resource(self._font, pikepdf.Name.Font, name=pikepdf.Name(name))
        return name

    def _line(self, words: tuple[Word, ...], place: Place) -> list[str]:
        """Draw each word into its box, and the space between it and the next one."""
        drawn = []
        for word, following in zip(words, (*words[1:], None), strict=True):
            head, foot, end = _corner(word, 0, place), _corner(word, 3, place), _corner(word, 2, place)
            drawn.append(self._stretched(word.text, head, foot, end))
            if following is not None:
                drawn.append(self._stretched(" ", _corner(word, 1, place), end, _corner(following, 3, place)))
        return drawn

    def _stretched(
        self, text: str, head: tuple[float, float], foot: tuple[float, float], end: tuple[float, float]
    ) -> str:
        """Show a text from a foot to its end, as high as the head above the foot."""
        across = 1 / (_ADVANCE * len(text))
        along = ((end[0] - foot[0]) * across, (end[1] - foot[1]) * across)
        up = (head[0] - foot[0], head[1] - foot[1])
        start = (foot[0] + _BASELINE * up[0], foot[1] + _BASELINE * up[1])
        if math.hypot(*along) < 1e-3 or math.hypot(*up) < 1e-3:
            along, up = (1e-3, 0.0), (0.0, 1e-3)  # a box without a size: found all the same
        codes = "".join(f"{self._codes[c]:04x}" for c in text)
        return f"{' '.join(f'{v:.3f}' for v in (*along, *up, *start))} Tm <{codes}> Tj"


def lay_over_pages(pdf: Any, pages: tuple[SeenPage, ...]) -> None:
    """Lay the words over the pages of a PDF that were read as they are displayed."""
    layer = TextLayer(pdf, pages)
    for seen in pages:
        if seen.page > len(pdf.pages):
            continue
        page = pdf.pages[seen.page - 1]
        sheet = sheet_of(page.obj)
        a, b, c, d, e, f = sheet.matrix

        def place(x: float, y: float) -> tuple[float, float]:
            x, y = x * sheet.wide, (1 - y) * sheet.high  # noqa: B023 - used before the next page
            return a * x + c * y + e, b * x + d * y + f  # noqa: B023

        layer.lay(page, seen, place)


def _corner(word: Word, number: int, place: Place) -> tuple[float, float]:
    return place(word.quad[2 * number], word.quad[2 * number + 1])


@cache
def _program() -> bytes:
    """Return a font program with nothing but that glyph."""
    from reportlab.pdfbase import pdfmetrics

    register()
    face: Any = pdfmetrics.getFont(REGULAR).face
    program: bytes = face.makeSubset([_GLYPH])
    return program


def _font(pdf: Any, codes: dict[str, int]) -> Any:
    """Make a composite font in which every code shows the same glyph."""
    import pikepdf

    name = pikepdf.Name("/EVSEEN+Roboto-Regular")
    program = pdf.make_stream(_program())
    program.Length1 = len(_program())
    described = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=4, FontBBox=[0, -200, 500, 800], ItalicAngle=0,
        Ascent=800, Descent=-200, CapHeight=700, StemV=80, FontFile2=program,
    )  # fmt: skip
    inner = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, DW=round(1000 * _ADVANCE),
        CIDSystemInfo=pikepdf.Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        CIDToGIDMap=pdf.make_stream(b"\0\0" + b"\0\1" * len(codes)),
        FontDescriptor=pdf.make_indirect(described),
    )  # fmt: skip
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=name, Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=pikepdf.Array([pdf.make_indirect(inner)]), ToUnicode=pdf.make_stream(_to_unicode(codes)),
    )  # fmt: skip
    return pdf.make_indirect(font)


def _to_unicode(codes: dict[str, int]) -> bytes:
    """Say which character each code stands for."""
    entries = [f"<{code:04x}> <{c.encode('utf-16-be').hex()}>" for c, code in codes.items()]
    blocks = [entries[at : at + 100] for at in range(0, len(entries), 100)]  # as many as one block may hold
    said = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{said}\nendcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode("ascii")
