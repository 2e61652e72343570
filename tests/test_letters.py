"""Which letters a case needs, and that none says what the case does not know."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders_letters import (
    TODAY,
    assessment,
    case,
    exhibit,
    exhibits,
    fact,
    goods,
    inbound,
    particulars,
    profile,
)
from evidencekit.desk import Desk, open_desk
from evidencekit.engines.embedded import Embedded
from evidencekit.letterdue import LETTERS
from evidencekit.model.assessment import Limit, Missing, ReckonedLimit, Satisfied
from evidencekit.model.bundle import Letter
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods, Particular, Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity, Kind, LossType, Mode
from evidencekit.resources import open_library
from evidencekit.steps.assess import assess
from evidencekit.steps.profiles import load_profiles, load_rulebook
from evidencekit.steps.write import write

DOCUMENTS = tuple(n for n in LETTERS if not n.endswith("-message"))


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def written(desk: Desk, who: Profile, **changes: Any) -> dict[str, Letter]:
    """Write what is due of the crushed parcel, with changes, by name."""
    of: dict[str, Any] = {
        "case": case(desk.root, **changes.pop("told", {})),
        "particulars": particulars(),
        "assessment": assessment(),
        "exhibits": exhibits(),
    } | changes
    made = write(
        who, of["case"], of["particulars"], of["assessment"], of["exhibits"],
        today=of.get("today", TODAY), desk=desk, library=open_library(), engines=(Embedded(),), lang=of.get("lang", "en"),
    )  # fmt: skip
    return {letter.name: letter for letter in made}


def due(desk: Desk, **changes: Any) -> set[str]:
    """Return what is due of everything there is, without the letters that every case has."""
    always = {
        "statement-of-claim",
        "chronology",
        "schedule-of-exhibits",
        "photo-log",
        "presentation-of-claim",
    }
    return set(written(desk, changes.pop("who", profile(*DOCUMENTS)), **changes)) - always


def said(letter: Letter) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(letter.pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.replace("\u00a0", " ").replace("\ufffe", "").split())


def claimed(**more: Any) -> dict[str, Any]:
    return {"claims": {"ups-us": more}}


def test_a_fresh_case_of_damage_needs_notice_claim_and_what_others_sign(desk: Desk) -> None:
    """No follow-up before filing, no appeal before a refusal, no receipt before a payment."""
    assert due(desk) == {
        "notice-of-claim",
        "claim-letter",
        "inspection-invitation",
        "consignee-statement",
    }


def test_what_did_not_arrive_is_traced_and_denied(desk: Desk) -> None:
    assert due(desk, particulars=particulars(loss_type=LossType.LOST)) == {
        "notice-of-claim",
        "claim-letter",
        "tracer-request",
        "denial-of-receipt",
    }


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (-1, set()),
        (29, set()),
        (30, {"follow-up-30"}),
        (59, {"follow-up-30"}),
        (60, {"follow-up-60"}),
        (90, {"follow-up-90"}),
        (120, {"follow-up-120"}),
        (400, {"follow-up-120"}),
    ],
)
def test_follow_ups_run_from_the_day_of_filing(desk: Desk, days: int, names: set[str]) -> None:
    filed = date.fromordinal(TODAY.toordinal() - days)

    assert {n for n in due(desk, told=claimed(filed_on=filed)) if n.startswith("follow")} == names


@pytest.mark.parametrize(
    ("decision", "needed", "not_needed"),
    [
        ("denied", {"appeal"}, {"claim-letter", "notice-of-claim", "follow-up-30", "subrogation-receipt"}),
        ("partly_paid", {"appeal"}, {"claim-letter", "follow-up-30"}),
        ("paid", set(), {"appeal", "claim-letter", "follow-up-30"}),
        ("open", {"claim-letter", "follow-up-30"}, {"appeal"}),
    ],
)
def test_a_decision_changes_what_is_due(
    desk: Desk, decision: str, needed: set[str], not_needed: set[str]
) -> None:
    told = claimed(filed_on=date(2026, 9, 15), decision=decision, decided_on=date(2026, 10, 1))
    found = due(desk, told=told)

    assert needed <= found
    assert not not_needed & found


def test_an_appeal_is_made_once(desk: Desk) -> None:
    told = claimed(decision="denied", appealed_on=date(2026, 10, 10))

    assert "appeal" not in due(desk, told=told)


def test_only_an_insurer_gets_a_subrogation_receipt(desk: Desk) -> None:
    told = claimed(decision="paid", paid="187.50 USD")
    insurer = profile(*DOCUMENTS, addressed_as="insurer", recipient="Acme Insurance")

    assert "subrogation-receipt" not in due(desk, told=told)
    receipt = written(desk, insurer, told=told)["subrogation-receipt"]
    assert "We have received USD 187.50 from Acme Insurance in settlement of our claim" in said(receipt)
    assert not receipt.enclosed


@pytest.mark.parametrize(
    ("capacity", "law", "name"),
    [
        (Capacity.FORWARDER, (), "letter-of-authority"),
        (Capacity.ASSIGNEE, (), "letter-of-cession"),
        (Capacity.ASSIGNEE, ("smgs",), ""),
        (Capacity.OWNER, (), ""),
    ],
)
def test_who_does_not_own_the_goods_needs_the_owners_hand(
    desk: Desk, capacity: Capacity, law: tuple[str, ...], name: str
) -> None:
    """A claim under SMGS cannot be assigned, so no cession is offered."""
    known = particulars()
    known = replace(known, claimant=replace(known.claimant, capacity=capacity, owner="Owner AG\nBasel"))
    made = written(
        desk,
        profile("letter-of-authority", "letter-of-cession"),
        particulars=known,
        assessment=replace(assessment(), law=law),
    )

    assert set(made) == ({name} if name else set())
    assert all("Owner AG, Basel" in said(letter) for letter in made.values())


def test_an_owner_whom_nobody_named_is_a_gap(desk: Desk) -> None:
    known = particulars()
    known = replace(known, claimant=replace(known.claimant, capacity=Capacity.FORWARDER))
    letter = written(desk, profile("letter-of-authority"), particulars=known)["letter-of-authority"]

    assert "[owner of the goods: not known]" in said(letter)
    assert [f.subject for f in letter.findings if f.code == "gap"] == ["claimant.owner"]


def test_statements_about_packing_and_repair_wait_for_a_persons_word(desk: Desk) -> None:
    told: dict[str, Any] = {
        "packaging": {"outer": "Double-wall carton", "packed_on": date(2026, 9, 3)},
        "loss": {"beyond_repair": "Broken glaze cannot be mended."},
    }
    made = written(desk, profile("packaging-statement", "statement-of-non-repair"), told=told)

    assert written(desk, profile("packaging-statement", "statement-of-non-repair")) == {}
    text = said(made["packaging-statement"])
    assert "Outer packaging Double-wall carton Packed on September 3, 2026" in text
    assert "Inner packaging" not in text
    assert "Why. Broken glaze cannot be mended." in said(made["statement-of-non-repair"]).replace(
        "\u2002", " "
    )


def test_a_notice_names_no_amount(desk: Desk) -> None:
    letter = written(desk, profile("notice-of-claim"))["notice-of-claim"]
    text = said(letter)

    assert "We hold you liable for it" in text
    assert "This notice names no amount." in text
    assert "187.50" not in text
    assert not letter.enclosed


def test_a_letter_to_the_carrier_of_an_insurers_claim_goes_to_the_carrier(desk: Desk) -> None:
    """And says nothing of the insurance."""
    known = particulars()
    entries = (*known.entries, Particular("policy_number", "MC-88/2026", (), stated=True))
    insurer = profile("notice-of-claim", addressed_as="insurer", recipient="Acme Insurance")
    text = said(written(desk, insurer, particulars=replace(known, entries=entries))["notice-of-claim"])

    assert "UPS October 20, 2026 Our reference" in text
    assert "Acme Insurance" not in text
    assert "MC-88" not in text


def test_forms_leave_to_the_signer_what_the_signer_must_know(desk: Desk) -> None:
    text = said(written(desk, profile("consignee-statement"))["consignee-statement"])

    assert "1Z999AA10123456784" in text
    for told in ("September 10, 2026", "14.2 kg", "1,245.00", "affected"):
        assert told not in text


@pytest.mark.parametrize(
    ("countries", "mode", "law", "cited"),
    [
        (("US", "US"), Mode.ROAD, ("carmack",), True),
        (("US", "CA"), Mode.ROAD, ("carmack",), False),
        (("US", "US"), Mode.PARCEL, ("carmack",), False),
        (("US", "US"), Mode.ROAD, (), False),
    ],
)
def test_a_law_is_cited_only_where_it_applies(
    desk: Desk, countries: tuple[str, str], mode: Mode, law: tuple[str, ...], cited: bool
) -> None:
    lands = (Particular("from_country", countries[0]), Particular("to_country", countries[1]))
    entries = (*(e for e in particulars().entries if "country" not in e.name), *lands)
    letter = written(
        desk,
        profile("follow-up-120"),
        told=claimed(filed_on=date(2026, 6, 1)),
        particulars=particulars(entries=entries, mode=mode),
        assessment=replace(assessment(), law=law),
    )["follow-up-120"]

    assert ("49 CFR 370.9" in said(letter)) is cited
    assert "141 days have passed" in said(letter)


def test_an_acknowledgement_that_came_is_not_asked_for(desk: Desk) -> None:
    told = claimed(filed_on=date(2026, 9, 15), acknowledged_on=date(2026, 9, 20))

    assert "Thank you for acknowledging it on September 20, 2026" in said(
        written(desk, profile("follow-up-30"), told=told)["follow-up-30"]
    )
    told = claimed(filed_on=date(2026, 9, 15))
    assert "We have no acknowledgement of it on file" in said(
        written(desk, profile("follow-up-30"), told=told)["follow-up-30"]
    )


def test_an_appeal_answers_only_what_the_case_answers(desk: Desk) -> None:
    """A refusal for missing documents is answered by the list of those that are there; any other needs a person."""
    told = claimed(
        decision="denied", decided_on=date(2026, 10, 1), reason_code="CSD", reason="Documents missing."
    )
    there = replace(assessment(), satisfied=(Satisfied("invoice", "the invoice", ("supplier invoice.pdf",)),))
    who = profile("appeal")
    appeal = written(desk, who, told=told, assessment=there)["appeal"]

    assert "\u201cDocuments missing\u201d (code CSD)" in said(appeal)
    assert "Every document that you ask for is in the file now" in said(appeal)
    lacking = replace(there, missing=(Missing("label", "the label", "Asked for.", ()),))
    for judged, code in ((lacking, "CSD"), (there, "DAM")):
        told = claimed(decision="denied", decided_on=date(2026, 10, 1), reason_code=code, reason="No.")
        gap = written(desk, who, told=told, assessment=judged)["appeal"]
        assert "[answer to the refusal: not known]" in said(gap)
    told["claims"]["ups-us"]["answer"] = "The salvage was sold for nothing; see Exhibit J."
    assert "The salvage was sold for nothing" in said(
        written(desk, who, told=told, assessment=there)["appeal"]
    )


def test_what_is_missing_is_explained_or_a_gap(desk: Desk) -> None:
    lacking = replace(
        assessment(),
        missing=(
            Missing(
                "bill-of-lading", "the original bill of lading, or an indemnity", "The form asks for it.", ()
            ),
            Missing("inspection-report", "the carrier's inspection report", "The form lists it.", ()),
        ),
    )
    told = {"explained": {"inspection-report": "The carrier did not come."}}
    letter = written(desk, profile("missing-documents"), told=told, assessment=lacking)["missing-documents"]
    text = said(letter)

    assert "Carrier's inspection report The carrier did not come." in text
    assert "Original bill of lading, or an indemnity [why it is missing: not known]" in text
    assert "(the original bill of lading) we undertake" in text
    assert [f.code for f in letter.findings] == ["gap", "indemnity"]
    assert written(desk, profile("missing-documents")) == {}


def test_the_photo_log_has_every_photograph_and_its_digest(desk: Desk) -> None:
    text = said(written(desk, profile("photo-log"))["photo-log"])

    for number, label in enumerate("EFGHI"):
        assert f"{label} " in text
        assert f"photos/{number}.jpg".encode().hex().ljust(64, "0") in text.replace(" ", "")
    assert text.count("Sep 10, 2026") >= 5
    assert "Shipping label" not in text


def test_the_schedule_has_every_exhibit(desk: Desk) -> None:
    text = said(written(desk, profile("schedule-of-exhibits"))["schedule-of-exhibits"])

    assert "J Supplier invoice NT-4471 Supplier invoice \u00b7 supplier invoice.pdf" in text
    assert "Jul 2, 2026" in text
    assert "Archive" not in text


def test_the_schedule_dates_a_proof_of_delivery_by_the_delivery(desk: Desk) -> None:
    days = (
        fact("delivery_date", date(2026, 9, 17), "pod.pdf"),
        fact("delivery_date", date(2026, 9, 18), "list.pdf"),
    )
    signed = exhibit("pod.pdf", "A", Kind.DELIVERY_RECEIPT, "Delivery receipt", days[0])
    packed = exhibit("list.pdf", "B", Kind.PACKING_LIST, "Packing list", days[1])
    text = said(
        written(desk, profile("schedule-of-exhibits"), exhibits=(signed, packed))["schedule-of-exhibits"]
    )

    assert "Sep 17, 2026" in text
    assert "Sep 18, 2026" not in text


def test_a_signed_declaration_ends_the_asking(desk: Desk) -> None:
    signed = exhibit("signed.pdf", "L", Kind.DECLARATION, "Consignee's statement")

    assert "consignee-statement" not in due(desk, exhibits=(*exhibits(), signed))


def test_nobody_is_asked_to_write_to_itself(desk: Desk) -> None:
    """A claimant that received the goods signs no consignee's statement."""
    known = particulars()
    entries = (*known.entries, Particular("consignee", "Harbor Home Goods LLC, Seattle", (), stated=True))

    assert "consignee-statement" not in due(desk, particulars=replace(known, entries=entries))
    received = replace(known, claimant=replace(known.claimant, capacity=Capacity.CONSIGNEE))
    assert "consignee-statement" not in due(desk, particulars=received)


