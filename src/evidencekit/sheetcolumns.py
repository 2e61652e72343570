"""The columns of a sheet of cases: the keys of `case.toml`, written `consignment.carrier`, and a few of the sheet's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from evidencekit.model.casefile import (
    CaseFile,
    ClaimEntry,
    DeliveryWish,
    GoodsEntry,
    RateEntry,
)
from evidencekit.model.money import Money
from evidencekit.model.vocabulary import Event
from evidencekit.tomlfile import nearest

OWN = ("case", "folder", "files", "currency")
"""Columns that say where the case is, and in which currency bare amounts of the row are."""
MOST_GOODS = 50
_BY_NAME: dict[str, type[BaseModel]] = {"rates": RateEntry, "claims": ClaimEntry, "delivery": DeliveryWish}
"""Tables of which there is one for each name: `claims.ups-us.filed_on`."""
_ELSEWHERE = {
    "secrets": "passwords stand in the case.toml of the case's folder",
    "evidence": "what is said of single files stands in the case.toml of the case's folder",
}


class Sort(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    LIST = "texts, parted by ;"
    MONEY = "an amount with its currency, such as 1245.00 USD"
    NUMBER = "a number"
    WHOLE = "a whole number"
    DAY = "a day, such as 2026-10-20"
    YES_NO = "yes or no"
    WORD = "one of the words below"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    heading: str
    place: tuple[str | int, ...]
    """Where its values stand in `case.toml`; goods are counted from 0."""
    sort: Sort
    words: tuple[str, ...] = ()
    """What may stand in it, where that is a closed list."""


class UnknownColumnError(ValueError):
    """A heading that is none; the message says which was meant, where one is near."""


def plain_columns() -> Iterator[Column]:
    """Give every column that has one name only, in the order of `case.toml`; of goods the first line."""
    for name, field in CaseFile.model_fields.items():
        table = _model(field.annotation)
        if name == "events":
            yield from (column_of(f"events.{event.value}") for event in Event)
        elif name == "goods":
            yield from (column_of(f"goods.{key}") for key in GoodsEntry.model_fields)
        elif table is not None and name not in {*_BY_NAME, *_ELSEWHERE}:
            yield from (column_of(f"{name}.{key}") for key in table.model_fields)
        elif table is None and name in {"reference", "recipients", "language"}:
            yield column_of(name)


def column_of(heading: str) -> Column:
    """Return the column with a heading; raise `UnknownColumnError` where there is none.

    Small and capital letters, and blanks for `_`, make no difference.
    """
    name = re.sub(r"\s+", "_", heading.strip()).casefold()
    if name in OWN:
        return Column(name, (name,), Sort.LIST if name == "files" else Sort.TEXT)
    parts = name.split(".")
    first = parts[0]
    if first in _ELSEWHERE:
        raise UnknownColumnError(f"{_ELSEWHERE[first]}, not in a sheet")
    found = _found(name, first, parts[1:])
    if found is None:
        raise UnknownColumnError(_meant(name))
    return found


def _found(name: str, first: str, rest: list[str]) -> Column | None:
    if not rest:
        return (
            _leaf(name, (first,), CaseFile, first)
            if first in {"reference", "recipients", "language"}
            else None
        )
    if first == "events":
        return Column(name, (first, rest[0]), Sort.DAY) if rest[0] in set(Event) and len(rest) == 1 else None
    if first in {"confirmed", "explained"}:
        return Column(name, (first, ".".join(rest)), Sort.YES_NO if first == "confirmed" else Sort.TEXT)
    if first == "goods":
        number = int(rest[0]) if re.fullmatch(r"[1-9][0-9]?", rest[0]) else 0
        at = max(number, 1) - 1
        return _leaf(name, (first, at, rest[-1]), GoodsEntry, rest[-1]) if len(rest) == 1 + bool(number) and at < MOST_GOODS else None  # fmt: skip
    if first in _BY_NAME:
        who = rest[0].upper() if first == "rates" else rest[0]
        return _leaf(name, (first, who, rest[-1]), _BY_NAME[first], rest[-1]) if len(rest) == 2 else None
    table = _model(CaseFile.model_fields[first].annotation) if first in CaseFile.model_fields else None
    return _leaf(name, (first, rest[0]), table, rest[0]) if table is not None and len(rest) == 1 else None


def _leaf(name: str, place: tuple[str | int, ...], table: type[BaseModel], key: str) -> Column | None:
    if key not in table.model_fields:
        return None
    kinds = set(_kinds(table.model_fields[key].annotation))
    listed = next((k for k in kinds if isinstance(k, type) and issubclass(k, Enum)), None)
    if listed is not None:
        return Column(name, place, Sort.WORD, tuple(str(e.value) for e in listed))
    for kind, sort in _SORTS:
        if kind in kinds:
            return Column(name, place, sort)
    return Column(name, place, Sort.TEXT)


def _kinds(annotation: Any) -> Iterator[Any]:
    """Give what an annotation is made of, without what only adorns it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for each in get_args(annotation):
            yield from _kinds(each)
    else:
        yield origin or annotation


_SORTS: tuple[tuple[Any, Sort], ...] = (
    (tuple, Sort.LIST),
    (Money, Sort.MONEY),
    (bool, Sort.YES_NO),
    (Decimal, Sort.NUMBER),
    (int, Sort.WHOLE),
    (datetime, Sort.DAY),
    (date, Sort.DAY),
)


def _model(annotation: Any) -> type[BaseModel] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def likely(name: str) -> str | None:
    """Return the column that was most likely meant: by the last word of it, since that is what people remember."""
    ends = {own: own for own in OWN} | {c.heading.rpartition(".")[2]: c.heading for c in plain_columns()}
    close = nearest(re.sub(r"\s+", "_", name.strip()).rpartition(".")[2], ends)
    return None if close is None else ends[close]


def _meant(name: str) -> str:
    close = likely(name)
    if close is None:
        return (
            "there is no such column; `evidencekit batch --new-sheet FILE` writes a sheet that explains them"
        )
    return f"there is no such column (did you mean {close}?)"
