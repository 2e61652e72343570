"""The cells of a sheet that a person filled in: CSV or XLSX, as they are, with what makes one doubtful said of it."""

import csv
import io
import math
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from evidencekit.errors import CaseError, UsageError
from evidencekit.lightly import load_openpyxl

Value = str | int | Decimal | bool | date | datetime | None
MAX_BYTES = 100_000_000
MAX_UNPACKED = 500_000_000
MAX_ROWS = 100_000
COLUMNS_TOLD = ("column", "what stands in it")
"""The headings of the sheet that explains the columns of a new one."""
SHEETS = (".csv", ".tsv", ".xlsx")
"""Endings of sheets."""
_LOOKED_AT = 40
"""Rows that say what parts the cells."""
_QUOTED = re.compile(r'"[^"]*"')
_DIGITS = 15
"""Excel keeps so many digits of a number; what stood behind them is gone."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell."""

    value: Value
    trouble: str = ""
    """Why the value cannot be relied on; empty where it can."""
    currencies: frozenset[str] = frozenset()
    """Of an amount with a sign of several currencies, such as $: those that may be meant."""
    as_written: bool = False
    """Whether it is text of which nobody said how it writes its numbers."""

    @property
    def empty(self) -> bool:
        """Whether nobody wrote anything here."""
        return self.value is None and not self.trouble

    def __str__(self) -> str:
        return "" if self.value is None else str(self.value)


def cells(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    """Give the rows of a sheet with their numbers, as the program shows them; empty ones are left out.

    Raises `UsageError` where there is no such sheet, and `CaseError` where it cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"The sheet {path} does not exist.")
    if path.suffix.lower() not in SHEETS:
        raise UsageError(
            f"{path} is a file, but no sheet that can be read here; save a sheet as .xlsx or .csv."
        )
    if path.stat().st_size > MAX_BYTES:
        raise CaseError(f"{path.name} is {path.stat().st_size} bytes long; a sheet has at most {MAX_BYTES}.")
    try:
        rows = _workbook(path) if path.suffix.lower() == ".xlsx" else _delimited(path)
        for count, (number, row) in enumerate(rows):
            if count >= MAX_ROWS:
                raise CaseError(
                    f"{path.name} has more than {MAX_ROWS} rows; cut it into several sheets. Nothing was built."
                )
            if any(not cell.empty for cell in row):
                yield number, row
    except OSError as reason:
        raise CaseError(f"{path.name} cannot be read: {reason.strerror or reason}.") from reason


def _delimited(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as reason:
        before = raw[: reason.start].count(b"\n") + 1
        raise CaseError(
            f"{path.name} row {before} is not UTF-8 text; save it as 'CSV UTF-8', or as .xlsx."
        ) from reason
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(path, text), strict=True)
    try:
        for number, row in enumerate(lines, 1):
            yield number, [Cell(value.strip() or None) for value in row]
    except csv.Error as reason:
        raise CaseError(f"{path.name} line {lines.line_num} is not valid CSV ({reason}).") from reason


def _delimiter(path: Path, text: str) -> str:
    """Return what parts the cells: what stands equally often in the most rows, since a title or a text has some of any.

    Rows that are comments do not count, nor does what stands in quotation marks.
    """
    if path.suffix.lower() == ".tsv":
        return "\t"
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip('"').startswith("#"))
    first = [_QUOTED.sub("", line) for line in islice(lines, _LOOKED_AT)]

    def parts(mark: str) -> int:
        counts = Counter(line.count(mark) for line in first)
        return max((times * rows for times, rows in counts.items()), default=0)

    return max((",", ";", "\t"), key=parts)


def _workbook(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    """Read the sheet named `cases`, else the first that is not hidden; a formula counts by the result that was saved."""
    results, written = _opened(path)
    sheet = _read_of(results.worksheets)
    if sheet is None:
        raise CaseError(f"{path.name} holds no sheet that is shown.")
    merged = {
        place: str(area)
        for area in sheet.merged_cells.ranges
        for place in ((r, c) for r in range(area.min_row, area.max_row + 1) for c in range(area.min_col, area.max_col + 1))
    }  # fmt: skip
    formulas = written[sheet.title]
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield (
            number,
            [
                _cell(cell, formulas.cell(number, at).value, merged.get((number, at)))
                for at, cell in enumerate(row, 1)
            ],
        )


def _read_of(sheets: Iterable[Any]) -> Any:
    shown = [s for s in sheets if s.sheet_state == "visible"]
    return next((s for s in shown if s.title.casefold() == "cases"), shown[0] if shown else None)


def sheets_not_read(path: Path) -> tuple[str, ...]:
    """Return the names of the other sheets of a workbook that are shown and hold something; ours explains columns.

    Nothing is raised: what is wrong with a workbook is said where it is read.
    """
    if path.suffix.lower() != ".xlsx":
        return ()
    load_openpyxl()
    import openpyxl

    try:
        with warnings.catch_warnings(), closing(openpyxl.load_workbook(path, read_only=True)) as book:
            warnings.simplefilter("ignore")
            read = _read_of(book.worksheets)
            return tuple(
                s.title
                for s in book.worksheets
                if s is not read and s.sheet_state == "visible" and _says_something(s)
            )
    except Exception:  # openpyxl raises anything on a damaged file
        return ()


def _says_something(sheet: Any) -> bool:
    """Say whether a sheet holds anything, unless it is that of a new sheet's columns."""
    first = next((row for row in sheet.iter_rows(values_only=True) if any(v is not None for v in row)), None)
    return first is not None and first[:2] != COLUMNS_TOLD


def _opened(path: Path) -> tuple[Any, Any]:
    """Open a workbook with the results of its formulas, and with the formulas themselves."""
    load_openpyxl()
    import openpyxl

    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(e.file_size for e in parts.infolist())
        if unpacked <= MAX_UNPACKED:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    except Exception as reason:  # openpyxl raises anything on a damaged file
        raise CaseError(
            f"{path.name} is damaged, or no workbook ({type(reason).__name__}); open it, save it again as .xlsx."
        ) from reason
    raise CaseError(f"{path.name} unpacks to {unpacked} bytes; a sheet has at most {MAX_UNPACKED}.")


def _cell(cell: Any, written: Any, merged: str | None) -> Cell:
    value = cell.value
    if merged is not None:
        return Cell(_value(value), f"the cells {merged} are merged; part them and fill in each")
    if value is None and isinstance(written, str) and written.startswith("="):
        return Cell(
            written, "it is a formula whose result was not saved; open the sheet, save it, or write the value"
        )
    if cell.data_type == "e":
        return Cell(str(value), "its formula ends in an error; write the value")
    if isinstance(value, float) and not value.is_integer():
        return Cell(Decimal(repr(value)))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 10**_DIGITS:
        return Cell(
            str(value), f"it is a number of more than {_DIGITS} digits, which Excel rounds; format the cell as text and write it again"
        )  # fmt: skip
    return Cell(_value(value))


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if value is None or isinstance(value, (bool, int, date)):
        return value
    return str(value)
