"""What earlier runs read, kept by content in the user's cache, so that nobody waits twice for the same page."""

import hashlib
import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evidencekit.asjson import as_json, from_json
from evidencekit.cachefolder import private_folder
from evidencekit.resources import builtin_templates
from evidencekit.version import __version__

MAX_BYTES = 256_000_000
"""Above this, what was not used for the longest time goes, until a quarter is free."""
_LONGEST_ENTRY = 32_000_000
_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
_SETTLED = 2.0
"""Seconds after which a file's times tell one state of it from the next."""

_log = logging.getLogger(__name__)


class Kept:
    """Values by what they are about. Whatever goes wrong here, the value is just not there."""

    def __init__(self, folder: Path, maker: str) -> None:
        self._folder = folder
        self._maker = maker
        """Digest of all that may make another value of the same content: programs, data, settings."""
        self._tidied = False

    def recall(self, kind: str, owner: str, *about: str) -> Any:
        """Return what was kept, or None: also where it was cut off, changed, or written by another version.

        `owner` is the digest of the file, or the folder, that the value comes from: by it `forget` finds what to remove.
        """
        place = self._place(kind, owner, about)
        try:
            if place.stat().st_size > _LONGEST_ENTRY:
                return None
            digest, _, body = place.read_text("utf-8").partition("\n")
            if hashlib.sha256(body.encode()).hexdigest() != digest:
                return None
            value = from_json(body)
            os.utime(place)
        except Exception:  # absent, damaged or not ours: read again
            return None
        return value

    def keep(self, kind: str, owner: str, *about: str, value: object) -> None:
        """Keep a value of the model under what it is about; in one step, so that two processes do no harm."""
        try:
            body = as_json(value)
            whole = f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}".encode()
            if len(whole) > _LONGEST_ENTRY:
                return
            self._tidy()
            descriptor, half = tempfile.mkstemp(
                dir=self._folder, prefix="half-"
            )  # readable by its owner alone
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(whole)
                Path(half).replace(self._place(kind, owner, about))
            except BaseException:
                Path(half).unlink(missing_ok=True)
                raise
        except Exception:  # a full disk, a value of a plug-in's own type: then it is read again
            _log.debug("%s was not kept", kind, exc_info=True)

    def _place(self, kind: str, owner: str, about: tuple[str, ...]) -> Path:
        return self._folder / f"{_family(owner)}-{_digest((self._maker, kind, owner, *about))}.json"

    def _tidy(self) -> None:
        """Make room, once a run."""
        if self._tidied:
            return
        self._tidied = True
        with os.scandir(self._folder) as entries:
            found = [(e.stat().st_mtime, e.stat().st_size, e.path) for e in entries if e.is_file()]
        excess = sum(size for _, size, _ in found) - MAX_BYTES
        if excess <= 0:
            return
        excess += MAX_BYTES // 4
        for _, size, path in sorted(found):
            if excess <= 0:
                break
            with suppress(OSError):
                Path(path).unlink()
            excess -= size


class Digests:
    """The digests of a folder's files, by size, times and inode; of a file that may still change, none."""

    def __init__(self, kept: Kept, folder: Path) -> None:
        self._kept, self._folder = kept, str(folder.resolve())
        known = kept.recall("digests", self._folder) or ()
        self._known: dict[str, tuple[int, ...]] = {}
        self._digest: dict[str, str] = {}
        with suppress(TypeError, ValueError):
            for path, state, digest in known:
                self._known[path], self._digest[path] = state, digest
        self._now: list[tuple[str, tuple[int, ...], str]] = []

    def of(self, path: str, stat: os.stat_result) -> str | None:
        """Return the digest of a file that is as it was when it was hashed, or None."""
        digest = self._digest.get(path)
        if digest is None or self._known[path] != _state(stat):
            return None
        self._now.append((path, _state(stat), digest))
        return digest

    def note(self, path: str, before: os.stat_result, after: os.stat_result, digest: str) -> None:
        """Remember a digest, unless the file changed meanwhile or so lately that its times could stay the same."""
        settled = time.time() - max(after.st_mtime, after.st_ctime) > _SETTLED
        if settled and _state(before) == _state(after):
            self._now.append((path, _state(after), digest))

    def save(self) -> None:
        """Keep what is known now."""
        state = {path: (state, self._digest.get(path)) for path, state in self._known.items()}
        if {path: (s, digest) for path, s, digest in self._now} != state:
            self._kept.keep("digests", self._folder, value=tuple(self._now))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed from the cache."""

    entries: int
    bytes: int


def forget(owners: Iterable[str] | None) -> Forgotten:
    """Remove what was kept of some files, by their digests, or folders, by any version of this program; None: of all.

    Of a folder, also what was kept of the files that lay in it when it was last read. Raises `OSError` where something that
    is there cannot be removed.
    """
    folder = private_folder("readings")
    if folder is None:
        return Forgotten(0, 0)
    with os.scandir(folder) as entries:
        found = {Path(e.path): e.stat().st_size for e in entries if e.is_file(follow_symlinks=False)}
    if owners is not None:
        wanted = {_family(owner) for owner in owners}
        wanted |= {_family(d) for p in found if p.name.partition("-")[0] in wanted for d in _digests_in(p)}
        found = {p: size for p, size in found.items() if p.name.partition("-")[0] in wanted}
    for path in found:
        path.unlink(missing_ok=True)
    return Forgotten(len(found), sum(found.values()))


def _digests_in(path: Path) -> Iterator[str]:
    """Give the digests of files that an entry names."""
    try:
        yield from _SHA256.findall(path.read_text("utf-8", "replace").partition("\n")[2])
    except OSError:
        return


def _family(owner: str) -> str:
    return _digest((owner,))[:32]


def _state(stat: os.stat_result) -> tuple[int, ...]:
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_dev


def open_kept(about: Iterable[str]) -> Kept | None:
    """Open the cache for values that the named makers and settings make; None where it is off or cannot be used."""
    folder = private_folder("readings")
    if folder is None:
        return None
    try:
        return Kept(folder, _digest((program_state(), *about)))
    except OSError:
        return None


@cache
def program_state() -> str:
    """Return a digest of this program, its data and all that is installed beside it, as they stood when first asked for."""
    return _digest((__version__, sys.version, *_programs()))


def _programs() -> Iterator[str]:
    """Give the state of this program and its data, file by file, and the versions of all that is installed."""
    own = [Path(__file__).parent, builtin_templates()]
    others = os.environ.get("EVIDENCEKIT_TEMPLATES")
    for folder in (*own, *([Path(others)] if others else [])):
        yield from sorted(_files(str(folder)))
    for folder in map(Path, sys.path):
        with suppress(OSError):
            yield from sorted(n for n in os.listdir(folder) if n.endswith(".dist-info"))  # noqa: PTH208 - names alone


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                stat = entry.stat()
                yield f"{entry.path} {stat.st_size} {stat.st_mtime_ns}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
