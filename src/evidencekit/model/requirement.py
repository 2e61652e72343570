"""What a recipient asks for: documents, photos, facts, confirmations, cover, and who may file."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from evidencekit.model.condition import When
from evidencekit.model.entry import Entry
from evidencekit.model.source import Id, Sourced
from evidencekit.model.vocabulary import Capacity, Event, Kind, View
from evidencekit.model.window import Bound


def _on_the_day(value: object) -> object:
    """Take an event's name for the day itself."""
    return {"anchors": [value], "plus": 0} if isinstance(value, str) else value


DayBound = Annotated[Bound, BeforeValidator(_on_the_day, json_schema_input_type=Bound | Event)]
"""A day to compare a document's date with: an event, or so many days from one (`plus` below nought: before it)."""


class LookAlike(Entry):
    """What looks like the thing asked for and is refused: by kind, by media type, or both."""

    kind: Kind | None = None
    media: tuple[str, ...] = ()
    """Endings as people know them: `docx`, `xlsx` ..."""
    when: When = When()
    """Refused only under these conditions: a packing slip of a reseller's own."""
    why: str
    """After "will be refused:", such as "a quote proves no sale"."""


class Piece(Entry):
    """One document, or photos of some views."""

    title: str = ""
    kinds: tuple[Kind, ...] = ()
    """Any one of these is it."""
    views: tuple[View, ...] = ()
    """For photos: any one of these."""
    count: int = 1
    dated_before: DayBound | None = None
    """Its own date must not be later than this day."""
    dated_after: DayBound | None = None
    """Its own date must not be earlier than this day."""


class Alternative(Entry):
    """One way to satisfy a requirement: all of its pieces together."""

    title: str = ""
    all_of: tuple[Piece, ...]
    when: When = When()


class Requirement(Sourced, Piece):
    """One thing that the recipient asks for.

    Either the piece itself (`kinds`, `views`, `count`), or several together (`all_of`), or a choice (`one_of`).
    """

    id: Id
    title: str
    all_of: tuple[Piece, ...] = ()
    one_of: tuple[Alternative, ...] = ()
    required: bool = True
    """False: asked for, but a claim is taken without it."""
    when: When = When()
    why: str
    shows: tuple[str, ...] = ()
    """What it must show, for a person to look at."""
    facts: tuple[str, ...] = ()
    """Names of facts that must be legible in it; one that was not read is a warning."""
    price: Literal["visible", "may_be_hidden"] | None = None
    refused: tuple[LookAlike, ...] = ()


class Redaction(Sourced):
    """What the recipient asks to be hidden on documents of some kinds; it is done without a word in `case.toml`."""

    id: Id
    kinds: tuple[Kind, ...] = Field(min_length=1)
    prices: bool = False
    """Prices and sums, where a document shows any."""
    facts: tuple[str, ...] = ()
    """Names of facts: what was read as one of these is covered, such as an `iban`."""
    why: str


class FactEntry(Sourced):
    """A fact that the recipient asks for."""

    name: str
    title: str
    when: When = When()
    required: bool = False


class Confirmation(Sourced):
    """Something that only a person can see; `init` asks it, `[confirmed]` in case.toml records it."""

    id: Id
    question: str
    """Answered with yes where all is well."""
    when: When = When()
    either: bool = False
    """True: yes and no are both well, and other rules hang on the answer."""
    required: bool = False
    """True: without the yes the claim is not ready."""


class Filer(Sourced):
    """Who may file."""

    id: Id = "filer"
    allowed: tuple[Capacity, ...] = ()
    """Empty: any."""
    refused: tuple[Capacity, ...] = ()
    needs: tuple[Kind, ...] = ()
    """What a filer of the capacities in `needs_of` must add, such as a letter of authority: any one."""
    needs_of: tuple[Capacity, ...] = ()
    why: str


class Coverage(Sourced):
    """A condition of cover: where it is not met, nothing is owed."""

    id: Id
    title: str
    test: Literal[
        "person",
        "sender_is_not_receiver",
        "acceptance_scan",
        "from_countries",
        "insured_value",
        "goods_not_excluded",
    ] = "person"
    """How it is judged; `person` asks for `[confirmed]`, which settles any of them."""
    countries: tuple[str, ...] = ()
    """For `from_countries`."""
    words: tuple[str, ...] = ()
    """For `goods_not_excluded`: words in the goods' descriptions that are not covered."""
    question: str = ""
    when: When = When()
    why: str


class Elsewhere(Sourced):
    """A case that this program does not take, and where it belongs."""

    id: Id
    when: When
    goes_to: str = ""
    """The id of the profile that takes it; empty where none does."""
    why: str
    """In a sentence: what this program does not take, and what to do instead."""
    question: str = ""
    """What to ask a person where the condition hangs on `[confirmed]`."""
