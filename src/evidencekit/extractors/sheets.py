"""The tables of XLSX, CSV and TSV files: what they show, not what they hide."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from evidencekit.desk import Desk
from evidencekit.extractors.cellformats import Told, told
from evidencekit.extractors.text import decoded
from evidencekit.model.evidence import Reading, Table
from evidencekit.model.finding import Finding, note, warning
from evidencekit.noroom import not_its_fault
from evidencekit.ports import Extraction
from evidencekit.workbookparts import XLSX, Hidden, Sheet, Workbook, column_letters

DELIMITED = ("text/csv", "text/tab-separated-values")
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_UNPACKED = 300_000_000
"""Bytes that the parts of an XLSX may unpack to."""
_LONGEST_CELL = 2000
_LISTED = 8


@dataclass(frozen=True, slots=True)
class SheetReader:
    """Cells as text, as the sheet shows them; order numbers keep every digit."""

    name: str = "sheet"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """XLSX, CSV, TSV."""
        return reading.source.media_type in {XLSX, *DELIMITED}

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read the rows, up to a limit that a finding names."""
        path = reading.source.path
        try:
            tables, findings = (
                _workbook(reading) if reading.source.media_type == XLSX else _delimited(reading)
            )
        except Exception as reason:
            if not_its_fault(reason):
                raise
            return Extraction(
                findings=(
                    warning(
                        "damaged",
                        f"{path} is damaged and cannot be read as a sheet; save it again or send a PDF.",
                        path,
                    ),
                )
            )
        text = tuple("\n".join("\t".join(row) for row in table.rows) for table in tables)
        return Extraction(tables=tables, text=text, findings=findings)


