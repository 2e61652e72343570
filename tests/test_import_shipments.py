"""`evidencekit import amazon-ledger` with the contents of shipments: what arrived short and was neither found nor paid becomes a case."""

import json
import shutil
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.cli import main
from evidencekit.ledger.contents import Contents, ContentsRow
from evidencekit.ledger.inbound import short_shipments
from evidencekit.ledger.reports import Report, ReportKind, ReportRow
from test_import import CUT, LEDGER, MUG, PAID, TODAY, run, told

SAMPLE = Path(__file__).parents[1] / "samples/short-inbound"
ONE, OTHER = "FBA15KD7XQ2P", "FBA15KD9ZZ2P"
CONTENTS = "Shipment ID,Merchant SKU,Title,ASIN,FNSKU,Condition,Units expected,Units located,Discrepancy"


def sent(shipment: str, fnsku: str, expected: object, located: object) -> str:
    return f'{shipment},HH-{fnsku[-3:]},"Mug, 350 ml",B0HHGN3M5G,{fnsku},New,{expected},{located},'


def took(
    day: str, shipment: str, fnsku: str, units: int, country: str = "US", event: str = "Receipts"
) -> str:
    return (
        f'{day},{fnsku},B0HHGN3M5G,HH-MUG,"Mug, 350 ml",{event},{shipment},{units},ONT8,SELLABLE,,{country}'
    )


def sold(day: str, country: str = "US") -> str:
    return took(day, "", MUG, -1, country, "Shipments")


def paid(day: str, fnsku: str, units: int, reason: str = "Lost_Inbound") -> str:
    return f"{day}\t99\t{reason}\tHH\t{fnsku}\t{units}"


def written(path: Path, head: str, rows: Sequence[str]) -> str:
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return str(path)


def reports(
    folder: Path, goods: Sequence[str], moves: Sequence[str] = (), payments: Sequence[str] = ()
) -> list[str]:
    """Write the contents, a ledger that reaches from a year before until today, and the payments."""
    ledger = [sold("2025-09-01"), *moves, sold("2026-11-28")] if moves else []
    files = [written(folder / "contents.csv", CONTENTS, goods)]
    files += [written(folder / "ledger.csv", LEDGER, ledger)] if ledger else []
    return [*files, written(folder / "reimbursements.txt", PAID, payments)]


def losses(made: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(c["fba_shipment_id"], c["units"], c["state"]) for c in made["cases"] if "goods" in c]


def case_of(root: Path, shipment: str) -> dict[str, Any]:
    return tomllib.loads((root / f"{shipment} short" / "case.toml").read_text("utf-8"))


def test_a_shipment_that_arrived_short_becomes_a_case_with_its_rows(tmp_path: Path) -> None:
    goods = [sent(ONE, MUG, 360, 348), sent(ONE, CUT, 24, 24), sent(OTHER, MUG, 5, 5)]
    moves = [took("2026-09-03", ONE, MUG, 300), took("2026-09-05", ONE, MUG, 48), took("2026-09-05", ONE, CUT, 24)]  # fmt: skip
    files = reports(tmp_path, goods, moves, [paid("2026-10-20", MUG, 2), paid("2026-10-20", "X009", 9)])

    made = told(files, tmp_path / "root")

    (case,) = made["cases"]
    assert (case["case"], case["recipient"], case["state"]) == (f"{ONE} short", "amazon-fba-inbound-us", "written")  # fmt: skip
    assert (case["loss"], case["units"], case["latest"]) == ("shortage", 10, "2027-06-03")
    assert made["shipments"] == {"expected": 389, "short": 12, "found": 0, "paid": 2, "unpaid": 10, "unknown": []}  # fmt: skip
    folder = tmp_path / "root" / f"{ONE} short"
    assert {f.name: f.read_text("utf-8").splitlines() for f in folder.glob("*rows of*")} == {
        f"contents, rows of {ONE}.csv": [CONTENTS, *goods[:2]],
        f"ledger, rows of {ONE}.csv": [LEDGER, *moves],
        f"reimbursements, rows of {ONE}.txt": [PAID, paid("2026-10-20", MUG, 2)],
    }
    said = case_of(tmp_path / "root", ONE)
    assert said["consignment"] == {"fba_shipment_id": ONE, "to_country": "US", "warehouse": "ONT8"}
    assert said["events"] == {"fc_delivery_date": date(2026, 9, 3)}
    assert said["goods"] == [
        {"sku": "HH-MUG", "description": f"Mug, 350 ml (FNSKU {MUG})", "quantity": 360, "quantity_lost": 10}
    ]
    assert said["loss"]["description"].startswith(f"10 of 360 units of shipment {ONE} were not received")


