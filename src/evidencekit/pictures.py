"""Pictures, opened once for every reader: upright, sRGB or grey, alpha on white, small enough for a page."""

import io
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from numbers import Rational
from pathlib import Path
from threading import get_ident
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

from evidencekit.appearance import LOOK_AT, Appearance, appearance, likeness
from evidencekit.decoding import cut_off_files, whole_files, without_stderr, without_warnings
from evidencekit.desk import Desk
from evidencekit.jpeg2000 import within_range
from evidencekit.jpegs import shows_the_same, without_metadata
from evidencekit.model.evidence import SourceFile
from evidencekit.noroom import not_its_fault
from evidencekit.pixels import ON_ITS_SIDE, other_colours, plain, shape_of_pixels, squared, upright
from evidencekit.provenance import has_credentials
from evidencekit.tiffs import is_rarely_packed, is_whole_tiff
from evidencekit.underway import at

PAGE_PIXELS = 2126
"""The longer side on a page: 180 mm at 300 dpi, the most that guidance on electronic bundles asks for."""

THUMBNAIL_PIXELS = 320

MAX_PIXELS = 220_000_000
"""Above this a picture is explained, not opened: cameras reach 200 megapixels, decompression bombs 400."""

MAX_BYTES = 400_000_000
"""A longer file is not read into memory."""

MAX_FRAMES = 200
"""Pages of a TIFF that are shown."""

_LONG, _LONG_PIXELS = 2.5, 8_000_000
"""A picture by so much longer than wide is read at up to so many pixels: as a page picture it would be too narrow."""

Image.MAX_IMAGE_PIXELS = None  # the limit above is checked before any pixel is decoded

_FORMATS = (
    "JPEG", "PNG", "HEIF", "TIFF", "WEBP", "GIF", "BMP",
    "AVIF", "JPEG2000", "ICO", "PPM", "TGA", "PSD", "PCX",
)  # fmt: skip
"""What is opened at all; left out are formats that Pillow hands to other programs, such as EPS."""

_ORIENTATION = 0x0112
_PREVIEW_STARTS, _PREVIEW_IS_LONG, _PREVIEW_PIXELS = 0x0201, 0x0202, 1_000_000
_LEAST_PIXELS = 16
"""Of the shorter side, below which a picture looks like nothing."""
_SMALL = 300_000
"""Pixels below which a page picture is coded almost without loss."""


class UnreadablePictureError(Exception):
    """The picture cannot be opened at all; the message says why, for a person."""

    def __init__(self, why: str, cure: str = "Send the original again if you have it.") -> None:
        super().__init__(why)
        self.cure = cure
        """What a person can do about it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of one picture, and where its page picture and thumbnail stand on the desk."""

    width: int
    """Of the original as it should be seen, after its EXIF orientation, in pixels."""
    height: int
    frames: int
    format: str
    mode: str
    exif: tuple[tuple[str, str], ...]
    """EXIF tags by name, as text: main, Exif and GPS directories."""
    jpeg: Path
    """Upright, with at most `PAGE_PIXELS` on the longer side; made only on a desk `for_pages`."""
    thumbnail: Path
    trouble: str | None = None
    """What is wrong although it could be opened."""
    looks: Appearance | None = None
    """None where there are too few pixels to say."""
    credentials: bool = False
    """Whether it carries Content Credentials (C2PA)."""
    preview: int | None = None
    """What the small picture in its EXIF can be recognized by; None where there is none."""

    def tag(self, name: str) -> str | None:
        """Return one EXIF tag as text, or None."""
        return next((value for key, value in self.exif if key == name), None)


def open_picture(source: SourceFile, desk: Desk) -> Picture:
    """Open a picture, or hand out what was made of it before.

    Raises `UnreadablePictureError` with the reason.
    """
    known = desk.memory.get(source.sha256)
    if isinstance(known, Future):
        known = known.result()
    if isinstance(known, Picture):
        return known
    if isinstance(known, UnreadablePictureError):
        raise UnreadablePictureError(str(known), known.cure)
    made = _opened(source, desk)
    if isinstance(made, UnreadablePictureError):
        raise made
    return made


