"""Dates, numbers and money as one language writes them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from evidencekit.errors import UsageError
from evidencekit.model.money import Money

if TYPE_CHECKING:
    from babel import Locale


@dataclass(frozen=True, slots=True)
class Language:
    """Dates, numbers and money as one language writes them."""

    code: str

    @property
    def locale(self) -> "Locale":
        """What Babel knows of it; raise `UsageError` where it knows nothing."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(self.code.replace("-", "_"))
        except (UnknownLocaleError, ValueError) as reason:
            raise UsageError(
                f"`{self.code}` is no language that is known here; write a code such as `en` or `en_GB`."
            ) from reason

    def day(self, day: date) -> str:
        """Write a date in full."""
        from babel.dates import format_date

        return format_date(day, "long", self.locale)

    def moment(self, moment: date | datetime) -> str:
        """Write a date, with the time where it has one."""
        from babel.dates import format_date

        written = format_date(moment, "medium", self.locale)
        if isinstance(moment, datetime) and moment.time() != time():
            return f"{written}, {moment:%H:%M}"
        return written

    def country(self, code: str) -> str:
        """Write a country's name; what is no ISO code stays as it is."""
        return str(self.locale.territories.get(code.strip().upper(), code))

    def number(self, number: Decimal | int) -> str:
        """Write a number with all its digits."""
        from babel.numbers import format_decimal

        return format_decimal(_plain(Decimal(number)), locale=self.locale, decimal_quantization=False)

    def money(self, money: Money, at_least: int = 0) -> str:
        """Write an amount with its currency's code and `at_least` so many decimals; a digit is never rounded away."""
        from babel.numbers import format_decimal, get_currency_precision

        amount = _plain(money.amount)
        digits = max(at_least, get_currency_precision(money.currency), -int(amount.as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return f"{money.currency}\u00a0{format_decimal(amount, pattern, self.locale)}"


def _plain(number: Decimal) -> Decimal:
    """Drop zeros behind the point, without an exponent."""
    short = number.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short
