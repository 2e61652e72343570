"""What LibreOffice does not print of a sheet: what is hidden, and comments."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evidencekit.model.finding import Finding
from evidencekit.odsstyles import OFFICE, TABLE, TEXT, OdsStyles, count, hidden, opened
from evidencekit.sheetfindings import hidden_cells, hidden_sheet, remarked
from evidencekit.workbookparts import Remark, column_letters

_MOST_COLUMNS, _MOST_ROWS = 1_024, 50_000


@dataclass(slots=True)
class _LeftOut:
    """What is hidden of one sheet and not empty, and the comments on the rest; rows and columns count from 1."""

    rows: list[int] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)


def left_out(ods: bytes, path: str) -> Iterator[Finding]:
    """Say of each sheet what is not printed."""
    book = opened(ods)
    if book is None:
        return
    styles = OdsStyles(book.content, book.common)
    for table in book.content.iter(TABLE + "table"):
        title, style = table.get(TABLE + "name", ""), table.get(TABLE + "style-name", "")
        if styles.value("table", style, "table-properties", TABLE + "display") == "false":
            yield hidden_sheet(path, title)
            continue
        found = _looked_through(table)
        yield from hidden_cells(path, title, sorted(found.columns), found.rows)
        yield from remarked(path, title, found.remarks)


def _looked_through(table: Any) -> _LeftOut:
    found, concealed, row = _LeftOut(), _hidden_columns(table), 1
    for element in table.iter(TABLE + "table-row"):
        if row > _MOST_ROWS:
            break
        cells = list(_cells(element))
        if hidden(element):
            found.rows += [row] if any(text for _, text, _ in cells) else []
        else:
            found.columns.update(column for column, text, _ in cells if text and column in concealed)
            found.remarks += (
                Remark(row, column, f"{column_letters(column)}{row}", remark)
                for column, _, remark in cells
                if remark and column not in concealed
            )
        row += count(element, "number-rows-repeated")
    return found


def _hidden_columns(table: Any) -> frozenset[int]:
    found, at = set[int](), 1
    for element in table.iter(TABLE + "table-column"):
        often = count(element, "number-columns-repeated")
        if hidden(element):
            found.update(range(at, min(at + often, _MOST_COLUMNS)))
        at += often
    return frozenset(found)


def _cells(row: Any) -> Iterator[tuple[int, str, str]]:
    """Give column, text and comment of each cell that has one of them."""
    at = 1
    for element in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
        often = count(element, "number-columns-repeated")
        text = "".join("".join(p.itertext()) for p in element.iterchildren(TEXT + "p")).strip()
        remark = element.find(OFFICE + "annotation")
        lines = [] if remark is None else ["".join(p.itertext()) for p in remark.iter(TEXT + "p")]
        said = "\n".join(lines).strip()
        if text or said:
            yield from ((column, text, said) for column in range(at, min(at + often, _MOST_COLUMNS)))
        at += often
