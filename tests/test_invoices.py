"""Printed invoices: what stands where, what adds up, and what is not said because it could be two."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from builders_invoices import Told, cii, pdf_with, placed, printed
from evidencekit import Exhibit, review
from evidencekit.desk import open_desk
from evidencekit.extractors.layout import Rows, rows_of
from evidencekit.extractors.text import PdfTextReader
from evidencekit.model.evidence import SourceFile
from evidencekit.steps.examine import examine

sys.path.insert(0, str(Path(__file__).parent.parent / "bench" / "accuracy"))

from made_invoices import Layout, layouts, make


def _read(tmp_path: Path, data: bytes | str, name: str = "paper.pdf") -> Exhibit:
    folder = tmp_path / "case"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return review(folder).exhibits[0]


def _told(exhibit: Exhibit, *names: str) -> dict[str, object]:
    """Return the values of some names; a list where there are several."""
    values: dict[str, list[object]] = {n: [] for n in names}
    for fact in exhibit.facts:
        if fact.name in values:
            values[fact.name].append(fact.value)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items() if found}


def _messages(exhibit: Exhibit, code: str) -> list[str]:
    return [f.message for f in exhibit.reading.findings if f.code == code]


@pytest.mark.parametrize("layout", list(layouts()), ids=lambda layout: layout.name)
def test_invoices_of_many_suppliers_are_read(layout: Layout, tmp_path: Path) -> None:
    """Number, date, total and currency, drawn in any order; a year alone is no number, and nothing is wrong."""
    for seed in (0, 1):
        made = make(layout, seed, tmp_path)
        told = _told(
            _read(tmp_path, made.file.read_bytes()),
            "invoice_number",
            "invoice_date",
            "total",
            "currency",
            "tax_total",
        )

        assert told["invoice_number"] == made.number
        assert told["total"] == made.total
        assert told["currency"] == made.currency
        assert told.get("invoice_date", made.day) == made.day
        assert told.get("tax_total", made.tax) == made.tax


@pytest.mark.parametrize("layout", list(layouts()), ids=lambda layout: layout.name)
def test_rows_of_plain_text_are_read_by_their_gaps(layout: Layout, tmp_path: Path) -> None:
    """Rows as OCR leaves them, three spaces between columns whatever their width: what is said is right."""
    made = make(layout, 0, tmp_path)
    text = "\n".join("\n".join("   ".join(c.text for c in row) for row in page) for page in _rows(made.file))
    told = _told(_read(tmp_path, text, "paper.txt"), "invoice_number", "invoice_date", "total", "currency")

    assert told.get("invoice_number", made.number) == made.number
    assert told["total"] == made.total
    assert told["currency"] == made.currency
    assert told.get("invoice_date", made.day) == made.day


def _rows(pdf: Path) -> list[Rows]:
    """Return the rows of a PDF's pages."""
    source = SourceFile(pdf.name, pdf, "0" * 64, pdf.stat().st_size, "application/pdf")
    with open_desk() as desk:
        (reading,) = examine((source,), desk, lambda: (PdfTextReader(),))
        return list(rows_of(reading, desk, range(1, len(reading.text) + 1)).values())


@pytest.mark.parametrize("backwards", [False, True])
def test_a_value_stands_beside_right_of_or_under_its_label(tmp_path: Path, *, backwards: bool) -> None:
    """Where it stands counts, not when it was drawn."""
    data = placed(
        [(60, "RECHNUNG"), (300, "Rechnungsdatum"), (400, "10.09.2026")],
        [(60, "Rechnungsnr."), (150, "Kundennr."), (250, "Lieferdatum")],
        [(60, "AB-1042"), (150, "70041"), (250, "01.09.2026")],
        [(60, "Gesamtbetrag: 1.190,00 EUR")],
        backwards=backwards,
    )

    assert _told(_read(tmp_path, data), "invoice_number", "invoice_date", "total", "currency") == {
        "invoice_number": "AB-1042",
        "invoice_date": date(2026, 9, 10),
        "total": Decimal("1190.00"),
        "currency": "EUR",
    }


