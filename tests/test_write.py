"""The letters: what they say, what they say of what nobody knows, and which engine lays them out."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders_letters import (
    LIMIT,
    TODAY,
    assessment,
    case,
    exhibit,
    exhibits,
    fact,
    goods,
    inbound,
    nothing_known,
    particulars,
    profile,
)
from evidencekit.desk import Desk, open_desk
from evidencekit.engines import BUILTIN
from evidencekit.engines.embedded import Embedded
from evidencekit.errors import ConversionError, MissingToolError, PluginError, UsageError
from evidencekit.model.bundle import Letter
from evidencekit.model.evidence import Exhibit
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, Particular, Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity, Kind, LossType, Mode
from evidencekit.ports import LaidOut, LetterEngine
from evidencekit.resources import Library, open_library
from evidencekit.steps.write import write
from evidencekit.wordfile import read_parts, save

ALL = ("claim-letter", "statement-of-claim", "chronology")
EMBEDDED: tuple[LetterEngine, ...] = (Embedded(),)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def written(desk: Desk, names: Profile | tuple[str, ...] = ALL, **changes: Any) -> dict[str, Letter]:
    """Write letters of the crushed parcel, with changes, by name."""
    options: dict[str, Any] = {
        "today": TODAY,
        "desk": desk,
        "library": open_library(),
        "engines": EMBEDDED,
        "engine": "auto",
        "lang": "en",
    }
    of: dict[str, Any] = {
        "case": changes.pop("case", case(desk.root)),
        "particulars": changes.pop("particulars", particulars()),
        "assessment": changes.pop("assessment", assessment()),
        "exhibits": changes.pop("exhibits", exhibits()),
    }
    who = names if isinstance(names, Profile) else profile(*names)
    made = write(who, of["case"], of["particulars"], of["assessment"], of["exhibits"], **(options | changes))
    return {letter.name: letter for letter in made}


def text(letter: Letter) -> str:
    """Return what a letter's PDF says, without line ends."""
    import pypdfium2

    document = pypdfium2.PdfDocument(letter.pdf)
    said = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(said.replace("\u00a0", " ").replace("\ufffe", "").split())


def codes(letter: Letter) -> list[str]:
    return [f.code for f in letter.findings]


def test_a_claim_letter_says_what_a_claim_must_say(desk: Desk) -> None:
    """Parties, consignment, facts, liability in terms, amount, inspection, reservation, exhibits, signature."""
    letter = written(desk, ("claim-letter",), case=case(desk.root, confirmed={"goods-kept": True}))[
        "claim-letter"
    ]
    said = text(letter)

    for words in (
        "Harbor Home Goods LLC", "1200 Pine Street", "United Parcel Service", "October 20, 2026", "Our reference: HH-2026-017",
        "Claim for damage in transit: USD 187.50", "1Z999AA10123456784", "We are the owner of the goods. We hold you liable, as carrier",
        "On September 4, 2026, the consignment of 12 packages, 86.4 kg gross, was handed over to UPS. It was delivered on September 10, 2026.",
        "2 packages are affected (14.2 kg gross)", "\u201c2 ctns crushed, contents rattle\u201d", "Two cartons were crushed at one corner.",
        "We claim USD 187.50.", "The goods and packaging are kept for inspection", "acknowledge this claim in writing",
        "waives any right or remedy", "5 photographs: outer box, all sides of the box", "Supplier invoice NT-4471",
        "Maria Lindqvist Logistics Manager Harbor Home Goods LLC", "Page 1 of 2", "Page 2 of 2",
    ):  # fmt: skip
        assert words in said, words
    assert letter.pages == 2
    assert letter.engine == "embedded"
    assert "Archive" not in said


