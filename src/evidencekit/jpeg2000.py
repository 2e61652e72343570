"""JPEG 2000 with more than eight bits a colour, whose brightest places Pillow turns black when it scales them to eight."""

import io
import struct
from collections.abc import Iterator

from PIL import Image, ImageChops

_BEGINNING, _TILE = b"\xff\x4f\xff\x51", 0xFF90
_SIZE, _CODING, _QUANTIZATION, _QUANTIZATION_OF_ONE = 0xFF51, 0xFF52, 0xFF5C, 0xFF5D
_COMPONENTS, _DEPTHS, _TRANSFORM = 34, 36, 9
"""Where these stand in their segments."""
_REVERSIBLE = 1
_DEPTH, _DEEPEST = 0x7F, 37
_BRIGHT = 160
"""Of the picture at half its contrast, whose values are 64 to 192."""


def within_range(image: Image.Image, coded: bytes) -> Image.Image:
    """Return a picture that was decoded, with those places white that ran over the end of the range and became black.

    Where they are shows the same file, decoded at half its contrast. Raises `ValueError` where that cannot be done.
    """
    if len(image.getbands()) == 1 or not _is_deep(coded):
        return image
    try:
        with Image.open(io.BytesIO(_at_half_contrast(coded)), formats=("JPEG2000",)) as other:
            other.load()
    except (OSError, SyntaxError, struct.error, IndexError) as reason:
        raise ValueError(str(reason)) from reason
    if (other.mode, other.size) != (image.mode, image.size):
        raise ValueError("it is another picture at half its contrast")
    bands = []
    for band, half in zip(image.split(), other.split(), strict=True):
        black = band.point([255] + [0] * 255)
        bright = half.point([255 * (value >= _BRIGHT) for value in range(256)])
        bands.append(ImageChops.lighter(band, ImageChops.multiply(black, bright)))
    mended = Image.merge(image.mode, bands)
    mended.info = image.info
    return mended


def _is_deep(coded: bytes) -> bool:
    try:
        depths = dict(_segments(coded))[_SIZE] + _DEPTHS
        return any((coded[at] & _DEPTH) >= 8 for at in _of_each_component(coded, depths))
    except (struct.error, KeyError, IndexError):
        return False


def _segments(coded: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Give marker and beginning of each segment before the first tile."""
    begin = coded.find(_BEGINNING)
    at = begin + 2 if begin >= 0 else len(coded)
    while True:
        marker, long = struct.unpack_from(">HH", coded, at)
        if marker == _TILE:
            return
        yield marker, at + 4
        at += 2 + max(long, 2)


def _of_each_component(coded: bytes | bytearray, first: int) -> range:
    (count,) = struct.unpack_from(">H", coded, first - _DEPTHS + _COMPONENTS)
    return range(first, first + 3 * min(count, 4), 3)


def _at_half_contrast(coded: bytes) -> bytes:
    """Change the head of a file, so that all its values come out half as far from the middle.

    What is coded without loss is said to have a bit more than it has. What is coded with loss has its steps halved, and a
    guard bit less, so that as many bits of each coefficient are read as before.
    """
    changed = bytearray(coded)
    segments = list(_segments(coded))
    places = dict(segments)
    if _CODING not in places:
        raise ValueError("it does not say how it is coded")
    if coded[places[_CODING] + _TRANSFORM] == _REVERSIBLE:
        for at in _of_each_component(coded, places[_SIZE] + _DEPTHS):
            if (coded[at] & _DEPTH) >= _DEEPEST:
                raise ValueError("it has more bits than can be")
            changed[at] += 1
        return bytes(changed)
    for marker, at in segments:
        if marker in {_QUANTIZATION, _QUANTIZATION_OF_ONE}:
            (long,) = struct.unpack_from(">H", coded, at - 2)
            _halve_steps(changed, at + (marker == _QUANTIZATION_OF_ONE), at - 2 + long)
    return bytes(changed)


def _halve_steps(changed: bytearray, at: int, end: int) -> None:
    guard, style = divmod(changed[at], 32)
    if not guard or not style:
        raise ValueError("its steps cannot be halved")
    changed[at] = 32 * (guard - 1) + style
    for place in range(at + 1, end - 1, 2):
        (step,) = struct.unpack_from(">H", changed, place)
        # The upper five bits are the exponent of what divides.
        struct.pack_into(">H", changed, place, min(step + (1 << 11), 0xFFFF))
