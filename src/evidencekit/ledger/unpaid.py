"""Which units Amazon lost or damaged in its warehouses and neither found nor paid, by Amazon's own reports.

The method, of an accountant's kind: what is lost is the sum of a day's adjustments of one FNSKU at one fulfilment centre over
all dispositions, where their reason is known to mean lost; what moved into `WAREHOUSE_DAMAGED` there is damaged. What the rows
themselves call reconciled is neither. Units that appear again, and payments, are set against
the newest loss that is not settled and lies before them: what then is left lies so far back that its window may have closed, so
that the least can be claimed. Where a report leaves a doubt, less is claimed and not more, and what is left out is told.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evidencekit.ledger.movements import Loss, Movements, Unclear, movements
from evidencekit.ledger.reports import Report, ReportKind, ReportRow
from evidencekit.model.vocabulary import LossType
from evidencekit.underway import get_on

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
    reconciled: int = 0
    """Of the others: how many the reports' own rows call reconciled, though no row says that they were found."""


@dataclass(frozen=True, slots=True)
class UnclearLoss:
    """Units that are gone for a reason that is not known to mean lost: nobody claims them before a person has looked."""

    fnsku: str
    day: date
    reason: str
    """As the report has it; empty where it has none."""
    units: int


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
    unclear: tuple[UnclearLoss, ...] = ()
    """By reason and day; they are in no sum."""
    reconciled: int = 0
    """How many of those that were found no row says so of but that of their loss."""


def settle(reports: Sequence[Report]) -> Settled:
    """Set what was found and paid against what was lost, for each FNSKU by itself."""
    moved, paid = defaultdict[str, list[ReportRow]](list), defaultdict[str, list[ReportRow]](list)
    for row in (r for report in reports for r in report.rows):
        if not row.received:
            (paid if row.kind is ReportKind.REIMBURSEMENTS else moved)[row.fnsku].append(row)
    unpaid, spare, unclear = list[UnpaidLoss](), list[Spare](), list[UnclearLoss]()
    gone = found = settled = reconciled = 0
    for fnsku, rows in moved.items():
        get_on()
        goods = movements(rows)
        gone += sum(loss.of for loss in goods.losses)
        found += _find(fnsku, goods, spare)
        for row in sorted((r for r in paid[fnsku] if _counts(r)), key=lambda r: r.day):
            taken = _set_against(goods.losses, row.day, row.units, _paid_for(row))
            settled += taken
            _set_against(goods.unclear, row.day, row.units - taken)
        reconciled += sum(loss.reconciled for loss in goods.losses)
        unpaid += (_told(fnsku, loss) for loss in goods.losses if loss.left)
        unclear += (UnclearLoss(fnsku, u.day, u.reason, u.left) for u in goods.unclear if u.left)
    return Settled(
        gone, found + reconciled, settled, tuple(sorted(unpaid, key=lambda u: (u.day, u.fnsku, u.type))),
        max((r.day for rows in paid.values() for r in rows), default=date.min), tuple(spare),
        tuple(sorted(unclear, key=lambda u: (u.reason, u.day, u.fnsku))), reconciled,
    )  # fmt: skip


def _find(fnsku: str, goods: Movements, spare: list[Spare]) -> int:
    """Set the units that appeared against those that were gone; return how many of the lost or damaged ones that were.

    What came back with the code with which other units went is those. What its row calls reconciled is set against what is
    reconciled of a loss, and the rest against the rest.
    """
    found = 0
    for back in goods.back:
        units = back.units
        if back.type is LossType.LOST:
            same = [u for u in goods.unclear if u.reason.casefold() == back.reason.casefold()]
            units -= _set_against(same, back.day, units)
        matched = _set_against_reconciled(goods.losses, back.day, min(units, back.reconciled), back.type)
        taken = matched + _set_against(goods.losses, back.day, units - matched, back.type)
        found += taken
        if back.type is LossType.LOST and units > taken:
            spare.append(Spare(fnsku, back.day, units - taken))
            _set_against(goods.unclear, back.day, units - taken)
    return found


def _set_against(gone: Sequence[Loss | Unclear], day: date, units: int, type_: LossType | None = None) -> int:
    """Settle the newest that are gone until that day, of one type or of any, with some units; return how many that were."""
    before = units
    for one in reversed(gone):
        if one.day <= day and (type_ is None or not isinstance(one, Loss) or type_ is one.type):
            taken = min(units, one.left)
            one.left -= taken
            units -= taken
    return before - units


def _set_against_reconciled(losses: Sequence[Loss], day: date, units: int, type_: LossType) -> int:
    before = units
    for loss in reversed(losses):
        if loss.day <= day and type_ is loss.type:
            taken = min(units, loss.reconciled)
            loss.reconciled -= taken
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


def _told(fnsku: str, loss: Loss) -> UnpaidLoss:
    def all_of(*names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for r in loss.rows if (c := r.cell(*names))))

    def one_of(*names: str) -> str:
        return next(iter(all_of(*names)), "")

    countries = all_of("country")
    return UnpaidLoss(
        fnsku, loss.day, loss.type, loss.left, loss.of, countries[0] if len(countries) == 1 else "",
        all_of("fulfillment center", "fulfillment center id"), all_of("reference id", "transaction item id"),
        all_of("reason"), one_of("asin"), one_of("msku", "sku"), one_of("title", "product name"),
        loss.reconciled,
    )  # fmt: skip


def rows_about(report: Report, fnsku: str) -> Iterable[str]:
    """Give the lines of a report about one FNSKU, as they stand in it."""
    return (row.line for row in report.rows if row.fnsku == fnsku)
