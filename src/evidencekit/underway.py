"""What a process is at: the file that each of its threads has open, told in memory that whoever started it can read.

A process that dies cannot say any more what it died of. Its note can, and costs a file a few millionths of a second.
"""

import atexit
import json
import os
import re
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidencekit.model.evidence import SourceFile

_SLOTS, _ROOM, _HEAD = 32, 1024, 8192
_BEATS = _HEAD + _SLOTS * _ROOM
SIZE = _BEATS + 8
"""Bytes of a note: the folders that are in use, a slot for each thread, a count that grows, and whether all is done."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LENGTH = struct.Struct("=I")


@dataclass(frozen=True, slots=True)
class At:
    """What one thread is at."""

    what: str
    """The step, in a word or two."""
    sha256: str = ""
    """Of the file; empty where it is at no file."""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended that did not answer."""

    at: tuple[At, ...]
    """What its threads were at."""
    stuck: bool
    """Whether nothing got on, so that it was ended."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which circumstances a process works on a case."""

    aside: Mapping[str, str] = field(default_factory=dict)
    """Digests of files that are not opened, and why not."""
    hands: bool = True
    """Whether threads may work beside the first one."""


class Note:
    """Memory that a process and the one that started it share."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap(descriptor, SIZE)
        self._free = list(range(_SLOTS // 2))
        self._lock = threading.Lock()
        self._mine = threading.local()
        self._beats = 0
        self._folders: list[str] = []

    def come_apart(self) -> None:
        """Take other slots than the process of which this one is a copy."""
        self._free = list(range(_SLOTS // 2, _SLOTS))
        self._lock = threading.Lock()
        self._mine = threading.local()

    def begin(self, at: At) -> bytes | None:
        """Write what this thread is at; return what it was at before, for `end`."""
        slot = getattr(self._mine, "slot", None)
        before = getattr(self._mine, "body", None)
        if slot is None:
            with self._lock:
                slot = self._free.pop(0) if self._free else None
            if slot is None:
                return None
            self._mine.slot = slot
        room = _ROOM - _LENGTH.size
        body = f"{at.what}\0{at.sha256}\0{at.path}".encode("utf-8", "surrogatepass")[:room]
        self._write(slot, body)
        return before

    def end(self, before: bytes | None) -> None:
        """Write that this thread is again at what it was at before."""
        slot = getattr(self._mine, "slot", None)
        if slot is None:
            return
        self._write(slot, before or b"")
        if before is None:
            self._mine.slot = None
            with self._lock:
                self._free.append(slot)

    def beat(self) -> None:
        """Write that something got on."""
        self._beats += 1
        self._memory[_BEATS : _BEATS + 4] = _LENGTH.pack(self._beats & 0xFFFFFFFF)

    def finish(self) -> None:
        """Write that the process ends because it has done what it was there for."""
        self._memory[SIZE - 1] = 1

    def finished(self) -> bool:
        """Say whether the process ended because it had done what it was there for."""
        return self._memory[SIZE - 1] == 1

    def _write(self, slot: int, body: bytes) -> None:
        self._mine.body = body or None
        start = _HEAD + slot * _ROOM + _LENGTH.size
        self._memory[start - _LENGTH.size : start + len(body)] = _LENGTH.pack(len(body)) + body
        self.beat()

    def keep_folders(self, folders: list[str]) -> None:
        """Write which working folders would be left behind."""
        body = json.dumps(folders).encode()
        if len(body) <= _HEAD - _LENGTH.size:
            self._memory[: _LENGTH.size + len(body)] = _LENGTH.pack(len(body)) + body

    def state(self) -> bytes:
        """Return all of it: while it stays the same, nothing got on."""
        return bytes(self._memory)

    def under_way(self) -> tuple[At, ...]:
        """Return what each thread was at. Whoever wrote it may have come to harm, so nothing in it is believed."""
        found = []
        for slot in range(_SLOTS):
            start = _HEAD + slot * _ROOM + _LENGTH.size
            length = min(_LENGTH.unpack_from(self._memory, start - _LENGTH.size)[0], _ROOM - _LENGTH.size)
            body = self._memory[start : start + length]
            what, _, rest = body.decode("utf-8", "replace").partition("\0")
            digest, _, path = rest.partition("\0")
            if what:
                known = _SHA256.fullmatch(digest)
                found.append(At(what[:80], digest if known else "", path if known else ""))
        return tuple(found)

    def folders(self) -> tuple[Path, ...]:
        """Return the working folders that were in use."""
        length = min(_LENGTH.unpack_from(self._memory, 0)[0], _HEAD - _LENGTH.size)
        try:
            told = json.loads(self._memory[_LENGTH.size : _LENGTH.size + length])
        except ValueError:
            return ()
        return tuple(Path(p) for p in told if isinstance(p, str)) if isinstance(told, list) else ()

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()


def new_memory() -> int:
    """Return a descriptor of memory for a note, of which no file is left."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("evidencekit")
        os.ftruncate(descriptor, SIZE)
        return descriptor
    with tempfile.TemporaryFile() as file:
        # Written and not only made longer: on a full disk, writing to a hole later would end the process.
        file.write(bytes(SIZE))
        file.flush()
        return os.dup(file.fileno())


@dataclass
class _Here:
    """What holds for this process."""

    note: Note | None = None
    terms: Terms = field(default_factory=Terms)
    folders: list[str] = field(default_factory=list)
    notary: Callable[[bytes], bytes] | None = None


_here = _Here()
_LAST: list[Callable[[], object]] = []
"""What is to be done at the end of this process."""


def _come_apart() -> None:
    if _here.note is not None:
        _here.note.come_apart()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_come_apart)


def work_under(note: Note | None, terms: Terms) -> None:
    """Let this process work under these terms and, where there is a note, tell in it what it is at."""
    _here.note, _here.terms = note, terms


def ask_there(notary: Callable[[bytes], bytes]) -> None:
    """Let this process ask who started it for signatures, since the key stays there."""
    _here.notary = notary


def notary() -> Callable[[bytes], bytes] | None:
    """Return how to ask for signatures; None where this process was started by nobody who could be asked."""
    return _here.notary


def terms() -> Terms:
    """Return the terms under which this process works."""
    return _here.terms


@contextmanager
def at(source: "SourceFile", what: str = "reading") -> Iterator[None]:
    """Tell that this thread is at a file, until the block ends."""
    note = _here.note
    if note is None:
        yield
        return
    before = note.begin(At(what, source.sha256, source.path))
    try:
        yield
    finally:
        note.end(before)


def step(what: str) -> None:
    """Tell that this thread is at a step, until it is at the next."""
    if _here.note is not None:
        _here.note.begin(At(what))


def get_on() -> None:
    """Tell that this thread gets on: without a word, a file that takes long is taken for one that never ends."""
    if _here.note is not None:
        _here.note.beat()


def at_end(do: Callable[[], object]) -> None:
    """Have something done when this process ends in good order, whether it is a child or not."""
    _LAST.append(do)
    atexit.register(do)


def wind_up() -> None:
    """Do what was to be done at the end of this process, where it will not come to Python's own end."""
    while _LAST:
        with suppress(Exception):
            _LAST.pop()()


def finish() -> None:
    """Tell that this process ends because it has done what it was there for."""
    if _here.note is not None:
        _here.note.finish()


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Tell that a working folder is in use: should this process die, whoever started it takes it away."""
    if _here.note is None:
        yield
        return
    _here.folders.append(str(folder))
    _here.note.keep_folders(_here.folders)
    try:
        yield
    finally:
        _here.folders.remove(str(folder))
        _here.note.keep_folders(_here.folders)
