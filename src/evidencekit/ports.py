"""What a plug-in must be: the Protocols that built-in and installed ones satisfy alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.evidence import (
    Barcode,
    Exhibit,
    Fact,
    PagedExhibit,
    Reading,
    SourceFile,
    Table,
    Unread,
)
from evidencekit.model.finding import Finding
from evidencekit.model.profile import Profile
from evidencekit.model.seen import SeenLine, SeenPage
from evidencekit.model.vocabulary import ReadBy

if TYPE_CHECKING:
    from PIL import Image


class Plugin(Protocol):
    """What every plug-in has."""

    @property
    def name(self) -> str:
        """Short and stable; it stands in the manifest beside what the plug-in made."""

    def missing(self) -> str | None:
        """Say what must be installed before it works, or None; `doctor` prints it."""


class Identifier(Plugin, Protocol):
    """Bytes -> media type, where libmagic alone is not enough."""

    def identify(self, head: bytes, location: Path) -> str | None:
        """Return the media type, or None to leave it to the next one. `head` is the first 8 KiB."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one extractor adds to a reading."""

    pages: int | None = None
    text: tuple[str, ...] = ()
    text_read_by: ReadBy | None = None
    tables: tuple[Table, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    unreadable: str | None = None
    likeness: int | None = None
    seen: tuple[SeenPage, ...] = ()
    unread: Unread | None = None


class Extractor(Plugin, Protocol):
    """Source file -> text, tables, barcodes, facts. Extractors run in order and see what earlier ones read."""

    def reads(self, reading: Reading) -> bool:
        """Say whether it has anything to do with this file."""

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read the file; bad evidence becomes findings, never exceptions."""


class Recognizer(Plugin, Protocol):
    """Picture -> lines of words: OCR."""

    def read(self, image: "Image.Image", *, hands: int = 1) -> tuple[SeenLine, ...]:
        """Return the lines in any order, those that are hard to read with a low score.

        The picture is upright or turned by any quarter, in RGB or grey; `hands` threads may be used.
        """


@dataclass(frozen=True, slots=True)
class Pages:
    """What a converter made of one exhibit: a PDF on the desk."""

    pdf: Path
    pages: int
    treatment: str
    captioned: bool = False
    findings: tuple[Finding, ...] = ()
    signed: bool = False
    """Whether the file carries a signature, which ends once its pages are merged."""


class Converter(Plugin, Protocol):
    """Exhibit -> PDF pages."""

    def converts(self, source: SourceFile) -> bool:
        """Say whether it takes this media type."""

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Make the pages, or raise `ConversionError` saying in a sentence why the file cannot be shown."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A DOCX as PDF."""

    pdf: Path
    pages: int
    findings: tuple[Finding, ...] = ()


class LetterEngine(Plugin, Protocol):
    """DOCX -> PDF."""

    def lay_out(self, docx: Path, into: Path) -> LaidOut:
        """Write the PDF to `into`; raise `ConversionError` where the engine cannot."""


@runtime_checkable
class LettersEngine(LetterEngine, Protocol):
    """DOCX -> PDF, many at once: for an engine to which each call is dear."""

    def lay_out_all(self, letters: Sequence[tuple[Path, Path]]) -> tuple[LaidOut | ConversionError, ...]:
        """Write the PDF of each DOCX to the path beside it; return what each became, or why it could not be."""


Delivered = tuple[tuple[DeliveredFile, ...], tuple[Finding, ...]]


class DeliveryForm(Plugin, Protocol):
    """Bundle -> the files that a portal takes."""

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Make the files on the desk, named in upload order."""


@runtime_checkable
class EarlyForm(DeliveryForm, Protocol):
    """Bundle -> files, some of which can be made while the bundle is still put together."""

    def begin(
        self, profile: Profile, letters: tuple[Letter, ...], paged: tuple[PagedExhibit, ...], desk: Desk
    ) -> Callable[[], None]:
        """Begin, so that `deliver` finds it on the desk; return what lets go of it, which is called in any case."""
        ...
