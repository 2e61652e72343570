"""Days, times of day and lengths of time as the format of a cell shows them."""

from datetime import date, datetime, time, timedelta
from typing import Any

_ITS_COUNTRY = frozenset({"mm-dd-yy", "m/d/yy h:mm"})
"""Excel shows these two in the order of the country it runs in, which the file does not say."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH, _LANGUAGE = 0x09, 0x3FF


class NotUnderstoodError(Exception):
    """A format has something that is not read here, or shows less than its value."""


def moment(value: Any, code: str, kinds: str, texts: tuple[str, ...]) -> str:
    """Write a day or a time; the kinds of tokens are those of `cellformats`.

    Raises `NotUnderstoodError`, also where the format leaves out a part of a day.
    """
    tokens = _with_minutes(kinds, texts)
    if code.lower() in _ITS_COUNTRY or set(kinds) - set("dentl.,/"):
        raise NotUnderstoodError
    letters = {text[0] for kind, text in tokens if kind == "d"}
    if isinstance(value, date) and not {"y", "m", "d"} <= letters:
        raise NotUnderstoodError
    if not isinstance(value, date) and letters & {"y", "m", "d"}:
        raise NotUnderstoodError
    if not letters and "e" not in kinds:
        raise NotUnderstoodError
    if _names_abroad(tokens):
        raise NotUnderstoodError
    clock = _clock(value)
    made = [_part(value, clock, kind, text, noon="n" in kinds) for kind, text in tokens]
    sign = "-" if isinstance(value, timedelta) and value < timedelta() else ""
    return sign + " ".join("".join(made).split())


def _with_minutes(kinds: str, texts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Tell minutes from months: they follow hours, or go before seconds."""
    tokens = [(kind, text.lower() if kind in "de" else text) for kind, text in zip(kinds, texts, strict=True)]
    timed = [n for n, (kind, _) in enumerate(tokens) if kind in "de"]
    for order, n in enumerate(timed):
        if tokens[n] in {("d", "m"), ("d", "mm")}:
            before = tokens[timed[order - 1]][1] if order else ""
            after = tokens[timed[order + 1]][1] if order + 1 < len(timed) else ""
            if before.startswith("h") or after.startswith("s"):
                tokens[n] = ("minutes", tokens[n][1])
    return tokens


def _names_abroad(tokens: list[tuple[str, str]]) -> bool:
    """Say whether it names months or days in another language than English."""
    spelt = any(kind == "d" and text[0] in "md" and len(text) > 2 for kind, text in tokens)
    places = [int(text, 16) for kind, text in tokens if kind == "l" and text]
    return spelt and any(place & _LANGUAGE != _ENGLISH for place in places)


def _clock(value: Any) -> tuple[int, int, int, int]:
    """Return hours, minutes, seconds and thousandths; of a length of time all its hours."""
    if isinstance(value, (datetime, time)):
        return value.hour, value.minute, value.second, value.microsecond // 1000
    if isinstance(value, timedelta):
        thousandths = round(abs(value.total_seconds()) * 1000)
        seconds = thousandths // 1000
        return seconds // 3600, seconds // 60 % 60, seconds % 60, thousandths % 1000
    return 0, 0, 0, 0


def _part(value: Any, clock: tuple[int, int, int, int], kind: str, text: str, *, noon: bool) -> str:
    hours, minutes, seconds, thousandths = clock
    if kind == "n":
        half = "PM" if hours % 24 >= 12 else "AM"
        return half if len(text) > 3 else half[0]
    if kind == "minutes":
        return f"{minutes:0{len(text)}d}"
    if kind == "e":
        whole = {"h": hours, "m": hours * 60 + minutes, "s": (hours * 60 + minutes) * 60 + seconds}[text[0]]
        return f"{whole:0{len(text)}d}"
    if kind != "d":
        return "" if kind == "l" else text
    if text[0] == "h":
        return f"{(hours % 12 or 12) if noon else hours % 24:0{min(len(text), 2)}d}"
    if text[0] == "s":
        whole_seconds, point, places = text.partition(".")
        fraction = f"{thousandths:03d}"[: len(places)]
        return f"{seconds:0{min(len(whole_seconds), 2)}d}{point}{fraction}"
    return _of_day(value, text)


def _of_day(value: date, text: str) -> str:
    if text[0] == "y":
        return f"{value.year:04d}" if len(text) > 2 else f"{value.year % 100:02d}"
    number, names = (value.month - 1, _MONTHS) if text[0] == "m" else (value.weekday(), _DAYS)
    if len(text) > 2:
        name = names[number]
        return {3: name[:3], 5: name[:1]}.get(len(text), name)
    return f"{value.month if text[0] == 'm' else value.day:0{len(text)}d}"