def test_labels_of_exhibits_are_links_in_every_letter(desk: Desk) -> None:
    import pikepdf

    for name, letter in written(desk).items():
        assert letter.pdf is not None
        with pikepdf.open(letter.pdf) as pdf:
            annotations: list[Any] = [a for page in pdf.pages for a in page.get("/Annots", [])]
            found = {str(a.A.URI) for a in annotations if "/exhibit/" in str(a.A.URI)}
        wanted = {"claim-letter": "ABCDEFGHIJK", "statement-of-claim": "BJ", "chronology": "CDEFGHIJK"}[name]
        assert found == {f"https://evidence.invalid/exhibit/{label}" for label in wanted}, name


@pytest.mark.parametrize(
    ("addressed_as", "words"),
    [
        ("insurer", "We claim under the policy MC-88/2026 for the loss described in this letter"),
        ("platform", "ask you to investigate it and to reimburse us USD 187.50"),
        ("anyone", "We hold you liable for the loss described in this letter, so far as it arose while"),
    ],
)
def test_each_kind_of_recipient_is_asked_in_its_own_terms(desk: Desk, addressed_as: str, words: str) -> None:
    known = particulars()
    entries = (*known.entries, Particular("policy_number", "MC-88/2026", (), stated=True))
    said = text(
        written(
            desk,
            profile("claim-letter", addressed_as=addressed_as),
            particulars=replace(known, entries=entries),
        )["claim-letter"]
    )

    assert words in said
    assert "as carrier" not in said


def test_what_nobody_knows_is_a_gap_and_a_finding(desk: Desk) -> None:
    """Never a blank: the letter shows it, and the finding says what to write."""
    letters = written(desk, particulars=nothing_known(), exhibits=(), assessment=assessment(None))
    said = text(letters["claim-letter"])
    gaps = {f.subject: f.message for f in letters["claim-letter"].findings if f.code == "gap"}

    for gap in (
        "claimant's name",
        "claimant's address",
        "carrier",
        "ship date",
        "delivery date",
        "type of loss",
        "what happened",
        "amount claimed",
        "signatory",
    ):
        assert f"[{gap}: not known]" in said
    assert set(gaps) == {
        "claimant.name", "claimant.address", "claimant.email", "claimant.capacity", "claimant.signatory", "carrier", "tracking_number",
        "ship_date", "delivery_date", "loss.type", "loss.description", "amount",
    }  # fmt: skip
    assert gaps["claimant.address"].endswith(
        'Write it under [claimant] in case.toml: address = "street\\ntown\\ncountry".'
    )
    assert "[goods: not known]" in text(letters["statement-of-claim"])
    assert "goods" in [f.subject for f in letters["statement-of-claim"].findings]
    assert "No date is known" in text(letters["chronology"])
    assert "None" not in said


def test_a_letter_without_gaps_has_no_finding_of_one(desk: Desk) -> None:
    assert {code for letter in written(desk).values() for code in codes(letter)} == {"goods-kept"}


@pytest.mark.parametrize(
    ("mode", "addressed_as", "gaps"),
    [
        (Mode.SEA, "carrier", {"tracking_number", "packages"}),
        (Mode.ROAD, "carrier", {"tracking_number", "affected_weight_kg"}),
        (Mode.SEA, "insurer", {"tracking_number", "packages", "policy_number"}),
        (Mode.PARCEL, "platform", {"tracking_number"}),
    ],
)
def test_what_must_be_known_goes_by_mode_and_recipient(
    desk: Desk, mode: Mode, addressed_as: str, gaps: set[str]
) -> None:
    entries = tuple(e for e in particulars().entries if e.name in ("carrier", "ship_date", "delivery_date"))
    letter = written(
        desk,
        profile("claim-letter", addressed_as=addressed_as),
        particulars=particulars(mode=mode, entries=entries),
    )["claim-letter"]

    assert {f.subject for f in letter.findings if f.code == "gap"} == gaps


