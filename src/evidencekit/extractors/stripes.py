"""Where a picture has stripes side by side, as the bars of a label have: a cheap look before costly ones."""

from collections.abc import Iterator

from PIL import Image, ImageChops

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""

_LOOK_AT = 640
"""Pixels on the longer side at which stripes are looked for."""
_CELL = 16
"""Pixels of a cell's side, in which the changes of brightness are averaged."""
FAINT, CLEAR = (24, 2.5), (35, 4.0)
"""Average change, in grey levels, from one pixel to the next across the stripes, and how many times that along them.

Lines of large print change as much as faint bars do; among photos, which are many, only clear ones are worth a look.
"""
_LEAST, _ABREAST = 4, 3
"""Cells of a field of stripes, and cells across its stripes: a box's edge is long, but one stripe."""


def striped(image: Image.Image, most: int, how_clear: tuple[float, float] = FAINT) -> Iterator[Box]:
    """Return fields of stripes, upright or lying, the larger ones first, with room around them."""
    busy, one_way = how_clear
    scale = max(1, round(max(image.size) / _LOOK_AT))
    small = image.reduce(scale)
    wide, high = small.width // _CELL, small.height // _CELL
    if wide < 2 or high < 2:
        return
    across, down = (_changes(small, step, (wide, high)) for step in ((1, 0), (0, 1)))
    fields = []
    for axis, (one, other) in enumerate(((across, down), (down, across))):
        cells = {
            (n % wide, n // wide)
            for n, (a, b) in enumerate(zip(one, other, strict=True))
            if a >= busy and a >= one_way * b
        }
        fields += [f for f in _joined(cells) if len(f) >= _LEAST and len({c[axis] for c in f}) >= _ABREAST]
    for field in sorted(fields, key=len, reverse=True)[:most]:
        left, right = min(x for x, _ in field), max(x for x, _ in field)
        top, bottom = min(y for _, y in field), max(y for _, y in field)
        room = _CELL * scale
        yield (
            max(0, (left - 2) * room),
            max(0, (top - 1) * room),
            min(image.width, (right + 3) * room),
            min(image.height, (bottom + 2) * room),
        )


def _changes(image: Image.Image, step: tuple[int, int], cells: tuple[int, int]) -> bytes:
    """Return how much brightness changes from each pixel to the next one, averaged over each cell."""
    changed = ImageChops.difference(image, ImageChops.offset(image, *step))
    return changed.crop((0, 0, cells[0] * _CELL, cells[1] * _CELL)).reduce(_CELL).tobytes()


def _joined(cells: set[tuple[int, int]]) -> Iterator[set[tuple[int, int]]]:
    """Join cells that touch."""
    left = set(cells)
    while left:
        start = min(left)
        left.discard(start)
        field, border = {start}, [start]
        while border:
            x, y = border.pop()
            touching = {(x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left
            left -= touching
            field |= touching
            border += touching
        yield field
