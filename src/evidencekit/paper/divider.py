"""Dividers: one before each exhibit, and one before a run of photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from evidencekit.model.evidence import PagedExhibit
from evidencekit.model.words import kind_words
from evidencekit.paper.fonts import BOLD, wrapped
from evidencekit.paper.index import PLACE
from evidencekit.paper.sheet import ACCENT, GREY, MARGIN, MM, Pen

MOST_CITED, MOST_WORDS = 40, 8
"""Pages of letters that a divider names, and values that it names of each."""


@dataclass(frozen=True, slots=True)
class CitedOn:
    """A page of a letter that cites an exhibit."""

    letter: str
    page: int
    """Of the bundle, from 1."""
    words: tuple[str, ...]
    """The values, in the order of the text, each once."""


@dataclass(frozen=True, slots=True)
class Divider:
    """What one divider says: an exhibit, or a run of photos that share it, and where they are cited."""

    group: tuple[PagedExhibit, ...]
    cited: tuple[CitedOn, ...] = ()
    beside: str = ""
    """The name of the signed file that goes along; empty where none does."""


def draw_dividers(dividers: Sequence[Divider], path: Path) -> tuple[int, ...]:
    """Draw all dividers into one file, which brings its fonts once; return the pages that each takes, in their order."""
    pen, ends = Pen(path), list[int]()
    for number, divider in enumerate(dividers):
        if number:
            pen.turn()
        _divider(pen, divider)
        ends.append(pen.pages)
    pen.done()
    return tuple(end - start for start, end in pairwise((0, *ends)))


def _divider(pen: Pen, divider: Divider) -> None:
    group = divider.group
    pen.canvas.setFillColorRGB(*ACCENT)
    pen.canvas.rect(0, 0, 6 * MM, pen.height, stroke=0, fill=1)
    pen.canvas.linkURL(
        PLACE + "index",
        (MARGIN, pen.height - 24 * MM, MARGIN + 40 * MM, pen.height - 16 * MM),
        relative=0,
        thickness=0,
    )
    pen.text(MARGIN, pen.height - 21 * MM, "Back to the index", size=8.5, colour=ACCENT)
    pen.y -= 38 * MM
    if len(group) == 1:
        _single(pen, group[0], divider.beside)
    else:
        _run(pen, group)
    if divider.cited:
        _cited(pen, divider.cited)


def _cited(pen: Pen, cited: tuple[CitedOn, ...]) -> None:
    """List where letters cite what stands on the pages that follow; each line leads back to the letter's page."""
    pen.y -= 9 * MM
    pen.need(24 * MM)
    pen.lines("Cited in", size=8, colour=GREY)
    pen.y -= 1.5 * MM
    pen.rule(weight=0.4)
    indent = 58 * MM
    for each in cited[:MOST_CITED]:
        words = " · ".join(each.words[:MOST_WORDS])
        if len(each.words) > MOST_WORDS:
            words += f" and {len(each.words) - MOST_WORDS} more"
        named = wrapped(f"{each.letter}, page {each.page}", "Roboto-Regular", 9, indent - 4 * MM)
        lines = wrapped(words, "Roboto-Regular", 9, pen.room - indent)
        height = 12 * max(len(named), len(lines)) + 5
        pen.need(height)
        for number, line in enumerate(named, 1):
            pen.text(MARGIN, pen.y - 12 * number, line, size=9, colour=ACCENT)
        for number, line in enumerate(lines, 1):
            pen.text(MARGIN + indent, pen.y - 12 * number, line, size=9)
        place = (MARGIN, pen.y - height, pen.width - MARGIN, pen.y)
        pen.canvas.linkURL(f"{PLACE}page/{each.page}", place, relative=0, thickness=0)
        pen.y -= height
        pen.rule(weight=0.3)
    if len(cited) > MOST_CITED:
        pen.y -= 1 * MM
        pen.lines(f"and on {len(cited) - MOST_CITED} more pages", size=9, colour=GREY)


def _single(pen: Pen, paged: PagedExhibit, beside: str) -> None:
    exhibit = paged.exhibit
    pen.lines("Exhibit", size=14, colour=GREY)
    pen.lines(exhibit.label or "", font=BOLD, size=64, leading=1.1, colour=ACCENT)
    pen.y -= 8 * MM
    pen.lines(exhibit.title, font=BOLD, size=17, leading=1.3)
    if exhibit.note:
        pen.y -= 3 * MM
        pen.lines(exhibit.note, size=11)
    pen.y -= 8 * MM
    pen.rule()
    pages = f"{paged.pages} page{'s' if paged.pages != 1 else ''}"
    for name, value in (
        ("Kind", kind_words(exhibit.kind)),
        ("File", exhibit.path),
        ("Length", pages),
        ("SHA-256 of the file", exhibit.source.sha256),
        *((("The file as it was signed goes along as", beside),) if beside else ()),
    ):
        pen.y -= 2 * MM
        pen.lines(name, size=8, colour=GREY)
        pen.lines(value, size=10)


def _run(pen: Pen, group: tuple[PagedExhibit, ...]) -> None:
    first, last = group[0].exhibit.label, group[-1].exhibit.label
    pen.lines("Exhibits", size=14, colour=GREY)
    pen.lines(f"{first} – {last}", font=BOLD, size=48, leading=1.15, colour=ACCENT)
    pen.y -= 5 * MM
    pen.lines(f"{len(group)} photographs", font=BOLD, size=17)
    pen.y -= 6 * MM
    pen.rule()
    for paged in group:
        exhibit = paged.exhibit
        lines = wrapped(exhibit.title, "Roboto-Regular", 10, pen.room - 16 * MM)
        height = 13 * len(lines) + 12
        pen.need(height)
        y = pen.y - 13
        pen.text(MARGIN, y, exhibit.label or "", font=BOLD, size=10, colour=ACCENT)
        for line in lines:
            pen.text(MARGIN + 16 * MM, y, line, size=10)
            y -= 13
        pen.text(MARGIN + 16 * MM, y + 2, exhibit.path[-110:], size=7.5, colour=GREY)
        pen.canvas.linkURL(
            f"{PLACE}pages/{exhibit.label}",
            (MARGIN, pen.y - height, pen.width - MARGIN, pen.y),
            relative=0,
            thickness=0,
        )
        pen.y -= height
        pen.rule(weight=0.3)
