"""Snapshots of cases: what rules depend on, kept so that a case that did not change need not be read for its deadlines.

A case has not changed where every file below its folder has the same path, size, times and inode. Nothing that is built
or sealed ever rests on a snapshot; only lists of deadlines do.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from evidencekit.kept import Kept
from evidencekit.model.particulars import Claimant, Particular, Particulars
from evidencekit.model.vocabulary import Event, Kind

_MAX_FILES = 20_000
_SETTLED = 2.0
"""Seconds after which a file's times tell one state of it from the next."""
_ENTRIES = frozenset(
    {
        *(e.value for e in Event),
        "carrier", "service", "from_country", "to_country", "port_of_loading", "port_of_discharge",
        "tracking_number", "container_number", "packages", "packages_affected",
        "gross_weight_kg", "affected_weight_kg", "declared_value", "insured_value",
    }
)  # fmt: skip
"""What windows, limits and their conditions ask for; people's names and addresses are not kept."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What rules depend on."""

    particulars: Particulars
    """Values only, without the places in which they were read."""
    kinds: frozenset[Kind]
    """Of the exhibits that are sent."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of a case folder before it was read: a change while it is read counts as one."""

    folder: str
    state: str
    """A digest of what changes when a file does; empty where nothing may be kept of the folder."""


def marked(folder: Path) -> Mark:
    """Return the state of a case folder as it stands; nothing is kept while a file may still change within its times."""
    digest, newest, count = hashlib.sha256(), 0.0, 0
    for path, state, changed in sorted(_files(folder, "")):
        count += 1
        newest = max(newest, changed)
        digest.update(f"{path}\0{state}\n".encode("utf-8", "surrogateescape"))
    settled = time.time() - newest > _SETTLED
    return Mark(str(folder.resolve()), digest.hexdigest() if settled and 0 < count <= _MAX_FILES else "")


def recall(kept: Kept | None, mark: Mark) -> Snapshot | None:
    """Return what was kept of a case folder in this very state; None where nothing was."""
    found = kept.recall("case", mark.folder, mark.state) if kept is not None and mark.state else None
    match found:
        case (Particulars() as particulars, tuple() as kinds) if all(isinstance(k, Kind) for k in kinds):
            return Snapshot(particulars, frozenset(kinds))
        case _:
            return None


def remember(kept: Kept | None, mark: Mark, snapshot: Snapshot) -> None:
    """Keep what rules depend on, and nothing else of the case."""
    if kept is None or not mark.state:
        return
    known = snapshot.particulars
    bare = replace(
        known,
        claimant=Claimant(capacity=known.claimant.capacity),
        description=None,
        goods=tuple(replace(g, sources=()) for g in known.goods),
        entries=tuple(
            Particular(e.name, e.value, stated=e.stated) for e in known.entries if e.name in _ENTRIES
        ),
    )
    kept.keep("case", mark.folder, mark.state, value=(bare, tuple(sorted(snapshot.kinds))))


def _files(folder: Path | str, inside: str) -> Iterator[tuple[str, str, float]]:
    """Give the path, state and time of change of every file below a folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{inside}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(entry.path, f"{path}/")
                    continue
                at = entry.stat(follow_symlinks=False)
                state = f"{at.st_size} {at.st_mtime_ns} {at.st_ctime_ns} {at.st_ino} {at.st_dev}"
                yield path, state, max(at.st_mtime, at.st_ctime)
    except OSError as reason:
        yield inside, f"unreadable {reason.errno}", 0.0
