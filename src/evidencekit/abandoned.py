"""Working folders of runs that were killed: whoever works next clears them away, for they hold evidence."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from evidencekit.underway import working_in

PREFIX = "evidencekit-"
"""How the names of working folders begin."""
_SIGN = ".in-use"
"""A file that the run that works in the folder holds locked; the system lets go of it when the process dies, however it dies."""
_YOUNG = 2.0
"""Seconds in which a run that has made its folder may not have locked it yet."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a working folder, so that no other run takes it for abandoned; on systems without locks nothing is held."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    sign = os.open(folder / _SIGN, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(sign)


@contextmanager
def working_folder(what: str = "") -> Iterator[Path]:
    """Give a working folder that goes away at the end, or with the next run where this one is killed."""
    clear_abandoned()
    made = tempfile.TemporaryDirectory(prefix=f"{PREFIX}{what}", ignore_cleanup_errors=True)
    with made as place, held(Path(place)), working_in(Path(place)):
        yield Path(place)


@contextmanager
def others_files_there(place: Path) -> Iterator[None]:
    """Let a library that asks the system for a temporary file get it in this folder; no other thread may be at work."""
    before, tempfile.tempdir = tempfile.tempdir, str(place)
    try:
        yield
    finally:
        tempfile.tempdir = before


@cache
def clear_abandoned() -> None:
    """Remove this user's working folders that nobody holds any more, once a process; one that cannot be judged stays."""
    if not hasattr(os, "getuid"):
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if not entry.name.startswith(PREFIX) or not entry.is_dir(follow_symlinks=False):
                continue
            with suppress(OSError):
                if entry.stat(follow_symlinks=False).st_uid == os.getuid() and _let_go(
                    Path(entry.path) / _SIGN
                ):
                    shutil.rmtree(entry.path, ignore_errors=True)


def clear_away(folders: Iterable[Path]) -> None:
    """Remove working folders of a process that has ended; whatever else is named stays, for that process may have come to harm."""
    place = Path(tempfile.gettempdir())
    for folder in folders:
        with suppress(OSError):
            mine = folder.parent == place and folder.name.startswith(PREFIX) and not folder.is_symlink()
            if mine and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)


def _let_go(path: Path) -> bool:
    """Say whether a folder's sign is there, is not that of a run that only begins, and is held by nobody."""
    import fcntl

    sign = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        if time.time() - os.fstat(sign).st_mtime < _YOUNG:
            return False
        fcntl.flock(sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(sign)
    return True
