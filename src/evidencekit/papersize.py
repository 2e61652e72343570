"""The paper of letters: templates are made for A4; on US Letter the lines keep their length and the margins give way."""

import re
from collections.abc import Mapping

PAPERS = ("a4", "letter")
_BODY = "word/document.xml"
_LETTER = 12_240, 15_840
"""Twentieths of a point; A4 has 11,906 by 16,838."""
_NEAR = 40
_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)
_SIZE = re.compile(r"<w:pgSz\b[^>]*>")
_MARGINS = re.compile(r"<w:pgMar\b[^>]*>")
_NARROWEST = 500


def on_paper(parts: Mapping[str, bytes], paper: str) -> Mapping[str, bytes]:
    """Return the parts of a DOCX with its A4 pages on another paper of `PAPERS`; pages of any other size stay."""
    if paper != "letter":
        return parts
    body = _SECTION.sub(lambda m: _section(m[0]), parts[_BODY].decode())
    return {**parts, _BODY: body.encode()}


def _section(text: str) -> str:
    size = _SIZE.search(text)
    wide, high = (_number(size[0], name) for name in ("w", "h")) if size else (0, 0)
    across = wide > high
    if abs(min(wide, high) - 11_906) > _NEAR or abs(max(wide, high) - 16_838) > _NEAR:
        return text
    new_wide, new_high = _LETTER[::-1] if across else _LETTER
    more = (new_wide - wide) // 2

    def margins(found: re.Match[str]) -> str:
        said = found[0]
        for side in ("left", "right"):
            said = _put(said, side, max(_NARROWEST, _number(said, side) + more))
        return said

    text = _SIZE.sub(lambda m: _put(_put(m[0], "w", new_wide), "h", new_high), text)
    return _MARGINS.sub(margins, text)


def _number(element: str, name: str) -> int:
    found = re.search(rf'w:{name}="(\d+)"', element)
    return int(found[1]) if found else 0


def _put(element: str, name: str, value: int) -> str:
    return re.sub(rf'w:{name}="\d+"', f'w:{name}="{value}"', element)
