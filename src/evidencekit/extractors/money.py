"""Amounts of money as documents write them; what can be read two ways is not read."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from evidencekit.extractors.locale import Locale

_CODES = [
    "AED",
    "ARS",
    "AUD",
    "BDT",
    "BGN",
    "BHD",
    "BRL",
    "CAD",
    "CHF",
    "CLP",
    "CNY",
    "COP",
    "CZK",
    "DEM",
    "DKK",
    "EGP",
    "EUR",
    "GBP",
    "GEL",
    "GHS",
    "HKD",
    "HRK",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "ISK",
    "JOD",
    "JPY",
    "KES",
    "KHR",
    "KRW",
    "KWD",
    "KZT",
    "LKR",
    "MAD",
    "MXN",
    "MYR",
    "NGN",
    "NOK",
    "NZD",
    "OMR",
    "PEN",
    "PHP",
    "PKR",
    "PLN",
    "QAR",
    "RON",
    "RSD",
    "RUB",
    "SAR",
    "SEK",
    "SGD",
    "THB",
    "TND",
    "TRY",
    "TWD",
    "UAH",
    "USD",
    "VND",
    "XOF",
    "ZAR",
]
_WORDS = {
    "US$": "USD", "$US": "USD", "USD$": "USD", "US Dollars": "USD", "US Dollar": "USD", "U.S. Dollars": "USD", "€": "EUR", "Euro": "EUR", "Euros": "EUR",
    "£": "GBP", "RMB": "CNY", "CN¥": "CNY", "元": "CNY", "人民币": "CNY", "JP¥": "JPY", "円": "JPY", "HK$": "HKD", "C$": "CAD",
    "CA$": "CAD", "CDN$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "S$": "SGD", "SG$": "SGD", "NT$": "TWD", "MX$": "MXN",
    "R$": "BRL", "zł": "PLN", "zl": "PLN", "Kč": "CZK", "SFr": "CHF", "₹": "INR", "₩": "KRW", "₫": "VND",
    "₽": "RUB", "₺": "TRY", "₴": "UAH", "฿": "THB", "₪": "ILS", "₱": "PHP",
}  # fmt: skip
_OPEN = {
    "$": {
        "US": "USD",
        "CA": "CAD",
        "AU": "AUD",
        "NZ": "NZD",
        "SG": "SGD",
        "HK": "HKD",
        "TW": "TWD",
        "MX": "MXN",
    },
    "¥": {"CN": "CNY", "JP": "JPY"},
    "kr": {"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"},
    "Fr": {"CH": "CHF"},
    "Rs": {"IN": "INR", "PK": "PKR", "LK": "LKR"},
}
"""Signs of several currencies, by the country that the document names."""
_OPEN_BY_LANGUAGE = {("kr", "sv"): "SEK", ("kr", "no"): "NOK", ("kr", "da"): "DKK", ("¥", "zh"): "CNY", ("¥", "ja"): "JPY"}  # fmt: skip
_FULL_WIDTH = {0xFFE5: "¥", 0xFFE1: "£", 0xFFE0: "¢", 0xFF04: "$"} | {
    c: chr(c - 0xFEE0) for c in range(0xFF08, 0xFF1B)
}
_SPELLINGS = {**{code: code for code in _CODES}, **_WORDS}
_CASELESS = {word.casefold(): code for word, code in _SPELLINGS.items()}
_ANY = sorted((*_SPELLINGS, *_OPEN, "Rs.", "Fr."), key=len, reverse=True)


def _by_first(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, in their order; a letter that none begins with costs one look, not one a word."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())


CURRENCY = _by_first(_ANY)
"""What names a currency; longer words first."""
AMOUNT = r"\(?-?\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3}){0,4}(?:[.,]\d{1,2})?\)?-?(?!\d)|-?\d{1,12}(?:[.,]\d{1,2})?(?![\d])"
"""For patterns of other readers: what may be an amount, grouped in threes or not at all."""
_FIGURES = (
    r"\d{1,3}(?:['’\u00a0\u202f\u2009]\d{3}){1,4}(?:[.,]\d{1,4})?"
    r"|\d{1,3}(?: \d{3}){1,4}[.,]\d\d(?!\d)"
    r"|\d{1,2}(?:,\d\d){1,3},\d{3}(?:\.\d{1,4})?"
    r"|\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,4})?|\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?"
    r"|\d{1,15}(?:[.,]\d{1,6})?"
)
_SPACED = r"\d{1,3}(?: \d{3}){1,4}(?:[.,]\d\d)?(?![.,]?\d)"
_IN_TEXT = re.compile(
    rf"(?:(?P<before>{CURRENCY})[ \u00a0\u202f]{{0,3}})?"
    rf"(?<![\d/])(?<!\d[.,'’:])(?P<open>\()?(?P<minus>[-−–])?[ ]?(?:(?P<inside>{CURRENCY})[ \u00a0]?)?"
    rf"(?P<figures>(?(before){_SPACED}|(?!))|{_SPACED}(?=[ \u00a0]{{0,2}}(?:{CURRENCY})|,-)|{_FIGURES})(?P<dash>,--?|,–|\.-|\.–)?(?![\d'’])(?![.,/:]\d)"
    rf"(?P<after_minus>-(?![\d\w]))?(?P<close>\))?(?(before)|(?:[ \u00a0\u202f]{{0,2}}(?P<after>{CURRENCY})(?![A-Za-z]))?)"
)
_SHORT = 120
"""Characters up to which a text is remembered with its amounts: a cell is asked for them several times."""
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"[\s'’\u00a0\u202f\u2009]")
_MARKS, _CENTS = re.compile(r"[.,]"), re.compile(r"[.,]\d\d$")
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_MARKED = re.compile(r"\d[.,]\d\d(?!\d)")
_PERHAPS = re.compile(r"\d[.,．，]\d")
"""What a line has that tells of the decimal mark."""


class WrittenAmount(NamedTuple):
    """An amount where it stands in a text."""

    start: int
    end: int
    figures: str
    """Digits and separators as they stand, without sign."""
    negative: bool
    currency: str | None
    """The word or sign beside it, as it stands."""

    @property
    def cents(self) -> bool:
        """Say whether it is written as money is: with two decimals."""
        return _CENTS.search(self.figures) is not None

    def value(self, decimal_mark: str | None) -> Decimal | None:
        """Return the amount; None where it could be two."""
        value = amount_of(self.figures, decimal_mark)
        return -value if value is not None and self.negative else value


def amounts_in(text: str) -> tuple[WrittenAmount, ...]:
    """Return what may be amounts in a text, in their order."""
    if not _DIGIT.search(text):
        return ()
    return _remembered(text) if len(text) <= _SHORT else tuple(_found(text))


def _found(text: str) -> Iterator[WrittenAmount]:
    for match in _IN_TEXT.finditer(text if text.isascii() else text.translate(_FULL_WIDTH)):
        before, opens, minus, inside, figures, dash, minus_after, closes, after = match.groups()
        start, end = match.span()
        if before and before[0].isalpha() and text[max(0, start - 1) : start].isalpha():
            before = None  # the end of a longer word
        yield WrittenAmount(
            start + match[0].startswith(" "),
            end,
            _MARKS.sub("", figures) if dash else figures,
            bool(minus or minus_after or (opens and closes)),
            before or inside or after,
        )


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[WrittenAmount, ...]:
    return tuple(_found(text))


@lru_cache(maxsize=4096)
def amount_of(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """Read one amount; None where it could be two, such as `1.234` without a hint about the document's decimal mark."""
    raw = _SPACES.sub("", text.translate(_FULL_WIDTH))
    negative = raw.startswith(("(", "-", "−")) or raw.endswith("-")
    digits = raw.strip("()-−")
    mark = _mark(digits, decimal_mark)
    if mark is None:
        return None
    whole, _, cents = digits.rpartition(mark) if mark else (digits, "", "")
    groups = _MARKS.split(whole)
    if len(groups) > 1 and not _grouped(groups):
        return None
    cleaned = "".join(groups) + (f".{cents}" if cents else "")
    if not _PLAIN.fullmatch(cleaned):
        return None
    value = Decimal(cleaned)
    return -value if negative else value