def open_ahead(source: SourceFile, desk: Desk) -> None:
    """Let a hand open a picture of which only its page will be wanted; whoever opens it then waits for it."""
    if source.sha256 not in desk.memory:
        under_way = desk.begin(_opened, source, desk)
        if under_way is not None:
            desk.memory.setdefault(source.sha256, under_way)


def _opened(source: SourceFile, desk: Desk) -> Picture | UnreadablePictureError:
    try:
        with at(source, "opening"):
            made, seen = _open(source, desk)
    except UnreadablePictureError as reason:
        desk.memory[source.sha256] = UnreadablePictureError(str(reason), reason.cure)
        return reason
    desk.memory[source.sha256] = made
    desk.memory[_last()] = (source.sha256, seen)
    return made


def pixels(source: SourceFile, desk: Desk) -> Image.Image:
    """Return the page picture's pixels; the one opened last needs no second decoding."""
    open_picture(source, desk)
    last = desk.memory.get(_last())
    if isinstance(last, tuple) and last[0] == source.sha256:
        image: Image.Image = last[1]
        return image
    return _open(source, desk)[1]


def _last() -> str:
    """Under this name a thread keeps the pixels of the picture that it opened last."""
    return f"last picture {get_ident()}"


def legible_pixels(source: SourceFile, desk: Desk) -> Image.Image:
    """Return the pixels for reading: the page picture's, or of what is far longer than wide, as screenshots are, more."""
    picture = open_picture(source, desk)
    longer, shorter = max(picture.width, picture.height), min(picture.width, picture.height)
    if longer <= PAGE_PIXELS or longer < _LONG * shorter or picture.format == "JPEG2000":
        return pixels(source, desk)
    with _quiet(b"II"), whole_files(), Image.open(source.location, formats=_FORMATS) as image:
        try:
            shape = shape_of_pixels(image)
            seen = upright(squared(plain(image), shape), _turn(image))
        except (OSError, ValueError, SyntaxError):
            return pixels(source, desk)
    scale = min(1.0, (_LONG_PIXELS / (seen.width * seen.height)) ** 0.5)
    seen.thumbnail((max(1, int(seen.width * scale)), max(1, int(seen.height * scale))))
    return seen


def frames(source: SourceFile) -> Iterator[Image.Image]:
    """Give the pages of a TIFF as page pictures, up to a limit; a damaged page is left out."""
    with _quiet(b"II"), whole_files(), Image.open(source.location, formats=_FORMATS) as image:
        for number in range(min(_frames(image), MAX_FRAMES)):
            try:
                image.seek(number)
                if image.width * image.height > MAX_PIXELS:
                    continue
                shape = shape_of_pixels(image)
                seen = squared(plain(image.copy()), shape)
            except (OSError, EOFError, ValueError, SyntaxError):
                continue
            seen.thumbnail((PAGE_PIXELS, PAGE_PIXELS))
            yield seen


def frame_pictures(source: SourceFile, desk: Desk) -> tuple[Path, ...]:
    """Return a page picture for each page of a TIFF."""
    made: list[Path] = []
    for seen in frames(source):
        made.append(desk.path(source, f"page-{len(made) + 1}.jpg"))
        seen.save(made[-1], "JPEG", quality=88)
    return tuple(made)