def test_a_lost_consignment_is_not_said_to_be_delivered_or_kept(desk: Desk) -> None:
    entries = (
        *(e for e in particulars().entries if e.name != "delivery_date"),
        Particular("last_scan_date", date(2026, 9, 8)),
    )
    letter = written(
        desk, ("claim-letter",), particulars=particulars(loss_type=LossType.LOST, entries=entries)
    )["claim-letter"]
    said = text(letter)

    assert (
        "Its last scan by the carrier was on September 8, 2026. The consignment has not been delivered."
        in said
    )
    assert "search for the consignment" in said
    assert "kept for inspection" not in said
    assert codes(letter) == []


def test_a_promise_to_keep_the_goods_is_pointed_out(desk: Desk) -> None:
    """Somebody wrote where they are: the person who files must know that the letter says they are kept."""
    told = case(desk.root, loss={"kept_at": "12 Dock St."})
    letter = written(desk, ("claim-letter",), case=told)["claim-letter"]

    assert "The goods and packaging are kept for inspection." in text(letter)
    (found,) = (f for f in letter.findings if f.code == "goods-kept")
    assert (found.severity.value, "goods-kept = false" in found.message) == ("note", True)


def test_nobody_is_promised_what_nobody_said(desk: Desk) -> None:
    """That goods are kept is asked, and said nowhere until somebody does."""
    letters = written(desk, ("claim-letter", "notice-of-claim", "inspection-invitation"))
    said = {name: text(letter) for name, letter in letters.items()}

    assert len(said) == 3
    assert not [name for name, words in said.items() if "kept for inspection" in words]
    assert "Where. [where the goods are kept: not known]." in said["inspection-invitation"]
    (found,) = (f for letter in letters.values() for f in letter.findings if f.code == "goods-kept")
    assert "[confirmed] goods-kept = true" in found.message


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("line by line, plus repair", "line by line, plus repair."),
        ("line by line, less salvage, plus the share of freight, the share of duty", "less salvage, plus the share of freight and the share of duty."),
        ("line by line, plus repair, the share of freight, other costs", "plus repair, the share of freight and other costs."),
    ],
)  # fmt: skip
def test_what_is_added_to_the_amount_reads_as_one_list(desk: Desk, basis: str, told: str) -> None:
    letter = written(desk, ("statement-of-claim",), particulars=particulars(amount_basis=basis))

    assert told in text(letter["statement-of-claim"])


def test_what_is_enclosed_stands_beside_the_signature(desk: Desk) -> None:
    """In one row, which no page parts: the last line of a letter never stands on a page of its own."""
    from lxml import etree

    docx = written(desk)["claim-letter"].docx
    assert docx is not None
    root = etree.fromstring(read_parts(docx)["word/document.xml"])
    rows = ["".join(row.itertext()) for row in root.iter() if str(row.tag).endswith("}tr")]

    assert [
        ("Maria Lindqvist" in row, "Reservation of rights" in row) for row in rows if "Enclosed:" in row
    ] == [(True, True)]


@pytest.mark.parametrize(("kept", "says"), [(True, True), (False, False)])
def test_what_a_person_confirmed_about_the_goods_counts(desk: Desk, kept: bool, says: bool) -> None:
    told = case(desk.root, confirmed={"goods-kept-for-survey": kept})
    letter = written(desk, ("claim-letter",), case=told)["claim-letter"]

    assert ("kept for inspection" in text(letter)) is says
    assert codes(letter) == []


def test_goods_that_were_destroyed_are_not_offered_for_inspection(desk: Desk) -> None:
    certificate = exhibit("destroyed.pdf", "L", Kind.DESTRUCTION_CERTIFICATE, "Certificate of destruction")
    letter = written(desk, ("claim-letter",), exhibits=(*exhibits(), certificate))["claim-letter"]

    assert "kept for inspection" not in text(letter)
    assert codes(letter) == []


