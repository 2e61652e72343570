"""When, with which device and where a picture was taken: EXIF."""

import re
from dataclasses import dataclass
from datetime import datetime

from evidencekit.desk import Desk
from evidencekit.model.evidence import Fact, FactValue, Reading
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.vocabulary import ReadBy
from evidencekit.pictures import Picture, UnreadablePictureError, open_picture
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
            return Extraction(
                unreadable=str(reason),
                findings=(warning("unreadable-picture", f"{path} cannot be shown: {reason}.", path),),
            )
        findings: tuple[Finding, ...] = ()
        if picture.trouble:
            findings = (
                warning(
                    "damaged-picture",
                    f"{path}: {picture.trouble}. Send the original again if you have it.",
                    path,
                ),
            )
        if picture.frames > 1 and picture.format == "GIF":
            findings = (
                *findings,
                note(
                    "animated",
                    f"{path} is an animation of {picture.frames} pictures; the first one is shown.",
                    path,
                ),
            )
        facts = tuple(
            Fact(name, value, path, 1, ReadBy.EXIF, 0.95)
            for name, value in _told(picture)
            if value is not None
        )
        return Extraction(
            pages=picture.frames if picture.format == "TIFF" else 1, facts=facts, findings=findings
        )


def _told(picture: Picture) -> tuple[tuple[str, FactValue | None], ...]:
    maker, model = picture.tag("Make") or "", picture.tag("Model") or ""
    device = model if model.startswith(maker) else f"{maker} {model}".strip()
    gps = None
    if picture.tag("GPSLatitude") and picture.tag("GPSLongitude"):
        gps = f"{picture.tag('GPSLatitudeRef')} {picture.tag('GPSLatitude')}, {picture.tag('GPSLongitudeRef')} {picture.tag('GPSLongitude')}"
    return (
        ("captured_at", _captured(picture.tag("DateTimeOriginal"))),
        ("device", device or None),
        ("gps", gps),
    )


def _captured(text: str | None) -> datetime | None:
    match = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)", text or "")
    if match is None or not _EARLIEST_YEAR <= int(match[1]) <= _LATEST_YEAR:
        return None
    try:
        return datetime(*map(int, match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - cameras write local time without a zone
    except ValueError:
        return None
