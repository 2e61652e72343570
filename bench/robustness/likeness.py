"""How alike two pictures look: structural similarity in luminance, and the reference that a page is held against."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageFile, ImageOps

_WINDOW = 8
_LONGER = 1000
"""Pixels of the longer side at which pictures are compared."""


def structural_similarity(one: Image.Image, other: Image.Image) -> float:
    """Return the mean structural similarity (Wang et al. 2004, windows of 8 pixels) of two pictures, in luminance.

    Both are brought to the smaller one's size, of at most 1000 pixels on the longer side.
    """
    wide = min(one.width, other.width)
    high = min(one.height, other.height)
    scale = min(1.0, _LONGER / max(wide, high))
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    a, b = (_luminance(image, size) for image in (one, other))
    if min(a.shape) < _WINDOW:
        pad = [(0, max(0, _WINDOW - side)) for side in a.shape]
        a, b = np.pad(a, pad, mode="edge"), np.pad(b, pad, mode="edge")
    mean_a, mean_b = _means(a), _means(b)
    var_a, var_b = _means(a * a) - mean_a**2, _means(b * b) - mean_b**2
    both = _means(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = ((2 * mean_a * mean_b + c1) * (2 * both + c2)) / (
        (mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2)
    )
    return float(alike.mean())


def _luminance(image: Image.Image, size: tuple[int, int]) -> Any:
    grey = image.convert("L")
    return np.asarray(grey.resize(size, Image.Resampling.LANCZOS) if grey.size != size else grey, float)


def _means(values: Any) -> Any:
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    n = _WINDOW
    return (sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]) / (n * n)


def reference(file: Path) -> Image.Image:
    """Return a picture as it should be seen, made without the program: upright, sRGB, eight bits, alpha on white."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    image = Image.open(file)
    image.load()
    profile = image.info.get("icc_profile")
    # Pillow turns a TIFF while it decodes, and says so by taking the tag out.
    return _eight_bits(_srgb(ImageOps.exif_transpose(image), profile))


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    srgb = ImageCms.createProfile("sRGB")
    if image.mode == "LAB":
        return (
            ImageCms.profileToProfile(image, ImageCms.createProfile("LAB"), srgb, outputMode="RGB") or image
        )
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, given, srgb, outputMode=mode) or image
    except ImageCms.PyCMSError:
        return image


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, float)
        highest = float(values.max(initial=0))
        sixteen = image.mode.startswith("I;16") or (image.mode == "I" and 255 < highest <= 65535)
        top = 65535 if sixteen else max(highest, 1.0)
        return Image.fromarray(np.clip(values * 255 / top, 0, 255).astype("uint8"))
    if "A" in image.mode or "a" in image.mode or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")