def test_the_cases_go_straight_through_check_and_build(tmp_path: Path) -> None:
    payments = written(tmp_path / "paid.txt", PAID, [paid("2026-11-26", "X003HH9KTL", 6)])
    ledger, contents = (str(SAMPLE / n) for n in ("inventory ledger detail.tsv", f"{ONE} contents.csv"))
    told([contents, ledger, payments], tmp_path / "root")
    folder = tmp_path / "root" / f"{ONE} short"

    check = CliRunner().invoke(main, ["check", str(folder), "--today", TODAY, "--json"])

    (program,) = json.loads(check.stdout)["recipients"]
    assert [m["requirement"] for m in program["missing"]] == ["proof-of-purchase", "proof-of-delivery"]
    for paper in SAMPLE.glob("*.pdf"):
        shutil.copy(paper, folder)
    built = CliRunner().invoke(main, ["build", str(folder), "--today", TODAY, "--out", str(tmp_path / "out")])
    assert built.exit_code == 0, built.output
    message = next((tmp_path / "out").rglob("delivery/answers.txt")).read_text("utf-8")
    assert "expected 160, located 124, missing 30" in message


@pytest.mark.parametrize(
    ("goods", "moves", "left"),
    [
        ([sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 7)], 2),
        ([sent(ONE, MUG, 9, 7)], [took("2026-09-03", ONE, MUG, 4)], 2),
        ([sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 9), took("2026-09-04", ONE, MUG, -1)], 1),
        ([sent(ONE, MUG, 5, 1), sent(ONE, MUG, 4, 1)], [took("2026-09-03", OTHER, MUG, 4), took("2026-09-03", ONE, MUG, 1)], 7),
        # Three more than another shipment should hold were booked for the wrong one.
        ([sent(ONE, MUG, 9, 4), sent(OTHER, MUG, 4, 7)], [took("2026-09-03", ONE, MUG, 4)], 2),
        # So were goods that another shipment does not list, also where nothing else of it is known.
        ([sent(ONE, MUG, 9, 4), sent(OTHER, CUT, 4, 4)], [took("2026-09-03", ONE, MUG, 4), took("2026-09-03", OTHER, MUG, 3)], 2),
        ([sent(ONE, MUG, 9, 4), sent(OTHER, CUT, 4, 0)], [took("2026-09-03", ONE, MUG, 4), took("2026-09-03", OTHER, MUG, 3)], 2),
        ([sent(ONE, MUG, 9, 4), sent(OTHER, CUT, 4, "")], [took("2026-09-03", ONE, MUG, 4), took("2025-09-03", OTHER, MUG, 3)], 2),
        # Two units that appear where none was missing may be these.
        ([sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 4), took("2026-09-20", "1", MUG, 2, event="Adjustments")], 3),
        ([sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 4), took("2026-09-01", "1", MUG, 2, event="Adjustments")], 5),
    ],
)  # fmt: skip
def test_in_doubt_less_is_claimed(goods: list[str], moves: list[str], left: int, tmp_path: Path) -> None:
    made = told(reports(tmp_path, goods, moves), tmp_path / "root", "--country", "US")

    assert losses(made) == [(ONE, left, "written")]


def test_a_later_list_of_the_same_shipment_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    files = reports(tmp_path, [sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 4)])
    later = written(tmp_path / "contents of November.csv", CONTENTS, [sent(ONE, MUG, 12, 8)])

    assert losses(told([later, *files], tmp_path / "root")) == [(ONE, 1, "written")]


def test_a_receipt_in_two_downloads_does_not_hide_what_is_short(tmp_path: Path) -> None:
    receipt = took("2026-09-03", ONE, MUG, 40)
    files = reports(tmp_path, [sent(ONE, MUG, 80, "")], [receipt])
    head = f"{LEDGER},Reconciled Quantity,Unreconciled Quantity"
    later = written(tmp_path / "later.csv", head, [f"{sold('2025-09-01')},0,0", f"{receipt},0,40"])

    assert losses(told([*files, later], tmp_path / "root")) == [(ONE, 40, "written")]


