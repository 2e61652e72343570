"""What differs between two versions of a program, rule by rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evidencekit.model.profile import Profile

_NAMED = ("id", "name")
_NOT_RULES = frozenset({"effective_from", "examples"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same; None where a side has none."""

    path: str
    """Such as `windows.claim.latest.plus`."""
    before: Any
    after: Any


def differences(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """Return what changed, in the order of the keys; whole entries that came or went are one difference each."""
    one, other = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(d for k in one if k not in _NOT_RULES for d in _between(k, one[k], other[k]))


def _between(path: str, one: Any, other: Any) -> Iterator[Difference]:
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            yield from _between(f"{path}.{key}", one.get(key), other.get(key))
    elif _is_named(one) and _is_named(other):
        mine, theirs = _by_name(one), _by_name(other)
        for name in dict.fromkeys((*mine, *theirs)):
            yield from _between(f"{path}.{name}", mine.get(name), theirs.get(name))
    else:
        yield Difference(path, _bare(one), _bare(other))


def _is_named(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(e, dict) and any(k in e for k in _NAMED) for e in value)


def _by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(next(e[k] for k in _NAMED if k in e)): e for e in entries}


def _bare(value: Any) -> Any:
    """Leave out of an entry what it does not say."""
    if isinstance(value, dict):
        kept = {k: _bare(v) for k, v in value.items()}
        return {k: v for k, v in kept.items() if v not in (None, "", [], {})}
    return [_bare(v) for v in value] if isinstance(value, list) else value
