"""Many cases as a sheet: a row a case, whose facts go the way of case.toml, and whose faults are told by cell."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from builders_intake import coded, noise
from evidencekit import build, build_all
from evidencekit.casesheet import read_sheet
from evidencekit.cli.front import main
from evidencekit.errors import CaseError
from evidencekit.model.casefile import CaseFile
from evidencekit.model.sheetrow import SheetCase
from evidencekit.rebuild import rebuild

TODAY = date(2026, 10, 20)
RECIPIENTS = ("generic", "ups-us", "marine-cargo")
INVOICE = "COMMERCIAL INVOICE\nInvoice no. INV-1\nTotal USD 100.00\n"


def _folder(root: Path, name: str, case_toml: str = "") -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "invoice.txt").write_text(INVOICE)
    (folder / "IMG_1.jpg").write_bytes(coded(noise((640, 480)).convert("RGB"), quality=70))
    if case_toml:
        (folder / "case.toml").write_text(case_toml)
    return folder


def _csv(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ",") -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path.write_text(out.getvalue(), "utf-8-sig")
    return path


def _xlsx(path: Path, rows: Sequence[Sequence[object]], merge: str = "") -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def _one(path: Path) -> SheetCase:
    (found,) = read_sheet(path, RECIPIENTS)
    return found


def _faults(path: Path) -> list[str]:
    return [fault for case in read_sheet(path, RECIPIENTS) for fault in case.faults]


def _ran(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_row_says_what_case_toml_would(tmp_path: Path) -> None:
    """Every kind of value, as text of a CSV file and as cells of a workbook."""
    head = [
        "case", "recipients", "consignment.tracking_numbers", "loss.type", "loss.amount", "events.delivery_date",
        "goods.sku", "goods.quantity_lost", "goods.2.sku", "goods.2.unit_cost", "confirmed.seen", "claims.ups-us.filed_on",
    ]  # fmt: skip
    texts = ["mug", "ups-us; generic", "1Z1;1Z2", "Missing contents", "12.50 USD", "2026-10-01", "A", "2", "B", "EUR 3.10", "yes", "2026-10-02"]  # fmt: skip
    values = ["mug", "ups-us; generic", "1Z1;1Z2", "missing_contents", "12.50 usd", datetime(2026, 10, 1), "A", 2, "B", "3.10 EUR", True, datetime(2026, 10, 2)]  # fmt: skip
    expected = CaseFile.model_validate(
        {
            "recipients": ["ups-us", "generic"],
            "consignment": {"tracking_numbers": ["1Z1", "1Z2"]},
            "loss": {"type": "missing_contents", "amount": "12.50 USD"},
            "events": {"delivery_date": date(2026, 10, 1)},
            "goods": [{"sku": "A", "quantity_lost": 2}, {"sku": "B", "unit_cost": "3.10 EUR"}],
            "confirmed": {"seen": True},
            "claims": {"ups-us": {"filed_on": date(2026, 10, 2)}},
        }
    )

    for path in (_csv(tmp_path / "a.csv", [head, texts]), _csv(tmp_path / "b.csv", [head, texts], "\t"), _xlsx(tmp_path / "c.xlsx", [head, values])):  # fmt: skip
        found = _one(path)
        assert (found.name, found.faults) == ("mug", ())
        assert found.facts.file == expected


def test_a_bare_amount_takes_the_currency_of_its_row(tmp_path: Path) -> None:
    """Without one it is a fault: nobody may guess a currency."""
    head = ["case", "loss.amount", "currency"]

    assert (
        str(_one(_csv(tmp_path / "a.csv", [head, ["x", "12.50", "EUR"]])).facts.file.loss.amount)
        == "12.50 EUR"
    )
    assert (
        str(_one(_xlsx(tmp_path / "a.xlsx", [head, ["x", 12.5, "EUR"]])).facts.file.loss.amount) == "12.5 EUR"
    )
    (fault,) = _faults(_csv(tmp_path / "b.csv", [head, ["x", "12.50", ""]]))
    assert "row 2, column loss.amount (B), '12.50': the currency is missing" in fault


def test_every_fault_is_told_with_row_column_and_value(tmp_path: Path) -> None:
    """All of them at once, over all rows; the nearest word is named."""
    (tmp_path / "mug-17").mkdir()
    head = ["case", "folder", "files", "recipients", "loss.type", "loss.amount", "events.ship_date", "goods.quantity", "consignment.packages"]  # fmt: skip
    rows = [
        head,
        ["a", "", "", "usp-us", "damged", "1,245.00 USD", "10/09/2026", "a dozen", "2.5"],
        ["", "mug-71", "", "", "", "", "2026-13-01", "", ""],
        ["b/c", "", "none.pdf", "", "", "", "", "", ""],
        ["", "", "", "ups-us", "", "", "", "", ""],
    ]

    told = "\n".join(_faults(_csv(tmp_path / "cases.csv", rows)))

    for part in (
        "cases.csv row 2, column recipients (D), 'usp-us': there is no recipient 'usp-us' (did you mean 'ups-us'?)",
        "row 2, column loss.type (E), 'damged': did you mean 'damaged'?",
        "row 2, column loss.amount (F), '1,245.00 USD': write the amount with a point",
        "row 2, column events.ship_date (G), '10/09/2026': it is text that can be read as more than one day",
        "row 2, column goods.quantity (H), 'a dozen': write a number",
        "row 2, column consignment.packages (I), '2.5': write a whole number",
        "row 3, column folder (B), 'mug-71': there is no such folder (did you mean 'mug-17'?)",
        "row 3, column events.ship_date (G), '2026-13-01': there is no such day",
        "row 4, column case (A), 'b/c'",
        "row 4, column files (C), 'none.pdf': there is no file 'none.pdf'",
        "row 5: it names neither a case nor a folder",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("heading", "written", "told"),
    [
        (
            "loss.amount",
            "1.234 EUR",
            "write 1234 EUR where it is more than a thousand, and 1.2340 EUR where three",
        ),
        ("goods.unit_cost", "EUR 3.333", "it can be read two ways"),
        ("goods.quantity", "1.200", "write 1200 where it is more than a thousand"),
        ("loss.amount", "-40.00 EUR", "is below nothing"),
        ("goods.salvage", "-0.01 EUR", "is below nothing"),
        ("consignment.tracking_numbers", "1Z1; 1.00E+17", "Excel rounded this number"),
        ("consignment.pro_number", "9,4E+21", "Excel rounded this number"),
    ],
)
def test_what_can_be_read_two_ways_or_lowers_a_sum_is_a_fault(
    tmp_path: Path, heading: str, written: str, told: str
) -> None:
    """With its row, column and value, in CSV and as text in a workbook."""
    rows = [["case", heading], ["x", written]]

    for path in (_csv(tmp_path / "c.csv", rows), _xlsx(tmp_path / "c.xlsx", rows)):
        (fault,) = _faults(path)
        assert f"{path.name} row 2, column {heading} (B), '{written}': " in fault
        assert told in fault


@pytest.mark.parametrize(
    "written", ["1234.567 EUR", "0.333 EUR", "3.3330 EUR", "1.234 KWD", "12.50 EUR", "0 EUR", 3.333]
)
def test_what_can_be_read_one_way_is_taken(tmp_path: Path, written: object) -> None:
    """A number of the workbook, four decimal places, or three where the currency has as many."""
    rows: list[list[object]] = [["case", "goods.unit_cost", "currency"], ["x", written, "EUR"]]

    cost = _one(_xlsx(tmp_path / "c.xlsx", rows)).facts.file.goods[0].unit_cost

    assert str(cost) == (written if isinstance(written, str) else "3.333 EUR")


def test_an_amount_below_nothing_in_case_toml_is_told(tmp_path: Path) -> None:
    """It would lower the sum of a batch; three decimal places are nobody's question there."""
    with pytest.raises(CaseError, match=r"case\.toml line 2: `loss\.amount`: -40\.00 EUR is below nothing"):
        build(
            _folder(tmp_path, "a", '[loss]\namount = "-40.00 EUR"\n'),
            into=tmp_path / "out",
            recipients=["generic"],
        )

    assert CaseFile.model_validate({"goods": [{"unit_cost": "3.333 EUR"}]}).goods[0].unit_cost is not None