def test_a_case_for_amazon_asks_with_every_number_the_program_wants(desk: Desk) -> None:
    """What is not known is a gap with a finding; what the program does not ask for here stays out."""
    (who,) = load_profiles(open_library(), ("amazon-safe-t-us",), {})
    known, filed = inbound()
    known = replace(
        known,
        loss_type=LossType.RETURN_DAMAGED,
        entries=(*known.entries, Particular("amazon_order_id", "111-2222222-3333333", (), stated=True)),
    )
    message = written(desk, who, particulars=known, exhibits=filed)["safe-t-message"]
    text = message.text or ""

    assert "Order ID: 111-2222222-3333333\n" in text
    assert "Day of the refund: [the day of the refund: not known]\n" in text
    assert "refund_date" in [f.subject for f in message.findings if f.code == "gap"]


SAFE_T = "amazon-safe-t-us", "safe-t-message"


def with_order(known: Particulars, *more: Particular) -> Particulars:
    order = Particular("amazon_order_id", "111-2222222-3333333", (), stated=True)
    return replace(known, entries=(*known.entries, order, *more))


@pytest.mark.parametrize("recipient", ["amazon-safe-t-us", "amazon-a-to-z-response", "amazon-buy-shipping"])
def test_what_the_seller_fulfils_is_no_shipment_to_amazon(desk: Desk, recipient: str) -> None:
    (who,) = load_profiles(open_library(), (recipient,), {})
    made = written(desk, who, particulars=with_order(particulars(loss_type=LossType.LOST)))

    for letter in made.values():
        assert "FBA" not in (letter.text or said(letter))
        assert "fba_shipment_id" not in [f.subject for f in letter.findings]


