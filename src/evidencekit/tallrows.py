"""Rows taller than a page, cut into several: the engine that comes along lets no row break, so the rest of it would run off the page."""

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

LINES = 8
"""Of each piece of a row, about."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EAST = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_UNIT = re.compile(rf"[\s\u200b]*(?:[{_EAST}]|[^\s\u200b{_EAST}]+)")
_IN_ROWS = frozenset(
    _W + name for name in ("trPr", "tblPrEx", "tc", "bookmarkStart", "bookmarkEnd", "proofErr")
)
"""Anything else, such as a cell in a content control, would stand whole in every piece."""
_KNOWN = frozenset(_W + name for name in ("tcPr", "p", "bookmarkStart", "bookmarkEnd", "proofErr"))

Wide = Callable[[str, float], float]
"""How wide a text is at a size of letters in half points, in twentieths of a point."""


def cut_row(row: Any, widths: Sequence[float], size_of: Callable[[Any], float], wide: Wide) -> bool:
    """Put rows of few lines each in the place of one; say whether it was cut. One with merged cells, tables or content controls inside stays.

    `widths` are those of its cells in twentieths of a point, `size_of` says the size of a paragraph's letters.
    """
    cells = row.findall(_W + "tc")
    if (
        any(child.tag not in _IN_ROWS for child in row)
        or any(child.tag not in _KNOWN for cell in cells for child in cell)
        or row.find(f".//{_W}vMerge") is not None
    ):
        return False
    pieces = [list(_pieces(cell, width, size_of, wide)) for cell, width in zip(cells, widths, strict=True)]
    count = max(map(len, pieces), default=1)
    if count < 2:
        return False
    parent, at, rows = row.getparent(), row.getparent().index(row), []
    for cell in cells:
        for child in [c for c in cell if c.tag != _W + "tcPr"]:
            cell.remove(child)
    for number in range(count):
        part = deepcopy(row)
        for cell, own in zip(part.iterfind(_W + "tc"), pieces, strict=True):
            cell.extend(own[number] if number < len(own) else [cell.makeelement(_W + "p", {})])
            _seam(cell, above=number > 0, below=number < count - 1)
        rows.append(part)
    parent[at : at + 1] = rows
    return True


def _seam(cell: Any, *, above: bool, below: bool) -> None:
    """Take away the rules between the pieces of a row."""
    properties = cell.find(_W + "tcPr")
    if properties is None:
        properties = cell.makeelement(_W + "tcPr", {})
        cell.insert(0, properties)
    rules = properties.find(_W + "tcBorders")
    if rules is None:
        rules = properties.makeelement(_W + "tcBorders", {})
        properties.append(rules)
    for side, gone in (("top", above), ("bottom", below)):
        if not gone:
            continue
        for rule in rules.findall(_W + side):
            rules.remove(rule)
        rules.append(rules.makeelement(_W + side, {_W + "val": "nil"}))


def _pieces(cell: Any, width: float, size_of: Callable[[Any], float], wide: Wide) -> Iterator[list[Any]]:
    """Give what a cell holds in pieces of some lines."""
    piece, room = list[Any](), LINES
    for paragraph in cell.findall(_W + "p"):
        size, left, first = size_of(paragraph), deepcopy(paragraph), True
        while left is not None:
            rest, lines = _rest(left, width, size, wide, room)
            if not first:
                _go_on(left)
            piece.append(left)
            room -= lines
            if rest is not None or room <= 0:
                yield piece
                piece, room = [], LINES
            left, first = rest, False
    if piece:
        yield piece


def _go_on(paragraph: Any) -> None:
    """Let the rest of a paragraph begin without space and number."""
    properties = paragraph.find(_W + "pPr")
    for name in ("numPr", "spacing", "ind"):
        found = properties.find(_W + name) if properties is not None else None
        if found is None:
            continue
        if name == "numPr":
            properties.remove(found)
        found.attrib.pop(_W + ("before" if name == "spacing" else "firstLine"), None)


class _Unit(NamedTuple):
    """What no line end divides."""

    run: int
    place: int
    """Of a text in its run."""
    at: int | None
    """In the text; None for a line break."""
    word: bool
    """Whether a word begins here."""
    said: str


def _units(paragraph: Any) -> Iterator[_Unit]:
    for number, run in enumerate(paragraph):
        if run.tag != _W + "r":
            # A link is not cut.
            for text in run.iter(_W + "t"):
                yield _Unit(number, -1, -1, False, text.text or "")
            continue
        for place, text in enumerate(run):
            if text.tag == _W + "br":
                yield _Unit(number, place, None, True, "")
            elif text.tag == _W + "t":
                for unit in _UNIT.finditer(text.text or ""):
                    yield _Unit(number, place, unit.start(), unit[0][0].isspace(), unit[0])


def _rest(paragraph: Any, width: float, size: float, wide: Wide, room: int) -> tuple[Any, int]:
    """Cut a paragraph after so many lines; return what is left of it, None where all of it has room, and how many lines it has."""
    lines, along = 1, 0.0
    word: tuple[_Unit, int] | None = None
    for unit in _units(paragraph):
        if unit.at is None:
            word, lines, along = None, lines + 1, 0.0
            if lines > room:
                return _cut(paragraph, unit), room
            continue
        if unit.word:
            word = unit, lines
        taken = wide(unit.said, size)
        if along + taken <= width or not along:
            along += taken
            continue
        lines, along = lines + 1, wide(unit.said.strip(), size)
        if lines > room and unit.place >= 0:
            whole, kept = word or (unit, room)
            return _cut(paragraph, whole), kept
    return None, lines


def _cut(paragraph: Any, unit: _Unit) -> Any:
    """Cut a paragraph before a unit of it, or at a line break; return the second half."""
    rest = deepcopy(paragraph)
    for child in list(paragraph)[unit.run + 1 :]:
        paragraph.remove(child)
    for child in [c for c in list(rest)[: unit.run] if c.tag != _W + "pPr"]:
        rest.remove(child)
    run, other = paragraph[unit.run], next(c for c in rest if c.tag != _W + "pPr")
    for child in list(run)[unit.place + 1 :]:
        run.remove(child)
    for child in [c for c in list(other)[: unit.place] if c.tag != _W + "rPr"]:
        other.remove(child)
    first, again = run[unit.place], next(c for c in other if c.tag != _W + "rPr")
    if unit.at is None:
        run.remove(first)
        other.remove(again)
        return rest
    text = first.text or ""
    first.text, again.text = text[: unit.at], text[unit.at :].lstrip()
    return rest
