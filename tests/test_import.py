"""`evidencekit import amazon-ledger`: what Amazon lost and neither found nor paid becomes a case, and nothing else does."""

import json
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.cli import main
from evidencekit.ledger.reports import Report, ReportKind, ReportRow
from evidencekit.ledger.unpaid import settle
from evidencekit.model.vocabulary import LossType

TODAY = "2026-11-29"
MUG, CUT = "X003HH4MUG", "X003HH7CUT"
LEDGER = "Date,FNSKU,ASIN,MSKU,Title,Event Type,Reference ID,Quantity,Fulfillment Center,Disposition,Reason,Country"
PAID = "approval-date\treimbursement-id\treason\tsku\tfnsku\tquantity-reimbursed-total"


def moved(day: str, fnsku: str, units: object, *, where: str = "SELLABLE", event: str = "Adjustments", number: str = "1", country: str = "US", reason: str = "M", centre: str = "ONT8") -> str:  # fmt: skip
    return f'{day},{fnsku},B0HHGN3M5G,HH-MUG,"Mug, 350 ml",{event},{number},{units},{centre},{where},{reason},{country}'


def paid(day: str, fnsku: str, units: object, reason: str = "Lost_Warehouse") -> str:
    return f'{day}\t99\t{reason}\tHH "12"\t{fnsku}\t{units}'


def reports(folder: Path, moves: Sequence[str], payments: Sequence[str]) -> list[str]:
    ledger, reimbursements = folder / "ledger.csv", folder / "reimbursements.txt"
    ledger.write_text("\n".join([LEDGER, *moves]), encoding="utf-8")
    reimbursements.write_text("\n".join([PAID, *payments]), encoding="utf-8")
    return [str(ledger), str(reimbursements)]


def run(files: Sequence[str], into: Path, *more: str) -> Result:
    command = ["import", "amazon-ledger", *files, "--into", str(into), "--today", TODAY, *more]
    return CliRunner().invoke(main, command)


def told(files: Sequence[str], into: Path, *more: str) -> dict[str, Any]:
    answer = run(files, into, "--json", *more)
    assert answer.exit_code == 0, answer.output
    made: dict[str, Any] = json.loads(answer.stdout)
    return made


