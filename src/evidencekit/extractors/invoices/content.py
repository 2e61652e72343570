"""What one invoice says, before it becomes facts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from evidencekit.model.evidence import Line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value with the page where it stands and how sure it is."""

    value: T
    page: int
    confidence: float


@dataclass(frozen=True, slots=True)
class InvoiceContent:
    """The values of one invoice; None is unknown, never zero."""

    number: str | None = None
    issued: date | None = None
    due: date | None = None
    currency: str | None = None
    """ISO 4217."""
    total: Decimal | None = None
    """With tax, before what was paid in advance."""
    net: Decimal | None = None
    tax: Decimal | None = None
    prepaid: Decimal | None = None
    payable: Decimal | None = None
    seller: str | None = None
    buyer: str | None = None
    order: str | None = None
    credit: bool = False
    """It lowers what is owed: a credit note."""
    lines: tuple[Line, ...] = ()
    lines_total: Decimal | None = None
    """The sum of the lines as the invoice states it."""
    rounding: Decimal | None = None
    """What the amount to pay was rounded by."""

    @property
    def paid(self) -> bool:
        """Say whether nothing is left to pay, and something was to be paid."""
        return (
            self.payable == 0 and bool(self.total) and self.prepaid is not None and self.prepaid == self.total
        )
