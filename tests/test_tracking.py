"""Tracking histories, in the many forms in which carriers give them: scans, days, who signed, what was wrong, gaps."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from builders_intake import read
from builders_spent import spent
from evidencekit.extractors.tracking.stages import stage_of
from evidencekit.model.evidence import Reading, Scan


def _reading(tmp_path: Path, text: str, name: str = "tracking.txt") -> Reading:
    (tmp_path / name).write_text(text, "utf-8")
    return read(tmp_path)[name]


def _told(reading: Reading) -> dict[str, object]:
    return {f.name: f.value for f in reading.facts if f.name != "scan"}


def _scans(reading: Reading) -> list[Scan]:
    return [f.value for f in reading.facts if isinstance(f.value, Scan)]


UPS = """Tracking Details  1Z5R89390357567127
Date\tTime\tLocation\tActivity
09/10/2026\t2:02 P.M.\tDENVER, CO, US\tDelivered
09/10/2026\t8:30 A.M.\tDENVER, CO, US\tOut For Delivery
09/09/2026\t11:02 P.M.\tOntario, CA, US\tDeparted from Facility
09/04/2026\t5:55 P.M.\tOntario, CA, US\tOrigin Scan
09/04/2026\t10:42 A.M.\tUS\tShipper created a label, UPS has not received the package yet. Label created
"""
USPS = """Tracking Number: 9405503699300012345678
Delivered, Front Desk/Reception/Mail Room
DENVER, CO 80205
September 10, 2026, 2:02 pm
Out for Delivery
DENVER, CO 80205
September 10, 2026, 6:10 am
Arrived at Post Office
DENVER, CO 80205
September 10, 2026, 5:59 am
Accepted at USPS Origin Facility
SEATTLE, WA 98101
September 4, 2026, 9:14 pm
"""
FEDEX = """Travel history
Friday, 9/4/2026
7:05 pm    Picked up    SEATTLE, WA
9:50 pm    Left FedEx origin facility    SEATTLE, WA
Thursday, 9/10/2026
6:51 am    At local FedEx facility    DENVER, CO
8:02 am    On FedEx vehicle for delivery    DENVER, CO
2:02 pm    Delivered    DENVER, CO    Signed for by: M.WHITLOCK
"""
DHL_DE = """Sendungsverfolgung 00340434161094042557
Fr, 04.09.2026, 16:20 Uhr  Die Sendung wurde elektronisch angekündigt.
Fr, 04.09.2026, 21:14 Uhr  Die Sendung wurde im Start-Paketzentrum bearbeitet.
Do, 10.09.2026, 08:01 Uhr  Die Sendung wurde in das Zustellfahrzeug geladen.
Do, 10.09.2026, 14:02 Uhr  Die Sendung wurde erfolgreich zugestellt.
"""
CHINESE = """物流轨迹 YT1234567890123456
2026-09-10 14:02:11 【丹佛】 已签收，签收人: 王伟
2026-09-10 08:10:00 【丹佛】 正在派件
2026-09-05 21:33:40 【深圳】 离开深圳分拨中心
2026-09-04 16:20:05 【深圳】 已揽收
"""
ONE_A_LINE = """10 Sep 2026 14:02 Delivered DENVER, CO
10 Sep 2026 08:30 Out for delivery DENVER, CO
4 Sep 2026 17:55 Picked up SEATTLE, WA
"""
FRENCH = """Suivi de votre colis 6A12345678901
10/09/2026 à 14h02 - Votre colis est livré
10/09/2026 à 08h30 - Votre colis est en cours de livraison
05/09/2026 à 21h10 - Votre colis est en cours d'acheminement
04/09/2026 à 16h20 - Votre colis a été pris en charge
30/08/2026 à 09h00 - Préavis, informations transmises
"""
HTML = """<html><body><h1>Shipment progress</h1><table><tr><th>When</th><th>What</th></tr>
<tr><td>2026-09-10 14:02</td><td>Delivered</td><td>Denver</td></tr>
<tr><td>2026-09-10 08:30</td><td>Out for delivery</td><td>Denver</td></tr>
<tr><td>2026-09-04 17:55</td><td>Origin scan</td><td>Seattle</td></tr></table></body></html>"""


@pytest.mark.parametrize("text", [UPS, USPS, FEDEX, DHL_DE, CHINESE, ONE_A_LINE, FRENCH, HTML])
def test_a_history_is_read_in_the_form_that_its_carrier_gives_it(tmp_path: Path, text: str) -> None:
    """Times before or behind the event, above it as a day, month first or day first, in four languages."""
    reading = _reading(tmp_path, text, "page.html" if text.startswith("<") else "page.txt")

    told = _told(reading)
    assert told["delivery_date"] == date(2026, 9, 10)
    assert told["last_scan_date"] == date(2026, 9, 10)
    assert told["first_scan_date"] == date(2026, 9, 4)
    assert any(s.at == datetime(2026, 9, 10, 14, 2) for s in _scans(reading))


def test_places_and_names_are_read_beside_what_happened(tmp_path: Path) -> None:
    """Who signed, and where."""
    fedex, chinese = _reading(tmp_path, FEDEX, "f.txt"), _reading(tmp_path, CHINESE, "c.txt")

    assert _scans(fedex)[0] == Scan(datetime(2026, 9, 4, 19, 5), "Picked up", "SEATTLE, WA")
    assert _told(chinese)["received_by"] == "王伟"
    assert _scans(chinese)[0].location == "丹佛"


ANSWERS = {
    "ups": {"trackResponse": {"shipment": [{"package": [{"activity": [
        {"location": {"address": {"city": "DENVER", "stateProvince": "CO", "countryCode": "US"}}, "status": {"type": "D", "description": "DELIVERED ", "code": "KB"}, "date": "20260910", "time": "140200"},
        {"location": {"address": {"countryCode": "US"}}, "status": {"type": "P", "description": "Pickup Scan"}, "date": "20260904", "time": "175500"},
    ]}]}]}},
    "fedex": {"output": {"completeTrackResults": [{"trackResults": [{"deliveryDetails": {"receivedByName": "M.WHITLOCK"}, "scanEvents": [
        {"date": "2026-09-10T14:02:00-06:00", "eventType": "DL", "eventDescription": "Delivered", "scanLocation": {"city": "DENVER", "stateOrProvinceCode": "CO", "countryCode": "US"}},
        {"date": "2026-09-04T17:55:00-07:00", "eventType": "PU", "eventDescription": "Picked up", "scanLocation": {"city": "SEATTLE"}},
    ]}]}]}},
    "usps": {"trackingNumber": "9405503699300012345678", "trackingEvents": [
        {"eventType": "Delivered, Front Desk", "eventTimestamp": "2026-09-10T14:02:00", "eventCity": "DENVER", "eventState": "CO", "eventZIP": "80205"},
        {"eventType": "Accepted at USPS Origin Facility", "eventTimestamp": "2026-09-04T17:55:00", "eventCity": "SEATTLE", "eventState": "WA"},
    ]},
    "dhl": {"shipments": [{"id": "123", "events": [
        {"timestamp": "2026-09-10T14:02:00", "statusCode": "delivered", "description": "Delivered - Signed for by: WHITLOCK", "location": {"address": {"addressLocality": "DENVER - USA"}}},
        {"timestamp": "2026-09-04T17:55:00", "statusCode": "transit", "description": "Shipment picked up", "location": {"address": {"addressLocality": "LEIPZIG"}}},
    ]}]},
    "17track": {"data": {"accepted": [{"number": "YT1", "track_info": {"tracking": {"providers": [{"events": [
        {"time_iso": "2026-09-10T14:02:00-06:00", "description": "Delivered", "location": "DENVER, CO", "stage": "Delivered"},
        {"time_iso": "2026-09-04T17:55:00+08:00", "description": "Picked up", "location": "Shenzhen", "stage": "PickedUp"},
    ]}]}}}]}},
    "aftership": {"data": {"tracking": {"checkpoints": [
        {"checkpoint_time": "2026-09-04T17:55:00", "city": "Seattle", "message": "Picked up", "tag": "InTransit"},
        {"checkpoint_time": "2026-09-10T14:02:00", "city": "Denver", "message": "Delivered", "tag": "Delivered"},
    ]}}},
    "easypost": {"tracking_code": "EZ1", "est_delivery_date": "2026-09-09", "signed_by": "M WHITLOCK", "tracking_details": [
        {"message": "Pre-Shipment information received", "status": "pre_transit", "datetime": "2026-09-04T10:00:00Z", "tracking_location": {"city": None}},
        {"message": "Accepted", "status": "in_transit", "datetime": "2026-09-04T17:55:00Z", "tracking_location": {"city": "SEATTLE", "state": "WA"}},
        {"message": "Delivered", "status": "delivered", "datetime": "2026-09-10T14:02:00Z", "tracking_location": {"city": "DENVER", "state": "CO"}},
    ]},
    "sf": {"routes": [
        {"acceptTime": "2026-09-04 17:55:00", "remark": "顺丰速运 已收取快件，已揽收", "acceptAddress": "深圳市"},
        {"acceptTime": "2026-09-10 14:02:00", "remark": "已签收", "acceptAddress": "丹佛"},
    ]},
}  # fmt: skip


@pytest.mark.parametrize("carrier", ANSWERS)
def test_the_answers_of_carriers_are_read(tmp_path: Path, carrier: str) -> None:
    """Each by its own names of fields, and none needs to be told whose it is."""
    reading = _reading(tmp_path, json.dumps(ANSWERS[carrier]), f"{carrier}.json")

    told, last = _told(reading), max(_scans(reading), key=lambda s: str(s.at))
    assert told["delivery_date"] == date(2026, 9, 10)
    assert told["first_scan_date"] == date(2026, 9, 4)
    assert last.at == datetime(2026, 9, 10, 14, 2)
    assert last.location
    if carrier in {"fedex", "easypost"}:
        assert "WHITLOCK" in str(told["received_by"])


def test_a_trail_that_ends_and_one_with_a_gap_are_said(tmp_path: Path) -> None:
    """With the days and the scans around them."""
    reading = _reading(
        tmp_path,
        "date,time,location,status\n2026-09-04,10:00,Seattle,Picked up\n2026-09-20,11:00,Boise,In transit\n",
        "t.csv",
    )

    found = {f.code: f.message for f in reading.findings}
    assert "16 days, from 2026-09-04 (Picked up) to 2026-09-20" in found["tracking-gap"]
    assert "2026-09-20 in Boise without delivery" in found["not-delivered"]
    assert "delivery_date" not in _told(reading)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("Delivered, Front Desk/Reception", "delivered"),
        ("Not delivered, business closed", "attempted"),
        ("Delivered to carrier facility", "accepted"),
        ("Your parcel will be delivered tomorrow", "moving"),
        ("Returned to sender", "returned"),
        ("Delivered to sender", "returned"),
        ("OutForDelivery", "out"),
        ("out_for_delivery", "out"),
        ("Sendung konnte nicht zugestellt werden", "attempted"),
        ("Shipping Label Created, USPS Awaiting Item", "label"),
        ("Thank you for your order", None),
    ],
)  # fmt: skip
def test_the_words_of_a_scan_say_where_the_parcel_is(status: str, stage: str | None) -> None:
    """What is not delivered, or not yet, is not delivered."""
    assert stage_of(status) == stage


def test_delivered_and_then_returned_is_not_delivered(tmp_path: Path) -> None:
    """The last word counts."""
    rows = "date,status\n2026-09-04,Picked up\n2026-09-08,Delivered\n2026-09-09,Returning to sender\n2026-09-12,Delivered to sender\n"

    assert "delivery_date" not in _told(_reading(tmp_path, rows, "t.csv"))


def test_damage_on_the_way_is_an_exception(tmp_path: Path) -> None:
    """Whichever scan says it."""
    rows = "date,status\n2026-09-04,Picked up\n2026-09-08,Package damaged at hub\n2026-09-09,Delivered\n"

    assert _told(_reading(tmp_path, rows, "t.csv"))["exception"] == "Package damaged at hub"


def test_several_parcels_in_one_table_have_only_the_days_that_all_share(tmp_path: Path) -> None:
    """Each parcel is a history of its own."""
    rows = (
        "Tracking number,Date,Status\n1Z1,2026-09-04,Picked up\n1Z1,2026-09-10,Delivered\n"
        "1Z2,2026-09-04,Picked up\n1Z2,2026-09-11,Delivered\n"
    )

    told = _told(_reading(tmp_path, rows, "t.csv"))

    assert told["first_scan_date"] == date(2026, 9, 4)
    assert "delivery_date" not in told


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sirs,\nthe goods were shipped on 4 September 2026 and delivered on 10 September 2026, crushed.\nYours sincerely",
        "Invoice date 2026-09-04\nDelivery date 2026-09-10\nTotal USD 12.00",
        "2026-09-04 Opening balance 12.00\n2026-09-05 Card payment 9.00\n2026-09-06 Transfer 4.00\n",
    ],
)  # fmt: skip
def test_other_papers_with_dates_are_no_history(tmp_path: Path, text: str) -> None:
    """Letters, invoices and statements have dates too."""
    assert _scans(_reading(tmp_path, text)) == []


def test_hostile_histories_cost_no_time(tmp_path: Path) -> None:
    """A hundred thousand rows, a deep nest, a wide one, a page of dates."""
    (tmp_path / "rows.csv").write_text("date,status\n" + "2026-09-04,In transit\n" * 100_000)
    (tmp_path / "deep.json").write_text("[" * 100_000 + "]" * 100_000)
    (tmp_path / "wide.json").write_text(json.dumps([{"date": "2026-09-04", "status": "x" * 50}] * 9_000))
    (tmp_path / "dates.txt").write_text("2026-09-04 10:00 In transit \n" * 30_000)
    (tmp_path / "digits.txt").write_text("1:1" * 60_000)
    began = spent()

    read(tmp_path)

    assert spent() - began < 15