def losses(made: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    return [(c["fnsku"], c["loss"], c["units"], c["state"]) for c in made["cases"]]


def test_units_found_and_paid_since_are_not_claimed(tmp_path: Path) -> None:
    files = reports(
        tmp_path, [moved("2026-10-12", MUG, -5), moved("2026-10-20", MUG, 2)], [paid("2026-11-20", MUG, 1)]
    )

    made = told(files, tmp_path / "root")

    assert losses(made) == [(MUG, "lost", 2, "written")]
    assert made["units"] == {"lost_or_damaged": 5, "found": 2, "paid": 1, "unpaid": 2}
    assert made["cases"][0]["latest"] == "2026-12-11"  # 60 days after the adjustment


def test_a_case_says_what_the_reports_say_and_holds_their_rows(tmp_path: Path) -> None:
    files = reports(
        tmp_path, [moved("2026-10-12", MUG, -5), moved("2026-10-13", CUT, -1)], [paid("2026-11-20", MUG, 1)]
    )

    run(files, tmp_path / "root")

    folder = tmp_path / "root" / f"{MUG} 2026-10-12 lost"
    case = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    assert case["recipients"] == ["amazon-fba-warehouse"]
    assert case["consignment"] == {"to_country": "US", "warehouse": "ONT8"}
    assert case["events"] == {"inventory_adjustment_date": date(2026, 10, 12)}
    assert case["goods"] == [{"sku": "HH-MUG", "description": "Mug, 350 ml", "quantity_lost": 4}]
    assert case["loss"]["description"].startswith("4 of 5 units of FNSKU X003HH4MUG")
    rows = (folder / f"ledger, rows of {MUG}.csv").read_text("utf-8").splitlines()
    assert rows == [LEDGER, moved("2026-10-12", MUG, -5)]
    assert (folder / f"reimbursements, rows of {MUG}.txt").read_text("utf-8").splitlines() == [
        PAID,
        paid("2026-11-20", MUG, 1),
    ]


def test_a_unit_that_changes_its_disposition_is_damaged_and_not_lost(tmp_path: Path) -> None:
    moves = [moved("2026-11-02", CUT, -1), moved("2026-11-02", CUT, 1, where="WAREHOUSE_DAMAGED")]

    assert losses(told(reports(tmp_path, moves, []), tmp_path / "root")) == [(CUT, "damaged", 1, "written")]


def test_a_damaged_unit_that_vanishes_is_not_lost_once_more(tmp_path: Path) -> None:
    moves = [
        moved("2026-11-02", CUT, -1),
        moved("2026-11-02", CUT, 1, where="WAREHOUSE_DAMAGED"),
        moved("2026-11-09", CUT, -1, where="WAREHOUSE_DAMAGED"),
    ]

    assert losses(told(reports(tmp_path, moves, []), tmp_path / "root")) == [(CUT, "damaged", 1, "written")]


def test_damaged_units_that_are_sellable_again_are_not_claimed(tmp_path: Path) -> None:
    moves = [
        moved("2026-11-02", CUT, -2),
        moved("2026-11-02", CUT, 2, where="WAREHOUSE_DAMAGED"),
        moved("2026-11-09", CUT, -2, where="WAREHOUSE_DAMAGED"),
        moved("2026-11-09", CUT, 2),
    ]

    assert losses(told(reports(tmp_path, moves, []), tmp_path / "root")) == []


@pytest.mark.parametrize(
    ("moves", "unpaid", "unclear"),
    [
        ([moved("2026-11-02", MUG, -5, reason="D", where="CUSTOMER_DAMAGED")], 0, {"D": 5}),
        ([moved("2026-11-02", MUG, -5, reason="D"), moved("2026-11-02", MUG, -2)], 2, {"D": 5}),
        ([moved("2026-11-02", MUG, -7, reason="3"), moved("2026-11-02", CUT, 7, reason="4")], 0, {"3": 7}),
        ([moved("2026-11-02", MUG, 7, reason="4", where="WAREHOUSE_DAMAGED")], 0, {}),
        ([moved("2026-11-02", MUG, -1, reason="")], 0, {None: 1}),
        ([moved("2026-11-02", MUG, -2, reason="F")], 0, {"F": 2}),
        # What the disposition calls damaged in the warehouse is, whatever the code; what only moves is not gone.
        ([moved("2026-11-02", MUG, -1, reason="Q"), moved("2026-11-02", MUG, 1, reason="P", where="WAREHOUSE_DAMAGED")], 1, {}),
        ([moved("2026-11-02", MUG, -3, reason="Q"), moved("2026-11-02", MUG, 1, reason="P"), moved("2026-11-02", MUG, -1)], 1, {"Q": 2}),
        ([moved("2026-11-02", MUG, 1, reason="F", where="WAREHOUSE_DAMAGED")], 1, {}),
        # Units that come back with the code with which others went are those, and no lost ones that were found.
        ([moved("2026-11-02", MUG, -4, reason="O"), moved("2026-11-02", MUG, -4), moved("2026-11-09", MUG, 4, reason="O")], 4, {}),
        # In doubt less is claimed: what appears for any other reason settles a loss.
        ([moved("2026-11-02", MUG, -4), moved("2026-11-09", MUG, 3, reason="4")], 1, {}),
        ([moved("2026-11-02", MUG, -4, reason="O"), moved("2026-11-02", MUG, -4), moved("2026-11-09", MUG, 5, reason="F")], 0, {"O": 3}),
    ],
)  # fmt: skip
def test_only_a_reason_that_is_known_to_mean_lost_is_claimed(moves: list[str], unpaid: int, unclear: dict[str | None, int], tmp_path: Path) -> None:  # fmt: skip
    made = told(reports(tmp_path, moves, []), tmp_path / "root")

    assert made["units"]["unpaid"] == unpaid
    assert {u["reason"]: u["units"] for u in made["unclear"]} == unclear
    assert sum(c["units"] for c in made["cases"]) == unpaid


def test_what_is_not_claimed_is_named_with_its_reason(tmp_path: Path) -> None:
    moves = [moved("2026-11-02", MUG, -5, reason="D"), moved("2026-11-03", CUT, -2, reason="D"), moved("2026-11-02", MUG, -1, reason="")]  # fmt: skip
    said = run(reports(tmp_path, moves, [paid("2026-11-20", CUT, 1)]), tmp_path / "root").stdout

    assert "7 units are gone for a reason that is not known here to mean lost, and are in no case" in said
    assert f"  reason D, 6 units: {MUG} on 2026-11-02: 5, {CUT} on 2026-11-03: 1\n" in said
    assert f"  without a reason, 1 unit: {MUG} on 2026-11-02: 1\n" in said
    assert list((tmp_path / "root").iterdir()) == []


RECONCILED = "Reconciled Quantity,Unreconciled Quantity"


@pytest.mark.parametrize(
    ("moves", "left", "reconciled"),
    [
        ([moved("2026-10-12", MUG, -5) + ",5,0"], 0, 5),
        ([moved("2026-10-12", MUG, -5) + ",2,3"], 3, 2),
        ([moved("2026-10-12", MUG, -5) + ",,3"], 3, 2),
        ([moved("2026-10-12", MUG, -5) + ",0,0"], 5, 0),
        ([moved("2026-10-12", MUG, -5) + ",,"], 5, 0),
        # It was found before, at another fulfilment centre.
        ([moved("2026-10-11", MUG, 5, reason="F", centre="SMF3") + ",5,0", moved("2026-10-12", MUG, -5) + ",5,0"], 0, 5),
        # What the rows set against one another settles no other loss.
        ([moved("2026-10-12", MUG, -5) + ",5,0", moved("2026-10-13", MUG, -3) + ",0,3", moved("2026-10-14", MUG, 5, reason="F") + ",5,0"], 3, 0),
        ([moved("2026-10-12", MUG, -5) + ",5,0", moved("2026-10-13", MUG, -3) + ",0,3", moved("2026-10-14", MUG, 3, reason="F") + ",0,3"], 0, 5),
        ([moved("2026-10-12", MUG, -5, reason="D") + ",5,0"], 0, 0),
    ],
)  # fmt: skip
def test_what_a_row_itself_calls_reconciled_is_not_lost(moves: list[str], left: int, reconciled: int, tmp_path: Path) -> None:  # fmt: skip
    files = reports(tmp_path, [], [])
    (tmp_path / "ledger.csv").write_text("\n".join([f"{LEDGER},{RECONCILED}", *moves]), encoding="utf-8")

    made = told(files, tmp_path / "root")

    units = made["units"]
    assert (units["unpaid"], made["reconciled"], made["unclear"]) == (left, reconciled, [])
    assert units["lost_or_damaged"] == units["found"] + units["paid"] + left


def test_the_whole_file_tells_which_number_is_the_month(tmp_path: Path) -> None:
    """The adjustments alone would follow one another within a week only if the day came first."""
    moves = [
        moved("03/04/2026", MUG, -1),
        moved("09/04/2026", CUT, -1),
        moved("03/13/2026", MUG, -9, event="Shipments"),
    ]

    made = told(reports(tmp_path, moves, [paid("2026-11-20", "X009", 1)]), tmp_path / "root")

    assert [c["case"].split()[1] for c in made["cases"]] == ["2026-03-04", "2026-09-04"]


def test_rows_far_below_tell_it_as_well(tmp_path: Path) -> None:
    moves = [
        *(moved(f"06/0{n % 5 + 1}/2026", MUG, -1, number=str(n)) for n in range(2_500)),
        moved("06/30/2026", MUG, -1),
    ]

    assert sum(c["units"] for c in told(reports(tmp_path, moves, []), tmp_path / "root")["cases"]) == 2_501


def test_another_file_of_the_same_import_tells_it_where_one_does_not(tmp_path: Path) -> None:
    files = reports(tmp_path, [moved("10/12/2026", MUG, -1)], [paid("11/20/2026", "X009", 1)])
    assert [c["case"].split()[1] for c in told(files, tmp_path / "a")["cases"]] == ["2026-10-12"]

    files = reports(tmp_path, [moved("03/04/2026", MUG, -1), moved("09/04/2026", MUG, -1)], [])
    assert "day and month could be swapped" in run(files, tmp_path / "b").stderr


def test_the_same_report_as_csv_and_as_text_counts_once(tmp_path: Path) -> None:
    files = reports(tmp_path, [moved("2026-10-12", MUG, -5), moved("2026-10-12", MUG, -5)], [])
    row = moved("2026-10-12", MUG, -5).replace(", 350", "; 350").replace(",", "\t").replace("; 350", ", 350")
    text = tmp_path / "ledger.txt"
    text.write_text("\n".join([LEDGER.replace(",", "\t"), row, row]), encoding="utf-8")

    assert losses(told([*files, str(text)], tmp_path / "root")) == [(MUG, "lost", 10, "written")]


@pytest.mark.parametrize(
    ("payment", "left"),
    [
        (paid("2026-11-20", MUG, 3), 0),
        (paid("2026-11-20", MUG, 3, "Some_New_Reason"), 0),  # what is not understood may be for these units
        (paid("2026-11-20", MUG, 3, "Damaged_Warehouse"), 3),
        (paid("2026-11-20", MUG, 3, "Lost_Inbound"), 3),
        (paid("2026-11-20", MUG, 3, "CustomerReturn"), 3),
        (paid("2026-11-20", MUG, 3, "CUSTOMER_RETURN"), 3),
        (paid("2026-10-01", MUG, 3), 3),  # before they were lost
        (paid("2026-11-20", CUT, 3), 3),
    ],
)
def test_only_a_payment_for_such_units_settles_a_loss(payment: str, left: int, tmp_path: Path) -> None:
    made = told(reports(tmp_path, [moved("2026-10-12", MUG, -3)], [payment]), tmp_path / "root")

    assert made["units"]["unpaid"] == left


BACK = "approval-date\treimbursement-id\treason\tsku\tfnsku\tamount-total\tquantity-reimbursed-total\toriginal-reimbursement-id"


def row_back(units: int, original: str, amount: str = "-25.00", fnsku: str = MUG, reason: str = "Reimbursement_Reversal") -> str:  # fmt: skip
    return f"2026-11-22\t905\t{reason}\tHH\t{fnsku}\t{amount}\t{units}\t{original}"


@pytest.mark.parametrize(
    ("back", "unpaid", "taken", "untied"),
    [
        ([row_back(-5, "900")], 5, 5, 0),
        ([row_back(-2, "900")], 2, 2, 0),
        ([row_back(5, "900")], 5, 5, 0),
        ([row_back(-5, "900", reason="Some_New_Reason")], 5, 5, 0),
        ([row_back(-3, "900"), row_back(-4, "900")], 5, 5, 1),  # more than was paid
        ([row_back(-5, "999")], 0, 0, 1),
        ([row_back(-5, "")], 0, 0, 1),
        ([row_back(-5, "900", fnsku=CUT)], 0, 0, 1),
        ([row_back(0, "900")], 0, 0, 1),
        ([row_back(5, "900", amount="25.00")], 0, 0, 0),  # an amount above zero takes nothing back
    ],
)
def test_what_amazon_took_back_is_not_paid(back: list[str], unpaid: int, taken: int, untied: int, tmp_path: Path) -> None:  # fmt: skip
    files = reports(tmp_path, [moved("2026-10-12", MUG, -5)], [])
    payment = f"2026-11-20\t900\tLost_Warehouse\tHH\t{MUG}\t25.00\t5\t"
    (tmp_path / "reimbursements.txt").write_text("\n".join([BACK, payment, *back]), encoding="utf-8")

    made = told(files, tmp_path / "root")

    assert made["units"]["unpaid"] == unpaid
    assert made["taken_back"]["units"] == taken
    assert len(made["taken_back"]["untied"]) == untied
    said = run(files, tmp_path / "other").stderr
    assert ("count as unpaid again" in said) == bool(taken)
    assert (f"reimbursements.txt row {2 + len(back)} took back" in said) == bool(untied)


def test_other_movements_are_no_losses(tmp_path: Path) -> None:
    moves = [
        moved("2026-11-02", MUG, -9, event="Shipments"),
        moved("2026-11-03", MUG, -9, event="VendorReturns"),
    ]

    made = told(reports(tmp_path, moves, [paid("2026-11-20", MUG, 1)]), tmp_path / "root")

    assert (made["cases"], made["units"]["lost_or_damaged"]) == ([], 0)


def test_a_loss_whose_window_has_closed_is_told_and_becomes_no_case(tmp_path: Path) -> None:
    made = run(reports(tmp_path, [moved("2026-07-02", MUG, -4)], []), tmp_path / "root")

    assert made.exit_code == 0
    assert "too late" in made.stdout
    assert "4 units of 1 loss became no case: the window has closed." in made.stderr
    assert list((tmp_path / "root").iterdir()) == []


def test_reports_whose_days_overlap_count_once(tmp_path: Path) -> None:
    files = reports(tmp_path, [moved("2026-10-12", MUG, -1), moved("2026-10-12", MUG, -1)], [])
    later = tmp_path / "ledger of November.csv"
    later.write_text(
        "\n".join([LEDGER, *[moved("2026-10-12", MUG, -1)] * 2, moved("2026-11-12", MUG, -1)]),
        encoding="utf-8",
    )

    made = told([*files, str(later)], tmp_path / "root")

    assert losses(made) == [(MUG, "lost", 2, "written"), (MUG, "lost", 1, "written")]


@pytest.mark.parametrize(
    ("head", "first", "later"),
    [
        ("Reconciled Quantity,Unreconciled Quantity", "0,5", "2,3"),
        ("Date and Time,Store,Title", "2026-10-12T08:00:00Z,S1,Mug", "2026-10-12T09:00:00+01:00,S2,Mug of stoneware"),
    ],
)  # fmt: skip
def test_a_row_that_moved_on_between_two_downloads_counts_once(head: str, first: str, later: str, tmp_path: Path) -> None:  # fmt: skip
    """What identifies an event counts, not what became of it; and rows that are alike within one file are two events."""
    row, files = moved("2026-10-12", MUG, -5), reports(tmp_path, [moved("2026-10-12", MUG, -5)] * 2, [])
    for name, more in (("a.csv", first), ("b.csv", later)):
        text = "\n".join([f"{LEDGER},{head}", f"{row},{more}", f"{row},{more}"])
        (tmp_path / name).write_text(text, encoding="utf-8")

    made = told([*files, str(tmp_path / "a.csv"), str(tmp_path / "b.csv")], tmp_path / "root")

    assert made["units"]["lost_or_damaged"] == 10


def test_the_file_that_has_an_event_most_often_counts(tmp_path: Path) -> None:
    files = reports(tmp_path, [moved("2026-10-12", MUG, -1)], [])
    other = tmp_path / "other.csv"
    rows = [moved("2026-10-12", MUG, -1)] * 3
    other.write_text("\n".join([LEDGER, *rows, moved("2026-10-12", MUG, -1, number="2")]), encoding="utf-8")

    assert told([*files, str(other)], tmp_path / "root")["units"]["lost_or_damaged"] == 4
    assert told([str(other), *files], tmp_path / "root")["units"]["lost_or_damaged"] == 4


def test_a_payment_settles_the_newest_loss_so_that_the_least_is_claimed(tmp_path: Path) -> None:
    """The window of the older one has closed: were it the newer that was paid, it would be claimed twice."""
    files = reports(
        tmp_path, [moved("2026-07-02", MUG, -4), moved("2026-11-02", MUG, -4)], [paid("2026-11-20", MUG, 4)]
    )

    assert losses(told(files, tmp_path / "root")) == [(MUG, "lost", 4, "too late")]


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    files = reports(tmp_path, [moved("2026-10-12", MUG, -1)], [])
    run(files, tmp_path / "root")
    case = tmp_path / "root" / f"{MUG} 2026-10-12 lost" / "case.toml"
    case.write_text("# worked on\n", encoding="utf-8")

    made = told(files, tmp_path / "root")

    assert losses(made) == [(MUG, "lost", 1, "there already")]
    assert case.read_text("utf-8") == "# worked on\n"


def again(tmp_path: Path, moves: Sequence[str], payments: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Import the same losses once more with what came since; return the answer, and what a person reads."""
    files = reports(tmp_path, moves, payments)
    return told(files, tmp_path / "root"), run(files, tmp_path / "root").stdout


def test_a_folder_of_which_the_reports_leave_less_is_named_with_the_lines_to_change(tmp_path: Path) -> None:
    loss = [moved("2026-10-12", MUG, -5)]
    made, said = again(tmp_path, loss, [])
    assert made["contradicted"] == []

    made, said = again(tmp_path, loss, [paid("2026-11-20", MUG, 3)])

    (one,) = made["contradicted"]
    assert one["case"] == f"{MUG} 2026-10-12 lost"
    assert one["says_more"][1].startswith('description = "2 of 5 units of FNSKU X003HH4MUG')
    assert one["says_more"][2:] == ["[[goods]]", 'sku = "HH-MUG"', "quantity_lost = 2"]
    assert (
        f"{MUG} 2026-10-12 lost is there already and claims 5 units; the reports now leave 2 units." in said
    )
    assert "  quantity_lost = 2\n" in said


@pytest.mark.parametrize(
    ("moves", "payments", "why"),
    [
        ([moved("2026-10-12", MUG, -5)], [paid("2026-11-20", MUG, 5)], "its units were found, reconciled or paid since"),
        ([moved("2026-10-12", MUG, -5), moved("2026-10-20", MUG, 5, reason="F")], [], "its units were found, reconciled or paid since"),
        ([moved("2026-10-12", MUG, -5, reason="D")], [], "its units are gone with reason D, which is not known here to mean lost"),
        ([moved("2026-10-12", MUG, -5), moved("2026-10-12", MUG, 5, reason="F")], [], "by the reports its units are not missing, as where they were found on the same day"),
    ],
)  # fmt: skip
def test_a_folder_of_which_the_reports_leave_nothing_is_named(moves: list[str], payments: list[str], why: str, tmp_path: Path) -> None:  # fmt: skip
    again(tmp_path, [moved("2026-10-12", MUG, -5)], [])

    made, said = again(tmp_path, moves, payments)

    (one,) = made["contradicted"]
    assert one["says_more"] == ["[confirmed]", "not-paid-already = false", "[[goods]]", 'sku = "HH-MUG"', "quantity_lost = 0"]  # fmt: skip
    assert f"{MUG} 2026-10-12 lost is there already, and the reports now leave nothing of it: {why}." in said
    assert "  not-paid-already = false\n" in said


def test_a_folder_of_goods_or_days_of_which_the_reports_tell_nothing_is_left_in_peace(tmp_path: Path) -> None:
    again(tmp_path, [moved("2026-10-12", MUG, -5)], [])

    for moves in ([moved("2026-10-12", CUT, -5)], [moved("2026-10-13", MUG, -5)]):
        made, _ = again(tmp_path, moves, [])
        assert made["contradicted"] == []


def test_a_damaged_unit_is_described_by_its_own_adjustment(tmp_path: Path) -> None:
    moves = [
        moved("2026-11-02", MUG, -5, reason="D", number="7"),
        moved("2026-11-02", MUG, -1, reason="Q", number="8"),
        moved("2026-11-02", MUG, 1, reason="Q", number="8", where="WAREHOUSE_DAMAGED"),
    ]
    run(reports(tmp_path, moves, []), tmp_path / "root")

    case = tomllib.loads((tmp_path / "root" / f"{MUG} 2026-11-02 damaged" / "case.toml").read_text("utf-8"))
    assert case["loss"]["description"].endswith("Adjustment 8, reason Q.")


@pytest.mark.parametrize(
    ("case", "contradicted"),
    [
        ("[[goods]]\nquantity_lost = 5\n", True),
        ("# worked on\n", True),
        ("quantity_lost = \n", True),  # it cannot be read, and that is told
        ("[confirmed]\nnot-paid-already = false\n[[goods]]\nquantity_lost = 5\n", False),
        ("[[goods]]\nquantity_lost = 0\n", False),
        ('[claims.amazon-fba-warehouse]\ndecision = "paid"\n[[goods]]\nquantity_lost = 5\n', False),
        ('[claims.amazon-fba-warehouse]\npaid = "12.00 USD"\n[[goods]]\nquantity_lost = 5\n', False),
    ],
)
def test_a_folder_that_knows_of_its_payment_is_left_in_peace(case: str, contradicted: bool, tmp_path: Path) -> None:  # fmt: skip
    again(tmp_path, [moved("2026-10-12", MUG, -5)], [])
    (tmp_path / "root" / f"{MUG} 2026-10-12 lost" / "case.toml").write_text(case, encoding="utf-8")

    made, _ = again(tmp_path, [moved("2026-10-12", MUG, -5)], [paid("2026-11-20", MUG, 5)])

    assert bool(made["contradicted"]) == contradicted
    assert all(c["says_more"] for c in made["contradicted"])


def test_the_claimant_comes_from_another_case(tmp_path: Path) -> None:
    like = tmp_path / "case.toml"
    like.write_text('[claimant]\nname = "Harbor Home Goods LLC"\naddress = "1 Pine St\\nSeattle"\n', "utf-8")

    run(reports(tmp_path, [moved("2026-10-12", MUG, -1)], []), tmp_path / "root", "--like", str(like))

    case = tomllib.loads((tmp_path / "root" / f"{MUG} 2026-10-12 lost" / "case.toml").read_text("utf-8"))
    assert case["claimant"] == {"name": "Harbor Home Goods LLC", "address": "1 Pine St\nSeattle"}


def test_the_country_is_asked_only_where_the_ledger_has_none(tmp_path: Path) -> None:
    moves = [moved("2026-10-12", MUG, -1, country=""), moved("2026-10-13", CUT, -1, country="US")]

    run(reports(tmp_path, moves, []), tmp_path / "root", "--country", "Germany")

    found = [
        tomllib.loads((folder / "case.toml").read_text("utf-8"))["consignment"]["to_country"]
        for folder in sorted((tmp_path / "root").iterdir())
    ]
    assert found == ["DE", "US"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            moved("03/04/2026", MUG, -1),
            "ledger.csv row 2, column date, '03/04/2026': it is no day, or day and month",
        ),
        (moved("soon", MUG, -1), "column date, 'soon'"),
        (moved("2026-10-12", MUG, "1.5"), "column quantity, '1.5': it is no whole number of units"),
        (moved("2026-10-12", "", -1), "column fnsku, ''"),
        (
            moved("2026-10-12", MUG, -5) + ",1.5,3",
            "column reconciled quantity, '1.5': it is no whole number of units",
        ),
    ],
)
def test_a_row_that_cannot_be_read_stops_it_with_its_place(row: str, says: str, tmp_path: Path) -> None:
    files = reports(tmp_path, [row], [])
    if "reconciled" in says:
        (tmp_path / "ledger.csv").write_text(f"{LEDGER},{RECONCILED}\n{row}\n", encoding="utf-8")

    made = run(files, tmp_path / "root")

    assert made.exit_code != 0
    assert says in made.stderr
    assert not (tmp_path / "root").exists()


def test_a_title_with_a_line_break_hides_no_units_that_were_found(tmp_path: Path) -> None:
    found = moved("2026-10-20", MUG, 4).replace("Mug, 350 ml", "Mug,\r\n\r\n 350 ml").replace("US", '"US"')
    files = reports(tmp_path, [moved("2026-10-12", MUG, -5), found, moved("2026-10-13", CUT, -1)], [])

    made = told(files, tmp_path / "root")

    assert losses(made) == [(MUG, "lost", 1, "written"), (CUT, "lost", 1, "written")]
    rows = (tmp_path / "root" / f"{MUG} 2026-10-12 lost" / f"ledger, rows of {MUG}.csv").read_text("utf-8")
    assert rows.endswith(found.replace("\r\n", "\n") + "\n")


def test_a_title_with_a_line_break_stands_on_one_line_of_the_case(tmp_path: Path) -> None:
    files = reports(tmp_path, [moved("2026-10-12", MUG, -5).replace(", 350", ",\n350")], [])

    run(files, tmp_path / "root")

    case = tomllib.loads((tmp_path / "root" / f"{MUG} 2026-10-12 lost" / "case.toml").read_text("utf-8"))
    assert case["goods"][0]["description"] == "Mug, 350 ml"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2026-10-20,X003HH4MUG,B0HHGN3M5G", "ledger.csv row 3: it has 3 cells and not 12"),
        (moved("2026-10-20", MUG, 4).replace('"', ""), "ledger.csv row 3: it has 13 cells and not 12"),
        (moved("2026-10-20", MUG, 4).replace('ml"', "ml"), "ledger.csv row 3: it has 5 cells and not 12"),
        (moved("2026-10-20", MUG, 4)[:-2] + '"US', "ledger.csv row 3: a quotation mark opens here"),
        (moved("2026-10-20", MUG, 4, event=""), "ledger.csv row 3, column event type, '': nobody knows what happened"),
    ],
)  # fmt: skip
def test_a_row_that_may_say_that_units_were_found_is_never_dropped(row: str, says: str, tmp_path: Path) -> None:  # fmt: skip
    after = [moved("2026-10-21", MUG, -1)] if "opens" in says else []
    made = run(reports(tmp_path, [moved("2026-10-12", MUG, -5), row, *after], []), tmp_path / "root")

    assert made.exit_code != 0
    assert says in made.stderr
    assert not (tmp_path / "root").exists()


def test_rows_in_which_nothing_stands_do_no_harm(tmp_path: Path) -> None:
    files = reports(tmp_path, [moved("2026-10-12", MUG, -5) + ",,", "," * 11, ""], [])

    assert losses(told(files, tmp_path / "root")) == [(MUG, "lost", 5, "written")]


def test_what_is_missing_or_double_is_said(tmp_path: Path) -> None:
    ledger, reimbursements = reports(tmp_path, [moved("2026-10-12", MUG, -1)], [])
    other = tmp_path / "notes.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    adjustments = tmp_path / "adjustments.txt"
    adjustments.write_text(
        "adjusted-date\ttransaction-item-id\tfnsku\tquantity\tdisposition\n", encoding="utf-8"
    )

    for files, says in (
        ([ledger], "the Reimbursements report is missing"),
        ([reimbursements], "the Inventory Ledger (detailed view) is missing"),
        ([ledger, str(adjustments), reimbursements], "give only one of them"),
        ([ledger, reimbursements, str(other)], "notes.csv is no report that is known here"),
        ([ledger, str(tmp_path / "no.csv")], "no.csv cannot be read"),
    ):
        made = run(files, tmp_path / "root")
        assert made.exit_code == 2
        assert says in made.stderr
        assert "Traceback" not in made.output


moves = st.lists(
    st.tuples(
        st.sampled_from([MUG, CUT]),
        st.integers(1, 28),
        st.integers(-6, 6),
        st.sampled_from(["SELLABLE", "WAREHOUSE_DAMAGED", "DEFECTIVE"]),
        st.sampled_from(["ONT8", "SMF3"]),
        st.sampled_from(["M", "M", "F", "D", ""]),
        st.integers(0, 6),
    ),
    max_size=30,
)
payments = st.lists(
    st.tuples(
        st.sampled_from([MUG, CUT]),
        st.integers(1, 30),
        st.integers(-2, 6),
        st.sampled_from(["Lost_Warehouse", "Damaged_Warehouse", "Lost_Inbound", "Other"]),
    ),
    max_size=12,
)


@given(moves, payments)
def test_no_unit_is_claimed_that_was_found_or_paid(
    moved: list[tuple[str, int, int, str, str, str, int]], payments: list[tuple[str, int, int, str]]
) -> None:
    rows = [
        ReportRow(ReportKind.LEDGER, str(n), f, date(2026, 10, day), units, {"disposition": where, "fulfillment center": centre, "reason": reason, "reconciled quantity": str(done)})
        for n, (f, day, units, where, centre, reason, done) in enumerate(moved)
    ]  # fmt: skip
    paid_rows = [
        ReportRow(ReportKind.REIMBURSEMENTS, str(n), f, date(2026, 10, day), units, {"reason": reason})
        for n, (f, day, units, reason) in enumerate(payments)
    ]
    ledger = Report(ReportKind.LEDGER, "l", "", tuple(rows))
    settled = settle([ledger, Report(ReportKind.REIMBURSEMENTS, "r", "", tuple(paid_rows))])

    left = sum(u.units for u in settled.unpaid)
    assert settled.gone == settled.found + settled.paid + left
    assert all(0 < u.units <= u.of for u in settled.unpaid)
    misplaced = sum(-r.units for r in rows if r.units < 0 and r.cell("reason") == "M")
    assert sum(u.of for u in settled.unpaid if u.type is LossType.LOST) <= misplaced
    assert all(u.units > 0 for u in settled.unclear)
    assert settled.paid <= sum(max(0, units) for _, _, units, _ in payments)
    more = [
        *paid_rows,
        ReportRow(ReportKind.REIMBURSEMENTS, "x", MUG, date(2026, 10, 31), 3, {"reason": "Other"}),
    ]
    after = settle([ledger, Report(ReportKind.REIMBURSEMENTS, "r", "", tuple(more))])
    assert max(0, left - 3) <= sum(u.units for u in after.unpaid) <= left
