"""Dates as documents write them; what can be read two ways is not read."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from evidencekit.extractors.folding import folded

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner janvier janv enero ene gennaio gen januari styczen stycznia sty janeiro",
            "february feb februar februari fevrier fevr fev febrero febbraio luty lutego lut fevereiro",
            "march mar marz mrz mars marzo maart mrt marzec marca marco",
            "april apr avril avr abril abr aprile kwiecien kwietnia kwi",
            "may mai mayo maggio mag mei maj maja maio",
            "june jun juni juin junio giugno giu czerwiec czerwca cze junho",
            "july jul juli juillet juil julio luglio lug lipiec lipca lip julho",
            "august aug aout agosto ago augustus sierpien sierpnia sie augusti",
            "september sep sept septembre septiembre setiembre settembre set wrzesien wrzesnia wrz setembro",
            "october oct oktober okt octobre octubre ottobre ott pazdziernik pazdziernika paz outubro out",
            "november nov novembre noviembre listopad listopada lis novembro",
            "december dec dezember dez decembre diciembre dic dicembre grudzien grudnia gru dezembro desember des",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![a-z])"
_MONTH4 = _MONTH.removesuffix("(?![a-z])")
_HANZI = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_HAN = "[〇零○一二三四五六七八九]"
_HAN_DAY = "[一二三四五六七八九十廿卅〇零]{1,3}"
_ORDINAL = r"(?:st|nd|rd|th|er|e|o|a|\.)?"
_OF = r"(?:(?:of|de|di|del|d')\s?)?"
_WRITTEN = (
    r"(?P<y1>\d{4})\s?年\s?(?P<m1>\d{1,2})\s?月\s?(?P<d1>\d{1,2})\s?[日号號]?"
    rf"|(?P<hy>{_HAN}{{4}})年(?P<hm>{_HAN_DAY})月(?P<hd>{_HAN_DAY})[日号號]"
    r"|(?P<y2>(?:19|20)\d\d)(?P<s2>[-/.])(?P<m2>\d{1,2})(?P=s2)(?P<d2>\d{1,2})"
    rf"|(?P<y3>(?:19|20)\d\d)[-/. ](?P<w3>{_MONTH})\.?[-/. ](?P<d3>\d{{1,2}})"
    rf"|(?P<d4>\d{{1,2}}){_ORDINAL}[ ./-]{{0,2}}{_OF}(?P<w4>{_MONTH4})\.?,?(?:[ ./-]{{0,2}}(?:del? )?(?P<y4>\d{{4}})|[./-]?(?P<y7>'?\d\d)| (?P<y8>\d\d)(?=\s*$))"
    rf"|(?P<w5>{_MONTH})\.? ?(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?: ?,| de| del)? ?(?P<y5>\d{{4}})"
    r"|(?P<a>\d{1,2})(?P<s>[./-])[ ]?(?P<b>\d{1,2})(?P=s)[ ]?(?P<c>\d{4}|\d\d)"
    r"|(?P<y6>(?:19|20)\d\d)(?P<m6>[01]\d)(?P<d6>[0-3]\d)"
)
_DATE = re.compile(rf"(?<![\w.,/-])(?:{_WRITTEN})(?!(?!t\d)\w|[./-]\d)", re.ASCII)
DATE = (
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.)?[ -](?:de )?[A-Za-zÀ-ſ]{3,12}\.?,?[ -](?:de )?\d{4}|[A-Za-zÀ-ſ]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2}-[A-Za-zÀ-ſ]{3,12}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}"
)
"""For patterns of other readers: what may be a date; `date_of` says whether it is one."""
_SHORT = 160
"""Characters up to which a text is remembered with its dates: a cell is asked for them several times."""
_DIGIT = re.compile("\\d|年")
_IN_FIGURES = re.compile(r"\d(?:[-/.] ?\d{1,2}[-/.]|\d{7}|\s?年)|年")
_IN_WORDS = re.compile("|".join(sorted({month[:3] for month in _MONTHS})))
"""One of these is in every date, in small letters, and most cells have neither; both begin with what is found fast."""
_EARLIEST, _LATEST = 1995, 2100
_TWO_DIGITS_UNTIL = 69
"""A year of two digits up to this is one of this century."""


class WrittenDate(NamedTuple):
    """A date where it stands in a text, with every reading that it allows."""

    start: int
    end: int
    readings: tuple[tuple[str, date], ...]
    """By the order of its parts: `dmy`, `mdy`, `ymd`; `named` where the month is a word or the year stands first."""

    @property
    def days(self) -> tuple[date, ...]:
        """The different days that it can be."""
        return tuple(dict.fromkeys(day for _, day in self.readings))

    def read(self, order: str | None) -> date | None:
        """Return the only day that it can be, or the one that the document's order makes it."""
        if len(self.days) == 1:
            return self.days[0]
        return dict(self.readings).get(order or "")