def test_a_shipment_to_amazon_without_its_id_is_a_gap(desk: Desk) -> None:
    known, filed = inbound()
    known = replace(known, entries=tuple(e for e in known.entries if e.name != "fba_shipment_id"))

    text, _ = of_amazon(
        desk, "amazon-fba-inbound-us", "amazon-case-message", particulars=known, exhibits=filed
    )
    assert "FBA shipment: [FBA shipment ID: not known]" in text


def test_the_number_of_the_way_out_is_not_that_of_the_return(desk: Desk) -> None:
    """What SAFE-T asks of a return is a gap until somebody says it, each with the line of case.toml that does."""
    text, letter = of_amazon(
        desk, *SAFE_T, particulars=with_order(particulars(loss_type=LossType.RETURN_DAMAGED))
    )
    (numbered,) = (line for line in text.splitlines() if "1Z999AA10123456784" in line)
    assert numbered == "Tracking number of the way to the buyer: 1Z999AA10123456784"
    cures = {f.subject: f.message for f in letter.findings if f.code == "gap"}
    for name, title, line in (
        (
            "return_tracking_number",
            "Tracking number of the return",
            '[consignment] return_tracking_number = "..."',
        ),
        ("refund_amount", "Amount of the refund", '[loss] refund_amount = "39.99 USD"'),
        ("rma_number", "RMA", '[loss] rma_number = "..."'),
        ("return_reason", "Reason that the buyer gave for the return", '[loss] return_reason = "..."'),
    ):
        assert f"{title}: [" in text
        assert line in cures[name]


