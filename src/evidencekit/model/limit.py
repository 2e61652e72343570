"""Limits: the most that a recipient owes by its terms or by law, as data."""

from typing import Literal

from evidencekit.model.condition import When
from evidencekit.model.entry import Entry, MoneyText, Number
from evidencekit.model.source import Id, Sourced

Per = Literal[
    "kg_affected",
    "kg_gross",
    "lb_affected",
    "package_affected",
    "package_on_bl",
    "package",
    "unit",
    "shipment",
]
"""Of what an amount is owed for each. `kg_affected` is the gross weight of the affected packages, `package_on_bl` each
affected package that the bill of lading counts, `package` each affected package, `unit` each lost unit."""

Of = Literal[
    "loss", "declared_value", "insured_value", "order_value", "carriage_charge", "postage", "retail_price"
]
"""Of which sum a part is owed."""


class LimitPart(Entry):
    """An amount for each of something, or a share or multiple of a sum."""

    amount: MoneyText | None = None
    """Such as `"26 SDR"`; for each `per`."""
    per: Per = "shipment"
    plus: MoneyText | None = None
    """A fixed sum on top, such as 40 SDR a parcel and 4.50 SDR a kilogram."""
    of: Of | None = None
    times: Number | None = None
    """How often the sum of `of` is owed: 3 times the postage; 0.5 for half."""


class LimitEntry(Sourced):
    """The most that is owed; the demand is never cut to it in silence."""

    id: Id = "limit"
    when: When = When()
    amount: MoneyText | None = None
    per: Per = "shipment"
    of: Of | None = None
    times: Number | None = None
    parts: tuple[LimitPart, ...] = ()
    """Several amounts, of which `combine` takes one; instead of `amount` or `of`."""
    combine: Literal["higher_of", "lower_of"] = "lower_of"
    at_most: MoneyText | None = None
    lifted_by: Literal["declared_value", "insured_value"] | None = None
    """A higher value that was declared takes the limit's place."""
    lifted_up_to: MoneyText | None = None
    """The highest value that can be declared."""
    plus: tuple[Literal["freight", "duty", "other_charges"], ...] = ()
    """What is owed on top of the limit."""
    basis: str
    """In words, as the reader of a letter should have it."""
