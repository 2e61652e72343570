"""Which units Amazon lost or damaged in its warehouses and neither found nor paid, by Amazon's own reports.

The method, of an accountant's kind: what is gone is the sum of a day's adjustments of one FNSKU at one fulfilment centre over
all dispositions; what moved into `WAREHOUSE_DAMAGED` there is damaged. Units that appear again, and payments, are set against
the newest loss that is not settled and lies before them: what then is left lies so far back that its window may have closed, so
that the least can be claimed. Where a report leaves a doubt, less is claimed and not more.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from evidencekit.ledger.reports import Report, ReportKind, ReportRow
from evidencekit.model.vocabulary import LossType
from evidencekit.underway import get_on

_DAMAGED = "warehouse damaged"
_ELSEWHERE = frozenset(
    {"inbound", "return", "returns", "customer", "removal", "order", "general", "fee", "reversal"}
)
"""Words in the reason of a payment that is for something else than a loss in a warehouse."""
_BETWEEN = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class UnpaidLoss:
    """Units of one kind of goods, lost or damaged on one day, that nobody found or paid."""

    fnsku: str
    day: date
    type: LossType
    units: int
    of: int
    """How many were lost or damaged on that day, those that were found or paid since included."""
    country: str
    """As the report has it; empty where it has none or several."""
    centres: tuple[str, ...]
    references: tuple[str, ...]
    """The numbers of the adjustments: reference ids, or transaction item ids."""
    reasons: tuple[str, ...]
    asin: str
    sku: str
    title: str


@dataclass(frozen=True, slots=True)
class Spare:
    """Units that appeared in a warehouse and settle no loss there."""

    fnsku: str
    day: date
    units: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What the reports say of all losses together, in units."""

    gone: int
    """Lost or damaged."""
    found: int
    paid: int
    unpaid: tuple[UnpaidLoss, ...]
    """By day."""
    paid_until: date
    """The day of the last payment in the reports: what was paid later nobody knows."""
    spare: tuple[Spare, ...] = ()


@dataclass(slots=True)
class _Open:
    type: LossType
    day: date
    of: int
    rows: list[ReportRow]
    left: int = field(default=0)


def settle(reports: Sequence[Report]) -> Settled:
    """Set what was found and paid against what was lost, for each FNSKU by itself."""
    moved, paid = defaultdict[str, list[ReportRow]](list), defaultdict[str, list[ReportRow]](list)
    for row in (r for report in reports for r in report.rows):
        if not row.received:
            (paid if row.kind is ReportKind.REIMBURSEMENTS else moved)[row.fnsku].append(row)
    unpaid, spare = list[UnpaidLoss](), list[Spare]()
    gone = found = settled = 0
    for fnsku, rows in moved.items():
        get_on()
        losses, returned = _losses(rows)
        gone += sum(loss.of for loss in losses)
        for day, units, type_ in returned:
            taken = _set_against(losses, day, units, type_)
            found += taken
            if type_ is LossType.LOST and units > taken:
                spare.append(Spare(fnsku, day, units - taken))
        for row in sorted((r for r in paid[fnsku] if _counts(r)), key=lambda r: r.day):
            settled += _set_against(losses, row.day, row.units, _paid_for(row))
        unpaid += (_told(fnsku, loss) for loss in losses if loss.left)
    return Settled(
        gone, found, settled, tuple(sorted(unpaid, key=lambda u: (u.day, u.fnsku, u.type))),
        max((r.day for rows in paid.values() for r in rows), default=date.min), tuple(spare),
    )  # fmt: skip


def _losses(rows: list[ReportRow]) -> tuple[list[_Open], list[tuple[date, int, LossType]]]:
    """Return the losses of one FNSKU by day, and the units that appeared again or were mended."""
    days = defaultdict[tuple[date, str], list[ReportRow]](list)
    for row in rows:
        days[row.day, row.cell("fulfillment center", "fulfillment center id")].append(row)
    losses: dict[tuple[date, LossType], _Open] = {}
    back: list[tuple[date, int, LossType]] = []
    for (day, _), together in sorted(days.items()):
        net = sum(r.units for r in together)
        damaged = sum(r.units for r in together if _is_damaged(r))
        # A damaged unit that vanishes is the one that was claimed as damaged: it is not lost once more.
        lost = max(0, -net - max(0, -damaged))
        for type_, units in ((LossType.LOST, lost), (LossType.DAMAGED, max(0, damaged))):
            if units:
                one = losses.setdefault((day, type_), _Open(type_, day, 0, []))
                one.of += units
                one.left += units
                one.rows += together
        if net > 0:
            back.append((day, net, LossType.LOST))
        if damaged < 0 and net >= 0:
            back.append((day, -damaged, LossType.DAMAGED))
    return sorted(losses.values(), key=lambda loss: (loss.day, loss.type)), back


def _is_damaged(row: ReportRow) -> bool:
    return row.cell("disposition").casefold().replace("_", " ") == _DAMAGED


def _set_against(losses: list[_Open], day: date, units: int, type_: LossType | None) -> int:
    """Settle the newest losses until that day, of one type or of any, with some units; return how many that were."""
    before = units
    for loss in reversed(losses):
        if loss.day <= day and type_ in {None, loss.type}:
            taken = min(units, loss.left)
            loss.left -= taken
            units -= taken
    return before - units


def _counts(row: ReportRow) -> bool:
    """Say whether a payment may be for units lost or damaged in a warehouse; one whose reason is not understood may."""
    return row.units > 0 and _ELSEWHERE.isdisjoint(_words(row))


def may_be_inbound(row: ReportRow) -> bool:
    """Say whether a payment may be for units of a shipment that arrived short; one whose reason is not understood may."""
    words = _words(row)
    return row.units > 0 and ("inbound" in words or words.isdisjoint(_ELSEWHERE | {"warehouse"}))


def _paid_for(row: ReportRow) -> LossType | None:
    words = _words(row)
    if "lost" in words:
        return LossType.LOST
    return LossType.DAMAGED if "damaged" in words else None


def _words(row: ReportRow) -> set[str]:
    """Return the words of a payment's reason, which reports write as `Lost_Warehouse`, `Lost - Warehouse` and `LostWarehouse`."""
    return set(_BETWEEN.sub(" ", row.cell("reason")).casefold().split())


def _told(fnsku: str, loss: _Open) -> UnpaidLoss:
    def all_of(*names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for r in loss.rows if (c := r.cell(*names))))

    def one_of(*names: str) -> str:
        return next(iter(all_of(*names)), "")

    countries = all_of("country")
    return UnpaidLoss(
        fnsku, loss.day, loss.type, loss.left, loss.of, countries[0] if len(countries) == 1 else "",
        all_of("fulfillment center", "fulfillment center id"), all_of("reference id", "transaction item id"),
        all_of("reason"), one_of("asin"), one_of("msku", "sku"), one_of("title", "product name"),
    )  # fmt: skip


def rows_about(report: Report, fnsku: str) -> Iterable[str]:
    """Give the lines of a report about one FNSKU, as they stand in it."""
    return (row.line for row in report.rows if row.fnsku == fnsku)
