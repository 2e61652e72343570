"""Printed invoices: text with labels in many languages, read by where it stands, and proven by arithmetic where it can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evidencekit.desk import Desk
from evidencekit.extractors.dates import dates_in
from evidencekit.extractors.invoices.arithmetic import disagreements
from evidencekit.extractors.invoices.content import InvoiceContent, Told
from evidencekit.extractors.invoices.dating import Dates, dates_of
from evidencekit.extractors.invoices.figures import hand_of
from evidencekit.extractors.invoices.goods import Good, goods_of
from evidencekit.extractors.invoices.numbering import numbers_of
from evidencekit.extractors.invoices.page import Page, joined, page_of
from evidencekit.extractors.invoices.parties import party_of, party_on_line
from evidencekit.extractors.invoices.recognition import (
    LONGEST_PAGE,
    MOST_PAGES,
    TITLE_CELL,
    bare,
    grouped,
    is_invoice,
    is_short,
    names_an_invoice,
    page_of_pages,
    pages_to_read,
)
from evidencekit.extractors.invoices.sums import Sums, sums_of
from evidencekit.extractors.invoices.telling import credit_note
from evidencekit.extractors.layout import rows_of, rows_of_text
from evidencekit.extractors.locale import locale_of
from evidencekit.model.evidence import Fact, FactValue, Reading
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction

_CITING = 3
_SURE_ENOUGH, _STRONG = 0.85, 0.95


@dataclass(frozen=True, slots=True)
class InvoiceReader:
    """Reads what stands beside, right of or below an invoice's labels; other papers that cite an invoice give its number."""

    name: str = "invoices"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Texts that mention an invoice or a receipt; sheets are read as tables, a lone XML by its own reader."""
        alone = reading.text_read_by is ReadBy.XML
        return any(reading.text) and not reading.tables and not alone

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read invoice by invoice, or only the number that another paper cites."""
        pages = pages_to_read(reading)
        rows = rows_of(reading, desk, pages)
        printed = [page_of(n, rows[n]) for n in pages]
        if not is_invoice(printed):
            return Extraction(facts=tuple(dict.fromkeys(_cited(reading))))
        groups = list(grouped(printed))
        read = [_read(number, group) for number, group in groups]
        exact = {f.name: f for f in reading.facts if f.read_by is ReadBy.XML}
        path = reading.source.path
        findings = [*_several(read, path, len(reading.text))]
        facts: list[Fact] = []
        for invoice in read:
            against = list(_against_xml(invoice, exact, path)) if invoice is read[0] else []
            findings += against or ([] if exact else _findings(invoice, path))
            if not against:
                facts += (f for f in _facts(invoice, reading) if f.name not in exact)
        return Extraction(facts=tuple(dict.fromkeys(facts)), findings=tuple(dict.fromkeys(findings)))


@dataclass(frozen=True, slots=True)
class _Printed:
    """One invoice as it is printed."""

    first: int
    last: int
    numbers: tuple[Told[str], ...]
    """More than one where the document does not say which is its own."""
    dates: Dates
    sums: Sums
    goods: tuple[Good, ...]
    slips: tuple[str, ...]
    seller: Told[str] | None
    buyer: Told[str] | None
    paid: int | None
    """The page that says so."""
    credit: bool
    page_of: tuple[int, int] | None
    """What its last page calls itself: page 2 of 3."""

    @property
    def number(self) -> Told[str] | None:
        """Its number, where it has one and no more."""
        return self.numbers[0] if len(self.numbers) == 1 else None


def _read(numbers: tuple[Told[str], ...], pages: list[Page]) -> _Printed:
    locale = locale_of(joined(row) for page in pages for row in page.rows)
    hand = hand_of(pages, locale)
    goods, slips = goods_of(pages, hand)
    different = {bare(n.value): n for n in reversed(numbers)}
    numbers = tuple(reversed(different.values()))
    return _Printed(
        first=pages[0].number,
        last=pages[-1].number,
        numbers=numbers,
        dates=dates_of(pages, numbers[0].value if numbers else None, locale),
        sums=sums_of(pages, hand, [g.amount for g in goods]),
        goods=tuple(goods),
        slips=tuple(slips),
        seller=party_of(pages, "seller"),
        buyer=party_of(pages, "buyer"),
        paid=next((p.number for p in pages if _says_paid(p)), None),
        credit=any(is_short(p, s) for p in pages[:1] for s in p.find("credit_note")),
        page_of=page_of_pages(pages[-1]),
    )


def _says_paid(page: Page) -> bool:
    if any(page.find("unpaid")):
        return False
    if any(cell.text.strip(" .!").casefold() == "paid" for row in page.rows for cell in row):
        return True
    return any(
        (s.label.start == 0 or page.cell(s).text[: s.label.start].rstrip()[-1:] in {":", "："})
        and len(page.cell(s).text) <= TITLE_CELL
        for s in page.find("paid")
    )


