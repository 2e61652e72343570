"""The geometry of pages: visible box, turn and unit, as a reader sees them."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in the page's own units."""

ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""


@dataclass(frozen=True)
class Sheet:
    """A page as a reader sees it: its visible box, how it is turned, and how large its unit is."""

    box: Box
    turn: int
    unit: float

    @cached_property
    def wide(self) -> float:
        """Width as displayed."""
        left, bottom, right, top = self.box
        return right - left if self.turn in {0, 180} else top - bottom

    @cached_property
    def high(self) -> float:
        """Height as displayed."""
        left, bottom, right, top = self.box
        return top - bottom if self.turn in {0, 180} else right - left

    @property
    def matrix(self) -> tuple[float, ...]:
        """From displayed places, counted from the lower left, to places on the page."""
        left, bottom, right, top = self.box
        return {
            90: (0.0, 1.0, -1.0, 0.0, right, bottom),
            180: (-1.0, 0.0, 0.0, -1.0, right, top),
            270: (0.0, -1.0, 1.0, 0.0, left, top),
        }.get(self.turn, (1.0, 0.0, 0.0, 1.0, left, bottom))

    def place(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a displayed box in the page's own units."""
        a, b, c, d, e, f = self.matrix
        x1, y1 = a * left + c * bottom + e, b * left + d * bottom + f
        x2, y2 = a * right + c * top + e, b * right + d * top + f
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def longer(self, by: float) -> "Sheet":
        """Return the sheet with a strip added at its displayed foot."""
        left, bottom, right, top = self.box
        grown = {
            90: (left, bottom, right + by, top),
            180: (left, bottom, right, top + by),
            270: (left - by, bottom, right, top),
        }.get(self.turn, (left, bottom - by, right, top))
        return Sheet(grown, self.turn, self.unit)


def sheet_of(page: Any) -> Sheet:
    """Read a page's geometry; what is missing or makes no sense counts as an upright page of US letter size, as viewers do."""
    media = box_of(page.get("/MediaBox")) or (0.0, 0.0, 612.0, 792.0)
    crop = box_of(page.get("/CropBox")) or media
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        box = media
    return Sheet(box, round(number_of(page.get("/Rotate"), 0) / 90) * 90 % 360, _unit(page.get("/UserUnit")))


def box_of(values: Any) -> Box | None:
    """Read a rectangle however its corners are given; None where it is none."""
    try:
        x1, y1, x2, y2 = (float(v) for v in values)
    except ODD:
        return None
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    sound = (
        all(math.isfinite(v) and abs(v) < 1e6 for v in box) and box[2] - box[0] >= 1 and box[3] - box[1] >= 1
    )
    return box if sound else None


def number_of(value: Any, otherwise: float) -> float:
    """Read a number; return `otherwise` where it is none."""
    try:
        number = float(value)
    except ODD:
        return otherwise
    return number if math.isfinite(number) else otherwise


def _unit(value: Any) -> float:
    unit = number_of(value, 1.0)
    return unit if 0.01 <= unit <= 1000 else 1.0


def touch(one: Box, other: Box) -> bool:
    """Say whether two boxes have a place in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
