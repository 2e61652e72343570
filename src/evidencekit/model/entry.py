"""What every file that people write shares: frozen entries, and amounts and numbers as they write them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema

from evidencekit.model.money import Money


class Entry(BaseModel):
    """One table of a file; a key that it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def one_of_words(*words: Iterable[str]) -> Any:
    """Return a type for JSON Schemas: one of these words, other spellings of them included."""
    return Literal.__getitem__(tuple(str(w) for each in words for w in each))


def _money(value: object) -> Money:
    if isinstance(value, Money):
        return value
    if not isinstance(value, str):
        raise ValueError('write the amount with its currency in quotes, such as "1245.00 USD"')  # noqa: TRY004 - pydantic reports ValueError
    return Money.parse(value)


def _not_below_nothing(value: Money) -> Money:
    if value.amount < 0:
        raise ValueError(f"{value} is below nothing; write what was lost, paid or received without a sign")
    return value


def _decimal(value: object) -> Decimal:
    """Take `"86.4"` as well as 86.4, which tomllib has already read as a Decimal."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError as error:
            raise ValueError('write a number with a point, such as "86.4"') from error
    raise ValueError('write a number with a point, such as "86.4"')


MoneyText = Annotated[
    Money,
    BeforeValidator(_money),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)? [A-Z]{3}$"}),
]
"""An amount with its currency: `"1245.00 USD"`; special drawing rights are `"8.33 SDR"`."""
AmountText = Annotated[
    Money,
    BeforeValidator(_money),
    AfterValidator(_not_below_nothing),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? [A-Z]{3}$"}),
]
"""An amount that somebody lost, paid or got: never below nothing, since it would lower a sum in silence."""
Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    PlainSerializer(str),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}]}),
]