def _open(source: SourceFile, desk: Desk) -> tuple[Picture, Image.Image]:
    import pi_heif

    Image.init()  # `formats` names plug-ins that Pillow loads only on demand
    pi_heif.register_heif_opener()
    if source.size > MAX_BYTES:
        raise UnreadablePictureError(f"it is {source.size // 1_000_000} MB long, more than a picture can be")
    coded = source.location.read_bytes()
    try:
        with _quiet(coded[:2]):
            return _decode(coded, source, desk)
    except UnidentifiedImageError as reason:
        if is_whole_tiff(coded):
            raise _of_another_kind("TIFF") from reason
        why = "its content is not a picture that can be opened; it may be damaged"
        raise UnreadablePictureError(why) from reason
    except MemoryError as reason:
        if desk.hands:
            raise
        raise UnreadablePictureError("opening it needs more memory than there is") from reason
    except UnreadablePictureError:
        raise
    except Exception as reason:  # decoders of strangers' files raise all sorts
        if not_its_fault(reason):
            raise
        raise UnreadablePictureError(f"it is damaged ({str(reason)[:120]})") from reason


def _of_another_kind(what: str) -> UnreadablePictureError:
    return UnreadablePictureError(
        f"it is a {what} of a kind that cannot be opened here",
        "Save it as PNG or JPEG and put that into the folder.",
    )


def _decode(coded: bytes, source: SourceFile, desk: Desk) -> tuple[Picture, Image.Image]:
    image: Any = Image.open(io.BytesIO(coded), formats=_FORMATS)
    # Decoded in one go: between two blocks, a thread would queue for the interpreter.
    image.decodermaxblock = max(image.decodermaxblock, len(coded))
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnreadablePictureError(f"it has {width} x {height} pixels, more than any camera makes")
    kind, mode, frames = image.format or "", image.mode, _frames(image)
    exif, turn, shape = _exif(image), _turn(image), shape_of_pixels(image)
    _draft(image)
    trouble = None
    try:
        with whole_files():
            image.load()
    except (OSError, SyntaxError, ValueError, IndexError, EOFError):
        if kind == "TIFF" and is_rarely_packed(image):
            raise _of_another_kind("TIFF") from None
        trouble = "the file is damaged or cut off; what is there is shown"
        image = _as_much_as_there_is(coded)
    if kind == "JPEG2000":
        image = _within_range(image, coded)
    # Cut where it is already coded as a page needs it: pixels stay as the camera wrote them.
    small = max(width, height) <= PAGE_PIXELS and mode in {"RGB", "L"} and turn == 1
    kept = kind == "JPEG" and small and trouble is None and shape == 1 and not other_colours(image)
    preview = _preview(image, turn)
    seen = squared(plain(image), shape)
    if turn in ON_ITS_SIDE:
        width, height = height, width
    if max(seen.size) > PAGE_PIXELS:
        seen.thumbnail((PAGE_PIXELS, PAGE_PIXELS), Image.Resampling.BILINEAR, reducing_gap=None)
    seen = upright(seen, turn)
    jpeg, thumbnail = desk.path(source, "page.jpg"), desk.path(source, "thumbnail.jpg")
    cut = without_metadata(coded) if desk.for_pages and kept else b""
    if cut and shows_the_same(cut, image):
        jpeg.write_bytes(cut)
    elif desk.for_pages:
        _without_origin(seen).save(jpeg, "JPEG", **_coding(seen, kind))
    smaller = round(max(seen.size) / LOOK_AT)
    glance = seen.reduce(smaller) if smaller > 1 else seen
    _write_thumbnail(glance, thumbnail)
    looks = appearance(glance) if min(glance.size) > _LEAST_PIXELS else None
    return Picture(
        width, height, frames, kind, mode, exif, jpeg, thumbnail, trouble,
        looks, has_credentials(coded), preview,
    ), seen  # fmt: skip


def _within_range(image: Image.Image, coded: bytes) -> Image.Image:
    try:
        return within_range(image, coded)
    except ValueError as reason:
        raise _of_another_kind("JPEG 2000") from reason


def _coding(seen: Image.Image, kind: str) -> dict[str, int]:
    """Return how a page picture is coded: a small one costs little, and every pixel of it counts."""
    if seen.width * seen.height < _SMALL:
        return {"quality": 96, "subsampling": 0}
    return {"quality": 82 if kind in {"JPEG", "MPO", "HEIF"} else 90}


