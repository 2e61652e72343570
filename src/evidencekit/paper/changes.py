"""The page that goes before a supplement: what is new, replaced or withdrawn since the claim was sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.paper.fonts import BOLD
from evidencekit.paper.sheet import ACCENT, GREY, MARGIN, MM, Pen

_IN = 20 * MM
"""From the margin to the text beside a label."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row: a label, and what it stands for."""

    label: str
    title: str
    detail: str = ""


def draw_changes(
    title: str,
    lines: Sequence[tuple[str, str]],
    told: str,
    sections: Iterable[tuple[str, Sequence[Change]]],
    rest: str,
    path: Path,
) -> int:
    """Draw the page; return how many pages it takes.

    `lines` are names and values below the title, `told` a sentence, `sections` headings with their rows, of which those
    without rows are left out, and `rest` what is said of all that stays as it was.
    """
    pen = Pen(path)
    pen.y -= 6 * MM
    pen.heading(title, 18)
    for name, value in lines:
        start = pen.y
        pen.lines(value, x=MARGIN + 38 * MM, room=pen.room - 38 * MM, size=10)
        pen.text(MARGIN, start - 14, name, size=9, colour=GREY)
    pen.y -= 5 * MM
    pen.lines(told, size=10.5)
    for heading, rows in sections:
        if rows:
            pen.y -= 6 * MM
            pen.need(24 * MM)
            pen.lines(heading, font=BOLD, size=12)
            pen.y -= 2 * MM
            pen.rule(weight=1.0, colour=ACCENT)
            for row in rows:
                _row(pen, row)
    if rest:
        pen.y -= 6 * MM
        pen.lines(rest, size=10)
    return pen.done()


def _row(pen: Pen, row: Change) -> None:
    pen.need(14 * MM)
    pen.y -= 1 * MM
    start, indent = pen.y, _IN if row.label else 0
    pen.lines(
        row.title, x=MARGIN + indent, room=pen.room - indent, font="Roboto-Medium", size=9.5, leading=1.3
    )
    if row.label:
        pen.text(MARGIN, start - 9.5 * 1.3, row.label, font=BOLD, size=10.5, colour=ACCENT)
    if row.detail:
        pen.lines(row.detail, x=MARGIN + indent, room=pen.room - indent, size=7.5, leading=1.3, colour=GREY)
    pen.y -= 2 * MM
    pen.rule(weight=0.4)
