"""Amazon's reports as a seller downloads them, row by row: CSV or tab-separated text, whole, with every row's place.

Names of columns: the reports GET_LEDGER_DETAIL_VIEW_DATA, GET_FBA_FULFILLMENT_INVENTORY_ADJUSTMENTS_DATA,
GET_FBA_FULFILLMENT_INVENTORY_RECEIPTS_DATA and GET_FBA_REIMBURSEMENTS_DATA of Amazon's Selling Partner API.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from evidencekit.errors import CaseError, UsageError
from evidencekit.extractors.dates import order_of
from evidencekit.extractors.tracking.moments import day_in, days_in
from evidencekit.ledger.contents import COLUMNS_TOLD, Contents, contents_in
from evidencekit.ledger.lines import Lines, Row, headings, read_lines, rows_below, whole

_RECEIPTS = "receipts"
_SHOWN = 60
_MOST_FAULTS = 20
_FIGURES = frozenset({"dmy", "mdy"})
"""Orders of day and month in a date of three numbers."""


class ReportKind(StrEnum):
    """Which of Amazon's reports a file is."""

    LEDGER = "inventory ledger"
    ADJUSTMENTS = "inventory adjustments"
    RECEIPTS = "received inventory"
    REIMBURSEMENTS = "reimbursements"


_COLUMNS = {
    ReportKind.LEDGER: frozenset({"date", "fnsku", "event type", "disposition", "quantity", "fulfillment center"}),
    ReportKind.ADJUSTMENTS: frozenset({"adjusted date", "transaction item id", "fnsku", "quantity", "disposition"}),
    ReportKind.RECEIPTS: frozenset({"received date", "fba shipment id", "fnsku", "quantity"}),
    ReportKind.REIMBURSEMENTS: frozenset({"approval date", "reimbursement id", "fnsku", "quantity reimbursed total"}),
}  # fmt: skip
_DAY = {
    ReportKind.LEDGER: "date",
    ReportKind.ADJUSTMENTS: "adjusted date",
    ReportKind.RECEIPTS: "received date",
    ReportKind.REIMBURSEMENTS: "approval date",
}
_COUNT = {
    ReportKind.LEDGER: "quantity",
    ReportKind.ADJUSTMENTS: "quantity",
    ReportKind.RECEIPTS: "quantity",
    ReportKind.REIMBURSEMENTS: "quantity reimbursed total",
}
_RECONCILED, _UNRECONCILED = "reconciled quantity", "unreconciled quantity"


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
    number: int = 0
    """Of the line in its file on which it begins."""

    def cell(self, *names: str) -> str:
        """Return the first of some cells that is filled; empty where none is."""
        return next((self.cells[n] for n in names if self.cells.get(n)), "")

    @property
    def reconciled(self) -> int:
        """How many of the units the row itself calls reconciled: they were found, or accounted for otherwise."""
        done, left = whole(self.cell(_RECONCILED)), whole(self.cell(_UNRECONCILED))
        if left is None or done == left == 0:
            return min(abs(self.units), abs(done or 0))  # two zeros say nothing
        return min(abs(self.units), max(abs(done or 0), abs(self.units) - abs(left)))

    @property
    def shipment(self) -> str:
        """Of a row that counts received units: the shipment's ID."""
        return self.cell("reference id", "fba shipment id").upper()

    @property
    def received(self) -> bool:
        """Whether it counts units of a shipment that a fulfilment centre took in."""
        return self.kind is ReportKind.RECEIPTS or self.cells.get("event type", "").casefold() == _RECEIPTS


@dataclass(frozen=True, slots=True)
class Report:
    """One report."""

    kind: ReportKind
    file: str
    """Its name."""
    head: str
    """The line with the names of its columns."""
    rows: tuple[ReportRow, ...]
    span: tuple[date, date] | None = None
    """The first and the last day of any row, those that are about no loss included."""


