"""What the text of a bar code says."""

from datetime import date
from decimal import Decimal

import pytest

from evidencekit.extractors.gs1 import elements
from evidencekit.extractors.payloads import told
from evidencekit.model.evidence import Barcode

GS, RS, EOT = "\x1d", "\x1e", "\x04"


def _told(text: str, symbology: str = "Code128", *, gs1: bool = False, near: str = "") -> dict[str, object]:
    return {t.name: t.value for t in told(Barcode(symbology, text, 1, gs1), near=near)}


def test_a_maxicode_of_ups_gives_the_whole_number() -> None:
    """The message holds account, service and the end of it; the check digit says that they were put together rightly."""
    message = f"[)>{RS}01{GS}96841706672{GS}840{GS}003{GS}1Z92751591{GS}UPSN{GS}410E7W{GS}195{GS}{GS}1/1{GS}{RS}{EOT}"

    assert _told(message, "MaxiCode") == {"tracking_number": "1Z410E7W0392751591", "carrier": "UPS"}
    assert "tracking_number" not in _told(message.replace("410E7W", "410E7X"), "MaxiCode")


def test_a_pdf417_of_fedex_gives_the_number_without_its_form() -> None:
    """Four digits behind it say which form it is; a wrong check digit gives none."""
    message = f"[)>{RS}01{GS}0298101{GS}840{GS}19{GS}7905353123170201{GS}FDE{GS}123456789{GS}{RS}{EOT}"

    assert _told(message, "PDF417") == {"tracking_number": "790535312317", "carrier": "FedEx"}
    assert "tracking_number" not in _told(message.replace("790535312317", "790535312318"), "PDF417")


def test_an_aztec_of_dpd_gives_its_parcel() -> None:
    """DPD's messages name Geopost as their carrier."""
    message = f"[)>{RS}01{GS}03{GS}75004{GS}250{GS}101{GS}10774000248377{GS}GEOP{GS}{GS}261{RS}{EOT}"

    assert _told(message, "Aztec") == {"tracking_number": "10774000248377", "carrier": "DPD"}


def test_data_identifiers_are_read() -> None:
    """Order, serial number, licence plate."""
    message = f"[)>{RS}06{GS}KPO-4711{GS}SSN0042{GS}1PMUG-01{GS}JJD011000000000000001{RS}{EOT}"

    assert _told(message, "DataMatrix") == {
        "purchase_order": "PO-4711",
        "serial_number": "SN0042",
        "sku": "MUG-01",
        "tracking_number": "JD011000000000000001",
    }


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("%0081827099800000200333502" + "76", {"tracking_number": "09980000020033", "carrier": "DPD"}),
        ("X001ABC2DE", {"fnsku": "X001ABC2DE"}),
        ("FBA15DVJ7Q2CU000001", {"fba_shipment_id": "FBA15DVJ7Q2C"}),
        ("LPNHE123456789", {"lpn": "LPNHE123456789"}),
        ("B0C7QX3L9K", {"asin": "B0C7QX3L9K"}),
        ("420902459261290336128704042634", {"tracking_number": "9261290336128704042634"}),
        ("420902459400111206206406260787", {"tracking_number": "9400111206206406260787", "carrier": "USPS"}),
        ("1001921334250001000300779017972697", {"tracking_number": "779017972697", "carrier": "FedEx"}),
        ("3318810025", {"tracking_number": "3318810025", "carrier": "DHL Express"}),
        ("https://carrier.example/t?n=1Z999AA10123456784&x=1", {"tracking_number": "1Z999AA10123456784"}),
        ("4500017735", {}),
        ("123456789012345678901234567890", {}),
        ("HELLO WORLD", {}),
        ("", {}),
    ],
)
def test_linear_codes_give_their_number(text: str, facts: dict[str, object]) -> None:
    """Carriers' and Amazon's own; digits that fit nothing give nothing."""
    assert facts == {k: v for k, v in _told(text).items() if k in facts or not facts}


def test_digits_beside_other_codes_need_a_word() -> None:
    """A label has codes of routing and weight, too: ten digits among them may fit by chance."""
    waybill, routing = Barcode("Code128", "3318810025", 1), Barcode("Code128", "2LBE1060+42000000", 1)
    piece = Barcode("Code128", "JD011000000000000001", 1)

    assert told(waybill, beside=(routing,)) == ()
    assert [t.value for t in told(waybill, beside=(routing, piece))] == ["3318810025", "DHL Express"]
    assert [t.value for t in told(waybill, beside=(routing,), near="DHL EXPRESS WORLDWIDE")] == [
        "3318810025",
        "DHL Express",
    ]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("00340434161094042557", {"sscc": "340434161094042557", "tracking_number": "00340434161094042557"}),
        ("00340123450000000017", {"sscc": "340123450000000017"}),
        ("00340123450000000018", {}),
        (f"42090245{GS}9261290336128704042634", {"tracking_number": "9261290336128704042634"}),
        ("0105901234123457" + f"10LOT7{GS}21SER9", {"gtin": "05901234123457", "serial_number": "SER9"}),
        ("019931265099999891ABC1234567010002", {"tracking_number": "ABC1234567010002"}),
        ("(00)340123450000000017", {"sscc": "340123450000000017"}),
    ],
)
def test_gs1_elements_are_read(text: str, facts: dict[str, object]) -> None:
    """SSCC, GTIN, serial number, post; zxing does not look at the check digits, this does."""
    assert facts == {k: v for k, v in _told(text, gs1=True).items() if k != "carrier"}


@pytest.mark.parametrize(
    "text", ["", "99", "01123", "zz", f"10{GS}", "(01)(02)", "10" + "9" * 5000, GS * 900]
)
def test_a_broken_element_string_gives_no_wrong_element(text: str) -> None:
    """Cut off, empty, endless."""
    assert all(value for _, value in elements(text))


def test_a_digital_fapiao_gives_number_date_and_total() -> None:
    """In the older kinds the amount is before tax, and is no total."""
    digital = _told("01,32,,25442000000123456789,1234.50,20250115,,A1B2,", "QRCode")
    older = _told("01,04,044001900111,12345678,1000.00,20230303,12345678901234567890,9F2C,", "QRCode")

    assert digital == {
        "invoice_number": "25442000000123456789",
        "invoice_date": date(2025, 1, 15),
        "currency": "CNY",
        "total": Decimal("1234.50"),
    }
    assert older == {"invoice_number": "12345678", "invoice_date": date(2023, 3, 3), "currency": "CNY"}
    assert _told("01,32,,25442000000123456789,1,20251399,,A", "QRCode") == {}


@pytest.mark.parametrize(
    ("text", "number"), [("5901234123457", "5901234123457"), ("978073520044951299", "9780735200449")]
)
def test_retail_codes_are_numbers_of_goods(text: str, number: str) -> None:
    """Never of parcels; an add-on is cut off."""
    assert _told(text, "EAN13") == {"gtin": number}


@pytest.mark.parametrize(
    "text", ["[)>\x1e" + "01\x1d" * 3000, "%" * 9000, "01," * 3000, "1" * 7089, "(00)" * 2000]
)
def test_hostile_texts_give_nothing(text: str) -> None:
    """And cost nothing."""
    assert _told(text) == {}
