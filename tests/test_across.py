"""Across cases: what two of them use that can be used once only."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from builders_intake import coded, noise
from builders_invoices import Told, cii
from builders_rules import exhibit, lost, particulars
from evidencekit import build_all
from evidencekit.across import Across, across
from evidencekit.cli.front import main
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.evidence import Line
from evidencekit.model.summary import Summary, Trace, TracedUnits
from evidencekit.model.vocabulary import Kind
from evidencekit.tracing import traced

pytestmark = pytest.mark.usefixtures("in_process")
TODAY = date(2026, 10, 20)
PHOTO = coded(noise((640, 480)).convert("RGB"), quality=80)
SAME_AGAIN = coded(noise((640, 480)).convert("RGB"), quality=60)


def _case(
    root: Path, name: str, *, sent: int, lost: int, recipients: str = '["generic"]', more: str = "", seller: str = "Harbor Home",
    sku: str = "MUG-01", invoice: bytes | None = None, photo: bytes | None = None, lines: int = 1,
) -> Path:  # fmt: skip
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(
        f'recipients = {recipients}\n[claimant]\nname = "{seller}"\n[loss]\ntype = "damaged"\n{more}\n'
        + f'[[goods]]\nsku = "{sku}"\ndescription = "Stoneware mug"\nquantity = {sent}\nquantity_lost = {lost}\nunit_cost = "12.50 EUR"\n'
        * lines
    )
    (folder / "invoice.xml").write_bytes(cii(Told()) if invoice is None else invoice)
    if photo is not None:
        (folder / "IMG_1.jpg").write_bytes(photo)
    return folder


def _across(root: Path, out: Path) -> tuple[Across, list[Outcome]]:
    made = list(build_all(sorted(root.iterdir()), into=out, today=TODAY, draft=True, resume=True))
    return across(made), made


def _codes(found: Across) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(s.finding.code, s.finding.severity.value, s.cases) for s in found.shared]


def test_an_invoice_that_proves_the_same_units_twice_is_told(tmp_path: Path) -> None:
    """Eight mugs were bought; six and five were shipped. Also where the bundles stood already."""
    _case(tmp_path / "root", "a", sent=6, lost=2)
    _case(tmp_path / "root", "b", sent=5, lost=1)

    for stood in (False, True):
        found, made = _across(tmp_path / "root", tmp_path / "out")
        assert [o.unchanged for o in made] == [stood, stood]
        assert _codes(found) == [("units-beyond-invoices", "warning", ("a", "b"))]
        message = found.shared[0].finding.message
        assert "11 units of mug-01 are shipped over these cases (a: 6 and b: 5)" in message
        assert "prove 8 (RE-2026-0042" in message
        assert "3 units stand on none" in message
        (account,) = found.units
        assert [str(n) for n in (account.invoiced, account.shipped, account.claimed, account.short)] == [
            "8",
            "11",
            "3",
            "3",
        ]


def test_lines_of_one_article_add_up(tmp_path: Path) -> None:
    """Five and five mugs in two lines of one claim, and one in another: eleven, not six."""
    _case(tmp_path / "root", "a", sent=5, lost=1, lines=2)
    _case(tmp_path / "root", "b", sent=1, lost=1)

    found, _ = _across(tmp_path / "root", tmp_path / "out")

    assert _codes(found) == [("units-beyond-invoices", "warning", ("a", "b"))]
    assert [(str(u.shipped), str(u.claimed), str(u.short)) for u in found.units] == [("11", "3", "3")]


def test_the_larger_source_says_what_was_shipped() -> None:
    """Two lines of a packing list beside one of the claim; they are the same units, so they do not add up."""
    cartons = [
        exhibit(f"list {n}.pdf", Kind.PACKING_LIST, line=Line("MUG-01", f"mug, carton {n}", Decimal(4)))
        for n in (1, 2)
    ]

    for sent, expected in ((5, "8"), (9, "9")):
        trace = traced(
            particulars(goods=(lost("mug", 1, "12.50 EUR", sent=sent, sku="MUG-01"),)), tuple(cartons)
        )
        assert [(u.how, u.goods, str(u.quantity)) for u in trace.units] == [
            ("shipped", "mug-01", expected),
            ("claimed", "mug-01", "1"),
        ]


def test_an_invoice_that_reaches_for_both_is_a_note(tmp_path: Path) -> None:
    """It may stand in two cases; its units count once."""
    _case(tmp_path / "root", "a", sent=4, lost=2)
    _case(tmp_path / "root", "b", sent=4, lost=1)

    assert _codes(_across(tmp_path / "root", tmp_path / "out")[0]) == [
        ("invoice-in-two-cases", "note", ("a", "b"))
    ]


def test_two_invoices_and_two_sellers_are_kept_apart(tmp_path: Path) -> None:
    """Units of two invoices add up; what another seller ships under the same SKU is another article."""
    _case(tmp_path / "root", "a", sent=8, lost=2)
    _case(tmp_path / "root", "b", sent=8, lost=1, invoice=cii(Told(number="RE-2026-0043")))
    _case(tmp_path / "root", "c", sent=9, lost=1, seller="Other Ltd", invoice=cii(Told(number="X-1")))
    _case(tmp_path / "root", "d", sent=9, lost=1, seller="Other Ltd", invoice=cii(Told(number="X-2")))

    found, _ = _across(tmp_path / "root", tmp_path / "out")

    assert [s.cases for s in found.shared] == [("c", "d")]
    assert [(u.claimant, str(u.invoiced), str(u.short)) for u in found.units] == [
        ("other ltd", "16", "2"),
        ("harbor home", "16", "0"),
    ]


def _traced(
    case: str, claimant: str, number: str, *, shipped: int, lost: int, carrier: str = "UPS"
) -> Outcome:
    goods = (("shipped", shipped), ("claimed", lost))
    trace = Trace(
        claimant,
        units=tuple(TracedUnits(how, "mug-01", Decimal(n)) for how, n in goods),
        consignments=(number,),
    )
    told = Summary(case, "UPS", "ready", None, carrier=carrier, whom="UPS", trace=trace)
    return Outcome(case, "ups-us", OutcomeStatus.BUILT, summary=told)


@pytest.mark.parametrize("other", ["harbor home, l.l.c.", "", "fast forwarding ltd"])
def test_one_parcel_is_the_same_whoever_claims_it(other: str) -> None:
    """The claimant is spelled otherwise, is not named, or is another one: owner and forwarder are paid once."""
    parcel = "tracking_number 1Z12345E1505270452"
    made = [
        _traced("a", "harbor home llc", parcel, shipped=6, lost=3),
        _traced("b", other, parcel, shipped=6, lost=4),
        _traced("c", "stranger ltd", "tracking_number 1Z12345E0205271688", shipped=6, lost=4),
    ]

    found = across(made)

    assert _codes(found) == [("claimed-twice", "warning", ("a", "b"))]
    message = found.shared[0].finding.message
    assert "7 of 6 units of mug-01" in message
    assert ("whose claimants are harbor home llc and fast" in message) is (other == "fast forwarding ltd")
    assert [(u.cases, str(u.shipped)) for u in found.units] == [(("a", "b"), "6")]


def test_a_number_that_many_may_give_is_no_common_ground() -> None:
    """A carrier counts its pro numbers for itself, and a few characters name nothing."""
    made = [
        _traced("a", "harbor home", "pro_number 123456789", shipped=6, lost=3, carrier="Estes"),
        _traced("b", "other ltd", "pro_number 123456789", shipped=6, lost=3, carrier="ABF"),
        _traced("c", "stranger ltd", "pro_number 123456789", shipped=6, lost=3, carrier="ESTES"),
        _traced("d", "harbor home", "tracking_number TBD", shipped=6, lost=3),
        _traced("e", "other ltd", "tracking_number TBD", shipped=6, lost=3),
    ]

    assert [s.cases for s in across(made).shared] == [("a", "c")]


def test_units_of_one_invoice_are_set_against_all_who_use_it(tmp_path: Path) -> None:
    """By its bytes, and by seller and number where it is another file; what a stranger ships under the same SKU is apart."""
    _case(tmp_path / "root", "a", sent=6, lost=2, seller="Harbor Home LLC")
    _case(tmp_path / "root", "b", sent=5, lost=1, seller="Fast Forwarding Ltd")
    _case(tmp_path / "root", "c", sent=4, lost=1, seller="", invoice=cii(Told(due="2026-09-07")))
    _case(tmp_path / "root", "d", sent=8, lost=1, seller="Stranger Ltd", invoice=cii(Told(number="RE-9")))
    _case(tmp_path / "root", "e", sent=8, lost=1, seller="", invoice=cii(Told(number="RE-10")))

    found, _ = _across(tmp_path / "root", tmp_path / "out")

    assert _codes(found) == [("units-beyond-invoices", "warning", ("a", "b", "c"))]
    assert [(str(u.invoiced), str(u.shipped), u.claimant) for u in found.units] == [
        ("8", "15", "harbor home llc; fast forwarding ltd")
    ]


def test_the_same_photo_in_two_cases_is_told(tmp_path: Path) -> None:
    """By its bytes, and a copy of it by what it shows; once each."""
    _case(tmp_path / "root", "a", sent=1, lost=1, photo=PHOTO)
    _case(tmp_path / "root", "b", sent=1, lost=1, photo=PHOTO)
    _case(tmp_path / "root", "c", sent=1, lost=1, photo=SAME_AGAIN)

    found = [c for c in _codes(_across(tmp_path / "root", tmp_path / "out")[0]) if c[0].startswith("photo")]

    assert found[0] == ("photo-in-two-cases", "warning", ("a", "b"))
    assert [c[1] for c in found[1:]] == ["note"]
    assert found[1][2][1] == "c"


def test_one_shipment_claimed_under_two_programs_is_told(tmp_path: Path) -> None:
    """In two cases and of two payers: together more than was sent; different goods of it are a note."""
    shipment = '[consignment]\nfba_shipment_id = "FBA15KD7XQ2P"'
    _case(tmp_path / "root", "a", sent=8, lost=6, recipients='["amazon-fba-inbound-us"]', more=shipment)
    _case(tmp_path / "root", "b", sent=8, lost=5, recipients='["ups-us"]', more=shipment)
    _case(tmp_path / "other", "c", sent=8, lost=5, more=shipment)
    _case(tmp_path / "other", "d", sent=8, lost=5, more=shipment, sku="BOWL-2", invoice=b"<x/>")

    found, _ = _across(tmp_path / "root", tmp_path / "out")
    (twice,) = [s for s in found.shared if s.finding.code == "claimed-twice"]
    assert twice.cases == ("a", "b")
    assert (
        "fba shipment id FBA15KD7XQ2P stands in a (amazon-fba-inbound-us) and b (ups-us)"
        in twice.finding.message
    )
    assert "11 of 8 units of mug-01" in twice.finding.message
    assert "units-beyond-invoices" in {s.finding.code for s in found.shared}
    other = _across(tmp_path / "other", tmp_path / "out2")[0]
    assert [c[1] for c in _codes(other) if c[0] == "claimed-twice"] == ["note"]


def test_two_programs_of_one_payer_in_one_case_are_told(tmp_path: Path) -> None:
    """Amazon pays the same units once; a carrier and Amazon are no two programs of one."""
    _case(
        tmp_path / "root", "a", sent=8, lost=6, recipients='["amazon-fba-inbound-us", "amazon-fba-warehouse"]'
    )
    _case(tmp_path / "root", "b", sent=0, lost=0, recipients='["amazon-fba-inbound-us", "ups-us"]')

    found = [
        s for s in _across(tmp_path / "root", tmp_path / "out")[0].shared if s.finding.code == "claimed-twice"
    ]

    assert [s.cases for s in found] == [("a",)]
    assert "under 2 programs (amazon-fba-inbound-us and amazon-fba-warehouse)" in found[0].finding.message


def test_batch_tells_it_everywhere(tmp_path: Path) -> None:
    """On the screen, as JSON with the sums by recipient, and in the three files beside the bundles."""
    _case(tmp_path / "root", "a", sent=6, lost=2)
    _case(tmp_path / "root", "b", sent=5, lost=1)
    out = tmp_path / "out"
    wish = [
        "batch",
        str(tmp_path / "root"),
        "--out",
        str(out),
        "--today",
        str(TODAY),
        "--draft",
        "--jobs",
        "1",
    ]

    told = CliRunner().invoke(main, wish)
    answer = json.loads(CliRunner().invoke(main, [*wish, "--json"]).stdout)

    assert "11 units of mug-01" in " ".join(told.stderr.split())
    assert [(a["code"], a["cases"]) for a in answer["across"]] == [("units-beyond-invoices", ["a", "b"])]
    assert [(u["goods"], u["on_no_invoice"]) for u in answer["units"]] == [("mug-01", "3")]
    assert answer["recipients"] == [
        {
            "recipient": "generic",
            "claims": 2,
            "demand": ["37.50 EUR"],
            "at_stake": ["37.50 EUR"],
            "filed": 0,
            "denied": 0,
            "paid": [],
        }
    ]
    rows = list(csv.DictReader(io.StringIO((out / "overview.csv").read_text("utf-8-sig"))))
    assert ["11 units" in row["across"] for row in rows] == [True, True]
    book = load_workbook(out / "overview.xlsx")
    assert book["across cases"]["B2"].value == "units-beyond-invoices"
    assert [c.value for c in book["units"][2]][:6] == ["mug-01", "harbor home", 8, 11, 3, 3]
    assert [c.value for c in book["recipients"][2]][:3] == ["generic", 2, "37.50 EUR"]
    page = (out / "overview.html").read_text("utf-8")
    assert "11 units of mug-01 are shipped" in page
    assert "Units and invoices" in page