@pytest.mark.parametrize(("lang", "refund"), [("en", "USD 39.99"), ("de", "39,99 USD"), ("zh", "USD 39.99")])
def test_the_refund_is_asked_back_and_not_the_cost(desk: Desk, lang: str, refund: str) -> None:
    given = Particular("refund_amount", Money(Decimal("39.99"), "USD"), (), stated=True)
    known = with_order(particulars(loss_type=LossType.RETURN_DAMAGED), given)
    lost = replace(known, loss_type=LossType.LOST)
    cost = refund.replace("39", "187").replace("99", "50")

    safe_t, _ = of_amazon(desk, *SAFE_T, particulars=known, lang=lang)
    appeal, _ = of_amazon(desk, "amazon-buy-shipping", "a-to-z-appeal-message", particulars=lost, lang=lang)
    for text in (safe_t, appeal):
        assert refund in text.replace("\u00a0", " ")
        assert cost not in text.replace("\u00a0", " ")


@pytest.mark.parametrize("lang", ["en", "de", "zh"])
def test_a_cost_is_never_called_a_debit(desk: Desk, lang: str) -> None:
    lost = with_order(particulars(loss_type=LossType.LOST))

    text, _ = of_amazon(desk, "amazon-buy-shipping", "a-to-z-appeal-message", particulars=lost, lang=lang)
    assert "187" not in text


