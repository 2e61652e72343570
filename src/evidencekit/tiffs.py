"""TIFF files of kinds that nobody here can decode, told from damaged ones."""

import io
from typing import Any

from PIL import Image, TiffImagePlugin

_USUAL = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946})
"""Ways of packing that every libtiff knows."""
_COMPRESSION, _WIDTH, _HEIGHT = 259, 256, 257
_PLACES = ((273, 279), (324, 325))
"""Where the strips or the tiles stand, and how long they are."""


def is_rarely_packed(image: Image.Image) -> bool:
    """Say whether a TIFF is packed in a way that a libtiff may lack, such as WebP."""
    tags: Any = getattr(image, "tag_v2", {})
    return tags.get(_COMPRESSION, 1) not in _USUAL


def is_whole_tiff(coded: bytes) -> bool:
    """Say whether a file is a TIFF that says how large its picture is, and holds all its pixels."""
    if coded[:2] not in {b"II", b"MM"}:
        return False
    try:
        tags: Any = TiffImagePlugin.ImageFileDirectory_v2(coded[:8])
        file = io.BytesIO(coded)
        file.seek(tags.next)
        tags.load(file)
        places = next(
            ((tags[at], tags[long]) for at, long in _PLACES if at in tags and long in tags), ((), ())
        )
        ends = [at + long for at, long in zip(*places, strict=True)]
    except Exception:  # strangers' directories break in every way
        return False
    return bool(tags.get(_WIDTH) and tags.get(_HEIGHT) and ends and max(ends) <= len(coded))
