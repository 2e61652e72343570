"""The tables of XLSX, CSV and TSV files."""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from evidencekit.desk import Desk
from evidencekit.extractors.cellformats import Told, told
from evidencekit.extractors.text import decoded
from evidencekit.model.evidence import Reading, Table
from evidencekit.model.finding import Finding, note, warning
from evidencekit.noroom import not_its_fault
from evidencekit.ports import Extraction

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DELIMITED = ("text/csv", "text/tab-separated-values")
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_UNPACKED = 300_000_000
"""Bytes that the parts of an XLSX may unpack to."""
_LONGEST_CELL = 2000


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
                cells, cut = _rows_of(sheet)
                findings += [_cut(path)] if cut else []
                if any(cell.concealed for row in cells for cell in row):
                    findings.append(_concealed(path, sheet.title))
                if table := _table(sheet.title, cells):
                    tables.append(table)
        finally:
            book.close()
    return tuple(tables), tuple(dict.fromkeys(findings))


def _rows_of(sheet: Any) -> tuple[list[tuple[Told, ...]], bool]:
    sheet.reset_dimensions()  # some programs write a size that hides rows
    rows: list[tuple[Told, ...]] = []
    for row in sheet.iter_rows(max_col=MAX_COLUMNS):
        if len(rows) >= MAX_ROWS:
            return rows, True
        rows.append(tuple(map(_told, row)))
    return rows, False


_NOTHING = Told("", "")


def _told(cell: Any) -> Told:
    value = cell.value
    if value is None:
        return _NOTHING
    if isinstance(value, str):
        value = value[:_LONGEST_CELL]
    return told(value, cell.number_format)


def _table(title: str, cells: list[tuple[Told, ...]]) -> Table | None:
    """Make a table of cells; None where it is empty."""
    first, last, width = _bounds([tuple(c.read or c.shown for c in row) for row in cells])
    if not width:
        return None
    kept = [(*row, *(_NOTHING,) * (width - len(row)))[:width] for row in cells[first:last]]
    rows, shown = (tuple(tuple(getattr(c, how) for c in row) for row in kept) for how in ("read", "shown"))
    return Table(title, rows, () if shown == rows else shown)


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


def _concealed(path: str, title: str) -> Finding:
    message = (
        f"The sheet {title!r} of {path} has values whose format shows nothing; they are neither read nor shown. "
        "Where they matter, give those cells another format and save the sheet again."
    )
    return note("concealed-values", message, path)


def _cut(path: str) -> Finding:
    return warning(
        "long-sheet",
        f"{path} has more than {MAX_ROWS} rows; only the first {MAX_ROWS} are shown. Save the rows that matter as a sheet of their own.",
        path,
    )
