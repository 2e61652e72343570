"""E-invoices and printed invoices, made in memory."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from evidencekit.paper.fonts import REGULAR, register


@dataclass(frozen=True)
class Told:
    """What an invoice is to say, as text in its XML."""

    number: str = "RE-2026-0042"
    day: str = "2026-08-07"
    due: str = "2026-09-06"
    currency: str = "EUR"
    net: str = "100.00"
    tax: str = "19.00"
    total: str = "119.00"
    prepaid: str = "0.00"
    payable: str = "119.00"
    line: str = "100.00"
    type_code: str = "380"
    seller: str = "Töpferei Nord GmbH"
    buyer: str = "Harbor Home Goods LLC"


_UN = "urn:un:unece:uncefact:data:standard:"


def cii(told: Told = Told()) -> bytes:
    """Factur-X, ZUGFeRD 2 or XRechnung."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="{_UN}CrossIndustryInvoice:100"
 xmlns:ram="{_UN}ReusableAggregateBusinessInformationEntity:100" xmlns:udt="{_UN}UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>{told.number}</ram:ID><ram:TypeCode>{told.type_code}</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">{told.day.replace("-", "")}</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem>
<ram:SpecifiedTradeProduct><ram:SellerAssignedID>MUG-01</ram:SellerAssignedID><ram:Name>Stoneware mug</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>125.00</ram:ChargeAmount>
<ram:BasisQuantity unitCode="C62">10</ram:BasisQuantity></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">8</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{told.line}</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>{told.seller}</ram:Name></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>{told.buyer}</ram:Name></ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{told.currency}</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">{told.due.replace("-", "")}</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>{told.net}</ram:LineTotalAmount>
<ram:TaxBasisTotalAmount>{told.net}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="GBP">1.00</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="{told.currency}">{told.tax}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{told.total}</ram:GrandTotalAmount><ram:TotalPrepaidAmount>{told.prepaid}</ram:TotalPrepaidAmount>
<ram:DuePayableAmount>{told.payable}</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()


def zugferd1(told: Told = Told()) -> bytes:
    """ZUGFeRD 1: the same tree under other names."""
    text = cii(told).decode()
    for new, old in (
        (f"{_UN}CrossIndustryInvoice:100", "urn:ferd:CrossIndustryDocument:invoice:1p0"),
        ("CrossIndustryInvoice", "CrossIndustryDocument"),
        ("rsm:ExchangedDocument", "rsm:HeaderExchangedDocument"),
        ("rsm:SupplyChainTradeTransaction", "rsm:SpecifiedSupplyChainTradeTransaction"),
        ("ApplicableHeaderTrade", "ApplicableSupplyChainTrade"),
        ("SpecifiedLineTrade", "SpecifiedSupplyChainTrade"),
        ("SpecifiedTradeSettlementLineMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"),
        ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation"),
    ):
        text = text.replace(new, old)
    return text.encode()


def ubl(told: Told = Told(), root: str = "Invoice") -> bytes:
    """UBL 2.1, as Peppol and XRechnung use it."""
    quantity = {"Invoice": "InvoicedQuantity", "CreditNote": "CreditedQuantity"}[root]
    spec = "urn:oasis:names:specification:ubl:schema:xsd:"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="{spec}{root}-2" xmlns:cbc="{spec}CommonBasicComponents-2" xmlns:cac="{spec}CommonAggregateComponents-2">
<cbc:ID>{told.number}</cbc:ID><cbc:IssueDate>{told.day}</cbc:IssueDate><cbc:DueDate>{told.due}</cbc:DueDate>
<cbc:{root}TypeCode>{told.type_code}</cbc:{root}TypeCode>
<cbc:DocumentCurrencyCode>{told.currency}</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName>{told.seller}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyName><cbc:Name>{told.buyer}</cbc:Name></cac:PartyName></cac:Party></cac:AccountingCustomerParty>
<cac:TaxTotal><cbc:TaxAmount currencyID="{told.currency}">{told.tax}</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="{told.currency}">{told.net}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="{told.currency}">{told.net}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="{told.currency}">{told.total}</cbc:TaxInclusiveAmount>
<cbc:PrepaidAmount currencyID="{told.currency}">{told.prepaid}</cbc:PrepaidAmount>
<cbc:PayableAmount currencyID="{told.currency}">{told.payable}</cbc:PayableAmount></cac:LegalMonetaryTotal>
<cac:{root}Line><cbc:ID>1</cbc:ID><cbc:{quantity} unitCode="C62">8</cbc:{quantity}>
<cbc:LineExtensionAmount currencyID="{told.currency}">{told.line}</cbc:LineExtensionAmount>
<cac:Item><cbc:Name>Stoneware mug</cbc:Name><cac:SellersItemIdentification><cbc:ID>MUG-01</cbc:ID></cac:SellersItemIdentification></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="{told.currency}">12.50</cbc:PriceAmount></cac:Price></cac:{root}Line></{root}>""".encode()


def printed(*lines: str) -> bytes:
    """A page with lines of text, one below the other."""
    return placed(*([(60.0, line)] for line in lines))


def placed(*rows: list[tuple[float, str]], pages: int = 1, backwards: bool = False) -> bytes:
    """Rows of text, each cell at its place in points from the left; over several pages where there are more rows than fit."""
    register()
    file = BytesIO()
    canvas = Canvas(file, invariant=True)
    size = -(-len(rows) // pages)
    for page in range(pages):
        canvas.setFont(REGULAR, 10)
        cells = [
            (x, 780 - 16 * n, text)
            for n, row in enumerate(rows[page * size : (page + 1) * size])
            for x, text in row
        ]
        for x, y, text in reversed(cells) if backwards else cells:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf_with(pdf: Path, attached: dict[str, bytes], page: bytes, *, listed: bool = True) -> None:
    """Write a PDF with files attached to it; those that are not `listed` only say what they are to the document."""
    with pikepdf.open(BytesIO(page)) as document:
        for name, data in attached.items():
            spec = pikepdf.AttachedFileSpec(document, data, filename=name, mime_type="text/xml")
            if listed:
                document.attachments[name] = spec
            else:
                document.Root.AF = pikepdf.Array([spec.obj])
        document.save(pdf, deterministic_id=True)
