"""Amounts of money as documents write them; what can be read two ways is not read."""

import re
from decimal import Decimal

_CURRENCY_WORDS = {
    "US$": "USD", "USD": "USD", "EUR": "EUR", "€": "EUR", "GBP": "GBP", "£": "GBP", "CNY": "CNY", "RMB": "CNY",
    "HK$": "HKD", "HKD": "HKD", "JPY": "JPY", "CAD": "CAD", "C$": "CAD", "AUD": "AUD", "A$": "AUD", "CHF": "CHF",
    "PLN": "PLN", "zł": "PLN", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "CZK": "CZK", "MXN": "MXN", "SGD": "SGD",
    "AED": "AED", "SAR": "SAR", "INR": "INR", "元": "CNY",
}  # fmt: skip
CURRENCY = "|".join(sorted((re.escape(w) for w in _CURRENCY_WORDS), key=len, reverse=True))
AMOUNT = r"\(?-?\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3}){0,4}(?:[.,]\d{1,2})?\)?-?(?!\d)|-?\d{1,12}(?:[.,]\d{1,2})?(?![\d])"
"""Grouped in threes, or not at all."""


def currency_of(word: str) -> str | None:
    """Return the ISO code of a currency word; `$` and `¥` alone could be several, and give None."""
    return _CURRENCY_WORDS.get(word) or _CURRENCY_WORDS.get(word.upper())


def currency_in(text: str) -> str | None:
    """Return the one currency that a text names, or None where it names none or two."""
    found = {
        c for m in re.finditer(rf"(?<![A-Za-z])(?:{CURRENCY})(?![A-Za-z])", text) if (c := currency_of(m[0]))
    }
    return found.pop() if len(found) == 1 else None


def amount_of(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """Read one amount; None where it could be two, such as `1.234` without a hint about the document's decimal mark."""
    raw = re.sub(r"[\s'’\u00a0\u202f]", "", text)
    negative = raw.startswith(("(", "-")) or raw.endswith("-")
    digits = raw.strip("()-")
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        mark = max(".,", key=digits.rfind)
    elif points + commas == 1:
        lone = "." if points else ","
        if re.search(r"[.,]\d{3}$", digits):
            if decimal_mark is None and not digits.startswith("0"):
                mark = "." if lone == "," and "," in digits else ""
                mark = mark if lone == "," else ""
                if not mark:
                    return None
            else:
                mark = decimal_mark or lone
        else:
            mark = lone
    else:
        mark = "," if points > 1 else "."
    cleaned = re.sub(r"[.,]", lambda m: "." if m[0] == mark else "", digits)
    if not re.fullmatch(r"\d{1,15}(?:\.\d{1,4})?", cleaned):
        return None
    value = Decimal(cleaned)
    return -value if negative else value
