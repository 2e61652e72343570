"""Where the XML grammars of e-invoices keep what an invoice says: paths of local names below each root element."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """One XML grammar of invoices. Paths are tried in their order; the first that holds text is taken."""

    name: str
    """As people call it."""
    invoice: str | None
    """Where the single invoices stand, for a grammar whose document may hold several; None: the root is the invoice."""
    number: tuple[str, ...]
    issued: tuple[str, ...]
    total: tuple[str, ...]
    """With tax, before what was paid in advance."""
    currency: tuple[str, ...] = ()
    always: str | None = None
    """The currency of a grammar that has no other."""
    due: tuple[str, ...] = ()
    net: tuple[str, ...] = ()
    """Without tax, after rebates and charges."""
    lines_total: tuple[str, ...] = ()
    """The sum of the lines, before rebates and charges on the whole."""
    tax: tuple[str, ...] = ()
    prepaid: tuple[str, ...] = ()
    payable: tuple[str, ...] = ()
    rounding: tuple[str, ...] = ()
    seller: tuple[str, ...] = ()
    """From the root, as `buyer`, where `invoice` is given."""
    buyer: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    type_code: tuple[str, ...] = ()
    credit_codes: frozenset[str] = frozenset()
    line: str = ""
    sku: tuple[str, ...] = ()
    """From here on below a line."""
    description: tuple[str, ...] = ()
    quantity: tuple[str, ...] = ()
    price: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    """For how many units the price is."""
    amount: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    """A line that only groups or informs says so here: `GROUP`, `INFORMATION`."""


_CREDIT = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"})
"""Codes of UNTDID 1001 that lower what is owed."""


def _cii(document: str, trade: str, part: str, item: str, sums: str) -> Grammar:
    """Cross Industry Invoice; ZUGFeRD 1 uses other names for the same tree."""
    agreed = f"{trade}/{part}Agreement"
    settled = f"{trade}/{part}Settlement"
    amounts = f"{settled}/{sums}MonetarySummation"
    return Grammar(
        "Cross Industry Invoice",
        None,
        number=(f"{document}/ID",),
        issued=(f"{document}/IssueDateTime/DateTimeString", f"{document}/IssueDateTime/DateTime"),
        total=(f"{amounts}/GrandTotalAmount",),
        currency=(f"{settled}/InvoiceCurrencyCode",),
        due=(
            f"{settled}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",
            f"{settled}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTime",
        ),
        net=(f"{amounts}/TaxBasisTotalAmount",),
        lines_total=(f"{amounts}/LineTotalAmount",),
        tax=(f"{amounts}/TaxTotalAmount",),
        prepaid=(f"{amounts}/TotalPrepaidAmount",),
        payable=(f"{amounts}/DuePayableAmount",),
        rounding=(f"{amounts}/RoundingAmount",),
        seller=(f"{agreed}/SellerTradeParty/Name",),
        buyer=(f"{agreed}/BuyerTradeParty/Name",),
        order=(
            f"{agreed}/BuyerOrderReferencedDocument/IssuerAssignedID",
            f"{agreed}/BuyerOrderReferencedDocument/ID",
        ),
        type_code=(f"{document}/TypeCode",),
        credit_codes=_CREDIT,
        line=f"{trade}/IncludedSupplyChainTradeLineItem",
        sku=("SpecifiedTradeProduct/SellerAssignedID", "SpecifiedTradeProduct/GlobalID"),
        description=("SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"),
        quantity=(f"{item}Delivery/BilledQuantity",),
        price=(
            f"{item}Agreement/NetPriceProductTradePrice/ChargeAmount",
            f"{item}Agreement/GrossPriceProductTradePrice/ChargeAmount",
        ),
        per=(
            f"{item}Agreement/NetPriceProductTradePrice/BasisQuantity",
            f"{item}Agreement/GrossPriceProductTradePrice/BasisQuantity",
        ),
        amount=(
            f"{item}Settlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
            f"{item}Settlement/SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
        ),
        heading=("AssociatedDocumentLineDocument/LineStatusReasonCode",),
    )


def _ubl(root: str, line: str, quantity: str) -> Grammar:
    party = "Accounting{}Party/Party/{}"
    names = ("PartyLegalEntity/RegistrationName", "PartyName/Name")
    return Grammar(
        f"UBL {root}",
        None,
        number=("ID",),
        issued=("IssueDate",),
        total=("LegalMonetaryTotal/TaxInclusiveAmount",),
        currency=("DocumentCurrencyCode",),
        due=("DueDate", "PaymentMeans/PaymentDueDate"),
        net=("LegalMonetaryTotal/TaxExclusiveAmount",),
        lines_total=("LegalMonetaryTotal/LineExtensionAmount",),
        tax=("TaxTotal/TaxAmount",),
        prepaid=("LegalMonetaryTotal/PrepaidAmount",),
        payable=("LegalMonetaryTotal/PayableAmount",),
        rounding=("LegalMonetaryTotal/PayableRoundingAmount",),
        seller=tuple(party.format("Supplier", n) for n in names),
        buyer=tuple(party.format("Customer", n) for n in names),
        order=("OrderReference/ID",),
        type_code=("InvoiceTypeCode", "CreditNoteTypeCode"),
        credit_codes=_CREDIT,
        line=line,
        sku=("Item/SellersItemIdentification/ID", "Item/StandardItemIdentification/ID"),
        description=("Item/Name", "Item/Description"),
        quantity=(quantity,),
        price=("Price/PriceAmount",),
        per=("Price/BaseQuantity",),
        amount=("LineExtensionAmount",),
    )


_FATTURA = Grammar(
    "FatturaPA",
    "FatturaElettronicaBody",
    number=("DatiGenerali/DatiGeneraliDocumento/Numero",),
    issued=("DatiGenerali/DatiGeneraliDocumento/Data",),
    total=("DatiGenerali/DatiGeneraliDocumento/ImportoTotaleDocumento",),
    currency=("DatiGenerali/DatiGeneraliDocumento/Divisa",),
    due=("DatiPagamento/DettaglioPagamento/DataScadenzaPagamento",),
    seller=(
        "FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/Anagrafica/Denominazione",
        "FatturaElettronicaHeader/CedentePrestatore/DatiAnagrafici/Anagrafica/Cognome",
    ),
    buyer=(
        "FatturaElettronicaHeader/CessionarioCommittente/DatiAnagrafici/Anagrafica/Denominazione",
        "FatturaElettronicaHeader/CessionarioCommittente/DatiAnagrafici/Anagrafica/Cognome",
    ),
    order=("DatiGenerali/DatiOrdineAcquisto/IdDocumento",),
    type_code=("DatiGenerali/DatiGeneraliDocumento/TipoDocumento",),
    credit_codes=frozenset({"TD04", "TD08"}),
    line="DatiBeniServizi/DettaglioLinee",
    sku=("CodiceArticolo/CodiceValore",),
    description=("Descrizione",),
    quantity=("Quantita",),
    price=("PrezzoUnitario",),
    amount=("PrezzoTotale",),
)
_FACTURAE = Grammar(
    "Facturae",
    "Invoices/Invoice",
    number=("InvoiceHeader/InvoiceNumber",),
    issued=("InvoiceIssueData/IssueDate",),
    total=("InvoiceTotals/InvoiceTotal",),
    currency=("InvoiceIssueData/InvoiceCurrencyCode",),
    net=("InvoiceTotals/TotalGrossAmountBeforeTaxes",),
    prepaid=("InvoiceTotals/TotalPaymentsOnAccount",),
    payable=("InvoiceTotals/TotalExecutableAmount",),
    seller=("Parties/SellerParty/LegalEntity/CorporateName", "Parties/SellerParty/Individual/Name"),
    buyer=("Parties/BuyerParty/LegalEntity/CorporateName", "Parties/BuyerParty/Individual/Name"),
    line="Items/InvoiceLine",
    sku=("ArticleCode",),
    description=("ItemDescription",),
    quantity=("Quantity",),
    price=("UnitPriceWithoutTax",),
    amount=("GrossAmount", "TotalCost"),
)
_KSEF = Grammar(
    "KSeF",
    "Fa",
    number=("P_2",),
    issued=("P_1",),
    total=("P_15",),
    currency=("KodWaluty",),
    seller=("Podmiot1/DaneIdentyfikacyjne/Nazwa",),
    buyer=("Podmiot2/DaneIdentyfikacyjne/Nazwa",),
    line="FaWiersz",
    sku=("Indeks", "GTIN"),
    description=("P_7",),
    quantity=("P_8B",),
    price=("P_9A",),
    amount=("P_11",),
)
_FAPIAO = Grammar(
    "fapiao",
    None,
    number=("TaxSupervisionInfo/InvoiceNumber",),
    issued=("TaxSupervisionInfo/IssueTime", "EInvoiceData/BasicInformation/RequestTime"),
    total=("EInvoiceData/BasicInformation/TotalTax-includedAmount",),
    always="CNY",
    net=("EInvoiceData/BasicInformation/TotalAmWithoutTax",),
    tax=("EInvoiceData/BasicInformation/TotalTaxAm",),
    seller=("EInvoiceData/SellerInformation/SellerName",),
    buyer=("EInvoiceData/BuyerInformation/BuyerName",),
    line="EInvoiceData/IssuItemInformation",
    description=("ItemName",),
    quantity=("Quantity",),
    price=("UnPrice",),
    amount=("Amount",),
)

GRAMMARS: dict[str, Grammar] = {
    "CrossIndustryInvoice": _cii(
        "ExchangedDocument",
        "SupplyChainTradeTransaction",
        "ApplicableHeaderTrade",
        "SpecifiedLineTrade",
        "SpecifiedTradeSettlementHeader",
    ),
    "CrossIndustryDocument": _cii(
        "HeaderExchangedDocument",
        "SpecifiedSupplyChainTradeTransaction",
        "ApplicableSupplyChainTrade",
        "SpecifiedSupplyChainTrade",
        "SpecifiedTradeSettlement",
    ),
    "Invoice": _ubl("Invoice", "InvoiceLine", "InvoicedQuantity"),
    "CreditNote": _ubl("CreditNote", "CreditNoteLine", "CreditedQuantity"),
    "FatturaElettronica": _FATTURA,
    "Facturae": _FACTURAE,
    "Faktura": _KSEF,
    "EInvoice": _FAPIAO,
}
"""By the local name of the root element: UN/CEFACT CII (Factur-X, ZUGFeRD 2, XRechnung), ZUGFeRD 1, UBL 2, FatturaPA 1.2,
Facturae 3.2, the Polish KSeF's FA and the Chinese tax office's e-fapiao."""