def test_the_statement_shows_every_line_its_sum_and_the_limit_beside_it(desk: Desk) -> None:
    said = text(written(desk, ("statement-of-claim",))["statement-of-claim"])

    # Where a line of a cell breaks is the engine's matter: PDFium has a mark of its own there, or nothing.
    row = "1 SKU-00001 Ceramic pour-over set, matte white 24 7 USD 12.50 USD 87.50 \u2013 \u2013 \u2013 \u2013 \u2013 USD 87.50 B, J"
    assert row.replace(" ", "") in said.replace("\x02", "-").replace(" ", "")
    assert "Sum of the lines USD 187.50 Amount claimed USD 187.50" in said
    assert "The amount claimed is USD 187.50: quantity lost times unit cost, line by line." in said
    assert "USD 2,000.00 per package, unless a higher value was declared. Stated for information" in said
    assert "confidence" not in said
    assert "the claim is not reduced to it" in said
    assert "Loss by these lines Limit of liability Demand USD 187.50 USD 2,000.00 per package" in said


def test_no_limit_is_stated_that_does_not_bind(desk: Desk) -> None:
    """None where none is known, and none where a higher value was declared."""
    unknown = assessment(replace(LIMIT, amount=None, basis="The weight is not known."))
    lifted = assessment(replace(LIMIT, amount=Money(Decimal("100.00"), "USD")))

    for judged in (assessment(None), unknown, lifted):
        assert "Limit" not in text(
            written(desk, ("statement-of-claim",), assessment=judged)["statement-of-claim"]
        )


def test_a_limit_that_was_lifted_is_the_declared_value(desk: Desk) -> None:
    """It does not say in one breath what is owed otherwise, and unless more was declared."""
    plain = profile("statement-of-claim")
    terms = plain.limits[0].model_copy(update={"lifted_by": "declared_value"})
    lifted = assessment(replace(LIMIT, amount=Money(Decimal("1245.00"), "USD")))

    said = text(
        written(desk, plain.model_copy(update={"limits": (terms,)}), assessment=lifted)["statement-of-claim"]
    )

    assert "USD 1,245.00, the value that was declared for the consignment." in said
    assert "unless" not in said


def test_the_bill_of_lading_dates_a_shipment_of_which_no_other_day_is_known(desk: Desk) -> None:
    entries = tuple(e for e in particulars().entries if e.name != "ship_date")
    dated = (*entries, Particular("bol_date", date(2026, 8, 29), (), stated=True))
    letter = written(desk, ("claim-letter",), particulars=particulars(entries=dated))["claim-letter"]

    assert "Shipped August 29, 2026 (date of the bill of lading)" in text(letter)
    assert "86.4 kg gross, was shipped with UPS under the bill of lading of August 29, 2026." in text(letter)
    assert "gap" not in codes(letter)


def test_a_shortage_needs_no_description(desk: Desk) -> None:
    """Its quantities say it all; a damage must be described."""
    short = written(
        desk, ("claim-letter",), particulars=particulars(loss_type=LossType.SHORTAGE, description=None)
    )["claim-letter"]
    damaged = written(desk, ("claim-letter",), particulars=particulars(description=None))["claim-letter"]

    assert codes(short) == []
    assert [f.subject for f in damaged.findings if f.code == "gap"] == ["loss.description"]


@pytest.mark.parametrize(
    ("packages", "affected", "row", "sentence"),
    [
        (12, 12, "Packages 12, all affected", "All of the packages are affected."),
        (12, 1, "Packages 12, of which 1 affected", "1 package is affected (14.2 kg gross)."),
        (1, 1, "Packages 1, affected", "The goods arrived damaged. On delivery"),
    ],
)
def test_how_much_is_affected(desk: Desk, packages: int, affected: int, row: str, sentence: str) -> None:
    others = tuple(e for e in particulars().entries if not e.name.startswith("packages"))
    counted = (Particular("packages", packages), Particular("packages_affected", affected))
    said = text(
        written(desk, ("claim-letter",), particulars=particulars(entries=(*others, *counted)))["claim-letter"]
    )

    assert row in said
    assert sentence in said


