"""What is due: one window of one case at one recipient."""

from dataclasses import dataclass

from evidencekit.model.assessment import RunningWindow
from evidencekit.model.money import Money


@dataclass(frozen=True, slots=True)
class Due:
    """One window of one case at one recipient."""

    case: str
    reference: str
    recipient: str
    """The profile's id."""
    title: str
    """The profile's."""
    window: RunningWindow
    demand: Money | None
