"""Known reasons for which claims are refused, as data: what each is called, and which test says that it threatens a case."""

from typing import Literal

from evidencekit.model.entry import Entry
from evidencekit.model.source import Id, SourceEntry

Test = Literal[
    "late",
    "too_early",
    "look_alike",
    "documents_missing",
    "date_or_quantity",
    "sale_not_completed",
    "packing_not_shown",
    "delivery_not_proved",
    "tracking_says_delivered",
    "vague_description",
    "wrong_claimant_or_program",
    "photos_missing",
    "concealed_not_reported",
    "no_inspection",
    "wrong_basis",
    "amount_preliminary",
    "seal_clear",
    "salvage_not_stated",
    "clean_receipt",
    "person",
]
"""What the program looks at; `person` where no program can see it."""


class Reason(Entry):
    """One reason."""

    id: Id
    title: str
    code: str = ""
    """Its code in X12 element 548."""
    test: Test
    question: str = ""
    """What to ask oneself, where the test is `person`."""
    source: str


class ReasonsFile(Entry):
    """templates/reasons.toml."""

    sources: dict[str, SourceEntry]
    reason: tuple[Reason, ...]
