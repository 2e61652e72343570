"""Agreement across documents: a contradiction names both places, a difference of spelling or of paper is none."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from evidencekit import review
from evidencekit.model.parties import same_party

INVOICE = """INVOICE
Seller: Northwind Pottery Ltd.
Buyer: Harbor Home Goods LLC
Invoice No.: NP-1042
Invoice date: {dated}
SKU       Description      Qty    Unit price    Amount
MUG-01    Stoneware mug    {quantity}     12.50         {total}
Total USD {total}
"""


def _invoice(quantity: int = 24, dated: str = "2026-08-01") -> str:
    return INVOICE.format(quantity=quantity, total=f"{quantity * 12.5:.2f}", dated=dated)


LADING = """BILL OF LADING
B/L No. NV-1
Shipper: {shipper}
Consignee: {consignee}
Vessel: {vessel}
Container No.: NVLU4827317
Seal No.: {seal}
Shipped on board: 2026-08-20
"""


def _lading(
    shipper: str = "Northwind Pottery Ltd",
    consignee: str = "Harbor Home Goods LLC",
    vessel: str = "MV North Vale Heron",
    seal: str = "NV447190",
) -> str:
    return LADING.format(shipper=shipper, consignee=consignee, vessel=vessel, seal=seal)


def _told(folder: Path, **files: str) -> dict[str, str]:
    """Return the warnings of a case made of text files, by code."""
    for name, text in files.items():
        (folder / name.replace("_dot_", ".")).write_text(text)
    return {f.code: f.message for f in review(folder).findings}


def test_papers_that_agree_are_left_alone(tmp_path: Path) -> None:
    """Other spelling of the same names, a second ship's prefix, fewer packed than invoiced, invoice before shipment."""
    told = _told(
        tmp_path,
        invoice_dot_txt=_invoice(),
        lading_dot_txt=_lading(shipper="NORTHWIND POTTERY LIMITED", vessel="North Vale Heron / 631E"),
        packing_dot_csv="SKU,Description,Quantity,Cartons,Gross kg\nMUG-01,Stoneware mug,20,2,9\n",
        receipt_dot_txt="DELIVERY RECEIPT\nDelivery date: 2026-09-17\nContainer No.: NVLU 482731-7\nSeal No.: NV-447190\nReceived in good order",
        case_dot_toml='[claimant]\nname = "HARBOR HOME GOODS, L.L.C."\n[loss]\ntype = "damaged"\namount = "12.50 USD"\n',
    )

    assert told == {}


def test_a_seal_that_differs_names_both_places(tmp_path: Path) -> None:
    """The page too, where a file has several."""
    canvas = Canvas(str(tmp_path / "delivery.pdf"))
    canvas.drawString(72, 700, "DELIVERY RECEIPT")
    canvas.showPage()
    canvas.drawString(72, 700, "Seal No.: NV999999")
    canvas.save()

    told = _told(tmp_path, lading_dot_txt=_lading())

    assert told["two-values"].startswith(
        "delivery.pdf, page 2 says seal number NV999999, lading.txt says NV447190"
    )


def test_two_tracking_numbers_that_one_paper_names_together_are_two_parcels(tmp_path: Path) -> None:
    """A manifest or an invoice that lists both settles it."""
    told = _told(
        tmp_path,
        one_dot_txt="Tracking 1Z5R89390357567127",
        two_dot_txt="Tracking 1Z879E930346834440",
        manifest_dot_txt="MANIFEST\n1Z5R89390357567127\n1Z879E930346834440",
    )

    assert "two-values" not in told


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (_lading(consignee="Bluebird Living Inc."), True),
        (_lading(consignee="To the order of Tidemark Bank"), False),
        (_lading(consignee="Harbor Home Goods"), False),
        (_lading(vessel="MV Kestrel Dawn"), True),
    ],
)
def test_parties_and_ships_are_compared_between_the_papers_of_the_journey(
    tmp_path: Path, other: str, *, differs: bool
) -> None:
    """A bill to order names nobody, and a missing legal form is no other firm."""
    told = _told(tmp_path, one_dot_txt=_lading(), two_dot_txt=other)

    assert ("two-values" in told) is differs


