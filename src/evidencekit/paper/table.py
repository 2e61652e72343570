"""Tables of sheets: every cell whole, headings repeated, wide sheets cut between columns."""

from pathlib import Path

from evidencekit.model.evidence import Table
from evidencekit.paper.fonts import BOLD, REGULAR, width, wrapped
from evidencekit.paper.sheet import A4, GREY, INK, MARGIN, MM, RULE, Pen

_SIZE = 8.0
_PAD = 4.0
_WIDEST = 70 * MM
_NARROWEST = 9 * MM
_SAMPLED = 300


def draw_tables(tables: tuple[Table, ...], name: str, path: Path) -> int:
    """Draw the tables of one file, landscape where they are wide; return the pages."""
    natural = [_widths(t) for t in tables]
    landscape = any(sum(w) > A4[0] - 2 * MARGIN for w in natural)
    pen = Pen(path, (A4[1], A4[0]) if landscape else A4)
    for number, (table, widths) in enumerate(zip(tables, natural, strict=True)):
        if number:
            pen.turn()
        for part, columns in enumerate(_groups(widths, pen.room)):
            if part:
                pen.turn()
            title = (
                table.title
                if table.title == name or (len(tables) == 1 and not table.title)
                else f"{name}: {table.title}"
            )
            _draw(
                pen,
                table,
                columns,
                [widths[c] for c in columns],
                title if not part else f"{title} (continued to the right)",
            )
    return pen.done()


def _widths(table: Table) -> list[float]:
    columns = range(len(table.rows[0]))
    sample = table.rows[:_SAMPLED]
    return [
        min(_WIDEST, max(_NARROWEST, *(width(r[c][:60], BOLD, _SIZE) + 2 * _PAD + 2 for r in sample)))
        for c in columns
    ]


def _groups(widths: list[float], room: float) -> list[list[int]]:
    """Split columns into pages; the first column leads each, so that a row can be told by it."""
    groups, current, used = [], [0], widths[0]
    for column in range(1, len(widths)):
        if used + widths[column] > room and len(current) > 1:
            groups.append(current)
            current, used = [0], widths[0]
        current.append(column)
        used += widths[column]
    return [*groups, current]


def _draw(pen: Pen, table: Table, columns: list[int], widths: list[float], title: str) -> None:
    pen.lines(title, font=BOLD, size=11)
    pen.y -= 3 * MM
    head, *body = table.rows
    _row(pen, [head[c] for c in columns], widths, BOLD)
    for row in body:
        cells = [row[c] for c in columns]
        if pen.y - _height(cells, widths, REGULAR) < 24 * MM:
            pen.turn()
            _row(pen, [head[c] for c in columns], widths, BOLD)
        _row(pen, cells, widths, REGULAR)


def _height(cells: list[str], widths: list[float], font: str) -> float:
    return (
        max(len(wrapped(c, font, _SIZE, w - 2 * _PAD)) for c, w in zip(cells, widths, strict=True))
        * _SIZE
        * 1.25
        + 5
    )


def _row(pen: Pen, cells: list[str], widths: list[float], font: str) -> None:
    height = _height(cells, widths, font)
    x = MARGIN
    for cell, wide in zip(cells, widths, strict=True):
        y = pen.y
        for line in wrapped(cell, font, _SIZE, wide - 2 * _PAD):
            y -= _SIZE * 1.25
            if y < 18 * MM:
                break
            number = cell.replace(",", "").replace(".", "").lstrip("-").isdigit() and len(cell) < 12
            if number and font == REGULAR:
                pen.right(x + wide - _PAD, y, line, font=font, size=_SIZE)
            else:
                pen.text(x + _PAD, y, line, font=font, size=_SIZE, colour=INK if font == REGULAR else GREY)
        x += wide
    pen.y -= height
    pen.rule(pen.y, RULE, 0.4 if font == REGULAR else 0.9)
