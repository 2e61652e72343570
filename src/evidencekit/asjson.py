"""Values of the model as JSON and back: what comes back equals what went in, and only the model's own types come back."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from evidencekit import errors
from evidencekit.model import bundle, evidence, finding, money, particulars, seen, summary, vocabulary

_TYPE = "$"
_SIMPLE = (str, int, float, bool, type(None))
_AS_THEY_ARE = frozenset(_SIMPLE)


def as_json(value: object) -> str:
    """Write a value of the model; raise `TypeError` for anything that is none."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    """Read what `as_json` wrote; raise `ValueError` or `TypeError` where the text is anything else."""
    return _value(json.loads(text))


def _plain(value: object) -> Any:
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple:
        return [_plain(each) for each in value]  # type: ignore[attr-defined]
    names = _fields(kind)
    if names is not None:
        plain: dict[str, Any] = {_TYPE: kind.__name__}
        for name in names:
            plain[name] = _plain(getattr(value, name))
        return plain
    return _plain_other(value)


def _plain_other(value: object) -> Any:
    if isinstance(value, Enum):
        return {_TYPE: type(value).__name__, "value": value.value}
    if isinstance(value, _SIMPLE):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return {_TYPE: "Decimal", "value": str(value)}
    if isinstance(value, Path):
        return {_TYPE: "Path", "value": str(value)}
    if isinstance(value, (date, time)):
        return {_TYPE: type(value).__name__, "value": value.isoformat()}
    raise TypeError(f"{type(value).__name__} is no value of the model")


def _value(plain: Any) -> Any:
    kind = type(plain)
    if kind is list:
        return tuple([_value(each) for each in plain])  # a list first: a generator costs as much again
    if kind is not dict:
        return plain
    content = iter(plain.items())
    key, name = next(content, ("", None))
    if key != _TYPE or not isinstance(name, str):
        raise ValueError("a value of the model begins with its type")
    known = _types().get(name)
    if known is None:
        return _other(name, plain)
    if issubclass(known, Enum):
        return known(plain["value"])
    return known(**{key: _value(each) for key, each in content})


def _other(name: str, plain: dict[str, Any]) -> Any:
    if name == "Decimal":
        return Decimal(plain["value"])
    if name == "Path":
        return Path(plain["value"])
    if name in _MOMENTS:
        return _MOMENTS[name].fromisoformat(plain["value"])
    raise ValueError(f"{name} is no type of the model")


_MOMENTS: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}


@cache
def _fields(kind: type) -> tuple[str, ...] | None:
    """Return the names of a dataclass of the model; None for any other type."""
    if not is_dataclass(kind) or kind.__name__ not in _types():
        return None
    return tuple(field.name for field in fields(kind))


@cache
def _types() -> dict[str, Any]:
    """Return every dataclass and closed list of the model by its name."""
    return dict(_own_types())


def _own_types() -> Iterator[tuple[str, Any]]:
    for module in (evidence, finding, money, particulars, seen, vocabulary, bundle, summary, errors):
        for name, each in vars(module).items():
            if isinstance(each, type) and (is_dataclass(each) or issubclass(each, Enum)):
                yield name, each
