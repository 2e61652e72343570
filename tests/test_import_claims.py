"""`evidencekit import claims`: with a map of its columns, each row of a carrier's list of claims becomes a case."""

import csv
import io
import json
import tomllib
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from evidencekit.cli import main
from evidencekit.exports.newmap import new_map

TODAY = "2026-11-29"
HEAD = ["Claim Number", "Tracking", "Type", "Claimed", "Shipped", "Filed", "Status", "Closed", "Paid", "Branch"]  # fmt: skip
MAP = """
[columns]
"Claim Number" = ["case", "claims.ups-us.number"]
"Tracking" = "consignment.tracking_numbers"
"Type" = "loss.type"
"Claimed" = "loss.amount"
"Shipped" = "events.ship_date"
"Filed" = "claims.ups-us.filed_on"
"Status" = "claims.ups-us.decision"
"Closed" = "claims.ups-us.decided_on"
"Paid" = "claims.ups-us.paid"

[values."loss.type"]
"Loss" = "lost"
"Damage" = "damaged"

[values.claims.ups-us.decision]
"Declined" = "denied"
"Approved" = "paid"
"In review" = "open"

[values."claims.ups-us.decided_on"]
"N/A" = ""

[always]
recipients = "ups-us"
consignment.carrier = "UPS"
currency = "USD"
"""
DENIED = ["C-1/7", "1Z1", "Damage", "$1,245.00", "09/04/2026", "09/15/2026", "Declined", "10/20/2026", "$0.00", "Kent"]  # fmt: skip
OPEN = ["C-2", "1Z2", "LOSS", "300", "10/02/2026", "10/05/2026", "in review", "N/A", "", "Kent"]


def export(folder: Path, *rows: Sequence[object], above: Sequence[object] = (), name: str = "claims.csv") -> Path:  # fmt: skip
    path = folder / name
    whole = [*([above] if above else []), HEAD, *rows]
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in whole:
            book.worksheets[0].append(list(row))
        book.save(path)
    else:
        out = io.StringIO()
        csv.writer(out).writerows(whole)
        path.write_text(out.getvalue(), "utf-8")
    return path


def mapped(folder: Path, text: str = MAP) -> Path:
    path = folder / "map.toml"
    path.write_text(text, "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def imported(path: Path, text: str = MAP, *more: str) -> Result:
    return run("import", "claims", path, "--map", mapped(path.parent, text), "--into", path.parent / "root", *more)  # fmt: skip


def told(path: Path, text: str = MAP) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(imported(path, text, "--json").stdout)
    return made


def faults(path: Path, text: str = MAP) -> list[str]:
    return [fault for case in told(path, text)["cases"] for fault in case["faults"]]


def case_of(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / "root" / name / "case.toml").read_text("utf-8"))


def test_a_row_becomes_a_case_with_what_happened_to_its_claim(tmp_path: Path) -> None:
    answer = imported(export(tmp_path, DENIED, OPEN, above=["Claims of November"]))

    assert answer.exit_code == 0, answer.output
    assert "2 of 2 rows became cases" in answer.stdout
    assert "not read, since the map does not name them: Branch." in answer.stderr
    said = case_of(tmp_path, "C-1_7")
    del said["evidence"]
    assert said == {
        "recipients": ["ups-us"],
        "consignment": {"carrier": "UPS", "tracking_numbers": ["1Z1"]},
        "loss": {"type": "damaged", "amount": "1245.00 USD"},
        "events": {"ship_date": date(2026, 9, 4)},
        "claims": {
            "ups-us": {
                "number": "C-1/7", "filed_on": date(2026, 9, 15), "decision": "denied", "decided_on": date(2026, 10, 20),
                "paid": "0.00 USD",
            }
        },
    }  # fmt: skip
    assert case_of(tmp_path, "C-2")["claims"]["ups-us"] == {"number": "C-2", "filed_on": date(2026, 10, 5), "decision": "open"}  # fmt: skip


def test_a_sign_that_cannot_mean_the_currency_of_the_row_is_a_fault(tmp_path: Path) -> None:
    row = ["C-2", "1Z2", "Loss", "$100.00", *[""] * 6]

    (fault,) = faults(export(tmp_path, row), MAP.replace('"USD"', '"EUR"'))

    assert "column Claimed (D), '100.00': the sign beside it cannot mean EUR; it may be AUD, CAD" in fault
    assert faults(export(tmp_path, row), MAP.replace('"USD"', '"CAD"')) == []


