"""Tables of sheets: every cell whole, headings and row numbers repeated, wide sheets cut between columns."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from evidencekit.model.evidence import Table
from evidencekit.paper.fonts import BOLD, REGULAR, width, wrapped
from evidencekit.paper.sheet import A4, FOOT, GREY, INK, MARGIN, MM, RULE, Pen

_SIZE = 8.0
_LEADING = _SIZE * 1.25
_PAD = 4.0
_WIDEST = 70 * MM
_NARROWEST = 9 * MM
_SAMPLED = 300
_SAMPLED_CHARACTERS = 60
_BEGINNING = 5 * _LEADING
"""What must have room at the foot of a page before a row begins there that no page can hold."""
_NUMBER = re.compile(r"[-+(]?[$€£¥]?[-\d][\d.,' ]{0,14}(?: ?(?:[A-Z]{3}|[$€£¥]))?[%)]?")

Cell = list[str]
"""The lines of a cell, as wide as its column."""


def draw_tables(tables: tuple[Table, ...], name: str, path: Path, *, closing: str = "") -> int:
    """Draw the tables of one file as it shows them, landscape where they are wide, and a last line; return the pages."""
    tables = tuple(Table(t.title, t.shown or t.rows, numbers=t.numbers) for t in tables)
    natural = [_widths(t) for t in tables]
    landscape = any(sum(w) > A4[0] - 2 * MARGIN for w in natural)
    pen = Pen(path, (A4[1], A4[0]) if landscape else A4)
    for number, (table, widths) in enumerate(zip(tables, natural, strict=True)):
        groups = _groups(widths, pen.room)
        title = name if len(tables) == 1 and table.title in {"", name} else f"{name}: {table.title}"
        for part, columns in enumerate(groups):
            if number or part:
                pen.turn()
            which = f" (columns, part {part + 1} of {len(groups)})" if len(groups) > 1 else ""
            _Grid(pen, table, columns, [widths[c] for c in columns], title + which).draw()
    if closing:
        pen.y -= 4 * MM
        pen.lines(closing, font=BOLD, size=9)
    return pen.done()


def _widths(table: Table) -> list[float]:
    """Return the widths of the columns; the first is the row's number, as a spreadsheet shows it beside the row."""
    sample = table.rows[:_SAMPLED]

    def natural(column: int) -> float:
        texts = {line[:_SAMPLED_CHARACTERS] for row in sample for line in row[column].split("\n")}
        # The longest in characters are the widest, or near enough: measuring all costs more than it shows.
        longest = sorted(texts, key=len)[-8:]
        return max((width(t, BOLD, _SIZE) for t in longest), default=0.0) + 2 * _PAD + 2

    numbers = width(str(max((len(table.rows), *table.numbers))), REGULAR, _SIZE) + 2 * _PAD
    return [
        numbers,
        *(min(_WIDEST, max(_NARROWEST, natural(c))) for c in range(len(table.rows[0]))),
    ]


def _groups(widths: list[float], room: float) -> list[list[int]]:
    """Split columns into pages; row number and first column lead each, so that a row can be told by them."""
    lead = [0, 1]
    groups, current = [], list(lead)
    used = start = sum(widths[c] for c in lead)
    for column in range(len(lead), len(widths)):
        if used + widths[column] > room and len(current) > len(lead):
            groups.append(current)
            current, used = list(lead), start
        current.append(column)
        used += widths[column]
    return [*groups, current]


class _Grid:
    """One table's columns on as many pages as they need."""

    def __init__(self, pen: Pen, table: Table, columns: list[int], widths: list[float], title: str) -> None:
        self._pen, self._table, self._title = pen, table, title
        self._columns, self._widths = columns, widths
        self._numeric = frozenset(n for n, c in enumerate(columns) if _numeric(table, c))
        self._head = self._cells(("", *table.rows[0]), BOLD)
        # A heading that fills the page would leave no room for rows: it is drawn once, as a row.
        self._repeat = _height(self._head) < (pen.height - 2 * MARGIN) / 3

    def draw(self) -> None:
        self._begin()
        if not self._repeat:
            self._row(self._head)
        numbers = self._table.numbers[1:] or range(2, len(self._table.rows) + 1)
        for number, row in zip(numbers, self._table.rows[1:], strict=True):
            self._row(self._cells((str(number), *row), REGULAR))

    def _cells(self, row: Sequence[str], font: str) -> list[Cell]:
        return [
            wrapped(row[c], font, _SIZE, w - 2 * _PAD)
            for c, w in zip(self._columns, self._widths, strict=True)
        ]

    def _begin(self) -> None:
        self._pen.lines(self._title, font=BOLD, size=11)
        self._pen.y -= 3 * MM
        if self._repeat:
            self._strokes(self._head, BOLD)

    def _row(self, cells: list[Cell]) -> None:
        """Draw a row; one that is higher than the page goes on overleaf."""
        for lines in self._pieces(cells):
            self._strokes(lines, REGULAR)

    def _pieces(self, cells: list[Cell]) -> Iterator[list[Cell]]:
        floor = FOOT + 5 * MM
        whole = _height(cells) < self._pen.height - 3 * MARGIN - FOOT
        if self._pen.y - (_height(cells) if whole else _BEGINNING) < floor:
            self._pen.turn()
            self._begin()
        while self._pen.y - _height(cells) < floor:
            fit = max(1, int((self._pen.y - floor - 5) / _LEADING))
            yield [cell[:fit] for cell in cells]
            cells = [cell[fit:] for cell in cells]
            self._pen.turn()
            self._begin()
        yield cells

    def _strokes(self, cells: list[Cell], font: str) -> None:
        pen, x = self._pen, MARGIN
        for column, (lines, wide) in enumerate(zip(cells, self._widths, strict=True)):
            aside = column == 0 or font == BOLD
            right = column in self._numeric and (font == BOLD or bool(_NUMBER.fullmatch("".join(lines))))
            y = pen.y
            for line in lines:
                y -= _LEADING
                if right:
                    pen.right(x + wide - _PAD, y, line, font=font, size=_SIZE, colour=GREY if aside else INK)
                elif line:
                    pen.text(x + _PAD, y, line, font=font, size=_SIZE, colour=GREY if aside else INK)
            x += wide
        pen.y -= _height(cells)
        pen.rule(pen.y, RULE, 0.4 if font == REGULAR else 0.9)


def _numeric(table: Table, column: int) -> bool:
    """Say whether most cells of a column are numbers, which are read from the right."""
    cells = (
        [row[column - 1] for row in table.rows[1:_SAMPLED] if row[column - 1].strip()] if column else ["1"]
    )
    return 2 * sum(bool(_NUMBER.fullmatch(c)) for c in cells) > len(cells)


def _height(cells: list[Cell]) -> float:
    return max(len(lines) for lines in cells) * _LEADING + 5
