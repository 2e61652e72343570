"""Window arithmetic: hours, days of several sorts, months and years, counted as the sources count."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Literal

from evidencekit.model.vocabulary import Event
from evidencekit.model.window import Bound, Unit, Window

Moment = date | datetime
"""When something happened: a day, or a time of a day where it is known."""
Events = Mapping[Event, Moment]

_SUNDAY = 6
_WEEKEND = frozenset({5, _SUNDAY})
_EARLIEST_ZONE = timezone(timedelta(hours=14))
"""Where each day begins first, on Kiritimati: what ends there has ended nowhere before."""
_ANYWHERE = "*"
"""Stands for a country that is not known, where a window must not end later than it does in the one that it is."""
_WORKS_WEEKENDS = ("AM", "AZ", "BY", "CN", "HU", "KG", "KZ", "LV", "MM", "RU", "TW", "UA", "UZ", "VN")
"""Where some days of a weekend are worked for long holidays, as far as the holiday library knows."""
_COUNTED = {Unit.BUSINESS_DAY, Unit.DAY_WITHOUT_SUNDAYS_AND_HOLIDAYS}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a window on the calendar."""

    day: date
    """The last day on which the thing can be done, or the first."""
    event: Event
    anchor: Moment
    moment: datetime | None = None
    """Where hours count: the moment itself, in the zone of the anchor."""
    assumed: str = ""
    """What had to be assumed, in a sentence; the assumption always ends a window early, never late."""


@dataclass(frozen=True, slots=True)
class FreeDays:
    """A country's public holidays in a year, and the days of its weekend (Monday is 0)."""

    public: frozenset[date]
    weekend: frozenset[int]
    worked: frozenset[date]
    """Days of the weekend on which everybody works, as China does for its long holidays."""


@cache
def free_days(country: str, year: int) -> FreeDays | None:
    """Return a country's free days in a year; None where the country (ISO 3166) is not known to the library."""
    import holidays

    if country == _ANYWHERE:
        known = (free_days(each, year) for each in _WORKS_WEEKENDS)
        return FreeDays(frozenset(), _WEEKEND, frozenset().union(*(k.worked for k in known if k)))
    try:
        found = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return None
    return FreeDays(frozenset(found), frozenset(found.weekend), frozenset(found.weekend_workdays))