def of_amazon(desk: Desk, recipient: str, message: str, **changes: Any) -> tuple[str, Letter]:
    """Write a message to one of Amazon's programs, and return its words beside it."""
    (who,) = load_profiles(open_library(), (recipient,), {})
    letter = written(desk, who.model_copy(update={"letters": ()}), **changes)[message]
    return letter.text or "", letter


@pytest.mark.parametrize("recipient", ["amazon-a-to-z-response", "amazon-a-to-z-appeal"])
@pytest.mark.parametrize(
    ("lang", "delivered", "reported", "admitted"),
    [
        ("en", "By the carrier's records it was delivered on September 10, 2026.", "The buyer reports that nothing arrived.", "not been delivered"),
        ("de", "Nach den Aufzeichnungen des Frachtführers wurde sie am 10. September 2026 abgeliefert.", "Nach Angabe des Käufers ist nichts eingetroffen.", "nicht abgeliefert"),
        ("zh", "据承运人记录，货物于2026年9月10日交付。", "买家称未收到货物。", "未交付"),
    ],
)  # fmt: skip
def test_what_a_buyer_asserts_is_not_admitted(
    desk: Desk, recipient: str, lang: str, delivered: str, reported: str, admitted: str
) -> None:
    """Who answers a claim for what did not arrive says that it did, or that the buyer says so."""
    name = recipient.removeprefix("amazon-").replace("-response", "") + "-message"
    known = particulars(loss_type=LossType.LOST, description=None)
    unknown = replace(known, entries=tuple(e for e in known.entries if e.name != "delivery_date"))

    text, _ = of_amazon(desk, recipient, name, particulars=known, lang=lang)
    assert delivered in text
    assert reported in text
    assert admitted not in text
    text, _ = of_amazon(desk, recipient, name, particulars=unknown, exhibits=(), lang=lang)
    assert reported in text
    assert delivered not in text
    assert admitted not in text


def test_a_proof_of_delivery_tells_that_it_was_delivered(desk: Desk) -> None:
    known = particulars(loss_type=LossType.LOST)
    known = replace(known, entries=tuple(e for e in known.entries if e.name != "delivery_date"))

    text, letter = of_amazon(desk, "amazon-a-to-z-response", "a-to-z-message", particulars=known)
    assert "By the carrier's records it was delivered on [delivery date: not known]." in text
    assert "delivery_date" in [f.subject for f in letter.findings]


def test_a_carrier_is_told_of_a_loss_as_of_a_loss(desk: Desk) -> None:
    """Whatever the carrier's records say, who claims a loss from it says that nothing was delivered."""
    made = written(desk, profile("claim-letter"), particulars=particulars(loss_type=LossType.LOST))

    assert "The consignment has not been delivered." in said(made["claim-letter"])


@pytest.mark.parametrize(
    ("kind", "account"),
    [
        (LossType.LOST, "units were lost in the fulfilment centre on July 14, 2026."),
        (LossType.DAMAGED, "units were damaged in the fulfilment centre on July 14, 2026."),
    ],
)
def test_what_was_lost_in_a_warehouse_was_never_on_its_way(desk: Desk, kind: LossType, account: str) -> None:
    """No letter of it complains of a ship date, a carrier or a delivery that it has not."""
    (who,) = load_profiles(open_library(), ("amazon-fba-warehouse",), {})
    who = who.model_copy(update={"letters": ("statement-of-claim", "chronology", "claim-letter")})
    known, _ = inbound()
    adjusted = Particular("inventory_adjustment_date", date(2026, 7, 14), (), stated=True)
    known = replace(known, loss_type=kind, mode=None, entries=(adjusted,))
    made = written(desk, who, particulars=known, exhibits=())
    texts = {n: letter.text or said(letter) for n, letter in made.items()}

    for name, text in texts.items():
        for gap in ("ship date", "delivery date", "carrier", "FBA shipment ID", "number of the consignment"):
            assert f"[{gap}: not known]" not in text, name
    assert account in texts["amazon-program-message"]
    assert "transit" not in texts["amazon-program-message"]
    assert "arrived" not in texts["amazon-program-message"]
    assert "inventory adjusted July 14, 2026" in texts["statement-of-claim"]