def test_two_rows_for_one_case_are_both_told(tmp_path: Path) -> None:
    """Nobody can say which of them is right; names that differ in capitals only are one on many systems."""
    found = read_sheet(_csv(tmp_path / "c.csv", [["case"], ["Mug"], ["plate"], ["mug"]]), RECIPIENTS)

    assert ["row 4 is about" in " ".join(c.faults) for c in found] == [True, False, False]
    assert "row 2 is about" in " ".join(found[2].faults)
    assert not found[1].faults


def test_merged_cells_formulas_and_rounded_numbers_are_faults(tmp_path: Path) -> None:
    """What Excel shows is not what a program reads; each is told with what to do."""
    head = ["case", "loss.description", "consignment.tracking_numbers", "events.ship_date"]
    rows: list[list[object]] = [
        [*head],
        ["a", "=1+1", 9400111899223197428490, 46000],
        ["b", "one", "x", None],
        ["c", None, "y", None],
    ]

    told = "\n".join(_faults(_xlsx(tmp_path / "c.xlsx", rows, merge="B3:B4")))

    assert "row 2, column loss.description (B), '=1+1': it is a formula whose result was not saved" in told
    assert "row 2, column consignment.tracking_numbers (C)" in told
    assert "which Excel rounds" in told
    assert "row 2, column events.ship_date (D), '46000': it is a number; format the cell as a date" in told
    for row in (3, 4):
        assert f"row {row}, column loss.description (B)" in told
    assert "the cells B3:B4 are merged" in told


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ([["case", "carier", "tracking number"], ["a", "", ""]], ["column B, 'carier': there is no such column (did you mean consignment.carrier?)", "column C, 'tracking number'"]),
        ([["case", "loss.amount", "Loss.Amount"], ["a", "", ""]], ["column C, 'Loss.Amount': column B says the same"]),
        ([["reference"], ["a"]], ["neither `case` nor `folder`"]),
        ([["case", "secrets.x"], ["a", "b"]], ["passwords stand in the case.toml"]),
        ([["case"]], ["no row below them"]),
        ([["# note"]], ["is empty"]),
    ],
)  # fmt: skip
def test_wrong_headings_are_told_before_anything_is_built(
    tmp_path: Path, rows: list[list[str]], parts: list[str]
) -> None:
    """A heading that is none could be a fact that is lost, so nothing goes on."""
    with pytest.raises(CaseError) as told:
        read_sheet(_csv(tmp_path / "c.csv", rows), RECIPIENTS)

    for part in parts:
        assert part in str(told.value)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("c.csv", b"case\nM\xfcller\n", "row 2 is not UTF-8"),
        ("c.csv", b'case\n"a\n', "is not valid CSV"),
        ("c.xlsx", b"PK\x03\x04 broken", "is damaged, or no workbook"),
        ("c.xlsx", b"", "is damaged, or no workbook"),
        ("c.ods", b"PK", "save a sheet as .xlsx or .csv"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, part: str
) -> None:
    """With the exit code of a case, or of a wrong name."""
    (tmp_path / name).write_bytes(content)

    code, out, talk = _ran("batch", tmp_path / name, "--out", tmp_path / "out")

    assert (code, out) == (2 if name == "c.ods" else 4, "")
    assert part in talk
    assert "Traceback" not in talk
    assert not (tmp_path / "out").exists()


