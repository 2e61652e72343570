"""Conditions: whether a rule applies to this case."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from evidencekit.model.casefile import RateEntry
from evidencekit.model.condition import When
from evidencekit.model.money import Money
from evidencekit.model.vocabulary import Capacity
from evidencekit.rounding import payable
from evidencekit.rules.circumstances import Circumstances

_OTHERS = frozenset({Capacity.ASSIGNEE, Capacity.FORWARDER, Capacity.INSURER})


class Holds(Enum):
    """How a condition is judged."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """A fact is missing; the rule counts as applying, so that nothing is forgotten."""
    ASK = "ask"
    """Only a person can say; the rule is shown and never blocks."""

    @property
    def applies(self) -> bool:
        """Say whether the rule is shown at all."""
        return self is not Holds.NO


_ANYTHING = When()


def judge(when: When, known: Circumstances) -> Holds:
    """Judge a condition: the gravest doubt of its parts, and NO as soon as one part fails."""
    if when is _ANYTHING or when == _ANYTHING:
        return Holds.YES
    verdicts = set(_parts(when, known))
    return next((v for v in (Holds.NO, Holds.ASK, Holds.UNKNOWN) if v in verdicts), Holds.YES)


def convert(money: Money, currency: str, rates: Mapping[str, RateEntry]) -> Money | None:
    """Return an amount in another currency by a rate that a person wrote down, as it can be paid; None without such a rate."""
    if money.currency == currency:
        return money
    there, back = rates.get(money.currency), rates.get(currency)
    if there is not None and there.rate.currency == currency:
        return payable(Money(money.amount * there.rate.amount, currency))
    if back is not None and back.rate.currency == money.currency and back.rate.amount > 0:
        return payable(Money(money.amount / back.rate.amount, currency))
    return None


def more_than(one: Money, other: Money, rates: Mapping[str, RateEntry]) -> bool | None:
    """Say whether one amount is more than the other; None where they are in two currencies and no rate is known."""
    there = convert(one, other.currency, rates)
    if there is not None:
        return there.amount > other.amount
    back = convert(other, one.currency, rates)
    return None if back is None else one.amount > back.amount


def _parts(when: When, known: Circumstances) -> Iterator[Holds]:
    yield from _who_and_what(when, known)
    yield from _route(when, known)
    yield from _sums(when, known)
    yield from _events(when, known)
    yield from _asked(when, known)


def _who_and_what(when: When, known: Circumstances) -> Iterator[Holds]:
    for wanted, value in ((when.loss, known.loss), (when.modes, known.mode), (when.capacity, known.capacity)):
        if wanted:
            yield Holds.UNKNOWN if value is None else _is(value in wanted)
    if when.carriers:
        yield _named(when.carriers, known.carrier, beginning=True)
    if when.services:
        yield _named(when.services, known.service, beginning=False)
    if when.not_services:
        other = _named(when.not_services, known.service, beginning=False)
        yield {Holds.YES: Holds.NO, Holds.NO: Holds.YES}.get(other, other)
    if when.container is not None:
        yield _same(when.container, known.container)
    if when.third_party_filer is not None:
        third = None if known.capacity is None else known.capacity in _OTHERS
        yield _same(when.third_party_filer, third)


def _route(when: When, known: Circumstances) -> Iterator[Holds]:
    start, end = known.from_country, known.to_country
    if when.lane is not None:
        yield Holds.UNKNOWN if known.lane is None else _is(known.lane == when.lane)
    for wanted, country in ((when.from_countries, start), (when.to_countries, end)):
        if wanted:
            yield Holds.UNKNOWN if country is None else _is(country in wanted)
    if when.either_countries:
        touched = {start, end} & set(when.either_countries)
        yield Holds.YES if touched else Holds.UNKNOWN if None in (start, end) else Holds.NO
    if when.not_countries:
        touched = {start, end} & set(when.not_countries)
        yield Holds.NO if touched else Holds.UNKNOWN if None in (start, end) else Holds.YES


def _sums(when: When, known: Circumstances) -> Iterator[Holds]:
    for over, value in (
        (when.amount_over, known.amount),
        (when.insured_over, known.insured_value),
        (when.declared_over, known.declared_value),
    ):
        if over is not None:
            yield _unless_unknown(None if value is None else more_than(value, over, known.rates))
    if when.amount_upto is not None:
        more = None if known.amount is None else more_than(known.amount, when.amount_upto, known.rates)
        yield _unless_unknown(None if more is None else not more)
    if when.insured is not None:
        # Nobody says that goods are not insured: a value that is not known stays unknown.
        yield _is(when.insured) if known.insured_value is not None else Holds.UNKNOWN


def _events(when: When, known: Circumstances) -> Iterator[Holds]:
    if when.happened:
        yield _is(all(e in known.events for e in when.happened))
    if when.not_happened:
        yield _is(not any(e in known.events for e in when.not_happened))


def _asked(when: When, known: Circumstances) -> Iterator[Holds]:
    for wanted, value in ((when.electronics, known.electronics), (when.theft, known.theft)):
        if wanted is not None:
            yield Holds.ASK if value is None else _is(value is wanted)
    for names, answer in ((when.confirmed, True), (when.denied, False)):
        for name in names:
            said = known.confirmed.get(name)
            yield Holds.ASK if said is None else _is(said is answer)


def _is(truth: bool) -> Holds:  # noqa: FBT001 - turns a truth into a verdict
    return Holds.YES if truth else Holds.NO


def _unless_unknown(truth: bool | None) -> Holds:  # noqa: FBT001 - turns a truth into a verdict
    return Holds.UNKNOWN if truth is None else _is(truth)


def _same(wanted: bool, value: bool | None) -> Holds:  # noqa: FBT001 - compares two truths
    return Holds.UNKNOWN if value is None else _is(value is wanted)


def _named(wanted: Iterable[str], value: str | None, *, beginning: bool) -> Holds:
    if value is None:
        return Holds.UNKNOWN
    name = " ".join(value.casefold().split())
    if beginning:
        return _is(any(name.startswith(w.casefold()) for w in wanted))
    return _is(any(f" {w.casefold()} " in f" {name} " for w in wanted))
