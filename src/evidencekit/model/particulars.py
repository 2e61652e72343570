"""The particulars of a case: what is known of claimant, consignment and loss, and from where."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from evidencekit.model.evidence import Fact, FactValue
from evidencekit.model.money import Money
from evidencekit.model.vocabulary import Capacity, Event, LossType, Mode


@dataclass(frozen=True, slots=True)
class Particular:
    """One value the case stands on, with every fact that supports it; no fact means that `case.toml` says so alone."""

    name: str
    value: FactValue | Money
    facts: tuple[Fact, ...] = ()
    stated: bool = False
    """True where `case.toml` says it."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who claims; what nobody said is None."""

    name: str | None = None
    address: str | None = None
    """Lines separated by newlines."""
    email: str | None = None
    phone: str | None = None
    capacity: Capacity | None = None
    signatory: str | None = None
    """Who signs, with the position after a comma."""
    owner: str | None = None
    """Who owns the goods, where that is not the claimant; lines separated by newlines."""


@dataclass(frozen=True, slots=True)
class LostGoods:
    """One line of what was lost or damaged, and how it comes to its amount."""

    sku: str | None
    description: str | None
    quantity: Decimal | None
    """In the consignment."""
    quantity_lost: Decimal | None
    unit_cost: Money | None
    amount: Money | None
    """Quantity lost times unit cost; None where one of them is not known."""
    sources: tuple[str, ...] = ()
    """Paths of the exhibits that the numbers come from."""
    salvage: Money | None = None
    repair: Money | None = None
    freight: Money | None = None
    """This line's share of the consignment's freight."""
    duty: Money | None = None
    other: Money | None = None
    discount: Money | None = None
    """Taken off the price of one unit; `unit_cost` is what remained."""

    @property
    def net(self) -> Money | None:
        """Return what is claimed for the line; None where it is not known or in several currencies."""
        if self.amount is None:
            return None
        plus = [m for m in (self.repair, self.freight, self.duty, self.other) if m is not None]
        if any(
            m.currency != self.amount.currency for m in (*plus, *([self.salvage] if self.salvage else []))
        ):
            return None
        total = sum(plus, start=self.amount)
        return total - self.salvage if self.salvage is not None else total


def nothing_lost(goods: tuple[LostGoods, ...]) -> bool:
    """Say whether no line of goods says that anything of it was lost or cost something."""
    return not any(g.quantity_lost or (g.net is not None and g.net.amount) for g in goods)


@dataclass(frozen=True, slots=True)
class Particulars:
    """All that is known of one case; every unknown stays None or absent, never a default."""

    reference: str
    """From `case.toml`, else the folder's name."""
    claimant: Claimant
    mode: Mode | None
    loss_type: LossType | None
    description: str | None
    amount: Money | None
    """What is claimed; None where neither `case.toml` nor the goods say."""
    amount_basis: str
    """How the amount comes about, in words for the reader."""
    goods: tuple[LostGoods, ...]
    entries: tuple[Particular, ...]
    """Everything else by name: `tracking_number`, `carrier`, `ship_date`, `packages` ... A name may occur more than once."""

    @property
    def only_late(self) -> bool:
        """Whether the loss is that the goods came late: none of them is lost, damaged or repaired."""
        return self.loss_type is LossType.DELAY and nothing_lost(self.goods)

    def all(self, name: str) -> tuple[Particular, ...]:
        """Return every value known under a name, the surest first."""
        return tuple(e for e in self.entries if e.name == name)

    def get(self, name: str) -> Particular | None:
        """Return the value that the case goes by, or None where it is unknown."""
        return next((e for e in self.entries if e.name == name), None)

    def text(self, name: str) -> str | None:
        """Return a value as text, or None where it is unknown."""
        entry = self.get(name)
        return None if entry is None else str(entry.value)

    def moments(self) -> dict[Event, date | datetime]:
        """Return when each event happened, as far as it is known; a time of day only where one was given."""
        named = {e.value: e for e in Event}
        known: dict[Event, date | datetime] = {}
        for entry in self.entries:
            event = named.get(entry.name)
            if event is not None and isinstance(entry.value, date):
                known.setdefault(event, entry.value)
        return known

    def day(self, event: Event) -> date | None:
        """Return the date of an event; `fc_delivery_date` falls back to `delivery_date`."""
        entry = self.get(event.value)
        if entry is None and event is Event.FC_DELIVERY_DATE:
            entry = self.get(Event.DELIVERY_DATE.value)
        if entry is None:
            return None
        if isinstance(entry.value, datetime):
            return entry.value.date()
        return entry.value if isinstance(entry.value, date) else None
