"""The sheets of a workbook (XLSX): what they show, not what they hide, and what is on them that no table shows."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from evidencekit.extractors.cellformats import Told, told
from evidencekit.lightly import load_openpyxl
from evidencekit.model.evidence import Reading, Table
from evidencekit.model.finding import Finding, warning
from evidencekit.sheetfindings import (
    charts_missing,
    concealed_values,
    cut_cells,
    hidden_cells,
    hidden_sheet,
    remarked,
    too_long,
    too_wide,
)
from evidencekit.workbookparts import Hidden, Remark, Sheet, Workbook

MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_UNPACKED = 300_000_000
"""Bytes that the parts of an XLSX may unpack to."""
LONGEST_CELL = 2_000


def workbook(reading: Reading) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Read the sheets of a workbook; raises anything where it is damaged."""
    load_openpyxl()
    import openpyxl

    path, tables, findings = reading.source.path, list[Table](), list[Finding]()
    with zipfile.ZipFile(reading.source.location) as parts:
        if sum(e.file_size for e in parts.infolist()) > MAX_UNPACKED:
            message = f"{path} unpacks to more than {MAX_UNPACKED} bytes; save only the rows that matter."
            return (), (warning("sheet-too-large", message, path),)
        findings += _uncomputed(path, parts)
        beside = [_Beside.of(sheet) for sheet in Workbook(parts).sheets.values() if sheet.shown]
        findings += charts_missing(path, {near.title: near.charts for near in beside})
    with ExitStack() as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Given a path, openpyxl would doubt a file without its ending, as members of packages are on the desk.
        file = opened.enter_context(reading.source.location.open("rb"))
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                if getattr(sheet, "sheet_state", "visible") != "visible":
                    findings.append(hidden_sheet(path, sheet.title))
                    continue
                near = next((b for b in beside if b.title == sheet.title), _Beside(sheet.title))
                grid = _grid(sheet, near.hidden)
                findings += (*_said_of(grid, sheet.title, path), *remarked(path, near.title, near.remarks))
                tables += filter(None, (_table(sheet.title, grid), _boxes(near)))
        finally:
            book.close()
    return tuple(tables), tuple(dict.fromkeys(findings))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a sheet holds besides its cells."""

    title: str
    hidden: Hidden = field(default_factory=Hidden)
    remarks: tuple[Remark, ...] = ()
    """Comments on cells that are shown."""
    texts: tuple[str, ...] = ()
    charts: int = 0

    @classmethod
    def of(cls, sheet: Sheet) -> "_Beside":
        """Look at a sheet."""
        hidden = sheet.hidden()
        remarks = (r for r in sheet.remarks() if r.row not in hidden.rows and not hidden.column(r.column))
        return cls(sheet.title, hidden, tuple(remarks), sheet.texts(), sheet.charts())


def _boxes(near: _Beside) -> Table | None:
    """Make a table of the texts that lie on a sheet in boxes: they are printed with it."""
    return (
        Table(f"{near.title}, text boxes", (("Text boxes",), *((t,) for t in near.texts)))
        if near.texts
        else None
    )


@dataclass(slots=True)
class _Grid:
    """The cells of a sheet that it shows, by row; empty rows at the beginning count."""

    numbers: list[int] = field(default_factory=list)
    rows: list[tuple[Told, ...]] = field(default_factory=list)
    cut: bool = False
    wide: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    """Only those that are not empty; so with the columns."""
    hidden_columns: list[int] = field(default_factory=list)


def _grid(sheet: Any, hidden: Hidden) -> _Grid:
    sheet.reset_dimensions()  # some programs write a size that hides rows
    grid = _Grid()
    left_out = frozenset(n for n in range(MAX_COLUMNS) if hidden.column(n + 1))
    filled = set[int]()
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        if len(grid.rows) >= MAX_ROWS:
            grid.cut = True
            break
        if number in hidden.rows:
            grid.hidden_rows += [number] if any(cell.value is not None for cell in cells) else []
            continue
        grid.numbers.append(number)
        filled.update(n + 1 for n in left_out if n < len(cells) and cells[n].value is not None)
        shown = [cell for n, cell in enumerate(cells[:MAX_COLUMNS]) if n not in left_out]
        grid.rows.append(tuple(map(_told, shown)))
        grid.wide = grid.wide or any(cell.value is not None for cell in cells[MAX_COLUMNS:])
    grid.hidden_columns += sorted(filled)
    return grid


def _said_of(grid: _Grid, title: str, path: str) -> Iterator[Finding]:
    """Say what of a sheet is neither read nor shown."""
    if grid.cut:
        yield too_long(path, MAX_ROWS)
    if grid.wide:
        yield too_wide(path, MAX_COLUMNS)
    yield from hidden_cells(path, title, grid.hidden_columns, grid.hidden_rows)
    if any(cell.concealed for row in grid.rows for cell in row):
        yield concealed_values(path, title)
    if any(len(cell.read) > LONGEST_CELL for row in grid.rows for cell in row):
        yield cut_cells(path, LONGEST_CELL)


_NOTHING = Told("", "")


def _told(cell: Any) -> Told:
    value = cell.value
    if value is None:
        return _NOTHING
    if isinstance(value, str):
        value = shortened(value)
    return told(value, cell.number_format)


def _table(title: str, grid: _Grid) -> Table | None:
    """Make a table of cells; None where it is empty."""
    first, last, width = bounds([tuple(c.read or c.shown for c in row) for row in grid.rows])
    if not width:
        return None
    kept = [(*row, *(_NOTHING,) * (width - len(row)))[:width] for row in grid.rows[first:last]]
    rows, shown = (tuple(tuple(getattr(c, how) for c in row) for row in kept) for how in ("read", "shown"))
    numbers = tuple(grid.numbers[first:last])
    counted = numbers == tuple(range(1, len(numbers) + 1))
    return Table(title, rows, () if shown == rows else shown, () if counted else numbers)


_NO_VALUE = re.compile(rb"</f>(?:<v */>|<v></v>)?</c>|<f[^<>]*/></c>")
_PART = 20_000_000


def _uncomputed(path: str, parts: zipfile.ZipFile) -> Iterator[Finding]:
    """Say where a formula has no value: the program that wrote it never computed it."""
    for entry in parts.infolist():
        if entry.filename.startswith("xl/worksheets/sheet"):
            with parts.open(entry) as part:
                if _NO_VALUE.search(part.read(_PART)):
                    message = (
                        f"{path} has formulas without results, which appear as empty cells; "
                        "open it in Excel or LibreOffice, save it, and put the saved file into the folder."
                    )
                    yield warning("formula-without-value", message, path)
                    return


def shortened(text: str) -> str:
    """Return what of the text of a cell is read; one that was cut shows it."""
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} [...]"


def bounds(rows: list[tuple[str, ...]]) -> tuple[int, int, int]:
    """Return the first row that is not empty, the one after the last, and how many columns are not empty on the right."""
    filled = [n for n, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        return 0, 0, 0
    width = max(max((i + 1 for i, c in enumerate(rows[n]) if c.strip()), default=0) for n in filled)
    return filled[0], filled[-1] + 1, width
