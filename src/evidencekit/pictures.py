"""Pictures, opened once for every reader: upright, sRGB or grey, alpha on white, small enough for a page."""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageFile, UnidentifiedImageError

from evidencekit.desk import Desk
from evidencekit.model.evidence import SourceFile

PAGE_PIXELS = 2126
"""The longer side of a picture on a page: 180 mm at 300 dpi, the most that guidance on electronic bundles asks for."""

THUMBNAIL_PIXELS = 320

MAX_PIXELS = 220_000_000
"""Above this a picture is explained, not opened: 200 megapixels are real cameras, 400 are decompression bombs."""

Image.MAX_IMAGE_PIXELS = None  # the limit above is checked before any pixel is decoded

_ORIENTATION = 0x0112
_GRAY_MODES = frozenset({"1", "L", "I;16", "I;16B", "I", "F"})


class UnreadablePictureError(Exception):
    """The picture cannot be opened at all; the message says why, for a person."""


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
    """Upright, with at most `PAGE_PIXELS` on the longer side."""
    thumbnail: Path
    trouble: str | None = None
    """What is wrong although it could be opened."""

    def tag(self, name: str) -> str | None:
        """Return one EXIF tag as text, or None."""
        return next((value for key, value in self.exif if key == name), None)


def open_picture(source: SourceFile, desk: Desk) -> Picture:
    """Open a picture, or hand out what was made of it before; raise `UnreadablePictureError` with the reason."""
    known = desk.memory.get(source.sha256)
    if isinstance(known, Picture):
        return known
    if isinstance(known, UnreadablePictureError):
        raise known
    try:
        picture = _open(source, desk)
    except UnreadablePictureError as reason:
        desk.memory[source.sha256] = reason
        raise
    desk.memory[source.sha256] = picture
    return picture


def _open(source: SourceFile, desk: Desk) -> Picture:
    _register()
    coded = source.location.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decode(coded, source, desk)
    except UnidentifiedImageError as reason:
        raise UnreadablePictureError("its content is not a picture that can be opened; it may be damaged") from reason
    except MemoryError as reason:
        raise UnreadablePictureError("opening it needs more memory than there is") from reason
    except UnreadablePictureError:
        raise
    except Exception as reason:  # decoders of strangers' files raise all sorts
        raise UnreadablePictureError(f"it is damaged ({str(reason)[:120]})") from reason


def _register() -> None:
    import pi_heif

    pi_heif.register_heif_opener()


