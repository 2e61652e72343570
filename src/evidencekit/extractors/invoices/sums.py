"""What an invoice comes to: total, net, tax, what is paid and what is due, each told from the others, and the currency."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from evidencekit.extractors.invoices.arithmetic import TOLERANCE
from evidencekit.extractors.invoices.heading import Told
from evidencekit.extractors.invoices.page import Page, Spot
from evidencekit.extractors.locale import Locale
from evidencekit.extractors.money import (
    WrittenAmount,
    amounts_in,
    currencies_in,
    currency_of,
    decimal_mark_of,
)

_FIELDS = ("total", "total_weak", "amount_due", "net", "tax", "prepaid", "discount", "charge")
_PERCENT = re.compile(r"\s{0,2}[%‰]")
_MEASURED = re.compile(
    r"\s{0,2}(?:%|‰|(?:kgs?|g|lbs?|cbm|m3|m³|m²|cm|mm|pcs|ctns?|pkgs?|cartons?|units?|stk|st|h|hrs?|hours|days|tage|jours|dias|件|箱|个|台|公斤)(?![a-z]))",
    re.IGNORECASE,
)
_NO_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "IDR", "ISK", "HUF", "COP"})
_MOST = 40
"""Sums of one kind that are looked at."""


@dataclass(frozen=True, slots=True)
class _Sum:
    field: str
    value: Decimal
    page: int
    currency: str | None
    """As it stands beside the amount or its label."""
    money: bool
    """It is written as money: with a currency, or with cents."""
    below: bool
    """It stands under its label, not beside it."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of an invoice; what is not certain is not there."""

    total: Told[Decimal] | None = None
    net: Told[Decimal] | None = None
    tax: Told[Decimal] | None = None
    due: Told[Decimal] | None = None
    prepaid: Decimal | None = None
    currency: Told[str] | None = None
    undecided: tuple[Decimal, ...] = ()
    """Totals between which the document does not decide."""
    stated: tuple[Decimal | None, Decimal | None] = (None, None)
    """The only net amount and the only tax that it names, where neither rebate nor charge stands beside them."""
    proven: bool = False
    """Net and tax, or the lines, come to the total."""


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
        if value is None and code in _NO_CENTS:
            value = replace(written, figures=re.sub("[.,]", "", written.figures)).value(None)
        return value


def hand_of(pages: list[Page], locale: Locale) -> Hand:
    """Judge how a document writes amounts by all of them."""
    texts = ["\n".join(cell.text for row in page.rows for cell in row) for page in pages]
    named = currencies_in("\n".join(texts), locale)
    return Hand(decimal_mark_of(texts, locale), locale, named.pop() if len(named) == 1 else None)


def sums_of(pages: list[Page], hand: Hand, lines: Iterable[Decimal]) -> Sums:
    """Read the sums; `lines` are the amounts of the lines, which prove a total without tax."""
    found = [s for page in pages for s in _sums(page, hand)]
    of = {f: [s for s in found if s.field == f][:_MOST] for f in _FIELDS}
    parts = _Parts(
        {s.value for s in of["net"]},
        [s.value for s in of["tax"]],
        {s.value for s in of["charge"] if s.value},
        {abs(s.value) for s in of["discount"] if s.value},
        sum(lines, Decimal(0)),
    )
    total, undecided, proof = _total(of, parts)
    currency = _currency(pages, hand, total)
    due = _only(of["amount_due"])
    prepaid = _only(of["prepaid"])
    if total is None:
        return Sums(
            currency=currency,
            undecided=undecided,
            due=_told(due, 0.8),
            prepaid=abs(prepaid.value) if prepaid else None,
        )
    sure = min(1.0, (0.95 if proof else 0.9 if total.field == "total" else 0.85))
    net, tax = proof or (None, None)
    plain = not parts.charges and not parts.discounts and total.money
    only = (_only(of["net"]), _only(of["tax"])) if plain else (None, None)
    if only[0] and only[1] and _stands(pages, hand, abs(total.value - only[0].value - only[1].value)):
        only = (None, None)  # the difference is a sum of its own, whose label nobody knows: freight, a fee
    return Sums(
        Told(total.value, total.page, sure),
        Told(net, total.page, 0.9) if net is not None and of["net"] else None,
        Told(tax, total.page, 0.9) if tax is not None and of["tax"] else None,
        _told(due, 0.85),
        abs(prepaid.value) if prepaid else None,
        currency,
        stated=(only[0].value if only[0] else None, only[1].value if only[1] else None),
        proven=proof is not None,
    )


