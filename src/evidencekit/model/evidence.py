"""Evidence on its way: source file, reading, exhibit, paged exhibit."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from evidencekit.model.finding import Finding
from evidencekit.model.money import Money
from evidencekit.model.seen import SeenPage
from evidencekit.model.vocabulary import Kind, ReadBy, View


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it arrived, hashed before anything else opened it, and never written to."""

    path: str
    """Inside the case folder, NFC, with `/`; a member of an e-mail or archive stands below it: `notice.eml/note.txt`."""
    location: Path
    """Where its bytes can be read: in the case folder, or on the desk if it was unpacked."""
    sha256: str
    size: int
    """In bytes."""
    media_type: str
    """By content, never by the name's extension."""
    container: str | None = None
    """The path of the e-mail or archive that it came out of."""
    written: int | None = field(default=None, compare=False, repr=False)
    """When it was last written, as the file system says, in ns: nothing is judged by that but whether it changed since."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice, a packing list or a shipment's contents."""

    sku: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    quantity_received: Decimal | None = None
    """Where a document says both what was sent and what arrived (shipment contents, tally)."""
    unit_cost: Money | None = None
    amount: Money | None = None
    fnsku: str | None = None
    asin: str | None = None
    cartons: int | None = None
    gross_weight_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One event of a tracking history, in the carrier's words and local time."""

    at: datetime | date
    status: str
    location: str | None = None


FactValue = str | int | Decimal | date | datetime | Line | Scan


@dataclass(frozen=True, slots=True)
class Fact:
    """One value read from one place."""

    name: str
    """One of the names in docs/glossary.md, such as `tracking_number`."""
    value: FactValue
    source: str
    """The path of the source file."""
    page: int | None
    """From 1; None where the source has no pages."""
    read_by: ReadBy
    confidence: float
    """0 to 1: of a hundred facts at 0.9, about ninety are right."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as text, as a sheet or a delimited file has them; the first row may be a heading."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    """As readers take them: numbers without separators, days as ISO 8601 writes them."""
    shown: tuple[tuple[str, ...], ...] = ()
    """The same rows as the sheet shows them; empty where there is no difference."""
    numbers: tuple[int, ...] = ()
    """Of the rows, as the sheet counts them; empty where they are 1, 2, 3 ..."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """A symbol on a picture or page, with its text as decoded."""

    symbology: str
    """As zxing-cpp names it: `Code128`, `QRCode`, `DataMatrix` ..."""
    text: str
    """With the control characters that its message is made of."""
    page: int | None = None
    gs1: bool = False
    """Whether it says of itself that its text is a GS1 element string."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Pages that hold a picture where text would be, and that nothing has read."""

    pages: tuple[int, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the extractors got out of one source file."""

    source: SourceFile
    pages: int | None = None
    """Pages or frames; None where the file has none (a sheet, an e-mail) or cannot be opened."""
    text: tuple[str, ...] = ()
    """One string a page, in reading order; empty strings for pages without text."""
    text_read_by: ReadBy = ReadBy.TEXT
    tables: tuple[Table, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    unreadable: str | None = None
    """Why the file cannot be shown, in words for a person; None where it can."""
    likeness: int | None = None
    """64 bits by which a photo's near copies are known; None for everything else."""
    seen: tuple[SeenPage, ...] = ()
    """The pages that OCR has read."""
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A source file with a kind, a title and, once arranged, a label."""

    reading: Reading
    kind: Kind
    confidence: float
    because: str
    title: str
    view: View | None = None
    """What a photo shows; None for everything else."""
    label: str | None = None
    """`A`, `B` ... `Z`, `AA`; None until the exhibits are arranged, and for what is left out."""
    note: str = ""
    """What the person wrote about it in `case.toml`."""
    left_out: str | None = None
    """Why it is not sent, in words for a person; None where it is sent."""

    @property
    def source(self) -> SourceFile:
        """The file itself."""
        return self.reading.source

    @property
    def path(self) -> str:
        """The file's path inside the case folder."""
        return self.reading.source.path

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What was read from it."""
        return self.reading.facts

    def first(self, name: str) -> Fact | None:
        """Return the surest fact of that name, the earlier one where two are equally sure."""
        return max((f for f in self.facts if f.name == name), key=lambda f: f.confidence, default=None)


@dataclass(frozen=True, slots=True)
class PagedExhibit:
    """An exhibit as PDF pages on the desk."""

    exhibit: Exhibit
    pdf: Path
    pages: int
    treatment: str
    """What was done to it, in a few words for the manifest and the review page: `copied`, `picture on a page`, `explained` ..."""
    captioned: bool = False
    """True where its pages already say what they show (photo pages), so that a group of them shares one divider."""
    findings: tuple[Finding, ...] = ()
    converter: str = ""
    """The plug-in that made the pages; empty where none could."""
    altered: bool = False
    """Whether its pages hide something that the file shows: then the file itself is never sent."""
    signed: bool = False
    """Whether the file carries a signature, which its pages in a bundle have lost."""
    shows: tuple[int, ...] | None = None
    """Which pages of the file its pages show, from 1; None where they are all of them in their order, () where they show nothing of it."""
