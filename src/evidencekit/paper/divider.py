"""Dividers: one before each exhibit, and one before a run of photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from evidencekit.language import ENGLISH, Language
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


def draw_dividers(dividers: Sequence[Divider], path: Path, language: Language = ENGLISH) -> tuple[int, ...]:
    """Draw all dividers into one file, which brings its fonts once; return the pages that each takes, in their order."""
    pen, ends = Pen(path), list[int]()
    for number, divider in enumerate(dividers):
        if number:
            pen.turn()
        _divider(pen, divider, language)
        ends.append(pen.pages)
    pen.done()
    return tuple(end - start for start, end in pairwise((0, *ends)))


def _divider(pen: Pen, divider: Divider, language: Language) -> None:
    group = divider.group
    pen.canvas.setFillColorRGB(*ACCENT)
    pen.canvas.rect(0, 0, 6 * MM, pen.height, stroke=0, fill=1)
    pen.canvas.linkURL(
        PLACE + "index",
        (MARGIN, pen.height - 24 * MM, MARGIN + 40 * MM, pen.height - 16 * MM),
        relative=0,
        thickness=0,
    )
    pen.text(MARGIN, pen.height - 21 * MM, language.say("Back to the index"), size=8.5, colour=ACCENT)
    pen.y -= 38 * MM
    if len(group) == 1:
        _single(pen, group[0], divider.beside, language)
    else:
        _run(pen, group, language)
    if divider.cited:
        _cited(pen, divider.cited, language)


def _cited(pen: Pen, cited: tuple[CitedOn, ...], language: Language) -> None:
    """List where letters cite what stands on the pages that follow; each line leads back to the letter's page."""
    pen.y -= 9 * MM
    pen.need(24 * MM)
    pen.lines(language.say("Cited in"), size=8, colour=GREY)
    pen.y -= 1.5 * MM
    pen.rule(weight=0.4)
    indent = 58 * MM
    for each in cited[:MOST_CITED]:
        words = " · ".join(each.words[:MOST_WORDS])
        if len(each.words) > MOST_WORDS:
            words += language.say(" and {number} more", number=len(each.words) - MOST_WORDS)
        place_told = language.say("{letter}, page {page}", letter=each.letter, page=each.page)
        named = wrapped(place_told, "Roboto-Regular", 9, indent - 4 * MM)
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
        more = language.say("and on {number} more pages", number=len(cited) - MOST_CITED)
        pen.lines(more, size=9, colour=GREY)


def _single(pen: Pen, paged: PagedExhibit, beside: str, language: Language) -> None:
    say = language.say
    exhibit = paged.exhibit
    pen.lines(say("Exhibit"), size=14, colour=GREY)
    pen.lines(exhibit.label or "", font=BOLD, size=64, leading=1.1, colour=ACCENT)
    pen.y -= 8 * MM
    pen.lines(exhibit.title, font=BOLD, size=17, leading=1.3)
    if exhibit.note:
        pen.y -= 3 * MM
        pen.lines(exhibit.note, size=11)
    pen.y -= 8 * MM
    pen.rule()
    pages = say("{number} page" if paged.pages == 1 else "{number} pages", number=paged.pages)
    for name, value in (
        (say("Kind"), say(kind_words(exhibit.kind))),
        (say("File"), exhibit.path),
        (say("Length"), pages),
        (say("SHA-256 of the file"), exhibit.source.sha256),
        *(((say("The file as it was signed goes along as"), beside),) if beside else ()),
    ):
        pen.y -= 2 * MM
        pen.lines(name, size=8, colour=GREY)
        pen.lines(value, size=10)


def _run(pen: Pen, group: tuple[PagedExhibit, ...], language: Language) -> None:
    first, last = group[0].exhibit.label, group[-1].exhibit.label
    pen.lines(language.say("Exhibits"), size=14, colour=GREY)
    pen.lines(f"{first} – {last}", font=BOLD, size=48, leading=1.15, colour=ACCENT)
    pen.y -= 5 * MM
    pen.lines(language.say("{number} photographs", number=len(group)), font=BOLD, size=17)
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
