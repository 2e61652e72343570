"""Money: an exact amount with its ISO 4217 currency, never a float."""

import re
from dataclasses import dataclass
from decimal import Decimal

_WRITTEN = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\s+([A-Z]{3})")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in one currency; amounts in two currencies are never added."""

    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read the form that `case.toml` uses, `"1245.00 USD"`; raise `ValueError` for any other."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not an amount with its currency, such as '1245.00 USD'")
        return cls(Decimal(match[1]), match[2])

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def times(self, factor: int | Decimal) -> "Money":
        """Return this amount `factor` times, exact."""
        return Money(self.amount * factor, self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self} and {other} are in different currencies")
