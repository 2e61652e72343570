"""Profiles: find the claim programs that were asked for, in the version that is in force."""

import re
from datetime import date
from functools import cache
from pathlib import Path

from evidencekit.errors import ProfileError, UsageError
from evidencekit.model.inforce import in_force
from evidencekit.model.profile import Profile, ProfileFile
from evidencekit.resources import Library
from evidencekit.tomlfile import load_toml, nearest

_ID = re.compile(r'^id\s*=\s*"([^"]+)"', re.MULTILINE)


def load_profiles(library: Library, names: tuple[str, ...], on: date | None = None) -> tuple[Profile, ...]:
    """Return the profiles of those ids as they stood on a day (None: today's), in that order.

    Raises `UsageError` naming the nearest where an id is unknown, `ProfileError` where a file is wrong.
    """
    places = _places(library) if names else {}
    found = []
    for name in dict.fromkeys(names):
        if name not in places:
            close = nearest(name, places)
            raise UsageError(
                f"There is no recipient {name!r}"
                + (f" (did you mean {close!r}?)" if close else "")
                + "; `evidencekit recipients` lists them."
            )
        found.append(in_force(_loaded(places[name], places[name].stat().st_mtime_ns), on))
    return tuple(found)


def every_profile(library: Library, on: date | None = None) -> tuple[Profile, ...]:
    """Return all profiles, in the order of their ids."""
    return load_profiles(library, tuple(sorted(_places(library))), on)


def _places(library: Library) -> dict[str, Path]:
    """Return where each id's file is; only the line with the id is read."""
    places: dict[str, Path] = {}
    for path in library.every("recipients/*/*.toml"):
        match = _ID.search(path.read_text("utf-8", errors="replace"))
        if match is None:
            raise ProfileError(f'{path.name} has no line id = "..." at its top.')
        places.setdefault(match[1], path)
    return places


@cache
def _loaded(path: Path, changed: int) -> ProfileFile:  # noqa: ARG001 - a changed file is another key
    file = load_toml(path, ProfileFile, ProfileError)
    if not file.version:
        raise ProfileError(f"{path.name} has no [[version]].")
    for version in file.version:
        used = [
            x.source
            for group in (
                version.requirements,
                version.facts,
                version.windows,
                version.confirmations,
                version.limits,
                version.deemed_lost,
                version.filers,
                version.coverage,
                version.elsewhere,
            )
            for x in group
        ]
        used += [r.source for w in version.windows for r in w.readings]
        used += [r.source for r in version.rejections]
        used += [version.handling.source, version.delivery.source or ""]
        for source in filter(None, used):
            if source not in file.sources:
                close = nearest(source, file.sources)
                raise ProfileError(
                    f"{path.name}: there is no source {source!r} under [sources]"
                    + (f" (did you mean {close!r}?)" if close else "")
                    + "."
                )
    return file
