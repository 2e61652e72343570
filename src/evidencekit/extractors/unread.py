"""What has something to see and no text: pages of scans, pictures, frames of a fax; drawn only when they are asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from evidencekit.desk import Desk
from evidencekit.extractors.text import Held, in_hand
from evidencekit.littletext import has_little_text, is_picture, letters_in
from evidencekit.model.evidence import Reading
from evidencekit.pictures import UnreadablePictureError, frames, legible_pixels, open_picture

if TYPE_CHECKING:
    from PIL import Image

_DPI, _MOST_PIXELS = 300, 4_000_000
"""A page is drawn at this, or, where it is larger, with so many pixels: an A4 page at 200 dpi."""
_LONGEST = 6_000
_SMALLEST = 12
"""Pixels on the shorter side of a picture that may hold text."""
_PHOTOS = frozenset({"JPEG", "MPO", "HEIF", "AVIF", "WEBP"})


@dataclass(frozen=True, slots=True)
class UnreadPicture:
    """A page or a picture without text."""

    page: int
    draw: "Callable[[], Image.Image | None]"
    """Gives its pixels, or None where it cannot be drawn after all."""
    photo: bool = False
    """Whether it may as well show goods: then it is worth a look before it is read."""
    camera: bool = False
    """Whether a camera says that it took it."""


def unread_pages(reading: Reading, desk: Desk) -> Iterator[UnreadPicture]:
    """Give the pages of a PDF that are pictures, or drawings, without text or with hardly any."""
    wanted = [n for n, text in enumerate(reading.text, 1) if has_little_text(text)]
    if not wanted:
        return
    with in_hand(reading.source, desk) as paper:
        for number in wanted:
            if _is_picture(paper, number, bare=not letters_in(reading.text[number - 1])):
                yield UnreadPicture(number, partial(_drawn, paper, number))


def _is_picture(paper: Held, number: int, *, bare: bool) -> bool:
    import pypdfium2

    try:
        page = paper.page(number)
    except pypdfium2.PdfiumError:
        return False
    return is_picture(page, bare=bare)


def _drawn(paper: Held, number: int) -> "Image.Image | None":
    import pypdfium2

    try:
        page = paper.page(number)
        wide, high = max(page.get_width(), 1), max(page.get_height(), 1)
        scale = min(_DPI / 72, (_MOST_PIXELS / (wide * high)) ** 0.5, _LONGEST / max(wide, high))
        drawn: Image.Image = page.render(scale=scale).to_pil()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return None  # what is wrong with the file has been said when it was opened
    return drawn


def unread_pictures(reading: Reading, desk: Desk) -> Iterator[UnreadPicture]:
    """Give a picture, or each page of a TIFF."""
    try:
        picture = open_picture(reading.source, desk)
    except UnreadablePictureError:
        return
    if min(picture.width, picture.height) < _SMALLEST:
        return
    if picture.format == "TIFF" and picture.frames > 1:
        for number, frame in enumerate(frames(reading.source), 1):
            yield UnreadPicture(number, partial(_itself, frame))
        return
    photo, camera = picture.format in _PHOTOS, bool(picture.tag("Model"))
    yield UnreadPicture(1, partial(legible_pixels, reading.source, desk), photo or camera, camera)


def _itself(frame: "Image.Image") -> "Image.Image":
    return frame
