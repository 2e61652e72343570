"""The sheets of a workbook (XLSX): what they show, not what they hide, and what is on them that no table shows."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from evidencekit.extractors.cellformats import Told, told
from evidencekit.model.evidence import Reading, Table
from evidencekit.model.finding import Finding, note, warning
from evidencekit.workbookparts import Hidden, Remark, Sheet, Workbook, column_letters

MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_UNPACKED = 300_000_000
"""Bytes that the parts of an XLSX may unpack to."""
LONGEST_CELL = 2_000
_LISTED, _SHORT = 8, 80


def workbook(reading: Reading) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """Read the sheets of a workbook; raises anything where it is damaged."""
    import openpyxl

    path, tables, findings = reading.source.path, list[Table](), list[Finding]()
    with zipfile.ZipFile(reading.source.location) as parts:
        if sum(e.file_size for e in parts.infolist()) > MAX_UNPACKED:
            message = f"{path} unpacks to more than {MAX_UNPACKED} bytes; save only the rows that matter."
            return (), (warning("sheet-too-large", message, path),)
        findings += _uncomputed(path, parts)
        beside = [_Beside.of(sheet) for sheet in Workbook(parts).sheets.values() if sheet.shown]
        findings += _charts_missing(path, beside)
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
                near = next((b for b in beside if b.title == sheet.title), _Beside(sheet.title))
                grid = _grid(sheet, near.hidden)
                findings += (*_said_of(grid, sheet.title, path), *_remarked(near, path))
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


def _remarked(near: _Beside, path: str) -> Iterator[Finding]:
    if near.remarks:
        told = "; ".join(f"{r.cell}: {_short(r.text)}" for r in near.remarks[:_LISTED])
        more = " ..." if len(near.remarks) > _LISTED else ""
        message = (
            f"The sheet {near.title!r} of {path} has {_counted(len(near.remarks), 'comment')}, not on its pages ({told}{more}). "
            "Write into a cell what the recipient should read."
        )
        yield warning("comments-missing", message, path)


def _charts_missing(path: str, beside: list[_Beside]) -> Iterator[Finding]:
    drawn = [near for near in beside if near.charts]
    if drawn:
        which = ", ".join(repr(near.title) for near in drawn[:_LISTED])
        message = (
            f"{path} has {_counted(sum(n.charts for n in drawn), 'chart')}, not on its pages (sheet {which}); "
            "where that matters, save it as PDF and put that into the folder."
        )
        yield warning("charts-missing", message, path)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHORT else f"{flat[:_SHORT]}..."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


@dataclass(slots=True)
class _Grid:
    """The cells of a sheet that it shows, by row; empty rows at the beginning count."""

    numbers: list[int] = field(default_factory=list)
    rows: list[tuple[Told, ...]] = field(default_factory=list)
    cut: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    """Only those that are not empty; so with the columns."""
    hidden_columns: list[int] = field(default_factory=list)


def _grid(sheet: Any, hidden: Hidden) -> _Grid:
    sheet.reset_dimensions()  # some programs write a size that hides rows
    grid = _Grid()
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
        yield too_long(path)
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
        value = value[:LONGEST_CELL]
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


def bounds(rows: list[tuple[str, ...]]) -> tuple[int, int, int]:
    """Return the first row that is not empty, the one after the last, and how many columns are not empty on the right."""
    filled = [n for n, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        return 0, 0, 0
    width = max(max((i + 1 for i, c in enumerate(rows[n]) if c.strip()), default=0) for n in filled)
    return filled[0], filled[-1] + 1, width


def too_long(path: str) -> Finding:
    """Say that a sheet goes on after the rows that are read."""
    return warning(
        "long-sheet",
        f"{path} has more than {MAX_ROWS} rows; only the first {MAX_ROWS} are shown. Save the rows that matter as a sheet of their own.",
        path,
    )
