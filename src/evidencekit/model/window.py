"""Windows: from when until when one action must be taken, counted as the sources count."""

from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from evidencekit.model.condition import ALoss, AnEvent, When
from evidencekit.model.entry import Entry, one_of_words
from evidencekit.model.source import Id, Sourced
from evidencekit.model.vocabulary import Mode


class Action(StrEnum):
    """What must be done inside a window; the last four are the recipient's own duties."""

    NOTICE = "notice"
    PRELIMINARY_CLAIM = "preliminary_claim"
    CLAIM = "claim"
    INQUIRY = "inquiry"
    COMPLETE_DOCUMENTS = "complete_documents"
    SURVEY_REQUEST = "survey_request"
    POLICE_REPORT = "police_report"
    RESPONSE = "response"
    APPEAL = "appeal"
    SECOND_APPEAL = "second_appeal"
    SUIT = "suit"
    RECOURSE = "recourse"
    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    REPORT_STATUS = "report_status"
    PAY = "pay"


class Unit(StrEnum):
    """What a window is counted in."""

    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"
    DAY_WITHOUT_SUNDAYS_AND_HOLIDAYS = "day_excluding_sundays_and_public_holidays"
    MONTH = "month"
    YEAR = "year"


_ACTIONS = {"documents": Action.COMPLETE_DOCUMENTS, "trace": Action.INQUIRY}
_UNITS = {
    "day": Unit.CALENDAR_DAY,
    "consecutive_day": Unit.CALENDAR_DAY,
    "working_day": Unit.BUSINESS_DAY,
}
_IF_MISSED = {"burden_shift": "presumption_reversed"}


def _action(value: object) -> object:
    return _ACTIONS.get(value, value) if isinstance(value, str) else value


def _unit(value: object) -> object:
    return _UNITS.get(value, value) if isinstance(value, str) else value


def _if_missed(value: object) -> object:
    return _IF_MISSED.get(value, value) if isinstance(value, str) else value


IfMissed = Literal[
    "claim_barred",
    "presumption_reversed",
    "carrier_discretion",
    "insurer_may_reduce",
    "document_delay_only",
    "decided_without_you",
    "follow_up",
    "not_known",
]
AnIfMissed = Annotated[
    IfMissed,
    BeforeValidator(_if_missed, json_schema_input_type=one_of_words(get_args(IfMissed), _IF_MISSED)),
]


class Bound(Entry):
    """One end of a window: so many days, months ... after an event."""

    anchors: tuple[AnEvent, ...]
    choose: Literal["first_known", "latest", "earliest"] = "first_known"
    """Of several anchors: the first whose date is known; or the latest or earliest of them, for which all must be known."""
    plus: Annotated[int, Field(ge=-4000, le=4000)]
    """How many units after the anchor; below nought only where a document's date is compared."""
    unit: Annotated[Unit, BeforeValidator(_unit, json_schema_input_type=one_of_words(Unit, _UNITS))] = (
        Unit.CALENDAR_DAY
    )


class OtherReading(Sourced):
    """How else a contested window is read."""

    earliest: Bound | None = None
    """Left out: as in the window itself."""
    latest: Bound | None = None
    says: str
    """In a sentence, what speaks for this reading."""


class Window(Sourced):
    """From when until when one action must be taken."""

    id: Id
    action: Annotated[Action, BeforeValidator(_action, json_schema_input_type=one_of_words(Action, _ACTIONS))]
    whose: Literal["claimant", "recipient"] = "claimant"
    """`recipient`: its own duty to acknowledge, decide or pay; shown, never missed by the claimant."""
    to: Literal["recipient", "carrier", "insurer", "police", "surveyor", "court"] = "recipient"
    form: Literal["any", "written", "on_delivery_receipt", "portal", "telephone_and_written"] = "any"
    loss: tuple[ALoss, ...] = ()
    """Empty: any."""
    modes: tuple[Mode, ...] = ()
    """Empty: any."""
    when: When = When()
    """Under which further conditions it runs: the lane, a container, a service ..."""
    earliest: Bound | None = None
    latest: Bound | None = None
    promptly: bool = False
    """The source says "at once" and no number; then neither end is given."""
    count_from: Literal["day_after_anchor", "day_of_anchor"] = "day_after_anchor"
    """Which day counts as the first: 7 days from the 1st end with the 8th, or with the 7th."""
    if_holiday: Literal["as_counted", "next_business_day", "previous_business_day"] = "as_counted"
    """What becomes of a last day on a weekend or public holiday, where the source says so."""
    holidays_of: str = "destination"
    """Whose weekends and holidays count: `destination`, `origin`, or a country's two letters."""
    bound_by: Literal["cap", "floor"] = "cap"
    """`floor`: the law only keeps contracts from being shorter (Carmack's nine months)."""
    stops_clock_by: tuple[str, ...] = ()
    """What stops, suspends or restarts the clock: `notice written_claim claim_letter suit arbitration debtor_agreement`."""
    clock: Literal["done", "suspended", "restarted"] = "done"
    """What a written claim does where `stops_clock_by` names one: the window is kept, stands still until the refusal, or begins anew."""
    if_missed: AnIfMissed = "not_known"
    contested: str = ""
    """What speaks against this window; where it is given, a late claim is contestable rather than closed."""
    readings: tuple[OtherReading, ...] = ()
    """How else it is read; the safe reading leads, all are shown."""
    leads: bool = True
    """False: shown beside the others, but never the window that decides the status."""