def test_one_date_of_the_document_decides_the_order_of_all(tmp_path: Path) -> None:
    """The due date can only be read one way."""
    exhibit = _read(tmp_path, printed("Invoice No: A-17", "Invoice date: 03/04/2026", "Due date: 25/04/2026"))

    assert _told(exhibit, "invoice_date", "due_date") == {
        "invoice_date": date(2026, 4, 3),
        "due_date": date(2026, 4, 25),
    }


def test_an_invoice_is_not_due_before_it_is_written(tmp_path: Path) -> None:
    """3 April to 2 May is a month; 4 March to 5 February is none."""
    exhibit = _read(tmp_path, printed("Invoice No: A-17", "Invoice date: 03/04/2026", "Due date: 02/05/2026"))

    assert _told(exhibit, "invoice_date") == {"invoice_date": date(2026, 4, 3)}


def test_a_date_with_two_readings_is_told_and_not_chosen(tmp_path: Path) -> None:
    """The finding names both days."""
    exhibit = _read(tmp_path, printed("Invoice No: A-17", "Invoice date: 03/04/2026", "Total USD 5.00"))

    (message,) = _messages(exhibit, "two-readings")
    assert "2026-04-03" in message
    assert "2026-03-04" in message
    assert not _told(exhibit, "invoice_date")


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Subtotal 100.00",
            "VAT 20% 20.00",
            "Total EUR 120.00",
            "Deposit paid 50.00",
            "Balance due EUR 70.00",
        ),
        ("Amount due EUR 70.00", "Net 100.00", "VAT 20.00", "Less deposit -50.00", "Grand total EUR 120.00"),
        (
            "Total net 100.00",
            "Total VAT 20.00",
            "Shipping 0.00",
            "Invoice total (EUR) 120.00",
            "To pay 70.00",
        ),
    ],
)
def test_the_total_is_neither_the_net_amount_nor_what_is_still_due(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    """The sums stand in any order."""
    exhibit = _read(tmp_path, printed("INVOICE", "Invoice No: A-17", *lines))

    assert _told(exhibit, "total", "tax_total", "amount_due") == {
        "total": Decimal("120.00"),
        "tax_total": Decimal("20.00"),
        "amount_due": Decimal("70.00"),
    }


def test_what_is_due_is_no_total_where_a_deposit_was_paid(tmp_path: Path) -> None:
    """The total itself stands nowhere, so it stays unknown."""
    exhibit = _read(tmp_path, printed("INVOICE A-17", "Deposit paid USD 50.00", "Balance due USD 70.00"))

    assert not _told(exhibit, "total")


def test_two_totals_that_nothing_decides_are_told(tmp_path: Path) -> None:
    """Neither is taken."""
    exhibit = _read(tmp_path, printed("INVOICE A-17", "Grand total USD 120.00", "Total amount USD 130.00"))

    (message,) = _messages(exhibit, "two-readings")
    assert "120.00" in message
    assert "130.00" in message
    assert not _told(exhibit, "total")


def test_sums_that_do_not_come_out_are_told_with_the_difference(tmp_path: Path) -> None:
    """Net and tax are 120, the total says 125."""
    exhibit = _read(
        tmp_path, printed("INVOICE A-17", "Subtotal USD 100.00", "VAT USD 20.00", "Total USD 125.00")
    )

    (message,) = _messages(exhibit, "invoice-arithmetic")
    assert "5.00" in message


ROWS: tuple[list[tuple[float, str]], ...] = (
    [(60, "SKU"), (130, "Description"), (300, "Qty"), (360, "Unit price"), (450, "Amount")],
    [(60, "MUG-01"), (130, "Stoneware mug 350 ml"), (300, "24 pcs"), (360, "12.50"), (450, "300.00")],
    [(60, "BRD-2"), (130, "Board 30 x 20"), (300, "10"), (360, "5.00"), (450, "50.00")],
)


def test_lines_are_rows_whose_product_is_their_amount(tmp_path: Path) -> None:
    """Figures in a description are not taken for quantities."""
    exhibit = _read(tmp_path, placed([(60, "INVOICE A-17")], *ROWS, [(360, "Total USD"), (450, "350.00")]))

    lines = [f.value for f in exhibit.facts if f.name == "line"]
    assert [(x.sku, x.description, x.quantity, x.amount and x.amount.amount) for x in lines] == [  # type: ignore[union-attr]
        ("MUG-01", "Stoneware mug 350 ml", Decimal(24), Decimal("300.00")),
        ("BRD-2", "Board 30 x 20", Decimal(10), Decimal("50.00")),
    ]
    assert exhibit.first("total").confidence >= 0.95  # type: ignore[union-attr]


def test_a_line_that_does_not_come_out_is_told(tmp_path: Path) -> None:
    """Where, and by how much."""
    wrong: list[tuple[float, str]] = [
        (60, "MUG-01"),
        (130, "Stoneware mug"),
        (300, "24"),
        (360, "12.50"),
        (450, "310.00"),
    ]

    exhibit = _read(tmp_path, placed([(60, "INVOICE A-17")], ROWS[0], wrong, ROWS[2]))

    (message,) = _messages(exhibit, "line-arithmetic")
    assert "page 1" in message
    assert "10.00" in message


def test_two_invoices_in_one_file_are_not_mixed(tmp_path: Path) -> None:
    """Each total stands on the page of its number, and a finding names both."""
    data = placed(
        [(60, "INVOICE")], [(60, "Invoice No: A-17")], [(60, "Date: 3 May 2026")], [(60, "Total USD 5.00")],
        [(60, "INVOICE")], [(60, "Invoice No: A-18")], [(60, "Date: 9 May 2026")], [(60, "Total EUR 7.00")],
        pages=2,
    )  # fmt: skip

    exhibit = _read(tmp_path, data)

    assert [(f.name, str(f.value), f.page) for f in exhibit.facts if f.name in {"invoice_number", "total", "currency"}] == [
        ("invoice_number", "A-17", 1), ("total", "5.00", 1), ("currency", "USD", 1),
        ("invoice_number", "A-18", 2), ("total", "7.00", 2), ("currency", "EUR", 2),
    ]  # fmt: skip
    (message,) = _messages(exhibit, "several-invoices")
    assert "A-17 on page 1" in message
    assert "A-18 on page 2" in message


def test_an_invoice_over_three_pages_is_one(tmp_path: Path) -> None:
    """Its number stands on each page, its total on the last."""
    data = placed(
        [(60, "Invoice No: A-17")], [(60, "Page 1 of 3")], [(60, "Invoice No: A-17")], [(60, "Page 2 of 3")],
        [(60, "Invoice No: A-17, Page 3 of 3")], [(60, "Total USD 5.00")], pages=3,
    )  # fmt: skip

    exhibit = _read(tmp_path, data)

    assert _told(exhibit, "invoice_number", "total") == {"invoice_number": "A-17", "total": Decimal("5.00")}
    assert exhibit.first("total").page == 3  # type: ignore[union-attr]
    assert not _messages(exhibit, "several-invoices")


def test_a_page_of_an_invoice_in_a_file_of_its_own_is_told(tmp_path: Path) -> None:
    """Page 2 of 3 is not the whole."""
    exhibit = _read(tmp_path, printed("Invoice No: A-17", "Page 2 of 3"))

    (message,) = _messages(exhibit, "part-of-invoice")
    assert "page 2 of 3" in message


@pytest.mark.parametrize(
    "lines",
    [
        ("CREDIT NOTE", "Credit note no: C-17", "Total USD 5.00"),
        ("INVOICE", "Invoice No: C-17", "Total USD -5.00"),
    ],
)
def test_a_credit_note_is_told(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """By its title or by its sign."""
    assert len(_messages(_read(tmp_path, printed(*lines)), "credit-note")) == 1


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Status: PAID", "paid"), ("Rechnung bezahlt", "paid"), ("Balance due USD 0.00", "paid"),
        ("UNPAID", None), ("Payment terms: 30 days", None), ("To be paid by 3 May", None),
    ],
)  # fmt: skip
def test_paid_is_what_is_said_to_be_paid(tmp_path: Path, line: str, status: str | None) -> None:
    """Terms of payment say nothing."""
    exhibit = _read(tmp_path, printed("INVOICE", "Invoice No: A-17", "Total USD 5.00", line))

    assert _told(exhibit, "payment_status").get("payment_status") == status


