"""The index: who claims what from whom, and on which page each letter and exhibit stands."""

from dataclasses import dataclass
from pathlib import Path

from evidencekit.language import ENGLISH, Language
from evidencekit.paper.code import CODE, draw_code
from evidencekit.paper.fonts import BOLD, wrapped
from evidencekit.paper.sheet import ACCENT, GREY, MARGIN, MM, Pen

PLACE = "https://evidence.invalid/"
"""Links of drawn pages and letters lead here until the bundle is put together; none may be left in it."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One line of the index."""

    label: str
    title: str
    detail: str
    pages: str
    target: str
    """Such as `exhibit/C`."""


@dataclass(frozen=True, slots=True)
class IndexHead:
    """What stands above the rows."""

    title: str
    lines: tuple[tuple[str, str], ...]
    listed: str = ""
    """The digest of the list of sent exhibits, in hexadecimal."""


def draw_index(
    head: IndexHead,
    letters: tuple[IndexRow, ...],
    exhibits: tuple[IndexRow, ...],
    path: Path,
    language: Language = ENGLISH,
) -> int:
    """Draw the index; return its pages, which do not depend on the numbers in it."""
    pen = Pen(path)
    pen.canvas.setFillColorRGB(*ACCENT)
    pen.canvas.rect(0, pen.height - 4 * MM, pen.width, 4 * MM, stroke=0, fill=1)
    pen.y -= 4 * MM
    beside = draw_code(pen, head.listed) if head.listed and exhibits else 0.0
    pen.heading(head.title, 20)
    for name, value in head.lines:
        start = pen.y
        pen.lines(value, x=MARGIN + 38 * MM, room=pen.room - 38 * MM - beside, size=10)
        pen.text(MARGIN, start - 14, name, size=9, colour=GREY)
    if beside:
        pen.y = min(pen.y, pen.height - MARGIN - CODE - 4 * MM)
    for title, rows in (("Letters", letters), ("Exhibits", exhibits)):
        if rows:
            pen.y -= 7 * MM
            pen.need(30 * MM)
            heading = language.say(title)
            _heading(pen, heading, language)
            for row in rows:
                _row(pen, row, heading, language)
    if beside:
        pen.y -= 2 * MM
        told = language.say(
            "List of exhibits with the digests of their files, as in the code on the first page: SHA-256 {digest}",
            digest=head.listed,
        )
        pen.lines(told, size=6.5, colour=GREY)
    return pen.done()


def _heading(pen: Pen, title: str, language: Language) -> None:
    pen.y -= 12
    pen.text(MARGIN, pen.y, title, font=BOLD, size=12)
    pen.right(pen.width - MARGIN, pen.y, language.say("Page"), size=8.5, colour=GREY)
    pen.y -= 2 * MM
    pen.rule(weight=1.0, colour=ACCENT)


def _row(pen: Pen, row: IndexRow, section: str, language: Language) -> None:
    indent = 16 * MM if row.label else 0
    room = pen.room - indent - 24 * MM
    titles, details = (
        wrapped(row.title, "Roboto-Medium", 9.5, room),
        wrapped(row.detail, "Roboto-Regular", 7.5, room) if row.detail else [],
    )
    height = len(titles) * 11.5 + len(details) * 9.5 + 5.5
    if pen.need(height):
        _heading(pen, language.say("{section}, continued", section=section), language)
    top = pen.y
    y = top - 12
    pen.text(MARGIN, y, row.label, font=BOLD, size=10.5, colour=ACCENT)
    pen.right(pen.width - MARGIN, y, row.pages, size=9.5)
    for line in titles:
        pen.text(MARGIN + indent, y, line, font="Roboto-Medium", size=9.5)
        y -= 11.5
    y += 1.5
    for line in details:
        pen.text(MARGIN + indent, y, line, size=7.5, colour=GREY)
        y -= 9.5
    pen.y = top - height
    pen.rule(weight=0.4)
    pen.canvas.linkURL(PLACE + row.target, (MARGIN, pen.y, pen.width - MARGIN, top), relative=0, thickness=0)
