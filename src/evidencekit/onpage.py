"""Whether a value stands in a text, in whatever way papers write dates, numbers and names."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from evidencekit.model.money import Money

_MONTHS = (
    ("january", "januar", "jan"), ("february", "februar", "feb"), ("march", "märz", "mar", "mrz"), ("april", "apr"),
    ("may", "mai"), ("june", "juni", "jun"), ("july", "juli", "jul"), ("august", "aug"), ("september", "sept", "sep"),
    ("october", "oktober", "oct", "okt"), ("november", "nov"), ("december", "dezember", "dec", "dez"),
)  # fmt: skip
_NUMBER = re.compile(r"\d[\d.,'\u2019\u00a0\u202f ]*\d|\d")
_SHORTEST_NAME = 2


def value_key(value: object) -> str:
    """Write a value so that it can travel in an address and be looked for later: `d2026-09-10`, `n7.8`, `s1Z84R2X9`."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    if isinstance(value, Money):
        value = value.amount
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"n{format(Decimal(value).normalize(), 'f')}"
    return f"s{bare_words(str(value))}"


def stands_in(key: str, text: str) -> bool:
    """Say whether the value of a `value_key` stands in a text; letters and figures alone count, whatever is between them."""
    kind, told = key[:1], key[1:]
    if kind == "d":
        try:
            day = date.fromisoformat(told)
        except ValueError:
            return False
        plain = bare_words(text)
        return any(form in plain for form in _days(day))
    if kind == "n":
        try:
            return Decimal(told) in _numbers(text)
        except InvalidOperation:
            return False
    return len(told) >= _SHORTEST_NAME and told in bare_words(text)


@lru_cache(maxsize=256)
def bare_words(text: str) -> str:
    """Return the letters and figures of a text alone, in small letters."""
    return "".join(c for c in text.casefold() if c.isalnum())


@lru_cache(maxsize=512)
def _days(day: date) -> tuple[str, ...]:
    """Return the ways in which papers write a date, without what stands between its parts."""
    year, short = f"{day.year:04}", f"{day.year % 100:02}"
    forms = [f"{year}{day:%m%d}", f"{year}年{day.month}月{day.day}日", f"{year}年{day:%m}月{day:%d}日"]
    for number in dict.fromkeys((f"{day.day:02}", str(day.day))):
        for month in dict.fromkeys((f"{day.month:02}", str(day.month))):
            forms += [f"{number}{month}{year}", f"{month}{number}{year}"]
        for name in _MONTHS[day.month - 1]:
            forms += [
                f"{number}{name}{year}",
                f"{name}{number}{year}",
                f"{number}{name}{short}",
                f"{year}{name}{number}",
            ]
    forms += [f"{day:%d%m}{short}", f"{day:%m%d}{short}"]
    return tuple(forms)


@lru_cache(maxsize=64)
def _numbers(text: str) -> frozenset[Decimal]:
    return frozenset(number for found in _NUMBER.findall(text) for number in _meanings(found))


def _meanings(written: str) -> Iterator[Decimal]:
    """Give what a number may mean: its last point or comma begins the decimals, or parts thousands like the others."""
    for piece in {written, *written.split(" "), *written.split("\u00a0")}:
        figures = re.sub(r"[^\d]", "", piece)
        if not figures:
            continue
        yield Decimal(figures)
        last = max(piece.rfind("."), piece.rfind(","))
        decimals = re.sub(r"[^\d]", "", piece[last + 1 :]) if last >= 0 else ""
        if decimals:
            yield Decimal(figures).scaleb(-len(decimals))
