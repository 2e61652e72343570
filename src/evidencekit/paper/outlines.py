"""A font with PostScript outlines, made fit for drawn pages: reportlab embeds TrueType outlines and no others."""

import io
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont, TTFontFace, TTFontMaker

_COPIED = ("OS/2", "cmap", "head", "hhea", "hmtx", "name", "post")
_NEAR = 1.0
"""How far, in units of the font, the curves may be from the drawn ones."""


def outlined(name: str, path: Path) -> Any:
    """Return the font under a name of reportlab's; a glyph is turned into TrueType outlines when a page needs it.

    Raises `KeyError` or fontTools' `TTLibError` where the file is no such font.
    """
    from fontTools import ttLib

    source = ttLib.TTFont(path, lazy=True)
    shell = _shell(source)
    font = TTFont(name, io.BytesIO(shell))
    font.face = _Outlined(shell, source)
    return font


def _shell(source: Any) -> bytes:
    """Return the font as TrueType without a single outline."""
    glyphs = int.from_bytes(source.reader["maxp"][4:6])
    made = TTFontMaker()
    for tag in _COPIED:
        made.add(tag, source.reader[tag])
    made.add(
        "maxp", b"\0\1\0\0" + glyphs.to_bytes(2) + b"\xff\xff\xff\xff" + b"\0" * 4 + b"\0\2" + b"\0" * 16
    )
    head = bytearray(source.reader["head"])
    head[50:52] = b"\0\0"
    made.tables["head"] = bytes(head)
    made.add("loca", b"\0" * (2 * (glyphs + 1)))
    made.add("glyf", b"\0\0\0\0")
    shell: bytes = made.makeStream()
    return shell


class _Outlined(TTFontFace):  # type: ignore[misc] # reportlab has no types
    """A face whose glyphs are drawn anew for each document."""

    glyphPos: list[int]  # noqa: N815 - reportlab's name

    def __init__(self, shell: bytes, source: Any) -> None:
        super().__init__(io.BytesIO(shell))
        self._source, self._shell = source, shell
        self._drawing = source.getGlyphSet()
        self._drawn: dict[int, bytes] = {}

    def makeSubset(self, subset: list[int]) -> bytes:  # noqa: N802 - reportlab's name
        """Return a TrueType font with the characters of a subset."""
        data, places = bytearray(), [0]
        wanted = {self.charToGlyph.get(code, 0) for code in subset} | {0}
        for glyph in range(len(self.glyphPos) - 1):
            if glyph in wanted:
                data += self._glyph(glyph)
            places.append(len(data))
        self.glyphPos = places
        self._ttf_data = self._shell + bytes(data)
        self.table["glyf"].update(offset=len(self._shell), length=len(data))
        made: bytes = super().makeSubset(subset)
        return made

    def _glyph(self, number: int) -> bytes:
        if number not in self._drawn:
            from fontTools.pens.cu2quPen import Cu2QuPen
            from fontTools.pens.ttGlyphPen import TTGlyphPen

            pen = TTGlyphPen(None)
            self._drawing[self._source.getGlyphName(number)].draw(
                Cu2QuPen(pen, _NEAR, reverse_direction=True)
            )
            glyph = bytes(pen.glyph().compile(None))
            self._drawn[number] = glyph + b"\0" * (-len(glyph) % 4)
        return self._drawn[number]
