"""Stamps: reference, exhibit and page number on every page, upright and visible on whatever page it is."""

import io
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from evidencekit.paper.fonts import MEDIUM, register, runs
from evidencekit.paper.geometry import ODD, Box, Sheet, box_of, sheet_of, touch
from evidencekit.paper.sheet import MM

_SIZE = 8.0
_A4_WIDTH = 595.0
_SMALLEST, _LARGEST = 0.7, 30.0
_FROM_RIGHT, _FROM_FOOT = 9 * MM, 5.5 * MM
_STRIP = 27.0
"""Height of the strip that is added below a page whose foot is not empty."""
_LONGEST_TEXT = 110
_CHECKED_BYTES = 1_000_000
_OPERATORS = re.compile(rb"(?<![^\s\])>])([qQ])(?![^\s\[(</])")


class Stamper:
    """Writes stamps into pages with one shared, embedded font."""

    def __init__(self, pdf: Any, texts: tuple[str, ...], mark: str | None) -> None:
        import pikepdf

        self._pdf = pdf
        self._mark = mark
        self._codes, made = _coded(sorted(set("".join(texts) + (mark or "") + " …")))
        with pikepdf.open(made) as source:
            found = source.pages[0].Resources.Font
            used = {font for pieces in self._codes.values() for font, _, _ in pieces}
            self._fonts = {name: pdf.copy_foreign(found[name]) for name in sorted(used)}
        self._save = pdf.make_stream(b"q\n")

    def stamp(self, page: Any, text: str, is_empty: Callable[[Box], bool]) -> Box:
        """Write a stamp at the foot of a page, on white, and the draft mark across it where there is one; return its box.

        A page that `is_empty` where the stamp goes keeps its size; any other gets a strip below, so that nothing is hidden.
        """
        import pikepdf

        sheet = sheet_of(page.obj)
        visible = sheet.box
        shown = (
            text
            if len(text) <= _LONGEST_TEXT
            else f"{text[: _LONGEST_TEXT // 2]}…{text[-_LONGEST_TEXT // 2 :]}"
        )
        length = self._length(shown) * _SIZE
        scale = _scale(sheet, length)
        frame = _frame(sheet, scale, length)
        clip = strip = ""
        if not (is_empty(sheet.place(*frame)) and _free_of_notes(page.obj, sheet.place(*frame))):
            clip = f"{_rectangle(sheet.box)} re W n\n"
            by = _STRIP * scale
            sheet = sheet.longer(by)
            frame = _frame(sheet, scale, length)
            strip = f"1 1 1 rg {_rectangle((0, 0, sheet.wide, by))} re f\n"
        _set_boxes(page.obj, sheet)
        extra, left_open = self._state(page.obj, visible)
        names = self._names(page.obj)
        drawn = f"q {_numbers(sheet.matrix)} cm\n{strip}{self._label(shown, frame, scale, names)}"
        if self._mark:
            drawn += self._across(self._mark, sheet, names)
        opening = "q\n" * (1 + extra) + clip
        before = self._pdf.make_stream(opening.encode("latin-1")) if opening != "q\n" else self._save
        closing = "\nQ" * (1 + left_open)
        after = pikepdf.Stream(self._pdf, f"{closing}\n{drawn}Q\n".encode("latin-1"))
        page.obj.Contents = pikepdf.Array([before, *_contents(page.obj), after])
        return sheet.place(*frame)

    def _state(self, page: Any, box: Box) -> tuple[int, int]:
        """Return how many states a page takes back that it never saved, and how many it leaves open once those are there."""
        streams = _contents(page)
        try:
            if sum(len(s.get_raw_stream_buffer()) for s in streams) > _CHECKED_BYTES:
                return 0, 0
            depth = lowest = 0
            for operator in _OPERATORS.findall(b"\n".join(s.read_bytes() for s in streams)):
                depth += 1 if operator == b"q" else -1
                lowest = min(lowest, depth)
        except Exception:  # a stream that cannot be decoded to its end: viewers show what they can of it
            self._set_apart(page, box)
            return 0, 0
        return -lowest, depth - lowest

    def _names(self, page: Any) -> dict[str, str]:
        """Make the fonts known to a page; return their names there."""
        import pikepdf

        resources = page.get("/Resources")
        if not isinstance(resources, pikepdf.Dictionary):
            resources = page.Resources = pikepdf.Dictionary()
        if not isinstance(resources.get("/Font"), pikepdf.Dictionary):
            resources.Font = pikepdf.Dictionary()
        fonts = resources.Font
        names = {}
        for number, (own, font) in enumerate(self._fonts.items()):
            name = f"/EvKit{number}"
            # A bundle may be an exhibit of another bundle: its stamps have these names too.
            while name in fonts and fonts[name].objgen != font.objgen:
                name += "x"
            fonts[name] = font
            names[own] = name
        return names

    def _set_apart(self, page: Any, box: Box) -> None:
        """Draw a page's contents as a form of their own: what they leave undone ends with them."""
        import pikepdf

        streams = _contents(page)
        if len(streams) != 1:
            return
        form = streams[0]
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = pikepdf.Array(list(box))
        for key in ("/Resources", "/Group"):
            if key in page:
                form[key] = page[key]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(EvKitPage=form))
        page.Contents = self._pdf.make_stream(b"/EvKitPage Do")

    def _label(self, text: str, frame: Box, scale: float, names: dict[str, str]) -> str:
        left, bottom, right, top = frame
        radius = 2 * scale
        return (
            f"1 1 1 rg 0.8 0.83 0.87 RG {_numbers((0.4 * scale,))} w {_rounded(left, bottom, right, top, radius)} B\n"
            f"0.10 0.13 0.18 rg BT {_numbers((left + 4 * scale, bottom + 3.4 * scale))} Td "
            f"{self._shown(text, _SIZE * scale, names)} ET\n"
        )

    def _across(self, mark: str, sheet: Sheet, names: dict[str, str]) -> str:
        """Write the draft mark from corner to corner, outlined: readable on white and on black, hiding nothing."""
        diagonal = math.hypot(sheet.wide, sheet.high)
        size = min(0.6 * diagonal / max(self._length(mark), 0.1), 0.5 * min(sheet.wide, sheet.high))
        cos, sin = sheet.wide / diagonal, sheet.high / diagonal
        along, up = -self._length(mark) * size / 2, -0.36 * size
        x = sheet.wide / 2 + along * cos - up * sin
        y = sheet.high / 2 + along * sin + up * cos
        return (
            f"0.85 0.2 0.15 RG {_numbers((size / 70,))} w BT 1 Tr {_numbers((cos, sin, -sin, cos, x, y))} Tm "
            f"{self._shown(mark, size, names)} ET 0 Tr\n"
        )

    def _length(self, text: str) -> float:
        return sum(width for c in text for _, _, width in self._codes[c])

    def _shown(self, text: str, size: float, names: dict[str, str]) -> str:
        groups: list[tuple[str, str]] = []
        for font, code, _ in (piece for c in text for piece in self._codes[c]):
            if groups and groups[-1][0] == font:
                groups[-1] = (font, groups[-1][1] + code)
            else:
                groups.append((font, code))
        return " ".join(f"{names[font]} {_numbers((size,))} Tf <{code}> Tj" for font, code in groups)


