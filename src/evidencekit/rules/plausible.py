"""Findings about dates, countries and currencies that cannot be right, or cannot be used."""

from collections.abc import Iterator
from datetime import date, timedelta

from evidencekit.model.calendar import day_of
from evidencekit.model.case import Case
from evidencekit.model.finding import Finding, warning
from evidencekit.model.particulars import Particulars
from evidencekit.model.vocabulary import Event
from evidencekit.model.words import day_words
from evidencekit.rules.circumstances import Circumstances, circumstances
from evidencekit.rules.conditions import convert

_DELIVERED_FIRST = "delivery-before-shipment"
_MAY_COME = frozenset({Event.SCHEDULED_DELIVERY_DATE, Event.PROMISED_DELIVERY_DATE})
_IN_ORDER = (
    (Event.ORDER_CREATED_DATE, Event.SHIP_DATE),
    (Event.SHIP_DATE, Event.DELIVERY_DATE),
    (Event.SHIP_DATE, Event.FC_DELIVERY_DATE),
    (Event.POSTING_DATE, Event.DELIVERY_DATE),
    (Event.HANDOVER_DATE, Event.DELIVERY_DATE),
    (Event.CARRIER_ACCEPTANCE_DATE, Event.DELIVERY_DATE),
    (Event.BOL_DATE, Event.VESSEL_DISCHARGE_DATE),
    (Event.VESSEL_ARRIVAL_DATE, Event.VESSEL_DISCHARGE_DATE),
    (Event.VESSEL_DISCHARGE_DATE, Event.DELIVERY_DATE),
    (Event.FIRST_SCAN_DATE, Event.LAST_SCAN_DATE),
    (Event.SHIP_DATE, Event.LAST_SCAN_DATE),
    (Event.DELIVERY_DATE, Event.DISCOVERY_DATE),
    (Event.CLAIM_RECEIVED_DATE, Event.CLAIM_DECISION_DATE),
)
"""Pairs of which the first never comes after the second."""


def doubts(
    case: Case, particulars: Particulars, today: date, told: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Name dates to come, dates in the wrong order, countries that are none, and currencies without a rate.

    What `told` says already, with the documents that say so, is not said again.
    """
    known = circumstances(case, particulars, frozenset())
    codes = {f.code for f in told}
    found = (*_to_come(case, known, today), *_out_of_order(known), *_countries(known), *_currencies(known))
    return tuple(f for f in found if f.code != _DELIVERED_FIRST or f.code not in codes)


def _to_come(case: Case, known: Circumstances, today: date) -> Iterator[Finding]:
    # In the zones that are ahead it is tomorrow already.
    last = today + timedelta(days=1) if today < date.max else today
    for event, moment in known.events.items():
        if event not in _MAY_COME and day_of(moment) > last:
            yield _future(event.value.replace("_", " "), day_of(moment), today, event.value)
    for name, claim in case.file.claims.items():
        for key in ("filed_on", "acknowledged_on", "decided_on", "documents_on", "appealed_on"):
            day = getattr(claim, key)
            if day is not None and day > last:
                yield _future(
                    f'{key.replace("_", " ")} of [claims."{name}"]', day, today, f"claims.{name}.{key}"
                )


def _future(name: str, day: date, today: date, subject: str) -> Finding:
    return warning(
        "date-in-future",
        f"The {name} is {day_words(day)}, which is after {day_words(today)}. Correct it; every window counted from it is wrong.",
        subject,
    )


def _out_of_order(known: Circumstances) -> Iterator[Finding]:
    for first, second in _IN_ORDER:
        one, other = known.events.get(first), known.events.get(second)
        if one is None or other is None or day_of(one) <= day_of(other):
            continue
        code = _DELIVERED_FIRST if second is Event.DELIVERY_DATE else "dates-out-of-order"
        yield warning(
            code,
            f"The {_words(second)} ({day_words(day_of(other))}) comes before the {_words(first)} ({day_words(day_of(one))}). One of them is wrong; say in case.toml which: [events] {first.value} and {second.value}.",
            second.value,
        )


def _words(event: Event) -> str:
    return event.value.replace("_", " ")


def _countries(known: Circumstances) -> Iterator[Finding]:
    for name, code in (("from_country", known.from_country), ("to_country", known.to_country)):
        written = known.particulars.text(name)
        if written is not None and code is None:
            yield warning(
                "unknown-country",
                f'{written!r} is no country that is known here; write its two letters in case.toml: [consignment] {name} = "US".',
                name,
            )


def _currencies(known: Circumstances) -> Iterator[Finding]:
    """Name amounts that cannot be compared with the claim, because no rate between their currencies is known."""
    amount = known.amount
    if amount is None:
        return
    for name, value in (("declared_value", known.declared_value), ("insured_value", known.insured_value)):
        if value is not None and convert(value, amount.currency, known.rates) is None:
            yield warning(
                "no-rate",
                f'The {name.replace("_", " ")} is in {value.currency}, the claim in {amount.currency}. Without a rate they cannot be compared; write it in case.toml: [rates] {value.currency} = {{rate = "... {amount.currency}", on = 2026-01-31, source = "..."}}.',
                name,
            )
