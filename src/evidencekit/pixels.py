"""What is done to pixels before anyone sees them: sRGB or grey, no alpha, eight bits, upright."""

import io

from PIL import Image, ImageCms

_EIGHT_BITS, _SIXTEEN_BITS = 255, 65535
_ORIENTATION = 0x0112
_LEAST_SHAPE, _MOST_SHAPE = 1.03, 4.0
"""Of pixels: below, nobody sees it; above, the file says something that cannot be."""
_MOST_PIXELS = 220_000_000
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ON_ITS_SIDE = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height."""


def upright(image: Image.Image, turn: int) -> Image.Image:
    """Return the picture as its EXIF orientation says it should be seen; an invalid one changes nothing."""
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def plain(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB or grey, eight bits a channel, with what was transparent on white."""
    if other_colours(image):
        image = _to_srgb(image)
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(image)
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    if image.mode in {"RGB", "L"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def shape_of_pixels(image: Image.Image) -> float:
    """Return how much higher than wide each pixel is, where the file says so: a fax has 204 dots an inch across and 98 down.

    To be asked before a TIFF is decoded: afterwards its orientation is gone.
    """
    if image.format not in {"TIFF", "PNG", "JPEG"}:
        return 1.0
    said = image.info.get("dpi") or image.info.get("resolution")
    if image.format == "JPEG":
        said = image.info.get("jfif_density")
    elif image.format == "PNG" and said is None:
        said = image.info.get("aspect")
    try:
        across, down = map(float, said or ())
        shape = across / down
    except (TypeError, ValueError, ZeroDivisionError):
        return 1.0
    if image.format == "TIFF" and image.getexif().get(_ORIENTATION) in ON_ITS_SIDE:
        shape = 1 / shape if shape else 0.0
    return shape if _LEAST_SHAPE < max(shape, 1 / (shape or 1)) < _MOST_SHAPE else 1.0


def squared(image: Image.Image, shape: float) -> Image.Image:
    """Return a picture with square pixels; it grows, so that nothing of it is lost."""
    wide, high = image.size
    if shape == 1.0 or wide * high * max(shape, 1 / shape) > _MOST_PIXELS:
        return image
    size = (wide, round(high * shape)) if shape > 1 else (round(wide / shape), high)
    return image.resize(size, Image.Resampling.BICUBIC)


def other_colours(image: Image.Image) -> bool:
    """Say whether the picture brings a colour profile other than sRGB."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L", "LAB"}:
        return False
    named = profile[:4096]
    # Version 4 profiles write their name in UTF-16.
    return b"sRGB" not in named and "sRGB".encode("utf-16-be") not in named


def _to_srgb(image: Image.Image) -> Image.Image:
    kept = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        turned = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=kept)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a broken profile, or one for other channels: the colours as they are coded
    return turned or image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16 bits to 8 by the full range; other depths have none, so the brightest pixel becomes white."""
    real = image.convert("F")
    _, high = real.getextrema()
    brightest = float(high) if isinstance(high, (int, float)) else 0.0
    sixteen = image.mode.startswith("I;16") or (
        image.mode == "I" and _EIGHT_BITS < brightest <= _SIXTEEN_BITS
    )
    top = _SIXTEEN_BITS if sixteen else max(brightest, 1.0)
    return real.point(lambda value: value * (_EIGHT_BITS / top) + 0.0).convert("L")
