"""The workbench: what stays the same for every recipient of one case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.finding import Finding
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.rulebook import Rulebook
from evidencekit.notary import Ask, Signing
from evidencekit.resources import Library
from evidencekit.toolkit import Toolkit


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case folder once it has been read; every recipient's bundle starts from the same one."""

    case: Case
    sources: tuple[SourceFile, ...]
    exhibits: tuple[Exhibit, ...]
    particulars: Particulars
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Workbench:
    """What a bundle is made with, whoever gets it."""

    read: CaseRead
    desk: Desk
    library: Library
    toolkit: Toolkit
    today: date
    into: Path
    engine: str
    draft: bool
    lang: str | None
    """As a person wished; None: each recipient is written to in its own."""
    rulebook: Rulebook
    profiles: tuple[Profile, ...]
    """Of all recipients of the same loss."""
    started: str
    key: str
    """Of all that the bundles depend on; empty where nobody will ask."""
    taken: Callable[[], str]
    """Takes the key again: what changed while the bundle was made, and may change back, stands for nothing."""
    signing: Signing | None
    notary: Ask | None
    """Asks for signatures; None where nothing is signed."""
    claimed: tuple[Profile, ...] = ()
    """Of those with whom the loss was claimed, as `case.toml` says."""