def _preview(image: Image.Image, turn: int) -> int | None:
    """Return what the small picture in the EXIF can be recognized by, cut to the shape of the picture and upright."""
    try:
        small = image.getexif().get_ifd(ExifTags.IFD.IFD1)
        start, length = small[_PREVIEW_STARTS], small[_PREVIEW_IS_LONG]
        exif = image.info["exif"].removeprefix(b"Exif\x00\x00")
        with Image.open(io.BytesIO(exif[start : start + length]), formats=("JPEG",)) as preview:
            if preview.width * preview.height > _PREVIEW_PIXELS:
                return None
            preview.load()
            # Cameras fill up a preview of another shape with black.
            wide = min(preview.width, round(preview.height * image.width / image.height))
            high = min(preview.height, round(preview.width * image.height / image.width))
            left, top = (preview.width - wide) // 2, (preview.height - high) // 2
            return likeness(upright(preview.crop((left, top, left + wide, top + high)), turn))
    except Exception:  # most pictures have none, and strangers' EXIF is often broken
        return None


def _draft(image: Image.Image) -> None:
    """Let the JPEG decoder scale while it decodes, which a 12-megapixel photo repays threefold."""
    longer = max(image.size)
    if image.format in {"JPEG", "MPO"} and longer > PAGE_PIXELS:
        scale = 0.9 * PAGE_PIXELS / longer
        # Both sides must be as large as asked for, or the decoder does not scale: keep the aspect ratio.
        image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))


def _frames(image: Image.Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:
        return 1


def _turn(image: Image.Image) -> int:
    if image.format == "TIFF":
        return 1  # Pillow turns it while it decodes, and says the size of what comes out
    try:
        turn = image.getexif().get(_ORIENTATION, 1)
    except Exception:
        return 1
    return turn if isinstance(turn, int) and 1 < turn <= max(ON_ITS_SIDE) else 1


def _write_thumbnail(seen: Image.Image, place: Path) -> None:
    # Averaged first: from twice the size on, a fine filter over so many pixels shows no difference, and costs five times as much.
    smaller = round(max(seen.size) / (1.5 * THUMBNAIL_PIXELS))
    small = seen.reduce(smaller) if smaller > 1 else seen.copy()
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    _without_origin(small).convert("RGB").save(place, "JPEG", quality=70)


def _without_origin(image: Image.Image) -> Image.Image:
    """Drop profile, EXIF and comment: they described the original, and may say where it was taken."""
    image.info = {}
    return image


def _as_much_as_there_is(coded: bytes) -> Image.Image:
    with cut_off_files():
        image = Image.open(io.BytesIO(coded), formats=_FORMATS)
        _draft(image)
        image.load()
    return image


@contextmanager
def _quiet(beginning: bytes) -> Iterator[None]:
    with without_warnings(), without_stderr() if beginning in {b"II", b"MM"} else nullcontext():
        yield


def _exif(image: Image.Image) -> tuple[tuple[str, str], ...]:
    try:
        exif = image.getexif()
        found: dict[str, Any] = {ExifTags.TAGS.get(k, str(k)): v for k, v in exif.items()}
        found |= {ExifTags.TAGS.get(k, str(k)): v for k, v in exif.get_ifd(ExifTags.IFD.Exif).items()}
        found.pop("GPSInfo", None)  # where the next ones stand
        found |= {ExifTags.GPSTAGS.get(k, str(k)): v for k, v in exif.get_ifd(ExifTags.IFD.GPSInfo).items()}
        told = tuple(
            (k, _told(v))
            for k, v in sorted(found.items())
            if isinstance(v, (str, int, float, tuple, Rational)) or k == "GPSVersionID"
        )
    except Exception:
        return ()
    return told


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value)[:200]
    if isinstance(value, bytes):
        return " ".join(map(str, value[:8]))
    return str(value).replace("\x00", " ").strip()[:200]
