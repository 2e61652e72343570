"""A recipient's view of a case: what is missing, which windows run, how much can be had."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evidencekit.model.finding import Finding
from evidencekit.model.money import Money


class WindowStatus(StrEnum):
    """Where the date of the run stands in a window."""

    OPEN = "open"
    NOT_YET = "not-yet"
    CLOSED = "closed"
    CONTESTABLE = "contestable"
    CANNOT_EVALUATE = "cannot-evaluate"


class CheckStatus(StrEnum):
    """The answer in one word."""

    READY = "ready"
    INCOMPLETE = "incomplete"
    CLOSED = "closed"
    CANNOT_EVALUATE = "cannot-evaluate"


@dataclass(frozen=True, slots=True)
class RunningWindow:
    """One of a profile's windows for one case on one day."""

    id: str
    action: str
    earliest: date | None
    latest: date | None
    days_left: int | None
    """Until `latest`; negative once it has passed."""
    status: WindowStatus
    if_missed: str
    confidence: str
    source: str
    explanation: str
    """One sentence: counted from what, or what is missing to count it."""


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """An exhibit that looks like what is asked for and will be refused."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A requirement that no exhibit satisfies."""

    requirement: str
    """Its id inside the profile."""
    title: str
    why: str
    would_satisfy: tuple[str, ...]
    found_but_not_accepted: tuple[NotAccepted, ...] = ()
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Satisfied:
    """A requirement and the exhibits that satisfy it."""

    requirement: str
    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that the recipient owes by its own terms; the demand is never cut to it in silence."""

    amount: Money | None
    """None where it cannot be computed; `basis` says why."""
    basis: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one recipient will find wrong with a case, and by when it must be sent."""

    recipient: str
    """The profile's id."""
    status: CheckStatus
    satisfied: tuple[Satisfied, ...]
    missing: tuple[Missing, ...]
    windows: tuple[RunningWindow, ...]
    """The one that leads stands first."""
    limit: Limit | None
    findings: tuple[Finding, ...]
    harmful: tuple[NotAccepted, ...] = ()
    """Look-alikes of what is there: sending them only invites a refusal."""
