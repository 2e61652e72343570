"""When, with which device and where a picture was taken, and what is odd about it: EXIF and a glance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidencekit.appearance import differing
from evidencekit.desk import Desk
from evidencekit.model.evidence import Fact, FactValue, Reading
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.vocabulary import ReadBy
from evidencekit.pictures import MAX_FRAMES, Picture, UnreadablePictureError, open_picture
from evidencekit.ports import Extraction

_EARLIEST_YEAR, _LATEST_YEAR = 1995, 2100
_BLURRED, _DARK, _DARK_HIGHLIGHTS, _BURNT, _PAPER = 50, 40, 110, 0.35, 0.6
"""Sharpness and grey levels below which, and share of white above which, a photo is worth a second look."""
_SMALL = 640
"""Pixels on the longer side below which details of damage cannot be seen."""
_OTHER_PICTURE = 18
"""Bits in which the likenesses of different pictures differ."""
_ZONES = timedelta(hours=15)
"""More than any clock's zone differs from UTC."""
_LATE = timedelta(hours=3)
"""How long a camera may go on writing the last place it knew, with the time it knew it."""
_ANIMATED = frozenset({"GIF", "WEBP", "PNG", "AVIF"})
_CAMERAS_FORMATS = frozenset({"JPEG", "MPO", "HEIF", "AVIF"})
_EDITORS = re.compile(
    r"photoshop|lightroom|gimp|snapseed|pixelmator|affinity|paint\.net|paintshop|picsart|vsco|meitu|美图|醒图|acdsee"
    r"|xnview|irfanview|picasa|canva|luminar|capture one|darktable|rawtherapee|facetune|faststone|photoscape|polarr"
    r"|pixlr|fotor|remini|photodirector|coreldraw|corel paint|photopea|befunky|facetune|beautyplus",
    re.IGNORECASE,
)


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
        """Read capture time, device and place; what is damaged, edited or hard to see is said."""
        path = reading.source.path
        try:
            picture = open_picture(reading.source, desk)
        except UnreadablePictureError as reason:
            message = f"{path} cannot be shown: {reason}. {reason.cure}"
            return Extraction(
                unreadable=str(reason), findings=(warning("unreadable-picture", message, path),)
            )
        facts = tuple(
            Fact(name, value, path, 1, ReadBy.EXIF, sure)
            for name, value, sure in _told(picture)
            if value is not None
        )
        pages = picture.frames if picture.format == "TIFF" else 1
        findings = (*_oddities(path, picture), *_history(path, picture), *_visibility(path, picture))
        whole = picture.looks if _is_photo(picture) and not picture.trouble else None
        likeness = whole.likeness if whole else None
        return Extraction(pages=pages, facts=facts, findings=findings, likeness=likeness)


def _is_photo(picture: Picture) -> bool:
    """Say whether it is a camera's picture and not a page: pages look alike to any glance."""
    taken = picture.tag("Model") or picture.tag("DateTimeOriginal")
    coded_as = (
        picture.format in _CAMERAS_FORMATS and picture.looks is not None and picture.looks.white < _PAPER
    )
    return bool(taken) or coded_as


def _oddities(path: str, picture: Picture) -> Iterator[Finding]:
    if picture.trouble:
        message = f"{path}: {picture.trouble}. Send the original again if you have it."
        yield warning("damaged-picture", message, path)
    if picture.frames > 1 and picture.format in _ANIMATED:
        message = f"{path} is an animation of {picture.frames} pictures; the first one is shown."
        yield note("animated", message, path)
    if picture.frames > MAX_FRAMES and picture.format == "TIFF":
        message = (
            f"{path} has {picture.frames} pages; only the first {MAX_FRAMES} are shown. Send it as a PDF."
        )
        yield warning("long-document", message, path)


def _history(path: str, picture: Picture) -> Iterator[Finding]:
    """Say what speaks of the picture's past: credentials, an editor, a preview of something else, two clocks."""
    if picture.credentials:
        message = (
            f"{path} carries Content Credentials (C2PA). They stay with the original file, which travels along untouched; "
            "they were not verified."
        )
        yield note("content-credentials", message, path)
    editor = picture.tag("Software") or ""
    if _EDITORS.search(editor):
        message = (
            f"{path} was last saved by {editor[:60]}, not by a camera. Send the original if there is one."
        )
        yield warning("edited-picture", message, path)
    if picture.preview is not None and picture.looks is not None and not picture.trouble:
        bits = differing(picture.preview, picture.looks.likeness)
        if bits >= _OTHER_PICTURE:
            message = (
                f"{path}: the small preview inside the file shows another picture, so it was changed after it was taken. "
                "Send the original if there is one."
            )
            yield warning("preview-differs", message, path)
    yield from _clocks(path, picture)