def _facts(invoice: _Printed, reading: Reading) -> Iterator[Fact]:
    sums, currency = invoice.sums, invoice.sums.currency
    told: tuple[tuple[str, Told[str] | Told[date] | Told[Decimal] | None], ...] = (
        ("invoice_number", invoice.number),
        ("invoice_date", invoice.dates.issued),
        ("due_date", invoice.dates.due),
        ("total", sums.total),
        ("net_total", sums.net),
        ("tax_total", sums.tax),
        ("amount_due", sums.due),
        ("currency", currency),
        ("seller", invoice.seller),
        ("buyer", invoice.buyer),
    )
    values: list[tuple[str, FactValue, int, float]] = [
        (name, t.value, t.page, t.confidence) for name, t in told if t is not None
    ]
    if page := _paid_on(invoice):
        values.append(("payment_status", "paid", page, 0.9))
    sure = 0.95 if sums.proven else 0.85
    values += [("line", g.line(currency.value if currency else None), g.page, sure) for g in invoice.goods]
    for name, value, page, confidence in values:
        yield Fact(name, value, reading.source.path, page, reading.text_read_by, confidence)


def _paid_on(invoice: _Printed) -> int | None:
    """Return the page that says that nothing is left to pay."""
    sums = invoice.sums
    if invoice.paid:
        return invoice.paid
    if sums.total and sums.total.value > 0 and sums.due and not sums.due.value:
        return sums.due.page
    return None


def _content(invoice: _Printed) -> InvoiceContent:
    sums = invoice.sums
    net, tax = sums.stated
    return InvoiceContent(
        number=invoice.number.value if invoice.number else None,
        currency=sums.currency.value if sums.currency else None,
        total=sums.total.value if sums.total else None,
        net=net,
        tax=tax,
        credit=invoice.credit,
    )


def _findings(invoice: _Printed, path: str) -> Iterator[Finding]:
    content = _content(invoice)
    yield from disagreements(content, path)
    yield from credit_note(content, path)
    yield from (
        warning("line-arithmetic", f"{path}, {slip}. Ask the seller which is right.", path)
        for slip in invoice.slips
    )
    named: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("invoice number", tuple(n.value for n in invoice.numbers) if len(invoice.numbers) > 1 else ()),
        ("invoice date", invoice.dates.undecided),
        ("total", invoice.sums.undecided),
    )
    for what, values in named:
        if values:
            listed = " or ".join(str(v) for v in values[:4])
            message = f"The {what} of {path} has {len(values)} readings: {listed}. Nothing in it decides; write the right one in case.toml."
            yield warning("two-readings", message, path)


def _several(read: list[_Printed], path: str, pages: int) -> Iterator[Finding]:
    if len(read) > 1:
        listed = "; ".join(
            f"{i.number.value if i.number else 'without a number'} on page {i.first}"
            + (f" to {i.last}" if i.last > i.first else "")
            for i in read[:10]
        )
        message = f"{path} holds {len(read)} invoices ({listed}); put each into a file of its own, so that each can be named."
        yield warning("several-invoices", message, path)
    elif (
        read
        and read[0].page_of
        and read[0].page_of[1] > pages
        and read[0].page_of[0] <= read[0].page_of[1] <= MOST_PAGES
    ):
        this, all_ = read[0].page_of
        message = f"{path} says that it is page {this} of {all_}, and has {pages}; the others are in other files, or missing."
        yield note("part-of-invoice", message, path)


def _against_xml(invoice: _Printed, exact: dict[str, Fact], path: str) -> Iterator[Finding]:
    """Say where the printed text contradicts the XML inside the same file."""
    told = (
        ("invoice number", "invoice_number", invoice.number),
        ("invoice date", "invoice_date", invoice.dates.issued),
        ("total", "total", invoice.sums.total),
        ("currency", "currency", invoice.sums.currency),
    )
    for words, name, printed in told:
        said = exact.get(name)
        if (
            said is None
            or printed is None
            or printed.confidence < _SURE_ENOUGH
            or said.value == printed.value
        ):
            continue
        if isinstance(said.value, str) and bare(said.value) == bare(str(printed.value)):
            continue
        message = (
            f"{path}: the e-invoice inside says {words} {said.value}, page {printed.page} says {printed.value}. "
            "The XML counts for the sender's books; ask which is right."
        )
        yield warning("einvoice-disagrees", message, path)


def _cited(reading: Reading) -> Iterator[Fact]:
    """Give what other papers say of an invoice and its parties, where a label stands before it on the same line."""
    for number, text in enumerate(reading.text[:_CITING], 1):
        page = page_of(number, rows_of_text(text[:LONGEST_PAGE]))
        told = [("invoice_number", t) for t in numbers_of(page) if t.confidence >= _STRONG]
        order = locale_of([text]).day_order
        for spot in (s for s in page.find("date") if names_an_invoice(page, s)):
            for written in list(dates_in(page.beside(spot)))[:1]:
                if day := written.read(order):
                    yield Fact("invoice_date", day, reading.source.path, number, reading.text_read_by, 0.85)
        for name, value in (*told, *((f, p) for f in ("seller", "buyer") if (p := party_on_line(page, f)))):
            yield Fact(name, value.value, reading.source.path, number, reading.text_read_by, 0.85)
