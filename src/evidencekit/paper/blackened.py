"""Blackened pages: pictures of pages on which some words and areas are covered, so that nothing is left beneath."""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencekit.littletext import has_little_text, is_picture, letters_in
from evidencekit.paper.geometry import Box
from evidencekit.paper.notes import with_notes_drawn

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfPage, PdfTextPage

_DPI, _MOST_PIXELS = 200, 12_000_000
_QUALITY = 85
_AROUND = 0.18
"""Of a character's height, covered around it: so far do letters reach out of their boxes, and OCR's boxes err."""
_SIGN, _SIGN_HEIGHT = "REDACTED", 12
"""Written into what is covered where it is high enough, in pixels: nobody shall take it for a mark of the paper's own."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page, in hundredths of its width and height from the upper left corner."""

    page: int
    """From 1."""
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Blackened:
    """What was done to the pages of a file."""

    pages: int
    """How many are left."""
    unseen: tuple[str, ...]
    """Words that stand on none of the pages, left-out ones included."""
    wordless: tuple[int, ...]
    """Pages that are sent and may show words that are not in their text, where none was looked for; by their numbers in the file."""
    covered: int
    """Places of words, spans and areas."""
    by_span: int = 0
    """Spans that were found."""


def blacken(
    pdf: Path,
    into: Path,
    *,
    words: Sequence[str],
    areas: Iterable[Area],
    without: Iterable[int],
    spans: Callable[[str], Iterable[tuple[int, int]]] | None = None,
    read: Collection[int] = (),
    pictures: bool = False,
) -> Blackened:
    """Write pictures of a file's pages without some of them, with words and areas covered; whatever else a PDF holds stays behind.

    Words are found whatever their case, spaces and line breaks; `spans` gives start and end of what else is to be covered in the
    text of a page. What comments and stamps show is looked through like the page itself. `read` are pages whose pictures were read,
    so that their words are in their text; `pictures` says that every page is one, with no more than a caption. Raises `ValueError` for a page that there is not.
    """
    import pypdfium2
    from reportlab.pdfgen.canvas import Canvas

    areas, left_out = tuple(areas), set(without)
    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        if wrong := sorted(p for p in {*left_out, *(a.page for a in areas)} if not 1 <= p <= count):
            raise ValueError(f"it has {count} page{'s' if count != 1 else ''}, and no page {wrong[0]}")
        seen, wordless, covered, by_span = set[str](), [], 0, 0
        canvas = Canvas(str(into), invariant=1)
        for number in range(1, count + 1):
            # What is looked through and what is drawn must be the same: without its notes the text would lack theirs.
            page = with_notes_drawn(document, number)
            text = page.get_textpage()
            characters, boxes = _characters(text) if words else [], list[Box]()
            spanned = list(_spanned(text, spans)) if spans is not None else []
            more = [box for span in spanned for box in span]
            by_span += len(spanned)
            for word in words:
                found = list(_found(text, characters, word))
                boxes += found
                seen |= {word} if found else set()
            if number in left_out:
                continue
            if (words or spans) and number not in read and (pictures or _hides_words(page, text)):
                wordless.append(number)
            covered += len(boxes) + len(spanned)
            wide, high = page.get_size()
            scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, wide * high)) ** 0.5)
            image = page.render(scale=scale, draw_annots=False).to_pil().convert("RGB")
            places = [_on_picture(box, page, image) for box in (*boxes, *more)]
            places += [_of_area(a, image) for a in areas if a.page == number]
            covered += sum(a.page == number for a in areas)
            _cover(image, places)
            canvas.setPageSize((wide, high))
            canvas.drawImage(_coded(image), 0, 0, wide, high)
            canvas.showPage()
        pages = count - len(left_out)
        if pages:
            canvas.save()
    finally:
        document.close()
    return Blackened(pages, tuple(w for w in words if w not in seen), tuple(wordless), covered, by_span)


def _hides_words(page: "PdfPage", text: "PdfTextPage") -> bool:
    """Say whether a page has no text, or may show words that are not in it."""
    said = text.get_text_bounded()
    bare = not letters_in(said)
    return bare or (has_little_text(said) and is_picture(page, bare=False))


