"""`answers.json` and `answers.txt`: what a form asks, field by field, in its order."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from builders_intake import pdf
from evidencekit import build
from evidencekit.resources import open_builtin
from evidencekit.steps.profiles import load_profiles

TODAY = date(2026, 10, 20)
CASE = """
reference = "HH-1"
[claimant]
name = "Harbor & Home <Goods>"
[consignment]
mode = "parcel"
carrier = "UPS"
tracking_numbers = ["1Z84R2X90344172067"]
packages = 2
[events]
ship_date = 2026-09-04
[loss]
type = "damaged"
amount = "245.50 USD"
description = "Line one.\\nLine \\"two\\" 破損 \\U0001F4E6"
"""


def delivered(folder: Path, recipient: str, said: str = CASE) -> Path:
    """Build a case with one paper in it and return its folder of deliveries."""
    case = folder / "case"
    case.mkdir(exist_ok=True)
    (case / "paper.pdf").write_bytes(pdf("A paper"))
    (case / "case.toml").write_text(said, "utf-8")
    (outcome,) = build(case, into=folder / "out", recipients=[recipient], today=TODAY, draft=True)
    assert outcome.folder is not None
    return outcome.folder / "delivery"


def fields(folder: Path) -> list[dict[str, Any]]:
    answer = json.loads((folder / "answers.json").read_text("utf-8"))
    assert answer["schema"] == 1
    return list(answer["fields"])


def test_fields_stand_in_the_order_of_the_form(tmp_path: Path) -> None:
    found = fields(delivered(tmp_path, "ups-us"))
    (profile,) = load_profiles(open_builtin(), ("ups-us",), {})
    order = [f.name for f in profile.facts]

    names = [f["name"] for f in found]
    assert names == sorted(names, key=order.index)
    assert [f["number"] for f in found] == list(range(1, len(found) + 1))
    assert {"tracking_number", "ship_date", "packages"} <= set(names)


def test_a_program_finds_plain_values_and_where_they_come_from(tmp_path: Path) -> None:
    """Dates ISO 8601, amounts with a point; beside them the words that a person types."""
    found = {f["name"]: f for f in fields(delivered(tmp_path, "ups-us"))}

    assert (found["ship_date"]["text"], found["ship_date"]["values"]) == ("September 4, 2026", ["2026-09-04"])
    assert found["ship_date"]["sources"] == ["case.toml"]
    assert found["tracking_number"]["known"] is True


def test_what_is_not_known_is_said_to_be(tmp_path: Path) -> None:
    """Never a blank in the text, never a default in the JSON."""
    folder = delivered(tmp_path, "ups-us", CASE.replace("packages = 2\n", ""))
    found = {f["name"]: f for f in fields(folder)}

    assert (found["packages"]["known"], found["packages"]["text"], found["packages"]["values"]) == (
        False,
        "",
        [],
    )
    assert "The number of pieces\n[not known]" in (folder / "answers.txt").read_text("utf-8")


def test_odd_words_come_through_whole(tmp_path: Path) -> None:
    found = {f["name"]: f for f in fields(delivered(tmp_path, "ltl-us"))}

    assert found["description"]["text"] == 'Line one.\nLine "two" 破損 \U0001f4e6'
    assert found["amount"]["values"] == ["245.50 USD"]


def test_a_message_to_paste_keeps_its_own_file(tmp_path: Path) -> None:
    """Where there is a message, answers.txt is what is pasted and nothing else; the JSON has both."""
    folder = delivered(tmp_path, "amazon-safe-t-us")
    answer = json.loads((folder / "answers.json").read_text("utf-8"))

    (message,) = answer["messages"]
    assert (folder / "answers.txt").read_text("utf-8") == message["text"]
    assert answer["fields"]


def test_a_recipient_that_asks_nothing_gets_no_answers(tmp_path: Path) -> None:
    assert not list(delivered(tmp_path, "generic").glob("answers.*"))
