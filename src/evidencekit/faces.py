"""Faces on pages: where they are, as far as a detector sees them that was made for faces seen from the front."""

from collections.abc import Collection, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from evidencekit.underway import get_on

_LONGEST_SIDE = 1600
"""Pixels of a page's picture; faces of 40 and more are found on it."""
_UP, _DOWN, _ASIDE = 0.55, 0.3, 0.35
"""Of a face that was found, covered around it: what is found reaches from the brows to the chin."""


class Face(NamedTuple):
    """A head on a page, in hundredths of its width and height from the upper left corner."""

    page: int
    """From 1."""
    left: float
    top: float
    width: float
    height: float


def missing() -> str | None:
    """Say what must be installed for faces to be found; None where nothing is missing."""
    return None if find_spec("dlib") and find_spec("numpy") else 'pip install "evidencekit[faces]"'


def faces_on(pdf: Path, *, without: Collection[int] = ()) -> Iterator[Face]:
    """Give the faces on a file's pages but for those `without`; a face from the side, or half hidden, is not found.

    The detector is dlib's: gradients in a sliding window (N. Dalal, B. Triggs, CVPR 2005; D. King, arXiv:1502.00046).
    """
    import dlib
    import numpy as np
    import pypdfium2

    detector = dlib.get_frontal_face_detector()
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(1, len(document) + 1):
            if number in without:
                continue
            get_on()
            page = document[number - 1]
            scale = _LONGEST_SIDE / max(1.0, *page.get_size())
            picture = np.ascontiguousarray(page.render(scale=scale).to_pil().convert("RGB"))
            high, wide = picture.shape[:2]
            for found in detector(picture, 1):
                left, top = max(0.0, found.left() - _ASIDE * found.width()), max(0.0, found.top() - _UP * found.height())  # fmt: skip
                right = min(float(wide), found.right() + _ASIDE * found.width())
                bottom = min(float(high), found.bottom() + _DOWN * found.height())
                yield Face(number, 100 * left / wide, 100 * top / high, 100 * (right - left) / wide, 100 * (bottom - top) / high)  # fmt: skip
    finally:
        document.close()
