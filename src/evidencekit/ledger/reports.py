"""Amazon's reports as a seller downloads them, row by row: CSV or tab-separated text, whole, with every row's place.

Names of columns: the reports GET_LEDGER_DETAIL_VIEW_DATA, GET_FBA_FULFILLMENT_INVENTORY_ADJUSTMENTS_DATA and
GET_FBA_REIMBURSEMENTS_DATA of Amazon's Selling Partner API.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from evidencekit.errors import CaseError, UsageError
from evidencekit.extractors.text import decoded
from evidencekit.extractors.tracking.moments import day_in, order_in

MAX_BYTES = 500_000_000
_SHOWN = 60
_MOST_FAULTS = 20
_WHOLE = re.compile(r"[-+]?\d{1,9}(?:\.0+)?")


class ReportKind(StrEnum):
    """Which of Amazon's reports a file is."""

    LEDGER = "inventory ledger"
    ADJUSTMENTS = "inventory adjustments"
    REIMBURSEMENTS = "reimbursements"


_COLUMNS = {
    ReportKind.LEDGER: frozenset({"date", "fnsku", "event type", "disposition", "quantity", "fulfillment center"}),
    ReportKind.ADJUSTMENTS: frozenset({"adjusted date", "transaction item id", "fnsku", "quantity", "disposition"}),
    ReportKind.REIMBURSEMENTS: frozenset({"approval date", "reimbursement id", "fnsku", "quantity reimbursed total"}),
}  # fmt: skip
_DAY = {
    ReportKind.LEDGER: "date",
    ReportKind.ADJUSTMENTS: "adjusted date",
    ReportKind.REIMBURSEMENTS: "approval date",
}
_COUNT = {
    ReportKind.LEDGER: "quantity",
    ReportKind.ADJUSTMENTS: "quantity",
    ReportKind.REIMBURSEMENTS: "quantity reimbursed total",
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row that counts units of goods."""

    kind: ReportKind
    line: str
    """As it stands in the file."""
    fnsku: str
    day: date
    units: int
    cells: dict[str, str]
    """By the names of the columns, in small letters with single spaces."""

    def cell(self, *names: str) -> str:
        """Return the first of some cells that is filled; empty where none is."""
        return next((self.cells[n] for n in names if self.cells.get(n)), "")


@dataclass(frozen=True, slots=True)
class Report:
    """One report."""

    kind: ReportKind
    file: str
    """Its name."""
    head: str
    """The line with the names of its columns."""
    rows: tuple[ReportRow, ...]


def read_reports(paths: Iterable[Path]) -> tuple[Report, ...]:
    """Read reports; what stands in two files of one kind, as in reports whose days overlap, counts once.

    Raises `UsageError` where a file is none of these reports, and `CaseError` where a row cannot be read, all of them at
    once: a row left out could be the one that says that units were found.
    """
    reports, faults = [], list[str]()
    for path in paths:
        reports.append(_read(path, faults))
    if faults:
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        raise CaseError("\n".join([*faults[:_MOST_FAULTS], *more]))
    return tuple(_once(reports))


def _read(path: Path, faults: list[str]) -> Report:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CaseError(
                f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; download fewer months at once."
            )
        text = decoded(path.read_bytes())
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason.strerror or reason}.") from reason
    lines = [(n, line) for n, line in enumerate(re.split(r"\r\n|\r|\n", text), 1) if line.strip()]
    head = lines[0][1] if lines else ""
    tabs = head.count("\t") > head.count(",")
    names = [re.sub(r"[\s_-]+", " ", c).strip().casefold() for c in _cells(head, tabs=tabs)]
    kind = next((k for k, columns in _COLUMNS.items() if columns <= set(names)), None)
    if kind is None:
        raise UsageError(
            f"{path.name} is no report that is known here by its columns: the Inventory Ledger (detailed view), the "
            "Inventory Adjustments or the Reimbursements report, as CSV or text, with English headings. "
            "Download it again in English, and do not save it from Excel."
        )
    rows = [(n, line, dict(zip(names, _cells(line, tabs=tabs), strict=False))) for n, line in lines[1:]]
    wanted = [(n, line, cells) for n, line, cells in rows if kind is not ReportKind.LEDGER or _adjusts(cells)]
    order = order_in([cells.get(_DAY[kind], "") for _, _, cells in wanted[:2_000]])
    made = [_row(kind, line, cells, order, f"{path.name} row {n}", faults) for n, line, cells in wanted]
    return Report(kind, path.name, head, tuple(r for r in made if r is not None))


def _cells(line: str, *, tabs: bool) -> list[str]:
    """Part a line; in tab-separated text a quotation mark means something only where it begins the line."""
    if tabs and not line.startswith('"'):
        return [c.strip() for c in line.split("\t")]
    return [c.strip() for c in next(csv.reader([line], delimiter="\t" if tabs else ","))]


def _adjusts(cells: dict[str, str]) -> bool:
    return cells.get("event type", "").casefold() == "adjustments"


def _row(
    kind: ReportKind, line: str, cells: dict[str, str], order: str | None, place: str, faults: list[str]
) -> ReportRow | None:
    def fault(column: str, what: str) -> None:
        faults.append(f"{place}, column {column}, {cells.get(column, '')[:_SHOWN]!r}: {what}.")

    fnsku, count = cells.get("fnsku", ""), cells.get(_COUNT[kind], "").replace(",", "")
    day = day_in(cells.get(_DAY[kind], ""), order)
    if not fnsku:
        fault("fnsku", "nobody knows which goods it is about")
    elif day is None:
        fault(_DAY[kind], "it is no day, or day and month could be swapped; download the report once more")
    elif not _WHOLE.fullmatch(count):
        fault(_COUNT[kind], "it is no whole number of units")
    else:
        return ReportRow(kind, line, fnsku.upper(), day, int(float(count)), cells)
    return None


def _once(reports: list[Report]) -> Iterator[Report]:
    """Leave out of a report the rows that an earlier one of its kind has already, as often as it has them."""
    known: dict[ReportKind, Counter[str]] = {}
    for report in reports:
        before = known.setdefault(report.kind, Counter())
        left = Counter(before)
        rows = []
        for row in report.rows:
            if left[row.line] > 0:
                left[row.line] -= 1
            else:
                rows.append(row)
        before += Counter(r.line for r in rows)
        yield Report(report.kind, report.file, report.head, tuple(rows))
