"""Tables of goods and Amazon's reports: lines, sums and the days of events, by the headings that they really have."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from builders_intake import read
from builders_spent import spent
from evidencekit import review
from evidencekit.model.evidence import Line, Reading
from evidencekit.model.money import Money


def _reading(tmp_path: Path, text: str, name: str = "sheet.csv") -> Reading:
    (tmp_path / name).write_text(text, "utf-8")
    return read(tmp_path)[name]


def _lines(reading: Reading) -> list[Line]:
    return [f.value for f in reading.facts if isinstance(f.value, Line)]


def _facts(reading: Reading, name: str) -> list[object]:
    return [f.value for f in reading.facts if f.name == name]


@pytest.mark.parametrize(
    "sheet",
    [
        "PACKING LIST\nItem No.,Description of goods,Qty,Ctns,G.W. (KGS)\nMUG-01,Stoneware mug,240,20,192.5\nTOTAL,,240,20,192.5\n",
        "Packliste\nArtikel-Nr.;Bezeichnung;Menge;Kartons;Brutto kg\nMUG-01;Stoneware mug;240;20;192,5\nSumme;;240;20;192,5\n",
        "装箱单\n货号,品名,每箱数量,箱数,毛重(KG)\nMUG-01,Stoneware mug,12,20,192.5\n合计,,,20,192.5\n",
        "SKU,品名 Description,数量 Qty,箱数 Cartons,毛重 Gross weight (kg)\nMUG-01,Stoneware mug,240 pcs,20 ctns,192.5 kg\nTotal,,240,20,192.5\n",
    ],
)  # fmt: skip
def test_a_packing_list_gives_goods_cartons_and_weight(tmp_path: Path, sheet: str) -> None:
    """Whatever language its headings have; the row of sums is no goods."""
    reading = _reading(tmp_path, sheet)

    assert [(line.sku, line.quantity, line.cartons) for line in _lines(reading)] == [
        ("MUG-01", Decimal(240), 20)
    ]
    assert _facts(reading, "packages") == [20]
    assert _facts(reading, "gross_weight_kg") == [Decimal("192.5")]


def test_a_printed_packing_list_is_read_by_where_its_words_stand(tmp_path: Path) -> None:
    """Cells under their headings, a description over two lines' width, the row of sums, and the words below it."""
    page = Canvas(str(tmp_path / "packing.pdf"))
    page.drawString(60, 780, "PACKING LIST")
    rows = (
        ("Item No.", "Description of goods", "Qty", "Ctns", "G.W. (kg)"),
        ("MUG-01", "Stoneware mug 350 ml, reactive glaze", "240", "20", "192.5"),
        ("POT-02", "Pour-over set", "60", "10", "88.0"),
        ("TOTAL", "", "300", "30", "280.5"),
        ("Goods of Chinese origin, packed in new cartons.",),
    )
    for number, row in enumerate(rows):
        for across, text in zip((60, 130, 340, 400, 460), row, strict=False):
            page.drawString(across, 720 - 18 * number, text)
    page.save()

    reading = read(tmp_path)["packing.pdf"]

    assert [(line.sku, line.quantity, line.cartons) for line in _lines(reading)] == [
        ("MUG-01", Decimal(240), 20),
        ("POT-02", Decimal(60), 10),
    ]
    assert _facts(reading, "packages") == [30]
    assert _facts(reading, "gross_weight_kg") == [Decimal("280.5")]


def test_pounds_are_kilograms(tmp_path: Path) -> None:
    """A weight is a weight only with its unit."""
    reading = _reading(
        tmp_path, "SKU,Description,Qty,Cartons,Gross weight (lbs)\nM,Mug,2,1,10\nP,Pot,1,1,20\n"
    )

    assert _lines(reading)[0].gross_weight_kg == Decimal("4.5359237")


def test_shipment_contents_say_what_was_sent_and_what_arrived(tmp_path: Path) -> None:
    """Under either pair of headings that Seller Central has had."""
    one = "Merchant SKU,Title,ASIN,FNSKU,Units expected,Units located\nM,Mug,B0HHGN3M5G,X003HH4MUG,360,348\n"
    other = "Merchant SKU\tTitle\tASIN\tFNSKU\tQuantity shipped\tQuantity received\nM\tMug\tB0HHGN3M5G\tX003HH4MUG\t360\t348\n"

    for sheet, name in ((one, "contents.csv"), (other, "contents.txt")):
        line = _lines(_reading(tmp_path, sheet, name))[0]
        assert (line.quantity, line.quantity_received, line.fnsku) == (
            Decimal(360),
            Decimal(348),
            "X003HH4MUG",
        )


