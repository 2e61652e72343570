"""A claim program of a recipient as data: what it wants, by when, in what form, up to what limit, from which source."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from evidencekit.model.vocabulary import Capacity, Event, Kind, LossType, Mode, View


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


Grade = Literal["H", "M", "M-L", "M-H", "L"]
"""How sure a source makes a rule. L is a warning only; what is graded lower is no rule and does not stand here."""

SPELLINGS = {
    "fc_verified_delivery_date": Event.FC_DELIVERY_DATE,
    "mailing_date": Event.POSTING_DATE,
    "label_creation_date": Event.LABEL_CREATED_DATE,
    "last_tracking_event_date": Event.LAST_SCAN_DATE,
    "return_delivery_scan_date": Event.RETURN_DELIVERY_DATE,
    "removal_shipment_creation_date": Event.REMOVAL_SHIPMENT_DATE,
    "online_scan_date": Event.FIRST_SCAN_DATE,
    "pickup_handover_date": Event.HANDOVER_DATE,
    "marked_delivered_at": Event.DELIVERY_DATE,
    "goods_placed_at_disposal_date": Event.DISPOSAL_DATE,
    "vessel_final_discharge_date": Event.VESSEL_DISCHARGE_DATE,
    "aircraft_arrival_date": Event.VESSEL_ARRIVAL_DATE,
    "should_have_been_delivered_date": Event.SCHEDULED_DELIVERY_DATE,
    "claim_received_by_carrier_date": Event.CLAIM_RECEIVED_DATE,
    "damage_visible": LossType.DAMAGED,
    "damage_concealed": LossType.CONCEALED_DAMAGE,
    "total_loss": LossType.LOST,
    "non_delivery": LossType.LOST,
    "shortage_visible": LossType.SHORTAGE,
    "shortage_concealed": LossType.SHORTAGE,
}
"""How sources spell events and loss types, and the word of the closed lists that each means."""


def _spelled(value: object) -> object:
    return SPELLINGS.get(value, value) if isinstance(value, str) else value


AnEvent = Annotated[Event, BeforeValidator(_spelled)]
ALoss = Annotated[LossType, BeforeValidator(_spelled)]


class Unit(StrEnum):
    """What a window is counted in."""

    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"
    DAY_WITHOUT_SUNDAYS_AND_HOLIDAYS = "day_excluding_sundays_and_public_holidays"
    MONTH = "month"
    YEAR = "year"


class SourceEntry(_Entry):
    """Where a rule comes from."""

    text: str
    """The page's address, or a title that finds it."""
    on: str = ""
    """The page's own date where it shows one; empty where it does not."""
    read_on: date
    confidence: Grade


