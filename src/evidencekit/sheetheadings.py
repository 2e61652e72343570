"""What stands above the columns of a sheet of cases, and in which manner its cells are read."""

from dataclasses import dataclass, replace
from typing import Protocol

from evidencekit.errors import CaseError
from evidencekit.sheetcells import Cell
from evidencekit.sheetcolumns import Column, UnknownColumnError, column_of

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A cell's place, as a person finds it."""

    sheet: str
    row: int
    at: int
    """From 1."""
    heading: str

    def fault(self, cell: Cell, what: str) -> str:
        """Say what is wrong with a cell."""
        place = f"{self.sheet} row {self.row}, column {self.heading} ({letters(self.at)})"
        return f"{place}, {_shortened(cell)!r}: {what}{'' if what.endswith('?') else '.'}"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a column, and the columns of a sheet of cases that it is; none where it is not read."""

    shown: str
    columns: tuple[Column, ...]


class _AsWritten:
    """How a sheet of cases is read: each heading is a key of `case.toml`, each cell stands for itself."""

    may_have_evidence = True
    """Whether rows name folders and files."""

    def read(self, cell: Cell, column: Column) -> Cell:
        """Return a cell as a sheet of cases would hold it; raise `CellError`."""
        del column
        return replace(cell, as_written=True) if isinstance(cell.value, str) else cell

    def always(self) -> tuple[tuple[Column, Cell], ...]:
        """Return what holds for every row that does not say otherwise."""
        return ()


class Manner(Protocol):
    """How the cells of a sheet are read."""

    @property
    def may_have_evidence(self) -> bool:
        """Whether rows name folders and files."""

    def read(self, cell: Cell, column: Column) -> Cell:
        """Return a cell as a sheet of cases would hold it; raise `CellError`."""

    def always(self) -> tuple[tuple[Column, Cell], ...]:
        """Return what holds for every row that does not say otherwise."""


AS_WRITTEN: Manner = _AsWritten()


def headings_in(sheet: str, number: int, row: list[Cell]) -> tuple[Heading | None, ...]:
    """Return the headings of a sheet of cases; raise `CaseError` where they are wrong, all of them at once."""
    headings: list[Heading | None] = []
    faults = []
    seen: dict[tuple[str | int, ...], int] = {}
    for at, cell in enumerate(row, 1):
        if cell.empty:
            headings.append(None)
            continue
        where = f"{sheet} row {number}, column {letters(at)}, {str(cell)[:_LONGEST]!r}"
        try:
            column = column_of(str(cell))
        except UnknownColumnError as reason:
            faults.append(f"{where}: {reason}.")
            headings.append(None)
            continue
        if cell.trouble:
            faults.append(f"{where}: {cell.trouble}.")
        elif column.place in seen:
            faults.append(f"{where}: column {letters(seen[column.place])} says the same; keep one of them.")
        seen.setdefault(column.place, at)
        headings.append(Heading(column.heading, (column,)))
    if not faults and not {("case",), ("folder",)} & seen.keys():
        faults.append(
            f"{sheet} row {number}: the headings name neither `case` nor `folder`; one of them is needed."
        )
    if faults:
        raise CaseError("\n".join(faults))
    return tuple(headings)


def _shortened(cell: Cell) -> str:
    shown = str(cell)
    return f"{shown[:_LONGEST]}…" if len(shown) > _LONGEST else shown


def letters(at: int) -> str:
    """Return how a spreadsheet names its column of a number from 1."""
    name = ""
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