def _decode(coded: bytes, source: SourceFile, desk: Desk) -> Picture:
    image = Image.open(io.BytesIO(coded))
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnreadablePictureError(f"it has {width} x {height} pixels, more than any camera makes")
    frames, kind, mode = getattr(image, "n_frames", 1), image.format or "", image.mode
    exif = _exif(image)
    turn = image.getexif().get(_ORIENTATION, 1)
    trouble = None
    if kind == "JPEG" and max(width, height) > PAGE_PIXELS:
        scale = PAGE_PIXELS / max(width, height)
        # A true aspect ratio, or the decoder does not scale; the next larger power of two is what it gives.
        image.draft(None, (max(1, int(width * scale * 0.9)), max(1, int(height * scale * 0.9))))
    try:
        image.load()
    except OSError:
        trouble = "the file is damaged or cut off; what is there is shown"
        image = _as_much_as_there_is(coded)
    seen = _plain(image)
    if turn in range(2, 9):
        seen = _upright(seen, int(turn))
        if turn >= 5:
            width, height = height, width
    if max(seen.size) > PAGE_PIXELS:
        seen.thumbnail((PAGE_PIXELS, PAGE_PIXELS), Image.Resampling.BILINEAR, reducing_gap=None)
    jpeg, thumbnail = desk.path(source, "page.jpg"), desk.path(source, "thumbnail.jpg")
    untouched = kind in {"JPEG", "MPO"} and turn == 1 and mode in {"RGB", "L"} and max(width, height) <= PAGE_PIXELS
    if untouched and trouble is None and not image.info.get("icc_profile"):
        jpeg.write_bytes(without_metadata(coded))
    else:
        seen.save(jpeg, "JPEG", quality=82 if kind in {"JPEG", "MPO", "HEIF"} else 90)
    small = seen.reduce(max(1, max(seen.size) // (2 * THUMBNAIL_PIXELS)))
    small.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
    small.convert("RGB").save(thumbnail, "JPEG", quality=70)
    desk.memory["last picture"] = (source.sha256, seen)
    return Picture(width, height, frames, kind, mode, exif, jpeg, thumbnail, trouble)


def pixels(source: SourceFile, desk: Desk) -> Image.Image:
    """Return the page picture's pixels; the one opened last needs no second decoding."""
    picture = open_picture(source, desk)
    last = desk.memory.get("last picture")
    if isinstance(last, tuple) and last[0] == source.sha256:
        image: Image.Image = last[1]
        return image
    return Image.open(picture.jpeg)


def without_metadata(jpeg: bytes) -> bytes:
    """Cut the APPn and comment segments out of a JPEG, all but JFIF and Adobe's colour transform; pixels stay as coded."""
    out, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xDA:
            break
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            out += jpeg[at : at + 2 + length]
        at += 2 + length
    return bytes(out + jpeg[at:])


def _as_much_as_there_is(coded: bytes) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = Image.open(io.BytesIO(coded))
        image.load()
        return image
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _plain(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB or grey, without alpha."""
    profile = image.info.get("icc_profile")
    if profile and b"sRGB" not in profile[:4096] and image.mode in {"RGB", "CMYK", "L", "LAB"}:
        image = _to_srgb(image, profile)
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        low, high = image.getextrema()
        top = 65535.0 if image.mode.startswith("I;16") else float(high or 1)  # type: ignore[arg-type]
        return image.convert("F").point(lambda value: value * (255.0 / top) + 0.0).convert("L") if low != high else image.convert("L")
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    if image.mode in {"RGB", "L"}:
        return image
    return image.convert("L" if image.mode in _GRAY_MODES else "RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return turned or image


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, turn: int) -> Image.Image:
    return image.transpose(_TURNS[turn])


def _exif(image: Image.Image) -> tuple[tuple[str, str], ...]:
    try:
        exif = image.getexif()
        found: dict[str, Any] = {ExifTags.TAGS.get(k, str(k)): v for k, v in exif.items()}
        found.update({ExifTags.TAGS.get(k, str(k)): v for k, v in exif.get_ifd(ExifTags.IFD.Exif).items()})
        found.update({ExifTags.GPSTAGS.get(k, str(k)): v for k, v in exif.get_ifd(ExifTags.IFD.GPSInfo).items()})
    except Exception:  # broken EXIF says nothing, and stops nothing
        return ()
    return tuple((k, str(v).strip("\x00 ")[:200]) for k, v in sorted(found.items()) if isinstance(v, (str, int, float, tuple)))


MAX_FRAMES = 200


def frame_pictures(source: SourceFile, desk: Desk) -> tuple[Path, ...]:
    """Return a page picture for each page of a TIFF, up to a limit; a page that is damaged ends it."""
    made = []
    with Image.open(source.location) as image:
        for number in range(min(getattr(image, "n_frames", 1), MAX_FRAMES)):
            try:
                image.seek(number)
                if image.width * image.height > MAX_PIXELS:
                    break
                turn = int(image.getexif().get(_ORIENTATION, 1))
                seen = _plain(image.copy())
            except (OSError, EOFError, ValueError, SyntaxError):
                break
            seen = _upright(seen, turn) if turn in _TURNS else seen
            seen.thumbnail((PAGE_PIXELS, PAGE_PIXELS))
            made.append(desk.path(source, f"page-{number + 1}.jpg"))
            seen.save(made[-1], "JPEG", quality=88)
    return tuple(made)
