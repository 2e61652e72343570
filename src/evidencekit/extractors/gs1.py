"""GS1 element strings: application identifiers and their values, as bar codes on parcels and goods carry them."""

import re
from collections.abc import Iterator

SEPARATOR = "\x1d"
"""FNC1 after a value of no fixed length."""
_MOST = 20
"""Elements of one bar code."""

# GS1 General Specifications, figure 7.8.5-2: identifiers by their first two digits whose length is fixed, both together.
_FIXED = {
    **dict.fromkeys(("00",), 20),
    **dict.fromkeys(("01", "02", "03"), 16),
    "04": 18,
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 8),
    "20": 4,
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 10),
    "41": 16,
}
# How long an identifier itself is, by its first two digits.
_LONG = {
    **dict.fromkeys(("00", "01", "02", "03", "04", "10", "11", "12", "13", "15", "16", "17", "20", "21", "22", "30", "37"), 2),
    **dict.fromkeys(("90", "91", "92", "93", "94", "95", "96", "97", "98", "99"), 2),
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82"), 4),
}  # fmt: skip
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)([^()]{1,90})")


def elements(text: str) -> tuple[tuple[str, str], ...]:
    """Return identifier and value of each element, or nothing where the text is no element string.

    It may be as scanned, with FNC1 between, or as printed, with the identifiers in brackets.
    """
    text = text.removeprefix("]C1").removeprefix("]d2").removeprefix("]Q3").strip(SEPARATOR)
    if text.startswith("("):
        found = _BRACKETED.findall(text)
        return tuple(found) if "".join(f"({a}){v}" for a, v in found) == text.strip() else ()
    try:
        return tuple(_scanned(text))
    except ValueError:
        return ()


def _scanned(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for _ in range(_MOST):
        if at >= len(text):
            return
        size = _LONG.get(text[at : at + 2])
        if size is None or not text[at : at + size].isdigit():
            raise ValueError
        fixed = _FIXED.get(text[at : at + 2])
        end = at + fixed if fixed else text.find(SEPARATOR, at)
        end = len(text) if end < 0 else end
        value = text[at + size : end]
        if end > len(text) or not value:
            raise ValueError
        yield text[at : at + size], value
        at = end + (text[end : end + 1] == SEPARATOR)
