"""What documents say in labelled lines: numbers, dates, parties, totals, weights, exceptions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidencekit.desk import Desk
from evidencekit.extractors.amounts import (
    AMOUNT,
    CURRENCY,
    DATE,
    amount_of,
    currency_in,
    currency_of,
    date_of,
)
from evidencekit.model.evidence import Fact, FactValue, Line, Reading
from evidencekit.model.money import Money
from evidencekit.ports import Extraction

_LONGEST_PAGE = 60_000
_NUMBER = r"\s*(?:no|nr|number|num|№|#)?\s*\.?\s*[:#]?\s*"
_ID = r"([A-Z0-9][A-Z0-9/_-]{2,30}[A-Z0-9])"
_AFTER = rf"\s*[:.]?\s*({DATE})"

_LABELLED: tuple[tuple[str, str, str], ...] = (
    ("invoice_number", "id", rf"(?:tax |commercial |sales |pro-?forma )?invoice\s*(?:no|nr|number|num|#|№)\s*\.?\s*[:#]?\s*{_ID}"),
    ("invoice_number", "id", rf"(?:rechnungsnummer|rechnung\s*nr|facture\s*n[°o]|发票号码?)\s*\.?\s*[:：]?\s*{_ID}"),
    ("invoice_date", "date", rf"(?:invoice date|date of (?:issue|invoice)|issue date|date of purchase|rechnungsdatum|date de facture|开票日期)\s*[:：]?\s*({DATE})"),
    ("purchase_order", "id", rf"(?:purchase order|p\.?o\.?)\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("order_number", "id", rf"(?<!purchase )order\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("bol_number", "id", rf"(?:b/l|bol|bill of lading)\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("pro_number", "id", rf"\bpro\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("policy_number", "id", rf"(?:policy|open cover|certificate)\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("claim_number", "id", rf"claim\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("seal_number", "id", rf"seal{_NUMBER}{_ID}"),
    ("delivery_date", "date", rf"(?:date of delivery|delivery date|delivered(?: on)?|received on|date received|zustelldatum|签收日期){_AFTER}"),
    ("ship_date", "date", rf"(?:ship date|date shipped|shipped on|date of shipment|shipped on board(?: date)?|on board date|pick-?up date){_AFTER}"),
    ("scheduled_delivery_date", "date", rf"(?:scheduled delivery|estimated delivery|expected delivery)(?: date)?{_AFTER}"),
    ("vessel_discharge_date", "date", rf"(?:date of discharge|discharged(?: on)?|discharge date){_AFTER}"),
    ("received_by", "words", r"(?:received by|signed by|signed for by|consignee signature)\s*[:.]\s*([^\n]{2,40})"),
    ("exception", "words", r"(?:exceptions?|remarks?|damage noted|exceptions noted)\s*[:.]\s*([^\n]{3,160})"),
    ("packages", "count", r"(?:total (?:number of )?(?:cartons|packages|ctns|pieces)|number of (?:packages|cartons)|carton count|cartons (?:received|shipped|delivered)|cartons?|packages?|no\. of pkgs)\s*[:=]\s*(\d{1,6})\b"),
    ("gross_weight_kg", "kilos", rf"(?:gross weight|total weight|g\.?w\.?)\s*(?:\(kgs?\))?\s*[:=]?\s*({AMOUNT})\s*kgs?\b"),
    ("vessel", "words", r"(?:ocean vessel|vessel)(?: name)?\s*[:.]\s*([^\n/]{3,40}?)(?=\s{2,}|\s*/|\s+voy|\n|$)"),
    ("voyage", "words", r"voy(?:age)?\.?\s*(?:no)?\.?\s*[:.]?\s*([0-9]{2,5}[A-Z]{0,2})\b"),
    ("port_of_loading", "words", r"port of loading\s*[:.]\s*([^\n]{3,50}?)(?=\s{2,}|\n|$)"),
    ("port_of_discharge", "words", r"port of discharge\s*[:.]\s*([^\n]{3,50}?)(?=\s{2,}|\n|$)"),
    ("seller", "words", r"(?:seller|supplier|vendor|exporter|sold by|卖方)\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
    ("buyer", "words", r"(?:buyer|bill to|sold to|billed to|customer|invoice to|买方)\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
    ("shipper", "words", r"shipper(?:/exporter)?\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
    ("consignee", "words", r"consignee\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
)  # fmt: skip
_PATTERNS = tuple(
    (name, form, re.compile(rf"(?<![A-Za-z]){pattern}", re.IGNORECASE)) for name, form, pattern in _LABELLED
)
_TOTAL = re.compile(
    rf"(?<![A-Za-z-])(?:grand total|total amount|amount due|invoice total|total due|total|gesamtbetrag|montant total|合计|总计)"
    rf"(?:\s*\((?:{CURRENCY})\))?\s*[:：]?\s*({CURRENCY})?\s*\$?\s*({AMOUNT})\s*({CURRENCY})?",
    re.IGNORECASE,
)
_INVOICE = re.compile(r"\b(?:invoice|rechnung|facture|factura|发票)", re.IGNORECASE)
_PAID = re.compile(
    r"\b(?:status\s*:?\s*paid|paid in full|payment received|balance due\s*:?\s*\D{0,5}0\.00|payment status\s*:?\s*paid|^paid$)",
    re.IGNORECASE | re.MULTILINE,
)
_LINE = re.compile(
    rf"^[ \t]*([A-Z0-9][A-Z0-9._/-]{{2,24}})[ \t]+([^\n]{{2,160}}?)[ \t]+(\d{{1,7}})(?:[ \t]+(?:pcs|pc|units|sets|ctns))?[ \t]+\$?({AMOUNT})[ \t]+\$?({AMOUNT})[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads what stands behind a label, on the same line."""

    name: str = "documents"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Texts; sheets are read as tables."""
        return any(reading.text) and not reading.tables

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Take each value once, from where it stands first."""
        found: dict[tuple[str, FactValue], Fact] = {}
        for fact in _facts(reading):
            found.setdefault((fact.name, fact.value), fact)
        return Extraction(facts=tuple(found.values()))


