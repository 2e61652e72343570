"""What an invoice comes to: total, net, tax, what is paid and what is due, each told from the others, and the currency."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from evidencekit.extractors.folding import folded
from evidencekit.extractors.invoices.arithmetic import TOLERANCE
from evidencekit.extractors.invoices.content import Told
from evidencekit.extractors.invoices.figures import Hand, amount_under, amounts_beside, code_of, plain_amounts
from evidencekit.extractors.invoices.page import Page, Spot
from evidencekit.extractors.money import currencies_in

_FIELDS = ("total", "total_weak", "amount_due", "net", "tax", "prepaid", "discount", "charge")
_WITHOUT_TAX = re.compile(
    r"\b(?:excl|excluding|exclusive|exc|ex|before|without|net of|hors|ht|htva|ohne|exkl|zzgl|sin|senza|esclus[ao]|sem|bez|netto|net|exklusive|uten|utan|uden|eks)\b"
)
_WITH_TAX = re.compile(
    r"\b(?:incl|including|inclusive|inc|inkl|inklusive|ttc|tvac|brutto|gross|con iva|ivato|com iva|ivad|with (?:vat|tax|gst))\b"
)
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


def sums_of(pages: list[Page], hand: Hand, lines: Iterable[Decimal]) -> Sums:
    """Read the sums; `lines` are the amounts of the lines, which prove a total without tax."""
    found = [s for page in pages for s in _sums(page, hand)]
    of = {f: [s for s in found if s.field == f][:_MOST] for f in _FIELDS}
    parts = _Parts(
        {s.value for s in of["net"] if s.money},
        [s.value for s in of["tax"] if s.money],
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
        Told(net, total.page, 0.9) if net is not None and any(s.money for s in of["net"]) else None,
        Told(tax, total.page, 0.9) if tax is not None and any(s.money for s in of["tax"]) else None,
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
        text = page.beside(spot)
        field = _refined(next(f for f in _FIELDS if spot.is_(f)), text)
        # The currency may be a word of the label itself, as in `Total EUR`.
        sign = currencies_in(page.cell(spot).text[spot.label.start : spot.label.end] + text, hand.locale)
        stated = sign.pop() if len(sign) == 1 else None
        written = list(amounts_beside(page, spot, text))
        below = not written
        if below:
            written = list(amount_under(page, spot, hand))
        values = [(w, hand.value(w, code_of(w, hand) or stated or hand.currency)) for w in written]
        known = [(w, v) for w, v in values if v is not None]
        if (
            len(known) == 3
            and field in {"total", "total_weak"}
            and abs(known[0][1] + known[1][1] - known[2][1]) <= TOLERANCE
        ):
            # Net, tax and total in the columns of one row.
            for part, (w, v) in zip(("net", "tax", field), known, strict=True):
                yield _Sum(
                    part, v, page.number, code_of(w, hand) or stated, w.cents or bool(w.currency), below
                )
        elif known:
            if len(known) == 2 and field == "total_weak":
                # Perhaps the net amount and the tax; whether they are, a total that they come to will tell.
                for part, (w, v) in zip(("net", "tax"), known, strict=True):
                    yield _Sum(part, v, page.number, code_of(w, hand) or stated, money=w.cents, below=True)
            w, v = known[-1]
            code = code_of(w, hand) or stated
            yield _Sum(field, v, page.number, code, bool(w.cents or w.currency or code), below)


def _refined(field: str, text: str) -> str:
    """Return what a total is by the words behind it: `Total charges excluding VAT` is a net amount."""
    if field in {"total", "total_weak"}:
        if _WITHOUT_TAX.search(folded(text)):
            return "net"
        return "total" if _WITH_TAX.search(folded(text)) else field
    return field


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
