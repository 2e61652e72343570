"""What a recipient's profile asks to be hidden, without a word in case.toml; and what it only lets be hidden."""

import io
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from evidencekit import Outcome, build, review
from evidencekit.model.bundle import OutcomeStatus
from evidencekit.rulecheck import check_rules
from test_hidden_prices import INVOICE, findings, invoice

TODAY = date(2026, 10, 20)
NUMBER = "1Z999AA10123456784"
IBAN = "DE89 3704 0044 0532 0130 00"
PROFILE = """
id = "house"
title = "House, claims"
recipient = "House"
based_on = "generic"

[sources.policy]
text = "The firm's own policy"
read_on = 2026-01-01
confidence = "H"

[[version]]

[[version.redactions]]
id = "supplier-secrets"
kinds = ["supplier_invoice"]
prices = {prices}
facts = ["iban"]
why = "What goods cost is nobody's business."
source = "policy"
"""
Make = Callable[..., Outcome]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build_it(said: str = "", recipient: str = "house", content: bytes = INVOICE, *, prices: bool = True, **how: Any) -> Outcome:  # fmt: skip
        folder, own = tmp_path / "case", tmp_path / "own" / "recipients" / "house"
        folder.mkdir(exist_ok=True)
        own.mkdir(parents=True, exist_ok=True)
        (own / "house.toml").write_text(PROFILE.replace("{prices}", str(prices).lower()))
        (folder / "invoice.pdf").write_bytes(content)
        (folder / "case.toml").write_text(
            f'[claimant]\nname = "Harbor Home Goods LLC"\n[evidence."invoice.pdf"]\nkind = "supplier_invoice"\n{said}\n'
        )
        (outcome,) = build(
            folder,
            into=tmp_path / "out",
            recipients=[recipient],
            today=TODAY,
            templates=tmp_path / "own",
            **how,
        )
        return outcome

    return build_it


def shown(outcome: Outcome) -> str:
    assert outcome.folder is not None, outcome.findings
    (placed,) = outcome.exhibits
    with pypdfium2.PdfDocument(outcome.folder / "bundle.pdf") as document:
        return "".join(document[placed.first_page - 1].get_textpage().get_text_bounded().split())


def test_what_the_profile_asks_is_hidden_and_its_source_told(make: Make) -> None:
    outcome = make()

    assert "312.00" not in shown(outcome)
    told = findings(outcome)
    assert told["redaction-asked"].startswith(
        "House asks that prices and iban on invoice.pdf be hidden: What goods cost"
    )
    assert "The firm's own policy (read 2026-01-01, confidence H)" in told["redaction-asked"]
    assert "price-hidden" not in told  # the profile itself says that it takes such copies


def test_a_person_may_show_the_prices_all_the_same(make: Make) -> None:
    assert "312.00" in shown(make("redact_prices = false"))


def test_from_another_recipient_nothing_is_hidden(make: Make) -> None:
    assert "312.00" in shown(make(recipient="generic"))


def test_what_was_read_as_a_fact_is_covered_wherever_it_stands(make: Make) -> None:
    """The profile names the fact; nobody writes the number itself anywhere."""
    paper = invoice("COMMERCIAL INVOICE", "Invoice No.: INV-77", f"IBAN: {IBAN}", "Total USD 374.00")

    text = shown(make(content=paper, prices=False))

    assert "DE89" not in text
    assert "".join(IBAN.split()) in shown(make(recipient="generic", content=paper))


def test_a_person_and_the_profile_hide_together(make: Make) -> None:
    paper = invoice(
        "COMMERCIAL INVOICE", "Invoice No.: INV-77", f"IBAN: {IBAN}", "Pay to Works Ltd", "Total USD 9.00"
    )

    def covered(outcome: Outcome) -> int:
        told = next(f.message for f in outcome.findings if f.code == "redacted")
        return int(told.removeprefix("invoice.pdf is redacted: ").split()[0])

    together, own, asked = (
        covered(make('redact = ["Works Ltd"]', content=paper)),
        covered(make('redact = ["Works Ltd"]', "generic", content=paper)),
        covered(make(content=paper)),
    )
    assert together == own + asked > max(own, asked)


def test_an_invoice_without_prices_is_sent_and_said_to_have_none(make: Make) -> None:
    """Unlike what a person asks for: the profile asks only where there are any."""
    outcome = make(content=invoice("COMMERCIAL INVOICE", "Mugs, 40 pieces"))

    assert outcome.status is OutcomeStatus.BUILT
    assert "none was found on it" in findings(outcome)["price-not-found"]


