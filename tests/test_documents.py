"""Papers of the journey and of insurance: values behind, right of and below their labels, and what is no value."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from builders_intake import read
from builders_spent import spent
from evidencekit import review
from evidencekit.model.evidence import Reading
from evidencekit.model.money import Money


def _reading(tmp_path: Path, text: str, name: str = "paper.txt") -> Reading:
    (tmp_path / name).write_text(text, "utf-8")
    return read(tmp_path)[name]


def _told(reading: Reading, *names: str) -> dict[str, object]:
    return {f.name: f.value for f in reversed(reading.facts) if f.name in names}


LADING = {
    "bol_number": "NV-20931",
    "shipper": "Northwind Pottery Ltd",
    "consignee": "Harbor Home Goods LLC",
    "vessel": "North Vale Heron",
    "port_of_loading": "Yantian, China",
    "port_of_discharge": "Los Angeles, USA",
    "seal_number": "NV4471903",
    "packages": 440,
    "gross_weight_kg": Decimal("6477.0"),
    "ship_date": date(2026, 8, 20),
}


def test_values_behind_their_labels_are_read(tmp_path: Path) -> None:
    """One a line, with a colon."""
    text = (
        "BILL OF LADING\nB/L No.: NV-20931\nShipper: Northwind Pottery Ltd\nConsignee: Harbor Home Goods LLC\n"
        "Ocean vessel: North Vale Heron\nPort of loading: Yantian, China\nPort of discharge: Los Angeles, USA\n"
        "Seal No.: NV4471903\nTotal packages: 440 cartons\nGross weight: 6,477.0 kg\nShipped on board: 2026-08-20\n"
    )

    assert _told(_reading(tmp_path, text), *LADING) == LADING


def test_values_in_the_boxes_of_a_form_are_read(tmp_path: Path) -> None:
    """Below their labels, two columns beside each other, no colon anywhere."""
    page = Canvas(str(tmp_path / "form.pdf"))
    boxes = (
        (60, 700, "SHIPPER", "Northwind Pottery Ltd"), (320, 700, "B/L NO.", "NV-20931"),
        (60, 640, "CONSIGNEE", "Harbor Home Goods LLC"), (320, 640, "EXPORT REFERENCES", "PO 17"),
        (60, 580, "OCEAN VESSEL", "North Vale Heron"), (200, 580, "VOYAGE NO.", "631E"),
        (320, 580, "PORT OF LOADING", "Yantian, China"), (60, 520, "PORT OF DISCHARGE", "Los Angeles, USA"),
        (320, 520, "SEAL NO.", "NV4471903"), (60, 460, "TOTAL PACKAGES", "440 cartons"),
        (320, 460, "GROSS WEIGHT (KG)", "6,477.0"), (60, 400, "SHIPPED ON BOARD DATE", "20 August 2026"),
    )  # fmt: skip
    for x, y, label, value in boxes:
        page.setFont("Helvetica", 6)
        page.drawString(x, y, label)
        page.setFont("Helvetica", 9)
        page.drawString(x, y - 13, value)
    page.save()

    assert _told(read(tmp_path)["form.pdf"], *LADING) == LADING


def test_two_languages_and_signs_without_spaces_are_read(tmp_path: Path) -> None:
    """Chinese labels beside each other on one line, each with its English twin or without."""
    text = (
        "海运提单\n提单号 B/L No. NV-20931\n托运人 Shipper: Northwind Pottery Ltd\n收货人 Consignee: Harbor Home Goods LLC\n"
        "通知人 Notify Party: SAME AS CONSIGNEE\n船名 North Vale Heron 装货港 Yantian, China\n"
        "卸货港 Los Angeles, USA\n封号 NV4471903 件数 440 毛重 6477.0 kg\n装船日期 2026年8月20日\n"
    )

    assert _told(_reading(tmp_path, text), *LADING) == LADING


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Order ID: 112-1\nRefund issued 2026-11-02 USD 39.99", "refund_amount", "39.99 USD"),
        ("Police Nr.: TM-4471028\nVersicherungssumme: 55.660,00 EUR", "insured_value", "55660.00 EUR"),
        ("Date of survey 21 September 2026, 10:00", "survey_date", date(2026, 9, 21)),
        ("Besichtigung am 21.09.2026 im Lager", "survey_date", date(2026, 9, 21)),
        ("Cause of damage: sea water through the roof.", "cause_of_loss", "sea water through the roof"),
        ("PRO 418-772093 delivered", "pro_number", "418-772093"),
        ("Container / seal:   NVLU4827317 / NV4471903", "seal_number", "NV4471903"),
        ("Gross weight: 100 lbs", "gross_weight_kg", Decimal("45.36")),
        ("Zugestellt am 10.09.2026, Empfangen von: M. Whitlock", "received_by", "M. Whitlock"),
        ("签收人：王伟 本人签收", "received_by", "王伟"),
        ("Livré le 10 septembre 2026 à 15h40", "delivery_date", date(2026, 9, 10)),
        ("Shipper: Shenzhen Brightway Trading Co., Ltd., 88 Keji Road, Shenzhen", "shipper", "Shenzhen Brightway Trading Co., Ltd."),
    ],
)  # fmt: skip
def test_single_values_are_read_as_papers_write_them(
    tmp_path: Path, text: str, name: str, value: object
) -> None:
    """In several languages and units; a name ends where its address begins."""
    assert _told(_reading(tmp_path, text), name) == {name: value}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shipper's load, stow and count", "shipper"),
        ("Consignee: same as notify party", "consignee"),
        ("Delivered to: Front desk", "consignee"),
        ("The surveyor's seal was set on the report.", "seal_number"),
        ("Expected ship date 2026-09-04", "ship_date"),
        ("Scheduled delivery: 2026-09-10", "delivery_date"),
        ("Gross weight 12,5", "gross_weight_kg"),
        ("Cartons: 3 x 12", "packages"),
        ("Pieces delivered 3 of 4", "packages"),
    ],
)
def test_what_is_no_value_is_not_read(tmp_path: Path, text: str, name: str) -> None:
    """Longer labels, references to elsewhere, plans, sentences, and weights without a unit."""
    assert _told(_reading(tmp_path, text), name) == {}


@pytest.mark.parametrize(
    ("text", "exception"),
    [
        ("DELIVERY RECEIPT\nExceptions: 2 ctns crushed", "2 ctns crushed"),
        ("DELIVERY RECEIPT\nExceptions (describe loss or damage): shrink wrap torn, 1 short", "shrink wrap torn, 1 short"),
        ("Lieferschein\nBemerkungen: 3 Kartons beschädigt", "3 Kartons beschädigt"),
        ("BON DE LIVRAISON\nRéserves : 1 colis mouillé", "1 colis mouillé"),
        ("DELIVERY RECEIPT\nSigned, driver refused to wait for inspection.", "Signed, driver refused to wait for inspection"),
        ("DELIVERY RECEIPT\nExceptions: none", None),
        ("DELIVERY RECEIPT\nExceptions: subject to inspection", None),
        ("DELIVERY RECEIPT\nRemarks: subject to count, received in good order", None),
        ("BON DE LIVRAISON\nRéserves : sous réserve de déballage", None),
        ("Lieferschein\nBemerkungen: Bitte an Rampe 3 liefern", None),
        ("INVOICE\nRemarks: goods are no longer missing from stock", None),
        ("送货单\n异常情况：无", None),
    ],
)  # fmt: skip
def test_an_exception_is_what_is_wrong_and_a_clean_receipt_is_none(
    tmp_path: Path, text: str, exception: str | None
) -> None:
    """`Subject to inspection` leaves a receipt clean; a driver who would not wait is worth telling."""
    told = _told(_reading(tmp_path, text), "exception")

    assert told == ({"exception": exception} if exception else {})


def test_an_exception_may_run_over_lines(tmp_path: Path) -> None:
    """Handwriting that was typed below its box."""
    text = "DELIVERY RECEIPT\n\nEXCEPTIONS NOTED\nHole in roof panel,\nwater on floor.\nSEAL NO.\nNV4471903\n"

    assert _told(_reading(tmp_path, text), "exception") == {"exception": "Hole in roof panel, water on floor"}


def test_an_exception_is_quoted_word_for_word(tmp_path: Path) -> None:
    """Handwriting slants and runs close; a letter quotes it, so that no word may be lost, glued or moved."""
    page = Canvas(str(tmp_path / "receipt.pdf"))
    page.setFont("Helvetica", 9)
    page.drawString(60, 780, "DELIVERY RECEIPT")
    page.drawString(60, 700, "EXCEPTIONS")
    for number, line in enumerate(
        ("Hole in roof panel, daylight seen from inside.", "Left wall wet. About 75 cartons WET: 73 counted", "after unloading. Seal OK.")
    ):  # fmt: skip
        page.saveState()
        page.translate(66, 680 - 18 * number)
        page.rotate(3.5)
        page.drawString(0, 0, line, wordSpace=-2.2)
        page.restoreState()
    page.drawString(60, 560, "RECEIVED BY")
    page.drawString(60, 545, "R. Imada")
    page.save()

    assert _told(read(tmp_path)["receipt.pdf"], "exception", "received_by") == {
        "exception": "Hole in roof panel, daylight seen from inside. Left wall wet. About 75 cartons WET: 73 counted "
        "after unloading. Seal OK",
        "received_by": "R. Imada",
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("UPS GROUND\nSHIP\nMARA WHITLOCK\nTO:\nJUNIPER LANE COFFEE BAR\n", ("vessel",)),
        ("DELIVERY RECEIPT\nRECEIPT NO.\nGP-88214\nDELIVERY DATE\n2026-09-17\n440 cartons\n", ("invoice_number", "invoice_date")),
        (
            "CERTIFICATE OF INSURANCE\nDate of issue: 2026-08-27\nInvoice value: USD 45,360.00\nFrom: Yantian, China\nTo: Los Angeles\n",
            ("invoice_date", "seller", "buyer"),
        ),
    ],
)  # fmt: skip
def test_words_of_everyday_on_other_papers_are_no_labels(
    tmp_path: Path, text: str, names: tuple[str, ...]
) -> None:
    """`Ship` over an address is no vessel, a receipt's number no invoice's, a port no seller."""
    assert _told(_reading(tmp_path, text), *names) == {}


def test_a_suppliers_delivery_is_not_the_consignments(tmp_path: Path) -> None:
    """The day on which a supplier delivered is on its invoice; the case's window is not counted from it."""
    invoice = "RECHNUNG\nRechnungsnummer: R-1\nRechnungsdatum: 02.05.2026\nLieferdatum: 01.05.2026\nGesamtbetrag EUR 12,00\n"
    (tmp_path / "rechnung.txt").write_text(invoice)

    assert review(tmp_path).particulars.get("delivery_date") is None


def test_an_insured_value_is_money_in_the_case(tmp_path: Path) -> None:
    """From the certificate, with its currency."""
    text = "CERTIFICATE OF INSURANCE\nPolicy No.: TM-1\nSum insured: USD 55,660.00\nAssured: Harbor Home Goods LLC\n"
    (tmp_path / "certificate.txt").write_text(text)

    entry = review(tmp_path).particulars.get("insured_value")

    assert entry is not None
    assert entry.value == Money(Decimal("55660.00"), "USD")


def test_hostile_papers_cost_no_time(tmp_path: Path) -> None:
    """Megabytes of labels, of dots, of one line."""
    for number, text in enumerate(
        (
            "Seal No.: " * 400_000,
            "Exceptions:\n" * 200_000,
            "B/L No. " + "A" * 4_000_000,
            ("Consignee" + " " * 40) * 90_000,
        )
    ):
        (tmp_path / f"{number}.txt").write_text(text)
    began = spent()

    read(tmp_path)

    assert spent() - began < 20