def _clocks(path: str, picture: Picture) -> Iterator[Finding]:
    taken, satellites = _captured(picture.tag("DateTimeOriginal")), _satellite_time(picture)
    if taken is None or satellites is None:
        return
    zone = _zone(picture.tag("OffsetTimeOriginal") or picture.tag("OffsetTime"))
    apart = abs(taken - (zone or timedelta()) - satellites)
    if apart > (_ZONES if zone is None else _LATE):
        message = (
            f"{path}: its clock says {taken:%Y-%m-%d %H:%M}, its GPS {satellites:%Y-%m-%d %H:%M} UTC. "
            "One of them is wrong, or the place is an old one; say in a note when it was taken."
        )
        yield warning("two-clocks", message, path)


def _visibility(path: str, picture: Picture) -> Iterator[Finding]:
    """Say where a photo may not show what it should; it is sent all the same."""
    looks = picture.looks
    if looks is None or picture.trouble or not _is_photo(picture):
        return
    if max(picture.width, picture.height) < _SMALL:
        if not picture.tag("Model"):
            return  # a logo of an e-mail, a picture from a page
        message = (
            f"{path} is small ({picture.width} x {picture.height} pixels); send the original from the camera."
        )
        yield note("small-picture", message, path)
    elif looks.light < _DARK and looks.highlights < _DARK_HIGHLIGHTS:
        yield warning("dark-picture", f"{path} is very dark; take it again with light if you can.", path)
    elif looks.sharpness < _BLURRED:
        yield warning("blurred-picture", f"{path} is blurred; take it again if you can.", path)
    elif _BURNT < looks.white < _PAPER:
        message = f"{path} is burnt out: {looks.white:.0%} of it is plain white. Take it again with less light if you can."
        yield warning("burnt-out-picture", message, path)


def _told(picture: Picture) -> Iterator[tuple[str, FactValue | None, float]]:
    # The plain `DateTime` says when a program last wrote the file: on a scan or an old phone's picture the day it was
    # made, on an edited one not.
    taken = _captured(picture.tag("DateTimeOriginal"))
    digitized = _captured(picture.tag("DateTimeDigitized"))
    yield "captured_at", taken or digitized, 0.95 if taken else 0.8
    if taken or digitized:
        zone = _zone(picture.tag("OffsetTimeOriginal") or picture.tag("OffsetTimeDigitized"))
        yield "captured_zone", None if zone is None else _as_zone(zone), 0.95
    else:
        yield "written_at", _captured(picture.tag("DateTime")), 0.95
    maker, model = picture.tag("Make") or "", picture.tag("Model") or ""
    device = model if model.casefold().startswith(maker.casefold()) else f"{maker} {model}".strip()
    yield "device", device or None, 0.95
    yield "gps", _place(picture), 0.95
    yield "content_credentials", "present, not verified" if picture.credentials else None, 0.95


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


def _satellite_time(picture: Picture) -> datetime | None:
    """Return the time of the GPS fix, in UTC without a zone."""
    day = re.fullmatch(r"(\d{4})[:-](\d\d)[:-](\d\d)", picture.tag("GPSDateStamp") or "")
    clock = re.fullmatch(
        r"(\d{1,2})(?:\.\d{1,9})? (\d{1,2})(?:\.\d{1,9})? .{1,20}", picture.tag("GPSTimeStamp") or ""
    )
    if day is None or clock is None:
        return None
    return _captured(f"{day[1]}:{day[2]}:{day[3]} {clock[1].zfill(2)}:{clock[2].zfill(2)}:00")


def _zone(text: str | None) -> timedelta | None:
    match = re.fullmatch(r"([+-])(\d\d):?(\d\d)", (text or "").strip())
    if match is None:
        return timedelta() if (text or "").strip() == "Z" else None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -size if match[1] == "-" else size


def _as_zone(zone: timedelta) -> str:
    minutes = round(zone.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
