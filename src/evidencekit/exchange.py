"""Put a finished folder in place of an old one in one step, so that nobody ever sees half of either."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def put_in_place(new: Path, target: Path) -> None:
    """Move a finished folder to its place; an old one there is exchanged for it, then cleared away.

    Where the system cannot exchange, the old folder is renamed aside first; `recover` undoes that after a sudden end.
    """
    if not target.exists():
        new.rename(target)
    elif _exchanged(new, target):
        shutil.rmtree(new)
    else:
        aside = target.with_name(f".{target.name}.old")
        target.rename(aside)
        new.rename(target)
        shutil.rmtree(aside)


def recover(target: Path) -> None:
    """Finish or undo what an earlier run left half done beside a target, and clear away what dead runs left."""
    aside = target.with_name(f".{target.name}.old")
    if aside.is_dir():
        if target.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(target)
    for left in target.parent.glob(f".{target.name}.new-*"):
        owner = left.name.rpartition("-")[2]
        if not (owner.isdigit() and _alive(int(owner))):
            shutil.rmtree(left, ignore_errors=True)


def sync(folder: Path) -> None:
    """Make sure that a folder and its files are on the disk, not only in memory."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _alive(process: int) -> bool:
    if process == os.getpid():
        return False  # this process has not begun yet, so what bears its number is another's
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _exchanged(one: Path, other: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
