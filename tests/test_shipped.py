"""Loss rates: cases beside a sheet of shipments, with what small samples are worth."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from evidencekit.errors import CaseError
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.summary import Summary
from evidencekit.overview import Overview, overview
from evidencekit.shipped import Shipped, rates, read_shipments
from evidencekit.views.overview import overview_page, overview_sheet

TODAY = date(2026, 10, 20)
SHEET = "carrier,warehouse,shipments\nUPS,ONT8,400\nups,LAX9,200\nFedEx,ONT8,300\nDHL,LAX9,100\n"


def _outcome(case: str, carrier: str, warehouse: str, recipient: str = "a") -> Outcome:
    told = Summary(
        reference=case, title="", status="ready", demand=None, carrier=carrier, warehouse=warehouse
    )
    return Outcome(case, recipient, OutcomeStatus.REFUSED, summary=told)


def _overview(tmp_path: Path) -> Overview:
    (tmp_path / "shipments.csv").write_text(SHEET)
    lost = [_outcome(f"U{n}", "UPS", "ONT8", r) for n in range(6) for r in ("a", "b")]
    lost += [_outcome(f"D{n}", "DHL", "LAX9") for n in range(30)]
    return overview(lost, tmp_path, TODAY, read_shipments(tmp_path / "shipments.csv"))


def test_each_case_is_one_loss_however_many_are_asked_to_pay(tmp_path: Path) -> None:
    found = _overview(tmp_path)

    by = {name: {r.name: (r.losses, r.shipped) for r in some} for name, some in found.rates}
    assert found.losses == 36
    assert by == {
        "carrier": {"DHL": (30, 100), "UPS": (6, 600), "FedEx": (0, 300)},
        "warehouse": {"LAX9": (30, 300), "ONT8": (6, 700)},
    }
    assert (found.unplaced("carrier"), found.unplaced("warehouse")) == (0, 0)
    assert [(name, r.name) for name, r in found.high] == [("carrier", "DHL"), ("warehouse", "LAX9")]


def test_the_interval_is_wilsons() -> None:
    """81 of 263 is between 0.2553 and 0.3662 (Newcombe, Statistics in Medicine 17, 1998, table I); 0 of 20 reaches to 0.1611."""
    some, none = rates({"a": [str(n) for n in range(81)]}, {"a": 263})[0], rates({}, {"b": 20})[0]

    assert (round(some.low, 4), round(some.high, 4)) == (0.2553, 0.3662)
    assert (round(none.low, 4), round(none.high, 4)) == (0.0, 0.1611)


def test_the_page_and_the_workbook_say_rates_and_what_they_are_worth(tmp_path: Path) -> None:
    found = _overview(tmp_path)

    page = overview_page(found)
    rows = list(load_workbook(BytesIO(overview_sheet(found)))["loss rates"].values)

    assert "36 cases of 1000 shipments in the sheet: 3.6 %" in page
    assert "carrier DHL: 30 of 100 shipments, 30 %, at the least 22 %" in page
    assert "with fewer than 5 losses it is little more than chance" in page
    assert rows[1][:4] == ("carrier", "DHL", 30, 100)
    assert rows[1][7] == "yes"
    assert len(rows) == 6


def test_without_a_sheet_there_is_no_word_of_a_rate(tmp_path: Path) -> None:
    found = overview([_outcome("a", "UPS", "")], tmp_path, TODAY)

    page = overview_page(found)
    assert "Loss rate" not in page
    assert "not rates" in page
    assert "By warehouse" not in page


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ("", "is empty"),
        ("carrier,count\nUPS,3\n", "'count' is none of its columns"),
        ("carrier\nUPS\n", "a column is missing"),
        ("carrier,shipments\nUPS,many\nDHL,-3\n", "row 2, column shipments, 'many'"),
        ("carrier,carrier,shipments\nUPS,UPS,3\n", "stands there twice"),
    ],
)
def test_a_sheet_that_is_wrong_is_told_by_row_and_column(tmp_path: Path, sheet: str, says: str) -> None:
    (tmp_path / "s.csv").write_text(sheet)

    with pytest.raises(CaseError, match=says):
        read_shipments(tmp_path / "s.csv")


def test_cases_that_stand_in_no_row_are_told(tmp_path: Path) -> None:
    """Else a rate of nothing would be read where nothing is known."""
    shipped = Shipped(10, {"carrier": {"DHL": 10}})
    found = overview([_outcome("a", "UPS", ""), _outcome("b", "", "")], tmp_path, TODAY, shipped)

    assert [(r.name, r.losses) for _, some in found.rates for r in some] == [("DHL", 0)]
    assert found.unplaced("carrier") == 2
    assert "2 cases stand in none of these rows, because the carrier is not known" in overview_page(found)