def test_a_warehouse_loss_that_was_shipped_after_all_is_told_as_shipped(desk: Desk) -> None:
    (who,) = load_profiles(open_library(), ("amazon-fba-warehouse",), {})
    known, filed = inbound()
    message = written(desk, who, particulars=known, exhibits=filed)["amazon-program-message"]

    assert "the consignment was handed over to Saia" in (message.text or "")


@pytest.mark.parametrize(
    ("told", "again"),
    [
        ({}, False),
        ({"filed_on": date(2026, 9, 15)}, True),
        ({"filed_on": TODAY}, False),
        ({"filed_on": date(2026, 9, 15), "decision": "open"}, True),
    ],
)
def test_a_claim_letter_of_a_claim_that_is_filed_says_that_it_is_no_second_one(
    desk: Desk, told: dict[str, Any], again: bool
) -> None:
    """A handler who reads a letter of today would open a second claim; the follow-up that is due stands beside it."""
    made = written(desk, profile("claim-letter", "follow-up-30"), told=claimed(**told))

    restated = (
        "We filed this claim with you on September 15, 2026. This letter states it as the file stands today"
    )
    assert (restated in said(made["claim-letter"])) is again
    assert ("follow-up-30" in made) is again


def test_a_claim_letter_does_not_change_because_the_claim_was_filed(desk: Desk) -> None:
    """What was sent and says the same is not sent again with a supplement."""
    before = written(desk, profile("claim-letter"))["claim-letter"]
    after = written(desk, profile("claim-letter"), told=claimed(filed_on=date(2026, 9, 15)))["claim-letter"]

    assert before.words_sha256 == after.words_sha256


def test_a_message_that_is_too_long_for_the_portal_is_a_finding(desk: Desk) -> None:
    short = profile(messages=("amazon-program-message",))
    short = short.model_copy(update={"delivery": short.delivery.model_copy(update={"max_text": 100})})
    message = written(desk, short)["amazon-program-message"]

    assert [f.code for f in message.findings] == ["text-too-long"]


def test_every_letter_a_profile_names_is_there() -> None:
    from evidencekit.rulefiles import PROFILES, ids
    from evidencekit.templating import find

    library = open_library()
    for who in load_profiles(library, tuple(ids(library, PROFILES)), {}):
        for name in (*who.letters, *who.messages):
            assert name in LETTERS, (who.id, name)
            assert find(library, name).is_file()


def test_a_letter_by_itself_is_no_page_of_the_bundle(tmp_path: Path) -> None:
    """It stands in letters/ as DOCX and PDF."""
    import json

    from evidencekit import build

    folder = tmp_path / "crushed"
    folder.mkdir()
    (folder / "case.toml").write_text(
        '[loss]\ntype = "damaged"\ndescription = "Crushed."\namount = "10.00 USD"\n', "utf-8"
    )
    (folder / "note.txt").write_text("Box crushed.", "utf-8")
    (outcome,) = build(folder, into=tmp_path / "out", recipients=["generic"], today=TODAY, draft=True)
    assert outcome.folder is not None
    rows = {
        r["name"]: r for r in json.loads((outcome.folder / "manifest.json").read_text("utf-8"))["letters"]
    }

    assert rows["notice-of-claim"]["first_page"] is None
    assert rows["claim-letter"]["first_page"] is not None
    there = {p.name for p in (outcome.folder / "letters").iterdir()}
    assert {"notice-of-claim.docx", "notice-of-claim.pdf", "claim-letter.docx"} <= there
    assert "claim-letter.pdf" not in there


