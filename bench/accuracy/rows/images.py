"""Pictures: format, size as seen, the date in their EXIF, whether they carry GPS data."""

from collections.abc import Iterator
from datetime import datetime

from sources import Read, corpus, read_each, truth
from tally import Tally

from evidencekit.pictures import Picture, UnreadablePictureError, open_picture

_AIM = 0.99


def measure() -> Iterator[Tally]:
    """Open every picture that is whole."""
    tallies = {what: Tally(what, _AIM, _AIM) for what in ("format", "upright size", "EXIF date", "GPS data")}
    tallies[
        "EXIF date"
    ].note = (
        "Where a file has no date of capture, the date on which it was written counts, as the lists count it."
    )
    folder = corpus("images")
    whole = {
        folder / e["file"]: e["expected"] for e in truth("images") if e["expected"].get("verdict") == "ok"
    }
    for read in read_each(whole, without=("ocr",)):
        expected, picture = whole[read.file], _picture(read)
        size = tuple(expected.get("upright_size") or expected["display_size"])
        told = {
            "format": (expected["format"], picture and picture.format),
            "upright size": (size, picture and (picture.width, picture.height)),
            "EXIF date": (_date(expected.get("exif_datetime")), _said(read, picture)),
            "GPS data": (expected.get("has_gps"), _has_gps(picture)),
        }
        for what, (true, found) in told.items():
            tallies[what].see(read.file.name, true, found)
    yield from tallies.values()


def _picture(read: Read) -> Picture | None:
    try:
        return open_picture(read.first.source, read.desk)
    except UnreadablePictureError:
        return None


def _has_gps(picture: Picture | None) -> bool | None:
    return (picture is not None and any(name.startswith("GPS") for name, _ in picture.exif)) or None


def _said(read: Read, picture: Picture | None) -> datetime | None:
    """Return when it was taken, or, where its EXIF has no field for that, when the file was written."""
    names = ("captured_at",) if picture and picture.tag("DateTimeOriginal") else ("captured_at", "written_at")
    facts = {f.name: f.value for f in read.first.facts}
    return next((day for name in names if isinstance(day := facts.get(name), datetime)), None)


def _date(text: str | None) -> datetime | None:
    """Return the date of the list; zeros and a seventieth second are no dates."""
    try:
        return datetime.strptime(text or "", "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - EXIF has no zone here
    except ValueError:
        return None
