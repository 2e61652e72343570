"""Profiles hold what their sources say, and windows are counted as the sources count."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit import CaseError, ProfileError, UsageError, review
from evidencekit.model.calendar import add, closes, opens
from evidencekit.model.casefile import CaseFile
from evidencekit.model.window import Unit
from evidencekit.resources import Library, builtin_templates, open_library
from evidencekit.steps.profiles import every_profile, load_profiles
from evidencekit.tomlfile import load_toml

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))


def test_every_example_inside_the_profiles_holds() -> None:
    """A date in, the first or last day out, worked by hand."""
    seen = 0
    for profile in every_profile(open_library()):
        for example in profile.examples:
            window = next(w for w in profile.windows if w.id == example.window)
            for bound, count, day in (
                (window.earliest, opens, example.earliest),
                (window.latest, closes, example.latest),
            ):
                end = count(window, bound, example.events, country=example.to_country) if bound else None
                assert day is None or (end is not None and end.day == day), (profile.id, window.id)
            seen += 1
    assert seen >= 5


def test_every_profile_names_letters_that_exist() -> None:
    """No letter is promised that cannot be written."""
    library = open_library()
    for profile in every_profile(library):
        for name in profile.letters:
            assert library.find(f"letters/{name}.docx"), (profile.id, name)
        for name in profile.messages:
            assert library.find(f"letters/{name}.txt"), (profile.id, name)


@given(day=DAYS, count=st.integers(0, 400))
def test_calendar_days_are_days(day: date, count: int) -> None:
    """Counting days is adding them."""
    assert add(day, count, Unit.CALENDAR_DAY) == day + timedelta(days=count)


@given(day=DAYS, count=st.integers(0, 40))
def test_months_never_leave_their_month(day: date, count: int) -> None:
    """A month later is in the right month, on the same day or the month's last."""
    later = add(day, count, Unit.MONTH)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day <= day.day
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@given(day=DAYS, count=st.integers(1, 30))
def test_business_days_end_on_one(day: date, count: int) -> None:
    """They never end on a weekend, and are never shorter than calendar days."""
    later = add(day, count, Unit.BUSINESS_DAY)
    assert later.weekday() < 5
    assert later >= day + timedelta(days=count)


def test_sundays_and_holidays_are_left_out() -> None:
    """Seven days from Friday 2026-12-18 in Germany: two Sundays and two Christmas days do not count."""
    assert add(date(2026, 12, 18), 7, Unit.DAY_WITHOUT_SUNDAYS_AND_HOLIDAYS, country="DE") == date(
        2026, 12, 29
    )


def test_the_29th_of_february_a_year_later_is_the_28th() -> None:
    """A year has no 29 February three times out of four."""
    assert add(date(2028, 2, 29), 1, Unit.YEAR) == date(2029, 2, 28)


def _case(tmp_path: Path, toml: str) -> Path:
    folder = tmp_path / "case"
    folder.mkdir(exist_ok=True)
    (folder / "letter.txt").write_text("The parcel arrived crushed.")
    (folder / "case.toml").write_text(toml)
    return folder


@pytest.mark.parametrize(
    ("today", "status", "left"),
    [("2026-11-09", "open", 0), ("2026-11-10", "contestable", -1), ("2026-09-11", "open", 59)],
)
def test_the_last_day_counts(tmp_path: Path, today: str, status: str, left: int) -> None:
    """UPS's 60 days from 10 September end with 9 November; the day after, a late claim can be argued."""
    folder = _case(tmp_path, '[loss]\ntype = "damaged"\n[events]\ndelivery_date = 2026-09-10\n')

    window = review(folder, recipients=["ups-us"], today=date.fromisoformat(today)).assessments[0].windows[0]

    assert (window.id, window.status, window.days_left) == ("notice-damage", status, left)


def test_a_window_without_its_anchor_cannot_be_evaluated(tmp_path: Path) -> None:
    """It is never in time by default, and says which document would show the date."""
    folder = _case(tmp_path, '[loss]\ntype = "damaged"\n')

    window = review(folder, recipients=["ups-us"], today=date(2026, 10, 1)).assessments[0].windows[0]

    assert window.status == "cannot-evaluate"
    assert "delivery date" in window.explanation
    assert "proof of delivery" in window.explanation


def test_what_is_missing_says_what_would_satisfy_it(tmp_path: Path) -> None:
    """And the case is incomplete."""
    folder = _case(tmp_path, '[loss]\ntype = "damaged"\n')

    assessment = review(folder, recipients=["ups-us"], today=date(2026, 10, 1)).assessments[0]

    proof = next(m for m in assessment.missing if m.requirement == "proof-of-value")
    assert assessment.status == "incomplete"
    assert "Supplier invoice" in proof.would_satisfy


def test_a_slip_in_a_profile_names_file_line_and_key(tmp_path: Path) -> None:
    """A profile is data that people write."""
    folder = tmp_path / "recipients" / "acme"
    folder.mkdir(parents=True)
    (folder / "acme.toml").write_text(
        'id = "acme"\ntitel = "Acme"\nrecipient = "Acme"\naddressed_as = "carrier"\n\n[[version]]\nletters = []\n'
    )
    library = Library((tmp_path, builtin_templates()))

    with pytest.raises(
        ProfileError, match=r"acme\.toml line 2: unknown key `titel` \(did you mean `title`\?\)"
    ):
        load_profiles(library, ("acme",))


def test_an_unknown_recipient_names_the_nearest() -> None:
    """A slip is told with what was probably meant."""
    with pytest.raises(UsageError, match="did you mean 'marine-cargo'"):
        load_profiles(open_library(), ("marine-crago",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[loss]\ntype = "damagd"\n',
            r"case\.toml line 2: `loss\.type` cannot be `damagd` \(did you mean `damaged`\?\)",
        ),
        ("[[goods]]\nsku = 17\n", r"case\.toml line 2: `goods\.\[0\]\.sku` is text: put quotes around it"),
        (
            '[loss]\namount = "12"\n',
            r"case\.toml line 2: `loss\.amount`: '12' is not an amount with its currency",
        ),
        (
            '[evidence."a [1].txt"] leave_out = false\n',
            r"case\.toml line 1: .*What follows the heading in brackets goes on a line of its own, below it\.",
        ),
        ("reference = 'x\n", r"case\.toml is not valid TOML: .*end of document"),
    ],
)
def test_a_slip_in_case_toml_is_told_in_words(tmp_path: Path, text: str, told: str) -> None:
    """File, line, key, and what would be right."""
    path = tmp_path / "case.toml"
    path.write_text(text)

    with pytest.raises(CaseError, match=told):
        load_toml(path, CaseFile, CaseError)
