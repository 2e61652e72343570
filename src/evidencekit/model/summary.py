"""What an overview of many cases says of one case at one recipient."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evidencekit.model.money import Money
from evidencekit.model.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class TracedFile:
    """A photo or a proof of purchase, as it is known again in another case."""

    path: str
    sha256: str
    kind: Kind
    likeness: int | None = None
    """Of a photo."""
    invoice: str = ""
    """Number and seller of an invoice; empty where the number is not known."""
    seller: bool = False
    """Whether the seller is known: a number alone is not the only one of its kind."""


@dataclass(frozen=True, slots=True)
class TracedUnits:
    """Units of one article, as a paper or the claim counts them."""

    how: str
    """`invoiced`, `shipped`, `claimed`."""
    goods: str
    """FNSKU or SKU, else the words that describe them, in small letters."""
    quantity: Decimal
    paper: str = ""
    """Of what is invoiced: number and seller, else the digest of the file."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a case uses that another case may use as well: files, units, consignments."""

    claimant: str = ""
    files: tuple[TracedFile, ...] = ()
    units: tuple[TracedUnits, ...] = ()
    consignments: tuple[str, ...] = ()
    """Numbers of the consignment and of the order, each after its name: `tracking_number 1Z...`."""
    twins: tuple[tuple[str, str], ...] = ()
    """FNSKU and SKU of the same article."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A window that has closed, and in which the claimant did nothing, or too late."""

    action: str
    """What had to be done, in words."""
    latest: date
    """The last day on which it could be done."""
    follows: str
    """What the sources say of it: `the claim is barred`."""
    bars: bool
    """Whether the claim may be lost by it."""
    arguable: bool
    """Whether a late claim can be argued."""

    @property
    def words(self) -> str:
        """Say it in a line."""
        argued = " (contestable)" if self.arguable else ""
        return f"{self.action}: CLOSED on {self.latest}, {self.follows}{argued}"


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
    """The last day to do it; past where it was missed and nothing else can be done."""
    missing: tuple[str, ...] = ()
    """Titles of what blocks the claim."""
    carrier: str = ""
    loss_type: str = ""
    lane: str = ""
    """From and to, as country codes: `CN-US`."""
    warehouse: str = ""
    goods: tuple[str, ...] = ()
    """SKU or description of what was lost."""
    filed_on: date | None = None
    decision: str = ""
    paid: Money | None = None
    whom: str = ""
    """Who is asked to pay: the profile's recipient, such as `Amazon`."""
    trace: Trace | None = None
    """What other cases may use as well."""
    missed: tuple[Missed, ...] = ()
    """Every window that has closed, those first by which the claim may be lost, and of these the last one first."""
    recovered: tuple[Money, ...] = ()
    """What was paid on the loss, by whomever; an amount paid in full that nobody stated is the demand itself."""

    @property
    def stake(self) -> Money | None:
        """What is left of the demand after what was paid in its currency, never below nothing."""
        if self.demand is None:
            return None
        paid = sum((m.amount for m in self.recovered if m.currency == self.demand.currency), Decimal(0))
        return Money(max(self.demand.amount - paid, self.demand.amount * 0), self.demand.currency)

    @property
    def apart(self) -> tuple[Money, ...]:
        """What was paid in another currency, and so is not taken off."""
        return tuple(m for m in self.recovered if self.demand is None or m.currency != self.demand.currency)
