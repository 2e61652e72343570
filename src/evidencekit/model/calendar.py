"""Window arithmetic: days of several sorts, months and years, counted as the sources count."""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import Any

from evidencekit.model.profile import Bound, Unit, Window
from evidencekit.model.vocabulary import Event

_SATURDAY, _SUNDAY = 5, 6


@cache
def _holidays(country: str, year: int) -> Any:
    import holidays

    return holidays.country_holidays(country, years=year)


def add(day: date, count: int, unit: Unit, *, country: str = "US") -> date:
    """Count from a day: `count` units later; the day itself is not counted.

    A month ends on the same number of day, or on the last day of a shorter month. Hours count as whole days down, so
    that a window in hours ends at the earliest moment it can. Business days leave out Saturdays, Sundays and the public
    holidays of `country` (ISO 3166); days without Sundays and public holidays count Saturdays.
    """
    if unit is Unit.HOUR:
        return day + timedelta(days=count // 24)
    if unit is Unit.CALENDAR_DAY:
        return day + timedelta(days=count)
    if unit in {Unit.MONTH, Unit.YEAR}:
        months = day.year * 12 + day.month - 1 + count * (12 if unit is Unit.YEAR else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    free = {_SUNDAY} if unit is Unit.DAY_WITHOUT_SUNDAYS_AND_HOLIDAYS else {_SATURDAY, _SUNDAY}
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() not in free and day not in _holidays(country, day.year)
    return day


def bound_day(
    bound: Bound | None, events: dict[Event, date], window: Window, *, country: str = "US"
) -> date | None:
    """Return the day on which a bound falls, or None where its anchor is not known."""
    if bound is None:
        return None
    if Event.FC_DELIVERY_DATE not in events and Event.DELIVERY_DATE in events:
        events = {**events, Event.FC_DELIVERY_DATE: events[Event.DELIVERY_DATE]}
    known = [events[a] for a in bound.anchors if a in events]
    if not known or (bound.choose != "first_known" and len(known) < len(bound.anchors)):
        return None
    anchor = {"first_known": known[0], "latest": max(known), "earliest": min(known)}[bound.choose]
    if window.count_from == "day_after_anchor":
        anchor += timedelta(days=1)
    return add(anchor, bound.plus, bound.unit, country=country)
