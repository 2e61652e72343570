"""How a picture looks, measured on few of its pixels: sharp, light, burnt out, and what it can be recognized by."""

from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageStat

LOOK_AT = 1_024
"""Pixels on the longer side at which sharpness is measured."""
_TILES = 4
_WHITE = 250
# What a pixel differs from its four neighbours, halved and lifted so that a byte holds it.
_DIFFERS = ImageFilter.Kernel((3, 3), (0, -1, 0, -1, 4, -1, 0, -1, 0), scale=2, offset=128)


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a glance tells of a picture."""

    sharpness: float
    """Variance of the differences between neighbours, in the sharpest of eight fields: 1,000 is crisp, 10 a blur."""
    light: float
    """Average grey level, 0 to 255."""
    highlights: float
    """Grey level that only one pixel in twenty exceeds."""
    white: float
    """Share of pixels that are white, 0 to 1."""
    likeness: int
    """64 bits, of which near copies share all but a few (difference hash)."""


def appearance(image: Image.Image) -> Appearance:
    """Measure a picture in sRGB or grey."""
    smaller = round(max(image.size) / LOOK_AT)
    grey = (image.reduce(smaller) if smaller > 1 else image).convert("L")
    counts, total = grey.histogram(), grey.width * grey.height
    return Appearance(
        sharpness=_sharpness(grey),
        light=sum(level * count for level, count in enumerate(counts)) / total,
        highlights=_level_below(counts, total * 19 // 20),
        white=sum(counts[_WHITE:]) / total,
        likeness=likeness(grey),
    )


def likeness(image: Image.Image) -> int:
    """Return 64 bits that say of 8 x 8 fields whether each is lighter than the one at its left (difference hash)."""
    small = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = 9 * row + column
            bits = bits << 1 | (small[at + 1] > small[at])
    return bits


def differing(one: int, other: int) -> int:
    """Return in how many of 64 bits two likenesses differ; up to 10 is the same picture, other pictures begin at 18."""
    return (one ^ other).bit_count()


def _sharpness(grey: Image.Image) -> float:
    if min(grey.size) < 3 * _TILES:
        return 0.0
    across, down = grey.width // _TILES, grey.height // _TILES
    # Every second field, as on a chessboard, tells as much and costs half.
    tiles = (
        grey.crop((x * across, y * down, (x + 1) * across, (y + 1) * down))
        for x in range(_TILES)
        for y in range(x % 2, _TILES, 2)
    )
    # A filter leaves the outermost pixels as they are.
    inside = (1, 1, across - 1, down - 1)
    return 4 * max(ImageStat.Stat(tile.filter(_DIFFERS).crop(inside)).var[0] for tile in tiles)


def _level_below(counts: list[int], wanted: int) -> float:
    seen = 0
    for level, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return float(level)
    return 255.0