def test_what_comes_on_top_and_off_stands_in_its_column(desk: Desk) -> None:
    """Salvage, repair, freight, duty and other costs; the net is what is claimed for the line."""

    def usd(amount: str) -> Money:
        return Money(Decimal(amount), "USD")

    one, two = goods()
    lines = (
        replace(
            one, salvage=usd("7.50"), repair=usd("10"), freight=usd("3.25"), duty=usd("1.05"), other=usd("20")
        ),
        two,
    )
    letter = written(desk, ("statement-of-claim",), particulars=particulars(goods=lines))[
        "statement-of-claim"
    ]

    assert "USD 87.50 \u2212USD 7.50 USD 10.00 USD 3.25 USD 1.05 USD 20.00 USD 114.30 B, J" in text(letter)
    assert "Sum of the lines USD 214.30 Amount claimed USD 187.50" in text(letter)
    assert next(f.message for f in letter.findings if f.code == "amount-differs").startswith(
        "The amount claimed is 187.50 USD, but the lines of the goods less salvage come to 214.30 USD."
    )


def test_an_amount_that_is_not_the_sum_is_pointed_out(desk: Desk) -> None:
    letter = written(
        desk, ("claim-letter",), particulars=particulars(amount=Money(Decimal("1245.00"), "USD"))
    )["claim-letter"]

    assert "amount-differs" in codes(letter)


def test_amounts_lose_no_digit_and_currencies_are_not_added(desk: Desk) -> None:
    cost = Money(Decimal("0.0375"), "USD")
    one, two = goods()
    lines = (
        replace(one, unit_cost=cost, quantity_lost=Decimal(5), amount=cost.times(5)),
        replace(
            two,
            unit_cost=Money(Decimal(1200), "JPY"),
            quantity_lost=Decimal("2.5"),
            amount=Money(Decimal(3000), "JPY"),
        ),
        replace(two, unit_cost=None, amount=None),
    )
    said = text(
        written(
            desk,
            ("statement-of-claim",),
            particulars=particulars(goods=lines, amount=Money(Decimal(1234567), "USD")),
        )["statement-of-claim"]
    )

    assert "USD 0.0375 USD 0.1875" in said
    assert "2.5 JPY 1,200 JPY 3,000" in said
    assert "Sum of the lines whose amount is known USD 0.1875" in said
    assert "Sum of the lines whose amount is known JPY 3,000" in said
    assert "Amount claimed USD 1,234,567.00" in said
    assert "[not known]" in said


def test_a_rate_of_exchange_is_named_with_its_day_and_source(desk: Desk) -> None:
    told = case(desk.root, rates={"SDR": {"rate": "1.3312 USD", "on": date(2026, 11, 20), "source": "IMF"}})

    assert "1 SDR = USD 1.3312 on November 20, 2026 (IMF)." in text(
        written(desk, ("statement-of-claim",), case=told)["statement-of-claim"]
    )


def test_the_chronology_runs_in_the_order_of_time(desk: Desk) -> None:
    """Invoice, shipment, scans, delivery, photographs of one day together, notice: each with its exhibits."""
    said = text(written(desk, ("chronology",))["chronology"])
    events = (
        "Jul 2, 2026 Supplier invoice NT-4471 issued J",
        "Sep 4, 2026 Consignment shipped C",
        "Sep 4, 2026, 17:40 Tracking: Origin scan, Seattle, WA C",
        "Sep 8, 2026, 03:12 Tracking: Departed from facility, Hodgkins, IL C",
        "Sep 10, 2026, 11:26 Tracking: Delivered, Columbus, OH C",
        "Sep 10, 2026 Consignment delivered C, D",
        "Sep 10, 2026, 16:05 5 photographs taken: outer box, all sides of the box, label, inner packing, damage, close up E, F, G, H, I",
        "Sep 11, 2026, 09:02 E-mail: Damaged parcel 1Z999AA10123456784 K",
    )
    places = [said.index(event) for event in events]

    assert places == sorted(places)