def test_more_packed_than_invoiced_is_told(tmp_path: Path) -> None:
    """With both papers and both numbers."""
    packing = "SKU,Description,Quantity,Cartons,Gross kg\nMUG-01,Stoneware mug,30,2,9\n"

    told = _told(tmp_path, invoice_dot_txt=_invoice(24), packing_dot_csv=packing)

    assert told["quantities-differ"] == (
        "30 of mug-01 are packed (packing.csv), but only 24 invoiced (invoice.txt)."
    )


def test_more_claimed_than_packed_is_told(tmp_path: Path) -> None:
    """What case.toml claims is measured by the packing list before the invoice."""
    case = '[[goods]]\nsku = "MUG-01"\nquantity_lost = 21\nunit_cost = "12.50 USD"\n'
    packing = "SKU,Description,Quantity,Cartons,Gross kg\nMUG-01,Stoneware mug,20,2,9\n"

    told = _told(tmp_path, invoice_dot_txt=_invoice(24), packing_dot_csv=packing, case_dot_toml=case)

    assert told["quantities-differ"].startswith("21 of MUG-01 are claimed")
    assert "only 20 packed (packing.csv)" in told["quantities-differ"]


def test_an_invoice_after_shipment_and_a_delivery_before_it_are_told(tmp_path: Path) -> None:
    """Each with the file that says the other date."""
    told = _told(
        tmp_path,
        invoice_dot_txt=_invoice(dated="2026-09-01"),
        lading_dot_txt=_lading(),
        receipt_dot_txt="DELIVERY RECEIPT\nDelivery date: 2026-08-17\nReceived in good order, driver",
    )

    assert "invoice.txt is dated 2026-09-01" in told["invoice-after-shipment"]
    assert "(lading.txt)" in told["invoice-after-shipment"]
    assert "receipt.txt says delivery on 2026-08-17" in told["delivery-before-shipment"]


def test_one_invoice_with_two_totals_is_told(tmp_path: Path) -> None:
    """A draft and the final one have the same number."""
    told = _told(tmp_path, one_dot_txt=_invoice(24), two_dot_txt=_invoice(25))

    assert "300.00 and 312.50" in told["two-totals"]
    assert "one.txt and two.txt" in told["two-totals"]


def test_a_claimant_whom_no_paper_names_is_told(tmp_path: Path) -> None:
    """With whom the papers name instead."""
    told = _told(
        tmp_path, invoice_dot_txt=_invoice(), case_dot_toml='[claimant]\nname = "Juniper Lane Inc."\n'
    )

    assert "invoice.txt names Harbor Home Goods LLC as buyer" in told["claimant-not-named"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shenzhen Brightway Trading Co., Ltd.", "SHENZHEN BRIGHTWAY TRADING CO LTD"),
        ("Kessler Feinwerk GmbH & Co. KG", "Kessler Feinwerk"),
        ("Müller Söhne GmbH", "Muller Sohne GmbH"),
        ("Wang Xiaoming", "XIAOMING WANG"),
        ("Harbor Home Goods LLC", "Harbour Home Goods, L.L.C."),
        ("深圳市明途贸易有限公司", "深圳市明途贸易"),
        ("Bright Way Trading Ltd", "Brightway Trading Limited"),
        ("Smith & Sons Ltd", "Smith and Sons Limited"),
    ],
)
def test_one_party_is_spelt_in_many_ways(one: str, other: str) -> None:
    """Legal forms, case, accents, punctuation, the order of a Chinese name, a slip."""
    assert same_party(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbor Home Goods LLC", "Harbor Light Goods LLC"),
        ("Ningbo Evercraft Co., Ltd.", "Ningbo Overland Co., Ltd."),
        ("深圳市明途贸易有限公司", "深圳市远途贸易有限公司"),
        ("Unit 12 Ltd", "Unit 13 Ltd"),
        ("Ltd.", "GmbH"),
        ("", "Harbor"),
    ],
)
def test_two_parties_stay_two(one: str, other: str) -> None:
    """One other word makes another firm."""
    assert not same_party(one, other)
