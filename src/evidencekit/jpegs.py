"""JPEGs as they are coded: what is no picture is cut out, and no pixel is touched."""

import io
import re

from PIL import Image, ImageChops, ImageStat

_MARK, _START_OF_SCAN, _END_OF_IMAGE, _ADOBE, _COMMENT = 0xFF, 0xDA, 0xD9, 0xEE, 0xFE
_METADATA = frozenset({*range(0xE1, 0xF0), _COMMENT}) - {_ADOBE}
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_GLANCE, _SAME = (32, 32), 6.0
"""Size at which two codings of a picture are compared, and the mean difference of a channel up to which they are one."""


def without_metadata(jpeg: bytes) -> bytes:
    """Cut out of a JPEG what is not picture, and what stands after it; pixels stay as coded.

    JFIF and Adobe's colour transform are needed to read the pixels, and stay.
    """
    out, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == _MARK:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == _END_OF_IMAGE:
            break
        end = at + 2 + length
        if marker == _START_OF_SCAN:
            found = _NEXT_MARKER.search(jpeg, end)
            end = found.start() if found else len(jpeg)
        if marker not in _METADATA:
            out += jpeg[at:end]
        at = end
    return bytes(out) + b"\xff\xd9"


def shows_the_same(jpeg: bytes, image: Image.Image) -> bool:
    """Say whether what was cut out of a strange file still opens, and shows the same picture."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as cut:
            if cut.size != image.size:
                return False
            cut.draft(cut.mode, (max(1, cut.width // 8), max(1, cut.height // 8)))
            glance = cut.convert("RGB").resize(_GLANCE)
    except (OSError, SyntaxError, ValueError):
        return False
    apart = ImageChops.difference(glance, image.reduce(8).convert("RGB").resize(_GLANCE))
    return max(ImageStat.Stat(apart).mean) < _SAME
