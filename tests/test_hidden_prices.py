"""Prices hidden from one recipient: gone, while quantities, dates and numbers stay to be read."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from evidencekit import Outcome, build
from evidencekit.extractors.prices import Known, price_spans, undecided
from evidencekit.model.bundle import OutcomeStatus
from evidencekit.model.vocabulary import Severity

NOTHING = Known(frozenset(), frozenset())
Make = Callable[..., Outcome]


def shown(text: str, known: Known = NOTHING) -> str:
    """The text with a block for every hidden character."""
    marks = list(text)
    for start, end in price_spans(text, known):
        marks[start:end] = "#" * (end - start)
    return "".join(marks)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Total USD 2,346.00", "Total ############"),
        ("Total: 1.234,56 €", "Total: ##########"),
        ("¥12,300", "#######"),
        ("HH-MUG-350 Mug 9 7.80 70.20", "HH-MUG-350 Mug 9 #### #####"),
        ("Invoice No. 2026-0417 of 2026-04-17", "Invoice No. 2026-0417 of 2026-04-17"),
        ("Date 17.04.2026, due 5/17/2026", "Date 17.04.2026, due 5/17/2026"),
        ("Gross weight 86.40 kg, 0.85 m3", "Gross weight 86.40 kg, 0.85 m3"),
        ("12.00 PCS at 3.50", "12.00 PCS at ####"),
        ("Order 112-4567890-1234567", "Order 112-4567890-1234567"),
        ("Tel. +86 755 8812 3400", "Tel. +86 755 8812 3400"),
        ("SKU A12.50 x", "SKU A12.50 x"),
        ("(123.45)", "########"),
        ("2 pieces", "2 pieces"),
        ("Balance due: 0.00 USD", "Balance due: 0.00 USD"),
    ],
)  # fmt: skip
def test_prices_are_told_from_all_other_figures(text: str, left: str) -> None:
    assert shown(text) == left


def test_whole_amounts_are_prices_where_they_were_read_as_such() -> None:
    known = Known(frozenset({Decimal(45), Decimal(540)}), frozenset({Decimal(12)}))
    assert shown("Mug 12 45 540", known) == "Mug 12 ## ###"


def test_a_quantity_with_decimals_stays_legible() -> None:
    known = Known(frozenset({Decimal("7.80")}), frozenset({Decimal(12)}))
    assert shown("Mug 12.00 7.80", known) == "Mug 12.00 ####"


def test_a_figure_that_is_both_stays_and_is_named() -> None:
    known = Known(frozenset({Decimal(12), Decimal(144)}), frozenset({Decimal(12)}))
    assert shown("Mug 12 12 144", known) == "Mug 12 12 ###"
    assert undecided("Mug 12 12 144", known) == ("12",)


def invoice(*lines: str) -> bytes:
    kept = io.BytesIO()
    canvas = Canvas(kept, invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 740 - 24 * number, line)
    canvas.save()
    return kept.getvalue()


INVOICE = invoice(
    "COMMERCIAL INVOICE", "Invoice No.: INV-77   Invoice date: 2026-08-21", "Seller: Works Ltd, Shenzhen, China",
    "Buyer: Harbor Home Goods LLC, Seattle, USA", "SKU-1   Stoneware mug   40   7.80   312.00 USD",
    "SKU-2   Linen towel   10   6.20   62.00 USD", "Total USD 374.00",
)  # fmt: skip


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build_it(said: str, recipient: str = "generic", content: bytes = INVOICE, **how: Any) -> Outcome:
        folder = tmp_path / "case"
        folder.mkdir(exist_ok=True)
        (folder / "invoice.pdf").write_bytes(content)
        (folder / "case.toml").write_text(
            f'[claimant]\nname = "Harbor Home Goods LLC"\n[evidence."invoice.pdf"]\nkind = "supplier_invoice"\n{said}\n'
        )
        (outcome,) = build(
            folder, into=tmp_path / "out", recipients=[recipient], today=date(2026, 10, 20), **how
        )
        return outcome

    return build_it


def findings(outcome: Outcome) -> dict[str, str]:
    return {f.code: f.message for f in outcome.findings}


def test_prices_are_black_and_quantities_are_not(make: Make) -> None:
    outcome = make("redact_prices = true")

    assert outcome.folder is not None, outcome.findings
    (placed,) = outcome.exhibits
    with pypdfium2.PdfDocument(outcome.folder / "bundle.pdf") as document:
        page = document[placed.first_page - 1]
        assert "312.00" not in page.get_textpage().get_text_bounded()
        picture = np.asarray(page.render(scale=2, grayscale=True).to_pil())
    with pypdfium2.PdfDocument(io.BytesIO(INVOICE)) as document:
        words = document[0].get_textpage()
        text = words.get_text_range()

        def dark(figure: str) -> float:
            at = text.index(figure)
            left, bottom, right, top = (
                words.get_charbox(at)[0], words.get_charbox(at)[1],
                words.get_charbox(at + len(figure) - 1)[2], words.get_charbox(at)[3],
            )  # fmt: skip
            part = picture[int((842 - top) * 2) : int((842 - bottom) * 2), int(left * 2) : int(right * 2)]
            return float((part < 64).mean())

        assert min(dark(f) for f in ("312.00", "62.00", "7.80", "6.20", "374.00")) > 0.6
        assert max(dark(f) for f in ("40 ", "INV-77", "2026-08-21", "SKU-2")) < 0.4
    assert "Look at its pages" in findings(outcome)["prices-hidden"]


def test_a_recipient_that_lets_prices_be_hidden_is_not_warned_of(make: Make) -> None:
    assert "price-hidden" not in findings(make("redact_prices = true", "amazon-fba-inbound-us", draft=True))


def test_a_recipient_of_whom_nothing_is_known_is_warned_of(make: Make) -> None:
    assert "no source says it" in findings(make("redact_prices = true"))["price-hidden"]


def test_a_recipient_that_must_see_prices_stops_the_build(make: Make) -> None:
    outcome = make("redact_prices = true", "amazon-fba-warehouse", draft=True)
    (needed,) = [f for f in outcome.findings if f.code == "price-needed"]
    assert needed.severity is Severity.BLOCKING
    assert "must see them" in needed.message


def test_for_another_recipient_nothing_is_hidden(make: Make) -> None:
    outcome = make('redact_prices = true\nredact_for = ["amazon-fba-inbound-us"]')
    assert "prices-hidden" not in findings(outcome)


def test_an_invoice_on_which_no_price_is_found_is_not_sent(make: Make) -> None:
    outcome = make("redact_prices = true", content=invoice("COMMERCIAL INVOICE", "Mugs, 40 pieces"))
    assert outcome.status is OutcomeStatus.REFUSED
    assert "no price was found" in findings(outcome)["not-redacted"]
