"""Where words stand on a page: cells in rows, from the boxes in a PDF or from the gaps in plain text."""

import re
from collections.abc import Iterator, Sequence
from ctypes import CFUNCTYPE, addressof, c_int, c_ushort, c_void_p
from ctypes import cast as cast_to
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, cast

from evidencekit.desk import Desk
from evidencekit.extractors.text import in_hand
from evidencekit.model.evidence import Reading, SourceFile
from evidencekit.model.seen import SeenPage

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_MOST_CHARACTERS, _MOST_LINES = 30_000, 2_000
_LONGEST_LINE = 400
_SPACE = 0.7
"""A gap between words, in heights of a line, up to which they are one phrase."""
_SPACE_AT_LEAST = 4.0 * _SPACE
_LEVEL = 0.1
"""Radians up to which a line is read as level."""
_WORD = re.compile(r"\S+")
_IN_HAND = "layout in hand"
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffd\u200b-\u200f\ufeff]")
_WIDTH, _HEIGHT = 595.0, 842.0
_SPREAD = re.compile(r"[^\W\d](?: [^\W\d]){3,}")
"""A title with a space after every letter."""
_PIECE, _GAP, _PLAIN_GAP = re.compile(r"\S+(?: \S+)*"), re.compile(r" {2,}"), 3
_CHARACTER, _LINE = 5.0, 10.0
"""Points that a character and a line of plain text are taken to measure."""


class Cell(NamedTuple):
    """A phrase that stands by itself, with its box in points; the page's top is at 0."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def part(self, start: int, end: int) -> tuple[float, float]:
        """Return from where to where a part of the text stands, as if all characters were equally wide."""
        width = (self.right - self.left) / max(1, len(self.text))
        return self.left + start * width, self.left + end * width


Row = tuple[Cell, ...]
Rows = tuple[Row, ...]
"""One page: from top to bottom, each from left to right."""


def rows_of(reading: Reading, desk: Desk, pages: Sequence[int]) -> dict[int, Rows]:
    """Return the rows of some pages (from 1): as OCR saw them, as the PDF places them, else by the gaps in their text.

    The rows of the file in hand are kept: every reader of it asks for the same pages.
    """
    known = _in_hand(desk, reading.source)
    wanted = [p for p in pages if p not in known]
    known |= {p.page: in_rows(_as_seen(p)) for p in reading.seen if p.page in wanted and not p.turn}
    placed = [p for p in wanted if p not in known and reading.text[p - 1].strip()]
    if placed and reading.source.media_type == "application/pdf":
        known |= {page: in_rows(cells) for page, cells in _boxes(reading, desk, placed) if cells}
    known |= {page: rows_of_text(reading.text[page - 1]) for page in wanted if not known.get(page)}
    return {page: known[page] for page in pages}


def _in_hand(desk: Desk, source: SourceFile) -> dict[int, Rows]:
    """Return the rows that are kept of a file; those of the file before it are let go."""
    kept = desk.memory.get(_IN_HAND)
    if isinstance(kept, tuple) and kept[0] == source.sha256:
        return cast("dict[int, Rows]", kept[1])
    desk.memory[_IN_HAND] = (source.sha256, rows := dict[int, Rows]())
    return rows


def _as_seen(page: SeenPage) -> list[Cell]:
    """Return the words that OCR saw, on a page as large as paper."""
    return [
        Cell(
            w.text,
            min(w.quad[::2]) * _WIDTH,
            max(w.quad[::2]) * _WIDTH,
            min(w.quad[1::2]) * _HEIGHT,
            max(w.quad[1::2]) * _HEIGHT,
        )
        for line in page.lines
        for w in line
    ]


def _boxes(reading: Reading, desk: Desk, pages: list[int]) -> Iterator[tuple[int, list[Cell]]]:
    import pypdfium2

    with in_hand(reading.source, desk) as paper:
        for number in pages:
            try:
                page, words = paper.pages.get(number) or (one := paper.page(number), one.get_textpage())
                yield number, _cells(words, page.get_height())
            except (pypdfium2.PdfiumError, IndexError, ValueError):
                continue  # the text reader has said what is wrong with the file


def _cells(words: "PdfTextPage", height: float) -> list[Cell]:
    """Return a page's words with their boxes; none where its text runs upwards or there is too much of it."""
    import pypdfium2.raw as pdfium

    cells: dict[tuple[str, int, int], Cell] = {}
    sideways = 0
    text, box = _units(words), _Measure(words)
    aligned = len(text) == words.count_chars()
    for match in _WORD.finditer(text):
        first, written = match.start(), match[0]
        if not aligned:
            first = pdfium.FPDFText_GetCharIndexFromTextIndex(words, first)
        parts = _boxed(box, first, written)
        # What stands upright shows in its boxes, but for a lone character and a word that seems to change lines.
        if (len(written) == 1 or len(parts) > 1) and abs(pdfium.FPDFText_GetCharAngle(words, first)) > _LEVEL:
            sideways += 1
            continue
        for part, (left, top, right, bottom) in parts:
            word = part
            if not (part.isascii() and part.isprintable()):
                word = _NO_CHARACTER.sub("", part.replace("\ufffe", "-").replace("\u0002", "-"))
            if word:  # some programs draw a word twice to make it bold
                place = (word, round(left), round(top))
                cells.setdefault(place, Cell(word, left, right, height - top, height - bottom))
    return list(cells.values()) if sideways <= len(cells) else []