def test_a_bad_row_never_stops_the_rest(tmp_path: Path) -> None:
    """Rows with a folder, with files and with facts alone; the bad one is told first, and the exit code says so."""
    _folder(tmp_path, "mug")
    (tmp_path / "bill.txt").write_text(INVOICE)
    rows = [
        ["case", "folder", "files", "recipients", "claimant.name", "loss.type", "loss.amount"],
        ["", "mug", "", "generic", "Harbor Home", "damaged", "100.00 USD"],
        ["filed", "", "bill.txt", "generic", "Harbor Home", "damaged", "20.00 USD"],
        ["alone", "", "", "generic", "Harbor Home", "lost", "5.00 USD"],
        ["", "mugg", "", "generic", "", "", ""],
    ]
    sheet, out = _csv(tmp_path / "cases.csv", rows), tmp_path / "out"

    code, text, talk = _ran("batch", sheet, "--out", out, "--today", TODAY, "--jobs", 1, "--json")

    found = {o["case"]: o for o in json.loads(text)["outcomes"]}
    assert code == 4
    assert {n: o["status"] for n, o in found.items()} == {
        "mug": "built",
        "filed": "built",
        "alone": found["alone"]["status"],
        "mugg": "failed",
    }
    assert found["alone"]["status"] in {"built", "refused"}
    assert "row 5, column folder (B), 'mugg': there is no such folder (did you mean 'mug'?)" in talk
    assert [e["path"] for e in found["filed"]["exhibits"]] == ["bill.txt"]
    overview = (out / "overview.csv").read_text("utf-8-sig")
    assert "100.00" in overview
    assert "20.00" in overview
    assert {p.name for p in tmp_path.iterdir()} == {"mug", "bill.txt", "cases.csv", "out"}


