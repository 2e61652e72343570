"""Processes that a test started, or that what it started left behind."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def until(met: Callable[[], object], seconds: float) -> bool:
    """Wait for something, and say whether it came."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if met():
            return True
        time.sleep(0.05)
    return False


def living(group: int) -> tuple[str, ...]:
    """Return the processes of a group that live; those that only wait to be buried do not."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, belongs = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(belongs) == group and state != "Z":
            found.append(folder.name)
    return tuple(found)


def gone(pid: int, seconds: float = 30.0) -> bool:
    """Wait for a process to end, and say whether it did; a killed child may wait for whoever adopted it to bury it."""
    return until(lambda: _ended(pid), seconds)


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text() if Path("/proc").is_dir() else ""
    except (ProcessLookupError, FileNotFoundError):
        return True
    return state.rpartition(")")[2].split()[:1] == ["Z"]
