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


def as_json(value: object) -> str:
    """Write a value of the model; raise `TypeError` for anything that is none."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    """Read what `as_json` wrote; raise `ValueError` or `TypeError` where the text is anything else."""
    return _value(json.loads(text))


def _plain(value: object) -> Any:
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
    if is_dataclass(value) and type(value).__name__ in _types():
        kept = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {_TYPE: type(value).__name__, **kept}
    raise TypeError(f"{type(value).__name__} is no value of the model")


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(each) for each in plain)
    if not isinstance(plain, dict):
        return plain
    content = dict(plain)
    name = content.pop(_TYPE, None)
    if name == "Decimal":
        return Decimal(content["value"])
    if name == "Path":
        return Path(content["value"])
    if name in _MOMENTS:
        return _MOMENTS[name].fromisoformat(content["value"])
    known = _types().get(name)
    if known is None:
        raise ValueError(f"{name} is no type of the model")
    if issubclass(known, Enum):
        return known(content["value"])
    return known(**{key: _value(each) for key, each in content.items()})


_MOMENTS: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}


@cache
def _types() -> dict[str, Any]:
    """Return every dataclass and closed list of the model by its name."""
    return dict(_own_types())


def _own_types() -> Iterator[tuple[str, Any]]:
    for module in (evidence, finding, money, particulars, seen, vocabulary, bundle, summary, errors):
        for name, each in vars(module).items():
            if isinstance(each, type) and (is_dataclass(each) or issubclass(each, Enum)):
                yield name, each
