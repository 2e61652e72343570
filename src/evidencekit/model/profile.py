"""A claim program of a recipient as data: what it wants, by when, in what form, up to what limit, from which source."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from evidencekit.model.condition import ALoss, AnEvent, When
from evidencekit.model.entry import Entry
from evidencekit.model.limit import LimitEntry
from evidencekit.model.requirement import (
    Confirmation,
    Coverage,
    Elsewhere,
    FactEntry,
    Filer,
    Redaction,
    Requirement,
)
from evidencekit.model.source import Id, Sourced, SourceEntry
from evidencekit.model.vocabulary import Event, LossType, Mode
from evidencekit.model.window import Bound, Window

DATED_BY = (
    Event.DELIVERY_DATE,
    Event.SHIP_DATE,
    Event.CARRIER_ACCEPTANCE_DATE,
    Event.POSTING_DATE,
    Event.HANDOVER_DATE,
    Event.LABEL_CREATED_DATE,
    Event.BOL_DATE,
    Event.AWB_ISSUE_DATE,
)
"""Which events decide the version where a file does not say: the first whose date is known."""


class Example(Entry):
    """Dates in and a deadline out, worked by hand from the source: a test inside the file."""

    window: Id
    loss: ALoss | None = None
    mode: Mode | None = None
    events: dict[AnEvent, date | datetime]
    from_country: str | None = None
    to_country: str | None = None
    container: bool | None = None
    earliest: date | None = None
    latest: date | None = None
    on: date | None = None
    """A day on which the window has `status`."""
    status: Literal["open", "not-yet", "closed", "contestable", "cannot-evaluate", "done"] | None = None


class DeemedLost(Sourced):
    """From when goods that did not arrive count as lost."""

    id: Id
    after: Bound
    when: When = When()
    says: str = ""


class Rejection(Entry):
    """A reason for which claims are known to be refused here."""

    text: str
    reason: str = ""
    """The id of an entry in templates/reasons.toml, whose test says whether it applies to a case."""
    code: str = ""
    """The code of X12 element 548, where the recipient uses it."""
    when: When = When()
    source: str = ""


class Handling(Entry):
    """What an experienced handler would say of this recipient; each part only where a source says it."""

    contact: str = ""
    """Whom to reach first, and where."""
    tell: tuple[str, ...] = ()
    """What to tell them at once."""
    follow_up: str = ""
    """When they answer, and what to do when they do not."""
    avoid: tuple[str, ...] = ()
    """What would have avoided the loss or its refusal."""
    source: str = ""


class DeliveryEntry(Entry):
    """How the bundle must leave the house."""

    form: str = "single"
    max_file_bytes: int | None = None
    max_pages: int | None = None
    """Of one file."""
    max_files: int | None = None
    max_text: int | None = None
    """The most characters that its text field takes."""
    formats: tuple[str, ...] = ()
    archival: bool = False
    """Whether PDFs go as PDF/A-2b, where their pages allow it."""
    encrypted: bool | None = None
    """Whether it takes files that are locked with a password; left out where nobody knows."""
    note: str = ""
    source: str | None = None


def _worded(value: object) -> object:
    """Take a sentence for a reason that has nothing but its text."""
    return {"text": value} if isinstance(value, str) else value


ARejection = Annotated[Rejection, BeforeValidator(_worded, json_schema_input_type=Rejection | str)]
ValuationBasis = Literal[
    "cost",
    "purchase_invoice",
    "sales_invoice",
    "retail",
    "sales_price_less_fees",
    "cif_plus_10",
    "insured_value",
    "value_at_acceptance",
    "market_value_at_destination",
    "repair_or_replacement",
    "actual_value",
]


class Cited(Sourced):
    """A provision under which a notice of the loss is given, as letters cite it: `CMR art. 30`."""

    text: str
    when: When = When()


class Spoken(Entry):
    """A language in which the recipient is written to, and where."""

    code: str
    """Such as `de`."""
    when: When = When()


class Rules(Entry):
    """What programs and regimes alike say from one day on.

    With `based_on = "previous"` a version holds only what changed: entries replace those of the same id, other keys
    replace the earlier value, and `drop` takes out entries by id.
    """

    effective_from: date | None = None
    based_on: Literal["nothing", "previous"] = "nothing"
    drop: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    limits: tuple[LimitEntry, ...] = ()
    """Of several that apply, all are shown and the first leads."""
    deemed_lost: tuple[DeemedLost, ...] = ()
    filers: tuple[Filer, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    notice_under: tuple[Cited, ...] = ()
    """The provisions under which a notice is given."""
    report_under: tuple[Cited, ...] = ()
    """The provisions under which the carrier is asked to ascertain the loss and to draw up its report."""
    valuation: str = ""
    """How the goods are valued, in words."""
    valuation_basis: ValuationBasis | None = None
    examples: tuple[Example, ...] = ()


class Version(Rules):
    """The program as it stands from one day on."""

    letters: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    facts: tuple[FactEntry, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    rejections: tuple[ARejection, ...] = ()
    regimes: tuple[Id, ...] = ()
    """Regimes that apply by contract, whatever the route."""
    handling: Handling = Handling()
    delivery: DeliveryEntry = DeliveryEntry()


class FileHead(Entry):
    """What stands at the top of a file of rules."""

    id: Id
    title: str
    based_on: Id | None = None
    """Another file of the same sort, of which this one says only what differs."""
    dated_by: tuple[AnEvent, ...] = ()
    """Which event decides the version: the first whose date is known. Empty: the delivery, else the shipment, the posting ..."""
    unknown: tuple[str, ...] = ()
    """What was looked for and not found, said aloud."""
    sources: dict[str, SourceEntry] = Field(default_factory=dict)


class ProfileFile(FileHead):
    """A file of one program with its dated versions."""

    recipient: str = ""
    department: str = ""
    named_by: Literal["carrier"] | None = None
    """The fact of a case that names the recipient, where the profile stands for any of its sort and `recipient` is no name."""
    addressed_as: Literal["carrier", "insurer", "platform", "anyone"] | None = None
    covers: tuple[ALoss, ...] = ()
    """Loss types that the program takes; empty where the sources do not limit it."""
    buyer_says: tuple[ALoss, ...] = ()
    """Loss types that a buyer asserts there: letters report them and do not admit them."""
    takes: When = When()
    """Which consignments belong here: their carrier, mode, lane, countries."""
    languages: tuple[Spoken, ...] = ()
    """In which language it is written to: the first whose condition surely holds, else English."""
    regimes_by_route: bool | None = None
    """Whether the law of the carriage is shown beside the program's own windows; left out: yes, but for platforms."""
    version: tuple[Version, ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.based_on is None and not (self.recipient and self.addressed_as):
            raise ValueError(
                "`recipient` and `addressed_as` are needed, unless the file is `based_on` another"
            )
        return self


class Profile(Entry):
    """One program in the version that is in force."""

    id: str
    title: str
    recipient: str
    """By name; of a profile that stands for any of its sort a description, until a case names it."""
    named_by: str | None = None
    """The fact that names it; None once it has its name."""
    department: str
    addressed_as: str
    covers: tuple[LossType, ...]
    buyer_says: tuple[LossType, ...]
    takes: When
    languages: tuple[Spoken, ...]
    regimes_by_route: bool
    dated_by: tuple[Event, ...]
    unknown: tuple[str, ...]
    sources: dict[str, SourceEntry]
    effective_from: date | None
    letters: tuple[str, ...]
    messages: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    facts: tuple[FactEntry, ...]
    redactions: tuple[Redaction, ...]
    windows: tuple[Window, ...]
    limits: tuple[LimitEntry, ...]
    deemed_lost: tuple[DeemedLost, ...]
    filers: tuple[Filer, ...]
    coverage: tuple[Coverage, ...]
    elsewhere: tuple[Elsewhere, ...]
    confirmations: tuple[Confirmation, ...]
    notice_under: tuple[Cited, ...]
    report_under: tuple[Cited, ...]
    rejections: tuple[Rejection, ...]
    regimes: tuple[str, ...]
    handling: Handling
    valuation: str
    valuation_basis: ValuationBasis | None
    delivery: DeliveryEntry
    examples: tuple[Example, ...]

    def source_text(self, source: str) -> str:
        """Return a source with its date and confidence, as people read it."""
        return source_words(self.sources[source])


def source_words(entry: SourceEntry, grade: str | None = None) -> str:
    """Return a source with its date and confidence, as people read it."""
    dated = f", {entry.on}" if entry.on else ""
    return f"{entry.text}{dated} (read {entry.read_on}, confidence {grade or entry.confidence})"
