"""The lines of an invoice: rows whose quantity times unit price is their amount; other rows of figures are not taken for goods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from evidencekit.extractors.dates import dates_in
from evidencekit.extractors.invoices.figures import NO_CENTS, Hand, counts_in
from evidencekit.extractors.invoices.page import Page
from evidencekit.extractors.layout import Cell, Row
from evidencekit.extractors.money import WrittenAmount
from evidencekit.model.evidence import Line
from evidencekit.model.money import Money

_MOST_FIGURES, _MOST_LINES = 10, 2_000
_CENT = Decimal("0.01")
_NO_GOODS = ("total", "net", "tax", "prepaid", "discount", "amount_due", "total_weak")
_CODE = re.compile(r"\[?([A-Z0-9][A-Z0-9._/#-]{1,24}[A-Z0-9])\]?(?=\s|$)")
_COLUMNS = ("column_quantity", "column_price", "column_amount", "column_sku", "column_description")
_DIGIT, _POSITION, _LETTERS = re.compile(r"\d"), re.compile(r"\d{1,3}"), re.compile(r"[^\W\d_]{2}")
_PERHAPS_DATE = re.compile(r"\d[/.-]")
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s?%")


@dataclass(frozen=True, slots=True)
class Good:
    """One line with the page where it stands; quantity times unit price, less a rebate, is the amount."""

    page: int
    sku: str | None
    description: str | None
    quantity: Decimal
    unit: Decimal
    amount: Decimal

    def line(self, currency: str | None) -> Line:
        """Return it as a fact's value; without a currency there is no money in it."""
        return Line(
            sku=self.sku,
            description=self.description,
            quantity=self.quantity,
            unit_cost=Money(self.unit, currency) if currency else None,
            amount=Money(self.amount, currency) if currency else None,
        )


class _Figure(NamedTuple):
    value: Decimal
    written: WrittenAmount
    cell: int


def goods_of(pages: list[Page], hand: Hand) -> tuple[list[Good], list[str]]:
    """Give the lines of all pages in their order, and in words the rows whose product is not their amount."""
    found = [each for page in pages for each in _goods(page, hand)][:_MOST_LINES]
    return [g for g in found if isinstance(g, Good)], [s for s in found if isinstance(s, str)]


def _goods(page: Page, hand: Hand) -> Iterator[Good | str]:
    columns: dict[str, tuple[float, float]] = {}
    goods = False
    for number, row in enumerate(page.rows):
        heads = _heads(page, number)
        if len(heads) >= 2:
            columns, goods = heads, True
            continue
        if any(s.label.start == 0 and s.is_(*_NO_GOODS) for s in page.spots.get((number, 0), ())):
            goods = False
            continue
        figures = _figures(row, hand)
        found = _proven(figures, row, columns, hand) if 2 < len(figures) <= _MOST_FIGURES else None
        if found is None:
            yield from _slip(page.number, figures, row, columns) if goods else ()
        else:
            quantity, unit, amount = found
            first = min(figures.index(f) for f in found)
            sku, description = _named(row, figures[first])
            if description or sku:
                yield Good(page.number, sku, description, quantity.value, unit.value, amount.value)


def _heads(page: Page, row: int) -> dict[str, tuple[float, float]]:
    """Return where the columns of goods stand, if a row is their heading."""
    heads: dict[str, tuple[float, float]] = {}
    for spot in page.in_row(row):
        for column in _COLUMNS:
            if spot.is_(column) and column not in heads:
                heads[column] = page.cell(spot).part(spot.label.start, spot.label.end)
                break
    return heads if {"column_quantity", "column_price", "column_amount"} & heads.keys() else {}


def _figures(row: Row, hand: Hand) -> list[_Figure]:
    return [
        _Figure(value, written, place)
        for place, cell in enumerate(row)
        if _DIGIT.search(cell.text)
        for written in counts_in(_without_dates(cell.text))
        if (value := hand.value(written, hand.currency)) is not None
    ]


def _without_dates(text: str) -> str:
    """Blank the dates out, whose parts are figures too."""
    for written in dates_in(text) if _PERHAPS_DATE.search(text) else ():
        text = text[: written.start] + "x" * (written.end - written.start) + text[written.end :]
    return text