def test_facts_of_a_row_build_the_same_bundle_as_case_toml(tmp_path: Path) -> None:
    """Byte for byte, and it can be built anew from what was sealed."""
    text = 'recipients = ["generic"]\n[claimant]\nname = "Harbor Home"\n[loss]\ntype = "damaged"\namount = "100.00 USD"\n'
    _folder(tmp_path / "written", "mug", text)
    _folder(tmp_path / "sheet", "mug")
    sheet = _csv(
        tmp_path / "sheet" / "c.csv",
        [["folder", "recipients", "claimant.name", "loss.type", "loss.amount"], ["mug", "generic", "Harbor Home", "damaged", "100.00 USD"]],
    )  # fmt: skip

    (one,) = build(tmp_path / "written" / "mug", into=tmp_path / "one", today=TODAY)
    (other,) = build_all(read_sheet(sheet, RECIPIENTS), into=tmp_path / "other", today=TODAY)

    assert one.folder
    assert other.folder
    sums = [(o / "SHA256SUMS").read_text() for o in (one.folder, other.folder)]
    assert sums[0] == sums[1]
    assert rebuild(other.folder).ok


def test_a_changed_row_is_built_again_and_an_unchanged_one_stands(tmp_path: Path) -> None:
    """What a sheet says is part of the input, as case.toml is."""
    (tmp_path / "bill.txt").write_text(INVOICE)
    head = ["case", "files", "recipients", "claimant.name", "loss.type", "loss.amount"]
    row = ["filed", "bill.txt", "generic", "Harbor Home", "damaged", "20.00 USD"]

    def built(*cells: str) -> bool:
        found = read_sheet(_csv(tmp_path / "c.csv", [head, list(cells)]), RECIPIENTS)
        (outcome,) = build_all(found, into=tmp_path / "out", today=TODAY, resume=True)
        assert outcome.status == "built"
        return not outcome.unchanged

    assert built(*row)
    assert not built(*row)
    assert built(*row[:-1], "21.00 USD")


def test_a_row_and_case_toml_that_differ_are_told(tmp_path: Path) -> None:
    """Neither wins in silence; what only one of them says is joined."""
    _folder(tmp_path, "mug", '[loss]\namount = "15.00 USD"\n[claimant]\nname = "Harbor Home"\n')
    head = ["folder", "loss.amount", "loss.type"]

    (fault,) = _faults(_csv(tmp_path / "c.csv", [head, ["mug", "12.00 USD", "lost"]]))

    assert "row 2 says '12.00 USD' for loss.amount, and the folder's case.toml says '15.00 USD'" in fault
    assert not _faults(_csv(tmp_path / "c.csv", [head, ["mug", "15.00 USD", "lost"]]))


def test_an_empty_sheet_is_written_with_its_columns_explained(tmp_path: Path) -> None:
    """It can be read back once a row is filled in, and is never written over."""
    book, text = tmp_path / "new.xlsx", tmp_path / "new.csv"

    assert [_ran("batch", "--new-sheet", path)[0] for path in (book, text)] == [0, 0]

    made = load_workbook(book)
    explained = {row[0].value: str(row[1].value) for row in made["columns"].iter_rows(min_row=2)}
    heads = [c.value for c in made["cases"][1]]
    assert set(heads) <= explained.keys()
    assert "damaged" in explained["loss.type"]
    assert all(explained.values())
    made["cases"].append(["mug" if head == "case" else None for head in heads])
    made.save(book)
    assert _one(book).name == "mug"
    with text.open("a", encoding="utf-8") as file:
        file.write("mug\r\n")
    assert _one(text).name == "mug"
    code, _, talk = _ran("batch", "--new-sheet", book)
    assert (code, "is there already" in talk) == (8, True)
    assert _ran("batch", "--new-sheet", tmp_path / "new.ods")[0] == 2
    assert _ran("batch")[0] == 2


