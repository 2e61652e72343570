"""A recipient's view of a case: what is missing, which windows run, how much can be had."""

from dataclasses import dataclass
from datetime import date, datetime
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
    DONE = "done"
    """What had to be done inside it was done in time."""


class CheckStatus(StrEnum):
    """The answer in one word."""

    READY = "ready"
    INCOMPLETE = "incomplete"
    CLOSED = "closed"
    CANNOT_EVALUATE = "cannot-evaluate"


@dataclass(frozen=True, slots=True)
class WindowReading:
    """How else a contested window is read."""

    earliest: date | None
    latest: date | None
    says: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class RunningWindow:
    """One of a profile's or regime's windows for one case on one day."""

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
    title: str = ""
    """The profile or regime that sets it, where it is not the recipient's own."""
    regime: str = ""
    """The regime's id; empty where the profile sets it."""
    whose: str = "claimant"
    """`recipient`: the recipient's own duty."""
    to: str = "recipient"
    form: str = "any"
    leads: bool = True
    """False: shown, but it never decides the status."""
    ends_at: datetime | None = None
    """Where hours count, the moment at which they run out."""
    done_on: date | None = None
    readings: tuple[WindowReading, ...] = ()
    """The other readings of a contested window; the safe one is the window's own."""
    needs: tuple[str, ...] = ()
    """The events whose dates are missing."""
    asks: tuple[str, ...] = ()
    """What only a person can say and has not yet, under `[confirmed]`: until then nobody knows whether it applies."""


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
class ReckonedLimit:
    """One limit of a program or regime on this case."""

    id: str
    title: str
    """The program or regime that sets it."""
    regime: str
    """The regime's id; empty where the program sets it."""
    amount: Money | None
    """None where it cannot be reckoned; `needs` says what is missing."""
    formula: str
    """How it comes about, such as `26 SDR × 14.2 kg of the affected packages = 369.2 SDR`."""
    plus: tuple[str, ...]
    """What is owed on top of it."""
    needs: tuple[str, ...]
    """Names of facts, or `rates.SDR`, without which it cannot be reckoned."""
    basis: str
    confidence: str
    source: str
    in_sdr: Money | None = None
    """In special drawing rights, where `amount` was converted from them by the rate that its formula names."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A reason for which this recipient is known to refuse claims, and whether it threatens this one."""

    reason: str
    """Its id in templates/reasons.toml; empty where the profile only words it."""
    text: str
    applies: bool | None
    """None where nobody can say from the evidence."""
    why: str
    code: str = ""
    """The code of X12 element 548."""


@dataclass(frozen=True, slots=True)
class NextAction:
    """One of the seven steps of handling a loss, for this case."""

    step: str
    """`contact tell tracking follow_up platform insurance avoid`."""
    text: str
    by: date | None = None
    """Until when, where a window says so."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What somebody has paid on the loss already."""

    who: str
    """By name."""
    paid: Money
    own: bool
    """Whether the recipient of this claim paid it."""
    taken_off: bool
    """False where it is in another currency than the demand: it is told, and not subtracted."""


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
    title: str = ""
    """The profile's."""
    limits: tuple[ReckonedLimit, ...] = ()
    """Every limit that applies, the one of `limit` first."""
    loss: Money | None = None
    """What was lost, from the goods or as stated; the demand stands beside it, uncut."""
    demand: Money | None = None
    """All that is claimed for the loss, before what was paid on it."""
    regimes: tuple[str, ...] = ()
    """The titles of the bodies of law that apply or may apply."""
    law: tuple[str, ...] = ()
    """Their ids."""
    risks: tuple[Risk, ...] = ()
    actions: tuple[NextAction, ...] = ()
    language: str = "en"
    """In which the recipient is written to, unless a person wishes otherwise."""
    notice_under: tuple[str, ...] = ()
    """The provisions under which a notice of the loss is given, in English."""
    report_under: tuple[str, ...] = ()
    """The provisions under which the carrier is asked to ascertain the loss and to draw up its report, in English."""
    also_claimed_from: tuple[str, ...] = ()
    """Names of other recipients of whom the same loss is claimed; nothing may be recovered twice, and letters must say so."""
    recovered: tuple[Recovered, ...] = ()
    """What was paid on the loss already, by whomever."""
    balance: Money | None = None
    """The demand less what was paid in its currency, which is what is claimed now; never below nothing."""
