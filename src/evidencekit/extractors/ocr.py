"""Text of what has none: scans, pictures of documents and labels, pages of a PDF that are only a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidencekit.desk import Desk
from evidencekit.extractors.reading_order import in_reading_order
from evidencekit.extractors.unread import UnreadPicture, unread_pages, unread_pictures
from evidencekit.littletext import has_little_text, letters_in
from evidencekit.model.evidence import Reading, Unread
from evidencekit.model.finding import Finding, note
from evidencekit.model.seen import SeenPage
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction, Recognizer
from evidencekit.recognizers.choice import chosen
from evidencekit.underway import get_on

if TYPE_CHECKING:
    from PIL import Image

MAX_PAGES = 200
"""Read by OCR of one file, at a second or two each."""
_LOOK = 640
"""Pixels on the longer side at which a photo is looked at for text."""
_TELLING, _MANY = 0.6, 6
"""A look that sees a word as sure as this, or so many lines, is followed by a closer one."""
_SHAKY = 0.8
"""A page that comes out worse than this on average is worth a look by a person."""
_NAMED = 10


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of one file: text and words of each page that was read, and the pages beyond the limit."""

    pages: tuple[tuple[str, SeenPage], ...]
    beyond: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OcrReader:
    """Asks a recognizer, but only where there is something to see and no text."""

    recognizers: tuple[Recognizer, ...]
    name: str = "ocr"

    def missing(self) -> str | None:
        """Say why nothing is read, where that is so."""
        reads = chosen(self.recognizers)
        return reads if isinstance(reads, str) else None

    @property
    def heavy(self) -> bool:
        """Whether it holds models, for which there is room in one process alone."""
        return self.missing() is None

    def reads(self, reading: Reading) -> bool:
        """Pictures, and PDFs with a page that has no text, or hardly any."""
        if reading.unreadable:
            return False
        kind = reading.source.media_type
        if kind == "application/pdf":
            return any(map(has_little_text, reading.text))
        return kind.startswith("image/") and kind != "image/svg+xml"

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read the pages that need it; without a recognizer, say which ones they are."""
        reads = chosen(self.recognizers)
        if isinstance(reads, str):
            waiting = tuple(p.page for p in _pictures(reading, desk) if not p.camera)
            return Extraction(unread=Unread(waiting, reads) if waiting else None)
        read = _known_or_read(reads, reading, desk)
        seen = tuple(page for _, page in read.pages if page.lines)
        return Extraction(
            text=_text(reading, read),
            text_read_by=ReadBy.OCR if seen and not any(map(letters_in, reading.text)) else None,
            seen=seen,
            unread=Unread(read.beyond, f"OCR reads {MAX_PAGES} pages of a file") if read.beyond else None,
            findings=tuple(_told(reading, tuple(page for _, page in read.pages))),
        )


def _pictures(reading: Reading, desk: Desk) -> Iterator[UnreadPicture]:
    pdf = reading.source.media_type == "application/pdf"
    return unread_pages(reading, desk) if pdf else unread_pictures(reading, desk)


def _known_or_read(recognizer: Recognizer, reading: Reading, desk: Desk) -> _Read:
    """Read a file once for its content, whatever its name, in this run or in an earlier one."""
    about = reading.source.sha256, recognizer.name
    known = desk.memory.get(f"ocr {about}")
    if isinstance(known, _Read):
        return known
    kept = desk.kept.recall("ocr", *about) if desk.kept else None
    read = _Read(*kept) if kept is not None else _read(recognizer, reading, desk)
    keeper = desk.keeps(reading.source)
    if kept is None and keeper is not None:
        keeper.keep("ocr", *about, value=(read.pages, read.beyond))
    desk.memory[f"ocr {about}"] = read
    return read


def _read(recognizer: Recognizer, reading: Reading, desk: Desk) -> _Read:
    pages: list[tuple[str, SeenPage]] = []
    beyond: list[int] = []
    for picture in _pictures(reading, desk):
        get_on()
        if len(pages) >= MAX_PAGES:
            beyond.append(picture.page)
            continue
        image = picture.draw()
        if image is not None and (not picture.photo or _worth_reading(recognizer, image)):
            lines = recognizer.read(image, hands=max(1, desk.hands))
            pages.append(in_reading_order(lines, image.size, picture.page))
    return _Read(tuple(pages), tuple(beyond))


def _worth_reading(recognizer: Recognizer, image: "Image.Image") -> bool:
    """Look at a small copy of a photo, which takes a tenth of a second, for anything that is a word."""
    small = image.copy()
    small.thumbnail((_LOOK, _LOOK))
    lines = recognizer.read(small)
    return len(lines) >= _MANY or any(line.score >= _TELLING and letters_in(line.text) > 1 for line in lines)


def _text(reading: Reading, read: _Read) -> tuple[str, ...]:
    """Return the text of every page: as embedded, as read, or both where a header stands over a picture."""
    found = {page.page: text for text, page in read.pages if page.lines}
    if not found:
        return ()
    pages = list(reading.text) + [""] * (max(found) - len(reading.text))
    for number, text in found.items():
        known = pages[number - 1] if letters_in(pages[number - 1]) else ""
        said = "".join(text.split()).casefold()
        header = [line for line in known.splitlines() if "".join(line.split()).casefold() not in said]
        pages[number - 1] = "\n".join((*header, text))
    return tuple(pages)


def _told(reading: Reading, read: tuple[SeenPage, ...]) -> Iterator[Finding]:
    path = reading.source.path
    blank = [page.page for page in read if not page.lines]
    if blank and reading.source.media_type == "application/pdf":
        message = f"{path} has pictures on which no text was found ({_listed(blank)}); look whether they say anything."
        yield note("scan-without-text", message, path)
    shaky = [page.page for page in read if page.lines and page.score < _SHAKY]
    if shaky:
        message = f"{path} is hard to read ({_listed(shaky)}): check what was read from it."
        yield note("hard-to-read", message, path)


def _listed(pages: list[int]) -> str:
    told = ", ".join(map(str, pages[:_NAMED])) + (" ..." if len(pages) > _NAMED else "")
    return f"page{'s' if len(pages) > 1 else ''} {told}"
