"""The overview of many cases: one row for each case and recipient, and what they add up to."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from evidencekit.across import Across, across
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.money import Money
from evidencekit.model.summary import Missed
from evidencekit.model.vocabulary import Severity
from evidencekit.shipped import Rate, Shipped, rates

SOON = 14
"""Days: what must be done in so many is said to expire."""
SMALL = 20
"""Cases of a group below which its shares say little."""
_BARS = 12
_DENIED = frozenset({"denied", "declined", "refused"})


@dataclass(frozen=True, slots=True)
class Row:
    """One case at one recipient."""

    case: str
    reference: str
    recipient: str
    result: str
    """`built`, `unchanged`, `refused`, `failed`."""
    status: str
    """Of the check; empty where the case could not be judged."""
    demand: Money | None
    """All that is claimed, before what was paid."""
    action: str
    """What the claim may be lost by, since it was missed; else what must be done next."""
    latest: date | None
    days_left: int | None
    """Until `latest`; negative where it is too late."""
    missing: tuple[str, ...]
    """What blocks, or why it failed."""
    carrier: str
    loss_type: str
    lane: str
    warehouse: str
    goods: tuple[str, ...]
    filed_on: date | None
    decision: str
    paid: Money | None
    across: tuple[str, ...]
    """What only a look over all cases shows of it."""
    review: str
    """The way to its review page from the overview, with `/`; empty where there is none."""
    bundle: str
    missed: tuple[Missed, ...] = ()
    """Every window that has closed, the gravest first."""
    next_action: str = ""
    """What can still be done next; empty where nothing can, or nobody knows until when."""
    next_latest: date | None = None
    next_left: int | None = None
    """Days until `next_latest`."""
    stake: Money | None = None
    """What is left of the demand after what was paid on the loss, by whomever."""
    apart: tuple[Money, ...] = ()
    """What was paid in another currency than the demand's, and is not taken off."""

    @property
    def expires(self) -> bool:
        """Whether the next thing must be done soon, and can still be done."""
        return self.next_left is not None and self.next_left <= SOON

    @property
    def late(self) -> bool:
        """Whether a window has closed by which the claim may be lost, or in which the last thing could be done."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that have something in common, and what they add up to; amounts of two currencies are never added."""

    name: str
    cases: int
    demand: tuple[Money, ...]
    """All that is claimed."""
    stake: tuple[Money, ...]
    """What is left of that after what was paid."""
    paid: tuple[Money, ...]
    filed: int
    denied: int
    expiring: int
    late: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All rows, what they add up to, and where losses cluster."""

    rows: tuple[Row, ...]
    all: Group
    groups: tuple[tuple[str, tuple[Group, ...]], ...]
    """By what they are grouped, in words, and the largest groups first."""
    results: tuple[tuple[str, int], ...]
    today: date
    across: Across
    shipped: Shipped | None = None
    rates: tuple[tuple[str, tuple[Rate, ...]], ...] = ()
    """By what they are grouped, and of each group its losses beside its shipments, where a sheet counts these."""

    def unplaced(self, by: str) -> int:
        """Return how many cases stand in no row of a kind of rates: it is not known of them, or not in the sheet."""
        found = next((some for name, some in self.rates if name == by), ())
        return self.losses - sum(r.losses for r in found)

    @property
    def losses(self) -> int:
        """Cases; one that is claimed of two recipients was lost once."""
        return len({r.case for r in self.rows})

    @property
    def high(self) -> tuple[tuple[str, Rate], ...]:
        """Groups whose share is above that of all even at its lowest, and by what they are grouped."""
        whole = self.losses / self.shipped.total if self.shipped and self.shipped.total else math.inf
        return tuple((by, r) for by, found in self.rates for r in found if r.low > whole)

    @property
    def recipients(self) -> tuple[Group, ...]:
        """What each recipient is asked for, every one of them."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.recipient or "not known", []).append(row)
        return tuple(_group(name, rows) for name, rows in sorted(found.items()))


