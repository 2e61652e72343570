"""Identifiers as invoices write them: what a text begins with, and what cannot be one."""

import re

from evidencekit.extractors.dates import dates_in

_LEADING = re.compile(
    r"(?:\s*\(\d{1,4}\))?[\s:：.#=|)*_º°–-]*(?:(?:no|nr|num|number|nummer|n[o°º])(?![^\W\d_])[.:# ]*)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s,;|]+")
_ID = re.compile(r"#?[^\W_][\w/.\\&+#–-]{0,39}")
_PREFIX = re.compile(r"[A-Z]{1,6}[-/.]?")
_MORE = re.compile(r"[/-]|[/-]?\d{1,8}(?:[/-]\w{1,8})?|[/-][A-Z]{1,4}")
_PLAIN_YEAR = re.compile(r"(?:19|20)\d\d")
_SERIAL = re.compile(r"\d{1,4}/\d{2}/\d{4}")
"""A number in its month, as Poland counts: a date to look at, but behind the label of a number."""
_CENTS = re.compile(r"\d+[.,]\d\d")


def is_with_date(text: str) -> bool:
    """Say whether a cell is an identifier and a date: `90001234 / 03.05.2026`."""
    found = list(dates_in(text))
    return (
        len(found) == 1
        and not text[found[0].end :].strip(" .)")
        and is_whole(text[: found[0].start].rstrip(" /,|-("))
    )


def is_whole(text: str) -> bool:
    """Say whether a cell is an identifier and nothing else."""
    number = identifier(text, weak=False)
    return number is not None and len(number) >= len(text.strip(" :#")) - 1


def identifier(text: str, *, weak: bool) -> str | None:
    """Return the identifier with which a text begins; one with spaces only where nothing else follows it."""
    start = _LEADING.match(text)
    text = text[start.end() if start else 0 :].strip()
    tokens = _TOKEN.findall(text)
    if tokens and is_date(tokens[0]) and not weak and "/" in tokens[1:2]:
        tokens, text = tokens[2:], text.partition("/")[2].strip()
    if not tokens:
        return None
    first = tokens[0].strip(".:()[]")
    if _PREFIX.fullmatch(first) and len(tokens) > 1 and any(c.isdigit() for c in tokens[1]):
        if (weak and is_date(tokens[1])) or text[len(first) : len(first) + 1] != " ":
            return None
        first = f"{first} {tokens[1].strip('.:()')}"
        tokens = tokens[1:]
    if not any(c.isdigit() for c in first) or not all(_ID.fullmatch(part) for part in first.split()):
        return None
    if (is_date(first) and (weak or not _SERIAL.fullmatch(first))) or (weak and not is_telling(first)):
        return None
    return _continued(first, tokens[1:4], weak=weak).lstrip("#").rstrip("/-–.") or None


def _continued(first: str, tokens: list[str], *, weak: bool) -> str:
    """Add the parts of an identifier that is written with spaces: `FV 12 / 2026`, `2026 001`."""
    whole = first
    for token in tokens:
        if not _MORE.fullmatch(token) or is_date(token):
            break
        if weak and first[-1] not in "/-" and token[0] not in "/-":
            break
        first = f"{first} {token}"
        if token[-1].isalnum():
            whole = first
    return whole


def is_telling(first: str) -> bool:
    """Say whether what follows a mere `invoice` can be its number: no year, no sum, no count."""
    return len(first) >= 3 and not _PLAIN_YEAR.fullmatch(first) and not _CENTS.fullmatch(first)


def is_date(text: str) -> bool:
    """Say whether a text is a date and nothing else; eight digits in a row may be a number."""
    found = list(dates_in(text))
    return bool(found) and found[0].end - found[0].start >= len(text.strip(" .,")) and not text.isdigit()
