"""What OCR saw: words on a page or picture, where they stand, and how sure their characters are."""

from dataclasses import dataclass

Quad = tuple[float, float, float, float, float, float, float, float]
"""Four corners as x, y from the upper left, in reading direction: start above, end above, end below, start below."""

LEGIBLE = 0.5
"""Lines whose characters are less sure than this on average are not text for anybody."""


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A run of characters as a recognizer gives it, in pixels of the picture that it was given."""

    text: str
    score: float
    """0 to 1, the mean over its characters."""
    quad: Quad
    words: tuple[tuple[str, float, float], ...]
    """Each word, and where it begins and ends along the line, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page."""

    text: str
    quad: Quad
    """In fractions of the page's width and height as it is displayed."""
    score: float


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page or picture whose text was read off its pixels."""

    page: int
    """From 1."""
    turn: int
    """By how many degrees clockwise it would have to be turned to be upright: 0, 90, 180 or 270."""
    lines: tuple[tuple[Word, ...], ...]
    """In reading order."""

    @property
    def score(self) -> float:
        """How sure its characters are on average, 0 to 1; 0 where there are none."""
        words = [w for line in self.lines for w in line]
        characters = sum(len(w.text) for w in words)
        return sum(w.score * len(w.text) for w in words) / characters if characters else 0.0

    def score_of(self, text: str) -> float:
        """Return how sure the line is on which a text stands; of one that stands on no line as it is, the whole page."""
        wanted = "".join(text.split()).casefold()
        found = [
            min(w.score for w in line)
            for line in self.lines
            if wanted and wanted in "".join(w.text for w in line).casefold()
        ]
        return max(found, default=self.score)
