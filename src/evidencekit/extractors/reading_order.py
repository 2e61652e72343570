"""Lines as a recognizer found them -> rows in reading order: upright, straightened, left to right."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from evidencekit.model.seen import LEGIBLE, Quad, SeenLine, SeenPage, Word

_COLUMN = 1.5
"""Gap between two pieces of a row, in line heights, that is more than a space."""
_SHARES = 0.5
"""Two pieces stand in one row where their middles are less than this times the lower one's height apart."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line in the frame of the straightened page: x along its lines, y downwards, in pixels."""

    line: SeenLine
    left: float
    right: float
    middle: float
    height: float


def in_reading_order(lines: Iterable[SeenLine], size: tuple[int, int], page: int) -> tuple[str, SeenPage]:
    """Return the text of a picture of that size, row by row, and where its words stand.

    A wide gap within a row becomes three spaces, as between the columns of a table. Lines that run another way than most,
    such as print along an edge, come last.
    """
    legible = [line for line in lines if line.score >= LEGIBLE and line.text.strip()]
    turn = _turn(legible)
    along = [line for line in legible if _quarter(line) == turn]
    across = sorted(
        (line for line in legible if _quarter(line) != turn), key=lambda line: (_quarter(line), line.quad)
    )
    angle = turn * math.pi / 2 + _tilt(along, turn)
    rows = _rows([_piece(line, angle) for line in along])
    text = "\n".join((*map(_text, rows), *(line.text for line in across)))
    read = [*([p.line for p in row] for row in rows), *([line] for line in across)]
    placed = tuple(tuple(word for line in row for word in _words(line, size)) for row in read)
    return text, SeenPage(page, -90 * turn % 360, placed)


def _direction(line: SeenLine) -> float:
    """Return where a line runs to, as an angle: 0 to the right, a right angle downwards."""
    q = line.quad
    return math.atan2(q[3] - q[1] + q[5] - q[7], q[2] - q[0] + q[4] - q[6])


def _length(line: SeenLine) -> float:
    return math.hypot(line.quad[2] - line.quad[0], line.quad[3] - line.quad[1])


def _quarter(line: SeenLine) -> int:
    """Return in how many quarter turns clockwise from the right a line runs."""
    return round(_direction(line) / (math.pi / 2)) % 4


def _turn(lines: list[SeenLine]) -> int:
    """Return the quarter turn of most of what is written."""
    lengths = [0.0, 0.0, 0.0, 0.0]
    for line in lines:
        lengths[_quarter(line)] += _length(line) * line.score
    return max(range(4), key=lambda quarter: (lengths[quarter], -quarter))


def _tilt(lines: list[SeenLine], turn: int) -> float:
    """Return by how much the page is askew, by the length of its lines the middle one: a few short ones at odds do not count."""
    by_tilt = sorted(
        (math.remainder(_direction(line) - turn * math.pi / 2, math.tau), _length(line)) for line in lines
    )
    half, so_far = sum(length for _, length in by_tilt) / 2, 0.0
    for tilt, length in by_tilt:
        so_far += length
        if so_far >= half:
            return tilt
    return 0.0


def _piece(line: SeenLine, angle: float) -> _Piece:
    """Turn a line back by the angle at which its page's lines run."""
    cos, sin = math.cos(-angle), math.sin(-angle)
    q = line.quad
    points = [(q[i] * cos - q[i + 1] * sin, q[i] * sin + q[i + 1] * cos) for i in range(0, 8, 2)]
    left, right = (points[0][0] + points[3][0]) / 2, (points[1][0] + points[2][0]) / 2
    middle = sum(y for _, y in points) / 4
    return _Piece(line, left, right, middle, max(1.0, math.dist(points[0], points[3])))


def _rows(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Group pieces that stand side by side; a row takes one that is level with the row's piece nearest to it."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=attrgetter("middle", "left")):
        fitting = [
            row for row in rows[-3:] if _level(_nearest(row, piece), piece) and not _covered(row, piece)
        ]
        if fitting:
            min(fitting, key=lambda row: abs(_nearest(row, piece).middle - piece.middle)).append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=attrgetter("left", "middle"))
    rows.sort(key=lambda row: sum(p.middle for p in row) / len(row))
    return rows


def _nearest(row: list[_Piece], piece: _Piece) -> _Piece:
    return min(row, key=lambda p: max(p.left - piece.right, piece.left - p.right))


def _level(one: _Piece, other: _Piece) -> bool:
    return abs(one.middle - other.middle) < _SHARES * min(one.height, other.height)


def _covered(row: list[_Piece], piece: _Piece) -> bool:
    """Say whether a piece of the row stands where this one stands: the two are above each other, not side by side."""
    return any(
        min(p.right, piece.right) - max(p.left, piece.left)
        > 0.5 * min(p.right - p.left, piece.right - piece.left)
        for p in row
    )


def _text(row: list[_Piece]) -> str:
    text = row[0].line.text
    for before, piece in pairwise(row):
        gap = piece.left - before.right
        text += ("   " if gap > _COLUMN * min(before.height, piece.height) else " ") + piece.line.text
    return text


def _words(line: SeenLine, size: tuple[int, int]) -> tuple[Word, ...]:
    """Cut a line's box where its words begin and end, and measure it in fractions of the picture."""
    x0, y0, x1, y1, x2, y2, x3, y3 = line.quad
    wide, high = size
    words = []
    for text, begin, end in line.words:
        corners = (
            x0 + (x1 - x0) * begin, y0 + (y1 - y0) * begin, x0 + (x1 - x0) * end, y0 + (y1 - y0) * end,
            x3 + (x2 - x3) * end, y3 + (y2 - y3) * end, x3 + (x2 - x3) * begin, y3 + (y2 - y3) * begin,
        )  # fmt: skip
        quad: Quad = tuple(round(v / (high if i % 2 else wide), 5) for i, v in enumerate(corners))  # type: ignore[assignment]
        words.append(Word(text, quad, round(line.score, 3)))
    return tuple(words)
