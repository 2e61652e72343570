"""Rule files: where profiles and regimes stand, what they are based on, and whether they hang together."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from evidencekit.errors import ProfileError
from evidencekit.model.profile import FileHead, ProfileFile
from evidencekit.model.regime import RegimeFile
from evidencekit.resources import Library
from evidencekit.rulecache import read_kept
from evidencekit.tomlfile import nearest

_Head = TypeVar("_Head", bound=FileHead)
_DEEPEST = 8
"""How many files may stand one on the other."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where files of one sort stand, and how an id leads to one."""

    folder: str
    nested: bool
    """True: `<folder>/<a>/<b>.toml` has the id `a-b`, or `a` where both are the same."""
    what: str


PROFILES = Shelf("recipients", nested=True, what="recipient")
REGIMES = Shelf("regimes", nested=False, what="regime")


def ids(library: Library, shelf: Shelf) -> dict[str, Path]:
    """Return every id of a shelf with its file, in the order of ids; no file is opened."""
    found: dict[str, Path] = {}
    for top in library.folders:
        root = top / shelf.folder
        for folder in (root / name for name in _listed(root, folders=True)) if shelf.nested else (root,):
            for name in _listed(folder, folders=False):
                path = folder / name
                found.setdefault(_id_of(path, shelf), path)
    return dict(sorted(found.items()))


def _listed(folder: Path, *, folders: bool) -> list[str]:
    """Return the names of the folders, or of the TOML files, in a folder; nothing where there is none."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                e.name
                for e in entries
                if (e.is_dir() if folders else e.name.endswith(".toml") and e.is_file())
            )
    except OSError:
        return []


def find(library: Library, shelf: Shelf, name: str) -> Path | None:
    """Return the file of an id, or None where there is none."""
    if not shelf.nested:
        return library.find(f"{shelf.folder}/{name}.toml")
    cuts = [m.start() for m in re.finditer("-", name)]
    places = [f"{name}/{name}", *(f"{name[:c]}/{name[c + 1 :]}" for c in cuts)]
    # The folder that wins is asked for every spelling before the next one is.
    for folder in library.folders:
        for place in places:
            path = folder / shelf.folder / f"{place}.toml"
            if path.is_file():
                return path
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Stack(Generic[_Head]):
    """A file and those that it is based on, the nearest first; one and the same object as long as no file changes."""

    files: tuple[_Head, ...]

    @property
    def top(self) -> _Head:
        """The file that was asked for."""
        return self.files[0]


def stack(library: Library, shelf: Shelf, path: Path, model: type[_Head]) -> Stack[_Head]:
    """Return a file with those that it is based on.

    Raises `ProfileError` that names file, line and key where one is missing or wrong, or where they go round in a circle.
    """
    places = [_Place(path, *stamp(path))]
    base = _loaded(places[0], model, shelf).based_on
    while base:
        following = find(library, shelf, base)
        if following is None:
            close = nearest(base, ids(library, shelf))
            raise ProfileError(
                f"{_line(places[-1].path, 'based_on')}: there is no {shelf.what} {base!r}"
                + (f" (did you mean {close!r}?)" if close else "")
                + "."
            )
        if any(p.path == following for p in places) or len(places) >= _DEEPEST:
            way = " -> ".join(_id_of(p, shelf) for p in (*(p.path for p in places), following))
            raise ProfileError(
                f"{_line(places[-1].path, 'based_on')}: `based_on` goes round in a circle: {way}."
            )
        places.append(_Place(following, *stamp(following)))
        base = _loaded(places[-1], model, shelf).based_on
    return _stacked(tuple(places), model, shelf)


class _Place(NamedTuple):
    """A file as it stands: a changed one is another."""

    path: Path
    changed: int
    size: int


def stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file does: its time of change and its size."""
    try:
        about = path.stat()
    except OSError as reason:
        raise ProfileError(f"{path.name} cannot be read: {reason.strerror or reason}.") from reason
    return about.st_mtime_ns, about.st_size


@cache
def _stacked(places: tuple[_Place, ...], model: type[_Head], shelf: Shelf) -> Stack[_Head]:
    files = tuple(_loaded(p, model, shelf) for p in places)
    _sourced(files, tuple(p.path for p in places))
    return Stack(files)


def _id_of(path: Path, shelf: Shelf) -> str:
    if not shelf.nested or path.stem == path.parent.name:
        return path.stem
    return f"{path.parent.name}-{path.stem}"


@cache
def _loaded(place: _Place, model: type[_Head], shelf: Shelf) -> _Head:
    path = place.path
    file = read_kept(path, model, place.size)
    expected = _id_of(path, shelf)
    if file.id != expected:
        raise ProfileError(
            f"{_line(path, 'id')}: `id` is {file.id!r}, but the file's place says {expected!r}; they must be the same."
        )
    if not _versions(file):
        raise ProfileError(f"{path.name} has no [[version]].")
    return file


def _versions(file: FileHead) -> tuple[object, ...]:
    return file.version if isinstance(file, (ProfileFile, RegimeFile)) else ()


def _sourced(files: tuple[FileHead, ...], paths: tuple[Path, ...]) -> None:
    """Raise `ProfileError` where a rule names a source that neither its file nor one below it has."""
    known: set[str] = set()
    for file, path in zip(reversed(files), reversed(paths), strict=True):
        known |= file.sources.keys()
        for source in dict.fromkeys(_sources_named(file)):
            if source not in known:
                close = nearest(source, known)
                raise ProfileError(
                    f"{_line(path, 'source', source)}: there is no source {source!r} under [sources]"
                    + (f" (did you mean {close!r}?)" if close else "")
                    + "."
                )


def _sources_named(file: FileHead) -> Iterator[str]:
    """Give every source that a file's rules name: those of entries, of a window's other readings, of single tables."""
    for version in _versions(file):
        for part in vars(version).values():
            for entry in part if isinstance(part, tuple) else (part,):
                if isinstance(entry, BaseModel):
                    # A model asked for what it has not is slow to say so; its fields are at hand.
                    fields = vars(entry)
                    yield from filter(
                        None, (fields.get("source"), *(r.source for r in fields.get("readings", ())))
                    )


def _line(path: Path, key: str, value: str = "") -> str:
    """Name a file and the line on which a key stands, where it is found."""
    wanted = re.compile(rf'(?:^|[\s{{,]){key}\s*=\s*"{re.escape(value)}' if value else rf"^{key}\s*=")
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return path.name
    number = next((n for n, line in enumerate(lines, 1) if wanted.search(line)), None)
    return f"{path.name} line {number}" if number else path.name
