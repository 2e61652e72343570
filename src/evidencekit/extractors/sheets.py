"""The tables of XLSX, CSV and TSV files: what they show, not what they hide."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.extractors.text import decoded
from evidencekit.extractors.workbooks import LONGEST_CELL, MAX_COLUMNS, MAX_ROWS, bounds, shortened, workbook
from evidencekit.model.evidence import Reading, Table
from evidencekit.model.finding import Finding, warning
from evidencekit.noroom import not_its_fault
from evidencekit.ports import Extraction
from evidencekit.sheetfindings import cut_cells, too_long, too_wide
from evidencekit.workbookparts import XLSX

DELIMITED = ("text/csv", "text/tab-separated-values")
_PART = 20_000_000
"""Bytes of a file that are read."""


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
            tables, findings = workbook(reading) if reading.source.media_type == XLSX else _delimited(reading)
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


def _delimited(reading: Reading) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    path = reading.source.path
    with reading.source.location.open("rb") as file:
        text = decoded(file.read(_PART), cut=reading.source.size > _PART)
    csv.field_size_limit(1_000_000)
    rows: list[tuple[str, ...]] = []
    cut, wide = reading.source.size > _PART, False
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
        if len(rows) >= MAX_ROWS:
            cut = True
            break
        rows.append(tuple(map(shortened, row[:MAX_COLUMNS])))
        wide = wide or any(cell.strip() for cell in row[MAX_COLUMNS:])
    kept = _trimmed(rows)
    tables = (Table(path.rpartition("/")[2], kept),) if kept else ()
    findings = [too_long(path, MAX_ROWS)] if cut else []
    findings += [too_wide(path, MAX_COLUMNS)] if wide else []
    findings += (
        [cut_cells(path, LONGEST_CELL)] if any(len(c) > LONGEST_CELL for row in kept for c in row) else []
    )
    return tables, tuple(findings)


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
    first, last, width = bounds(rows)
    return tuple((*r, *("",) * (width - len(r)))[:width] for r in rows[first:last]) if width else ()