def test_commas_part_a_list_and_a_line_of_totals_is_no_case(tmp_path: Path) -> None:
    total, sure = ["Total", "", "", "1,245.00", *[""] * 6], ["Total loss 7", *DENIED[1:]]
    made = told(
        export(tmp_path, [*DENIED[:1], "1Z1, 1Z2;1Z3", *DENIED[2:]], sure, total, ["", "Totals:", *total[2:]])
    )

    assert [c["case"] for c in made["cases"]] == ["C-1_7", "Total loss 7"]
    assert case_of(tmp_path, "C-1_7")["consignment"]["tracking_numbers"] == ["1Z1", "1Z2", "1Z3"]


def test_a_line_of_sums_is_no_case_in_any_language(tmp_path: Path) -> None:
    sums = [
        "Gesamt", "Summe", "Gesamtsumme EUR:", "Summe (3 Fälle)", "Zwischensumme", "Totale", "Total ge\u0301ne\u0301ral", "Sous-total",
        "Totaal", "Suma", "Razem", "合计", "總計：", "合計", "小计", "Total: 3 claims", "GRAND TOTAL",
    ]  # fmt: skip
    named = ["Totalitarian 7", "Summerhill-3", "Total-K7", "合同-8", "Gesamtschule 4"]
    rows = [[first, "", "", "2493.40", *[""] * 6] for first in (*sums, *named)]

    made = told(export(tmp_path, DENIED, *rows))

    assert [c["case"] for c in made["cases"]] == ["C-1_7", *named]


@pytest.mark.parametrize("name", ["claims.csv", "claims.xlsx"])
def test_an_amount_below_zero_is_a_fault_with_its_place(name: str, tmp_path: Path) -> None:
    amounts = ["(50.00)", "-50.00", "$-50", "50.00-"]
    rows = [[f"C-{n}", *DENIED[1:3], amount, *DENIED[4:]] for n, amount in enumerate(amounts)]

    found = faults(export(tmp_path, *rows, name=name))

    for n, (amount, fault) in enumerate(zip(amounts, found, strict=True)):
        assert f"{name} row {n + 2}, column Claimed (D), '{amount}': it is less than nothing" in fault
    assert list((tmp_path / "root").iterdir()) == []


def test_a_number_below_zero_of_a_workbook_is_one_as_well(tmp_path: Path) -> None:
    row = [*DENIED[:3], -50, *DENIED[4:8], Decimal("-0.5"), "Kent"]
    claimed, paid = faults(export(tmp_path, row, name="claims.xlsx"))

    assert "row 2, column Claimed (D), '-50': it is less than nothing" in claimed
    assert "row 2, column Paid (I), '-0.5': it is less than nothing" in paid


def test_the_row_of_an_export_whose_name_is_decomposed_is_left_out_as_well(tmp_path: Path) -> None:
    imported(export(tmp_path, DENIED, name=unicodedata.normalize("NFD", "réclamations.csv")))

    inspected = json.loads(run("inspect", tmp_path / "root" / "C-1_7", "--json").stdout)
    assert [bool(e["left_out"]) for e in inspected["exhibits"]] == [True]


