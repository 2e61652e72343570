"""The text of PDFs, and of plain and HTML files."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidencekit.charsets import looks_chinese
from evidencekit.datapictures import without_data
from evidencekit.desk import Desk
from evidencekit.extractors.htmltext import left_out, seen
from evidencekit.model.evidence import Reading, SourceFile
from evidencekit.model.finding import Finding, note, warning
from evidencekit.noroom import not_its_fault
from evidencekit.pdf import BrokenPdfError, LockedPdfError, open_pdf_safely
from evidencekit.ports import Extraction
from evidencekit.underway import get_on

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

MAX_PAGES = 500
MAX_CHARACTERS = 200_000
"""Read from one page; a page of a document has at most some 10,000."""

_LONGEST_PAGE = 20_000_000
"""Bytes of an HTML file that are looked at; most of a long one are pictures written into it."""
_HELD = 40
"""Pages up to which a PDF stays open for the readers that come next."""
_IN_HAND = "pages in hand"


@dataclass(frozen=True, slots=True)
class PdfTextReader:
    """Text that is embedded in a PDF."""

    name: str = "pdf-text"

    def missing(self) -> str | None:
        """Nothing: PDFium comes in its wheel."""
        return None

    def reads(self, reading: Reading) -> bool:
        """PDFs."""
        return reading.source.media_type == "application/pdf"

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read page by page; mend the file first where PDFium cannot open it."""
        path = reading.source.path
        try:
            document = opened(reading.source, desk)
        except LockedPdfError as reason:
            message = f"{path} cannot be opened: {reason}. {_cure(path, str(reason))}"
            return Extraction(unreadable=str(reason), findings=(warning("encrypted", message, path),))
        except Exception as reason:  # what pikepdf cannot mend, nobody can
            if not_its_fault(reason):
                raise
            why = "it is damaged beyond what can be mended"
            message = f"{path} is damaged and cannot be opened; ask for it again."
            return Extraction(unreadable=why, findings=(warning("damaged", message, path),))
        count = len(document)
        held = Held(reading.source.sha256, document, {}) if count <= _HELD else None
        desk.memory[_IN_HAND] = held
        try:
            text = tuple(_page_text(document, n, held) for n in range(min(count, MAX_PAGES)))
        finally:
            if held is None:
                document.close()
        told = (*_unlocked(reading.source, desk), *_rest(path, count))
        return Extraction(pages=count, text=text, findings=told)


def opened(source: SourceFile, desk: Desk) -> "PdfDocument":
    """Open a PDF for PDFium, mended first where that is needed.

    Raises `LockedPdfError` or `BrokenPdfError` where it cannot be.
    """
    import pypdfium2

    try:
        if source.sha256 in desk.overdrawn:
            return pypdfium2.PdfDocument(open_pdf_safely(source, desk))
        document = pypdfium2.PdfDocument(source.location)
        if len(document) and not _has_gaps(document):
            return document
        if len(document):
            # Its pages must bear the numbers that they have in the bundle.
            with suppress(LockedPdfError, BrokenPdfError, pypdfium2.PdfiumError):
                mended = pypdfium2.PdfDocument(open_pdf_safely(source, desk))
                document.close()
                return mended
            return document
        document.close()
    except pypdfium2.PdfiumError:
        pass
    return pypdfium2.PdfDocument(open_pdf_safely(source, desk))


def _has_gaps(document: "PdfDocument") -> bool:
    """Say whether a page is counted that there is not."""
    import pypdfium2.raw as pdfium

    size = pdfium.FS_SIZEF()
    return not all(
        pdfium.FPDF_GetPageSizeByIndexF(document.raw, number, size)
        for number in range(min(len(document), MAX_PAGES))
    )


def _cure(path: str, reason: str) -> str:
    copy = "put a copy that opens without it into the folder."
    if "password" not in reason:
        return copy[0].upper() + copy[1:]
    return f'Write the password into case.toml ([secrets] "{path}" = "..."), or {copy}'


