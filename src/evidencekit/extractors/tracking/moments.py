"""Dates and times of scans: one order of day and month for a whole history."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from evidencekit.extractors.dates import WrittenDate, dates_in, order_of
from evidencekit.extractors.locale import locale_of

_CLOCK = re.compile(
    r"(?<![\d:.])(上午|下午|晚上|凌晨|中午)?\s?(\d{1,2})(?:[:：h]|(?<=\d)\.(?=\d\d\s?(?:uhr|[ap]\.?m)))(\d{2})(?:[:：](\d{2}))?(?:\.\d{1,6})?(?:\s{0,2}([ap])\.?\s?m\b\.?)?(?![\d:])",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"\b[ap]\.?m\b|,\s?(?:US|USA)\b|\b[A-Z]{2}\s\d{5}\b")
_LONGEST_JOURNEY = 150
"""Days within which a parcel's scans lie, where nothing else says which number is the month."""


def order_in(texts: Sequence[str]) -> str | None:
    """Return the order of day and month in a history: as one of its dates tells, else its country, else its sequence."""
    written = [w for text in texts for w in dates_in(text)]
    told = order_of(written)
    if told or not any(len(w.days) > 1 for w in written):
        return told
    if any(_AMERICAN.search(t) for t in texts):
        return "mdy"
    return locale_of(texts).day_order or _by_sequence(written)


def _by_sequence(written: Sequence[WrittenDate]) -> str | None:
    """Take the order in which the scans follow one another within a journey's time, if only one does."""
    fitting = []
    for order in ("dmy", "mdy"):
        days = [d for w in written if (d := w.read(order)) is not None]
        ordered = days in (sorted(days), sorted(days, reverse=True))
        if len(days) == len(written) and ordered and (max(days) - min(days)).days <= _LONGEST_JOURNEY:
            fitting.append(order)
    return fitting[0] if len(fitting) == 1 else None


def days_in(text: str) -> tuple[WrittenDate, ...]:
    """Return the dates that the beginning of a text names; an ISO time keeps its own local day."""
    iso = re.match(r"\d{4}-\d\d-\d\dT", text)
    return dates_in(text[:60].replace("T", " ", 1) if iso else text[:60])


def day_in(text: str, order: str | None) -> date | None:
    """Return the one day that a text names; an ISO time keeps its own local day."""
    found = days_in(text)
    return found[0].read(order) if len(found) == 1 else None


def clock_in(text: str) -> tuple[int, int] | None:
    """Return hour and minute; None where a text names no time of day."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute = int(match[2]), int(match[3])
    half = "p" if match[1] in {"下午", "晚上"} else (match[5] or "").casefold()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return (hour, minute) if hour < 24 and minute < 60 else None


def clock_span(text: str) -> tuple[int, int] | None:
    """Return where a time of day stands in a text."""
    match = _CLOCK.search(text)
    return match.span() if match else None


def moment(day: date, clock: tuple[int, int] | None) -> date | datetime:
    """Join a day and a time; carriers write local time without a zone."""
    return day if clock is None else datetime(day.year, day.month, day.day, *clock)  # noqa: DTZ001 - as the docstring says