def _stands(pages: list[Page], hand: Hand, amount: Decimal) -> bool:
    """Say whether an amount other than nought stands anywhere in the document."""
    return bool(amount) and any(
        hand.value(written, hand.currency) == amount
        for page in pages
        for row in page.rows
        for cell in row
        for written in plain_amounts(cell.text)
    )


def _told(found: _Sum | None, confidence: float) -> Told[Decimal] | None:
    return Told(found.value, found.page, confidence) if found else None


def _only(found: list[_Sum]) -> _Sum | None:
    """Return the one sum of its kind; None where there are none or several."""
    beside = [s for s in found if not s.below and s.money] or [s for s in found if s.money]
    return beside[0] if len({abs(s.value) for s in beside}) == 1 else None


@dataclass(frozen=True, slots=True)
class _Parts:
    """What may add up to a total."""

    nets: set[Decimal]
    taxes: list[Decimal]
    charges: set[Decimal]
    discounts: set[Decimal]
    lines: Decimal

    def prove(self, total: Decimal) -> tuple[Decimal, Decimal] | None:
        """Return the net amount and the tax that come to a total, or None."""
        taxes = {Decimal(0), *self.taxes, sum(set(self.taxes), Decimal(0)), sum(self.taxes, Decimal(0))}
        nets = self.nets | ({self.lines} if self.lines else set())
        for tax in sorted(taxes, key=lambda t: (t == 0, -t)):
            for net in sorted(nets, reverse=True):
                if abs(net + tax - total) <= TOLERANCE and (net != total or not tax):
                    return net, tax
        moves = [*self.charges, *(-d for d in self.discounts)]
        for net in sorted(nets, reverse=True)[:6]:
            for tax in sorted(taxes, reverse=True)[:6]:
                for count in (1, 2):
                    for some in combinations(sorted(moves)[:8], count):
                        if abs(net + tax + sum(some, Decimal(0)) - total) <= TOLERANCE:
                            return net, tax
        return None


def _total(
    of: dict[str, list[_Sum]], parts: _Parts
) -> tuple[_Sum | None, tuple[Decimal, ...], tuple[Decimal, Decimal] | None]:
    """Choose the total: the sum called so outright, then a mere `total`, then what is due where nothing was paid."""
    for field in ("total", "total_weak", "amount_due"):
        found = [s for s in of[field] if s.money or parts.prove(s.value)]
        found = [s for s in found if not s.below] or found
        if field == "amount_due" and any(s.value for s in of["prepaid"]):
            found = []
        if not found:
            continue
        values = dict.fromkeys(s.value for s in found)
        if len(values) == 1:
            return found[-1], (), parts.prove(found[-1].value)
        proven = [v for v in values if parts.prove(v)]
        if field == "total_weak":
            proven = [v for v in proven if v == max(values)] or _sum_of_others(list(values))
        if len(proven) == 1:
            return next(s for s in found if s.value == proven[0]), (), parts.prove(proven[0])
        return None, tuple(values), None
    return None, (), None


def _sum_of_others(values: list[Decimal]) -> list[Decimal]:
    """Return the value to which all others add up."""
    most = max(values)
    return [most] if abs(sum(values, Decimal(0)) - 2 * most) <= TOLERANCE else []