def chronicled(desk: Desk, told: dict[str, date], **changes: Any) -> list[str]:
    """Return the lines of a chronology of these events alone, without their days."""
    entries = tuple(Particular(name, day, (), stated=True) for name, day in told.items())
    (letter,) = written(
        desk, ("chronology",), particulars=particulars(entries=entries), exhibits=(), **changes
    ).values()
    rows = re.split(r"[A-Z][a-z]{2} \d{1,2}, 2026(?:, [\d:]{5})? ", text(letter).partition("Exhibit ")[2])
    return [row.partition(" Times are")[0].strip() for row in rows[1:]]


def test_events_of_one_day_are_told_in_the_order_in_which_they_happen(desk: Desk) -> None:
    day = date(2026, 9, 10)
    names = (
        "claim_received_date",
        "discovery_date",
        "notice_sent_date",
        "return_delivery_date",
        "refund_date",
        "delivery_date",
    )

    assert chronicled(desk, dict.fromkeys(names, day)) == [
        "Consignment delivered",
        "Return delivered",
        "Loss or damage discovered",
        "Buyer refunded",
        "Notice of the loss or damage sent",
        "Claim received by the recipient",
    ]
    timed = {"discovery_date": day, "delivery_date": datetime(2026, 9, 10, 16, 5)}
    assert chronicled(desk, timed) == ["Consignment delivered", "Loss or damage discovered"]


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        ({"decision": "denied"}, "Claim decided: declined"),
        ({"decision": "partly_paid", "paid": "80.00 USD"}, "Claim decided: paid in part, USD 80.00"),
        ({"decision": "paid"}, "Claim decided: paid [amount paid: not known]"),
        ({}, "Claim decided"),
    ],
)
def test_the_chronology_tells_what_came_of_the_claim(desk: Desk, decision: dict[str, str], told: str) -> None:
    """As far as it has come about by the day of the letters; a day that events name as well stands once."""
    claim = decision | {
        "filed_on": date(2026, 9, 11),
        "acknowledged_on": date(2026, 9, 20),
        "documents_on": date(2026, 9, 21),
        "decided_on": date(2026, 10, 2),
        "appealed_on": date(2026, 10, 21),
    }
    events = {"notice_sent_date": date(2026, 9, 11), "claim_decision_date": date(2026, 10, 2)}

    assert chronicled(desk, events, case=case(desk.root, claims={"ups-us": claim})) == [
        "Notice of the loss or damage sent",
        "Claim filed",
        "Claim acknowledged",
        "Further documents sent",
        told,
    ]


def test_what_is_left_out_is_named_nowhere(desk: Desk) -> None:
    secret = replace(
        exhibit(
            "secret.pdf",
            "Z",
            Kind.SUPPLIER_INVOICE,
            "Secret terms",
            fact("invoice_date", date(2026, 1, 1), "secret.pdf"),
        ),
        left_out="as asked in case.toml",
    )
    for letter in written(desk, exhibits=(*exhibits(), secret)).values():
        assert "Secret" not in text(letter)
        assert "Jan 1, 2026" not in text(letter)


def test_a_case_message_has_the_shipment_its_units_and_proofs(desk: Desk) -> None:
    short, filed = inbound()
    amazon = profile(
        messages=("amazon-case-message",),
        addressed_as="platform",
        recipient="Amazon",
        name="amazon-fba-inbound-us",
    )
    message = written(desk, amazon, particulars=short, exhibits=filed)["amazon-case-message"]

    assert message.docx is None
    assert message.pdf is None
    for words in (
        "Subject: FBA15ABCDEF1: units missing",
        "FNSKU X001ABCDEF (SKU HH-MUG-1): Mug\n   expected 120, located 96, missing 24",
        "PROOF OF PURCHASE\nC. Supplier invoice 88 (invoice.pdf)",
        "PROOF OF DELIVERY\nB. Bill of lading, signed (bol.pdf)",
        "USD\u00a074.40",
    ):
        assert words in (message.text or ""), message.text
    assert "&amp;" not in (message.text or "")
    assert message.findings == ()


