"""When, with which device and where a picture was taken: EXIF."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from evidencekit.desk import Desk
from evidencekit.model.evidence import Fact, FactValue, Reading
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.vocabulary import ReadBy
from evidencekit.pictures import MAX_FRAMES, Picture, UnreadablePictureError, open_picture
from evidencekit.ports import Extraction

_EARLIEST_YEAR, _LATEST_YEAR = 1995, 2100


@dataclass(frozen=True, slots=True)
class PhotoReader:
    """Opens pictures, once for all who follow, and reads their EXIF."""

    name: str = "photo"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Pictures of every format that Pillow and libheif decode."""
        return reading.source.media_type.startswith("image/") and reading.source.media_type != "image/svg+xml"

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read capture time and device; what is damaged is said."""
        path = reading.source.path
        try:
            picture = open_picture(reading.source, desk)
        except UnreadablePictureError as reason:
            message = f"{path} cannot be shown: {reason}. Send the original again if you have it."
            return Extraction(
                unreadable=str(reason), findings=(warning("unreadable-picture", message, path),)
            )
        facts = tuple(
            Fact(name, value, path, 1, ReadBy.EXIF, sure)
            for name, value, sure in _told(picture)
            if value is not None
        )
        pages = picture.frames if picture.format == "TIFF" else 1
        return Extraction(pages=pages, facts=facts, findings=tuple(_oddities(path, picture)))


def _oddities(path: str, picture: Picture) -> Iterator[Finding]:
    if picture.trouble:
        message = f"{path}: {picture.trouble}. Send the original again if you have it."
        yield warning("damaged-picture", message, path)
    if picture.frames > 1 and picture.format == "GIF":
        message = f"{path} is an animation of {picture.frames} pictures; the first one is shown."
        yield note("animated", message, path)
    if picture.frames > MAX_FRAMES and picture.format == "TIFF":
        message = (
            f"{path} has {picture.frames} pages; only the first {MAX_FRAMES} are shown. Send it as a PDF."
        )
        yield warning("long-document", message, path)


def _told(picture: Picture) -> Iterator[tuple[str, FactValue | None, float]]:
    # The plain `DateTime` is left alone: it says when a program last wrote the file.
    taken = _captured(picture.tag("DateTimeOriginal"))
    digitized = _captured(picture.tag("DateTimeDigitized"))
    yield "captured_at", taken or digitized, 0.95 if taken else 0.8
    maker, model = picture.tag("Make") or "", picture.tag("Model") or ""
    device = model if model.casefold().startswith(maker.casefold()) else f"{maker} {model}".strip()
    yield "device", device or None, 0.95
    yield "gps", _place(picture), 0.95


def _place(picture: Picture) -> str | None:
    """Return latitude and longitude in degrees, or None where they are absent or impossible."""
    north = _degrees(picture.tag("GPSLatitude"), picture.tag("GPSLatitudeRef"), "S", 90)
    east = _degrees(picture.tag("GPSLongitude"), picture.tag("GPSLongitudeRef"), "W", 180)
    if north is None or east is None or (north == 0 and east == 0):
        return None  # cameras without a fix write zeros
    return f"{north:.5f}, {east:.5f}"


def _degrees(text: str | None, side: str | None, negative: str, most: int) -> float | None:
    parts = (text or "").split()
    if not parts or not side or not all(re.fullmatch(r"\d{1,9}(\.\d{1,12})?", p) for p in parts[:3]):
        return None
    hours, minutes, seconds = (*map(float, parts[:3]), 0.0, 0.0)[:3]
    degrees = hours + minutes / 60 + seconds / 3600
    if degrees > most:
        return None
    return -degrees if side.upper().startswith(negative) else degrees


def _captured(text: str | None) -> datetime | None:
    match = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)", text or "")
    if match is None or not _EARLIEST_YEAR <= int(match[1]) <= _LATEST_YEAR:
        return None
    year, month, day, hour, minute, second = map(int, match.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - cameras write local time without a zone
    except ValueError:
        return None
