"""E-invoices: the XML is read exactly, wherever it stands, and is never trusted."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from builders_intake import codes
from builders_invoices import Told, cii, pdf_with, printed, ubl, zugferd1
from evidencekit import Exhibit, review
from evidencekit.model.evidence import Line
from evidencekit.model.money import Money


def _reviewed(tmp_path: Path, name: str, data: bytes, page: bytes | None = None) -> Exhibit:
    """Review a folder with one XML file, or with a PDF that has it inside."""
    folder = tmp_path / "case"
    folder.mkdir()
    if page is None:
        (folder / name).write_bytes(data)
    else:
        pdf_with(folder / "invoice.pdf", {name: data}, page)
    return review(folder).exhibits[0]


def _values(exhibit: Exhibit) -> dict[str, object]:
    return {f.name: f.value for f in exhibit.facts if f.read_by == "xml"}


TRUTH = {
    "invoice_number": "RE-2026-0042",
    "invoice_date": date(2026, 8, 7),
    "due_date": date(2026, 9, 6),
    "total": Decimal("119.00"),
    "net_total": Decimal("100.00"),
    "tax_total": Decimal("19.00"),
    "amount_due": Decimal("119.00"),
    "currency": "EUR",
    "seller": "Töpferei Nord GmbH",
    "buyer": "Harbor Home Goods LLC",
    "line": Line(
        sku="MUG-01",
        description="Stoneware mug",
        quantity=Decimal(8),
        unit_cost=Money(Decimal("12.50"), "EUR"),
        amount=Money(Decimal("100.00"), "EUR"),
    ),
}


@pytest.mark.parametrize("xml", [cii, zugferd1, ubl])
@pytest.mark.parametrize("page", [None, printed("Rechnung", "see the attachment")])
def test_every_value_is_read_exactly(tmp_path: Path, xml: Callable[[], bytes], page: bytes | None) -> None:
    """Three grammars, alone and inside a PDF; a price for ten is the price of one, a tax total in pounds is none."""
    assert _values(_reviewed(tmp_path, "factur-x.xml", xml(), page)) == TRUTH


def test_one_that_only_says_what_it_is_to_the_document_is_read(tmp_path: Path) -> None:
    """It stands in no list of attached files; like the others it stays inside."""
    folder = tmp_path / "case"
    folder.mkdir()
    pdf_with(folder / "invoice.pdf", {"factur-x.xml": cii()}, printed("Rechnung"), listed=False)

    (exhibit,) = review(folder).exhibits

    assert _values(exhibit) == TRUTH


FATTURA = """<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2" versione="FPR12">
<FatturaElettronicaHeader><CedentePrestatore><DatiAnagrafici><Anagrafica><Denominazione>Ceramiche Sud Srl</Denominazione></Anagrafica></DatiAnagrafici></CedentePrestatore></FatturaElettronicaHeader>
<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-08-07</Data><Numero>17/A</Numero><ImportoTotaleDocumento>122.00</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali></FatturaElettronicaBody></p:FatturaElettronica>"""
FACTURAE = """<fe:Facturae xmlns:fe="http://www.facturae.es/Facturae/2014/v3.2.1/Facturae"><Parties><SellerParty><LegalEntity><CorporateName>Cerámicas SA</CorporateName></LegalEntity></SellerParty></Parties>
<Invoices><Invoice><InvoiceHeader><InvoiceNumber>17/A</InvoiceNumber></InvoiceHeader><InvoiceIssueData><IssueDate>2026-08-07</IssueDate><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode></InvoiceIssueData>
<InvoiceTotals><InvoiceTotal>122.00</InvoiceTotal></InvoiceTotals></Invoice></Invoices></fe:Facturae>"""
KSEF = """<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/"><Podmiot1><DaneIdentyfikacyjne><Nazwa>Ceramika</Nazwa></DaneIdentyfikacyjne></Podmiot1>
<Fa><KodWaluty>EUR</KodWaluty><P_1>2026-08-07</P_1><P_2>17/A</P_2><P_15>122.00</P_15></Fa></Faktura>"""
FAPIAO = """<EInvoice><EInvoiceData><SellerInformation><SellerName>深圳明亮贸易有限公司</SellerName></SellerInformation><BasicInformation><TotalTax-includedAmount>122.00</TotalTax-includedAmount></BasicInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>17/A</InvoiceNumber><IssueTime>2026-08-07 10:11:12</IssueTime></TaxSupervisionInfo></EInvoice>"""


@pytest.mark.parametrize(
    ("xml", "currency"), [(FATTURA, "EUR"), (FACTURAE, "EUR"), (KSEF, "EUR"), (FAPIAO, "CNY")]
)
def test_the_grammars_of_four_countries_are_read(tmp_path: Path, xml: str, currency: str) -> None:
    """Italy, Spain, Poland, China; without a declaration, which looks like any text."""
    values = _values(_reviewed(tmp_path, "invoice.xml", xml.encode()))

    assert values["invoice_number"] == "17/A"
    assert values["invoice_date"] == date(2026, 8, 7)
    assert values["total"] == Decimal("122.00")
    assert values["currency"] == currency
    assert values["seller"]


def test_an_envelope_around_the_invoice_is_opened(tmp_path: Path) -> None:
    """Peppol sends invoices inside a StandardBusinessDocument."""
    inner = ubl().split(b"\n", 1)[1]
    xml = (
        b'<?xml version="1.0"?>\n<StandardBusinessDocument xmlns="urn:sbdh">'
        + inner
        + b"</StandardBusinessDocument>"
    )

    assert _values(_reviewed(tmp_path, "a.xml", xml))["invoice_number"] == "RE-2026-0042"


def test_another_invoice_element_is_no_e_invoice(tmp_path: Path) -> None:
    """Programs' own XML may be called Invoice; without UBL's namespace nothing is read as exact."""
    xml = b'<?xml version="1.0"?>\n<Invoice><ID>1</ID><IssueDate>2026-08-07</IssueDate></Invoice>'

    assert not _values(_reviewed(tmp_path, "a.xml", xml))


def test_a_lone_xml_file_has_words_to_read(tmp_path: Path) -> None:
    """It is told what it is like any invoice."""
    exhibit = _reviewed(tmp_path, "a.xml", cii())

    assert exhibit.kind == "supplier_invoice"
    assert "Invoice number: RE-2026-0042" in exhibit.reading.text[0]


def test_the_printed_text_is_not_read_beside_exact_values(tmp_path: Path) -> None:
    """The XML says one number, and there is one number."""
    exhibit = _reviewed(tmp_path, "factur-x.xml", cii(), printed("Invoice No.: OTHER-7", "Total EUR 5.00"))

    assert [f.value for f in exhibit.facts if f.name == "invoice_number"] == ["RE-2026-0042"]
    assert [f.value for f in exhibit.facts if f.name == "total"] == [Decimal("119.00")]


def test_what_was_paid_in_advance_is_not_taken_off_the_total(tmp_path: Path) -> None:
    """The amount due is another fact; paid up is paid."""
    exhibit = _reviewed(tmp_path, "a.xml", cii(Told(prepaid="119.00", payable="0.00")))

    values = _values(exhibit)
    assert values["total"] == Decimal("119.00")
    assert values["amount_due"] == Decimal("0.00")
    assert values["payment_status"] == "paid"


@pytest.mark.parametrize(
    ("told", "by"),
    [
        (Told(tax="18.00"), "1.00"),
        (Told(line="90.00"), "10.00"),
        (Told(payable="109.00"), "10.00"),
    ],
)
def test_sums_that_are_wrong_are_told_with_the_difference(tmp_path: Path, told: Told, by: str) -> None:
    """Net and tax, the lines, the advance payment."""
    messages = [
        f.message
        for f in _reviewed(tmp_path, "a.xml", cii(told)).reading.findings
        if f.code == "invoice-arithmetic"
    ]

    assert len(messages) == 1
    assert by in messages[0]
    assert "RE-2026-0042" in messages[0]


@pytest.mark.parametrize(
    "xml",
    [
        cii(Told(type_code="381")),
        ubl(Told(type_code="381"), "CreditNote"),
        cii(Told(net="-100.00", tax="-19.00", total="-119.00", payable="-119.00", line="-100.00")),
    ],
)
def test_a_credit_note_is_told(tmp_path: Path, xml: bytes) -> None:
    """By its type, by its root, by its sign."""
    assert "credit-note" in {f.code for f in _reviewed(tmp_path, "a.xml", xml).reading.findings}


BOMB = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<CrossIndustryInvoice>&b;</CrossIndustryInvoice>'
OUTSIDE = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<CrossIndustryInvoice>&a;</CrossIndustryInvoice>'
DEEP = b'<?xml version="1.0"?>\n' + b"<a>" * 5000 + b"</a>" * 5000
TORN = cii()[:900]


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE, DEEP, TORN])
@pytest.mark.parametrize("page", [None, printed("Invoice No.: NP-7")])
def test_hostile_and_broken_xml_is_refused_in_a_sentence(
    tmp_path: Path, xml: bytes, page: bytes | None
) -> None:
    """Entities, references to files, depth, a torn end: no value, no traceback, and the printed text still counts."""
    exhibit = _reviewed(tmp_path, "factur-x.xml", xml, page)

    assert not _values(exhibit)
    assert "xml-refused" in codes(exhibit.reading.findings).values()
    if page:
        assert [f.value for f in exhibit.facts if f.name == "invoice_number"] == ["NP-7"]


def test_an_attachment_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    """It is inflated no further than the limit."""
    exhibit = _reviewed(tmp_path, "factur-x.xml", b" " * 40_000_000, printed("Invoice No.: NP-7"))

    (finding,) = [f for f in exhibit.reading.findings if f.code == "xml-refused"]
    assert "larger than" in finding.message


def test_two_e_invoices_that_differ_are_told(tmp_path: Path) -> None:
    """The usual name is read, and the finding names both numbers."""
    folder = tmp_path / "case"
    folder.mkdir()
    pdf_with(
        folder / "a.pdf", {"another.xml": cii(Told(number="B-2")), "factur-x.xml": cii()}, printed("Invoice")
    )

    exhibit = review(folder).exhibits[0]

    assert _values(exhibit)["invoice_number"] == "RE-2026-0042"
    (message,) = [f.message for f in exhibit.reading.findings if f.code == "several-invoices"]
    assert "B-2" in message