def _spanned(text: "PdfTextPage", spans: Callable[[str], Iterable[tuple[int, int]]]) -> Iterator[list[Box]]:
    """Give the boxes of the characters of each span, in PDF's points."""
    places = [
        (c, n) for n in range(text.count_chars()) for c in text.get_text_range(n, 1, errors="ignore") or " "
    ]
    for start, end in spans("".join(c for c, _ in places)):
        numbers = dict.fromkeys(n for c, n in places[start:end] if not c.isspace())
        yield [text.get_charbox(n, loose=True) for n in numbers]


def _characters(text: "PdfTextPage") -> list[tuple[str, int]]:
    """Return what counts of a page's characters, with the places that PDFium has them in; one may become two: `ß`."""
    return [
        (c, n) for n in range(text.count_chars()) for c in bare(text.get_text_range(n, 1, errors="ignore"))
    ]


def _found(text: "PdfTextPage", characters: list[tuple[str, int]], word: str) -> Iterator[Box]:
    """Give the boxes of the characters of a word wherever it stands, in PDF's points."""
    wanted, joined = bare(word), "".join(c for c, _ in characters)
    at = joined.find(wanted) if wanted else -1
    while at >= 0:
        for place in dict.fromkeys(n for _, n in characters[at : at + len(wanted)]):
            yield text.get_charbox(place, loose=True)
        at = joined.find(wanted, at + 1)


def bare(text: str) -> str:
    """Return what counts of a text when words are looked for: neither case, spaces, line breaks nor hyphens."""
    return "".join(
        c for c in text.casefold() if c.isprintable() and not c.isspace() and c not in "-\u00ad\u2010\u2011"
    )


def _on_picture(box: Box, page: Any, image: "Image.Image") -> Box:
    """Return where a box of the page's own coordinates lies on its picture, upright as a viewer shows it, with what is around it."""
    left, bottom, right, top = box
    turned = page.get_rotation() % 360
    x0, y0, x1, y1 = page.get_cropbox()
    wide, high = x1 - x0, y1 - y0
    corners = [((x - x0) / wide, (y1 - y) / high) for x in (left, right) for y in (bottom, top)]
    if turned == 90:
        corners = [(1 - y, x) for x, y in corners]
    elif turned == 180:
        corners = [(1 - x, 1 - y) for x, y in corners]
    elif turned == 270:
        corners = [(y, 1 - x) for x, y in corners]
    across = [x * image.width for x, _ in corners]
    down = [y * image.height for _, y in corners]
    around = _AROUND * min(max(across) - min(across), max(down) - min(down)) + 2
    return min(across) - around, min(down) - around, max(across) + around, max(down) + around


def _of_area(area: Area, image: "Image.Image") -> Box:
    wide, high = image.width / 100, image.height / 100
    return area.left * wide, area.top * high, (area.left + area.width) * wide, (area.top + area.height) * high


def _cover(image: "Image.Image", places: list[Box]) -> None:
    from PIL import ImageDraw, ImageFont

    pen = ImageDraw.Draw(image)
    for place in places:
        pen.rectangle(place, fill="black")
    for left, top, right, bottom in _runs(places):
        size = min(bottom - top - 4, (right - left) / (0.75 * len(_SIGN)))
        if size >= _SIGN_HEIGHT:
            middle = (left + right) / 2, (top + bottom) / 2
            pen.text(middle, _SIGN, fill="white", font=ImageFont.load_default(min(size, 40)), anchor="mm")


def _runs(places: list[Box]) -> Iterator[Box]:
    """Join what stands side by side on one line."""
    run: Box | None = None
    for place in places:
        if (
            run
            and abs(place[1] - run[1]) < (run[3] - run[1]) / 2
            and run[0] <= place[0] <= run[2] + (run[3] - run[1])
        ):
            run = run[0], min(run[1], place[1]), max(run[2], place[2]), max(run[3], place[3])
            continue
        if run:
            yield run
        run = place
    if run:
        yield run


def _coded(image: "Image.Image") -> Any:
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    out.seek(0)
    return ImageReader(out)