def _proven(
    figures: list[_Figure], row: Row, columns: dict[str, tuple[float, float]], hand: Hand
) -> tuple[_Figure, _Figure, _Figure] | None:
    """Find two figures whose product is a later one: quantity, unit price, amount; the last such amount counts."""
    shares = [
        Decimal(1),
        *(
            1 - Decimal(p.replace(",", ".")) / 100
            for cell in row
            if "%" in cell.text
            for p in _PERCENT.findall(cell.text)
        ),
    ]
    whole = not _has_cents(figures) and (hand.currency in NO_CENTS or "column_amount" in columns)
    for end in range(len(figures) - 1, 1, -1):
        amount = figures[end]
        money = amount.written.cents or amount.written.currency or whole
        if not amount.value or not money:
            continue
        for share in shares:
            pairs = [
                (figures[i], figures[j])
                for i in range(end)
                for j in range(i + 1, end)
                if figures[i].value
                and (not whole or len({figures[i].cell, figures[j].cell, amount.cell}) == 3)
                and abs(figures[i].value * figures[j].value * share - amount.value) <= _CENT
            ]
            if pairs:
                one, other = max(pairs, key=lambda p: _likely(p, row, columns))
                quantity, unit = (other, one) if _is_price_first(one, other, row, columns) else (one, other)
                return quantity, unit, amount
    return None


def _slip(
    number: int, figures: list[_Figure], row: Row, columns: dict[str, tuple[float, float]]
) -> Iterator[str]:
    """Say that a row does not come out: three figures in the columns of quantity, price and amount, and no rebate."""
    names = ("column_quantity", "column_price", "column_amount")
    if len(figures) != len(names) or len({f.cell for f in figures}) != len(names):
        return
    by = {n: [f for f in figures if _stands_in(row[f.cell], columns.get(n))] for n in names}
    if any(len(found) != 1 for found in by.values()) or any(_PERCENT.search(cell.text) for cell in row):
        return
    quantity, price, amount = (by[n][0] for n in names)
    product = quantity.value * price.value
    if amount.written.cents and abs(product - amount.value) > _CENT * max(Decimal(1), quantity.value):
        apart = abs(product - amount.value)
        yield (
            f"page {number}: {quantity.value:,f} times {price.value:,f} is {product:,f}, but the line says {amount.value:,f}, "
            f"{apart:,f} {'more' if amount.value > product else 'less'}"
        )


def _has_cents(figures: list[_Figure]) -> bool:
    return any(f.written.cents for f in figures)


def _likely(pair: tuple[_Figure, _Figure], row: Row, columns: dict[str, tuple[float, float]]) -> int:
    """Rank a pair: in the columns of quantity and price, with a price in cents, not the number of the position."""
    one, other = pair
    in_columns = sum(
        _stands_in(row[f.cell], columns.get(c)) for f in pair for c in ("column_quantity", "column_price")
    )
    return 4 * in_columns + 2 * (one.written.cents != other.written.cents) + (one.cell > 0)


def _is_price_first(one: _Figure, other: _Figure, row: Row, columns: dict[str, tuple[float, float]]) -> bool:
    if _stands_in(row[one.cell], columns.get("column_price")) and not _stands_in(
        row[one.cell], columns.get("column_quantity")
    ):
        return True
    if _stands_in(row[one.cell], columns.get("column_quantity")):
        return False
    priced = (
        one.written.cents or bool(one.written.currency),
        other.written.cents or bool(other.written.currency),
    )
    return priced == (True, False)


def _stands_in(cell: Cell, column: tuple[float, float] | None) -> bool:
    return column is not None and min(cell.right, column[1]) > max(cell.left, column[0])


def _named(row: Row, first: _Figure) -> tuple[str | None, str | None]:
    """Return the code and the words of a line: what stands before its figures, else what stands beside them."""
    texts = [cell.text for cell in row[: first.cell]]
    texts.append(row[first.cell].text[: first.written.start])
    if not any(_LETTERS.search(t) for t in texts):
        texts = [cell.text for cell in row]
    sku = None
    words: list[str] = []
    for text in texts:
        rest = text.strip()
        match = _CODE.match(rest)
        if sku is None and match and _DIGIT.search(match[1]) and not _POSITION.fullmatch(match[1]):
            sku = match[1]
            rest = rest[match.end() :].strip()
        if _LETTERS.search(rest):
            words.append(rest)
    description = " ".join(max(words, key=len, default="").split())
    return sku, description[:200] or None