class When(_Entry):
    """A condition: every part that is given must hold; a part that cannot be judged counts as holding."""

    loss: tuple[ALoss, ...] = ()
    modes: tuple[Mode, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    amount_over: str | None = None
    """Such as `500 USD`."""
    container: bool | None = None


class LookAlike(_Entry):
    """A kind that looks like what is asked for and is refused."""

    kind: Kind
    why: str


class Requirement(_Entry):
    """One thing that the recipient asks for."""

    id: str
    title: str
    kinds: tuple[Kind, ...] = ()
    """Any one of these satisfies it."""
    views: tuple[View, ...] = ()
    """For photos: any one of these."""
    count: int = 1
    required: bool = True
    """False: asked for, but a claim is taken without it."""
    when: When = When()
    why: str
    shows: tuple[str, ...] = ()
    """What it must show, for a person to look at."""
    dated_before: AnEvent | None = None
    refused: tuple[LookAlike, ...] = ()
    source: str
    """The id of an entry in `[sources]`."""


class Bound(_Entry):
    """One end of a window."""

    anchors: tuple[AnEvent, ...]
    choose: Literal["first_known", "latest", "earliest"] = "first_known"
    plus: int
    unit: Unit = Unit.CALENDAR_DAY


class Window(_Entry):
    """From when until when one action must be taken."""

    id: str
    action: str
    """`notice`, `claim`, `complete_documents`, `suit`, `appeal` ..."""
    loss: tuple[ALoss, ...] = ()
    """Empty: any."""
    modes: tuple[Mode, ...] = ()
    earliest: Bound | None = None
    latest: Bound | None = None
    count_from: Literal["day_of_anchor", "day_after_anchor"] = "day_of_anchor"
    bound_by: Literal["cap", "floor"] = "cap"
    stops_clock_by: tuple[str, ...] = ()
    if_missed: Literal[
        "claim_barred",
        "presumption_reversed",
        "carrier_discretion",
        "insurer_may_reduce",
        "document_delay_only",
    ]
    contested: str = ""
    """What speaks against this reading; where it is given, a late claim is contestable rather than closed."""
    leads: bool = True
    """False: shown beside the others, but never the window that decides the status."""
    source: str


class LimitEntry(_Entry):
    """The most that the recipient owes by its own terms."""

    amount: str | None = None
    per: str = ""
    basis: str
    source: str


class Confirmation(_Entry):
    """Something that only a person can see; recorded under `[confirmed]` in case.toml."""

    id: str
    question: str
    when: When = When()
    source: str


class FactEntry(_Entry):
    """A fact that the recipient asks for."""

    name: str
    title: str
    when: When = When()
    required: bool = False
    source: str


class Example(_Entry):
    """A date in and a deadline out, worked by hand from the source: a test inside the profile."""

    window: str
    loss: ALoss | None = None
    events: dict[AnEvent, date]
    latest: date | None = None
    earliest: date | None = None


class DeliveryEntry(_Entry):
    """How the bundle must leave the house."""

    form: str = "single"
    max_file_bytes: int | None = None
    max_files: int | None = None
    formats: tuple[str, ...] = ()
    note: str = ""
    source: str | None = None


class Version(_Entry):
    """The program as it stands from one day on."""

    effective_from: date | None = None
    letters: tuple[str, ...]
    messages: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    facts: tuple[FactEntry, ...] = ()
    windows: tuple[Window, ...] = ()
    limit: LimitEntry | None = None
    confirmations: tuple[Confirmation, ...] = ()
    rejections: tuple[str, ...] = ()
    """Known reasons for which claims are refused here."""
    valuation: str = ""
    delivery: DeliveryEntry = DeliveryEntry()
    examples: tuple[Example, ...] = ()


class ProfileFile(_Entry):
    """A file of one program with its dated versions."""

    id: str
    title: str
    recipient: str
    department: str = ""
    addressed_as: Literal["carrier", "insurer", "platform", "anyone"]
    covers: tuple[ALoss, ...] = ()
    """Loss types that the program takes; empty where the sources do not limit it."""
    unknown: tuple[str, ...] = ()
    """What was looked for and not found, said aloud."""
    sources: dict[str, SourceEntry] = Field(default_factory=dict)
    version: tuple[Version, ...]


class Profile(_Entry):
    """One program in the version that is in force."""

    id: str
    title: str
    recipient: str
    department: str
    addressed_as: str
    covers: tuple[LossType, ...]
    unknown: tuple[str, ...]
    sources: dict[str, SourceEntry]
    effective_from: date | None
    letters: tuple[str, ...]
    messages: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    facts: tuple[FactEntry, ...]
    windows: tuple[Window, ...]
    limit: LimitEntry | None
    confirmations: tuple[Confirmation, ...]
    rejections: tuple[str, ...]
    valuation: str
    delivery: DeliveryEntry
    examples: tuple[Example, ...]

    def source_text(self, source: str) -> str:
        """Return a source with its date and confidence, as people read it."""
        entry = self.sources[source]
        dated = f", {entry.on}" if entry.on else ""
        return f"{entry.text}{dated} (read {entry.read_on}, confidence {entry.confidence})"


def in_force(file: ProfileFile, on: date | None) -> Profile:
    """Return the program as it stood on a day: the last version that had begun, else the first; without a day, the newest."""
    ordered = sorted(file.version, key=lambda v: v.effective_from or date.min)
    begun = [v for v in ordered if on is None or (v.effective_from or date.min) <= on]
    version = begun[-1] if begun else ordered[0]
    whole = {
        name: getattr(file, name)
        for name in ("id", "title", "recipient", "department", "addressed_as", "covers", "unknown", "sources")
    }
    return Profile(**whole, **{name: getattr(version, name) for name in Version.model_fields})
