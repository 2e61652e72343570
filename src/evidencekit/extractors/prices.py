"""Where prices stand in the text of a page: for hiding them, where quantities must stay legible."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidencekit.extractors.money import CURRENCY
from evidencekit.model.evidence import Fact, Line

_SUMS = frozenset({"total", "net_total", "tax_total"})
"""Names of facts that are amounts of money."""
_NUMBER = re.compile(r"(?<![\w.,/:#-])[-(]?\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})*(?:[.,]\d{1,4})?\)?(?![\w/:-]|[.,]\d)|(?<![\w.,/:#-])\d+(?:[.,]\d{1,4})?(?![\w/:-]|[.,]\d)")  # fmt: skip
_PLACES = re.compile(r"[.,]\d{2,4}\)?$")
_CURRENCY_BEFORE = re.compile(rf"(?:{CURRENCY})[ \u00a0]?$")
_CURRENCY_AFTER = re.compile(rf"[ \u00a0]?(?:{CURRENCY})(?!\w)")
_UNIT = re.compile(
    r"[ \u00a0]?(?:kgs?|g|lbs?|oz|t|mm|cm|m|in|ft|m2|m3|m²|m³|cbm|cft|l|ml|pcs?|pieces?|units?|ea|each|sets?|pairs?|ctns?|cartons?|"
    r"boxes|pallets?|x|×|%|Stück|Stk|个|件|箱|套|千克|公斤)(?![A-Za-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a document: the figures that are prices, and those that are not."""

    prices: frozenset[Decimal]
    others: frozenset[Decimal]


def known_prices(facts: Iterable[Fact]) -> Known:
    """Sort the figures of a document: unit costs, amounts and totals against quantities and weights."""
    prices, others = set[Decimal](), set[Decimal]()
    for fact in facts:
        value = fact.value
        if isinstance(value, Line):
            prices |= {m.amount for m in (value.unit_cost, value.amount) if m is not None}
            counted = (value.quantity, value.quantity_received, value.gross_weight_kg, value.cartons)
            others |= {Decimal(n) for n in counted if n is not None}
        elif isinstance(value, (int, Decimal)):
            (prices if fact.name in _SUMS else others).add(Decimal(value))
    return Known(frozenset(prices), frozenset(others))


def price_spans(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """Give start and end of each price in a text.

    A price is a figure with a currency beside it, one that was read as a price, or one with decimal places that is followed by
    no unit. A figure that was read as a quantity or a weight is none unless a currency stands beside it: what must stay
    legible counts more than what is to be hidden. Nought stays: that nothing is due is what a recipient wants to see.
    """
    for found in _NUMBER.finditer(text):
        start, end = found.span()
        if not any(_values(found[0])):
            continue
        before, after = (
            _CURRENCY_BEFORE.search(text, max(0, start - 8), start),
            _CURRENCY_AFTER.match(text, end),
        )
        if before or after:
            yield (before.start() if before else start), (after.end() if after else end)
            continue
        values = _values(found[0])
        if values & known.others or _UNIT.match(text, end):
            continue
        if values & known.prices or _PLACES.search(found[0]):
            yield start, end


def _values(figure: str) -> set[Decimal]:
    """Return what a figure may mean: its last mark is a decimal point, or one between thousands."""
    bare = figure.strip("-()")
    digits = re.sub(r"\D", "", bare)
    values = {Decimal(digits)}
    marks = re.search(r"[.,](\d{1,4})$", bare)
    if marks:
        values.add(Decimal(digits).scaleb(-len(marks[1])))
        if len(marks[1]) != 3:
            values.discard(Decimal(digits))
    return values


def undecided(text: str, known: Known) -> tuple[str, ...]:
    """Return the figures that are a price in one place and a quantity in another, and so stay legible wherever they stand alone."""
    both = known.prices & known.others
    figures = (f for f in _NUMBER.finditer(text) if _values(f[0]) & both)
    return tuple(
        dict.fromkeys(
            f[0]
            for f in figures
            if not (
                _CURRENCY_BEFORE.search(text, max(0, f.start() - 8), f.start())
                or _CURRENCY_AFTER.match(text, f.end())
            )
        )
    )
