"""Profiles: find the claim programs that were asked for, and the law of the carriage, in the versions that are in force."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from evidencekit.errors import UsageError
from evidencekit.model.inforce import dated, in_force, regime_in_force
from evidencekit.model.profile import Profile, ProfileFile
from evidencekit.model.reason import Reason, ReasonsFile
from evidencekit.model.regime import Regime, RegimeFile
from evidencekit.model.rulebook import Rulebook
from evidencekit.model.vocabulary import Event
from evidencekit.resources import Library
from evidencekit.rulecache import read_kept
from evidencekit.rulefiles import PROFILES, REGIMES, Stack, find, ids, stack, stamp
from evidencekit.tomlfile import nearest

_InForce = TypeVar("_InForce", Profile, Regime)
_NOTHING: Mapping[Event, date | datetime] = {}


def load_profiles(
    library: Library, names: tuple[str, ...], events: Mapping[Event, date | datetime] = _NOTHING
) -> tuple[Profile, ...]:
    """Return the profiles of those ids as they stood when the events happened, in that order; without a date the newest.

    Raises `UsageError` naming the nearest where an id is unknown, `ProfileError` where a file is wrong.
    """
    found = []
    for name in dict.fromkeys(names):
        path = find(library, PROFILES, name)
        if path is None:
            close = nearest(name, ids(library, PROFILES))
            raise UsageError(
                f"There is no recipient {name!r}"
                + (f" (did you mean {close!r}?)" if close else "")
                + "; `evidencekit recipients` lists them."
            )
        files = stack(library, PROFILES, path, ProfileFile)
        found.append(_profile(files, _day(files, events)))
    return tuple(found)


def every_profile(
    library: Library, events: Mapping[Event, date | datetime] = _NOTHING
) -> tuple[Profile, ...]:
    """Return all profiles, in the order of their ids."""
    return load_profiles(library, tuple(ids(library, PROFILES)), events)


def versions(library: Library, name: str) -> tuple[Profile, ...]:
    """Return every version of a program, the newest first; raise as `load_profiles`."""
    path = find(library, PROFILES, name)
    if path is None:
        return load_profiles(library, (name,))  # which raises, naming the nearest
    files = stack(library, PROFILES, path, ProfileFile)
    return tuple(_told_apart(_profile(files, on) for on in _beginnings(files)))


def regime_versions(library: Library, path: Path) -> tuple[Regime, ...]:
    """Return every version of a regime, the newest first; raise `ProfileError` where its file is wrong."""
    files = stack(library, REGIMES, path, RegimeFile)
    return tuple(_told_apart(_regime(files, on) for on in _beginnings(files)))


def load_rulebook(library: Library, events: Mapping[Event, date | datetime] = _NOTHING) -> Rulebook:
    """Return the law as it stood when the events happened, and the known reasons for refusal."""
    return Rulebook(every_regime(library, events), load_reasons(library))


def load_reasons(library: Library) -> tuple[Reason, ...]:
    """Return the known reasons for refusal."""
    path = library.find("reasons.toml")
    return () if path is None else _reasons(path, *stamp(path)).reason


def every_regime(library: Library, events: Mapping[Event, date | datetime] = _NOTHING) -> tuple[Regime, ...]:
    """Return all regimes as they stood when the events happened, in the order of their ids."""
    stacks = (stack(library, REGIMES, p, RegimeFile) for p in ids(library, REGIMES).values())
    return tuple(_regime(s, _day(s, events)) for s in stacks)


def _beginnings(files: Stack[ProfileFile] | Stack[RegimeFile]) -> tuple[date | None, ...]:
    """Return days on which each version is in force: none for the newest, then each beginning, then before all of them."""
    began = {v.effective_from for f in files.files for v in f.version if v.effective_from is not None}
    return (None, *sorted(began, reverse=True), date.min)


def _told_apart(found: Iterable[_InForce]) -> list[_InForce]:
    kept: list[_InForce] = []
    for one in found:
        if one not in kept:
            kept.append(one)
    return kept


def _day(
    files: Stack[ProfileFile] | Stack[RegimeFile], events: Mapping[Event, date | datetime]
) -> date | None:
    found = dated(files.top, events)
    return found[1] if found else None


@lru_cache(maxsize=8)
def _reasons(path: Path, changed: int, size: int) -> ReasonsFile:  # noqa: ARG001 - a changed file is another key
    return read_kept(path, ReasonsFile, size)


@lru_cache(maxsize=4096)
def _profile(files: Stack[ProfileFile], on: date | None) -> Profile:
    return in_force(files.top, on, files.files[1:])


@lru_cache(maxsize=4096)
def _regime(files: Stack[RegimeFile], on: date | None) -> Regime:
    return regime_in_force(files.top, on, files.files[1:])