def _workbook(reading: Reading) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    import openpyxl

    path, tables, findings = reading.source.path, list[Table](), list[Finding]()
    with zipfile.ZipFile(reading.source.location) as parts:
        if sum(e.file_size for e in parts.infolist()) > MAX_UNPACKED:
            message = f"{path} unpacks to more than {MAX_UNPACKED} bytes; save only the rows that matter."
            return (), (warning("sheet-too-large", message, path),)
        findings += _uncomputed(path, parts)
        beside = {title: _beside(sheet) for title, sheet in Workbook(parts).sheets.items() if sheet.shown}
    with ExitStack() as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Given a path, openpyxl would doubt a file without its ending, as members of packages are on the desk.
        file = opened.enter_context(reading.source.location.open("rb"))
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                if getattr(sheet, "sheet_state", "visible") != "visible":
                    message = f"The sheet {sheet.title!r} of {path} is hidden; it was left out."
                    findings.append(note("hidden-sheet", message, path))
                    continue
                grid = _grid(sheet, beside.get(sheet.title, _Beside()))
                findings += _said_of(grid, sheet.title, path)
                if table := _table(sheet.title, grid):
                    tables.append(table)
        finally:
            book.close()
    return tuple(tables), tuple(dict.fromkeys(findings))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What a sheet holds besides its cells."""

    hidden: Hidden = field(default_factory=Hidden)


def _beside(sheet: Sheet) -> _Beside:
    return _Beside(sheet.hidden())


@dataclass(slots=True)
class _Grid:
    """The cells of a sheet that it shows, by row; empty rows at the beginning count."""

    numbers: list[int] = field(default_factory=list)
    rows: list[tuple[Told, ...]] = field(default_factory=list)
    cut: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    """Only those that are not empty; so with the columns."""
    hidden_columns: list[int] = field(default_factory=list)


def _grid(sheet: Any, beside: _Beside) -> _Grid:
    sheet.reset_dimensions()  # some programs write a size that hides rows
    grid, hidden = _Grid(), beside.hidden
    left_out = frozenset(n for n in range(MAX_COLUMNS) if hidden.column(n + 1))
    filled = set[int]()
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if len(grid.rows) >= MAX_ROWS:
            grid.cut = True
            break
        if number in hidden.rows:
            grid.hidden_rows += [number] if any(cell.value is not None for cell in cells) else []
            continue
        grid.numbers.append(number)
        filled.update(n + 1 for n in left_out if n < len(cells) and cells[n].value is not None)
        grid.rows.append(tuple(_told(cell) for n, cell in enumerate(cells) if n not in left_out))
    grid.hidden_columns += sorted(filled)
    return grid


def _said_of(grid: _Grid, title: str, path: str) -> Iterator[Finding]:
    """Say what of a sheet is neither read nor shown."""
    if grid.cut:
        yield _cut(path)
    hidden = [_named("column", [column_letters(n) for n in grid.hidden_columns])]
    hidden.append(_named("row", [str(n) for n in grid.hidden_rows]))
    if what := " and ".join(filter(None, hidden)):
        message = (
            f"The sheet {title!r} of {path} has hidden cells ({what}); they were left out. "
            "Where they matter, unhide them and save the sheet again."
        )
        yield note("hidden-cells", message, path)
    if any(cell.concealed for row in grid.rows for cell in row):
        message = (
            f"The sheet {title!r} of {path} has values whose format shows nothing; they were left out. "
            "Where they matter, give those cells another format and save the sheet again."
        )
        yield note("concealed-values", message, path)


def _named(what: str, which: list[str]) -> str:
    if not which:
        return ""
    more = f" and {len(which) - _LISTED} more" if len(which) > _LISTED else ""
    return f"{what}{'s' if len(which) > 1 else ''} {', '.join(which[:_LISTED])}{more}"


_NOTHING = Told("", "")


def _told(cell: Any) -> Told:
    value = cell.value
    if value is None:
        return _NOTHING
    if isinstance(value, str):
        value = value[:_LONGEST_CELL]
    return told(value, cell.number_format)


def _table(title: str, grid: _Grid) -> Table | None:
    """Make a table of cells; None where it is empty."""
    first, last, width = _bounds([tuple(c.read or c.shown for c in row) for row in grid.rows])
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


def _delimited(reading: Reading) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    path = reading.source.path
    with reading.source.location.open("rb") as file:
        text = decoded(file.read(_PART), cut=reading.source.size > _PART)
    csv.field_size_limit(1_000_000)
    rows: list[tuple[str, ...]] = []
    cut = reading.source.size > _PART
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        if len(rows) >= MAX_ROWS:
            cut = True
            break
        rows.append(tuple(cell[:_LONGEST_CELL] for cell in row[:MAX_COLUMNS]))
    kept = _trimmed(rows)
    tables = (Table(path.rpartition("/")[2], kept),) if kept else ()
    return tables, (_cut(path),) if cut else ()


def _delimiter(text: str) -> str:
    """Return the character that gives most rows the same number of cells, and the most cells where two do."""
    head = text[:20_000].split("\n")[:30]

    def regularity(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=delimiter) if any(row)]
        except csv.Error:
            return 0, 0
        width, rows = max(Counter(widths).items(), key=lambda each: (each[0] > 1, each[1]), default=(0, 0))
        return (rows, width) if width > 1 else (0, 0)

    return max("\t,;|", key=regularity)


def _trimmed(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Leave out empty rows at both ends and empty columns on the right; make all rows equally long."""
    first, last, width = _bounds(rows)
    return tuple((*r, *("",) * (width - len(r)))[:width] for r in rows[first:last]) if width else ()


def _bounds(rows: list[tuple[str, ...]]) -> tuple[int, int, int]:
    """Return the first row that is not empty, the one after the last, and how many columns are not empty on the right."""
    filled = [n for n, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        return 0, 0, 0
    width = max(max((i + 1 for i, c in enumerate(rows[n]) if c.strip()), default=0) for n in filled)
    return filled[0], filled[-1] + 1, width


def _cut(path: str) -> Finding:
    return warning(
        "long-sheet",
        f"{path} has more than {MAX_ROWS} rows; only the first {MAX_ROWS} are shown. Save the rows that matter as a sheet of their own.",
        path,
    )
