"""Which units Amazon lost or damaged in its warehouses and neither found nor paid, by Amazon's own reports.

The method, of an accountant's kind: what is lost is the sum of a day's adjustments of one FNSKU at one fulfilment centre over
all dispositions, where their reason is known to mean lost; what moved into `WAREHOUSE_DAMAGED` there is damaged. What the rows
themselves call reconciled is neither. Units that appear again, and payments, are set against
the newest loss that is not settled and lies before them: what then is left lies so far back that its window may have closed, so
that the least can be claimed. Where a report leaves a doubt, less is claimed and not more, and what is left out is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evidencekit.ledger.movements import Loss, Movements, Unclear, movements
from evidencekit.ledger.payments import payments_in
from evidencekit.ledger.reports import Report, ReportKind, ReportRow
from evidencekit.model.vocabulary import LossType
from evidencekit.underway import get_on


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
    taken_back: int = 0
    """How many units of these goods that were paid, for any loss, Amazon took back since."""


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
    taken_back: int = 0
    """How many that were paid Amazon took back since; these no longer count as paid."""
    untied: tuple[str, ...] = ()
    """Sentences about what was taken back of nobody knows which payment."""
    closed: tuple[UnpaidLoss, ...] = ()
    """Losses of which nothing is left."""


def settle(reports: Sequence[Report]) -> Settled:
    """Set what was found and paid against what was lost, for each FNSKU by itself."""
    moved, payments = defaultdict[str, list[ReportRow]](list), payments_in(reports)
    for row in (r for report in reports for r in report.rows):
        if not row.received and row.kind is not ReportKind.REIMBURSEMENTS:
            moved[row.fnsku].append(row)
    told, spare, unclear = list[UnpaidLoss](), list[Spare](), list[UnclearLoss]()
    gone = found = settled = reconciled = 0
    for fnsku, rows in moved.items():
        get_on()
        goods = movements(rows)
        gone += sum(loss.of for loss in goods.losses)
        found += _find(fnsku, goods, spare)
        for payment in (p for p in payments.by_goods.get(fnsku, ()) if p.in_warehouse):
            taken = _set_against(goods.losses, payment.day, payment.units, payment.type)
            settled += taken
            _set_against(goods.unclear, payment.day, payment.units - taken)
        reconciled += sum(loss.reconciled for loss in goods.losses)
        told += (_told(fnsku, loss, payments.taken_back[fnsku]) for loss in goods.losses)
        unclear += (UnclearLoss(fnsku, u.day, u.reason, u.left) for u in goods.unclear if u.left)
    told.sort(key=lambda u: (u.day, u.fnsku, u.type))
    return Settled(
        gone, found + reconciled, settled, tuple(u for u in told if u.units),
        payments.until, tuple(spare), tuple(sorted(unclear, key=lambda u: (u.reason, u.day, u.fnsku))), reconciled,
        payments.taken_back.total(), payments.untied, tuple(u for u in told if not u.units),
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


def _told(fnsku: str, loss: Loss, taken_back: int) -> UnpaidLoss:
    def all_of(*names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for r in loss.rows if (c := r.cell(*names))))

    def one_of(*names: str) -> str:
        return next(iter(all_of(*names)), "")

    countries = all_of("country")
    return UnpaidLoss(
        fnsku, loss.day, loss.type, loss.left, loss.of, countries[0] if len(countries) == 1 else "",
        all_of("fulfillment center", "fulfillment center id"), all_of("reference id", "transaction item id"),
        all_of("reason"), one_of("asin"), one_of("msku", "sku"), one_of("title", "product name"),
        loss.reconciled, taken_back,
    )  # fmt: skip


def rows_about(report: Report, fnsku: str) -> Iterable[str]:
    """Give the lines of a report about one FNSKU, as they stand in it."""
    return (row.line for row in report.rows if row.fnsku == fnsku)