_Codes = dict[str, tuple[tuple[str, str, float], ...]]


def _coded(characters: list[str]) -> tuple[_Codes, io.BytesIO]:
    """Return font, code and width of each character, and a PDF whose page has those fonts."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    register()
    made = io.BytesIO()
    canvas: Any = Canvas(made, invariant=1, initialFontName=MEDIUM)
    document = canvas._doc  # noqa: SLF001 - reportlab has no other way to its own coding
    codes = {}
    for character in characters:
        pieces = []
        for name, piece in runs(character, MEDIUM):
            face: Any = pdfmetrics.getFont(name)
            for subset, code in face.splitString(piece, document):
                own = face.getSubsetInternalName(subset, document)
                pieces.append((own, bytes(code).hex(), pdfmetrics.stringWidth(piece, name, 1)))
        codes[character] = tuple(pieces)
    canvas.showPage()
    canvas.save()
    return codes, made


def _scale(sheet: Sheet, length: float) -> float:
    """Return how large a stamp is: readable when the page fits the screen, and never wider than the page."""
    side = min(sheet.wide, sheet.high) * sheet.unit
    wanted = min(_LARGEST, max(_SMALLEST, side / _A4_WIDTH)) / sheet.unit
    return min(wanted, 0.94 * sheet.wide / (length + 8), 0.5 * sheet.high / _STRIP)


def _frame(sheet: Sheet, scale: float, length: float) -> Box:
    """Return the displayed box of the stamp."""
    wide = (length + 8) * scale
    right = sheet.wide - min(_FROM_RIGHT * scale - 4 * scale, max(0.0, (sheet.wide - wide) / 2))
    bottom = _FROM_FOOT * scale - 3.4 * scale
    return right - wide, bottom, right, bottom + 12.6 * scale


def _contents(page: Any) -> list[Any]:
    import pikepdf

    contents = page.get("/Contents")
    if isinstance(contents, pikepdf.Stream):
        return [contents]
    return (
        [s for s in contents if isinstance(s, pikepdf.Stream)] if isinstance(contents, pikepdf.Array) else []
    )


def _free_of_notes(page: Any, box: Box) -> bool:
    for annotation in page.get("/Annots", ()):
        try:
            place = box_of(annotation.get("/Rect"))
        except ODD:
            continue
        if place and str(annotation.get("/Subtype")) not in {"/Link", "/Popup"} and touch(place, box):
            return False
    return True


def _set_boxes(page: Any, sheet: Sheet) -> None:
    import pikepdf

    for key in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
        if key in page:
            del page[key]
    page.MediaBox = pikepdf.Array([round(v, 3) for v in sheet.box])
    page.Rotate = sheet.turn


@lru_cache(256)
def _rectangle(box: Box) -> str:
    return _numbers((box[0], box[1], box[2] - box[0], box[3] - box[1]))


@lru_cache(256)
def _rounded(left: float, bottom: float, right: float, top: float, radius: float) -> str:
    k = radius * 0.4477
    n = _numbers
    return (
        f"{n((left + radius, bottom))} m {n((right - radius, bottom))} l "
        f"{n((right - k, bottom, right, bottom + k, right, bottom + radius))} c {n((right, top - radius))} l "
        f"{n((right, top - k, right - k, top, right - radius, top))} c {n((left + radius, top))} l "
        f"{n((left + k, top, left, top - k, left, top - radius))} c {n((left, bottom + radius))} l "
        f"{n((left, bottom + k, left + k, bottom, left + radius, bottom))} c h"
    )


@lru_cache(1024)
def _numbers(values: tuple[float, ...]) -> str:
    """Write numbers as PDF has them; most pages of a bundle are of one size, so that most of these were written before."""
    # Minus nothing is found again under the key of nothing: both are written alike, whichever came first.
    return " ".join(f"{v + 0.0:.3f}".rstrip("0").rstrip(".") for v in values)
