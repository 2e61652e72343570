"""Dates: every usual way to write them, and both readings where there are two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.extractors.dates import date_of, dates_in, order_of
from evidencekit.extractors.locale import locale_of


@pytest.mark.parametrize(
    "written",
    [
        "2026-09-10", "2026/9/10", "2026.09.10", "20260910", "2026-09-10T14:30:00",
        "10 September 2026", "10th September, 2026", "September 10, 2026", "Sept. 10, 2026", "SEP.10,2026", "September 10 , 2026", "10 Sep 26",
        "10-Sep-26", "10SEP2026", "10. September 2026", "10.09.2026", "10.09.26", "10.9.2026",
        "10 sept. 2026", "le 10 septembre 2026", "10 de septiembre de 2026", "10 settembre 2026", "10 september 2026",
        "10 września 2026 r.", "10 de setembro de 2026", "den 10 september 2026", "2026年9月10日", "2026 年 09 月 10 日",
        "二〇二六年九月十日", "2026-Sep-10",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_usual_form(written: str) -> None:
    """English, German, French, Spanish, Italian, Dutch, Polish, Portuguese, Swedish, Chinese, ISO."""
    assert date_of(written) == date(2026, 9, 10)


@pytest.mark.parametrize(
    "written",
    [
        "32.01.2026", "1485-01-01", "9999-01-01", "31 February 2026", "13/13/2026", "1485", "May 2026", "10:30", "1.2.3.4",
        "Invoice 2026-0910", "9 September 1485", "〇〇〇〇年一月一日", "24 Dec 10 pcs", "",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_read(written: str) -> None:
    """Days that do not exist, years that are not ours, numbers that only look so."""
    assert date_of(written) is None


def test_a_date_with_two_readings_keeps_both_and_the_order_decides() -> None:
    """10/09/2026 is the tenth of September or the ninth of October."""
    (written,) = dates_in("10/09/2026")

    assert written.days == (date(2026, 9, 10), date(2026, 10, 9))
    assert date_of("10/09/2026") is None
    assert date_of("10/09/2026", "dmy") == date(2026, 9, 10)
    assert date_of("10/09/2026", "mdy") == date(2026, 10, 9)


def test_two_digits_of_a_year_are_read_with_care() -> None:
    """26/09/10 may begin with its year; 99 was in the last century; 75 is in neither."""
    (written,) = dates_in("26/09/10")

    assert set(written.days) == {date(2010, 9, 26), date(2026, 9, 10)}
    assert date_of("12/31/99") == date(1999, 12, 31)
    assert date_of("12/31/75") is None


def test_the_document_shows_its_order() -> None:
    """One date that can be read in one way only settles the others; two that differ settle nothing."""
    assert order_of(dates_in("03/04/2026 and 25/04/2026")) == "dmy"
    assert order_of(dates_in("03/04/2026 and 04/25/2026")) == "mdy"
    assert order_of(dates_in("25/04/2026 and 04/25/2026")) is None
    assert order_of(dates_in("03/04/2026 and 5 May 2026 and 05/05/2026")) is None


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Invoice date due total tax, Springfield, IL 62701", "mdy"),
        ("Invoice date due total tax, Leeds LS1 4AP", "dmy"),
        ("Invoice date due total tax, DE 80333 Munich, Germany", "dmy"),
        ("Invoice date due total tax, Leeds LS1 4AP, to Portland, OR 97201", None),
        ("Facture date montant échéance client paiement TVA", "dmy"),
        ("Invoice date due total tax", None),
    ],
)
def test_the_origin_of_a_document_makes_an_order_likely(text: str, order: str | None) -> None:
    """The United States write the month first; a paper of two countries says nothing."""
    assert locale_of([text]).day_order == order


DAYS = st.dates(date(1995, 1, 1), date(2064, 12, 31))
FORMS = [
    "{d:%Y-%m-%d}", "{d:%d.%m.%Y}", "{d:%d/%m/%Y}", "{d:%m/%d/%Y}", "{d:%d %B %Y}", "{d:%B} {d.day}, {d:%Y}", "{d:%d-%b-%Y}",
    "{d.year}年{d.month}月{d.day}日", "{d:%d.%m.%y}", "{d:%d-%b-%y}",
]  # fmt: skip


@given(
    DAYS,
    st.sampled_from(FORMS),
    st.sampled_from(["", "Datum: ", "vom ", "（"]),
    st.sampled_from(["", ".", ", ", " "]),
)
def test_the_day_that_is_written_is_among_the_readings(
    day: date, form: str, before: str, behind: str
) -> None:
    """Whatever stands around it; and where there is one reading, it is the day."""
    (written,) = dates_in(before + form.format(d=day) + behind)

    assert day in written.days
    assert len(written.days) > 1 or written.read(None) == day


@given(st.text(alphabet="0123456789./- maiunjlepsto年月日", max_size=40))
def test_any_noise_gives_real_days_or_none(text: str) -> None:
    """No crash, and no day outside our times."""
    assert all(1995 <= day.year <= 2100 for written in dates_in(text) for day in written.days)


@pytest.mark.parametrize("text", ["1/" * 100_000, "may " * 50_000, "二" * 100_000, "1 sep 1 sep " * 20_000])
def test_a_wall_of_noise_takes_no_longer_than_it_is_long(text: str) -> None:
    """No pattern runs away."""
    assert len(list(dates_in(text))) <= len(text)
