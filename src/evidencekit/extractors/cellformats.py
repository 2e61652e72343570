"""How a sheet shows the value of a cell: the common forms of number formats (ECMA-376, 18.8.31).

A format that is not understood, or that shows less than its value (powers of ten, fractions, thousands, a month without its
year), gives the value itself, with all its digits.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from evidencekit.extractors.cellmoments import NotUnderstoodError, moment

_GENERAL = frozenset({"", "general", "standard", "@"})
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<noon>AM/PM|A/P)|(?P<date>y+|m+|d+|h+|s+(?:\.0{1,3})?)|(?P<place>[0#?])|(?P<sign>[.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[^;])*', re.DOTALL)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_LOCALE = re.compile(r"\$([^-]*)(?:-([0-9A-Fa-f]+))?")
_NUMBER = re.compile(r"[t%]*(?P<whole>p(?:[pt,]*p)?)?(?:\.(?P<decimals>p*))?[t%]*")
"""The kinds of tokens of a number that can be written here."""
_DIGITS = 15
"""Excel keeps so many of a number."""
_LONGEST = 40
_LONGEST_CODE = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What one cell says."""

    shown: str
    """As the sheet shows it."""
    read: str
    """As readers take it: a number neither rounded nor parted nor with its unit, a day as ISO 8601 writes it."""
    concealed: bool = False
    """Whether its format shows nothing at all of a value."""


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a format: for all numbers, or for those above, below or at zero, or for texts."""

    kinds: str
    """A letter for each token: text, place of a digit, date, minutes, elapsed time, noon, locale; signs are themselves."""
    texts: tuple[str, ...]

    def written(self, number: Decimal) -> str:
        """Write a number that is not below zero."""
        shape = _NUMBER.fullmatch(self.kinds)
        if shape is None:
            raise NotUnderstoodError
        pointed = shape["decimals"] is not None
        if not shape["whole"] and not pointed:
            return "".join(self.texts)
        places = "".join(self.texts[slice(*shape.span("decimals"))]) if pointed else ""
        number = number * 100 ** self.kinds.count("%")
        number = number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
        whole, _, decimals = f"{number:f}".partition(".")
        while decimals and places[len(decimals) - 1] != "0" and decimals.endswith("0"):
            decimals = decimals[:-1]
        whole = whole.lstrip("0")
        begin = shape.start("whole") if shape["whole"] else self.kinds.index(".")
        if shape["whole"]:
            whole = self._placed(whole, *shape.span("whole"))
        after = shape.end("decimals" if pointed else "whole")
        point = f".{decimals}" if decimals else ""
        return "".join(self.texts[:begin]) + whole + point + "".join(self.texts[after:])

    def _placed(self, digits: str, begin: int, end: int) -> str:
        """Put digits into their places, from the last one on; the first place takes all that are more."""
        places = [t for k, t in zip(self.kinds[begin:end], self.texts[begin:end], strict=True) if k == "p"]
        least = len(places) - places.index("0") if "0" in places else 0
        digits = digits.rjust(least, "0")
        if "," in self.kinds[begin:end]:
            if "t" in self.kinds[begin:end]:
                raise NotUnderstoodError
            return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
        rest, made = list(digits), list[str]()
        for at in range(end - 1, begin - 1, -1):
            made.append(self.texts[at] if self.kinds[at] == "t" else rest.pop() if rest else "")
        return "".join(rest) + "".join(reversed(made))

    @property
    def is_code(self) -> bool:
        """Whether it writes numbers of a fixed length, or parted by dashes: order numbers, whose zeros count."""
        shape = _NUMBER.fullmatch(self.kinds)
        if shape is None or not shape["whole"] or shape["decimals"] or "%" in self.kinds:
            return False
        whole = self.texts[slice(*shape.span("whole"))]
        return "," not in shape["whole"] and (whole.count("0") > 1 or "t" in shape["whole"])


def told(value: Any, code: str | None) -> Told:
    """Return what a cell says that holds a value and has a number format."""
    if value is None:
        return Told("", "")
    plain = _plain(value)
    try:
        sections = () if (code or "").lower() in _GENERAL else _sections(code or "")
        if not sections or isinstance(value, bool):
            return Told(plain.upper() if isinstance(value, bool) else plain, plain)
        if isinstance(value, str):
            return _text(value, sections)
        if isinstance(value, (int, float)):
            return _number(value, plain, sections)
        first = sections[0]
        shown = moment(value, code or "", first.kinds, first.texts)
        return Told(shown, shown if isinstance(value, timedelta) else plain)
    except (NotUnderstoodError, ArithmeticError, ValueError):
        return Told(plain, plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, float):
        short = f"{value:.{_DIGITS}g}"
        if "e" not in short:
            return short
        written = f"{Decimal(short):f}"
        return written if len(written) <= _LONGEST else short
    return str(value)


def _text(value: str, sections: tuple[_Section, ...]) -> Told:
    last = sections[-1]
    if len(sections) < 4 and "@" not in last.kinds:
        return Told(value, value)
    if not last.kinds:
        return Told("", "", concealed=bool(value))
    if set(last.kinds) - {"t", "@", "l"}:
        return Told(value, value)
    shown = "".join(value if k == "@" else t for k, t in zip(last.kinds, last.texts, strict=True))
    return Told(shown.strip() if value in shown else value, value)


def _number(value: float, plain: str, sections: tuple[_Section, ...]) -> Told:
    exact = Decimal(str(value)) if isinstance(value, int) else Decimal(f"{value:.{_DIGITS}g}")
    section, minus = sections[0], "-" if value < 0 else ""
    if value < 0 and len(sections) > 1:
        section, minus = sections[1], ""
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    if not section.kinds:
        return Told("", "", concealed=value != 0)
    shown = re.sub(r" +", " ", section.written(abs(exact))).strip()
    if minus and re.search(r"[1-9]", shown):
        shown = minus + shown
    if section.is_code and exact == exact.to_integral_value():
        return Told(shown, shown)
    if section.kinds.count("%") == 1:
        return Told(shown, f"{(exact * 100).normalize():f}%")
    return Told(shown, plain)


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[_Section, ...]:
    """Take a format apart. Raises `NotUnderstoodError` where it has something that is not read here."""
    if len(code) > _LONGEST_CODE:
        raise NotUnderstoodError
    parts, at = list[_Section](), 0
    while at <= len(code) and len(parts) < 4:
        found = _SECTION.match(code, at)
        part = found[0] if found else ""
        parts.append(_section(part))
        at += len(part) + 1
    return tuple(parts)


def _section(code: str) -> _Section:
    tokens = [_token(found.lastgroup or "", found[found.lastgroup or 0]) for found in _TOKEN.finditer(code)]
    kept = [(kind, text) for each in tokens for kind, text in each]
    return _Section("".join(kind for kind, _ in kept), tuple(text for _, text in kept))


def _token(group: str, text: str) -> tuple[tuple[str, str], ...]:
    if group in {"quoted", "escaped"}:
        return (("t", text),)
    if group == "blank":
        return (("t", " "),)
    if group == "fill":
        return ()
    if group == "bracket":
        return _bracket(text)
    if group == "other":
        if text.isascii() and text.isalpha():
            raise NotUnderstoodError  # a power of ten, an era, or a word of another program
        return (("t", text),)
    return ((text if group == "sign" else group[0], text),)


def _bracket(text: str) -> tuple[tuple[str, str], ...]:
    if _COLOUR.fullmatch(text):
        return ()
    if _ELAPSED.fullmatch(text):
        return (("e", text),)
    found = _LOCALE.fullmatch(text)
    if found is None or (found[2] and int(found[2], 16) >> 16):
        raise NotUnderstoodError  # a condition, other numerals, another calendar
    return (("t", found[1]),) if found[1] else (("l", found[2] or ""),)
