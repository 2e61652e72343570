"""What the engine that comes along does not do by itself in tables: break a row taller than a page, and a word wider than its cell.

Word and LibreOffice do both. The engine would let the row run off the page and the word into the next cell.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from evidencekit.tallrows import cut_row

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_HERE = "\u200b"
"""A place at which a line may end, without width."""
_LONG = re.compile(rb">[^<]*(?:[^\s<>]{10}|[^<]{60})[^<]*</w:t>|<w:br\b")
_EASTERN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_WORD = re.compile(rf"[^\s{_EASTERN}]+")
"""Between eastern characters a line may end anyhow."""
_WIDTHS = (("ijltfrI.,:;'|!()[]-/ ", 0.3), ("mwMW@%", 0.88), ("ABCDEFGHKNOPQRSTUVXYZ&", 0.66))
"""Roboto's, in parts of the size of the letters; others are 0.56 wide."""
_USUAL = 0.56
_EAST = re.compile(f"[{_EASTERN}]")
_SIZE = 20
"""Half points, where nothing says otherwise."""
_LINE = 1.35
"""Height of a line in parts of the size of its letters."""
_TALL = 0.6
"""Of the height of a page: a row that may be taller does not keep together."""
_LARGEST = 1e6
"""Of a number that counts: no width, height or size of letters comes near."""
_PAGE = 11_000
"""Twentieths of a point, where no page says its height."""


def fit(parts: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the parts of a DOCX, for the engine, whose tables it can set without losing a word."""
    body = parts.get(_BODY, b"")
    if b"<w:tbl>" not in body or _LONG.search(body) is None:
        return parts
    from lxml import etree

    try:
        root: Any = etree.fromstring(
            body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except etree.XMLSyntaxError:
        return parts  # the engine says it in its own words
    sizes, most, changed = _sizes(parts), _height(root) * _TALL, False

    def size_of(paragraph: Any) -> float:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return sizes.get(style.get(_W + "val") if style is not None else "", sizes[""])

    for row in list(root.iter(_W + "tr")):
        widths = [_width(c.find(f"{_W}tcPr/{_W}tcW")) for c in row.iterfind(_W + "tc")]
        tall = 0.0
        for cell, width in zip(row.iterfind(_W + "tc"), widths, strict=True):
            if width:
                broken, high = _cell(cell, width, size_of)
                changed, tall = changed or broken, max(tall, high)
        if tall > most and all(widths):
            changed = cut_row(row, widths, size_of, measured) or changed
    if not changed:
        return parts
    return {**parts, _BODY: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)}


def _cell(cell: Any, width: float, size_of: Callable[[Any], float]) -> tuple[bool, float]:
    """Give words that are wider than a cell places to end a line; say whether there was one, and how tall the cell may become."""
    changed, high = False, 0.0
    for paragraph in cell.iterfind(_W + "p"):
        usual = size_of(paragraph)
        lines, wide = 1, 0.0
        for text in paragraph.iter(_W + "t", _W + "br"):
            if text.tag == _W + "br":
                lines, wide = lines + 1 + int(wide / width), 0.0
                continue
            said = text.text or ""
            size = _number(text.getparent().find(f"{_W}rPr/{_W}sz"), "val") or usual
            wide += measured(said, size)
            if any(measured(word, size) > width for word in _WORD.findall(said)):
                text.text = _WORD.sub(lambda m, s=size: _breaking(m[0], s, width), said)
                changed = True
        high += (lines + wide / width) * usual * 10 * _LINE
    return changed, high


def _breaking(word: str, size: float, width: float) -> str:
    return _HERE.join(word) if measured(word, size) > width else word


def measured(text: str, size: float) -> float:
    """Return about how wide a text is, in twentieths of a point; its size is in half points."""
    narrow = {letters: sum(map(text.count, letters)) for letters, _ in _WIDTHS}
    east = len(_EAST.findall(text))
    sum_of = sum(narrow[letters] * wide for letters, wide in _WIDTHS) + east
    return (sum_of + (len(text) - east - sum(narrow.values())) * _USUAL) * size * 10


def _sizes(parts: Mapping[str, bytes]) -> dict[str, int]:
    """Return the size of letters of each paragraph style, in half points; that of no style under an empty name."""
    from lxml import etree

    try:
        root: Any = etree.fromstring(
            parts.get("word/styles.xml", b"<none/>"), etree.XMLParser(resolve_entities=False, no_network=True)
        )
    except etree.XMLSyntaxError:
        return {"": _SIZE}
    default = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}sz")
    usual = int(_number(default, "val") or _SIZE)
    own: dict[str, int] = {}
    above: dict[str, str] = {}
    for style in root.iterfind(_W + "style"):
        name = style.get(_W + "styleId") or ""
        size = _number(style.find(f"{_W}rPr/{_W}sz"), "val")
        if size:
            own[name] = int(size)
        based = style.find(_W + "basedOn")
        if based is not None:
            above[name] = based.get(_W + "val") or ""
    sizes = {"": usual}
    for name in {*own, *above}:
        at, seen = name, set[str]()
        while at and at not in own and at not in seen:
            seen.add(at)
            at = above.get(at, "")
        sizes[name] = own.get(at, usual)
    return sizes


def _height(root: Any) -> float:
    """Return the height of the lowest page between its margins."""
    heights = []
    for section in root.iter(_W + "sectPr"):
        page, margins = section.find(_W + "pgSz"), section.find(_W + "pgMar")
        high = _number(page, "h")
        if high:
            heights.append(high - (_number(margins, "top") or 0) - (_number(margins, "bottom") or 0))
    return min((h for h in heights if h > 0), default=_PAGE)


def _number(element: Any, name: str, *, kind: str = "") -> float | None:
    """Return a number that an element states, of one kind alone where that is asked for; None where it is none that counts."""
    if element is None or (kind and element.get(_W + "type") != kind):
        return None
    try:
        found = float(element.get(_W + name) or "")
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) < _LARGEST else None


def _width(element: Any) -> float:
    """Return the width of a cell in twentieths of a point, 1 at least; 0 where none is said."""
    found = _number(element, "w", kind="dxa")
    return max(found, 1.0) if found else 0.0