def dates_in(text: str) -> tuple[WrittenDate, ...]:
    """Return the dates of a text in their order; what is no day of our times is left out."""
    if not _DIGIT.search(text):
        return ()
    return _remembered(text) if len(text) <= _SHORT else tuple(_found(text))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> tuple[WrittenDate, ...]:
    return tuple(_found(text))


def _found(text: str) -> Iterator[WrittenDate]:
    plain = folded(text)
    if not _IN_FIGURES.search(plain) and not _IN_WORDS.search(plain):
        return
    for match in _DATE.finditer(plain):
        readings = tuple(_readings(match))
        if readings:
            yield WrittenDate(match.start(), match.end(), readings)


def date_of(text: str, order: str | None = None) -> date | None:
    """Read one date; None where day and month could be swapped, or where it is no date of our times."""
    found = list(dates_in(text.strip()))
    return found[0].read(order) if len(found) == 1 else None


def order_of(dates: Iterable[WrittenDate]) -> str | None:
    """Return the order that every date with a single reading has, or None where none tells, or two differ."""
    orders = {w.readings[0][0] for w in dates if len(w.readings) == 1} - {"named"}
    return orders.pop() if len(orders) == 1 else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return the date; None where there is no such day, or where it is not of our times."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _readings(match: re.Match[str]) -> Iterator[tuple[str, date]]:
    if match["a"]:
        yield from _in_figures(match["a"], match["s"], match["b"], match["c"])
        return
    if match["hy"]:
        year = int("".join(str(_HANZI[c]) for c in match["hy"]))
        day = calendar_day(year, _counted(match["hm"]), _counted(match["hd"]))
    else:
        for y, m, d in (("y1", "m1", "d1"), ("y2", "m2", "d2"), ("y3", "w3", "d3"), ("y4", "w4", "d4"), ("y7", "w4", "d4"), ("y8", "w4", "d4"), ("y5", "w5", "d5"), ("y6", "m6", "d6")):  # fmt: skip
            if match[y]:
                month = _MONTHS[match[m]] if m[0] == "w" else int(match[m])
                day = calendar_day(_year(match[y].lstrip("'")), month, int(match[d]))
                break
    if day is not None:
        yield "named", day


@lru_cache(maxsize=1024)
def _in_figures(first: str, mark: str, second: str, third: str) -> tuple[tuple[str, date], ...]:
    """Give the readings of three numbers; with points, the day comes first."""
    a, b, year = int(first), int(second), _year(third)
    tried = [("dmy", (year, b, a)), ("mdy", (year, a, b))]
    if len(third) == 2 and len(first) == 2 and mark != ".":
        tried.append(("ymd", (_year(first), b, int(third))))
    readings = [(order, day) for order, parts in tried if (day := calendar_day(*parts))]
    if mark == "." and readings and readings[0][0] == "dmy":
        return tuple(readings[:1])
    if len({day for _, day in readings}) == 1 and len(readings) > 1:
        return (("named", readings[0][1]),)  # 5/5/2026 says nothing of the order
    return tuple(readings)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return 2000 + year if year <= _TWO_DIGITS_UNTIL else 1900 + year


def _counted(text: str) -> int:
    """Read the numbers up to 31 that Chinese dates use: 九, 十, 十二, 二十, 二十一, 三十一, 廿一."""
    text = text.replace("廿", "二十").replace("卅", "三十").lstrip("〇零")
    tens, ten, ones = text.rpartition("十")
    value = _HANZI.get(ones, 0) if len(ones) <= 1 else 0
    return value + (10 * _HANZI.get(tens, 1) if ten and len(tens) <= 1 else 0)