@dataclass(frozen=True, slots=True)
class Held:
    """A short PDF whose pages stay open until the next file, since whoever asks where its words stand needs them again."""

    sha256: str
    document: "PdfDocument"
    pages: "dict[int, tuple[PdfPage, PdfTextPage]]"
    """By their number, from 1."""

    def page(self, number: int) -> "PdfPage":
        """Return a page by its number, from 1; raises what PDFium raises for one that cannot be loaded."""
        get_on()
        known = self.pages.get(number)
        return known[0] if known else self.document[number - 1]


@contextmanager
def in_hand(source: SourceFile, desk: Desk) -> Iterator[Held]:
    """Give what is still open of a file, or open it for a while; raises what `opened` raises."""
    if (still := held(source, desk)) is not None:
        yield still
        return
    document = opened(source, desk)
    try:
        yield Held(source.sha256, document, {})
    finally:
        document.close()


def held(source: SourceFile, desk: Desk) -> Held | None:
    """Return what is still open of a file."""
    kept = desk.memory.get(_IN_HAND)
    return kept if isinstance(kept, Held) and kept.sha256 == source.sha256 else None


def _page_text(document: "PdfDocument", number: int, held: Held | None) -> str:
    import pypdfium2

    get_on()
    try:
        page = document[number]
        words = page.get_textpage()
        if held is not None:
            held.pages[number + 1] = page, words
        if words.count_chars() < MAX_CHARACTERS:
            text: str = words.get_text_bounded()
        else:
            text = words.get_text_range(0, MAX_CHARACTERS)
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return ""
    # PDFium marks a hyphen at the end of a line with a character of its own.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")


def _unlocked(source: SourceFile, desk: Desk) -> Iterator[Finding]:
    if source.sha256 in desk.unlocked:
        message = f"{source.path} is locked; it was opened with the password that was given, and what is sent of it opens without."
        yield note("unlocked", message, source.path)


def _rest(path: str, count: int) -> Iterator[Finding]:
    """Say which pages were not read."""
    if count > MAX_PAGES:
        message = f"{path} has {count} pages; only the first {MAX_PAGES} were read. All are in the bundle."
        yield note("long-document", message, path)


@dataclass(frozen=True, slots=True)
class PlainTextReader:
    """Text and HTML files in any usual encoding."""

    name: str = "plain-text"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Texts that are no tables."""
        kind = reading.source.media_type
        return (
            kind.startswith("text/") and kind not in {"text/csv", "text/tab-separated-values"}
        ) or kind == "application/json"

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Decode and, for HTML, keep only what a reader sees."""
        source = reading.source
        page = source.media_type == "text/html"
        with source.location.open("rb") as file:
            raw = file.read(_LONGEST_PAGE if page else 4 * MAX_CHARACTERS)
        read = len(raw)
        text = decoded(raw, cut=source.size > read)
        told: tuple[Finding, ...] = ()
        if page:
            html = without_data(text)
            read = read if len(html) <= 4 * MAX_CHARACTERS else 4 * MAX_CHARACTERS
            shown = seen(html[: 4 * MAX_CHARACTERS])
            text, told = shown.text, tuple(left_out(source.path, shown.hidden, shown.afar))
        if source.size <= len(raw) and read == len(raw):
            return Extraction(text=(text,), findings=told)
        message = f"{source.path} is very long; only its first {read} bytes were read."
        return Extraction(text=(text,), findings=(*told, warning("long-text", message, source.path)))


def decoded(raw: bytes, *, cut: bool = False) -> str:
    """Decode text: by its byte order mark, as UTF-8, as GB18030 where it looks Chinese, else as Windows-1252.

    `cut` says that the bytes may end within a character.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        if cut and reason.start >= len(raw) - 4:
            return raw[: reason.start].decode("utf-8")
    if looks_chinese(raw):
        return raw.decode("gb18030", "replace")
    return raw.decode("cp1252", "replace")
