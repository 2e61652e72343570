"""Dividers: one before each exhibit, and one before a run of photos."""

from pathlib import Path

from evidencekit.model.evidence import PagedExhibit
from evidencekit.model.words import kind_words
from evidencekit.paper.fonts import BOLD, wrapped
from evidencekit.paper.index import PLACE
from evidencekit.paper.sheet import ACCENT, GREY, MARGIN, MM, Pen


def draw_divider(group: tuple[PagedExhibit, ...], path: Path) -> int:
    """Draw the divider of one exhibit, or of a run of photos that share it; return its pages."""
    pen = Pen(path)
    pen.canvas.setFillColorRGB(*ACCENT)
    pen.canvas.rect(0, 0, 6 * MM, pen.height, stroke=0, fill=1)
    pen.y -= 38 * MM
    if len(group) == 1:
        _single(pen, group[0])
    else:
        _run(pen, group)
    pen.canvas.linkURL(
        PLACE + "index",
        (MARGIN, pen.height - 24 * MM, MARGIN + 40 * MM, pen.height - 16 * MM),
        relative=0,
        thickness=0,
    )
    pen.text(MARGIN, pen.height - 21 * MM, "Back to the index", size=8.5, colour=ACCENT)
    return pen.done()


def _single(pen: Pen, paged: PagedExhibit) -> None:
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
