"""What Pillow and libtiff keep in one place for the whole process, shared out among threads that decode."""

import os
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Lock

from PIL import ImageFile


@dataclass(slots=True)
class _Together:
    """The first to come opens what all need, the last to leave closes it."""

    lock: Lock = field(default_factory=Lock)
    inside: int = 0
    held: ExitStack = field(default_factory=ExitStack)


_warnings, _stderr = _Together(), _Together()


@contextmanager
def without_warnings() -> Iterator[None]:
    """Let Pillow's warnings about strangers' files go unheard; what is wrong with a file is a finding."""
    with _warnings.lock:
        if not _warnings.inside:
            _warnings.held.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore")
        _warnings.inside += 1
    try:
        yield
    finally:
        _left(_warnings)


@contextmanager
def without_stderr() -> Iterator[None]:
    """Keep libtiff, which knows no other way, from writing its complaints on the terminal."""
    with _stderr.lock:
        if not _stderr.inside:
            _stderr.held.enter_context(_no_stderr())
        _stderr.inside += 1
    try:
        yield
    finally:
        _left(_stderr)


def _left(room: _Together) -> None:
    with room.lock:
        room.inside -= 1
        if not room.inside:
            room.held.close()


@contextmanager
def _no_stderr() -> Iterator[None]:
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


_gate = Condition()
_loading = {"whole": 0, "cut off": 0}


@contextmanager
def whole_files() -> Iterator[None]:
    """While any thread is in here, a file that is cut off raises when it is loaded."""
    yield from _through("whole", "cut off")


@contextmanager
def cut_off_files() -> Iterator[None]:
    """While any thread is in here, a file that is cut off gives as much as there is; the others wait outside."""
    yield from _through("cut off", "whole")


def _through(mine: str, others: str) -> Iterator[None]:
    with _gate:
        _gate.wait_for(lambda: not _loading[others])
        _loading[mine] += 1
        ImageFile.LOAD_TRUNCATED_IMAGES = mine == "cut off"
    try:
        yield
    finally:
        with _gate:
            _loading[mine] -= 1
            ImageFile.LOAD_TRUNCATED_IMAGES = bool(_loading["cut off"])
            _gate.notify_all()
