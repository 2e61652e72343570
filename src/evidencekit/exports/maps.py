"""A map: which column of an export is which key of `case.toml`, and how the export writes words, dates and numbers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from evidencekit.cellvalues import CellError, value_of
from evidencekit.errors import CaseError
from evidencekit.model.entry import Entry
from evidencekit.sheetcells import Cell
from evidencekit.sheetcolumns import Column, UnknownColumnError, column_of
from evidencekit.tomlfile import load_toml

_NOT_HERE = ("folder", "files")
"""Columns of a sheet of cases that no export can have."""
ORDERS = {"day first": "dmy", "month first": "mdy"}


class MapFile(Entry):
    """The file that a person writes."""

    dates: Literal["day first", "month first"] | None = None
    """Which of 10/11/2026 is the month; left out: as other dates of the export tell."""
    decimal: Literal[".", ","] | None = None
    """Whether 1,234 is more than a thousand; left out: what can be read two ways is told."""
    columns: dict[str, str | tuple[str, ...]] = Field(min_length=1)
    """Headings of the export, and the keys of `case.toml` that they are."""
    values: dict[str, Any] = Field(default_factory=dict)
    """By key: words of the export, and what `case.toml` has for them."""
    always: dict[str, Any] = Field(default_factory=dict)
    """Keys and values that hold for every row which does not say otherwise."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A map that was checked."""

    file: str
    """Its name."""
    columns: Mapping[str, tuple[Column, ...]]
    """By heading, as it is written in the map."""
    values: Mapping[tuple[str | int, ...], Mapping[str, str]]
    """By the place of a column: words in small letters, and what is meant."""
    always: tuple[tuple[Column, Cell], ...]
    order: str | None
    """`dmy` or `mdy`; None where the export must tell."""
    decimal: str | None


def folded(words: str) -> str:
    """Return words as they are compared: small letters, single spaces."""
    return " ".join(words.split()).casefold()


def read_map(path: Path, recipients: Iterable[str]) -> ColumnMap:
    """Read and check a map; `recipients` are the ids that there are.

    Raises `CaseError` where it cannot be read or something in it is wrong, all of it at once.
    """
    file = load_toml(path, MapFile, CaseError)
    faults: list[str] = []
    columns = dict(_columns(path.name, file, faults))
    values = dict(_values(path.name, file, faults))
    always = tuple(_always(path.name, file, frozenset(recipients), faults))
    if not faults and not any(c.heading == "case" for each in columns.values() for c in each):
        faults.append(
            f'{path.name}: no column names the case; write such as "Claim Number" = ["case", "claims.ups-us.number"] under [columns].'
        )
    if faults:
        raise CaseError("\n".join(faults))
    return ColumnMap(path.name, columns, values, always, ORDERS.get(file.dates or ""), file.decimal)


def _columns(name: str, file: MapFile, faults: list[str]) -> Iterator[tuple[str, tuple[Column, ...]]]:
    seen: dict[tuple[str | int, ...], str] = {}
    headings: dict[str, str] = {}
    for heading, keys in file.columns.items():
        place = f'{name}: [columns] "{heading}"'
        if folded(heading) in headings:
            faults.append(
                f'{place}: it is the same heading as "{headings[folded(heading)]}"; keep one of them.'
            )
        headings.setdefault(folded(heading), heading)
        found = [c for k in ([keys] if isinstance(keys, str) else keys) if (c := _column(place, k, faults))]
        for column in found:
            if column.place in seen:
                faults.append(
                    f'{place}: {column.heading} is "{seen[column.place]}" already; keep one of them.'
                )
            seen.setdefault(column.place, heading)
        yield heading, tuple(found)


def _column(place: str, key: str, faults: list[str]) -> Column | None:
    try:
        column = column_of(key)
    except UnknownColumnError as reason:
        faults.append(f"{place}: {key!r}: {str(reason).replace('no such column', 'no such key')}.")
        return None
    if column.heading in _NOT_HERE:
        faults.append(
            f"{place}: {key!r}: an export has no files; put evidence into the case's folder once it is there."
        )
        return None
    return column


def _values(
    name: str, file: MapFile, faults: list[str]
) -> Iterator[tuple[tuple[str | int, ...], dict[str, str]]]:
    for key, words in _tables(file.values):
        place = f'{name}: [values."{key}"]'
        column = _column(place, key, faults)
        if column is None:
            continue
        if other := next((w for w, meant in words.items() if not isinstance(meant, str)), None):
            faults.append(f'{place} "{other}": put quotes around what it stands for.')
            continue
        yield column.place, {folded(word): meant for word, meant in words.items()}


def _always(
    name: str, file: MapFile, known: frozenset[str], faults: list[str]
) -> Iterator[tuple[Column, Cell]]:
    said = [(k, _cell(v)) for k, v in _leaves(file.always)]
    currency = next((str(cell) for key, cell in said if key == "currency"), "")
    for key, cell in said:
        place = f"{name}: [always] {key}"
        column = _column(place, key, faults)
        if column is None:
            continue
        if column.heading == "case":
            faults.append(f"{place}: each row is a case of its own; name the column under [columns].")
            continue
        try:
            value_of(cell, column, currency, known)
        except CellError as reason:
            faults.append(f"{place}, {str(cell)!r}: {reason}.")
            continue
        yield column, cell


def _cell(value: Any) -> Cell:
    return Cell("; ".join(map(str, value)) if isinstance(value, list) else value)


def _leaves(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Give values by their whole names, whether these are written in quotation marks or not."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _tables(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the innermost tables by their whole names."""
    inner = {k: v for k, v in table.items() if isinstance(v, dict)}
    for key, value in inner.items():
        yield from _tables(value, f"{above}{key}.")
    if words := {k: v for k, v in table.items() if k not in inner}:
        yield above.removesuffix("."), words
