"""Histories in text: pages of carriers, printed, saved or pasted; day and time before, behind or above what happened."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from evidencekit.extractors.dates import dates_in
from evidencekit.extractors.tracking.moments import clock_in, clock_span, moment, order_in
from evidencekit.extractors.tracking.stages import may_tell, stage_of
from evidencekit.model.evidence import Scan

_MOST_LINES, _LONGEST_LINE, _LONGEST_STATUS = 3_000, 240, 160
_FEWEST, _LINES_OF_A_SCAN = 2, 4
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|\b(?:mo|di|mi|do|fr|sa|so)[.,]"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|\b(?:lunes|martes|mi(?:é|e)rcoles|jueves|viernes|s(?:á|a)bado|domingo)\b|(?:星期|周)[一二三四五六日天]"
    r"|\buhr\b|\b(?:at|um|à|a las|le|el|am|local time|gmt|utc)\b|\b(?:EST|EDT|CST|CDT|MST|MDT|PST|PDT)\b",
    re.IGNORECASE,
)
_EDGE = " \t,;:|·•-–—*()[]>"
_REGION = r"[A-Z][\w.'-]+,\s?[A-Z]{2}(?:,?\s(?:\d{5}|US|USA))?\b(?![a-z])"
_PLACES = (
    re.compile(r"【([^】\n]{1,40})】"),
    *(re.compile(rf"((?:[A-Z][\w.'-]* ){{{words}}}{_REGION})") for words in (2, 1, 0)),
)
"""A place as carriers write it: in Chinese brackets, or a town of up to three words with its state."""
_DATED = (
    re.compile(
        r"\d(?:\d{0,3}[-/.年] ?\d{1,2}[-/.月]|[ .]{0,2}(?:de )?(?:jan|feb|f(?:é|e)v|m(?:ar|är|rz)|a[pvb]r|ma[iy]|ju[nil]|jui|au?g|ao(?:û|u)t|ago|sep|oct|okt|nov|d(?:ec|ez|éc|ic)))"
    ),
    re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d"),
)
"""What looks like a date in small letters, cheaply: most pages have hardly any. Each begins with what is found fast."""
_GAPS = re.compile(r"\t| {2,}|\s[|·•–—]\s")


@dataclass(frozen=True, slots=True)
class _Line:
    day: date | None
    clock: tuple[int, int] | None
    rest: str


def scans_in(pages: Sequence[str]) -> tuple[Scan, ...]:
    """Return the scans of a text; none where fewer than two lines talk like scans, or where hardly any has a time."""
    lines = [line.strip()[:_LONGEST_LINE] for page in pages for line in page[:200_000].split("\n")]
    lines = [line for line in lines if line][:_MOST_LINES]
    if not any(may_tell(page[:200_000]) for page in pages):
        return ()
    if not all(_enough(map(tells, lines)) for tells in (_dated, lambda line: stage_of(line) is not None)):
        return ()
    order = order_in(lines[:400])
    parsed = [_parsed(line, order) for line in lines]
    scans = list(_on_lines(parsed)) or list(_around_stamps(parsed))
    known = sum(stage_of(s.status) is not None for s in scans)
    timed = sum(isinstance(s.at, datetime) for s in scans)
    if known < _FEWEST or 5 * known < 3 * len(scans) or (2 * timed < len(scans) and known < 2 * _FEWEST):
        return ()
    return tuple(scans)


def _dated(line: str) -> bool:
    plain = line.lower()
    return any(pattern.search(plain) for pattern in _DATED)


def _enough(telling: Iterable[bool]) -> bool:
    """Say whether enough lines tell something; no more of them are asked than that takes."""
    return sum(islice(filter(None, telling), _FEWEST)) == _FEWEST


def _parsed(line: str, order: str | None) -> _Line:
    written = list(dates_in(line))
    rest = line
    day = None
    if len(written) == 1:
        day = written[0].read(order)
        rest = f"{line[: written[0].start]}  {line[written[0].end :]}"
    span = clock_span(rest)
    clock = clock_in(rest)
    if span and clock:
        rest = f"{rest[: span[0]]}  {rest[span[1] :]}"
    if day or clock:
        rest = _WEEKDAY.sub(" ", rest)
    if len(written) > 1:
        return _Line(None, None, "")
    return _Line(day, clock, rest.strip(_EDGE))


def _on_lines(lines: list[_Line]) -> Iterator[Scan]:
    """Give the lines that say when and what; a day may stand above the times that belong to it."""
    above: date | None = None
    for line in lines:
        if line.day is not None and not _says(line.rest):
            above = line.day if line.clock is None else above
        elif line.day is not None and len(line.rest) <= _LONGEST_STATUS:
            yield _scan(moment(line.day, line.clock), line.rest)
        elif line.clock is not None and above is not None and _says(line.rest):
            yield _scan(moment(above, line.clock), line.rest)


def _says(rest: str) -> bool:
    return len(re.findall(r"[^\W\d_]", rest)) >= 2


def _around_stamps(lines: list[_Line]) -> Iterator[Scan]:
    """Give what stands around lines that hold only day and time: after them, or before them where the first scan does."""
    stamps = [n for n, line in enumerate(lines) if line.day is not None and not _says(line.rest)]
    if len(stamps) < _FEWEST:
        return
    before = any(stage_of(line.rest) for line in lines[max(0, stamps[0] - _LINES_OF_A_SCAN) : stamps[0]])
    after_last = any(
        stage_of(line.rest) for line in lines[stamps[-1] + 1 : stamps[-1] + 1 + _LINES_OF_A_SCAN]
    )
    bounds = [-1, *stamps] if before and not after_last else [*stamps, len(lines)]
    for number, stamp in enumerate(stamps):
        low, high = bounds[number] + 1, bounds[number + 1]
        near = lines[low:high]
        near = near[-_LINES_OF_A_SCAN:] if bounds[0] == -1 else near[:_LINES_OF_A_SCAN]
        told = [line.rest for line in near if _says(line.rest) and len(line.rest) <= _LONGEST_STATUS]
        status = next((t for t in told if stage_of(t)), None)
        if status is not None:
            clock = lines[stamp].clock or next((line.clock for line in near if line.clock), None)
            others = [t for t in told if t != status and any(p.search(t) for p in _PLACES)] or [
                t for t in told if t != status and len(t) <= 40
            ]
            day = lines[stamp].day
            if day is not None:
                yield Scan(moment(day, clock), status, others[0] if others else None)


def _scan(at: date, rest: str) -> Scan:
    """Part what happened from where: by columns where there are some, else by what looks like a place."""
    parts = [p.strip(_EDGE) for p in _GAPS.split(rest) if p.strip(_EDGE)]
    if len(parts) > 1:
        status = next((p for p in parts if stage_of(p)), max(parts, key=len))
        place = next((p for p in parts if p != status), None)
        return Scan(at, status, place)
    for pattern in _PLACES:
        found = pattern.search(rest)
        if found is not None:
            status = f"{rest[: found.start()]} {rest[found.end() :]}".strip(_EDGE)
            if stage_of(status):
                return Scan(at, " ".join(status.split()), found[1].strip())
    return Scan(at, rest, None)