def test_a_limit_of_special_drawing_rights_is_printed_in_them_too(desk: Desk) -> None:
    """With the rate, its day and its source: never a converted amount alone."""
    dollars = Limit(Money(Decimal("491.48"), "USD"), "")
    reckoned = ReckonedLimit(
        "weight", "Montreal", "montreal", dollars.amount, "", (), (), "26 SDR a kilogram", "H", "",
        in_sdr=Money(Decimal("369.2"), "SDR"),
    )  # fmt: skip
    rates = {"rates": {"SDR": {"rate": "1.3312 USD", "on": date(2026, 11, 20), "source": "IMF"}}}
    judged = replace(assessment(dollars), limits=(reckoned,))
    about = particulars(entries=())

    statement = said(
        written(desk, profile("statement-of-claim"), assessment=judged, told=rates, particulars=about)[
            "statement-of-claim"
        ]
    )
    assert "USD 491.48 (369.2 SDR), 26 SDR a kilogram" in statement
    assert "1 SDR = USD 1.3312 on November 20, 2026 (IMF)" in statement


@pytest.mark.parametrize(
    "lines", [(), tuple(replace(g, quantity_lost=Decimal(0), amount=None) for g in goods())]
)
def test_what_only_came_late_is_stated_without_a_table_of_goods(
    desk: Desk, lines: tuple[LostGoods, ...]
) -> None:
    """The loss by delay and its amount; nothing of it is a gap."""
    late = particulars(
        loss_type=LossType.DELAY,
        goods=lines,
        description="The fair was over.",
        amount=Money(Decimal(900), "GBP"),
    )
    made = written(desk, profile("statement-of-claim", "presentation-of-claim"), particulars=late)

    statement = said(made["statement-of-claim"])
    assert "Loss by delay Amount The fair was over. GBP 900.00 Amount claimed GBP 900.00" in statement
    assert "Loss by delay" in statement[statement.index("Amount claimed") :]
    assert not [w for w in ("Unit cost", "Sum of the lines", "not known") if w in statement]
    assert "Unit cost" not in said(made["presentation-of-claim"])
    assert "amount-differs" not in {f.code for letter in made.values() for f in letter.findings}


def test_goods_that_were_spoilt_by_the_delay_are_stated_line_by_line(desk: Desk) -> None:
    made = written(desk, profile("statement-of-claim"), particulars=particulars(loss_type=LossType.DELAY))

    assert "Unit cost" in said(made["statement-of-claim"])


@pytest.mark.parametrize(
    ("mode", "law", "lands", "called"),
    [
        (Mode.ROAD, ("cmr",), ("DE", "ES"), ("CMR consignment note", "CMR-Frachtbrief", "CMR 运单")),
        (Mode.ROAD, (), ("DE", "DE"), ("Consignment note", "Frachtbrief", "运单")),
        (Mode.ROAD, ("carmack",), ("US", "US"), ("Bill of lading", "Frachtbrief (Bill of Lading)", "运单（Bill of Lading）")),
        (Mode.RAIL, ("cim",), ("AT", "DE"), ("CIM consignment note", "CIM-Frachtbrief", "CIM 运单")),
        (Mode.RAIL, ("smgs",), ("CN", "DE"), ("SMGS consignment note", "SMGS-Frachtbrief", "SMGS 运单")),
        (Mode.RAIL, ("cim", "smgs"), ("CN", "DE"), ("CIM/SMGS consignment note", "CIM/SMGS-Frachtbrief", "CIM/SMGS 运单")),
        (Mode.SEA, ("hague-visby",), ("CN", "DE"), ("Bill of lading", "Konnossement", "提单")),
    ],
)  # fmt: skip
def test_the_paper_of_the_carriage_has_its_own_name(
    desk: Desk, mode: Mode, law: tuple[str, ...], lands: tuple[str, str], called: tuple[str, ...]
) -> None:
    """A railway or a truck in Europe issues no bill of lading, and only a ship one that German calls Konnossement."""
    dropped = ("ship_date", "tracking_number", "from_country", "to_country")
    more: dict[str, Any] = {
        "bol_number": "N-77",
        "bol_date": date(2026, 9, 3),
        "from_country": lands[0],
        "to_country": lands[1],
    }
    entries = (
        *(e for e in particulars().entries if e.name not in dropped),
        *(Particular(name, value, (), stated=True) for name, value in more.items()),
    )
    known, judged = particulars(mode=mode, entries=entries), replace(assessment(), law=law)

    for lang, name in zip(("en", "de", "zh"), called, strict=True):
        letters = written(
            desk, profile("notice-of-claim", "chronology"), particulars=known, assessment=judged, lang=lang
        )
        notice, told = said(letters["notice-of-claim"]), said(letters["chronology"])
        spoken = name if name[:2].isupper() or lang != "en" else name[0].lower() + name[1:]
        assert f"UPS{', ' if lang != 'zh' else '，'}{spoken} N-77" in notice
        assert f"{name} N-77" in notice
        assert name in told
        assert ("Konnossement" in notice) is (name == "Konnossement")