def _sums(page: Page, hand: Hand) -> Iterator[_Sum]:
    for spot in page.find(*_FIELDS):
        field = next(f for f in _FIELDS if spot.is_(f))
        text = page.beside(spot)
        # The currency may be a word of the label itself, as in `Total EUR`.
        sign = currencies_in(page.cell(spot).text[spot.label.start : spot.label.end] + text, hand.locale)
        stated = sign.pop() if len(sign) == 1 else None
        written = list(_beside(page, spot, text))
        below = not written
        if below:
            written = list(_column(page, spot, hand))
        values = [(w, hand.value(w, _code(w, hand) or stated or hand.currency)) for w in written]
        known = [(w, v) for w, v in values if v is not None]
        if (
            len(known) == 3
            and field in {"total", "total_weak"}
            and abs(known[0][1] + known[1][1] - known[2][1]) <= TOLERANCE
        ):
            # Net, tax and total in the columns of one row.
            for part, (w, v) in zip(("net", "tax", field), known, strict=True):
                yield _Sum(part, v, page.number, _code(w, hand) or stated, w.cents or bool(w.currency), below)
        elif known:
            if len(known) == 2 and field == "total_weak":
                # Perhaps the net amount and the tax; whether they are, a total that they come to will tell.
                for part, (w, v) in zip(("net", "tax"), known, strict=True):
                    yield _Sum(part, v, page.number, _code(w, hand) or stated, money=w.cents, below=True)
            w, v = known[-1]
            code = _code(w, hand) or stated
            yield _Sum(field, v, page.number, code, bool(w.cents or w.currency or code), below)


def _code(written: WrittenAmount, hand: Hand) -> str | None:
    return currency_of(written.currency, hand.locale) if written.currency else None


def _beside(page: Page, spot: Spot, text: str) -> Iterator[WrittenAmount]:
    """Give the amounts right of a label: those of the cells that hold nothing else, or those in its own cell."""
    amounts: list[WrittenAmount] = []
    for cell in page.right(spot):
        plain = list(plain_amounts(cell.text))
        if plain and _nothing_else(cell.text, plain):
            amounts += plain
        elif amounts or (re.search(r"\d", cell.text) and not counts_in(cell.text)):
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
    return not re.search(r"[^\W_]{4,}|[^\W_]+ [^\W_]+", re.sub(r"\d+(?:[.,]\d+)?\s?%", "", rest))


def _column(page: Page, spot: Spot, hand: Hand) -> Iterator[WrittenAmount]:
    """Give the amount under a heading of sums; a column of goods is none."""
    heads = list(page.in_row(spot.row))
    if any(s.is_("column_quantity", "column_price", "column_description") for s in heads if s is not spot):
        return
    beside = re.sub(r"\d{1,2}(?:[.,]\d{1,2})?\s?%", "", page.beside(spot))
    if beside.strip(" :：()%€$£@") and not currencies_in(beside, hand.locale):
        return
    found: list[WrittenAmount] = []
    for row, place in page.below(spot, 4.5):
        cell = page.rows[row][place]
        amounts = list(plain_amounts(cell.text))
        if len(amounts) == 1 and _nothing_else(cell.text, amounts):
            found += amounts
        elif found:
            break
    values = [v for w in found if (v := hand.value(w, _code(w, hand))) is not None]
    if len(values) == 1 or (len(values) > 1 and values[-1] in {sum(values[:-1], Decimal(0)), values[0]}):
        yield found[-1]


def _currency(pages: list[Page], hand: Hand, total: _Sum | None) -> Told[str] | None:
    """Take the currency of the total, then the one that the document states, then the only one that it names."""
    page = total.page if total else 1
    if total and total.currency:
        return Told(total.currency, page, 0.95)
    stated = {c for p in pages for s in p.find("currency") for c in _stated(p, s, hand)}
    if len(stated) == 1:
        return Told(stated.pop(), page, 0.95)
    return Told(hand.currency, page, 0.9) if hand.currency else None


def _stated(page: Page, spot: Spot, hand: Hand) -> set[str]:
    text = page.beside(spot)
    if len(re.sub(r"\W", "", text)) < 2:
        text = "".join(c.text for c in page.right(spot)[:1]) or "".join(
            page.rows[row][place].text for row, place in list(page.below(spot))[:1]
        )
    return currencies_in(text[:30], hand.locale)
