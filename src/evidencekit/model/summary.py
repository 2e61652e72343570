"""What an overview of many cases says of one case at one recipient."""

from dataclasses import dataclass
from datetime import date

from evidencekit.model.money import Money


@dataclass(frozen=True, slots=True)
class Summary:
    """One case at one recipient in a line: how much is at stake, by when what must be done, and what is missing."""

    reference: str
    title: str
    """The profile's."""
    status: str
    """Of the check: `ready`, `incomplete`, `closed`, `cannot-evaluate`."""
    demand: Money | None
    action: str = ""
    """What must be done next, in words; empty where no window runs."""
    latest: date | None = None
    """The last day to do it; past where it was missed."""
    missing: tuple[str, ...] = ()
    """Titles of what blocks the claim."""
    carrier: str = ""
    loss_type: str = ""
    lane: str = ""
    """From and to, as country codes: `CN-US`."""
    goods: tuple[str, ...] = ()
    """SKU or description of what was lost."""
    filed_on: date | None = None
    decision: str = ""
    paid: Money | None = None
