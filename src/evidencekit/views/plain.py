"""Strangers' words made safe to show: nothing that moves a cursor, turns a line round or hides."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

from evidencekit.model.evidence import Line, Scan
from evidencekit.model.money import Money
from evidencekit.model.words import day_words

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = "\u200c\u200d\ufe0f"
"""Persian, Indic scripts and emoji need these to be written right; they hide nothing."""


def plain(text: str, *, lines: bool = False) -> str:
    """Show every control and direction mark as `[U+202E]`; with `lines`, line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _harmless(c, lines=lines) else _named(c) for c in text)


def _harmless(char: str, *, lines: bool) -> bool:
    return (lines and char == "\n") or char in _JOINERS or unicodedata.category(char) not in _HIDDEN


def _named(char: str) -> str:
    return " " if char in "\n\t\r" else f"[U+{ord(char):04X}]"


_AS_WRITTEN = {
    short: short.upper()
    for short in ("asin", "awb", "bol", "fba", "fnsku", "gps", "id", "lpn", "pro", "sku", "a2z")
}


def words(code: str) -> str:
    """Turn a code such as `proof_of_delivery` into words: `Proof of delivery`."""
    text = " ".join(_AS_WRITTEN.get(w, w) for w in code.replace("_", " ").replace("-", " ").split(" "))
    text = text.removesuffix(" kg") + ", kg" if text.endswith(" kg") else text
    return text[:1].upper() + text[1:]


def number(value: Decimal) -> str:
    """Write a number with a point, never with an exponent."""
    return format(value, "f")


def amount(value: Money) -> str:
    """Write an amount for people: `1,245.00 USD`."""
    return f"{value.amount:,f} {value.currency}"


def shown(value: object) -> str:
    """Write one value for people: dates in words, amounts with their currency, rows as a sentence."""
    if isinstance(value, Money):
        return amount(value)
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime):
        return f"{day_words(value)}, {value:%H:%M}" + (f" ({value:%Z})" if value.tzinfo else "")
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Scan):
        return ", ".join(p for p in (shown(value.at), value.status, value.location or "") if p)
    if isinstance(value, Line):
        return _row(value)
    return str(value)


def _row(line: Line) -> str:
    parts = [line.sku or line.fnsku or line.asin or "", line.description or ""]
    if line.quantity is not None:
        parts.append(f"{number(line.quantity)} pieces")
    if line.quantity_received is not None:
        parts.append(f"{number(line.quantity_received)} received")
    if line.unit_cost is not None:
        parts.append(f"{amount(line.unit_cost)} each")
    if line.amount is not None:
        parts.append(f"together {amount(line.amount)}")
    return ", ".join(p for p in parts if p)
