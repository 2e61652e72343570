"""Profiles: find the claim programs that were asked for, and the law of the carriage, in the versions that are in force."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from evidencekit.collector import at_rest
from evidencekit.errors import UsageError
from evidencekit.model.casefile import CaseFile
from evidencekit.model.inforce import dated, in_force, regime_in_force
from evidencekit.model.particulars import Particulars
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


EVERY = "all"
"""What stands for every recipient there is."""


class Catalog:
    """The files of rules as they stood when they were first asked for: one for a run over many cases."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._profiles: dict[str, Stack[ProfileFile]] = {}
        self._regimes: tuple[Stack[RegimeFile], ...] | None = None
        self._reasons: tuple[Reason, ...] = ()

    def profiles(
        self, names: Iterable[str], events: Mapping[Event, date | datetime] = _NOTHING
    ) -> tuple[Profile, ...]:
        """Return the profiles of those ids as they stood when the events happened, in that order; `all` is every one.

        Without a date the newest version. Raises `UsageError` naming the nearest where an id is unknown, `ProfileError`
        where a file is wrong.
        """
        asked = (n for name in names for n in (ids(self._library, PROFILES) if name == EVERY else (name,)))
        stacks = (self._stack(name) for name in dict.fromkeys(asked))
        return tuple(_profile(s, _day(s, events)) for s in stacks)

    def claimed(
        self, file: CaseFile, events: Mapping[Event, date | datetime] = _NOTHING
    ) -> tuple[Profile, ...]:
        """Return the profiles with which `[claims]` says that the loss was claimed; what is no profile's id is passed over."""
        known = ids(self._library, PROFILES) if file.claims else {}
        return self.profiles((name for name in file.claims if name in known), events)

    def rulebook(self, events: Mapping[Event, date | datetime] = _NOTHING) -> Rulebook:
        """Return the law as it stood when the events happened, and the known reasons for refusal."""
        if self._regimes is None:
            places = ids(self._library, REGIMES).values()
            self._regimes = tuple(stack(self._library, REGIMES, p, RegimeFile) for p in places)
            self._reasons = load_reasons(self._library)
        return Rulebook(tuple(_regime(s, _day(s, events)) for s in self._regimes), self._reasons)

    def _stack(self, name: str) -> Stack[ProfileFile]:
        if name not in self._profiles:
            path = find(self._library, PROFILES, name)
            if path is None:
                close = nearest(name, ids(self._library, PROFILES))
                raise UsageError(
                    f"There is no recipient {name!r}"
                    + (f" (did you mean {close!r}?)" if close else "")
                    + "; `evidencekit recipients` lists them."
                )
            self._profiles[name] = stack(self._library, PROFILES, path, ProfileFile)
        return self._profiles[name]


def load_profiles(
    library: Library, names: Iterable[str], events: Mapping[Event, date | datetime] = _NOTHING
) -> tuple[Profile, ...]:
    """Return the profiles of those ids as they stood when the events happened; as `Catalog.profiles`."""
    return Catalog(library).profiles(names, events)


def as_wished(profiles: tuple[Profile, ...], file: CaseFile) -> tuple[Profile, ...]:
    """Return the profiles with what a person says of their portals in `case.toml`."""

    def wished(profile: Profile) -> Profile:
        wish = file.delivery.get(profile.id)
        if wish is None:
            return profile
        form = profile.delivery.model_copy(update=wish.model_dump(exclude_none=True))
        return profile.model_copy(update={"delivery": form})

    return tuple(map(wished, profiles))


def as_named(profiles: tuple[Profile, ...], known: Particulars) -> tuple[Profile, ...]:
    """Return the profiles with the recipient's name from the case, where they stand for any of their sort."""

    def named(profile: Profile) -> Profile:
        name = known.text(profile.named_by) if profile.named_by else None
        return profile.model_copy(update={"recipient": name, "named_by": None}) if name else profile

    return tuple(map(named, profiles))


def every_profile(
    library: Library, events: Mapping[Event, date | datetime] = _NOTHING
) -> tuple[Profile, ...]:
    """Return all profiles, in the order of their ids."""
    with at_rest(all_stays=True):
        stacks = (stack(library, PROFILES, p, ProfileFile) for p in ids(library, PROFILES).values())
        return tuple(_profile(s, _day(s, events)) for s in stacks)


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
    return Catalog(library).rulebook(events)


def load_reasons(library: Library) -> tuple[Reason, ...]:
    """Return the known reasons for refusal."""
    path = library.find("reasons.toml")
    return () if path is None else _reasons(path, *stamp(path)).reason


def every_regime(library: Library, events: Mapping[Event, date | datetime] = _NOTHING) -> tuple[Regime, ...]:
    """Return all regimes as they stood when the events happened, in the order of their ids."""
    with at_rest(all_stays=True):
        return Catalog(library).rulebook(events).regimes


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
