"""What no longer fits its cell in a sheet of LibreOffice's: columns are made wider, and rows higher, before it is printed.

On paper nobody can drag a column wider: a number that does not fit is printed as `###`, a text is cut at the next cell.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from evidencekit.cells import measured
from evidencekit.odsstyles import (
    CONTENT,
    FO,
    OFFICE,
    STYLE,
    STYLES,
    TABLE,
    TEXT,
    OdsStyles,
    count,
    hidden,
    opened,
    points,
)

_MOST_COLUMNS, _MOST_ROWS = 256, 50_000
"""What is looked at; what lies beyond is printed as it is."""
_WIDER = 1.18
"""Than `cells.measured` says: the typeface of the sheet may be lacking, and what stands in for it is wider by so much."""
_BOLD = 1.1
_GENEROUS = _WIDER * _BOLD
_EDGE = 6.0
"""Points beside a text in its cell."""
_WIDEST = 220.0
"""Points to which a column grows for a text; a longer one is broken into lines instead."""
_LINE = 1.25
"""Height of a line in parts of the size of its letters."""
_LEFT_OVER = 1.15
_USUAL_ROOM = 480.0
"""Points between the margins, where no page says how wide it is."""
_SMALLER = 1.7
"""A sheet is printed smaller by so much at most."""
_COLUMN, _ROW, _SIZE = 64.0, 13.0, 10.0
"""Points, where nothing says how wide, high or large."""
_HASHES = re.compile(rb"#{3,}")
_NUMBERS = frozenset({"float", "percentage", "currency", "date", "time"})


def fitted(ods: bytes) -> bytes:
    """Return an ODS in which every number fits its column, and every text its cell, as far as letters can be measured without a typeface.

    What cannot be read as an ODS is returned as it came: whoever lays it out says what is wrong with it.
    """
    from lxml import etree

    book = opened(ods)
    if book is None:
        return ods
    parts, content, common = dict(book.parts), book.content, book.common
    styles = OdsStyles(content, common)
    changed = [_Sheet(table, styles).fit() for table in content.iter(TABLE + "table")]
    if not any(changed):
        return ods
    parts[CONTENT] = etree.tostring(content, xml_declaration=True, encoding="UTF-8")
    if common is not None:
        parts[STYLES] = etree.tostring(common, xml_declaration=True, encoding="UTF-8")
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            # Its kind stands first and unpacked, where whoever opens it looks.
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(zipfile.ZipInfo(name), part, how)
    return kept.getvalue()


def hashes(ods: bytes) -> int:
    """Return how many cells of a sheet hold `###` themselves; none where it is not an ODS."""
    book = opened(ods)
    return len(_HASHES.findall(book.parts[CONTENT])) if book else 0


@dataclass(slots=True)
class _Cell:
    element: Any
    column: int
    text: str
    style: str
    number: bool
    across: int
    down: int


@dataclass(slots=True)
class _Row:
    element: Any
    high: float
    cells: list[_Cell] = field(default_factory=list)


class _Sheet:
    """One sheet: how wide its columns are, and what stands in them."""

    def __init__(self, table: Any, styles: OdsStyles) -> None:
        self._table, self._styles = table, styles
        self._columns = list(_repeated(table.iter(TABLE + "table-column"), "columns", _MOST_COLUMNS))
        self._wide = [
            0.0 if hidden(c) else points(self._of(c, "table-column", "column-width")) or _COLUMN
            for c in self._columns
        ]
        self._rows = list(self._read())
        self._room = styles.room(table.get(TABLE + "style-name", ""))
        self._most = (self._room or _USUAL_ROOM) * _SMALLER
        self._reach = 0.0
        """How far to the right a text reaches."""

    def fit(self) -> bool:
        """Widen columns, break long texts into lines, make rows high enough and the whole not too wide; say whether anything changed."""
        before = list(self._wide)
        for row in self._rows:
            self._widen(row)
        wider = self._set_widths(before)
        smaller = self._keep_on_one_page()
        higher = [self._heighten(number) for number in range(len(self._rows))]
        return wider or smaller or any(higher)

    def _of(self, element: Any, family: str, attribute: str) -> str:
        name = element.get(TABLE + "style-name", "")
        return self._styles.value(family, name, f"{family}-properties", STYLE + attribute)

    def _read(self) -> Iterator[_Row]:
        for number, element in enumerate(self._table.iter(TABLE + "table-row")):
            if number >= _MOST_ROWS:
                return
            high = 0.0 if hidden(element) else points(self._of(element, "table-row", "row-height")) or _ROW
            row = _Row(element, high)
            if high:
                row.cells += self._cells(element)
            yield row

    def _cells(self, row: Any) -> Iterator[_Cell]:
        at = 0
        for element in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
            often = count(element, "number-columns-repeated")
            text = "\n".join("".join(p.itertext()) for p in element.iterchildren(TEXT + "p"))
            shown = text.strip() and element.tag == TABLE + "table-cell"
            for column in range(at, min(at + often, len(self._wide))) if shown else ():
                if self._wide[column]:
                    yield self._cell(element, row, column, text)
            at += often

    def _cell(self, element: Any, row: Any, column: int, text: str) -> _Cell:
        usual = self._columns[column].get(TABLE + "default-cell-style-name", "")
        style = element.get(TABLE + "style-name") or row.get(TABLE + "default-cell-style-name") or usual
        number = element.get(OFFICE + "value-type") in _NUMBERS
        across, down = (count(element, f"number-{which}-spanned") for which in ("columns", "rows"))
        return _Cell(element, column, text, style, number, across, down)

    def _widen(self, row: _Row) -> None:
        taken = {c.column for c in row.cells}
        for cell in row.cells:
            if self._turned(cell) or (not cell.number and self._wraps(cell)):
                continue
            needed = max(self._measured(cell, line) for line in cell.text.split("\n")) + _EDGE
            room = sum(self._wide[cell.column : cell.column + cell.across])
            if not cell.number:
                begin = sum(self._wide[: cell.column])
                # A text that ran on and on would shrink the whole sheet, were it printed on one page.
                rest = self._most - begin if self._most > begin + room else self._most
                room += min(self._beside(cell, taken), max(0.0, rest * _GENEROUS - room))
                if needed <= room:
                    self._reach = max(self._reach, begin + needed / _GENEROUS)
                if needed > room and needed > _WIDEST:
                    self._wrap(cell)
                    needed = _WIDEST
            if needed > room:
                # Of merged columns the last one grows: the first one often holds labels of other rows.
                last = min(cell.column + cell.across, len(self._wide)) - 1
                shown = [c for c in range(cell.column, last + 1) if self._wide[c]]
                self._wide[shown[-1]] += needed - room

    def _beside(self, cell: _Cell, taken: set[int]) -> float:
        """Return the room in empty cells beside a text, into which it runs."""
        along = self._styles.value("table-cell", cell.style, "paragraph-properties", FO + "text-align")
        room = 0.0
        if along not in {"end", "right"}:
            column = cell.column + cell.across
            while column < len(self._wide) and column not in taken:
                room += self._wide[column]
                column += 1
        if along in {"end", "right", "center"}:
            column = cell.column - 1
            while column >= 0 and column not in taken:
                room += self._wide[column]
                column -= 1
        return room

    def _set_widths(self, before: list[float]) -> bool:
        changed = [c for c, old in enumerate(before) if self._wide[c] > old + 0.5]
        if not changed:
            return False
        at = 0
        for element in list(self._table.iter(TABLE + "table-column")):
            often = count(element, "number-columns-repeated")
            mine = [c for c in changed if at <= c < at + often]
            if mine:
                self._part(element, at, often, mine)
            at += often
        return True

    def _part(self, element: Any, at: int, often: int, changed: list[int]) -> None:
        """Give columns that one element describes together elements of their own, where they grew."""
        parent, place = element.getparent(), element.getparent().index(element)
        parts: list[tuple[int, float | None]] = []
        column = at
        for grown in changed:
            if grown > column:
                parts.append((grown - column, None))
            parts.append((1, self._wide[grown]))
            column = grown + 1
        if column < at + often:
            parts.append((at + often - column, None))
        parent.remove(element)
        for offset, (columns, width) in enumerate(parts):
            each = deepcopy(element)
            each.set(TABLE + "number-columns-repeated", str(columns))
            if width is not None:
                changes = {STYLE + "column-width": f"{width:.1f}pt"}
                name = each.get(TABLE + "style-name", "")
                each.set(
                    TABLE + "style-name",
                    self._styles.like("table-column", name, "table-column-properties", changes),
                )
            parent.insert(place + offset, each)

    def _keep_on_one_page(self) -> bool:
        """Print a sheet that is a little wider than its page smaller, instead of cutting its lines in two."""
        name = self._table.get(TABLE + "style-name", "")
        used = max((c.column + c.across for row in self._rows for c in row.cells), default=0)
        if not self._room < max(self._reach, sum(self._wide[:used])) <= self._most or not self._room:
            return False
        self._table.set(TABLE + "style-name", self._styles.one_page_wide(name))
        return True

    def _heighten(self, number: int) -> bool:
        """Make a row as high as its texts need; one that is high enough stays as it is, since pictures may stand beside it."""
        row, changed = self._rows[number], False
        for cell in row.cells:
            if self._turned(cell):
                continue
            room = max(1.0, sum(self._wide[cell.column : cell.column + cell.across]) - _EDGE)
            breaks = not cell.number and self._wraps(cell)
            lines = sum(self._lines(cell, line, room) if breaks else 1 for line in cell.text.split("\n"))
            needed = lines * self._size(cell) * _LINE
            high = sum(each.high for each in self._rows[number : number + cell.down])
            if needed > high + 1:
                row.high += needed - high
                changed = True
        if changed:
            name = row.element.get(TABLE + "style-name", "")
            changes = {
                STYLE + "row-height": f"{row.high:.1f}pt",
                STYLE + "use-optimal-row-height": "false",
            }
            row.element.set(
                TABLE + "style-name",
                self._styles.like("table-row", name, "table-row-properties", changes),
            )
        return changed

    def _lines(self, cell: _Cell, text: str, room: float) -> int:
        """Return how many lines a text takes at most; at the end of each some room is left over."""
        wide = self._measured(cell, text)
        return 1 if wide <= room else math.ceil(wide / room * _LEFT_OVER)

    def _wrap(self, cell: _Cell) -> None:
        changes = {FO + "wrap-option": "wrap"}
        cell.style = self._styles.like("table-cell", cell.style, "table-cell-properties", changes)
        cell.element.set(TABLE + "style-name", cell.style)

    def _wraps(self, cell: _Cell) -> bool:
        return self._cell_says(cell, FO + "wrap-option") == "wrap"

    def _turned(self, cell: _Cell) -> bool:
        """Say whether a text stands on its side or shrinks to its cell: neither is cut."""
        turned = self._cell_says(cell, STYLE + "rotation-angle") not in {"", "0"}
        return turned or self._cell_says(cell, STYLE + "shrink-to-fit") == "true"

    def _cell_says(self, cell: _Cell, attribute: str) -> str:
        return self._styles.value("table-cell", cell.style, "table-cell-properties", attribute)

    def _size(self, cell: _Cell) -> float:
        said = self._styles.value("table-cell", cell.style, "text-properties", FO + "font-size")
        return points(said) or _SIZE

    def _measured(self, cell: _Cell, line: str) -> float:
        weight = self._styles.value("table-cell", cell.style, "text-properties", FO + "font-weight")
        factor = _WIDER * (_BOLD if weight == "bold" else 1.0)
        return measured(line, self._size(cell) * 2) / 20 * factor


def _repeated(elements: Iterator[Any], what: str, most: int) -> Iterator[Any]:
    given = 0
    for element in elements:
        for _ in range(min(count(element, f"number-{what}-repeated"), most - given)):
            given += 1
            yield element