def test_an_fnsku_that_stands_in_the_description_is_found(desk: Desk) -> None:
    short, _ = inbound()
    line = replace(short.goods[0], sku=None, description="Mug & saucer (FNSKU X001ABCDEF)")
    message = written(
        desk,
        profile(messages=("amazon-case-message",), addressed_as="platform"),
        particulars=replace(short, goods=(line,)),
        exhibits=(),
    )

    assert "FNSKU X001ABCDEF: Mug & saucer\n" in (message["amazon-case-message"].text or "")
    assert "[proof of purchase: not enclosed]" in (message["amazon-case-message"].text or "")


def test_units_without_an_fnsku_are_a_gap(desk: Desk) -> None:
    short, _ = inbound()
    message = written(
        desk,
        profile(messages=("amazon-case-message",), addressed_as="platform"),
        particulars=short,
        exhibits=(),
    )["amazon-case-message"]

    assert "FNSKU [FNSKU: not known] (SKU HH-MUG-1)" in (message.text or "")
    assert "fnsku" in [f.subject for f in message.findings]


def test_forty_long_lines_lose_nothing(desk: Desk) -> None:
    """Two hundred characters each, over several pages, with the heading repeated."""
    words = "Ceramic set & <gift> box; drop-tested 1\u00bd m, 100 % \u2013 caf\u00e9/th\u00e9, " * 4
    letter = written(
        desk,
        ("statement-of-claim",),
        particulars=particulars(goods=goods(lines=40, words=words[:200]), amount=None),
    )["statement-of-claim"]

    assert letter.pages > 3
    assert text(letter).count("Unit cost") >= letter.pages - 1
    assert "words-missing" not in codes(letter)
    assert f"Page {letter.pages} of {letter.pages}" in text(letter)


def test_hostile_text_stays_text(desk: Desk) -> None:
    claimant = Claimant(
        name="A & B </w:t> {{ 7*7 }} <Ltd>",
        address="Line 1\nLine\t2",
        email="a@b.example",
        capacity=Capacity.OWNER,
        signatory="X",
    )
    said = text(
        written(
            desk,
            ("claim-letter",),
            particulars=particulars(claimant=claimant, description="\x00\x0b{% if %}"),
        )["claim-letter"]
    )

    assert "A & B </w:t> {{ 7*7 }} <Ltd>" in said
    assert "{% if %}" in said


def test_the_same_case_gives_the_same_bytes(desk: Desk) -> None:
    one = [(p, p.read_bytes()) for letter in written(desk).values() for p in (letter.docx, letter.pdf) if p]
    with open_desk() as other:
        two = [p.read_bytes() for letter in written(other).values() for p in (letter.docx, letter.pdf) if p]

    assert [b for _, b in one] == two
    assert len(two) == 6
    assert all(str(desk.root).encode() not in b for _, b in one)


def test_dates_are_written_as_the_language_writes_them(desk: Desk) -> None:
    assert "20 October 2026" in text(written(desk, ("claim-letter",), lang="en_GB")["claim-letter"])
    with pytest.raises(UsageError, match="`klingon`"):
        written(desk, ("claim-letter",), lang="klingon")


def test_an_undefined_name_names_the_file(desk: Desk, tmp_path: Path) -> None:
    from evidencekit.errors import TemplateError

    (tmp_path / "letters").mkdir()
    from docx import Document

    document = Document()
    document.add_paragraph("Dear {{ recipient.nam }}")
    document.save(str(tmp_path / "letters" / "claim-letter.docx"))

    with pytest.raises(TemplateError, match=r"claim-letter\.docx, paragraph 1 .*did you mean `name`"):
        written(desk, ("claim-letter",), library=Library((tmp_path, *open_library().folders)))


