"""Profiles: find the claim programs that were asked for, and the law of the carriage, in the versions that are in force."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from evidencekit.errors import UsageError
from evidencekit.model.inforce import dated, in_force, regime_in_force
from evidencekit.model.profile import Profile, ProfileFile
from evidencekit.model.reason import ReasonsFile
from evidencekit.model.regime import Regime, RegimeFile
from evidencekit.model.rulebook import Rulebook
from evidencekit.model.vocabulary import Event
from evidencekit.resources import Library
from evidencekit.rulecache import read_kept
from evidencekit.rulefiles import PROFILES, REGIMES, Stack, find, ids, stack, stamp
from evidencekit.tomlfile import nearest

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
    newest = load_profiles(library, (name,))[0]
    path = find(library, PROFILES, name)
    assert path is not None  # noqa: S101 - it was found a line ago
    files = stack(library, PROFILES, path, ProfileFile)
    began = {v.effective_from for f in files.files for v in f.version if v.effective_from is not None}
    older = [_profile(files, day) for day in sorted(began, reverse=True)]
    if any(v.effective_from is None for v in files.top.version):
        older.append(_profile(files, date.min))
    return tuple(_told_apart((newest, *older)))


def load_rulebook(library: Library, events: Mapping[Event, date | datetime] = _NOTHING) -> Rulebook:
    """Return the law as it stood when the events happened, and the known reasons for refusal."""
    path = library.find("reasons.toml")
    reasons = () if path is None else _reasons(path, *stamp(path)).reason
    return Rulebook(every_regime(library, events), reasons)


def every_regime(library: Library, events: Mapping[Event, date | datetime] = _NOTHING) -> tuple[Regime, ...]:
    """Return all regimes as they stood when the events happened, in the order of their ids."""
    stacks = (stack(library, REGIMES, p, RegimeFile) for p in ids(library, REGIMES).values())
    return tuple(_regime(s, _day(s, events)) for s in stacks)


def _told_apart(found: tuple[Profile, ...]) -> list[Profile]:
    kept: list[Profile] = []
    for profile in found:
        if profile not in kept:
            kept.append(profile)
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
