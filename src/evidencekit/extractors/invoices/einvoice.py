"""E-invoices: the XML inside a PDF, or a file of its own, read exactly and preferred over the printed text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from evidencekit.desk import Desk
from evidencekit.extractors.dates import calendar_day
from evidencekit.extractors.invoices.arithmetic import disagreements
from evidencekit.extractors.invoices.content import InvoiceContent
from evidencekit.extractors.invoices.grammar import GRAMMARS, Grammar
from evidencekit.extractors.invoices.telling import credit_note, facts_of, in_words
from evidencekit.extractors.invoices.xmlfile import MAX_XML, RefusedXmlError, XmlFile, embedded_xml, parsed
from evidencekit.model.evidence import Line, Reading, SourceFile
from evidencekit.model.finding import Finding, warning
from evidencekit.model.money import Money
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XML = frozenset({"text/xml", "application/xml"})
EXACT = 0.99
_USUAL = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml", "order-x.xml")
_MAX_LINES = 2_000
_UBL = "urn:oasis:names:specification:ubl:"
_WRAPPER = "StandardBusinessDocument"
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,12})?")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d{3})")


@dataclass(frozen=True, slots=True)
class EInvoiceReader:
    """Factur-X, ZUGFeRD, XRechnung, UBL, FatturaPA, Facturae, KSeF and the fapiao's own XML."""

    name: str = "e-invoices"

    def missing(self) -> str | None:
        """Nothing: defusedxml and pikepdf are always there."""
        return None

    def reads(self, reading: Reading) -> bool:
        """PDFs that can be opened, and XML."""
        return _is_xml(reading.source) or (
            reading.source.media_type == "application/pdf" and not reading.unreadable
        )

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read the first e-invoice there is; a second one that says something else is a finding."""
        path, alone = reading.source.path, _is_xml(reading.source)
        files = [_whole(reading)] if alone else list(embedded_xml(reading.source, desk))
        found: list[tuple[str, InvoiceContent]] = []
        findings: list[Finding] = []
        for file in sorted(files, key=lambda f: f.name.casefold() not in _USUAL):
            try:
                found += [(file.name, content) for content in _invoices(file)]
            except RefusedXmlError as reason:
                where = path if alone else f"{file.name} inside {path}"
                message = f"The XML of {where} was not read: {reason}. Ask the sender for a sound copy."
                findings.append(warning("xml-refused", message, path))
        if not found:
            return Extraction(findings=tuple(findings))
        contents = [c for i, (_, c) in enumerate(found) if c not in [d for _, d in found[:i]]]
        findings += _told(path, contents, several=alone)
        read = contents if alone else contents[:1]
        text = ("\n\n".join(in_words(c) for c in read),) if alone else ()
        facts = (f for c in read for f in facts_of(c, path, None, ReadBy.XML, EXACT))
        return Extraction(
            text=text,
            text_read_by=ReadBy.XML if alone else None,
            facts=tuple(dict.fromkeys(facts)),
            findings=tuple(findings),
        )


def _is_xml(source: SourceFile) -> bool:
    """Ask the name too: XML without a declaration looks like any text."""
    kind = source.media_type
    return kind in XML or (kind.startswith("text/") and source.path.casefold().endswith(".xml"))


def _told(path: str, contents: list[InvoiceContent], *, several: bool) -> Iterator[Finding]:
    for content in contents if several else contents[:1]:
        yield from disagreements(content, path)
        yield from credit_note(content, path)
    if len(contents) > 1:
        numbers = ", ".join(c.number or "one without a number" for c in contents)
        if several:
            message = f"{path} holds {len(contents)} invoices ({numbers}); put each into a file of its own."
        else:
            message = f"{path} has {len(contents)} e-invoices inside that say different things ({numbers}); only the first was read."
        yield warning("several-invoices", message, path)


def _whole(reading: Reading) -> XmlFile:
    source = reading.source
    return XmlFile(source.path, source.location.read_bytes() if source.size <= MAX_XML else None)


def _invoices(file: XmlFile) -> Iterator[InvoiceContent]:
    """Give the invoices in an XML file; none where it is something else."""
    if file.data is None:
        raise RefusedXmlError(f"it is larger than {MAX_XML} bytes")
    root = parsed(file.data)
    if root.tag == _WRAPPER:  # Peppol's envelope
        root = next((child for child in root if child.tag in GRAMMARS), root)
    elif root.tag in {"Invoice", "CreditNote"} and not root.get("xmlns", "").startswith(_UBL):
        return
    grammar = GRAMMARS.get(root.tag)
    if grammar is None:
        return
    for node in [root] if grammar.invoice is None else root.findall(grammar.invoice)[:_MAX_LINES]:
        content = _content(root, node, grammar)
        if content.number and (content.total is not None or content.issued):
            yield content


def _content(root: "Element", node: "Element", grammar: Grammar) -> InvoiceContent:
    currency = _currency(node, grammar)

    def amount(paths: tuple[str, ...]) -> Decimal | None:
        return _amount(node, paths, currency)

    total, payable, prepaid = amount(grammar.total), amount(grammar.payable), amount(grammar.prepaid)
    if total is None and not prepaid:
        total = payable  # UBL demands no other sum
    return InvoiceContent(
        number=_text(node, grammar.number),
        issued=_day(_text(node, grammar.issued)),
        due=_day(_text(node, grammar.due)),
        currency=currency,
        total=total,
        net=amount(grammar.net),
        tax=amount(grammar.tax),
        prepaid=prepaid,
        payable=payable,
        seller=_text(root, grammar.seller),
        buyer=_text(root, grammar.buyer),
        order=_text(node, grammar.order),
        credit=root.tag == "CreditNote" or _text(node, grammar.type_code) in grammar.credit_codes,
        lines=tuple(_lines(node, grammar, currency)),
        lines_total=amount(grammar.lines_total),
        rounding=amount(grammar.rounding),
    )


def _text(node: "Element", paths: tuple[str, ...]) -> str | None:
    for path in paths:
        for found in node.findall(path):
            text = " ".join((found.text or "").split())
            if text:
                return text[:300]
    return None


def _currency(node: "Element", grammar: Grammar) -> str | None:
    """Take the stated currency; without one, that of the total."""
    stated = _text(node, grammar.currency) or grammar.always
    if stated is None:
        marked = (found.get("currencyID") for path in grammar.total for found in node.findall(path))
        stated = next((code for code in marked if code), None)
    return stated if stated and re.fullmatch(r"[A-Z]{3}", stated) else None


def _amount(node: "Element", paths: tuple[str, ...], currency: str | None) -> Decimal | None:
    """Take the first amount that is not in another currency: a tax total may stand in two."""
    for path in paths:
        for found in node.findall(path):
            value = _decimal(found.text)
            if value is not None and found.get("currencyID", currency) == (
                currency or found.get("currencyID")
            ):
                return value
    return None


def _decimal(text: str | None) -> Decimal | None:
    text = (text or "").strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _day(text: str | None) -> date | None:
    match = _DAY.match(text or "")
    return calendar_day(int(match[1]), int(match[2]), int(match[3])) if match else None


def _lines(node: "Element", grammar: Grammar, currency: str | None) -> Iterator[Line]:
    for line in node.findall(grammar.line)[:_MAX_LINES]:
        if (_text(line, grammar.heading) or "") in {"GROUP", "INFORMATION"}:
            continue
        amount, quantity = _amount(line, grammar.amount, currency), _amount(line, grammar.quantity, None)
        if amount is None and quantity is None:
            continue  # a line of text
        price, per = _amount(line, grammar.price, currency), _amount(line, grammar.per, None)
        if price is not None and per:
            price = _divided(price, per)
        yield Line(
            sku=_text(line, grammar.sku),
            description=_text(line, grammar.description),
            quantity=quantity,
            unit_cost=Money(price, currency) if price is not None and currency else None,
            amount=Money(amount, currency) if amount is not None and currency else None,
        )


def _divided(price: Decimal, per: Decimal) -> Decimal | None:
    """Return the price of one; None where it does not come out even."""
    one = price / per
    return one if one * per == price else None