def add(day: date, count: int, unit: Unit, *, country: str | None = "US") -> date:
    """Count from a day: `count` units later; the day itself is not counted. Raise `OverflowError` beyond the calendar.

    A month ends on the same number of day, or on the last day of a shorter month. Business days leave out the
    weekend and the public holidays of `country` (ISO 3166; None: Saturdays and Sundays only); days without Sundays and
    public holidays count Saturdays. Hours count as whole days here, rounded up.
    """
    if unit is Unit.HOUR:
        return day + timedelta(days=-(-count // 24))
    if unit is Unit.CALENDAR_DAY:
        return day + timedelta(days=count)
    if unit in {Unit.MONTH, Unit.YEAR}:
        months = day.year * 12 + day.month - 1 + count * (12 if unit is Unit.YEAR else 1)
        year, month = divmod(months, 12)
        if not date.min.year <= year <= date.max.year:
            raise OverflowError(f"{count} {unit} from {day} is beyond the calendar")
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not counts(day, unit, country):
            day += step
    return day


def counts(day: date, unit: Unit, country: str | None) -> bool:
    """Say whether a day is one that a unit counts."""
    free = free_days(country, day.year) if country else None
    weekend = free.weekend if free is not None else _WEEKEND
    if unit is Unit.DAY_WITHOUT_SUNDAYS_AND_HOLIDAYS:
        weekend = frozenset({_SUNDAY})
    elif free is not None and day in free.worked:
        return True
    if day.weekday() in weekend:
        return False
    return free is None or day not in free.public


def closes(window: Window, bound: Bound, events: Events, *, country: str | None = None) -> End | None:
    """Return the last day of a window, or None where an anchor is not known or the day is beyond the calendar.

    `bound` is the window's own latest or that of another reading. `country` (ISO 3166) is the one whose weekends and
    holidays count; None leaves out weekends only, so that the window ends early rather than late.
    """
    return _guarded(window, bound, events, country, "closes")


def opens(window: Window, bound: Bound, events: Events, *, country: str | None = None) -> End | None:
    """Return the first day of a window; as `closes`, but what has to be assumed opens it late rather than early."""
    return _guarded(window, bound, events, country, "opens")


def anchored(bound: Bound, events: Events) -> tuple[Event, Moment] | None:
    """Return the event from which a bound is counted, and when it was; None where it is not known."""
    known = [(a, _when(a, events)) for a in bound.anchors]
    there = [(a, at) for a, at in known if at is not None]
    if not there or (bound.choose != "first_known" and len(there) < len(known)):
        return None
    if bound.choose == "first_known":
        return there[0]
    # Days are compared: a time on one side only says nothing about the order within a day.
    return (max if bound.choose == "latest" else min)(there, key=lambda pair: day_of(pair[1]))


def day_of(moment: Moment) -> date:
    """Return the day of a moment, in its own zone."""
    return moment.date() if isinstance(moment, datetime) else moment


def _when(event: Event, events: Events) -> Moment | None:
    if event is Event.FC_DELIVERY_DATE and event not in events:
        return events.get(Event.DELIVERY_DATE)
    return events.get(event)


def _guarded(
    window: Window, bound: Bound, events: Events, country: str | None, end: Literal["closes", "opens"]
) -> End | None:
    found = anchored(bound, events)
    if found is None:
        return None
    try:
        if bound.unit is Unit.HOUR:
            return _hours(bound, *found) if end == "closes" else _hours_opening(bound, *found)
        return _days(window, bound, *found, country, end)
    except (OverflowError, ValueError):
        return None


def _days(window: Window, bound: Bound, event: Event, anchor: Moment, country: str | None, end: str) -> End:
    """Count days, months or years from the day of an anchor."""
    start = day_of(anchor)
    holidays = bound.unit in _COUNTED or window.if_holiday != "as_counted"
    known = bool(country and holidays and free_days(country, start.year) is not None)
    public = country if known else _ANYWHERE if end == "closes" else None
    day = add(start, bound.plus, bound.unit, country=public)
    if end == "closes" and window.count_from == "day_of_anchor" and bound.plus > 0:
        day = _first_day_counted(start, bound, public)
    assumed = ""
    if holidays and not known:
        named = f"the public holidays of {country} are not known" if country else "the country is not known"
        assumed = f"Public holidays are not left out, because {named}"
        assumed += "; so the day may be early." if end == "closes" else "; the first day may be later."
    if end == "closes":
        # Moved back, a day that is worked only somewhere would be too late.
        back = window.if_holiday == "previous_business_day"
        day = _rolled(day, window.if_holiday, country if known else None if back else _ANYWHERE)
    return End(day, event, anchor, assumed=assumed)


def _first_day_counted(start: date, bound: Bound, country: str | None) -> date:
    """Count with the anchor's own day as the first."""
    if bound.unit in {Unit.MONTH, Unit.YEAR}:
        return add(start, bound.plus, bound.unit) - timedelta(days=1)
    first = bound.unit not in _COUNTED or counts(start, bound.unit, country)
    return add(start, bound.plus - first, bound.unit, country=country)


def _rolled(day: date, rule: str, country: str | None) -> date:
    """Move a last day off a weekend or public holiday where the source says so."""
    step = {"next_business_day": 1, "previous_business_day": -1}.get(rule, 0)
    while step and not counts(day, Unit.BUSINESS_DAY, country):
        day += timedelta(days=step)
    return day


def _hours(bound: Bound, event: Event, anchor: Moment) -> End:
    """Count hours to the moment at which they run out; what is not known of the anchor is taken at its earliest."""
    assumed = ""
    if not isinstance(anchor, datetime):
        anchor_at = datetime.combine(anchor, time.min, _EARLIEST_ZONE)
        assumed = "The time of day is not known, so the hours are counted from the day's beginning."
    elif anchor.tzinfo is None:
        anchor_at = anchor.replace(tzinfo=_EARLIEST_ZONE)
        assumed = "The time's zone is not known, so the hours end at the earliest moment that they can."
    else:
        anchor_at = anchor
    ends = anchor_at + timedelta(hours=bound.plus)
    # Hours that run out at midnight leave nothing of the day that begins then.
    day = (ends - timedelta(microseconds=1)).date()
    return End(day, event, anchor, ends, assumed)


def _hours_opening(bound: Bound, event: Event, anchor: Moment) -> End:
    """Count hours to the first day on which they have surely passed at some time of it."""
    if isinstance(anchor, datetime):
        begins = anchor + timedelta(hours=bound.plus)
        return End(begins.date(), event, anchor, begins)
    return End(add(anchor, bound.plus, Unit.HOUR), event, anchor)
