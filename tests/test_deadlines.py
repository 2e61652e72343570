"""Every window of every case, soonest first, in a table, as JSON and as a calendar; nothing is read twice."""

import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from evidencekit.cli import main
from evidencekit.desk import Desk
from evidencekit.duedates import due
from evidencekit.kept import Kept
from evidencekit.model.evidence import Reading
from evidencekit.model.vocabulary import Event
from evidencekit.pipeline import look_through
from evidencekit.ports import Extraction
from evidencekit.resources import open_library
from evidencekit.toolkit import installed_toolkit


def _case(root: Path, name: str, toml: str, letter: str = "The parcel arrived crushed.") -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "letter.txt").write_text(letter)
    (folder / "case.toml").write_text(toml)
    return folder


def _ups(delivered: str, more: str = "") -> str:
    head = 'recipients = ["ups-us"]\n[consignment]\nfrom_country = "US"\nto_country = "US"\ncarrier = "UPS"\nmode = "parcel"\n'
    return head + f'[loss]\ntype = "damaged"\n[events]\ndelivery_date = {delivered}\n{more}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two cases of which the later-named one is due first."""
    _case(tmp_path / "cases", "a", _ups("2026-09-20"))
    _case(tmp_path / "cases", "b", _ups("2026-09-01"))
    return tmp_path / "cases"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["deadlines", *(str(a) for a in arguments), "--today", "2026-10-20"])


def _answer(*arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_run(*arguments, "--json").stdout)["deadlines"]
    return found


def test_the_soonest_stands_first(root: Path) -> None:
    """By the last day, whatever the case's name; what cannot be counted stands last."""
    found = [(d["case"], d["window"]["id"], d["window"]["latest"]) for d in _answer(root)]

    assert found[:2] == [("b", "notice-damage", "2026-10-31"), ("a", "notice-damage", "2026-11-19")]
    latest = [at for _, _, at in found]
    assert latest == sorted(latest, key=lambda at: at or "9999")


def test_within_leaves_out_the_rest(root: Path) -> None:
    """Eleven days are enough for one of them, ten for none."""
    assert [d["case"] for d in _answer(root, "--within", 11)] == ["b"]
    assert _answer(root, "--within", 10) == []
    assert "Nothing is due." in _run(root, "--within", 10).stdout


def test_what_is_done_is_not_due(tmp_path: Path) -> None:
    """A claim that was filed is shown as done, and --within leaves it out."""
    filed = '[claims."ups-us"]\nfiled_on = 2026-09-05\n'
    root = _case(tmp_path, "a", _ups("2026-09-01", filed)).parent

    notice = next(d["window"] for d in _answer(root) if d["window"]["id"] == "notice-damage")
    assert (notice["status"], notice["done_on"]) == ("done", "2026-09-05")
    assert [
        d["window"]["id"] for d in _answer(root, "--within", 30) if d["window"]["id"] == "notice-damage"
    ] == []


def test_the_calendar_is_one_that_programs_accept(root: Path, tmp_path: Path) -> None:
    """Day-long events with reminders, each with a name of its own that stays the same; twice gives the same bytes."""
    once, again = tmp_path / "once.ics", tmp_path / "again.ics"
    assert _run(root, "--ics", once).exit_code == 0
    assert _run(root, "--ics", again).exit_code == 0

    read: Any = Calendar.from_ical(once.read_bytes())
    events = [e for e in read.walk("VEVENT") if "give notice" in str(e["summary"])]
    assert once.read_bytes() == again.read_bytes()
    assert [e["dtstart"].dt for e in events] == [date(2026, 10, 31), date(2026, 11, 19)]
    assert [e["dtend"].dt for e in events] == [date(2026, 11, 1), date(2026, 11, 20)]
    assert len({str(e["uid"]) for e in read.walk("VEVENT")}) == len(read.walk("VEVENT"))
    assert [str(a["action"]) for a in events[0].walk("VALARM")] == ["DISPLAY", "DISPLAY"]
    assert (str(read["version"]), bool(read["prodid"])) == ("2.0", True)
    lines = once.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