LEDGER = (
    "Date\tFNSKU\tASIN\tMSKU\tTitle\tEvent Type\tReference ID\tQuantity\tFulfillment Center\tDisposition\tReason\tCountry\n"
    "09/02/2026\tX1\tB0HHGN3M5G\tM\tMug\tReceipts\tFBA15KD7XQ2P\t192\tONT8\tSELLABLE\t\tUS\n"
    "09/14/2026\tX1\tB0HHGN3M5G\tM\tMug\tReceipts\tFBA15KD7XQ2P\t100\tONT8\tSELLABLE\t\tUS\n"
    "09/15/2026\tX1\tB0HHGN3M5G\tM\tMug\tShipments\t\t-1\tONT8\tSELLABLE\t\tUS\n"
    "09/16/2026\tX1\tB0HHGN3M5G\tM\tMug\tAdjustments\t\t-4\tONT8\tSELLABLE\tM\tUS\n"
)
RETURNS = (
    "return-date\torder-id\tsku\tasin\tfnsku\tproduct-name\tquantity\tfulfillment-center-id\tdetailed-disposition\treason\tstatus\tlicense-plate-number\n"
    "2026-09-12T10:00:00-07:00\t113-1234567-1234567\tM\tB0HHGN3M5G\tX1\tMug\t1\tONT8\tCUSTOMER_DAMAGED\tDEFECTIVE\tok\tLPNRR123456789\n"
)
REMOVAL = (
    "request-date\torder-id\tshipment-date\tsku\tfnsku\tdisposition\tshipped-quantity\tcarrier\ttracking-number\tremoval-order-type\n"
    "2026-09-01\tR-77\t2026-09-14\tM\tX1\tSellable\t8\tUPS_GROUND\t1Z5R89390357567127\tReturn\n"
    "2026-09-01\tR-77\t2026-09-14\tM\tX1\tSellable\t4\tUPS_GROUND\t1Z5R89390357567127\tReturn\n"
)
REIMBURSED = (
    "approval-date\treimbursement-id\tcase-id\tamazon-order-id\treason\tsku\tfnsku\tasin\tproduct-name\tcondition\tcurrency-unit\tamount-per-unit\tamount-total\tquantity-reimbursed-cash\tquantity-reimbursed-inventory\tquantity-reimbursed-total\n"
    "2026-09-12T10:00:00-07:00\t1\t990011\t\tLost_Inbound\tM\tX1\tB0HHGN3M5G\tMug\tNew\tUSD\t7.80\t15.60\t2\t0\t2\n"
)
RECEIVED = "received-date\tfnsku\tsku\tproduct-name\tquantity\tfba-shipment-id\tfulfillment-center-id\n2026-09-02\tX1\tM\tMug\t348\tFBA15KD7XQ2P\tONT8\n"


def test_a_ledger_tells_receipts_and_the_day_of_a_loss(tmp_path: Path) -> None:
    """Receipts are added up, sales are no receipts, and only a loss is an adjustment that counts."""
    reading = _reading(tmp_path, LEDGER, "ledger.txt")

    assert [(line.quantity, line.quantity_received) for line in _lines(reading)] == [(None, Decimal(292))]
    assert _facts(reading, "inventory_adjustment_date") == [date(2026, 9, 16)]


def test_returns_removals_reimbursements_and_receipts_are_read(tmp_path: Path) -> None:
    """Each by its own columns."""
    returns, removal = _reading(tmp_path, RETURNS, "returns.txt"), _reading(tmp_path, REMOVAL, "removal.txt")
    paid, received = _reading(tmp_path, REIMBURSED, "paid.txt"), _reading(tmp_path, RECEIVED, "received.txt")

    assert _facts(returns, "return_delivery_date") == [date(2026, 9, 12)]
    assert _facts(removal, "removal_shipment_date") == [date(2026, 9, 14)]
    assert _facts(removal, "order_number") == ["R-77"]
    assert _lines(removal)[0].quantity == 12
    assert _lines(paid)[0].unit_cost == Money(Decimal("7.80"), "USD")
    assert _facts(paid, "claim_number") == ["990011"]
    assert _facts(received, "fc_delivery_date") == [date(2026, 9, 2)]
    assert _lines(received)[0].quantity_received == 348


def test_days_of_which_there_are_several_decide_nothing(tmp_path: Path) -> None:
    """A report of a year lists them; the case does not go by one of them."""
    row = RETURNS.split("\n")[1]
    (tmp_path / "returns.txt").write_text(RETURNS + row.replace("2026-09-12", "2026-10-01") + "\n")

    assert review(tmp_path).particulars.get("return_delivery_date") is None


def test_two_reports_that_count_differently_are_told(tmp_path: Path) -> None:
    """Contents and ledger of one shipment must say the same arrived."""
    (tmp_path / "a.csv").write_text(
        "Merchant SKU,Title,FNSKU,Units expected,Units located\nM,Mug,X1,300,290\n"
    )
    (tmp_path / "b.txt").write_text(LEDGER)

    messages = [f.message for f in review(tmp_path).findings if f.code == "quantities-differ"]

    assert messages == [
        "a.csv says that 290 of X1 arrived, b.txt says 292; take both reports of the same day."
    ]


def test_a_sheet_of_something_else_has_no_goods(tmp_path: Path) -> None:
    """Campaigns, addresses, and movements by date."""
    for number, sheet in enumerate(
        (
            "date,campaign,clicks\n2026-09-01,A,12\n",
            "name,phone\nA,1\n",
            "date,item,quantity\n2026-09-01,Mug,4\n",
        )
    ):
        assert _lines(_reading(tmp_path, sheet, f"{number}.csv")) == []


def test_a_hundred_thousand_rows_cost_no_time(tmp_path: Path) -> None:
    """Only the first are read, and a finding says so."""
    began = spent()

    reading = _reading(tmp_path, "SKU,Description,Quantity,Cartons\n" + "M,Mug,1,1\n" * 100_000)

    assert spent() - began < 5
    assert "long-sheet" in {f.code for f in reading.findings}