def test_printed_text_that_contradicts_the_e_invoice_is_told(tmp_path: Path) -> None:
    """The XML counts, and the finding names both numbers and the page."""
    folder = tmp_path / "case"
    folder.mkdir()
    page = printed(
        "Rechnung", "Rechnungsnummer: RE-9", "Rechnungsdatum: 07.08.2026", "Gesamtbetrag 119,00 EUR"
    )
    pdf_with(folder / "a.pdf", {"factur-x.xml": cii(Told())}, page)

    exhibit = review(folder).exhibits[0]

    (message,) = _messages(exhibit, "einvoice-disagrees")
    assert "RE-2026-0042" in message
    assert "RE-9" in message
    assert "page 1" in message
    assert _told(exhibit, "invoice_number") == {"invoice_number": "RE-2026-0042"}


def test_an_invoice_that_a_packing_list_cites_has_no_total_there(tmp_path: Path) -> None:
    """Its number is read; weights are no money."""
    exhibit = _read(tmp_path, printed("PACKING LIST", "Invoice No.: NP-1042", "Total 42 cartons 86.40"))

    assert _told(exhibit, "invoice_number", "total") == {"invoice_number": "NP-1042"}


@pytest.mark.parametrize(
    "title", ["PACKING LIST", "DELIVERY NOTE", "PURCHASE ORDER", "Lieferschein", "QUOTATION"]
)
def test_another_paper_that_mentions_an_invoice_is_none(tmp_path: Path, title: str) -> None:
    """Neither its date nor its sum is an invoice's."""
    exhibit = _read(tmp_path, printed(title, "Invoice NP-1042", "Date: 3 May 2026", "Total USD 86.40"))

    assert not _told(exhibit, "invoice_date", "total")