def test_a_receipt_may_lie_before_the_reports_so_that_the_day_is_not_written(tmp_path: Path) -> None:
    """The 90 before it arrived in May; counted from June the last day would be too late, and the payment set against nothing."""
    files = reports(
        tmp_path, [sent(ONE, MUG, 100, 90), sent(OTHER, MUG, 30, 20)], (), [paid("2026-06-08", MUG, 10)]
    )
    moves = [took("2026-06-13", ONE, MUG, 10), took("2026-09-03", OTHER, MUG, 20), sold("2026-11-28")]
    made = told([*files, written(tmp_path / "ledger.csv", LEDGER, moves)], tmp_path / "root")

    assert losses(made) == [(OTHER, 10, "written")]
    files[-1] = written(tmp_path / "reimbursements.txt", PAID, [])
    told([*files, str(tmp_path / "ledger.csv")], tmp_path / "other")
    said = (tmp_path / "other" / f"{ONE} short" / "case.toml").read_text("utf-8")
    assert "\n# fc_delivery_date = " in said
    assert "2026-06-13" not in said
    assert "# Of what was paid: they hold no payment at all." in said


def test_what_is_too_late_even_from_the_first_receipt_that_is_known_becomes_no_case(tmp_path: Path) -> None:
    files = reports(tmp_path, [sent(ONE, MUG, 9, 4), sent(OTHER, CUT, 9, 4)])
    moves = [took("2026-02-02", ONE, MUG, 4), took("2026-03-20", OTHER, CUT, 4), sold("2026-11-28")]
    made = told([*files, written(tmp_path / "ledger.csv", LEDGER, moves)], tmp_path / "root")

    assert losses(made) == [(ONE, 5, "too late"), (OTHER, 5, "written")]
    assert [c["latest"] for c in made["cases"]] == ["2026-11-02", None]
    assert [f.name for f in (tmp_path / "root").iterdir()] == [f"{OTHER} short"]


def test_a_time_between_two_ledgers_may_hold_receipts(tmp_path: Path) -> None:
    contents, payments = written(tmp_path / f"{ONE}.csv", "FNSKU,Shipped", [f"{MUG},9"]), written(tmp_path / "paid.txt", PAID, [])  # fmt: skip
    early = written(tmp_path / "early.csv", LEDGER, [sold("2026-01-02"), took("2026-02-20", ONE, MUG, 4), sold("2026-02-28")])  # fmt: skip
    late = written(tmp_path / "late.csv", LEDGER, [sold("2026-05-01"), sold("2026-11-28")])

    made = told([contents, payments, late, early], tmp_path / "root", "--country", "DE")

    assert made["cases"] == []
    (why,) = made["shipments"]["unknown"]
    assert "a receipt may lie between 2026-03-01 and 2026-04-30, of which no report says anything" in why


def test_without_a_receipt_nobody_knows_whether_amazon_still_counts(tmp_path: Path) -> None:
    made = told(reports(tmp_path, [sent(ONE, MUG, 100, 10)]), tmp_path / "root", "--country", "US")

    assert losses(made) == [(ONE, 90, "too early")]
    assert (
        "nobody knows when it arrived and whether Amazon is still counting it"
        in made["shipments"]["unknown"][0]
    )


def test_reports_of_the_same_name_are_both_kept(tmp_path: Path) -> None:
    ledgers = []
    for month, moves in (("a", [sold("2025-09-01"), took("2026-09-03", ONE, MUG, 3)]), ("b", [took("2026-09-04", ONE, MUG, 1), sold("2026-11-28")])):  # fmt: skip
        (tmp_path / month).mkdir()
        ledgers.append(written(tmp_path / month / "ledger.csv", LEDGER, moves))

    told([*reports(tmp_path, [sent(ONE, MUG, 9, 4)]), *ledgers], tmp_path / "root")

    folder = tmp_path / "root" / f"{ONE} short"
    assert [len((folder / f"{n}, rows of {ONE}.csv").read_text("utf-8").splitlines()) for n in ("ledger", "ledger (2)")] == [2, 2]  # fmt: skip