def _mark(digits: str, decimal_mark: str | None) -> str | None:
    """Return the decimal mark, `""` where there is none, or None where that cannot be told."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return max(".,", key=digits.rfind)
    if points + commas != 1:
        return ""
    lone = "." if points else ","
    whole, _, rest = digits.partition(lone)
    if len(rest) != 3 or len(whole) > 3 or whole in {"", "0"}:
        return lone
    if decimal_mark is None:
        return None
    return lone if lone == decimal_mark else ""


def _grouped(groups: list[str]) -> bool:
    """Say whether the parts are groups of three, or India's of two with one of three at the end."""
    inner = {len(g) for g in groups[1:-1]}
    return 1 <= len(groups[0]) <= 3 and len(groups[-1]) == 3 and (inner <= {3} or inner == {2})


def decimal_mark_of(pages: Iterable[str], locale: Locale) -> str | None:
    """Return the document's decimal mark: what its amounts with cents all have, else what its language writes."""
    marks = set()
    # An amount ends with its line, and lines come again: in other pages, and as cells when their amounts are read.
    for written in (
        w for page in pages for line in page.split("\n") if _PERHAPS.search(line) for w in amounts_in(line)
    ):
        figures = written.figures
        if "." in figures and "," in figures:
            marks.add(max(".,", key=figures.rfind))
        elif _MARKED.search(figures) and (written.currency or len(figures) > 4):
            marks.add(figures[-3])
    if len(marks) == 1:
        return marks.pop()
    return None if marks else locale.decimal_mark


