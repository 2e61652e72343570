"""Which version of a file of rules is in force on a day, with what it takes over from earlier ones and from other files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from evidencekit.model.profile import DATED_BY, FileHead, Profile, ProfileFile, Rules, Version
from evidencekit.model.regime import Regime, RegimeFile, RegimeVersion
from evidencekit.model.vocabulary import Event

_NAMED = {
    "windows": "id",
    "limits": "id",
    "deemed_lost": "id",
    "filers": "id",
    "confirmations": "id",
    "requirements": "id",
    "redactions": "id",
    "coverage": "id",
    "elsewhere": "id",
    "facts": "name",
}
"""Lists whose entries a later version replaces one by one, and the key that tells them apart."""


def dated(head: FileHead, events: Mapping[Event, date | datetime]) -> tuple[Event, date] | None:
    """Return the event that decides a file's version, and its day; None where none of them is known."""
    for event in head.dated_by or DATED_BY:
        day = events.get(event)
        if day is not None:
            return event, day.date() if isinstance(day, datetime) else day
    return None


def in_force(file: ProfileFile, on: date | None, bases: Sequence[ProfileFile] = ()) -> Profile:
    """Return the program as it stood on a day: the last version that had begun, else the first; without a day, the newest.

    `bases` are the files that it is based on, the nearest first.
    """
    chain = (file, *bases)
    version = _version(chain, on, Version)
    first: dict[str, Any] = {}
    for name in (
        "recipient",
        "department",
        "addressed_as",
        "covers",
        "buyer_says",
        "takes",
        "languages",
        "dated_by",
        "regimes_by_route",
    ):
        given = (getattr(f, name) for f in chain if name in f.model_fields_set)
        first[name] = next(given, getattr(file, name))
    # Who names its recipient is no longer just any of its sort.
    first["named_by"] = next((f.named_by for f in chain if "recipient" in f.model_fields_set), file.named_by)
    if first["regimes_by_route"] is None:
        first["regimes_by_route"] = first["addressed_as"] != "platform"
    return Profile.model_construct(**_head(chain), **first, **_values(version, Profile))


def regime_in_force(file: RegimeFile, on: date | None, bases: Sequence[RegimeFile] = ()) -> Regime:
    """Return a regime as it stood on a day; as `in_force`."""
    chain = (file, *bases)
    version = _version(chain, on, RegimeVersion)
    own = {name: getattr(file, name) for name in ("applies", "chosen_by", "provided", "dated_by")}
    return Regime.model_construct(**_head(chain), **own, **_values(version, Regime))


def _head(chain: Sequence[FileHead]) -> dict[str, Any]:
    file = chain[0]
    sources = {k: v for f in reversed(chain) for k, v in f.sources.items()}
    unknown = tuple(dict.fromkeys(u for f in chain for u in f.unknown))
    return {"id": file.id, "title": file.title, "sources": sources, "unknown": unknown}


def _values(version: Rules, wanted: type[Profile] | type[Regime]) -> dict[str, Any]:
    return {n: getattr(version, n) for n in wanted.model_fields if n in type(version).model_fields}


def _version(chain: Sequence[FileHead], on: date | None, kind: type[Rules]) -> Rules:
    merged: Rules | None = None
    for file in reversed(chain):
        for version in _run(file.version, on):  # type: ignore[attr-defined]
            merged = version if merged is None else _over(merged, version)
    return merged if merged is not None else kind()


def _run(versions: Iterable[Rules], on: date | None) -> tuple[Rules, ...]:
    """Return the version of a day after those that it is based on, the earliest first."""
    ordered = sorted(versions, key=lambda v: v.effective_from or date.min)
    begun = [v for v in ordered if on is None or (v.effective_from or date.min) <= on] or ordered[:1]
    run: list[Rules] = []
    for version in reversed(begun):
        run.insert(0, version)
        if version.based_on == "nothing":
            break
    return tuple(run)


def _over(base: Rules, own: Rules) -> Rules:
    """Lay what a version says over what it is based on."""
    values: dict[str, Any] = {}
    for name in type(own).model_fields:
        mine, theirs = getattr(own, name), getattr(base, name)
        if name in _NAMED:
            values[name] = _laid(theirs, mine, _NAMED[name], own.drop)
        elif name == "rejections":
            values[name] = tuple(dict.fromkeys((*theirs, *mine)))
        elif name in own.model_fields_set or name in {"effective_from", "based_on", "drop", "examples"}:
            values[name] = mine
        else:
            values[name] = theirs
    return type(own).model_construct(**values)


def _laid(base: tuple[Any, ...], own: tuple[Any, ...], key: str, drop: tuple[str, ...]) -> tuple[Any, ...]:
    named = {getattr(e, key): e for e in base if getattr(e, key) not in drop}
    return tuple((named | {getattr(e, key): e for e in own}).values())