@pytest.mark.parametrize(
    ("payment", "left"),
    [
        (paid("2026-10-20", MUG, 3), 2),
        (paid("2026-10-20", MUG, 3, "Damaged_Inbound"), 2),
        (paid("2026-10-20", MUG, 3, "Some_New_Reason"), 2),
        (paid("2026-10-20", MUG, 3, "Lost_Warehouse"), 5),
        (paid("2026-10-20", MUG, 3, "CustomerReturn"), 5),
        (paid("2026-10-20", MUG, 3, "Customer_Return"), 5),
        (paid("2026-09-01", MUG, 3), 5),  # before it arrived
        (paid("2026-10-20", CUT, 3), 5),
    ],
)
def test_only_a_payment_for_such_units_settles_them(payment: str, left: int, tmp_path: Path) -> None:
    files = reports(tmp_path, [sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 4)], [payment])

    assert losses(told(files, tmp_path / "root")) == [(ONE, left, "written")]


def test_a_payment_for_a_shipment_that_was_taken_back_settles_nothing(tmp_path: Path) -> None:
    files = reports(tmp_path, [sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 4)])
    rows = [
        f"2026-10-20\t900\tLost_Inbound\tHH\t{MUG}\t5\t",
        f"2026-10-25\t905\tReimbursement_Reversal\tHH\t{MUG}\t-3\t900",
    ]
    written(tmp_path / "reimbursements.txt", f"{PAID}\toriginal-reimbursement-id", rows)

    assert losses(told(files, tmp_path / "root")) == [(ONE, 3, "written")]


def test_a_folder_of_which_less_is_short_by_now_is_named_with_the_lines_to_change(tmp_path: Path) -> None:
    goods, moves = [sent(ONE, MUG, 9, 4), sent(ONE, CUT, 9, 8)], [took("2026-09-03", ONE, MUG, 4)]
    made = told(reports(tmp_path, goods, moves), tmp_path / "root")
    assert (losses(made), made["contradicted"]) == ([(ONE, 6, "written")], [])

    made = told(reports(tmp_path, goods, moves, [paid("2026-10-20", MUG, 2), paid("2026-10-20", CUT, 1)]), tmp_path / "root")  # fmt: skip

    (one,) = made["contradicted"]
    assert one["case"] == f"{ONE} short"
    assert "claims 6 units; the reports now leave 3 units" in one["why"]
    assert one["says_more"][2:] == ["[[goods]]", 'sku = "HH-MUG"', "quantity_lost = 3", "[[goods]]", 'sku = "HH-CUT"', "quantity_lost = 0"]  # fmt: skip
    (all_of_it,) = told(reports(tmp_path, goods, [*moves, took("2026-10-01", ONE, MUG, 5), took("2026-10-01", ONE, CUT, 9)]), tmp_path / "root")["contradicted"]  # fmt: skip
    assert "the reports now leave nothing of it: all that was missing was received, found or paid since" in all_of_it["why"]  # fmt: skip


def test_a_payment_settles_the_newest_shipment_so_that_the_least_is_claimed(tmp_path: Path) -> None:
    """The window of the older one has closed: were it the one that was paid, the newer would be claimed twice."""
    goods = [sent(ONE, MUG, 9, 4), sent(OTHER, MUG, 9, 4)]
    moves = [took("2025-12-20", ONE, MUG, 4), took("2026-09-03", OTHER, MUG, 4)]
    made = told(reports(tmp_path, goods, moves, [paid("2026-10-20", MUG, 5)]), tmp_path / "root")

    assert losses(made) == [(ONE, 5, "too late")]


def test_what_is_not_known_is_said_and_not_claimed(tmp_path: Path) -> None:
    bare = "Merchant SKU\tTitle\tASIN\tFNSKU\tShipped"
    row = f"HH-MUG\tMug\tB0HHGN3M5G\t{MUG}\t9"
    plain = written(tmp_path / f"{ONE}.tsv", bare, [row])
    payments = written(tmp_path / "paid.txt", PAID, [])
    receipt = took("2026-09-03", ONE, MUG, 4)
    for name, moves, says in (
        ("late.csv", [sold("2026-08-20"), receipt], "the reports begin on 2026-08-20, so that a receipt may lie before them; download the Inventory Ledger from 2026-07-05 on"),
        ("none.csv", [sold("2026-05-01")], "no report holds a receipt for it"),
    ):  # fmt: skip
        ledger = written(tmp_path / name, LEDGER, [*moves, sold("2026-11-28")])
        made = told([plain, ledger, payments], tmp_path / "root")
        assert made["cases"] == []
        assert says in made["shipments"]["unknown"][0]
    whole = written(tmp_path / "whole.csv", LEDGER, [sold("2026-05-01"), receipt, sold("2026-11-28")])
    assert losses(told([plain, whole, payments], tmp_path / "root")) == [(ONE, 5, "written")]


