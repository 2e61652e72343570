"""Whether an invoice adds up; where it does not, by how much."""

from collections.abc import Iterator
from decimal import Decimal

from evidencekit.extractors.invoices.content import InvoiceContent
from evidencekit.model.finding import Finding, warning

TOLERANCE = Decimal("0.02")
"""What rounding may move a sum of two amounts by."""


def disagreements(content: InvoiceContent, path: str) -> Iterator[Finding]:
    """Say which of the sums that an invoice states are not the sums of their parts."""
    for parts, stated, what, whole in _sums(content):
        if abs(parts - stated) > TOLERANCE:
            which = f"invoice {content.number} in {path}" if content.number else path
            message = f"{what} of {which} come to {parts:,f}, but {whole} is {stated:,f}: {abs(parts - stated):,f} {'less' if stated < parts else 'more'}. Ask the seller which is right."
            yield warning("invoice-arithmetic", message, path)


def _sums(content: InvoiceContent) -> Iterator[tuple[Decimal, Decimal, str, str]]:
    if content.net is not None and content.tax is not None and content.total is not None:
        yield content.net + content.tax, content.total, "The net amount and the tax", "its total"
    amounts = [line.amount.amount for line in content.lines if line.amount]
    if amounts and len(amounts) == len(content.lines) and content.lines_total is not None:
        yield sum(amounts, Decimal(0)), content.lines_total, "The lines", "the sum it gives for them"
    if content.total is not None and content.payable is not None and content.prepaid is not None:
        left = content.total - content.prepaid + (content.rounding or Decimal(0))
        yield left, content.payable, "The total less what was paid in advance", "the amount to pay"