def test_a_title_with_a_comma_above_semicolons_does_not_part_the_cells(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("\n".join(["Claims, March, of UPS", ";".join(HEAD), ";".join(DENIED)]), "utf-8")

    assert [c["case"] for c in told(path)["cases"]] == ["C-1_7"]


def test_the_row_stays_in_the_folder_and_is_never_sent(tmp_path: Path) -> None:
    imported(export(tmp_path, DENIED))

    (row,) = (tmp_path / "root" / "C-1_7").glob("*.csv")
    assert list(csv.reader(row.read_text("utf-8").splitlines())) == [HEAD, DENIED]
    inspected = json.loads(run("inspect", row.parent, "--json").stdout)
    assert [bool(e["left_out"]) for e in inspected["exhibits"]] == [True]


def test_the_cases_go_straight_into_a_batch_and_its_overview(tmp_path: Path) -> None:
    imported(export(tmp_path, DENIED, OPEN))
    for folder in (tmp_path / "root").iterdir():
        (folder / "invoice.txt").write_text("COMMERCIAL INVOICE\nInvoice no. INV-1\nTotal USD 100.00\n")

    run("batch", tmp_path / "root", "--out", tmp_path / "out", "--today", TODAY, "--draft")

    rows = list(csv.DictReader((tmp_path / "out" / "overview.csv").read_text("utf-8-sig").splitlines()))
    assert [(r["case"], r["result"], r["filed_on"], r["decision"], r["paid"]) for r in rows] == [
        ("C-1_7", "built", "2026-09-15", "denied", "0.00"),
        ("C-2", "built", "2026-10-05", "open", ""),
    ]
    letters = {f.name for f in (tmp_path / "out" / "C-1_7" / "ups-us" / "letters").iterdir()}
    assert any("appeal" in name for name in letters), letters


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    row = ["C-1/7", "1Z1", "Damage", 1245, date(2026, 9, 4), date(2026, 9, 15), "Declined", date(2026, 10, 20), 0, "Kent"]  # fmt: skip
    imported(export(tmp_path, row, name="claims.xlsx"))

    said = case_of(tmp_path, "C-1_7")
    assert said["loss"]["amount"] == "1245 USD"
    assert said["claims"]["ups-us"]["decided_on"] == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("at", "value", "says"),
    [
        (
            2,
            "Losss",
            "claims.csv row 3, column Type (C), 'Losss': did you mean lost? Else write \"Losss\" = ",
        ),
        (2, "Theft", 'under [values."loss.type"] of map.toml.'),
        (3, "many", "column Claimed (D), 'many': it is no amount that can be read."),
        (3, "1.234", 'write decimal = "." or "," into map.toml.'),
        (3, "₿5", "it is no amount that can be read"),
        (3, "-$5", "it is no amount that can be read"),
        (4, "99/04/2026", "column Shipped (E), '99/04/2026': it is no day that can be read"),
        (0, "", "claims.csv row 3: it names no case."),
        (0, "C-1/7", "row 2 is about 'C-1_7' as well"),
    ],
)
def test_a_fault_is_told_by_row_column_and_value_and_stops_no_other(at: int, value: str, says: str, tmp_path: Path) -> None:  # fmt: skip
    wrong = [value if n == at else cell for n, cell in enumerate(OPEN)]
    # The first row and the third say that the month comes first.
    sure = ["C-3", *DENIED[1:]]

    answer = imported(export(tmp_path, DENIED, wrong, sure), MAP)

    assert answer.exit_code == 4
    assert says in answer.stdout
    assert "Traceback" not in answer.output
    written = {f.name for f in (tmp_path / "root").iterdir()}
    assert "C-3" in written
    assert "C-2" not in written


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ([None, "1Z1", "Damage", "=1+1", None, None, None, None, None], "it is a formula whose result was not saved"),
        (["C-9", 12345678901234567890, "Damage", 1, None, None, None, None, None], "a number of more than 15 digits"),
    ],
)  # fmt: skip
def test_what_a_workbook_does_to_cells_is_a_fault_as_in_a_sheet(row: list[object], says: str, tmp_path: Path) -> None:  # fmt: skip
    assert any(says in fault for fault in faults(export(tmp_path, row, name="claims.xlsx")))


@pytest.mark.parametrize(
    ("shipped", "line", "day"),
    [
        ("05.10.2026", "", date(2026, 10, 5)),
        ("05/10/2026", 'dates = "day first"', date(2026, 10, 5)),
        ("05/10/2026", 'dates = "month first"', date(2026, 5, 10)),
        ("5 Oct 2026 14:05", "", date(2026, 10, 5)),
        ("2026-10-05", "", date(2026, 10, 5)),
        ("05/10/2026", "", None),
        ("31/10/2026", 'dates = "month first"', None),
        ("13/02/26", 'dates = "month first"', None),
        ("2026-03-01 09:12 AM", "", date(2026, 3, 1)),
    ],
)
def test_days_are_read_as_the_map_says_and_never_guessed(shipped: str, line: str, day: date | None, tmp_path: Path) -> None:  # fmt: skip
    text = line + MAP
    row = ["C-2", "1Z2", "Loss", "300", shipped, "", "", "", "", ""]

    wrong = faults(export(tmp_path, row), text)

    if day is None:
        assert len(wrong) == 1
        assert "map.toml" in wrong[0]
        assert ("write dates" in wrong[0]) == (not line)
    else:
        assert wrong == []
        assert case_of(tmp_path, "C-2")["events"]["ship_date"] == day


