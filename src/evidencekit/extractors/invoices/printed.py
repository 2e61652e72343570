"""What invoices say: number, date, parties, lines, total, currency, paid or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidencekit.desk import Desk
from evidencekit.extractors.dates import DATE, date_of
from evidencekit.extractors.money import AMOUNT, CURRENCY, amount_of, currency_in, currency_of
from evidencekit.model.evidence import Fact, FactValue, Line, Reading
from evidencekit.model.money import Money
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction

_LONGEST_PAGE = 60_000
_ID = r"([A-Z0-9][A-Z0-9/_-]{2,30}[A-Z0-9])"

_LABELLED: tuple[tuple[str, str, str], ...] = (
    ("invoice_number", "id", rf"(?:tax |commercial |sales |pro-?forma )?invoice\s*(?:no|nr|number|num|#|№)\s*\.?\s*[:#]?\s*{_ID}"),
    ("invoice_number", "id", rf"(?:rechnungsnummer|rechnung\s*nr|facture\s*n[°o]|发票号码?)\s*\.?\s*[:：]?\s*{_ID}"),
    ("invoice_date", "date", rf"(?:invoice date|date of (?:issue|invoice)|issue date|date of purchase|rechnungsdatum|date de facture|开票日期)\s*[:：]?\s*({DATE})"),
    ("seller", "words", r"(?:seller|supplier|vendor|exporter|sold by|卖方)\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
    ("buyer", "words", r"(?:buyer|bill to|sold to|billed to|customer|invoice to|买方)\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
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
class InvoiceReader:
    """Reads what stands behind an invoice's labels; other papers that cite an invoice are read for its number too."""

    name: str = "invoices"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Texts; sheets are read as tables, and what XML says exactly is not read again."""
        exact = any(f.read_by is ReadBy.XML and f.name == "invoice_number" for f in reading.facts)
        return any(reading.text) and not reading.tables and not exact

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Take each value once, from where it stands first."""
        found: dict[tuple[str, FactValue], Fact] = {}
        for fact in _facts(reading):
            found.setdefault((fact.name, fact.value), fact)
        return Extraction(facts=tuple(found.values()))


def _facts(reading: Reading) -> Iterator[Fact]:
    currency = currency_in("\n".join(reading.text)[:_LONGEST_PAGE])
    invoice_like = any(_INVOICE.search(t) for t in reading.text[:2])
    for page, whole in enumerate(reading.text[:50], 1):
        text = whole[:_LONGEST_PAGE]
        for name, value, confidence in _told(text, currency, invoice_like=invoice_like):
            yield Fact(name, value, reading.source.path, page, reading.text_read_by, confidence)


def _told(text: str, currency: str | None, *, invoice_like: bool) -> Iterator[tuple[str, FactValue, float]]:
    for name, form, pattern in _PATTERNS:
        for match in list(pattern.finditer(text))[:5]:
            value = _value(form, match[1])
            if value is not None:
                yield name, value, 0.9
    if _INVOICE.search(text):
        if _PAID.search(text):
            yield "payment_status", "paid", 0.9
        for line in _lines(text, currency):
            yield "line", line, 0.85
    if invoice_like:
        yield from _totals(text, currency)


def _value(form: str, text: str) -> FactValue | None:
    text = text.strip()
    if form == "date":
        return date_of(text)
    if form == "id":
        return text if any(c.isdigit() for c in text) else None
    words = " ".join(text.split()).rstrip(" ,;")
    return None if words.casefold().rstrip(".") in {"", "none", "nil", "n/a", "no", "-", "--"} else words


def _totals(text: str, currency: str | None) -> Iterator[tuple[str, FactValue, float]]:
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
        yield "total", last[0], 0.9
        if last[1]:
            yield "currency", last[1], 0.9


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
