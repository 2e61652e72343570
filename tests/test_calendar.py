"""Windows are counted as their sources count: days of every sort, months, years, hours."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders_rules import events, window
from evidencekit.model.calendar import add, closes, counts, opens
from evidencekit.model.vocabulary import Event
from evidencekit.model.window import Bound, Unit, Window

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))
COUNTRIES = st.sampled_from(["US", "DE", "CN", "GB", "AE", "EG", None])
UNITS = st.sampled_from(list(Unit))
DAY_UNITS = st.sampled_from([Unit.CALENDAR_DAY, Unit.BUSINESS_DAY, Unit.DAY_WITHOUT_SUNDAYS_AND_HOLIDAYS])


def _window(plus: int, unit: Unit | str = Unit.CALENDAR_DAY, **keys: object) -> Window:
    latest = {"anchors": ["delivery_date"], "plus": plus, "unit": str(unit)}
    return Window.model_validate(window(latest=latest, **keys))


def _last(made: Window, at: date | datetime, country: str | None = None) -> date | None:
    assert made.latest is not None
    end = closes(made, made.latest, {Event.DELIVERY_DATE: at}, country=country)
    return end.day if end else None


@given(day=DAYS, count=st.integers(0, 60), unit=UNITS, country=COUNTRIES)
def test_counting_further_never_ends_earlier(day: date, count: int, unit: Unit, country: str | None) -> None:
    """One more is never before one less, whatever is counted."""
    assert add(day, count, unit, country=country) <= add(day, count + 1, unit, country=country)


@given(day=DAYS, first=st.integers(0, 20), second=st.integers(0, 20), unit=DAY_UNITS, country=COUNTRIES)
def test_days_add_up(day: date, first: int, second: int, unit: Unit, country: str | None) -> None:
    """Counting 3 and then 4 is counting 7, for every sort of days."""
    once = add(day, first + second, unit, country=country)

    assert once == add(add(day, first, unit, country=country), second, unit, country=country)


@given(day=DAYS, count=st.integers(1, 40), unit=DAY_UNITS, country=COUNTRIES)
def test_a_count_ends_on_a_day_that_counts(day: date, count: int, unit: Unit, country: str | None) -> None:
    """And exactly so many days that count lie behind it."""
    end = add(day, count, unit, country=country)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    counted = [d for d in between if unit is Unit.CALENDAR_DAY or counts(d, unit, country)]

    assert (len(counted), counted[-1]) == (count, end)


@given(day=DAYS, count=st.integers(1, 40), country=COUNTRIES)
@example(day=date(2023, 6, 23), count=1, country="CN")
def test_without_the_country_a_window_never_ends_later(day: date, count: int, country: str | None) -> None:
    """Not knowing the holidays may cost days, never a claim; countries with another weekend are known by their code."""
    if country in {"EG", "AE"}:
        return
    made = _window(count, Unit.BUSINESS_DAY)

    unknown, certain = _last(made, day), _last(made, day, country)
    assert unknown is not None
    assert certain is not None
    assert unknown <= certain


def test_a_sunday_that_china_works_may_end_a_window_whose_country_is_not_known() -> None:
    """September 20, 2026 is a Sunday on which China works for its National Day; elsewhere the count goes on to Monday."""
    made, friday = _window(1, Unit.BUSINESS_DAY), date(2026, 9, 18)

    assert _last(made, friday, "US") == date(2026, 9, 21)
    assert _last(made, friday, "CN") == date(2026, 9, 20)
    assert _last(made, friday) == date(2026, 9, 20)


@given(day=DAYS, count=st.integers(1, 400), unit=UNITS.filter(lambda u: u is not Unit.HOUR))
def test_counting_with_the_anchor_ends_no_later(day: date, count: int, unit: Unit) -> None:
    """Where the anchor's own day is the first, the last day comes no later than where the next one is."""
    after, with_it = (
        _last(_window(count, unit), day),
        _last(_window(count, unit, count_from="day_of_anchor"), day),
    )

    assert after is not None
    assert with_it is not None
    assert day <= with_it <= after


@given(day=DAYS, months=st.integers(1, 240))
def test_a_month_end_never_slips_into_the_next_month(day: date, months: int) -> None:
    """The 31st of a month ends on the last day of a shorter one."""
    later = add(day, months, Unit.MONTH)

    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(
    at=st.datetimes(
        datetime(2001, 1, 1), datetime(2089, 1, 1), timezones=st.just(timezone(timedelta(hours=-8)))
    ),
    hours=st.integers(0, 200),
)
def test_less_is_known_of_a_time_the_earlier_hours_end(at: datetime, hours: int) -> None:
    """With time and zone exactly; without the zone, and without the time, never later."""
    made = _window(hours, Unit.HOUR)
    assert made.latest is not None
    ends = [
        closes(made, made.latest, {Event.DELIVERY_DATE: known})
        for known in (at, at.replace(tzinfo=None), at.date())
    ]

    moments = [e.moment for e in ends if e is not None and e.moment is not None]
    assert moments[0] == at + timedelta(hours=hours)
    assert moments[2] <= moments[1] <= moments[0]
    assert [bool(e and e.assumed) for e in ends] == [False, True, True]