def test_a_shipment_of_which_nothing_arrived_may_be_under_way(tmp_path: Path) -> None:
    made = told(reports(tmp_path, [sent(ONE, MUG, 9, 0)]), tmp_path / "root", "--country", "US")

    assert made["cases"] == []
    assert made["shipments"]["unknown"] == [
        f"{ONE}: nothing of it was received yet, so it may still be under way."
    ]


@pytest.mark.parametrize(
    ("arrived", "country", "recipient", "state", "latest"),
    [
        ("2026-11-20", "US", "amazon-fba-inbound-us", "too early", "2027-08-20"),  # Amazon may still be counting
        ("2026-02-02", "US", "amazon-fba-inbound-us", "too late", "2026-11-02"),
        ("2026-09-03", "DE", "amazon-fba-inbound-eu", "written", "2027-03-03"),
        ("2026-10-03", "AE", "amazon-fba-inbound-ae", "written", "2026-12-02"),
        ("2026-09-03", "IN", "amazon-fba-inbound-in", "too late", "2026-11-02"),
        ("2026-09-03", "CA", "generic", "written", None),
    ],
)  # fmt: skip
def test_the_program_and_its_window_are_those_of_the_country(
    arrived: str, country: str, recipient: str, state: str, latest: str | None, tmp_path: Path
) -> None:
    files = reports(tmp_path, [sent(ONE, MUG, 9, 4)], [took(arrived, ONE, MUG, 4, country)])

    (case,) = told(files, tmp_path / "root")["cases"]

    assert (case["recipient"], case["state"], case["latest"]) == (recipient, state, latest)
    assert (tmp_path / "root" / f"{ONE} short").exists() == (state == "written")


def test_the_country_is_asked_for_where_no_report_has_it(tmp_path: Path) -> None:
    files = reports(tmp_path, [sent(ONE, MUG, 9, 4)], [took("2026-09-03", ONE, MUG, 4, "")])

    without, said = run(files, tmp_path / "a"), run(files, tmp_path / "b", "--country", "Germany")

    assert "say the marketplace's country with --country" in without.stderr
    assert case_of(tmp_path / "b", ONE)["recipients"] == ["amazon-fba-inbound-eu"]
    assert "1 case written" in said.stdout


def test_the_received_inventory_report_does_instead_of_the_ledger(tmp_path: Path) -> None:
    receipts = written(
        tmp_path / "received.txt",
        "received-date\tfnsku\tsku\tproduct-name\tquantity\tfba-shipment-id\tfulfillment-center-id",
        [
            f"{day}T00:00:00+00:00\t{MUG}\tHH-MUG\tMug\t6\t{number}\tONT8"
            for day, number in (("2026-06-03", OTHER), ("2026-09-03", ONE))
        ],
    )
    files = reports(tmp_path, [sent(ONE, MUG, 9, 4)])

    (case,) = told([*files, receipts], tmp_path / "root", "--country", "US")["cases"]

    assert (case["units"], case["fc_delivery_date"]) == (3, "2026-09-03")
    ledger = written(tmp_path / "ledger.csv", LEDGER, [sold("2026-05-01")])
    both = run([*files, receipts, ledger], tmp_path / "root")
    assert "list the same receipts; give only one of them" in both.stderr


@pytest.mark.parametrize("place", ["above", "name"])
def test_the_shipment_is_named_above_the_headings_or_by_the_file(place: str, tmp_path: Path) -> None:
    above = f"Shipment ID\t{ONE}\nName\tSeptember\n" if place == "above" else ""
    path = tmp_path / (f"{ONE} contents.tsv" if place == "name" else "contents.tsv")
    head = f"{above}Merchant SKU\tTitle\tASIN\tFNSKU\tQuantity shipped\tQuantity received"
    contents = written(path, head, [f"HH-MUG\tMug\tB0HHGN3M5G\t{MUG}\t1,200\t1,190", "Total\t\t\t\t1200\t1190"])  # fmt: skip
    payments = written(tmp_path / "paid.txt", PAID, [])
    ledger = written(
        tmp_path / "ledger.csv", LEDGER, [took("2026-09-03", ONE, MUG, 1190), sold("2026-11-28")]
    )

    made = told([contents, payments, ledger], tmp_path / "root")

    assert losses(made) == [(ONE, 10, "written")]
    rows = next((tmp_path / "root").rglob("*rows of*.tsv")).read_text("utf-8")
    assert rows.startswith(head)