@pytest.mark.parametrize(
    ("written", "line", "amount"),
    [
        ("1.245,00", "", "1245.00 USD"),
        ("1.245", 'decimal = ","', "1245 USD"),
        ("1.245", 'decimal = "."', "1.245 USD"),
        ("1 245,00 €", "", "1245.00 EUR"),
        ("EUR 12,50", "", "12.50 EUR"),
        ("$ 12.50", "", "12.50 USD"),
    ],
)
def test_amounts_are_read_as_the_map_says(written: str, line: str, amount: str, tmp_path: Path) -> None:
    assert faults(export(tmp_path, ["C-2", "1Z2", "Loss", written, *[""] * 6]), line + MAP) == []
    assert case_of(tmp_path, "C-2")["loss"]["amount"] == amount


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"loss.amount"', '"loss.amnt"', "map.toml: [columns] \"Claimed\": 'loss.amnt': there is no such key (did you mean loss.amount?)."),
        ('"Type" =', '"Typ" =', 'map.toml: [columns] "Typ": claims.csv row 1 has no such heading (did you mean "Type"?).'),
        ('"loss.type"\n', '"loss.amount"\n', 'map.toml: [columns] "Claimed": loss.amount is "Type" already; keep one of them.'),
        ('["case", "claims.ups-us.number"]', '"claims.ups-us.number"', "map.toml: no column names the case"),
        ('"ups-us"\n', '"ups-usa"\n', "map.toml: [always] recipients, 'ups-usa': there is no recipient 'ups-usa' (did you mean"),
        ("claims.ups-us.filed_on", "claims.ups-usa.filed_on", "there is no recipient 'ups-usa'"),
        ('"claims.ups-us.paid"', '"files"', "an export has no files"),
        ("[columns]", "[colums]", "unknown key `colums` (did you mean `columns`?)"),
        ('"Loss" = "lost"', '"Loss" = 1', 'map.toml: [values."loss.type"] "Loss": put quotes around'),
        ('currency = "USD"', 'case = "C"', "map.toml: [always] case: each row is a case of its own"),
        ("[columns]", 'dates = "day"\n[columns]', "map.toml line 2: `dates`: Input should be 'day first' or 'month first'."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_map_is_told_with_the_near_miss(old: str, new: str, says: str, tmp_path: Path) -> None:  # fmt: skip
    answer = imported(export(tmp_path, DENIED), MAP.replace(old, new, 1))

    assert answer.exit_code == 4
    assert says in answer.output
    assert "Traceback" not in answer.output


def test_a_folder_that_is_there_stays_and_what_is_new_of_its_claim_is_told(tmp_path: Path) -> None:
    months = 'dates = "month first"' + MAP
    imported(export(tmp_path, OPEN), months)
    case = tmp_path / "root" / "C-2" / "case.toml"
    before = case.read_text("utf-8")
    later = [*OPEN[:6], "Approved", "11/16/2026", "250.00", "Kent"]

    answer = imported(export(tmp_path, later), months)
    (again,) = told(export(tmp_path, later), months)["cases"]

    assert case.read_text("utf-8") == before
    assert again["state"] == "there already"
    assert tomllib.loads("\n".join(again["says_more"])) == {
        "claims": {"ups-us": {"decision": "paid", "decided_on": date(2026, 11, 16), "paid": "250.00 USD"}}
    }
    assert 'decision = "paid"' in answer.stdout


def test_the_example_of_a_map_is_sound_and_that_of_an_export_names_its_headings(tmp_path: Path) -> None:
    example, own = tmp_path / "example.toml", tmp_path / "own.toml"
    path = export(tmp_path, DENIED, above=["Claims of November"])

    assert run("import", "claims", "--new-map", example).exit_code == 0
    assert run("import", "claims", path, "--new-map", own).exit_code == 0

    columns = tomllib.loads(example.read_text("utf-8"))["columns"]
    out = io.StringIO()
    csv.writer(out).writerows([columns, ["C-1", *[""] * (len(columns) - 1)]])
    (tmp_path / "made.csv").write_text(out.getvalue(), "utf-8")
    made = run("import", "claims", tmp_path / "made.csv", "--map", example, "--into", tmp_path / "root")
    assert made.exit_code == 0, made.output
    lines = own.read_text("utf-8").splitlines()
    assert '# "Claim Number" = ["case", "claims.ups-us.number"]    # C-1/7' in lines
    assert '# "Branch" = ""    # Kent' in lines
    assert run("import", "claims", "--new-map", example).exit_code == 8
    assert new_map() == example.read_text("utf-8")


def test_hostile_headings_stay_in_their_comment(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text('"Claim\nNumber",Type\n"a\n[columns]\nx = ""case""",b\n', "utf-8")

    made = tomllib.loads(new_map(path))

    assert made["columns"] == {}


def test_what_is_missing_in_the_call_is_said(tmp_path: Path) -> None:
    answer = run("import", "claims", export(tmp_path, DENIED))

    assert answer.exit_code == 2
    assert "--new-map FILE writes a map" in answer.stderr


def test_a_sheet_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = export(tmp_path, OPEN, name="claims.xlsx")
    assert "also holds the sheet" not in imported(path).stderr
    book = load_workbook(path)
    book.create_sheet("October").append(DENIED)
    book.save(path)

    assert "also holds the sheet 'October', which is not read" in " ".join(imported(path).stderr.split())
