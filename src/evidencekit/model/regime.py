"""A regime as data: a body of law that sets windows and limits, and the carriages to which it applies."""

from datetime import date
from typing import Literal

from evidencekit.model.condition import When
from evidencekit.model.entry import Entry
from evidencekit.model.limit import LimitEntry
from evidencekit.model.profile import (
    Cited,
    DeemedLost,
    Example,
    FileHead,
    Rules,
    ValuationBasis,
    source_words,
)
from evidencekit.model.requirement import Confirmation, Filer
from evidencekit.model.source import SourceEntry
from evidencekit.model.vocabulary import Event
from evidencekit.model.window import Window


class RegimeVersion(Rules):
    """The law as it stands from one day on."""


class RegimeFile(FileHead):
    """A file of one regime with its dated versions."""

    applies: When = When()
    """The carriages to which it applies: their mode, lane and countries."""
    chosen_by: Literal["route", "person"] = "route"
    """`person`: only where a profile names it as agreed by contract, or case.toml under `[consignment] regimes`."""
    provided: str = ""
    """What else the law makes a condition and no source here lets the program judge, such as which states are parties."""
    version: tuple[RegimeVersion, ...]


class Regime(Entry):
    """One regime in the version that is in force."""

    id: str
    title: str
    applies: When
    chosen_by: str
    provided: str
    dated_by: tuple[Event, ...]
    unknown: tuple[str, ...]
    sources: dict[str, SourceEntry]
    effective_from: date | None
    windows: tuple[Window, ...]
    limits: tuple[LimitEntry, ...]
    deemed_lost: tuple[DeemedLost, ...]
    filers: tuple[Filer, ...]
    confirmations: tuple[Confirmation, ...]
    notice_under: tuple[Cited, ...]
    report_under: tuple[Cited, ...]
    valuation: str
    valuation_basis: ValuationBasis | None
    examples: tuple[Example, ...]

    def source_text(self, source: str) -> str:
        """Return a source with its date and confidence, as people read it."""
        return source_words(self.sources[source])
