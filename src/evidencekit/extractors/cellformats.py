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


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one section writes numbers."""

    before: str
    after: str
    whole: tuple[tuple[str, str], ...] = ()
    """The tokens before the point: kind and text."""
    least: int = 0
    """Digits that are always written there."""
    decimals: str | None = None
    """The places behind the point."""
    grouped: bool = False
    """By thousands."""
    percents: int = 0
    plain: bool = False
    """Whether there are places of digits before the point, and nothing between them."""

    @property
    def is_code(self) -> bool:
        """Whether it writes numbers of a fixed length, or parted by dashes: order numbers, whose zeros count."""
        if not self.whole or self.decimals or self.grouped or self.percents:
            return False
        return not self.plain or sum(text == "0" for _, text in self.whole) > 1

    def written(self, number: Decimal) -> str:
        """Write a number that is not below zero."""
        places = self.decimals or ""
        if not self.whole and self.decimals is None:
            return self.before + self.after
        if self.percents:
            number = number * 100**self.percents
        whole, _, decimals = f"{number.quantize(_UNITS[len(places)], ROUND_HALF_UP):f}".partition(".")
        while decimals and places[len(decimals) - 1] != "0" and decimals[-1] == "0":
            decimals = decimals[:-1]
        whole = self._placed(whole.lstrip("0").rjust(self.least, "0"))
        return (
            f"{self.before}{whole}.{decimals}{self.after}"
            if decimals
            else f"{self.before}{whole}{self.after}"
        )

    def _placed(self, digits: str) -> str:
        """Put digits into their places, from the last one on; the first place takes all that are more."""
        if self.grouped:
            return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits) if len(digits) > 3 else digits
        if self.plain or not self.whole:
            return digits
        rest, made = list(digits), list[str]()
        for kind, text in reversed(self.whole):
            made.append(text if kind == "t" else rest.pop() if rest else "")
        return "".join(rest) + "".join(reversed(made))


_UNITS = tuple(Decimal(1).scaleb(-places) for places in range(31))
"""By the number of decimals."""


@lru_cache(maxsize=1_000)
def _layout(section: _Section) -> _Layout:
    """Return how a section writes numbers. Raises `NotUnderstoodError` where it cannot be told."""
    shape = _NUMBER.fullmatch(section.kinds)
    if shape is None:
        raise NotUnderstoodError
    texts, pointed = section.texts, shape["decimals"] is not None
    if not shape["whole"] and not pointed:
        return _Layout("".join(texts), "")
    begin = shape.start("whole") if shape["whole"] else section.kinds.index(".")
    end = shape.end("whole") if shape["whole"] else begin
    decimals = "".join(texts[slice(*shape.span("decimals"))]) if pointed else None
    kinds = section.kinds[begin:end]
    if ("," in kinds and "t" in kinds) or len(decimals or "") >= len(_UNITS):
        raise NotUnderstoodError
    places = [text for kind, text in zip(kinds, texts[begin:end], strict=True) if kind == "p"]
    return _Layout(
        "".join(texts[:begin]),
        "".join(texts[shape.end("decimals") if pointed else end :]),
        tuple(zip(kinds, texts[begin:end], strict=True)),
        len(places) - places.index("0") if "0" in places else 0,
        decimals,
        "," in kinds,
        section.kinds.count("%"),
        set(kinds) == {"p"},
    )


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
    layout = _layout(section)
    shown = layout.written(abs(exact)).strip()
    if "  " in shown:
        shown = re.sub(r" +", " ", shown)
    if minus and re.search(r"[1-9]", shown):
        shown = minus + shown
    if layout.is_code and exact == exact.to_integral_value():
        return Told(shown, shown)
    if layout.percents == 1:
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