@pytest.mark.parametrize(
    ("plus", "unit", "start", "country", "last"),
    [
        (1, "year", date(2028, 2, 29), "US", date(2029, 2, 28)),
        (4, "year", date(2028, 2, 29), "US", date(2032, 2, 29)),
        (1, "month", date(2026, 1, 31), "US", date(2026, 2, 28)),
        (9, "month", date(2026, 5, 31), "US", date(2027, 2, 28)),
        (5, "business_day", date(2026, 11, 20), "US", date(2026, 11, 30)),  # Thanksgiving
        (5, "business_day", date(2026, 11, 20), None, date(2026, 11, 27)),
        (5, "working_day", date(2025, 9, 30), "CN", date(2025, 10, 14)),  # eight days off, a Saturday worked
        (1, "business_day", date(2026, 9, 11), "EG", date(2026, 9, 13)),  # free on Friday and Saturday
        (1, "business_day", date(2026, 9, 11), "DE", date(2026, 9, 14)),
        (7, "day_excluding_sundays_and_public_holidays", date(2026, 12, 18), "DE", date(2026, 12, 29)),
        (7, "day_excluding_sundays_and_public_holidays", date(2026, 9, 4), "FR", date(2026, 9, 12)),
        (0, "calendar_day", date(2026, 9, 10), "US", date(2026, 9, 10)),
        (15, "consecutive_day", date(2026, 9, 10), "CN", date(2026, 9, 25)),
    ],
)
def test_windows_worked_by_hand(plus: int, unit: str, start: date, country: str | None, last: date) -> None:
    """Leap days, month ends, holidays, other weekends."""
    assert _last(_window(plus, unit), start, country) == last


def test_the_anchors_own_day_may_be_the_first() -> None:
    """Seven days from the 1st end with the 8th, or with the 7th where the 1st itself counts."""
    start = date(2026, 9, 1)

    assert _last(_window(7), start) == date(2026, 9, 8)
    assert _last(_window(7, count_from="day_of_anchor"), start) == date(2026, 9, 7)
    assert _last(_window(1, Unit.MONTH, count_from="day_of_anchor"), start) == date(2026, 9, 30)
    # A Saturday is no business day: the count begins with the Monday after it.
    assert _last(_window(2, Unit.BUSINESS_DAY, count_from="day_of_anchor"), date(2026, 9, 5)) == date(
        2026, 9, 8
    )


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("as_counted", date(2026, 12, 26)),
        ("next_business_day", date(2026, 12, 28)),
        ("previous_business_day", date(2026, 12, 24)),
    ],
)
def test_a_last_day_on_a_holiday_moves_only_where_the_source_says_so(rule: str, last: date) -> None:
    """The second Christmas day of 2026 is a Saturday, and the first a holiday as well."""
    assert _last(_window(10, if_holiday=rule), date(2026, 12, 16), "DE") == last


def test_hours_use_the_zone_of_the_anchor() -> None:
    """48 hours from half past three in Berlin end there at half past three."""
    made = _window(48, Unit.HOUR)
    assert made.latest is not None
    berlin = timezone(timedelta(hours=2))

    end = closes(made, made.latest, {Event.DELIVERY_DATE: datetime(2026, 10, 10, 15, 30, tzinfo=berlin)})

    assert end is not None
    assert (end.day, end.moment) == (date(2026, 10, 12), datetime(2026, 10, 12, 13, 30, tzinfo=UTC))


def test_hours_without_a_time_leave_only_whole_days() -> None:
    """What came at the beginning of the 10th runs out as the 12th begins: the 11th is the last day."""
    made = _window(48, Unit.HOUR)
    assert made.latest is not None

    end = closes(made, made.latest, {Event.DELIVERY_DATE: date(2026, 10, 10)})

    assert end is not None
    assert end.day == date(2026, 10, 11)
    assert "time of day is not known" in end.assumed


def test_the_later_of_two_anchors_needs_both() -> None:
    """SAFE-T counts from the later of return and refund; with one of them nobody knows which is later."""
    made = Window.model_validate(window())
    bound = Bound.model_validate(
        {"anchors": ["return_delivery_date", "refund_date"], "choose": "latest", "plus": 30}
    )
    both = events(return_delivery_date=date(2026, 9, 1), refund_date=date(2026, 9, 5))

    end = closes(made, bound, both)
    assert end is not None
    assert (end.day, end.event) == (date(2026, 10, 5), Event.REFUND_DATE)
    assert closes(made, bound, events(refund_date=date(2026, 9, 5))) is None


def test_days_beyond_the_calendar_are_no_days() -> None:
    """A slip such as the year 9999 gives no deadline instead of a traceback."""
    made = _window(9, Unit.MONTH)
    assert made.latest is not None

    assert closes(made, made.latest, {Event.DELIVERY_DATE: date(9999, 12, 31)}) is None
    assert opens(made, made.latest, {Event.DELIVERY_DATE: date(9999, 12, 31)}) is None