def _facts(reading: Reading) -> Iterator[Fact]:
    currency = currency_in("\n".join(reading.text)[:_LONGEST_PAGE])
    for page, whole in enumerate(reading.text[:50], 1):
        text = whole[:_LONGEST_PAGE]

        def fact(name: str, value: FactValue, confidence: float, page: int = page) -> Fact:
            return Fact(name, value, reading.source.path, page, reading.text_read_by, confidence)

        for name, form, pattern in _PATTERNS:
            for match in list(pattern.finditer(text))[:5]:
                value = _value(form, match[1])
                if value is not None:
                    yield fact(name, value, 0.9)
        if _INVOICE.search(text):
            if _PAID.search(text):
                yield fact("payment_status", "paid", 0.9)
            for line in _lines(text, currency):
                yield fact("line", line, 0.85)
        invoice_like = any(_INVOICE.search(t) for t in reading.text[:2])
        if invoice_like:
            yield from _totals(text, currency, fact)


def _value(form: str, text: str) -> FactValue | None:
    text = text.strip()
    if form == "date":
        return date_of(text)
    if form == "count":
        return int(text)
    if form == "kilos":
        return amount_of(text)
    if form == "id":
        return text if any(c.isdigit() for c in text) else None
    words = " ".join(text.split()).rstrip(" ,;")
    # "Exceptions: none" is no exception.
    return None if words.casefold().rstrip(".") in {"", "none", "nil", "n/a", "no", "-", "--"} else words


def _totals(text: str, currency: str | None, fact: "object") -> Iterator[Fact]:
    """Give the last total on the page: subtotals stand above it."""
    last = None
    for match in _TOTAL.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()].casefold()
        if before.rstrip().endswith(("sub", "sub-", "net")) or "%" in match[0]:
            continue
        value = amount_of(match[2])
        # "Total 30" may be a number of cartons: a total of money has a currency, or cents.
        named = match[1] or match[3]
        if value is not None and (named or re.search(r"[.,]\d\d\)?$", match[2])):
            last = (value, currency_of(named) if named else currency)
    if last is not None:
        yield fact("total", last[0], 0.9)  # type: ignore[operator]
        if last[1]:
            yield fact("currency", last[1], 0.9)  # type: ignore[operator]


def _lines(text: str, currency: str | None) -> Iterator[Line]:
    """Give the lines whose quantity times unit price is the amount: other rows of figures are not taken for goods."""
    for match in _LINE.finditer(text):
        quantity, unit, amount = Decimal(match[3]), amount_of(match[4]), amount_of(match[5])
        if unit is None or amount is None or abs(quantity * unit - amount) > Decimal("0.01"):
            continue
        yield Line(
            sku=match[1],
            description=" ".join(match[2].split()),
            quantity=quantity,
            unit_cost=Money(unit, currency) if currency else None,
            amount=Money(amount, currency) if currency else None,
        )