def test_a_recipient_that_lets_prices_be_hidden_is_told_of_until_somebody_decides(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "invoice.pdf").write_bytes(INVOICE)

    def told(said: str) -> list[str]:
        (folder / "case.toml").write_text(f'[evidence."invoice.pdf"]\nkind = "supplier_invoice"\n{said}\n')
        (assessment,) = review(folder, recipients=["amazon-fba-inbound-us"], today=TODAY).assessments
        return [f.message for f in assessment.findings if f.code == "prices-may-be-hidden"]

    (offer,) = told("")
    copied = [offer.split("`")[n] for n in (1, 3, 5)]
    assert tomllib.loads("\n".join(copied)) == {
        "evidence": {"invoice.pdf": {"redact_prices": True, "redact_for": ["amazon-fba-inbound-us"]}}
    }
    assert "confidence H" in offer
    assert told("redact_prices = false") == told("redact_prices = true") == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('prices = {prices}\nfacts = ["iban"]', "", "redaction supplier-secrets hides nothing"),
        ('based_on = "generic"', 'based_on = "amazon-fba-warehouse"', "hides prices that requirement"),
        ('"iban"]', '"ibann"]', "hides 'ibann', which is no fact that can be found on a page as text (did you mean iban?)"),
        ('"iban"]', '"total"]', "hides 'total', which is no fact that can be found on a page"),
    ],
)  # fmt: skip
def test_an_unsound_redaction_is_found_with_the_profile(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    own = tmp_path / "recipients" / "house"
    own.mkdir(parents=True)
    (own / "house.toml").write_text(PROFILE.replace(old, new).replace("{prices}", "true"))

    found = [f.message for row in check_rules(tmp_path) for f in row.findings if row.id == "house"]

    assert any(says in message for message in found), found


@pytest.mark.parametrize("name", ["ibann", "total", "invoice_date"])
def test_what_nobody_can_cover_does_not_go_out_uncovered(
    name: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "PROFILE", PROFILE.replace('"iban"', f'"{name}"'))

    outcome = make(prices=False)

    assert outcome.status is OutcomeStatus.REFUSED
    assert (
        f"asks that {name} be hidden, which is no fact that can be found" in findings(outcome)["not-redacted"]
    )


def test_areas_of_a_person_do_where_a_read_value_is_not_found_on_the_page(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The currency is read from a sign, and its letters stand nowhere in the text."""
    monkeypatch.setitem(globals(), "PROFILE", PROFILE.replace('"iban"', '"currency"'))
    paper = invoice("COMMERCIAL INVOICE", "Invoice No.: INV-77", "Total amount due: €374.00")

    without = make(content=paper, prices=False)
    outcome = make("redact_areas = [{ page = 1, left = 0, top = 10, width = 100, height = 60 }]", content=paper, prices=False)  # fmt: skip

    assert "words that are to be hidden were not found on it (currency)" in findings(without)["not-redacted"]
    assert outcome.status is OutcomeStatus.BUILT
    assert "look whether the `redact_areas` that you gave cover it" in findings(outcome)["redaction-unsure"]


def test_a_number_that_the_profile_hides_does_not_stand_on_the_divider(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = invoice("COMMERCIAL INVOICE", "Invoice No.: INV-77", f"Shipped by UPS, tracking number {NUMBER}")

    def divider() -> str:
        outcome = make(content=paper, prices=False)
        assert outcome.folder is not None, outcome.findings
        (placed,) = outcome.exhibits
        with pypdfium2.PdfDocument(outcome.folder / "bundle.pdf") as document:
            return str(document[placed.first_page - 2].get_textpage().get_text_bounded())

    assert NUMBER in divider()
    monkeypatch.setitem(globals(), "PROFILE", PROFILE.replace('"iban"', '"tracking_number"'))
    assert NUMBER not in divider()


def test_the_pages_are_pictures_without_the_words(make: Make, tmp_path: Path) -> None:
    """Hidden is gone: not a word of it is left in what is sent."""
    kept = io.BytesIO()
    canvas = Canvas(kept, invariant=1)
    canvas.setAuthor(f"Pay to {IBAN}")
    canvas.drawString(72, 700, f"COMMERCIAL INVOICE No. INV-77, IBAN: {IBAN}")
    canvas.save()

    outcome = make(content=kept.getvalue(), prices=False)

    assert outcome.folder is not None, outcome.findings
    for sent in (*(outcome.folder / "delivery").iterdir(), outcome.folder / "bundle.pdf"):
        assert b"3704 0044" not in sent.read_bytes()
