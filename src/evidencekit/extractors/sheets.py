"""The tables of XLSX, CSV and TSV files."""

import csv
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from evidencekit.desk import Desk
from evidencekit.extractors.text import decoded
from evidencekit.model.evidence import Reading, Table
from evidencekit.model.finding import Finding, warning
from evidencekit.ports import Extraction

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DELIMITED = ("text/csv", "text/tab-separated-values")
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_UNPACKED = 300_000_000
"""Bytes that the parts of an XLSX may unpack to."""


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
        except Exception:
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

    path = reading.source.path
    with zipfile.ZipFile(reading.source.location) as parts:
        if sum(e.file_size for e in parts.infolist()) > MAX_UNPACKED:
            return (), (
                warning(
                    "sheet-too-large",
                    f"{path} unpacks to more than {MAX_UNPACKED} bytes; save only the rows that matter.",
                    path,
                ),
            )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(reading.source.location, read_only=True, data_only=True)
        try:
            tables, findings = [], []
            for sheet in book.worksheets:
                if getattr(sheet, "sheet_state", "visible") != "visible":
                    continue
                rows = []
                for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)):
                    if number >= MAX_ROWS:
                        findings.append(_cut(path))
                        break
                    rows.append(tuple(_cell(v) for v in row))
                kept = _trimmed(rows)
                if kept:
                    tables.append(Table(sheet.title, kept))
            return tuple(tables), tuple(findings)
        finally:
            book.close()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if (value.hour, value.minute, value.second) == (0, 0, 0)
            else value.isoformat(" ")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)[:2000]


def _delimited(reading: Reading) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    with reading.source.location.open("rb") as file:
        text = decoded(file.read(20_000_000))
    lines = text.splitlines()
    rows = []
    for row in _rows(lines):
        rows.append(tuple(cell[:2000] for cell in row[:MAX_COLUMNS]))
        if len(rows) >= MAX_ROWS:
            break
    findings = (_cut(reading.source.path),) if len(lines) > MAX_ROWS else ()
    kept = _trimmed(rows)
    return ((Table(reading.source.path.rpartition("/")[2], kept),) if kept else ()), findings


def _rows(lines: list[str]) -> Iterator[list[str]]:
    head = lines[:20]
    delimiter = max("\t,;|", key=lambda d: sum(line.count(d) for line in head))
    csv.field_size_limit(1_000_000)
    return csv.reader(lines, delimiter=delimiter, strict=False)


def _trimmed(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Leave out empty rows at both ends and empty columns on the right; make all rows equally long."""
    while rows and not any(c.strip() for c in rows[-1]):
        rows.pop()
    while rows and not any(c.strip() for c in rows[0]):
        rows.pop(0)
    width = max((max((i + 1 for i, c in enumerate(r) if c.strip()), default=0) for r in rows), default=0)
    return tuple((*r, *("",) * (width - len(r)))[:width] for r in rows) if width else ()


def _cut(path: str) -> Finding:
    return warning(
        "long-sheet",
        f"{path} has more than {MAX_ROWS} rows; only the first {MAX_ROWS} are shown. Save the rows that matter as a sheet of their own.",
        path,
    )
