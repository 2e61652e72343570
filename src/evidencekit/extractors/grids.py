"""Tables of goods on printed pages: the headings decide the columns, and what stands under them belongs to them."""

import re
from collections.abc import Iterator, Sequence

from evidencekit.extractors.columns import heading_of
from evidencekit.extractors.layout import Cell, Row, Rows
from evidencekit.model.evidence import Table

_FEWEST_COLUMNS = 3
_MOST_ROWS, _EMPTY_ROWS = 400, 3
_NEAR = 30.0
"""Points by which a cell may miss the heading that it stands under."""


def grids_in(rows: Rows, title: str) -> Iterator[Table]:
    """Give the tables whose headings are known, each as rows of texts under its headings."""
    number = 0
    while number < len(rows):
        heading = rows[number]
        if sum(heading_of(c.text) is not None for c in heading) >= _FEWEST_COLUMNS:
            body = list(_body(heading, rows[number + 1 : number + 1 + _MOST_ROWS]))
            if body:
                yield Table(title, (tuple(c.text for c in heading), *body))
                number += len(body)
        number += 1


def _body(heading: Row, rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """Give the rows under a heading until nothing stands under it any more."""
    empty = 0
    for row in rows:
        cells = [""] * len(heading)
        for cell in (part for whole in row for part in _parted(heading, whole)):
            place = _column(heading, cell)
            if place is not None:
                cells[place] = f"{cells[place]} {cell.text}".strip()
        if sum(1 for c in cells if c) < 2:
            empty += 1
            if empty >= _EMPTY_ROWS:
                return
            continue
        empty = 0
        yield tuple(cells)


def _parted(heading: Row, cell: Cell) -> Iterator[Cell]:
    """Cut off the last words of a cell that stand under a heading further right: long words crowd the next column."""
    words = [(m[0], *cell.part(m.start(), m.end())) for m in re.finditer(r"\S+", cell.text)]
    first = _column(heading, Cell(*words[0], cell.top, cell.bottom)) if words else None
    kept = len(words)
    tail: list[Cell] = []
    while first is not None and kept > 1:
        word, left, right = words[kept - 1]
        under = next((h for h in heading[first + 1 :] if min(h.right, right) > max(h.left, left)), None)
        if under is None:
            break
        tail.append(Cell(word, left, right, cell.top, cell.bottom))
        kept -= 1
    if tail:
        yield Cell(
            " ".join(w for w, _, _ in words[:kept]), cell.left, words[kept - 1][2], cell.top, cell.bottom
        )
        yield from reversed(tail)
    else:
        yield cell


def _column(heading: Row, cell: Cell) -> int | None:
    """Return the heading that shares most of a cell's width, or the nearest one close by."""
    shared, place = max((min(h.right, cell.right) - max(h.left, cell.left), n) for n, h in enumerate(heading))
    return place if shared > -_NEAR else None
