"""Amazon's reports, by the columns that they really have: what moved, was refunded, came back, left, was received or paid.

Names of columns: the fulfilment reports of Amazon's Selling Partner API (report types GET_LEDGER_DETAIL_VIEW_DATA,
GET_LEDGER_SUMMARY_VIEW_DATA, GET_FBA_REIMBURSEMENTS_DATA, GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA,
GET_FBA_FULFILLMENT_REMOVAL_ORDER_DETAIL_DATA, GET_FBA_FULFILLMENT_REMOVAL_SHIPMENT_DETAIL_DATA,
GET_FBA_FULFILLMENT_INVENTORY_RECEIPTS_DATA, GET_FBA_FULFILLMENT_INVENTORY_ADJUSTMENTS_DATA), as sheets and as text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from evidencekit.extractors.columns import dated_rows, number_of
from evidencekit.extractors.money import currency_of
from evidencekit.extractors.tracking.moments import day_in, order_in
from evidencekit.model.evidence import FactValue, Line, Table
from evidencekit.model.money import Money

_Row = dict[str, str]
_Told = tuple[str, FactValue, float]
_SURE, _ONE_OF_SEVERAL = 0.92, 0.55
"""A report with one date tells it; one with several lists them, and which counts is for a person to say."""
_MOST_DATES = 5


@dataclass(frozen=True, slots=True)
class _Report:
    columns: frozenset[str]
    """Columns that no other report has together."""
    line: Callable[[_Row], Line | None]
    day: tuple[str, str] | None = None
    """The column of a day, and the event that it is."""
    counts: Callable[[_Row], bool] = lambda _: True
    """Whether a row's day is that event."""
    facts: tuple[tuple[str, str], ...] = ()
    """Columns and the facts that they are, where all rows say the same."""


def report_in(table: Table) -> tuple[_Told, ...] | None:
    """Return what a report says: lines of goods, days of events, numbers; None for another table."""
    if not table.rows:
        return None
    rows = list(dated_rows(table))
    names = {name for row in rows[:50] for name in row}
    names |= {" ".join(c.replace("-", " ").replace("_", " ").split()).casefold() for c in table.rows[0]}
    report = next((r for r in _REPORTS if r.columns <= names), None)
    return tuple(_told(report, rows)) if report is not None else None


def _told(report: _Report, rows: list[_Row]) -> Iterator[_Told]:
    merged: dict[tuple[str | None, ...], Line] = {}
    for row in rows:
        line = report.line(row)
        if line is not None:
            key = (line.sku, line.fnsku, line.asin, line.description)
            merged[key] = _added(merged[key], line) if key in merged else line
    yield from (("line", line, 0.95) for line in merged.values())
    if report.day is not None:
        yield from _days(report, rows)
    for column, name in report.facts:
        values = {row[column] for row in rows if column in row}
        if len(values) == 1:
            yield name, values.pop()[:120], 0.9


def _added(one: Line, other: Line) -> Line:
    def both(first: Decimal | None, second: Decimal | None) -> Decimal | None:
        return first + second if first is not None and second is not None else first or second

    amount = (
        one.amount + other.amount
        if one.amount and other.amount and one.amount.currency == other.amount.currency
        else None
    )
    return replace(
        one,
        quantity=both(one.quantity, other.quantity),
        quantity_received=both(one.quantity_received, other.quantity_received),
        amount=amount,
        unit_cost=one.unit_cost if one.unit_cost == other.unit_cost else None,
    )


def _days(report: _Report, rows: list[_Row]) -> Iterator[_Told]:
    column, event = report.day or ("", "")
    stamps = [row[column] for row in rows if column in row and report.counts(row)]
    order = order_in(stamps[:200])
    days: defaultdict[date, int] = defaultdict(int)
    for stamp in stamps:
        day = day_in(stamp, order)
        if day is not None:
            days[day] += 1
    for day in sorted(days)[:_MOST_DATES]:
        yield event, day, _SURE if len(days) == 1 else _ONE_OF_SEVERAL


def _goods(quantity: str, *, received: bool = False) -> Callable[[_Row], Line | None]:
    """Return a reader of one row's goods, with the column of its quantity."""

    def line(row: _Row) -> Line | None:
        count = number_of(row.get(quantity))
        if count is None:
            return None
        return Line(
            sku=row.get("sku") or row.get("msku") or row.get("merchant sku"),
            description=row.get("product name") or row.get("title"),
            quantity=None if received else count,
            quantity_received=count if received else None,
            fnsku=row.get("fnsku"),
            asin=row.get("asin"),
        )

    return line


def _receipt(row: _Row) -> Line | None:
    """Take only what a fulfilment centre received: the other movements of a ledger are no goods of a shipment."""
    return (
        _goods("quantity", received=True)(row) if row.get("event type", "").casefold() == "receipts" else None
    )


def _nothing(_: _Row) -> Line | None:
    return None


def _is_loss(row: _Row) -> bool:
    quantity = number_of(row.get("quantity")) or Decimal(0)
    return quantity < 0 and row.get("event type", "adjustments").casefold() == "adjustments"


def _reimbursed(row: _Row) -> Line | None:
    line = _goods("quantity reimbursed total")(row)
    currency = currency_of(row.get("currency unit", ""))
    unit, amount = number_of(row.get("amount per unit")), number_of(row.get("amount total"))
    if line is None or currency is None:
        return line
    return replace(
        line,
        unit_cost=Money(unit, currency) if unit is not None else None,
        amount=Money(amount, currency) if amount is not None else None,
    )


_REPORTS = (
    _Report(frozenset({"event type", "reference id", "disposition", "quantity"}), _receipt, ("date", "inventory_adjustment_date"), _is_loss),
    _Report(frozenset({"starting warehouse balance", "ending warehouse balance"}), _nothing),
    _Report(frozenset({"reimbursement id", "quantity reimbursed total"}), _reimbursed, facts=(("case id", "claim_number"),)),
    _Report(frozenset({"return date", "detailed disposition"}), _goods("quantity"), ("return date", "return_delivery_date")),
    _Report(
        frozenset({"removal order type", "shipped quantity"}),
        _goods("shipped quantity"),
        ("shipment date", "removal_shipment_date"),
        facts=(("order id", "order_number"), ("carrier", "carrier"), ("tracking number", "tracking_number")),
    ),
    _Report(frozenset({"requested quantity", "shipped quantity", "order id"}), _goods("shipped quantity"), facts=(("order id", "order_number"),)),
    _Report(frozenset({"received date", "fba shipment id", "quantity"}), _goods("quantity", received=True), ("received date", "fc_delivery_date")),
    _Report(
        frozenset({"adjusted date", "transaction item id"}), _nothing, ("adjusted date", "inventory_adjustment_date"), _is_loss
    ),
)  # fmt: skip
