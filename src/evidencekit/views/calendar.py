"""Deadlines as a calendar that Outlook, Google and Apple take: one day-long event for each, with two reminders."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from evidencekit.model.assessment import WindowStatus
from evidencekit.model.due import Due
from evidencekit.overview import Overview
from evidencekit.rules.deadlines import action_words, consequence
from evidencekit.version import __version__
from evidencekit.views.plain import plain

_OVER = frozenset(
    {WindowStatus.DONE, WindowStatus.CLOSED, WindowStatus.CONTESTABLE, WindowStatus.CANNOT_EVALUATE}
)
_REMINDERS = (timedelta(days=-7), timedelta(days=-1))


def calendar(dues: Iterable[Due], today: date) -> bytes:
    """Write the last day of every window that still runs, and the first day of those that have not opened.

    The same deadlines on the same `today` give the same bytes.
    """
    made = _empty("Claim deadlines")
    for due in dues:
        window = due.window
        if window.status in _OVER:
            continue
        if window.status is WindowStatus.NOT_YET and window.earliest is not None:
            made.add_component(_event(due, window.earliest, today, "opens"))
        if window.latest is not None:
            made.add_component(_event(due, window.latest, today, "ends"))
    return bytes(made.to_ical())


def overview_calendar(found: Overview, today: date) -> bytes:
    """Write what can still be done next for each case of an overview, and what was missed before it."""
    made = _empty("Claims: what is next")
    for row in found.rows:
        if row.next_latest is not None:
            title = f"{row.reference}: {row.next_action} ({row.recipient})"
            missed = "\n".join(f"Missed: {m.words}." for m in row.missed)
            missing = f"Missing: {'; '.join(row.missing)}." if row.missing else ""
            money = f"At stake: {row.stake}." if row.stake else ""
            said = "\n".join(p for p in (f"Case {row.case}.", missed, money, missing) if p)
            made.add_component(
                _day_long(
                    f"{row.case}\0{row.recipient}\0next", row.next_latest, today, title, "last day", said
                )
            )
    return bytes(made.to_ical())


def _empty(name: str) -> Calendar:
    made = Calendar()
    made.add("prodid", f"-//evidencekit//{__version__}//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    return made


def _event(due: Due, day: date, today: date, end: str) -> Event:
    window = due.window
    what = action_words(window)
    said = f"{due.recipient} must {what}" if window.whose == "recipient" else what
    title = (
        f"{due.reference}: {said} ({due.recipient})"
        if window.whose == "claimant"
        else f"{due.reference}: {said}"
    )
    name = f"{due.case}\0{due.recipient}\0{window.regime}\0{window.id}\0{end}"
    which = "first day" if end == "opens" else "last day"
    return _day_long(name, day, today, title, which, _description(due))


def _day_long(name: str, day: date, today: date, title: str, which: str, description: str) -> Event:
    """Return an event of a whole day; the same `name` is the same event in every calendar."""
    event = Event()
    event.add("uid", f"{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@evidencekit")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", plain(f"{title}: {which}"))
    event.add("description", plain(description, lines=True))
    event.add("categories", ["claims"])
    event.add("transp", "TRANSPARENT")
    for before in _REMINDERS:
        event.add_component(_alarm(before, title))
    return event


def _description(due: Due) -> str:
    window = due.window
    at = f"Ends at {window.ends_at:%Y-%m-%d %H:%M %z}." if window.ends_at else ""
    law = f"{window.title}." if window.title else f"{due.title}."
    money = f"Claimed: {due.demand}." if due.demand else ""
    parts = (
        law,
        window.explanation,
        at,
        f"{consequence(window).capitalize()}.",
        money,
        f"Source: {window.source}",
    )
    return "\n".join(p.strip() for p in parts if p)


def _alarm(before: timedelta, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain(title))
    alarm.add("trigger", before)
    return alarm
