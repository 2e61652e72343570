"""One printed page of an invoice: its rows, the labels in them, and what stands beside, right of and below a label."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidencekit.extractors.invoices.labels import Label, labels_in
from evidencekit.extractors.layout import Cell, Row, Rows

_LINK = re.compile(r"[\s:./&,()#-]*(?:\b(?:and|und|et|y|e|en|i)\b)?[\s:./&,()#-]*", re.IGNORECASE)
_SLACK = 2.0
"""Points by which a value may miss the label that it stands below."""
_COMMON = frozenset(
    [
        "number_weak",
        "number_of_document",
        "date_weak",
        "total_weak",
        "amount_due",
        "net",
        "tax",
        "prepaid",
        "seller",
        "buyer",
        "charge",
        "discount",
        "name_of_party",
    ]
)
"""Fields whose labels are words that also stand in sentences."""
_FEW_WORDS = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A label on a page."""

    label: Label
    row: int
    cell: int

    def is_(self, *fields: str) -> bool:
        """Say whether it may introduce one of them."""
        return self.label.is_(*fields)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as rows of cells, with its labels."""

    number: int
    """From 1."""
    rows: Rows
    spots: dict[tuple[int, int], tuple[Spot, ...]]
    """By row and cell, from left to right."""

    def find(self, *fields: str) -> Iterator[Spot]:
        """Give the labels that may introduce one of the fields, where they stand as labels do and not in a sentence."""
        for spots in self.spots.values():
            for spot in spots:
                if spot.is_(*fields) and self._stands(spot):
                    yield spot

    def cell(self, spot: Spot) -> Cell:
        """Return the cell in which a label stands."""
        return self.rows[spot.row][spot.cell]

    def beside(self, spot: Spot, *, linked: bool = False) -> str:
        """Return what follows a label in its own cell, up to the next label.

        `linked` skips labels that follow at once, as in `Number / Date: 17 / 3 May 2026`.
        """
        text, end = self.cell(spot).text, spot.label.end
        for other in self.spots[spot.row, spot.cell]:
            if other.label.start < end:
                continue
            if not linked or not _LINK.fullmatch(text, end, other.label.start):
                return text[end : other.label.start]
            end = other.label.end
        return text[end:]

    def named_beside(self, spot: Spot) -> str:
        """Return what follows a label in its own cell, up to a label with a colon: names hold words that are labels too."""
        text = self.cell(spot).text
        ends = (
            other.label.start
            for other in self.spots[spot.row, spot.cell]
            if other.label.start >= spot.label.end and text[other.label.end :].lstrip()[:1] in {":", "："}
        )
        return text[spot.label.end : min(ends, default=None)]

    def right(self, spot: Spot) -> Row:
        """Return the cells right of a label's cell, up to one that begins with a label."""
        row = self.rows[spot.row]
        end = next((n for n in range(spot.cell + 1, len(row)) if self.is_labelled(spot.row, n)), len(row))
        return row[spot.cell + 1 : end]

    def below(self, spot: Spot, reach: float = 3.5) -> Iterator[tuple[int, int]]:
        """Give row and place of the cells under a label, as far down as `reach` lines; one a row, the one most below it."""
        cell = self.cell(spot)
        left, right = cell.part(spot.label.start, spot.label.end)
        limit = cell.bottom + reach * max(6.0, cell.bottom - cell.top)
        for number in range(spot.row + 1, len(self.rows)):
            row = self.rows[number]
            if row[0].top > limit:
                return
            shared, place = max((min(c.right, right) - max(c.left, left), n) for n, c in enumerate(row))
            if shared > -_SLACK:
                yield number, place

    def is_labelled(self, row: int, cell: int) -> bool:
        """Say whether a cell begins with a label."""
        spots = self.spots.get((row, cell))
        return spots is not None and spots[0].label.start == 0

    def in_row(self, row: int) -> Iterator[Spot]:
        """Give the labels of one row."""
        for cell in range(len(self.rows[row])):
            yield from self.spots.get((row, cell), ())

    def _stands(self, spot: Spot) -> bool:
        """Say whether a label has a colon behind it, or stands first: a common word at once, others after two words at most."""
        text = self.cell(spot).text
        if text[spot.label.end :].lstrip()[:1] in {":", "：", "#"}:
            return True
        if not spot.label.fields.isdisjoint(_COMMON):
            return not re.search(r"[^\W\d_]", text[: spot.label.start])
        start = max(
            (o.label.end for o in self.spots[spot.row, spot.cell] if o.label.end <= spot.label.start),
            default=0,
        )
        return len(re.findall(r"[^\W\d_]{2,}", text[start : spot.label.start])) <= _FEW_WORDS


def page_of(number: int, rows: Rows) -> Page:
    """Find the labels of a page."""
    spots: dict[tuple[int, int], tuple[Spot, ...]] = {}
    for row, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if labels := labels_in(cell.text):
                spots[row, place] = tuple(Spot(label, row, place) for label in labels)
    return Page(number, rows, spots)


def joined(row: Iterable[Cell]) -> str:
    """Return a row as one line."""
    return "   ".join(cell.text for cell in row)
