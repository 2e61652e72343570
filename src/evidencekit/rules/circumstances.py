"""The circumstances of a case, as far as rules depend on them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evidencekit.countries import country_code
from evidencekit.model.case import Case
from evidencekit.model.casefile import ClaimEntry, RateEntry
from evidencekit.model.evidence import Exhibit
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.vocabulary import Capacity, Decision, Event, Kind, LossType, Mode

_ELECTRONIC = re.compile(
    r"\b(?:camera|charger|computer|console|drone|earbuds?|electronic\w*|headphones?|headset|keyboard|laptop|led\b.*\blamp|monitor"
    r"|notebook pc|phone|power ?bank|printer|projector|router|smart ?(?:phone|watch)|speaker|tablet|television|tv|webcam"
    r"|wireless mouse)s?\b",
    re.IGNORECASE,
)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What conditions, windows and limits are judged on; what is not known is None or absent."""

    particulars: Particulars
    events: Mapping[Event, date | datetime]
    loss: LossType | None
    mode: Mode | None
    capacity: Capacity | None
    from_country: str | None
    """ISO 3166, two letters; None where it is not known, or not known to be a country."""
    to_country: str | None
    carrier: str | None
    service: str | None
    amount: Money | None
    insured_value: Money | None
    declared_value: Money | None
    container: bool | None
    electronics: bool | None
    theft: bool | None
    serial_numbers: tuple[str, ...]
    """As stated with the goods."""
    kinds: frozenset[Kind]
    """The kinds of the exhibits that are sent."""
    confirmed: Mapping[str, bool]
    rates: Mapping[str, RateEntry]
    claims: Mapping[str, ClaimEntry]
    freight: Money | None = None
    """What was paid to carry the whole consignment."""

    @property
    def lane(self) -> str | None:
        """Whether the consignment stays in one country: `domestic`, `international`, or None where that is not known."""
        if self.from_country is None or self.to_country is None:
            return None
        return "domestic" if self.from_country == self.to_country else "international"


def kinds_sent(exhibits: Iterable[Exhibit]) -> frozenset[Kind]:
    """Return the kinds of what is sent."""
    return frozenset(e.kind for e in exhibits if e.left_out is None)


def circumstances(case: Case, particulars: Particulars, kinds: frozenset[Kind]) -> Circumstances:
    """Gather what rules depend on, once for a case; `kinds` are those of the exhibits that are sent."""
    confirmed = case.file.confirmed
    return Circumstances(
        particulars=particulars,
        events=particulars.moments(),
        loss=particulars.loss_type,
        mode=particulars.mode,
        capacity=particulars.claimant.capacity,
        from_country=_country(particulars, "from_country", "port_of_loading"),
        to_country=_country(particulars, "to_country", "port_of_discharge"),
        carrier=particulars.text("carrier"),
        service=particulars.text("service"),
        amount=particulars.amount,
        insured_value=_money(particulars, "insured_value"),
        declared_value=_money(particulars, "declared_value"),
        container=_container(particulars),
        electronics=_electronics(particulars, confirmed),
        theft=_theft(particulars.loss_type, confirmed, kinds),
        serial_numbers=tuple(n for g in case.file.goods for n in g.serial_numbers),
        kinds=kinds,
        confirmed=confirmed,
        rates=case.file.rates,
        claims=case.file.claims,
        freight=case.file.loss.freight,
    )


def with_claim(known: Circumstances, recipient: str) -> Circumstances:
    """Add the events that a claim with one recipient brought about: its receipt, its decision."""
    from dataclasses import replace

    claim = known.claims.get(recipient)
    if claim is None:
        return known
    events = dict(known.events)
    received = claim.acknowledged_on or claim.filed_on
    if received is not None:
        events.setdefault(Event.CLAIM_RECEIVED_DATE, received)
    if claim.decided_on is not None:
        events.setdefault(Event.CLAIM_DECISION_DATE, claim.decided_on)
        if claim.decision in (Decision.DENIED, Decision.PARTLY_PAID):
            events.setdefault(Event.WRITTEN_DISALLOWANCE_DATE, claim.decided_on)
    return replace(known, events=events)


def _country(particulars: Particulars, name: str, port: str) -> str | None:
    """Take the country that is stated or read, else the one after the comma of a port's name."""
    written = particulars.text(name)
    if written is not None:
        return country_code(written)
    place = particulars.text(port) or ""
    return country_code(place.rpartition(",")[2]) if "," in place else None


def _money(particulars: Particulars, name: str) -> Money | None:
    entry = particulars.get(name)
    return entry.value if entry is not None and isinstance(entry.value, Money) else None


def _container(particulars: Particulars) -> bool | None:
    if particulars.get("container_number") is not None:
        return True
    return None if particulars.mode in (Mode.SEA, Mode.RAIL, None) else False


def _electronics(particulars: Particulars, confirmed: Mapping[str, bool]) -> bool | None:
    """Say whether electronics are among the lost goods; only words that leave no doubt count, else nobody knows."""
    if "electronics" in confirmed:
        return confirmed["electronics"]
    described = [g.description or "" for g in particulars.goods]
    return True if any(_ELECTRONIC.search(d[:_LONGEST]) for d in described) else None


def _theft(loss: LossType | None, confirmed: Mapping[str, bool], kinds: frozenset[Kind]) -> bool | None:
    if "theft" in confirmed:
        return confirmed["theft"]
    if loss is LossType.PILFERAGE or Kind.POLICE_REPORT in kinds:
        return True
    return None if loss in (LossType.LOST, LossType.MISSING_CONTENTS, LossType.PARTIAL_LOSS, None) else False