@dataclass(frozen=True)
class Lossy:
    """An engine that drops a word of every letter, or does worse."""

    name: str = "lossy"
    drops: str = "liable"
    lacks: str | None = None
    fault: Exception | None = None

    def missing(self) -> str | None:
        return self.lacks

    def lay_out(self, docx: Path, into: Path) -> LaidOut:
        if self.fault is not None:
            raise self.fault
        parts = read_parts(docx)
        parts["word/document.xml"] = parts["word/document.xml"].replace(self.drops.encode(), b"")
        save(parts, into.with_suffix(".docx"))
        return Embedded().lay_out(into.with_suffix(".docx"), into)


def test_an_engine_that_loses_a_word_gives_way_to_the_next(desk: Desk) -> None:
    letter = written(desk, ("claim-letter",), engines=(Lossy(), Embedded()))["claim-letter"]

    assert letter.engine == "embedded"
    assert "words-missing" not in codes(letter)
    assert "liable" in text(letter)


def test_a_lost_word_is_named_where_no_engine_does_better(desk: Desk) -> None:
    """The one that lost least is taken, and the finding says which words."""
    worse = Lossy(name="worse", drops="e")
    letter = written(desk, ("claim-letter",), engines=(worse, Lossy()))["claim-letter"]
    found = [f for f in letter.findings if f.code == "words-missing"]

    assert letter.engine == "lossy"
    assert [f.severity.value for f in found] == ["warning"]
    assert found[0].message.startswith("Claim letter: 1 word of the DOCX is not in its PDF")
    assert ": liable." in found[0].message


def test_an_engine_that_fails_gives_way_to_the_next(desk: Desk) -> None:
    broken = Lossy(name="broken", fault=ConversionError("It cannot."))

    assert written(desk, ("claim-letter",), engines=(broken, Embedded()))["claim-letter"].engine == "embedded"
    with pytest.raises(ConversionError, match=r"claim-letter\.docx .* It cannot"):
        written(desk, ("claim-letter",), engines=(broken,))


def test_an_engine_that_raises_something_of_its_own_is_named(desk: Desk) -> None:
    with pytest.raises(PluginError, match=r"clumsy failed at claim-letter\.docx"):
        written(desk, ("claim-letter",), engines=(Lossy(name="clumsy", fault=KeyError("x")),))


def test_the_engine_that_is_asked_for_is_used_or_its_absence_told(desk: Desk) -> None:
    absent = Lossy(name="absent", lacks="the program frob")
    engines = (absent, *EMBEDDED)

    assert (
        written(desk, ("claim-letter",), engines=engines, engine="embedded")["claim-letter"].engine
        == "embedded"
    )
    assert written(desk, ("claim-letter",), engines=engines)["claim-letter"].engine == "embedded"
    with pytest.raises(MissingToolError, match="needs the program frob"):
        written(desk, engines=engines, engine="absent")
    with pytest.raises(UsageError, match="did you mean embedded"):
        written(desk, engines=engines, engine="embeded")
    with pytest.raises(MissingToolError, match="install the program frob"):
        written(desk, engines=(absent,))


@pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not installed"
)
def test_libreoffice_lays_out_the_same_letter(desk: Desk) -> None:
    """The two engines agree on pages, words and links."""
    import pikepdf

    letter = written(desk, ("claim-letter",), engines=BUILTIN, engine="libreoffice")["claim-letter"]

    assert (letter.engine, letter.pages) == ("libreoffice", 2)
    assert codes(letter) == ["goods-kept"]
    assert letter.pdf is not None
    with pikepdf.open(letter.pdf) as pdf:
        found = [str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", pikepdf.Array())]
    assert sorted(f[-1] for f in found if "/exhibit/" in f) == list("ABCDEFGHIJK")
    assert sum("/fact/" in f for f in found) > 5


def test_an_exhibit_that_is_not_arranged_is_not_named(desk: Desk) -> None:
    """Only what has a label is in the bundle."""
    loose: tuple[Exhibit, ...] = (replace(exhibits()[0], label=None),)
    known: Particulars = particulars()

    assert "Shipping label" not in text(
        written(desk, ("claim-letter",), exhibits=loose, particulars=known)["claim-letter"]
    )