def test_one_bad_case_never_stops_the_rest(root: Path) -> None:
    """It is told, and the exit code is its own."""
    _case(root, "c", "recipients = [oops\n")
    _case(root, "d", 'recipients = ["usp-us"]\n')

    done = _run(root)
    assert "case.toml line 1" in done.stderr
    assert "did you mean 'ups-us'" in done.stderr
    assert "2026-10-31" in done.stdout
    assert done.exit_code == 4


def test_a_case_itself_may_be_asked(root: Path) -> None:
    """ROOT may be one case."""
    assert {d["case"] for d in _answer(root / "a")} == {"a"}


def test_a_case_for_nobody_is_told(tmp_path: Path) -> None:
    """Without a recipient there is no window, and that is said."""
    root = _case(tmp_path, "a", "[loss]\n").parent

    assert "names no recipient" in _run(root).stderr
    assert {d["recipient"] for d in _answer(root, "--for", "ups-us")} == {"ups-us"}


def test_hostile_names_do_no_harm(tmp_path: Path) -> None:
    """Line breaks and control marks in a reference stay inside their field."""
    toml = 'reference = "R\\nBEGIN:VEVENT\\u001b[31m"\n' + _ups("2026-09-01")
    root = _case(tmp_path, "a", toml).parent
    ics = tmp_path / "x.ics"
    _run(root, "--ics", ics)

    assert b"\x1b" not in ics.read_bytes()
    assert ics.read_bytes().count(b"\r\nBEGIN:VEVENT\r\n") == 2


class _Watching:
    """An extractor that reads nothing, and counts how often it was asked to."""

    name = "watching"

    def __init__(self) -> None:
        self.asked = 0

    def missing(self) -> str | None:
        return None

    def reads(self, reading: Reading) -> bool:
        self.asked += 1
        return False

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        return Extraction()


def test_a_case_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    """Its evidence is not opened; one that changed is."""
    watching = _Watching()
    toolkit = replace(installed_toolkit(), added_extractors=(watching,))
    kept = Kept(tmp_path, "test")
    case = _case(tmp_path / "cases", "a", "", "Proof of delivery\nDelivery date: 2026-09-01\n")
    time.sleep(2.1)  # what changed just now may change again within its times

    first = look_through(case, open_library(), toolkit, kept)[1]
    asked = watching.asked
    assert look_through(case, open_library(), toolkit, kept)[1].particulars.day(Event.DELIVERY_DATE) == date(
        2026, 9, 1
    )
    assert (watching.asked, first.particulars.day(Event.DELIVERY_DATE)) == (asked, date(2026, 9, 1))

    (case / "letter.txt").write_text("Proof of delivery\nDelivery date: 2026-09-05\n")
    changed = look_through(case, open_library(), toolkit, kept)[1]
    assert changed.particulars.day(Event.DELIVERY_DATE) == date(2026, 9, 5)
    assert watching.asked > asked


def test_nothing_personal_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, addresses and secrets of a case stay in the case."""
    kept = tmp_path / "cache"
    kept.mkdir(mode=0o700)
    monkeypatch.setenv("EVIDENCEKIT_CACHE", str(kept))
    toml = _ups("2026-09-01", '[claimant]\nname = "Maria Lindqvist"\n[secrets]\n"x.pdf" = "hunter2"\n')
    case = _case(tmp_path / "cases", "a", toml, "nothing")
    time.sleep(2.1)
    assert [folder for folder, _ in due((case,), today=date(2026, 10, 20))] == [case]

    written = [p.read_text("utf-8") for p in kept.rglob("*.json")]
    assert any('"Particulars"' in text for text in written)
    assert not any("Lindqvist" in text or "hunter2" in text for text in written)