def test_a_second_sheet_of_a_workbook_is_named(tmp_path: Path) -> None:
    """Its cases would be claims that nobody files; an empty one, a hidden one and the columns of a new sheet say nothing."""
    new, rows = tmp_path / "new.xlsx", [["case", "recipients"], ["a", "generic"]]
    _ran("batch", "--new-sheet", new)
    book = load_workbook(new)
    for row in rows[1:]:
        book["cases"].append(row)
    for title, state in (("Returns", "visible"), ("old", "hidden"), ("empty", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows if title != "empty" else ():
            sheet.append(row)
    book.save(new)

    told = _ran("batch", new, "--out", tmp_path / "out", "--dry-run")[2]

    assert "new.xlsx also holds the sheet 'Returns', which is not read" in " ".join(told.split())
    alone = _xlsx(tmp_path / "alone.xlsx", rows)
    assert "not read" not in _ran("batch", alone, "--out", tmp_path / "out", "--dry-run")[2]


def test_a_dry_run_says_that_a_window_has_closed(tmp_path: Path) -> None:
    """The day after the last one for the notice, although the documents have time for months."""
    rows = [
        ["case", "recipients", "consignment.carrier", "loss.type", "loss.amount", "events.delivery_date"],
        ["F4", "ups-us", "UPS", "damaged", "450.00 USD", "2026-10-10"],
    ]
    wish = ("batch", _csv(tmp_path / "c.csv", rows), "--out", tmp_path / "out", "--dry-run", "--today")

    (last,) = json.loads(_ran(*wish, "2026-12-09", "--json")[1])["cases"]
    (late,) = json.loads(_ran(*wish, "2026-12-10", "--json")[1])["cases"]

    assert (last["action"], last["latest"], last["missed"]) == ("give notice", "2026-12-09", [])
    assert (late["action"], late["latest"]) == ("give notice", "2026-12-09")
    assert [(m["latest"], m["follows"]) for m in late["missed"]] == [("2026-12-09", "the claim is barred")]
    assert late["next"] == {"action": "send all documents", "latest": "2027-07-10"}
    _, table, talk = _ran(*wish, "2026-12-10")
    assert "CLOSED on" in table
    assert "1 is too late" in " ".join(talk.split())


def test_a_claim_that_was_paid_in_full_asks_for_nothing(tmp_path: Path) -> None:
    """Also without a day for its documents; what fell short, and what is in another currency, stays open.

    So does what an insurer paid itself, and claims.
    """
    keys = ["case", "recipients", "consignment.carrier", "loss.type", "loss.amount", "events.delivery_date", "claims.ups-us.filed_on", "claims.ups-us.decided_on", "claims.ups-us.decision", "claims.ups-us.paid", "claims.marine-cargo.paid", "claimant.capacity"]  # fmt: skip
    loss = ("ups-us", "UPS", "damaged", "37.50 USD", "2026-10-01")
    filed = ("2026-10-02", "2026-10-12")
    answers = {
        "open": ("", "", "", "", ""),
        "full": (*filed, "paid", "37.50 USD", ""),
        "said": (*filed, "paid", "", ""),
        "short": (*filed, "paid", "20.00 USD", ""),
        "euro": (*filed, "partly_paid", "37.50 EUR", ""),
        "insurer": (*filed, "open", "", "37.50 USD"),
        "itself": (*filed, "open", "", "37.50 USD", "insurer"),
    }
    sheet = _csv(tmp_path / "c.csv", [keys, *((case, *loss, *said) for case, said in answers.items())])
    wish = ("batch", sheet, "--out", tmp_path / "out", "--today", TODAY, "--dry-run")

    found = {c["case"]: c for c in json.loads(_ran(*wish, "--json")[1])["cases"]}

    assert {case: (c["at_stake"], (c["next"] or {}).get("action")) for case, c in found.items()} == {
        "open": ("37.50 USD", "give notice"),
        "full": ("0.00 USD", None),
        "said": ("0.00 USD", None),
        "short": ("17.50 USD", "send all documents"),
        "euro": ("37.50 USD", "send all documents"),
        "insurer": ("0.00 USD", None),
        "itself": ("37.50 USD", "send all documents"),
    }
    _, table, talk = _ran(*wish)
    assert "At stake: 130.00 USD" in " ".join(talk.split())
    assert "EUR paid)" in table


def test_a_dry_run_reads_a_sheet_too(tmp_path: Path) -> None:
    """Each row with what is at stake, a bad one with its fault."""
    _folder(tmp_path, "mug")
    rows = [["folder", "recipients", "loss.type", "loss.amount"], ["mug", "generic", "damaged", "100.00 USD"], ["mug", "generics", "", ""]]  # fmt: skip
    sheet = _csv(tmp_path / "c.csv", rows[:2])

    code, text, _ = _ran("batch", sheet, "--out", tmp_path / "out", "--today", TODAY, "--dry-run", "--json")

    assert code == 0
    assert [c["demand"] for c in json.loads(text)["cases"]] == ["100.00 USD"]
    code, text, _ = _ran("batch", _csv(sheet, rows), "--out", tmp_path / "out", "--dry-run", "--json")
    assert code == 4
    assert ["row 3" in c["why"] for c in json.loads(text)["cases"]] == [True, True]
