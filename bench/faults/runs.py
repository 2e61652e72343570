"""Running the program as a stranger would, watched: its exit code, its words, its time, its memory, and what it leaves behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 90.0
"""Of the processor, for a run and all that it starts."""
_WAITED = 10
"""So many times as long may one wait for it, on a machine that has other work; one that sleeps for ever uses no processor."""
_LIMITED = (
    "import resource, runpy, sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS, ({3 << 30}, {3 << 30}))\n"
    "sys.argv[0] = 'evidencekit'\n"
    "runpy.run_module('evidencekit', run_name='__main__', alter_sys=True)\n"
)
"""3 GB of address space: a bomb that goes off is stopped there, and counts as having succeeded."""


@dataclass(frozen=True)
class Ended:
    """How one run ended."""

    code: int
    """Negative: the signal that ended it; -999 where it hung."""
    said: str
    seconds: float


def run(
    arguments: Sequence[str], *, environment: Mapping[str, str] | None = None, seconds: float = SECONDS
) -> Ended:
    """Run one command of the program to its end, or until the time is up."""
    began = time.monotonic()
    process = started(arguments, environment=environment)
    said = None
    while said is None:
        try:
            said, _ = process.communicate(timeout=1.0)
            code = process.returncode
        except subprocess.TimeoutExpired:
            if _used(process.pid) > seconds or time.monotonic() - began > _WAITED * seconds:
                kill_all(process)
                said, _ = process.communicate()
                code = -999
    return Ended(code, said, time.monotonic() - began)


def _used(group: int) -> float:
    """Return the seconds for which the processes of a group, and those that they have buried, used the processor."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(told[2]) == group:
            ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def started(
    arguments: Sequence[str], *, environment: Mapping[str, str] | None = None
) -> "subprocess.Popen[str]":
    """Start one command of the program in a group of its own."""
    whole = {**os.environ, "EVIDENCEKIT_OCR": "off", "EVIDENCEKIT_CACHE": "off", **(environment or {})}
    return subprocess.Popen(
        [sys.executable, "-c", _LIMITED, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=whole, start_new_session=True,
    )  # fmt: skip


def kill_all(process: "subprocess.Popen[str]") -> None:
    """End a run and whatever it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def alive(group: int, within: float = 6.0) -> bool:
    """Say whether any process of a group still lives after some seconds; one that only waits to be buried does not."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(_lives_in(group, folder) for folder in Path("/proc").glob("[0-9]*")):
            return False
        time.sleep(0.1)
    return True


def _lives_in(group: int, folder: Path) -> bool:
    try:
        state, _, belongs = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return False  # it has just ended
    return int(belongs) == group and state != "Z"


def left_in(folder: Path) -> list[str]:
    """Return what lies about in a folder that should not: hidden files and halves."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob(".*") if p.name not in {".", ".."})
