"""Put a finished folder in place of an old one in one step, so that nobody ever sees half of either."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from evidencekit.errors import CannotWriteError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a new folder beside a target to fill; it takes the target's place when the block ends without an exception.

    Whatever kills the run, at any moment: the target is the old folder or the new one. Raises `CannotWriteError` where
    another run is writing to the same target.
    """
    made = _make_parents(target.parent)
    try:
        with _only_run(target):
            _recover(target)
            new = target.with_name(f".{target.name}.new-{os.getpid()}")
            try:
                new.mkdir()
                yield new
                _sync(new)
                _put_in_place(new, target)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    finally:
        # Folders that were made for nothing go again, from the inside out; one that holds something stays.
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def being_synced(folder: Path) -> Iterator[None]:
    """Bring what stands in a folder to the disk while the block goes on; raise `OSError` at its end where the disk does not take it."""
    with ThreadPoolExecutor(1, "disk") as beside:
        under_way = beside.submit(_sync, folder)
        yield
    under_way.result()


def half_done(target: Path) -> Path | None:
    """Return the old folder that a run without an exchanging rename left aside when it was killed; None where there is none."""
    aside = _aside(target)
    return aside if aside.is_dir() and not target.exists() else None


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _make_parents(folder: Path) -> tuple[Path, ...]:
    missing = tuple(f for f in (folder, *folder.parents) if not f.exists())
    folder.mkdir(parents=True, exist_ok=True)
    return missing


@contextmanager
def _only_run(target: Path) -> Iterator[None]:
    """Hold the target's lock; the system lets go of it when the process dies, however it dies."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    path = target.with_name(f".{target.name}.lock")
    while True:
        # Never through a link: what it leads to is not this run's.
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise CannotWriteError(
                f"Another run is writing to {target} at this moment; wait until it has ended."
            ) from None
        except OSError:  # a file system without locks: better without one than not at all
            break
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), path.stat()):
                break
        os.close(lock)  # the run before took its lock file away while this one waited for it
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)


def _recover(target: Path) -> None:
    """Undo what a killed run left half done, and clear away what it left lying about; only the lock's holder may."""
    aside = _aside(target)
    if aside.is_symlink():
        aside.unlink()  # no run ever left one
    if aside.is_dir():
        if target.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(target)
    for left in target.parent.glob(f".{_literal(target.name)}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _literal(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _put_in_place(new: Path, target: Path) -> None:
    if not target.exists():
        new.rename(target)
    elif _exchanged(new, target):
        _sync_one(target.parent)
        shutil.rmtree(new)
    else:
        aside = _aside(target)
        target.rename(aside)
        try:
            new.rename(target)
        except OSError:
            aside.rename(target)
            raise
        _sync_one(target.parent)
        shutil.rmtree(aside)
    _sync_one(target.parent)


def _exchanged(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _sync(folder: Path) -> None:
    """Make sure that a folder and its files are on the disk, not only in memory."""
    for path in (*folder.rglob("*"), folder):
        _sync_one(path)


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