_Box = tuple[float, float, float, float]
"""Left, top, right, bottom; PDF's own way, from the lower left corner."""


def _boxed(box: "_Measure", first: int, word: str) -> list[tuple[str, _Box]]:
    """Return a word with its box; in parts where its end stands on another line, for PDFium runs such words together."""
    start = box(first)
    end = box(first + len(word) - 1) if len(word) > 1 else start
    if start is None or end is None:
        return []
    if abs(start[1] - end[1]) <= (start[1] - start[3]) / 2:
        return [(word, (start[0], start[1], end[2], start[3]))]
    half = len(word) // 2
    return _run_on([*_boxed(box, first, word[:half]), *_boxed(box, first + half, word[half:])])


def _run_on(parts: list[tuple[str, _Box]]) -> list[tuple[str, _Box]]:
    """Put parts of one word that stand on one line together again."""
    whole: list[tuple[str, _Box]] = []
    for part, box in parts:
        if whole and abs(whole[-1][1][1] - box[1]) <= (box[1] - box[3]) / 2:
            before, (left, top, _, bottom) = whole.pop()
            whole.append((before + part, (left, top, box[2], bottom)))
        else:
            whole.append((part, box))
    return whole


_BY_ADDRESSES = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)


class _Measure:
    """Gives the box of each character of one page; asked tens of thousands of times, it converts its pointers once."""

    def __init__(self, words: "PdfTextPage") -> None:
        import pypdfium2.raw as pdfium

        self._page = words  # which must live as long as its address is used
        self._words, self._box = cast_to(words.raw, c_void_p).value, pdfium.FS_RECTF()
        self._into = addressof(self._box)
        self._ask = _BY_ADDRESSES(cast_to(pdfium.FPDFText_GetLooseCharBox, c_void_p).value or 0)

    def __call__(self, number: int) -> _Box | None:
        if not self._ask(self._words, number, self._into):
            return None
        box = self._box
        return box.left, box.top, box.right, box.bottom


def _units(words: "PdfTextPage") -> str:
    """Return a page's text with one character for each of PDFium's, which are units of UTF-16, whole or not."""
    import pypdfium2.raw as pdfium

    count = words.count_chars()
    if not 0 < count <= _MOST_CHARACTERS:
        return ""
    buffer = (c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(words, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "surrogatepass")
    return "".join(c if c <= "\uffff" else "\ufffd\ufffd" for c in text) if max(text) > "\uffff" else text


def in_rows(cells: list[Cell]) -> Rows:
    """Group cells whose middles stand at one height, and join those that are one phrase."""
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    height = middle = 0.0  # of the row's first cell
    for cell in sorted(cells, key=_from_above):
        _, _, _, top, bottom = cell
        limit = max(2.0, min(bottom - top, height) * 0.5)
        if row and abs((top + bottom) / 2 - middle) <= limit:
            row.append(cell)
            continue
        row, height, middle = [cell], bottom - top, (top + bottom) / 2
        rows.append(row)
    return tuple(_joined(sorted(row, key=_from_left)) for row in rows)


def _from_above(cell: Cell) -> tuple[float, float]:
    return cell.top + cell.bottom, cell.left


_from_left = attrgetter("left")


def _joined(row: list[Cell]) -> Row:
    made = []
    text, left, right, top, bottom = row[0]
    for word, begins, ends, above, below in row[1:]:
        gap = begins - right
        if gap > _SPACE_AT_LEAST and gap > _SPACE * max(4.0, min(below - above, bottom - top)):
            made.append(Cell(text, left, right, top, bottom))
            text, left, right, top, bottom = word, begins, ends, above, below
            continue
        # However close they stand: what parted them into words saw a space between them.
        text = f"{text} {word}"
        right, top, bottom = max(right, ends), min(top, above), max(bottom, below)
    made.append(Cell(text, left, right, top, bottom))
    return tuple(c._replace(text=c.text.replace(" ", "")) if _SPREAD.fullmatch(c.text) else c for c in made)


def rows_of_text(text: str) -> Rows:
    """Part the lines of a text at their gaps: as if it were typed, where gaps are of many widths.

    Where all gaps are alike, as OCR leaves them, a cell stands under another only if their rows have as many cells.
    """
    lines = [line.expandtabs(4)[:_LONGEST_LINE] for line in text.split("\n")[:_MOST_LINES]]
    typed = any(len(gap) > _PLAIN_GAP for line in lines for gap in _GAP.findall(line.strip()))
    rows = []
    for number, line in enumerate(lines):
        pieces = [(m.start(), m[0]) for m in _PIECE.finditer(line)]
        if pieces:
            top, count = number * _LINE, len(pieces)
            places = [x if typed else (count * 100 + n) * _LONGEST_LINE for n, (x, _) in enumerate(pieces)]
            rows.append(
                tuple(
                    Cell(words, x * _CHARACTER, (x + len(words)) * _CHARACTER, top, top + 0.8 * _LINE)
                    for x, (_, words) in zip(places, pieces, strict=True)
                )
            )
    return tuple(rows)