@pytest.mark.parametrize(
    ("head", "row", "says"),
    [
        (CONTENTS, sent(ONE, MUG, "many", 4), "contents.csv row 2, column units expected, 'many': it is no whole number"),
        (CONTENTS, sent(ONE, MUG, 9, "4.5"), "column units located, '4.5': it is no whole number of units"),
        (CONTENTS, sent(ONE, MUG, '"12,50"', 4), "column units expected, '12,50': it is no whole number of units"),
        (CONTENTS, sent(ONE, MUG, 9, -4), "column units located, '-4': it is no whole number of units"),
        (CONTENTS, sent(ONE, "", 9, 4), "column fnsku, '': nobody knows which goods"),
        (CONTENTS, sent("", MUG, 9, 4), "column shipment id, '': nobody knows which shipment"),
        ("FNSKU,Shipped", f"{MUG},9", "no column is named Shipment ID"),
        ("FNSKU,Sent", f"{MUG},9", "the contents of a shipment (FNSKU, and Units expected, Quantity shipped or Shipped)"),
    ],
)  # fmt: skip
def test_contents_that_cannot_be_read_stop_it_with_their_place(head: str, row: str, says: str, tmp_path: Path) -> None:  # fmt: skip
    contents = written(tmp_path / "contents.csv", head, [row])

    made = run([contents, written(tmp_path / "paid.txt", PAID, [])], tmp_path / "root")

    assert made.exit_code in {2, 4}
    assert says in made.stderr
    assert "Traceback" not in made.output
    assert not (tmp_path / "root").exists()


goods = st.lists(
    st.tuples(st.sampled_from([ONE, OTHER]), st.sampled_from([MUG, CUT]), st.integers(0, 9), st.integers(0, 12)),
    max_size=8,
)  # fmt: skip
receipts = st.lists(
    st.tuples(st.sampled_from([ONE, OTHER]), st.sampled_from([MUG, CUT]), st.integers(1, 28), st.integers(-3, 9)),
    max_size=12,
)  # fmt: skip
payments = st.lists(
    st.tuples(st.sampled_from([MUG, CUT]), st.integers(1, 28), st.integers(-2, 9)), max_size=6
)


@given(goods, receipts, payments)
def test_no_unit_is_claimed_that_was_received_or_paid(
    goods: list[tuple[str, str, int, int]], receipts: list[tuple[str, str, int, int]], payments: list[tuple[str, int, int]]
) -> None:  # fmt: skip
    listed = Contents(
        "c", "", tuple(ContentsRow("", s, f, e, located, "", "", "") for s, f, e, located in goods)
    )
    moves = Report(
        ReportKind.RECEIPTS, "r", "",
        tuple(ReportRow(ReportKind.RECEIPTS, "", f, date(2026, 9, d), n, {"fba shipment id": s}) for s, f, d, n in receipts),
    )  # fmt: skip
    money = Report(
        ReportKind.REIMBURSEMENTS, "p", "",
        tuple(ReportRow(ReportKind.REIMBURSEMENTS, "", f, date(2026, 9, d), n, {"reason": "Lost_Inbound"}) for f, d, n in payments),
    )  # fmt: skip

    found = short_shipments([moves, money], [listed])

    left = sum(s.units for s in found.shipments)
    assert found.short == found.found + found.paid + left
    for short in found.shipments:
        for line in short.lines:
            booked = sum(n for s, f, _, n in receipts if (s, f) == (short.shipment, line.fnsku))
            assert 0 < line.units <= line.expected - max(line.received, booked)
    more = Contents("d", "", tuple(ContentsRow("", s, f, e, located + 1, "", "", "") for s, f, e, located in goods))  # fmt: skip
    if not found.unknown:
        assert sum(s.units for s in short_shipments([moves, money], [listed, more]).shipments) <= left
