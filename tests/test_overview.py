"""The overview of many cases: what it adds up, and that it is safe to open."""

import base64
import csv
import hashlib
import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.finding import blocking
from evidencekit.model.money import Money
from evidencekit.model.summary import Missed, Summary
from evidencekit.overview import overview
from evidencekit.views.calendar import overview_calendar
from evidencekit.views.overview import overview_csv, overview_page, overview_sheet

TODAY = date(2026, 10, 20)
OUT = Path("out")
EVIL = '=HYPERLINK("http://x")</script><script>alert(1)</script>'
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _outcome(
    case: str,
    *,
    days: int | None = 5,
    demand: str | None = "100.00 USD",
    carrier: str = "UPS",
    paid: str | None = None,
    **about: str,
) -> Outcome:
    told = Summary(
        reference=f"R-{case}", title="UPS", status=about.get("status", "ready"), demand=Money.parse(demand) if demand else None,
        action="file the claim", latest=None if days is None else TODAY + timedelta(days), carrier=carrier, loss_type="lost",
        decision=about.get("decision", ""), paid=Money.parse(paid) if paid else None,
        recovered=(Money.parse(paid),) if paid else (),
    )  # fmt: skip
    return Outcome(case, "ups-us", OutcomeStatus.BUILT, OUT / case / "ups-us", 9, summary=told)


def _failed(case: str, why: str) -> Outcome:
    return Outcome(case, "ups-us", OutcomeStatus.FAILED, findings=(blocking("failed", why, case),))


def test_amounts_of_two_currencies_are_never_added() -> None:
    """Neither over all cases nor in a group."""
    found = overview(
        [_outcome("a"), _outcome("b", demand="20.50 EUR"), _outcome("c", demand="1.10 USD")], OUT, TODAY
    )

    assert [str(m) for m in found.all.demand] == ["20.50 EUR", "101.10 USD"]
    assert dict(found.groups)["carrier"][0].demand == found.all.demand


def test_what_is_claimed_of_two_was_lost_once() -> None:
    """The larger demand counts, in the sum of all; each recipient's own sum has its own."""
    two = [_outcome("a"), replace(_outcome("a", demand="80.00 USD"), recipient="marine-cargo")]

    found = overview(two, OUT, TODAY)

    assert [str(m) for m in found.all.demand] == ["100.00 USD"]
    assert {g.name: str(g.demand[0]) for g in dict(found.groups)["recipient"]} == {
        "ups-us": "100.00 USD",
        "marine-cargo": "80.00 USD",
    }


def test_what_ends_first_stands_first_and_what_was_missed_last_of_the_dated() -> None:
    """Then those without a day; what must be done in two weeks is counted."""
    made = [
        _outcome("none", days=None),
        _outcome("late", days=-1),
        _outcome("far", days=15),
        _outcome("last day", days=0),
        _outcome("soon", days=14),
    ]

    found = overview(made, OUT, TODAY)

    assert [r.case for r in found.rows] == ["last day", "soon", "far", "late", "none"]
    assert found.all.expiring == 2


def _missed(case: str, *, next_in: int, bars: bool = True) -> Outcome:
    """A case that missed its notice ten days ago, and can still do something."""
    made = _outcome(case, days=next_in)
    assert made.summary is not None
    follows = "the claim is barred" if bars else "you must prove that the damage happened in transit"
    notice = Missed("give notice", TODAY - timedelta(10), follows, bars=bars, arguable=bars)
    return replace(made, summary=replace(made.summary, missed=(notice,)))


