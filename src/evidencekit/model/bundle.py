"""What is made and what is said: letters, bundles, assessments, reviews, outcomes."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evidencekit.errors import ExitCode
from evidencekit.model.assessment import Assessment
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import Finding
from evidencekit.model.particulars import Particulars
from evidencekit.model.summary import Summary


@dataclass(frozen=True, slots=True)
class Letter:
    """A document written from a DOCX template, or a message to paste."""

    name: str
    """The template's name, such as `claim-letter`."""
    title: str
    docx: Path | None = None
    pdf: Path | None = None
    pages: int = 0
    text: str | None = None
    """A message to paste into a portal has text and no files."""
    enclosed: bool = True
    """False: it is sent, signed or kept by itself and is no part of the bundle."""
    engine: str = ""
    """Which engine laid it out."""
    lang: str = "en"
    """In which language it is written."""
    findings: tuple[Finding, ...] = ()
    template: str = ""
    """The file that it was written from."""
    template_sha256: str = ""
    words_sha256: str = ""
    """Of the words of its DOCX but for the day on which it was written; empty for a message."""


@dataclass(frozen=True, slots=True)
class PlacedLetter:
    """Where a letter stands in the bundle, in pages from 1."""

    letter: Letter
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class PlacedExhibit:
    """Where an exhibit stands in the bundle, in pages from 1; its divider is not counted."""

    paged: PagedExhibit
    first_page: int
    last_page: int
    divider_page: int

    @property
    def exhibit(self) -> Exhibit:
        """The exhibit itself."""
        return self.paged.exhibit


@dataclass(frozen=True, slots=True)
class Bundle:
    """The merged PDF that a recipient gets."""

    pdf: Path
    reference: str
    """The case's reference, as it stands on every page."""
    pages: int
    index_pages: int
    letters: tuple[PlacedLetter, ...]
    exhibits: tuple[PlacedExhibit, ...]
    findings: tuple[Finding, ...] = ()
    called: str = "Claim"
    """What it is, before the reference, in names of files: `Claim`, or `Supplement of 2026-11-05 to claim`."""


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One file of `delivery/`, named in upload order."""

    name: str
    location: Path
    what: str
    """For the person who files: which field of the portal it is for."""
    uploaded: bool = True
    """False for what is pasted, filled in or sent by e-mail, for which the portal's limits do not count."""
    as_it_is: bool = False
    """True for evidence that goes as it arrived: not a byte of it may be changed."""


@dataclass(frozen=True, slots=True)
class Excess:
    """How far a delivery is over what the portal takes."""

    bytes: int
    pages: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the recipient's portal takes, and nothing else."""

    files: tuple[DeliveredFile, ...]
    findings: tuple[Finding, ...] = ()
    excess: Excess | None = None
    """None where it fits."""


@dataclass(frozen=True, slots=True)
class Review:
    """What a case folder holds and what each recipient will find wrong with it."""

    case: str
    exhibits: tuple[Exhibit, ...]
    """In the order in which claims handlers build a file, labelled; what is left out comes last and says why."""
    particulars: Particulars
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]
    """About the case as a whole; an exhibit's own findings stand in its reading."""

    @property
    def exit_code(self) -> ExitCode:
        """`REFUSED` where one recipient's assessment is anything but ready."""
        ready = all(a.status == "ready" for a in self.assessments)
        return ExitCode.OK if ready else ExitCode.REFUSED


class OutcomeStatus(StrEnum):
    """How a build ended."""

    BUILT = "built"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case's bundle for one recipient ended."""

    case: str
    recipient: str
    status: OutcomeStatus
    folder: Path | None = None
    pages: int = 0
    seconds: float = 0.0
    exhibits: tuple[PlacedExhibit, ...] = ()
    findings: tuple[Finding, ...] = ()
    exit_code: ExitCode = ExitCode.OK
    summary: Summary | None = None
    """For an overview of many; None where the case could not be judged."""
    unchanged: bool = False
    """True where the bundle stood there already, made from the very same input."""
    url: str = ""
    """Where the bundle stands in an object store; `folder` is then its place below that of all bundles."""