@pytest.mark.parametrize(
    ("lang", "late"), [("en", "late delivery of, or any loss of or damage to"), ("de", "verspäteter Ablieferung, Verlusts oder"), ("zh", "迟延交付、灭失或损坏")]
)  # fmt: skip
def test_who_claims_for_delay_is_empowered_to(desk: Desk, lang: str, late: str) -> None:
    """And nobody asks how much the late goods weigh: by road and rail no limit for delay goes by weight."""
    entries = tuple(e for e in particulars().entries if e.name != "affected_weight_kg")
    for capacity, name in (
        (Capacity.FORWARDER, "letter-of-authority"),
        (Capacity.ASSIGNEE, "letter-of-cession"),
    ):
        known = particulars(mode=Mode.ROAD, loss_type=LossType.DELAY, entries=entries)
        known = replace(
            known, claimant=replace(known.claimant, capacity=capacity, owner="Ebro S.A.\nZaragoza")
        )
        for loss in (LossType.DELAY, LossType.DAMAGED):
            told = replace(known, loss_type=loss)
            made = written(desk, profile("claim-letter", name), particulars=told, lang=lang)
            gaps = {f.subject for letter in made.values() for f in letter.findings}

            assert (late in said(made[name])) is (loss is LossType.DELAY)
            assert ("affected_weight_kg" in gaps) is (loss is LossType.DAMAGED)


def by_rail(loss: LossType, **changes: Any) -> dict[str, Any]:
    """Make a case by rail, delivered on September 10, 2026, and judge it as it stands a week later."""
    entries = tuple(
        replace(e, value={"from_country": "AT", "to_country": "DE"}.get(e.name, e.value))
        for e in particulars().entries
    )
    known = particulars(mode=Mode.RAIL, loss_type=loss, entries=entries)
    return {"particulars": known, "exhibits": exhibits()[:2], "today": date(2026, 9, 17)} | changes


@pytest.mark.parametrize(
    ("lang", "asked", "last", "waived"),
    [
        ("en", "ascertain the state of the goods under CIM art. 42 and draw up your report on it.", "ends on September 17, 2026", "seven days"),
        ("de", "nach Art. 42 CIM festzustellen und darüber eine Tatbestandsaufnahme zu errichten", "am 17. September 2026 endet", "sieben Tage"),
        ("zh", "（CIM）第42条查明货物状况，并就此编制商务记录。", "至2026年9月17日届满", "七日"),
    ],
)  # fmt: skip
def test_a_railway_is_asked_for_its_report_by_the_day_and_nothing_is_waived(
    desk: Desk, lang: str, asked: str, last: str, waived: str
) -> None:
    """Under CIM accepting the goods ends every right of who did not ask in time."""
    (who,) = load_profiles(open_library(), ("rail-cim",), {})
    changes = by_rail(LossType.CONCEALED_DAMAGE, lang=lang)

    def letters(today: date) -> dict[str, str]:
        told = case(desk.root), changes["particulars"], changes["exhibits"], today
        judged = assess(who, *told, rulebook=load_rulebook(open_library()))
        made = written(desk, who, **(changes | {"assessment": judged, "today": today}))
        return {n: said(made[n]).replace(" ", "") for n in ("notice-of-claim", "inspection-invitation")}

    for text in letters(date(2026, 9, 17)).values():
        assert asked.replace(" ", "") in text
        assert last.replace(" ", "") in text
        assert waived.replace(" ", "") not in text
    for text in letters(date(2026, 9, 18)).values():
        assert asked.replace(" ", "") in text
        assert last.replace(" ", "") not in text


def test_a_report_that_is_there_is_not_asked_for(desk: Desk) -> None:
    judged = replace(assessment(), report_under=("CIM art. 42",))
    filed = (*exhibits(), exhibit("act.pdf", "L", Kind.COMMERCIAL_ACT, "Commercial act"))
    who = profile("notice-of-claim")

    assert "CIM art. 42" in said(written(desk, who, assessment=judged)["notice-of-claim"])
    assert "CIM art. 42" not in said(written(desk, who, assessment=judged, exhibits=filed)["notice-of-claim"])


def test_who_asks_no_report_may_take_silence_for_an_answer(desk: Desk) -> None:
    text = said(written(desk, profile("inspection-invitation"))["inspection-invitation"])

    assert "tell us within seven days of receiving this letter whether you wish to inspect" in text
    assert "If we hear nothing within those seven days" in text