def test_a_window_that_closed_is_not_hidden_by_one_that_is_ahead() -> None:
    """The row is late in every form of the overview, and says what can still be done; only the calendar goes on with that."""
    found = overview([_missed("F4", next_in=212), _outcome("other", days=300)], OUT, TODAY)

    row = found.rows[1]
    assert (row.case, row.late, row.days_left, found.all.late, found.all.expiring) == ("F4", True, -10, 1, 0)
    page = overview_page(found)
    assert "too late: a window has closed" in page
    assert '"left":-10,"ahead":212,"urgency":"bad"' in page
    assert (
        "Give notice: CLOSED on 2026-10-10, the claim is barred (contestable); next: file the claim until 2027-05-20"
        in page
    )
    (told,) = [r for r in csv.DictReader(io.StringIO(overview_csv(found).decode("utf-8-sig"))) if r["missed"]]
    assert (told["action"], told["until"], told["days_left"]) == ("give notice", "2026-10-10", "-10")
    assert (told["next"], told["next_until"]) == ("file the claim", "2027-05-20")
    sheet = load_workbook(io.BytesIO(overview_sheet(found))).active
    assert sheet is not None
    left = [c.value for c in sheet[1]].index("days_left")
    assert [bool(row[left].font.b) for row in sheet.iter_rows(min_row=2)] == [False, True]
    events = Calendar.from_ical(overview_calendar(found, TODAY)).walk("VEVENT")
    assert ["Missed: give notice: CLOSED" in str(e["description"]) for e in events] == [False, True]
    assert str(events[1]["summary"]) == "R-F4: file the claim (ups-us): last day"


def test_what_can_still_be_done_in_time_stands_above_what_is_too_late() -> None:
    """Also in a case that missed something; and what costs only a presumption makes no row late."""
    made = [_missed("soon", next_in=3), _missed("lost", next_in=90), _missed("proof", next_in=60, bars=False)]

    found = overview([*made, _outcome("far", days=80)], OUT, TODAY)

    assert [r.case for r in found.rows] == ["soon", "proof", "far", "lost"]
    assert [r.late for r in found.rows] == [True, False, False, True]
    assert found.all.expiring == 1


def test_groups_name_the_largest_and_gather_the_rest() -> None:
    """No more than fit a chart; every case is in one of them."""
    made = [_outcome(f"{n}-{m}", carrier=f"carrier {n}") for n in range(15) for m in range(15 - n)]

    groups = dict(overview(made, OUT, TODAY).groups)["carrier"]

    assert [g.name for g in groups[:2]] == ["carrier 0", "carrier 1"]
    assert (len(groups), groups[-1].name) == (12, "4 others")
    assert sum(g.cases for g in groups) == len(made)


def test_what_was_paid_and_denied_is_counted() -> None:
    """From what case.toml says of the claim."""
    found = overview(
        [_outcome("a", decision="denied"), _outcome("b", decision="paid", paid="80.00 USD")], OUT, TODAY
    )

    assert (found.all.denied, [str(m) for m in found.all.paid]) == (1, ["80.00 USD"])


def test_what_was_paid_is_at_stake_no_more() -> None:
    """Never below nothing; of a loss that is claimed of two it is taken off once; another currency is told."""
    two = [_outcome("two"), replace(_outcome("two", demand="80.00 USD"), recipient="marine-cargo")]
    made = [
        _outcome("part", paid="30.00 USD"),
        _outcome("more", paid="120.00 USD"),
        _outcome("other", paid="50.00 EUR"),
        *two,
    ]

    found = overview(made, OUT, TODAY)

    assert [str(m) for m in found.all.stake] == ["270.00 USD"]
    assert [str(m) for m in found.all.demand] == ["400.00 USD"]
    rows = {r["case"]: r for r in csv.DictReader(io.StringIO(overview_csv(found).decode("utf-8-sig")))}
    assert (rows["part"]["demand"], rows["part"]["at_stake"], rows["more"]["at_stake"]) == (
        "100.00",
        "70.00",
        "0.00",
    )
    page = overview_page(found)
    assert "270.00 USD</b><span>at stake" in page
    assert "50.00 EUR in another currency is not taken off" in page


