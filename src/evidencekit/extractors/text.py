"""The text of PDFs, and of plain and HTML files."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from evidencekit.desk import Desk
from evidencekit.model.evidence import Reading
from evidencekit.model.finding import Finding, note, warning
from evidencekit.pdf import LockedPdfError, open_pdf_safely
from evidencekit.ports import Extraction

MAX_PAGES = 500
MAX_CHARACTERS = 200_000
"""Read from one page; a page of a document has at most some 10,000."""


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
        import pypdfium2

        path = reading.source.path
        try:
            document = pypdfium2.PdfDocument(reading.source.location)
        except pypdfium2.PdfiumError:
            try:
                document = pypdfium2.PdfDocument(open_pdf_safely(reading.source, desk))
            except LockedPdfError:
                why = "it is locked with a password"
                return Extraction(
                    unreadable=why,
                    findings=(
                        warning(
                            "encrypted",
                            f"{path} is locked with a password; put a copy without one into the folder.",
                            path,
                        ),
                    ),
                )
            except Exception:
                why = "it is damaged beyond what can be mended"
                return Extraction(
                    unreadable=why,
                    findings=(
                        warning(
                            "damaged", f"{path} is damaged and cannot be opened; ask for it again.", path
                        ),
                    ),
                )
        try:
            count = len(document)
            text = tuple(_page_text(document, n) for n in range(min(count, MAX_PAGES)))
        finally:
            document.close()
        findings: tuple[Finding, ...] = ()
        if count and not any(t.strip() for t in text):
            findings = (
                note(
                    "scan-without-text",
                    f"{path} is a scan: it has pages but no text, so nothing was read from it except barcodes.",
                    path,
                ),
            )
        return Extraction(pages=count, text=text, findings=findings)


def _page_text(document: object, number: int) -> str:
    import pypdfium2

    try:
        page = document[number]  # type: ignore[index]
        words = page.get_textpage()
        text: str = (
            words.get_text_bounded()[:MAX_CHARACTERS]
            if words.count_chars() < MAX_CHARACTERS
            else words.get_text_range(0, MAX_CHARACTERS)
        )
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")


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
        with reading.source.location.open("rb") as file:
            raw = file.read(4 * MAX_CHARACTERS)
        text = decoded(raw)
        if reading.source.media_type == "text/html":
            text = seen_text(text)
        findings: tuple[Finding, ...] = ()
        if reading.source.size > len(raw):
            findings = (
                warning(
                    "long-text",
                    f"{reading.source.path} is very long; only its first {len(raw)} bytes were read.",
                    reading.source.path,
                ),
            )
        return Extraction(text=(text,), findings=findings)


def decoded(raw: bytes) -> str:
    """Decode text: by its byte order mark, as UTF-8, as GB18030 where that fits Chinese, else as Windows-1252."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as reason:
        if reason.start >= len(raw) - 4:
            return raw[: reason.start].decode("utf-8")
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
    return chinese if re.search(r"[\u4e00-\u9fff]{2}", chinese) else raw.decode("cp1252", "replace")


def seen_text(html: str) -> str:
    """Return what a reader of an HTML page sees, as lines."""
    reader = _Seen()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Seen(HTMLParser):
    _HIDDEN = frozenset({"script", "style", "head", "template", "noscript"})
    _BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        self.parts.append("\n" if tag in self._BREAKS else " " if tag in {"td", "th"} else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
