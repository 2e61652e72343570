"""Texts and e-mails as pages."""

from pathlib import Path

from evidencekit.paper.fonts import BOLD
from evidencekit.paper.sheet import GREY, MARGIN, MM, Pen

MAX_PAGES = 60


def draw_text(title: str, text: str, path: Path) -> tuple[int, bool]:
    """Draw a text; return the pages, and whether it was cut at the limit."""
    pen = Pen(path)
    pen.lines(title, font=BOLD, size=11)
    pen.y -= 3 * MM
    return _body(pen, text)


def draw_email(
    headers: tuple[tuple[str, str], ...], body: str, attachments: tuple[str, ...], path: Path
) -> tuple[int, bool]:
    """Draw an e-mail: who, whom, when, about what, the text, and what was attached."""
    pen = Pen(path)
    for name, value in headers:
        pen.need(14)
        start = pen.y
        pen.lines(value or "not recorded", x=MARGIN + 24 * MM, room=pen.room - 24 * MM, size=10)
        pen.text(MARGIN, start - 14, name, font=BOLD, size=9, colour=GREY)
    if attachments:
        start = pen.y
        pen.lines("\n".join(attachments), x=MARGIN + 24 * MM, room=pen.room - 24 * MM, size=10)
        pen.text(MARGIN, start - 14, "Attached", font=BOLD, size=9, colour=GREY)
    pen.y -= 4 * MM
    pen.rule()
    pen.y -= 4 * MM
    return _body(pen, body)


def _body(pen: Pen, text: str) -> tuple[int, bool]:
    for line in text.rstrip().split("\n"):
        if pen.pages >= MAX_PAGES:
            pen.lines(
                f"The text goes on; only its first {MAX_PAGES} pages are shown. The file itself is kept unchanged.",
                font=BOLD,
            )
            return pen.done(), True
        if line.strip():
            pen.lines(line, size=9.5)
        else:
            pen.y -= 8
    return pen.done(), False
