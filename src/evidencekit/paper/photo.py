"""A picture on a page, with its caption; coded pictures are embedded as they are."""

from datetime import datetime
from pathlib import Path

from evidencekit.language import ENGLISH, Language
from evidencekit.model.evidence import Exhibit
from evidencekit.model.vocabulary import Kind
from evidencekit.paper.fonts import BOLD, wrapped
from evidencekit.paper.geometry import Box
from evidencekit.paper.sheet import FOOT, GREY, MM, Pen


def picture_page(
    exhibit: Exhibit,
    jpegs: tuple[Path, ...],
    size: tuple[int, int],
    path: Path,
    language: Language = ENGLISH,
) -> tuple[int, tuple[tuple[int, Box], ...]]:
    """Draw one picture a page with what, when, which device and file name below.

    Returns the number of pages, and for each picture its page, from 1, and where it stands there.
    """
    pen = Pen(path)
    told = _caption(exhibit, size, language)
    small = wrapped(told, "Roboto-Regular", 8.5, pen.room)
    places = []
    for number, jpeg in enumerate(jpegs):
        if number:
            pen.turn()
        places.append((pen.pages, _draw(pen, jpeg, 11 * MM + len(small) * 12)))
        pen.y -= 6 * MM
        part = (
            language.say(" ({number} of {total})", number=number + 1, total=len(jpegs))
            if len(jpegs) > 1
            else ""
        )
        pen.lines(exhibit.title + part, font=BOLD, size=10.5)
        pen.y -= 1 * MM
        pen.lines(told, size=8.5, colour=GREY)
        if exhibit.note:
            pen.lines(exhibit.note, size=9)
    return pen.done(), tuple(places)


class _Unplaced(str):
    """A path that reportlab names a picture by: by its file's name alone, or the same picture gives other bytes elsewhere."""

    __slots__ = ()

    def __str__(self) -> str:
        return Path(self[:]).name


def _draw(pen: Pen, jpeg: Path, below: float) -> Box:
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(str(jpeg))
    wide, high = picture.getSize()
    room = (pen.width - 2 * 15 * MM, pen.height - 15 * MM - FOOT - below - 12 * MM)
    scale = min(room[0] / wide, room[1] / high, 72 / 96)
    w, h = wide * scale, high * scale
    top = pen.height - 15 * MM
    pen.canvas.drawImage(_Unplaced(jpeg), (pen.width - w) / 2, top - h, w, h)
    pen.y = top - h
    return (pen.width - w) / 2, top - h, (pen.width + w) / 2, top


def _caption(exhibit: Exhibit, size: tuple[int, int], language: Language) -> str:
    say = language.say
    taken, device = exhibit.first("captured_at"), exhibit.first("device")
    parts = []
    if exhibit.kind is Kind.PHOTO:
        when = taken.value if taken else None
        parts.append(
            say("Taken {day}, {time} (camera's clock)", day=language.day(when), time=f"{when:%H:%M}")
            if isinstance(when, datetime)
            else say("Time of capture: not recorded in the file")
        )
        if device:
            parts.append(str(device.value))
    parts.append(say("File: {path}", path=exhibit.path))
    parts.append(say("{wide} × {high} pixels", wide=size[0], high=size[1]))
    return "  ·  ".join(parts)