def currency_of(word: str, locale: Locale | None = None) -> str | None:
    """Return the ISO code of a currency word; for a sign of several currencies, the one of the document's country."""
    code = _SPELLINGS.get(word) or _CASELESS.get(word.casefold())
    if code or locale is None:
        return code
    sign = word.rstrip(".")
    sign = next((s for s in _OPEN if s.casefold() == sign.casefold()), sign)
    if by_language := _OPEN_BY_LANGUAGE.get((sign, locale.language or "")):
        return by_language
    possible = {_OPEN[sign][c] for c in locale.countries if c in _OPEN[sign]} if sign in _OPEN else set()
    return possible.pop() if len(possible) == 1 else None


def currencies_meant(sign: str) -> frozenset[str]:
    """Return the ISO codes for which a sign of several currencies may stand; none where it is no such sign."""
    return frozenset(_OPEN.get(sign.rstrip("."), {}).values())


_NAMED = re.compile(rf"(?<![A-Za-z])(?:{CURRENCY})(?![A-Za-z])")
_ALSO_WORDS = frozenset({"PEN", "COP", "RON", "TRY", "MAD", "ARS", "GEL", "SAR", "Euro", "Euros"})
"""Codes that are words of trade or talk as well: they count only beside a figure."""


def currencies_in(text: str, locale: Locale | None = None) -> set[str]:
    """Return the currencies that a text names."""
    text = text.translate(_FULL_WIDTH)
    found = {m[0] for m in _NAMED.finditer(text) if m[0] not in _ALSO_WORDS or _beside_figure(text, m)}
    return {code for word in found if (code := currency_of(word, locale))}


def _beside_figure(text: str, match: re.Match[str]) -> bool:
    near = text[max(0, match.start() - 2) : match.start()] + text[match.end() : match.end() + 2]
    return any(c.isdigit() for c in near) or len(text) < 2 * len(match[0])


def currency_in(text: str) -> str | None:
    """Return the one currency that a text names, or None where it names none or two."""
    found = currencies_in(text)
    return found.pop() if len(found) == 1 else None
