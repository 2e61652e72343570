"""What was read of an invoice, as facts, as findings, and as lines of text."""

from collections.abc import Iterator
from decimal import Decimal

from evidencekit.extractors.invoices.content import InvoiceContent
from evidencekit.model.evidence import Fact, FactValue
from evidencekit.model.finding import Finding, warning
from evidencekit.model.vocabulary import ReadBy


def facts_of(
    content: InvoiceContent, path: str, page: int | None, read_by: ReadBy, confidence: float
) -> Iterator[Fact]:
    """Give a fact for each value that is known."""
    values: tuple[tuple[str, FactValue | None], ...] = (
        ("invoice_number", content.number),
        ("invoice_date", content.issued),
        ("due_date", content.due),
        ("total", content.total),
        ("net_total", content.net),
        ("tax_total", content.tax),
        ("amount_due", content.payable),
        ("currency", content.currency),
        ("seller", content.seller),
        ("buyer", content.buyer),
        ("purchase_order", content.order),
        ("payment_status", "paid" if content.paid else None),
        *(("line", line) for line in content.lines),
    )
    for name, value in values:
        if value is not None:
            yield Fact(name, value, path, page, read_by, confidence)


def credit_note(content: InvoiceContent, path: str) -> Iterator[Finding]:
    """Say that an invoice takes money off: it proves no purchase."""
    if content.credit or (content.total is not None and content.total < 0):
        which = f"{content.number} in {path}" if content.number else path
        sum_ = (
            f" of {content.total:,f} {content.currency or ''}".rstrip() if content.total is not None else ""
        )
        message = f"{which} is a credit note{sum_}: it lowers what was paid and proves no purchase by itself."
        yield warning("credit-note", message, path)


def in_words(content: InvoiceContent) -> str:
    """Put an invoice that has no page of its own into lines that a person can read."""
    amounts = (
        ("Net amount", content.net),
        ("Tax", content.tax),
        ("Total", content.total),
        ("Paid in advance", content.prepaid),
        ("Amount due", content.payable),
    )
    told = (
        ("Invoice number", content.number),
        ("Invoice date", content.issued and content.issued.isoformat()),
        ("Due date", content.due and content.due.isoformat()),
        ("Seller", content.seller),
        ("Buyer", content.buyer),
        ("Purchase order", content.order),
    )
    lines = ["Credit note" if content.credit else "Invoice"]
    lines += [f"{label}: {value}" for label, value in told if value]
    lines += [
        f"{line.sku or ''} {line.description or ''} {_plain(line.quantity)} {line.amount or ''}".strip()
        for line in content.lines
    ]
    lines += [
        f"{label}: {content.currency or ''} {value:,f}" for label, value in amounts if value is not None
    ]
    return "\n".join(lines)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