@pytest.mark.parametrize(
    "line",
    [
        "Total weight 86.40 kg", "Total 12.00 %", "Total: 12 pcs", "Total 1.234", "Total cartons 30", "Page total USD 9.99",
        "Invoice 2026", "Invoice 12.50", "Invoice for 3 May 2026", "Rechnung für 12345 Stück", "Rechnung zu Bestellung Nr. 4711",
        "Original invoice no: X-9", "Your reference: X-9", "Order number: X-9", "Delivery date: 3 May 2026",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not_taken(tmp_path: Path, line: str) -> None:
    """Weights, shares, counts, years, orders, other invoices, other dates."""
    exhibit = _read(tmp_path, printed("INVOICE", line))

    assert not _told(exhibit, "invoice_number", "invoice_date", "total")


@pytest.mark.parametrize(
    "text",
    [
        "Invoice No: " + "A" * 200_000, "Total " * 60_000, "Invoice date: " + "1/" * 90_000, "INVOICE\n" + "9" * 190_000,
        "INVOICE\n" + "Total 1.00 " * 15_000, "INVOICE\n" + "\n".join("Total 1.00" for _ in range(18_000)),
    ],
)  # fmt: skip
def test_a_wall_of_labels_and_figures_ends(tmp_path: Path, text: str) -> None:
    """No row, page or pattern runs away."""
    assert _read(tmp_path, text, "wall.txt").path == "wall.txt"
