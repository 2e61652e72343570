"""The page that stands for a file that cannot be shown."""

from pathlib import Path

from evidencekit.language import ENGLISH, Language
from evidencekit.model.evidence import Exhibit
from evidencekit.paper.fonts import BOLD
from evidencekit.paper.sheet import GREY, MARGIN, MM, Pen


def explain(exhibit: Exhibit, why: str, path: Path, language: Language = ENGLISH) -> int:
    """Draw a page that says what the file is, why it is not shown, and that the original is kept; return its pages."""
    pen = Pen(path)
    pen.y -= 30 * MM
    say = language.say
    pen.heading(say("This file cannot be shown here"))
    pen.lines(say("Reason: {why}.", why=say(why)), size=11)
    pen.y -= 3 * MM
    pen.lines(say("The file itself is kept unchanged and can be sent on request."), size=11)
    pen.y -= 8 * MM
    pen.rule()
    source = exhibit.source
    for name, value in (
        (say("File"), source.path),
        (say("Type"), source.media_type),
        (say("Size"), say("{number} bytes", number=language.number(source.size))),
        ("SHA-256", source.sha256),
    ):
        pen.y -= 2 * MM
        pen.lines(name, font=BOLD, size=8, colour=GREY)
        pen.lines(value, x=MARGIN, size=10)
    return pen.done()