def read_reports(paths: Iterable[Path]) -> tuple[tuple[Report, ...], tuple[Contents, ...]]:
    """Read reports and the contents of shipments, each by itself.

    Raises `UsageError` where a file is none of these, and `CaseError` where a row cannot be read, all of them at
    once: a row left out could be the one that says that units were found.
    """
    found, contents, faults = list[_Unread](), list[Contents](), list[str]()
    for path in paths:
        lines = read_lines(path)
        known = _known(lines)
        listed = contents_in(lines, faults) if known is None else None
        if known is not None:
            found.append(known)
        elif listed is not None:
            contents.append(listed)
        else:
            raise UsageError(
                f"{lines.file} is no report that is known here by its columns: the Inventory Ledger (detailed view), the "
                "Inventory Adjustments, the Received Inventory or the Reimbursements report, or the contents of a shipment "
                f"({COLUMNS_TOLD}), as CSV or text, with English headings. Download it again in English, and do not save it from Excel."
            )
    told = {order for one in found for order in one.orders}
    reports = [_read(one, one.orders or told, faults) for one in found]
    if faults:
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        raise CaseError("\n".join([*faults[:_MOST_FAULTS], *more]))
    return tuple(reports), tuple(contents)


@dataclass(frozen=True, slots=True)
class _Unread:
    """A report whose days are not read yet: one of the other files may say which number is the month."""

    kind: ReportKind
    lines: Lines
    rows: tuple[Row, ...]
    """Those that count, or of which nobody knows whether they do."""
    stamps: frozenset[str]
    """The days of all rows, as they are written."""
    orders: frozenset[str]
    """The orders of day and month that its dates tell: none, one, or two that contradict each other."""


def _known(lines: Lines) -> _Unread | None:
    """Take up a report that is known by its columns; None where it is none."""
    names = set(headings(lines.head))
    kind = next((k for k, columns in _COLUMNS.items() if columns <= names), None)
    if kind is None:
        return None
    wanted, stamps = list[Row](), set[str]()
    for row in rows_below(lines.head, lines.lines[1:]):
        stamps.add(row.cells.get(_DAY[kind], ""))
        if row.misfit or kind is not ReportKind.LEDGER or _counts(row.cells):
            wanted.append(row)
    told = {order_of([day]) for stamp in stamps for day in days_in(stamp)}
    orders = frozenset(order for order in told if order in _FIGURES)
    return _Unread(kind, lines, tuple(wanted), frozenset(stamps), orders)


def _read(one: _Unread, orders: Collection[str], faults: list[str]) -> Report:
    """Read a report's days in the one order that is told; where none is or two are, a day that can be read two ways is a fault."""
    order = next(iter(orders)) if len(orders) == 1 else None
    made = [_row(one.kind, row, order, f"{one.lines.file} row {row.number}", faults) for row in one.rows]
    days = [day for stamp in one.stamps if (day := day_in(stamp, order)) is not None]
    span = (min(days), max(days)) if days else None
    return Report(one.kind, one.lines.file, one.lines.head, tuple(r for r in made if r is not None), span)


def _counts(cells: dict[str, str]) -> bool:
    """Say whether a ledger's row is about units that arrived, vanished or appeared, or may be; the others are no losses."""
    return cells.get("event type", "").casefold() in {"", "adjustments", _RECEIPTS}


def _row(kind: ReportKind, row: Row, order: str | None, place: str, faults: list[str]) -> ReportRow | None:
    cells = row.cells

    def fault(column: str, what: str) -> None:
        faults.append(f"{place}, column {column}, {cells.get(column, '')[:_SHOWN]!r}: {what}.")

    if row.misfit:
        faults.append(f"{place}: {row.misfit}.")
        return None
    fnsku, count = cells.get("fnsku", ""), whole(cells.get(_COUNT[kind], ""))
    day = day_in(cells.get(_DAY[kind], ""), order)
    if kind is ReportKind.LEDGER and not cells["event type"]:
        fault("event type", "nobody knows what happened")
    elif not fnsku:
        fault("fnsku", "nobody knows which goods it is about")
    elif day is None:
        fault(_DAY[kind], "it is no day, or day and month could be swapped; download the report once more")
    elif count is None:
        fault(_COUNT[kind], "it is no whole number of units")
    elif wrong := next((c for c in (_RECONCILED, _UNRECONCILED) if whole(cells.get(c) or "0") is None), None):
        fault(wrong, "it is no whole number of units")
    else:
        return ReportRow(kind, row.line, fnsku.upper(), day, count, cells, row.number)
    return None