def test_the_calendar_has_what_is_next_and_nothing_that_was_missed() -> None:
    """One event a case, on its last day; whatever stands in a name stays text."""
    made = [
        _outcome("late", days=-1),
        _outcome("none", days=None),
        _outcome("soon", days=3),
        _outcome("a, b; c\nd", days=9),
    ]

    events = Calendar.from_ical(overview_calendar(overview(made, OUT, TODAY), TODAY)).walk("VEVENT")

    assert [(e.decoded("dtstart"), str(e["summary"])) for e in events] == [
        (TODAY + timedelta(3), "R-soon: file the claim (ups-us): last day"),
        (TODAY + timedelta(9), "R-a, b; c d: file the claim (ups-us): last day"),
    ]


def test_no_cell_begins_a_formula() -> None:
    """Neither in the text with commas nor in the workbook; the words stay."""
    found = overview([_outcome(EVIL), _failed("-1+1", "@SUM(A1) broke.")], OUT, TODAY)

    rows = list(csv.reader(io.StringIO(overview_csv(found).decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(overview_sheet(found))).active
    assert not [c for row in rows for c in row if c.startswith(("=", "+", "-", "@"))]
    assert "'" + EVIL in rows[1]
    assert sheet is not None
    assert {c.data_type for row in sheet.iter_rows(min_row=2) for c in row} <= {"inlineStr", "s", "n", "d"}
    assert sheet["A2"].value == EVIL


def test_the_workbook_holds_dates_and_amounts_that_can_be_reckoned_with() -> None:
    """Not texts that look like them."""
    sheet = load_workbook(io.BytesIO(overview_sheet(overview([_outcome("a")], OUT, TODAY)))).active
    assert sheet is not None

    row = {str(head.value): cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (row["demand"].value, row["currency"].value, row["days_left"].value) == (100, "USD", 5)
    assert str(row["until"].value).startswith("2026-10-25")


def test_the_page_runs_its_own_script_and_no_other() -> None:
    """A name that ends the script's element ends nothing, and the policy allows one script by its digest."""
    page = overview_page(
        overview([_outcome(EVIL), _failed("x", "</script><img src=x onerror=y>")], OUT, TODAY)
    )

    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert policy
    assert policy[1].startswith("default-src 'none'")
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "onerror=y>" not in page
    assert page.count("</script>") == 2


def _dom(page: Path) -> str:
    assert CHROMIUM
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
def test_five_thousand_cases_are_listed_in_a_browser(tmp_path: Path) -> None:
    """The first 200 of them at once, the soonest first; names are text whatever they look like."""
    made = [_outcome(f"case {n:04d}", days=n) for n in range(4999)] + [_outcome(EVIL, days=0)]
    (tmp_path / "overview.html").write_text(overview_page(overview(made, OUT, TODAY)), "utf-8")

    dom = _dom(tmp_path / "overview.html")

    assert "200 of 5000 shown" in dom
    assert len(re.findall(r"<tr><td", dom.partition("</tbody>")[0])) == 200
    assert '=HYPERLINK("http://x")&lt;/script&gt;' in dom
    assert 'href="case%200000/ups-us/review.html"' in dom


def _sharing(*sentences: str) -> str:
    """Return the page of two cases of which the same is said, and of a third that stands alone."""
    found = overview([_outcome(name) for name in ("one", "two", "alone")], OUT, TODAY)
    rows = tuple(r if r.case == "alone" else replace(r, across=sentences) for r in found.rows)
    return overview_page(replace(found, rows=rows))


def test_what_is_said_of_several_cases_is_written_once() -> None:
    assert _sharing("Photo 7 shows one loss.").count("Photo 7 shows one loss.") == 1


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize(
    ("sought", "shown"), [("PHOTO ups", "2 of 2"), ("r-alone", "1 of 1"), ("photo r-alone", "0 of 0")]
)
def test_cases_are_found_by_what_is_said_of_several_and_by_what_is_their_own(
    tmp_path: Path, sought: str, shown: str
) -> None:
    page = _sharing("Photo 7 shows one loss.").replace('id="find"', f'id="find" value="{sought}"')
    (tmp_path / "overview.html").write_text(page, "utf-8")

    assert f"{shown} shown, 3 in all" in _dom(tmp_path / "overview.html")
