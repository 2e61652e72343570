"""What is read from documents: the number, the date, the amount, or nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from evidencekit import review
from evidencekit.model.checkdigits import iso6346, s10, ups


def test_check_digits_tell_a_slip() -> None:
    """One digit changed is no longer the number."""
    assert ups("5R89390357567127")
    assert not ups("5R89390357567137")
    assert iso6346("CSQU3054383")
    assert s10("RB123456785GB")


def _case(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("_", " ").replace(" dot ", ".")).write_text(text)
    return folder


INVOICE = """INVOICE
Seller: Northwind Pottery Ltd.
Bill to: Harbor Home Goods LLC
Invoice No.: NP-1042
Invoice date: 2026-08-01
Status: PAID
MUG-01 Stoneware mug 24 12.50 300.00
Subtotal USD 300.00
Total USD 300.00
"""


def test_an_invoice_is_read_whole(tmp_path: Path) -> None:
    """Number, date, parties, line and total; the subtotal is not the total."""
    folder = _case(tmp_path, invoice_dot_txt=INVOICE)

    exhibit = review(folder).exhibits[0]

    told = {f.name: f.value for f in exhibit.facts if f.name != "line"}
    assert exhibit.kind == "supplier_invoice"
    assert told["invoice_number"] == "NP-1042"
    assert told["invoice_date"] == date(2026, 8, 1)
    assert told["total"] == Decimal("300.00")
    assert told["currency"] == "USD"
    assert told["payment_status"] == "paid"
    assert told["buyer"] == "Harbor Home Goods LLC"


def test_a_pro_forma_is_not_an_invoice(tmp_path: Path) -> None:
    """Its own words tell."""
    folder = _case(tmp_path, invoice_dot_txt=INVOICE.replace("INVOICE\n", "PRO-FORMA INVOICE\n"))

    assert review(folder).exhibits[0].kind == "proforma_invoice"


def test_plain_digits_are_no_tracking_number(tmp_path: Path) -> None:
    """A purchase order that happens to have a fitting check digit is not taken for a waybill."""
    folder = _case(tmp_path, note_dot_txt="Purchase order 3318810025, please supply.")

    assert not [f for f in review(folder).exhibits[0].facts if f.name == "tracking_number"]


def test_an_invoice_total_is_never_taken_for_the_loss(tmp_path: Path) -> None:
    """The amount stays unknown, and the finding names the total that was found."""
    folder = _case(tmp_path, invoice_dot_txt=INVOICE)

    read = review(folder)

    assert read.particulars.amount is None
    assert any(f.code == "amount-unknown" and "300.00" in f.message for f in read.findings)


def test_two_tracking_numbers_are_a_contradiction_that_names_both_places(tmp_path: Path) -> None:
    """The tool does not choose."""
    folder = _case(
        tmp_path, one_dot_txt="Tracking 1Z5R89390357567127", two_dot_txt="Tracking 1Z879E930346834440"
    )

    messages = [f.message for f in review(folder).findings if f.code == "two-values"]

    assert len(messages) == 1
    assert "one.txt" in messages[0]
    assert "two.txt" in messages[0]


def test_what_a_person_says_wins(tmp_path: Path) -> None:
    """Kind and title from case.toml, with full confidence; what contradicts is a finding."""
    folder = _case(tmp_path, one_dot_txt="Tracking 1Z5R89390357567127")
    (folder / "case.toml").write_text(
        '[consignment]\ntracking_numbers = ["1Z879E930346834440"]\n[evidence."one.txt"]\nkind = "proof_of_delivery"\n'
    )

    read = review(folder)

    assert read.exhibits[0].kind == "proof_of_delivery"
    assert read.exhibits[0].confidence == 1.0
    assert read.particulars.text("tracking_number") == "1Z879E930346834440"
    assert any(f.code == "contradicts-case" for f in read.findings)


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("IMG_1 label close-up.jpg", "label"),
        ("IMG_2 damaged mug close-up.jpg", "damage_close_up"),
        ("box all sides 1.jpg", "all_sides"),
        ("IMG_0003.jpg", "unknown"),
    ],
)
def test_a_photo_shows_what_its_name_says_and_nothing_is_guessed(
    tmp_path: Path, name: str, view: str
) -> None:
    """A close-up of a label is no damage; a camera's number says nothing."""
    from PIL import Image

    (tmp_path / "case").mkdir()
    exif = Image.Exif()
    exif[0x0110] = "Phone 14"
    Image.new("RGB", (640, 480), "sienna").save(tmp_path / "case" / name, exif=exif)

    assert review(tmp_path / "case").exhibits[0].view == view
