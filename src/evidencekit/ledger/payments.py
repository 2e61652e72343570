"""What Amazon paid by its Reimbursements report, less what it took back since.

A row that takes units back names the payment that it takes back; of that payment they no longer count as paid. Where it cannot be tied
to one, every payment counts in full, so that less is claimed, and a sentence says which row it is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evidencekit.ledger.reports import Report, ReportKind, ReportRow
from evidencekit.model.vocabulary import LossType

_ELSEWHERE = frozenset(
    {"inbound", "return", "returns", "customer", "removal", "order", "general", "fee", "reversal"}
)
"""Words in the reason of a payment that is for something else than a loss in a warehouse."""
_TAKEN_BACK = "reversal"
_BETWEEN = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


@dataclass(slots=True)
class Payment:
    """Units of one kind of goods that were paid."""

    fnsku: str
    day: date
    units: int
    """Without those that were taken back since."""
    words: frozenset[str]
    """Of its reason, which reports write as `Lost_Warehouse`, `Lost - Warehouse` and `LostWarehouse`."""

    @property
    def in_warehouse(self) -> bool:
        """Whether it may be for units lost or damaged in a warehouse; one whose reason is not understood may."""
        return self.words.isdisjoint(_ELSEWHERE)

    @property
    def inbound(self) -> bool:
        """Whether it may be for units of a shipment that arrived short; one whose reason is not understood may."""
        return "inbound" in self.words or self.words.isdisjoint(_ELSEWHERE | {"warehouse"})

    @property
    def type(self) -> LossType | None:
        """The loss that it is for; None where its reason does not say."""
        if "lost" in self.words:
            return LossType.LOST
        return LossType.DAMAGED if "damaged" in self.words else None


@dataclass(frozen=True, slots=True)
class Payments:
    """All that was paid."""

    by_goods: dict[str, tuple[Payment, ...]]
    """By FNSKU, each by day."""
    until: date
    """The day of the last row: what was paid later nobody knows."""
    taken_back: Counter[str]
    """How many units of the payments were taken back, by FNSKU."""
    untied: tuple[str, ...]
    """Sentences about what was taken back and cannot be tied to a payment."""


def payments_in(reports: Sequence[Report]) -> Payments:
    """Read what was paid, and set against it what was taken back."""
    made, named = defaultdict[str, list[Payment]](list), defaultdict[tuple[str, str], list[Payment]](list)
    back, until = list[tuple[str, ReportRow, int]](), date.min
    for report in reports:
        for row in report.rows if report.kind is ReportKind.REIMBURSEMENTS else ():
            until = max(until, row.day)
            if taken := _taken_back(row):
                back.append((report.file, row, taken))
            elif row.units > 0:
                payment = Payment(row.fnsku, row.day, row.units, frozenset(_words(row)))
                made[row.fnsku].append(payment)
                named[row.cell("reimbursement id"), row.fnsku].append(payment)
            elif _takes(row):
                back.append((report.file, row, 0))
    taken_back = Counter[str]()
    untied = tuple(_tied(back, named, taken_back))
    by_day = {fnsku: tuple(sorted(each, key=lambda p: p.day)) for fnsku, each in made.items()}
    return Payments(by_day, until, taken_back, untied)


def _tied(
    back: list[tuple[str, ReportRow, int]],
    named: dict[tuple[str, str], list[Payment]],
    taken_back: Counter[str],
) -> Iterator[str]:
    """Take back what can be tied to a payment, and give a sentence about each row of which something cannot."""
    for file, row, units in back:
        original, left = row.cell("original reimbursement id"), units
        for payment in named.get((original, row.fnsku), ()) if original else ():
            taken = min(left, payment.units)
            payment.units -= taken
            left -= taken
        taken_back[row.fnsku] += units - left
        if left or not units:
            which = f"names payment {original}" if original else "names no payment"
            yield (
                f"{file} row {row.number} took back {_some(left)} of FNSKU {row.fnsku} on {row.day} and {which}, "
                f"{'which is not in the reports with so many units' if original else 'so nobody knows which it is'}; no other payment "
                "is set against it, so that less is claimed. Look which payment it was."
            )


def _some(units: int) -> str:
    return f"{units} unit{'s' if units != 1 else ''}" if units else "a payment without a number of units"


def _taken_back(row: ReportRow) -> int:
    """Return how many units a row takes back: its number is below zero, or else its amount is."""
    return -row.units if row.units < 0 else row.units if _takes(row) else 0


def _takes(row: ReportRow) -> bool:
    return _TAKEN_BACK in _words(row) and row.cell("amount total").startswith(("-", "−", "("))


def _words(row: ReportRow) -> set[str]:
    return set(_BETWEEN.sub(" ", row.cell("reason")).casefold().split())
