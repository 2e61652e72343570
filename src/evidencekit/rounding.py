"""Amounts as they can be paid: in whole cents, or whatever the smallest unit of a currency is."""

from decimal import ROUND_HALF_UP, Decimal

from evidencekit.model.money import Money


def payable(money: Money) -> Money:
    """Return an amount rounded to the smallest unit of its currency, half a unit upwards, as invoices do.

    A yen has no sen, a dinar of Kuwait has three decimals; what a currency has comes from the Unicode CLDR.
    """
    from babel.numbers import get_currency_precision

    digits = get_currency_precision(money.currency)
    if -int(money.amount.as_tuple().exponent) <= digits:
        return money
    unit = Decimal(1).scaleb(-digits)
    return Money(money.amount.quantize(unit, ROUND_HALF_UP), money.currency)


def payable_or_none(money: Money | None) -> Money | None:
    """Return the same of an amount that may not be known."""
    return None if money is None else payable(money)
