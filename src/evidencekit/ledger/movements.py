"""What a ledger's adjustments say of one kind of goods: units that were lost or damaged, that are gone otherwise, and that appeared.

No published list of Amazon's reason codes is known here. So only the few below count as a loss; units that are gone with any other
code, or without one, are told with it and claimed by nobody until a person has looked. That units were damaged in the warehouse is
said by their disposition, whatever the code; units that appear count as found, whatever the code.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from evidencekit.ledger.reports import ReportRow
from evidencekit.model.vocabulary import LossType

_LOST = frozenset({"m", "misplaced", "lost"})
_FOUND = frozenset({"f", "found"})
_DAMAGED = "warehouse damaged"


@dataclass(slots=True)
class Loss:
    """Units lost or damaged on one day, while what was found and paid is set against them."""

    day: date
    type: LossType
    of: int = 0
    left: int = 0
    """Neither found, paid nor reconciled."""
    reconciled: int = 0
    """Those that the rows themselves call reconciled, and of which no other row says that they were found."""
    rows: list[ReportRow] = field(default_factory=list)


@dataclass(slots=True)
class Unclear:
    """Units that are gone on one day for a reason that is not known to mean lost."""

    day: date
    reason: str
    """As the report has it; empty where it has none."""
    left: int = 0


@dataclass(frozen=True, slots=True)
class Back:
    """Units that appeared, or were mended."""

    day: date
    type: LossType
    units: int
    reconciled: int = 0
    """How many of them the rows themselves set against others that were missing."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Movements:
    """What became of one kind of goods, each by day."""

    losses: tuple[Loss, ...]
    unclear: tuple[Unclear, ...]
    back: tuple[Back, ...]


def movements(rows: Iterable[ReportRow]) -> Movements:
    """Read the adjustments of one kind of goods: those of each day at each fulfilment centre together."""
    days = defaultdict[tuple[date, str], list[ReportRow]](list)
    for row in rows:
        days[row.day, row.cell("fulfillment center", "fulfillment center id")].append(row)
    losses: dict[tuple[date, LossType], Loss] = {}
    unclear: dict[tuple[date, str], Unclear] = {}
    back = list[Back]()
    for (day, _), together in sorted(days.items()):
        for loss in _lost(day, together):
            _add(losses.setdefault((day, loss.type), Loss(day, loss.type)), loss)
        for reason, units in _unclear(together):
            unclear.setdefault((day, reason.casefold()), Unclear(day, reason)).left += units
        back += _back(day, together)
    by_day = sorted(losses.values(), key=lambda loss: (loss.day, loss.type))
    return Movements(tuple(by_day), tuple(unclear.values()), tuple(back))


def _add(to: Loss, loss: Loss) -> None:
    to.of += loss.of
    to.left += loss.left
    to.reconciled += loss.reconciled
    to.rows += loss.rows


def _lost(day: date, together: list[ReportRow]) -> Iterator[Loss]:
    known, others = [r for r in together if _is_known(r)], [r for r in together if not _is_known(r)]
    lost, left = _gone(together) - _gone_for(others, together), [r for r in known if r.units < 0]
    if lost:
        yield _loss(day, LossType.LOST, lost, left, left)
    # Units that appear as damaged and were in no other disposition before may have been other goods, or in another place.
    appeared = min(max(0, _net(others)), max(0, _net(together)))
    there = [r for r in together if _is_damaged(r)]
    if (damaged := _net(there) - appeared) > 0:
        adjustments = {_number(r) for r in there}
        about = [r for r in together if _is_damaged(r) or _number(r) in adjustments]
        yield _loss(day, LossType.DAMAGED, damaged, about, [r for r in there if r.units > 0])


def _loss(day: date, type_: LossType, units: int, rows: list[ReportRow], said_by: list[ReportRow]) -> Loss:
    reconciled = min(units, sum(r.reconciled for r in said_by))
    return Loss(day, type_, units, units - reconciled, reconciled, rows)


def _unclear(together: list[ReportRow]) -> Iterator[tuple[str, int]]:
    others = [r for r in together if not _is_known(r)]
    for reason, units in _by_reason(others, _gone_for(others, together), -1):
        said = sum(r.reconciled for r in others if r.units < 0 and r.cell("reason") == reason)
        if units > said:
            yield reason, units - said


def _gone_for(some: list[ReportRow], together: list[ReportRow]) -> int:
    return min(_gone(some), _gone(together))


def _back(day: date, together: list[ReportRow]) -> Iterator[Back]:
    net, damaged = _net(together), _net(r for r in together if _is_damaged(r))
    for reason, units in _by_reason(together, net, 1):
        said = sum(r.reconciled for r in together if r.units > 0 and r.cell("reason") == reason)
        yield Back(day, LossType.LOST, units, min(units, said), reason)
    if damaged < 0 <= net:
        yield Back(day, LossType.DAMAGED, -damaged)


def _by_reason(rows: list[ReportRow], units: int, sign: int) -> Iterator[tuple[str, int]]:
    """Part units that are gone (`sign` -1) or appeared (1) among the reasons of the rows that say so."""
    nets = defaultdict[str, int](int)
    for row in rows:
        nets[row.cell("reason")] += sign * row.units
    moved = [-net for net in nets.values() if net < 0]
    for reason, net in nets.items():
        if net in moved:  # what one code takes away and another brings back only moved
            moved.remove(net)
        elif net > 0 and units > 0:
            yield reason, min(net, units)
            units -= min(net, units)


def _net(rows: Iterable[ReportRow]) -> int:
    return sum(r.units for r in rows)


def _gone(rows: list[ReportRow]) -> int:
    """Return how many units vanished; a damaged one that vanishes is the one that was claimed as damaged, and not lost once more."""
    damaged = _net(r for r in rows if _is_damaged(r))
    return max(0, -_net(rows) - max(0, -damaged))


def _is_known(row: ReportRow) -> bool:
    """Say whether a row's reason is known: units were misplaced, or they were found."""
    reason = row.cell("reason").casefold()
    return reason in _LOST or (row.units > 0 and reason in _FOUND)


def _number(row: ReportRow) -> str:
    return row.cell("reference id", "transaction item id")


def _is_damaged(row: ReportRow) -> bool:
    return row.cell("disposition").casefold().replace("_", " ") == _DAMAGED