def row_of(outcome: Outcome, into: Path, today: date, shared: tuple[str, ...] = ()) -> Row:
    """Sum an outcome up; links lead from a page in `into`, and `shared` is what other cases have to do with it."""
    told = outcome.summary
    inside = outcome.folder.relative_to(into).as_posix() if outcome.folder is not None else ""
    blocked = tuple(f.message for f in outcome.findings if f.severity is Severity.BLOCKING)
    missed = told.missed if told else ()
    ahead = told.latest if told and told.latest and told.latest >= today else None
    lost = next((m for m in missed if m.bars), None)
    action, latest = (
        (lost.action, lost.latest) if lost else (told.action, told.latest) if told else ("", None)
    )
    return Row(
        case=outcome.case,
        reference=told.reference if told else outcome.case,
        recipient=outcome.recipient,
        result="unchanged"
        if outcome.unchanged and outcome.status is OutcomeStatus.BUILT
        else outcome.status.value,
        status=told.status if told else "",
        demand=told.demand if told else None,
        action=action,
        latest=latest,
        days_left=(latest - today).days if latest else None,
        missing=told.missing if told and told.missing else blocked,
        carrier=told.carrier if told else "",
        loss_type=told.loss_type if told else "",
        lane=told.lane if told else "",
        warehouse=told.warehouse if told else "",
        goods=told.goods if told else (),
        filed_on=told.filed_on if told else None,
        decision=told.decision if told else "",
        paid=told.paid if told else None,
        across=shared,
        review=f"{inside}/review.html" if inside else "",
        bundle=f"{inside}/bundle.pdf" if inside else "",
        missed=missed,
        next_action=told.action if told and ahead else "",
        next_latest=ahead,
        next_left=(ahead - today).days if ahead else None,
        stake=told.stake if told else None,
        apart=told.apart if told else (),
    )


def overview(
    outcomes: Iterable[Outcome], into: Path, today: date, shipped: Shipped | None = None
) -> Overview:
    """Sum many outcomes up; `into` is the folder of the bundles, in which the overview will stand.

    `shipped` is how much was shipped in the time of these cases, where that is known.
    """
    made = tuple(outcomes)
    over = across(made)
    shared = over.by_case()
    rows = tuple(sorted((row_of(o, into, today, shared.get(o.case, ())) for o in made), key=_soonest))
    by: tuple[tuple[str, Callable[[Row], str]], ...] = (
        ("recipient", lambda r: r.recipient),
        ("carrier", lambda r: r.carrier),
        ("cause", lambda r: r.loss_type.replace("_", " ")),
        ("lane", lambda r: r.lane),
        ("warehouse", lambda r: r.warehouse),
        ("product", lambda r: r.goods[0] if len(r.goods) == 1 else "several" if r.goods else ""),
    )
    return Overview(
        rows=rows,
        all=_group("all", rows),
        # A chart of which nothing is known says nothing.
        groups=tuple(
            (name, _groups(rows, key)) for name, key in by if name != "warehouse" or any(map(key, rows))
        ),
        results=tuple(sorted(Counter(r.result for r in rows).items())),
        today=today,
        across=over,
        shipped=shipped,
        rates=tuple(
            (name, rates(_cases_of(rows, key), shipped.by[name]))
            for name, key in by
            if shipped and name in shipped.by
        ),
    )


def _cases_of(rows: tuple[Row, ...], key: Callable[[Row], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if name := key(row):
            found.setdefault(name, []).append(row.case)
    return found


def _soonest(row: Row) -> tuple[bool, bool, date, str, str]:
    # What can still be done in time stands above what is too late, also in a case that has missed something else.
    day = row.next_latest if row.expires else row.latest
    return day is None, row.late and not row.expires, day or date.max, row.case, row.recipient


def _groups(rows: tuple[Row, ...], key: Callable[[Row], str]) -> tuple[Group, ...]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row) or "not known", []).append(row)
    groups = sorted((_group(name, own) for name, own in found.items()), key=lambda g: (-g.cases, g.name))
    if len(groups) <= _BARS:
        return tuple(groups)
    named = {g.name for g in groups[: _BARS - 1]}
    rest = [row for name, own in found.items() if name not in named for row in own]
    return (*groups[: _BARS - 1], _group(f"{len(groups) - _BARS + 1} others", rest))


def _group(name: str, rows: Iterable[Row]) -> Group:
    own = tuple(rows)
    return Group(
        name=name,
        cases=len(own),
        demand=added(_once((r.case, r.demand) for r in own)),
        stake=at_stake(own),
        paid=added(r.paid for r in own),
        filed=sum(r.filed_on is not None for r in own),
        denied=sum(r.decision.casefold() in _DENIED for r in own),
        expiring=sum(r.expires for r in own),
        late=sum(r.late for r in own),
    )


def at_stake(rows: Iterable[Row]) -> tuple[Money, ...]:
    """Return what may still be had, each currency by itself."""
    return added(_once((r.case, r.stake) for r in rows))


def _once(amounts: Iterable[tuple[str, Money | None]]) -> Iterable[Money]:
    """Give each case's amount once, the largest: what is claimed of two recipients was lost once."""
    largest: dict[tuple[str, str], Money] = {}
    for case, amount in amounts:
        if amount is not None:
            place = case, amount.currency
            if place not in largest or largest[place].amount < amount.amount:
                largest[place] = amount
    return largest.values()


def added(amounts: Iterable[Money | None]) -> tuple[Money, ...]:
    """Return the sum of each currency, in the order of their codes."""
    sums: dict[str, Decimal] = {}
    for each in amounts:
        if each is not None:
            sums[each.currency] = sums.get(each.currency, Decimal(0)) + each.amount
    return tuple(Money(total, currency) for currency, total in sorted(sums.items()))
