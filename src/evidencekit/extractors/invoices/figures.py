"""The figures of a printed invoice: how its amounts are written, and which of them belong to a label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidencekit.extractors.invoices.page import Page, Spot
from evidencekit.extractors.locale import Locale
from evidencekit.extractors.money import (
    WrittenAmount,
    amounts_in,
    currencies_in,
    currency_of,
    decimal_mark_of,
)

_PERCENT = re.compile(r"\s{0,2}[%‰]")
_MEASURED = re.compile(
    r"\s{0,2}(?:%|‰|(?:kgs?|g|lbs?|cbm|m3|m³|m²|cm|mm|pcs|ctns?|pkgs?|cartons?|units?|stk|st|h|hrs?|hours|days|tage|jours|dias|件|箱|个|台|公斤)(?![a-z]))",
    re.IGNORECASE,
)
_DIGIT, _SHARE = re.compile(r"\d"), re.compile(r"\d+(?:[.,]\d+)?\s?%")
_WORDS = re.compile(r"[^\W_]{4,}|[^\W_]+ [^\W_]+")
NO_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "IDR", "ISK", "HUF", "COP"})


@dataclass(frozen=True, slots=True)
class Hand:
    """How a document writes amounts."""

    mark: str | None
    locale: Locale
    currency: str | None
    """The one currency that the whole document names."""

    def value(self, written: WrittenAmount, code: str | None) -> Decimal | None:
        """Return what an amount in a currency comes to; None where it could be two."""
        value = written.value(self.mark)
        if value is None and code in NO_CENTS:
            value = written._replace(figures=re.sub("[.,]", "", written.figures)).value(None)
        return value


def hand_of(pages: list[Page], locale: Locale) -> Hand:
    """Judge how a document writes amounts by all of them."""
    texts = ["\n".join(cell.text for row in page.rows for cell in row) for page in pages]
    named = currencies_in("\n".join(texts), locale)
    return Hand(decimal_mark_of(texts, locale), locale, named.pop() if len(named) == 1 else None)


def code_of(written: WrittenAmount, hand: Hand) -> str | None:
    """Return the currency that stands beside an amount, as its ISO code."""
    return currency_of(written.currency, hand.locale) if written.currency else None


def amounts_beside(page: Page, spot: Spot, text: str) -> Iterator[WrittenAmount]:
    """Give the amounts right of a label: those of the cells that hold nothing else, or those in its own cell."""
    amounts: list[WrittenAmount] = []
    for cell in page.right(spot):
        plain = list(plain_amounts(cell.text))
        if plain and _nothing_else(cell.text, plain):
            amounts += plain
        elif amounts or (_DIGIT.search(cell.text) and not counts_in(cell.text)):
            break
    yield from amounts or plain_amounts(text)


def plain_amounts(text: str) -> Iterator[WrittenAmount]:
    """Give the amounts in a text that are no percentages, weights or counts."""
    return (w for w in amounts_in(text) if not _MEASURED.match(text, w.end) and not _part_of_word(text, w))


def counts_in(text: str) -> list[WrittenAmount]:
    """Return the figures of a text that are no percentages: amounts, and quantities with their units."""
    return [w for w in amounts_in(text) if not _PERCENT.match(text, w.end) and not _part_of_word(text, w)]


def _part_of_word(text: str, written: WrittenAmount) -> bool:
    before, behind = text[max(0, written.start - 1) : written.start], text[written.end : written.end + 1]
    return (before.isalnum() or before in {"_", "#"}) or (behind.isalpha() and written.currency is None)


def _nothing_else(text: str, written: list[WrittenAmount]) -> bool:
    rest = text
    for each in reversed(written):
        rest = rest[: each.start] + rest[each.end :]
    return not _WORDS.search(_SHARE.sub("", rest))


def amount_under(page: Page, spot: Spot, hand: Hand) -> Iterator[WrittenAmount]:
    """Give the amount under a heading of sums; a column of goods is none."""
    heads = list(page.in_row(spot.row))
    if any(s.is_("column_quantity", "column_price", "column_description") for s in heads if s is not spot):
        return
    beside = re.sub(r"\d{1,2}(?:[.,]\d{1,2})?\s?%", "", page.beside(spot))
    if beside.strip(" .:：()%€$£@") and not currencies_in(beside, hand.locale):
        return
    found: list[WrittenAmount] = []
    for row, place in page.below(spot, 4.5):
        cell = page.rows[row][place]
        amounts = list(plain_amounts(cell.text))
        if len(amounts) == 1 and _nothing_else(cell.text, amounts):
            found += amounts
        elif found:
            break
    values = [v for w in found if (v := hand.value(w, code_of(w, hand))) is not None]
    if len(values) == 1 or (len(values) > 1 and values[-1] in {sum(values[:-1], Decimal(0)), values[0]}):
        yield found[-1]
