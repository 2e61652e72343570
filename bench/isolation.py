"""What a child costs a case: small cases built by a warm child and by this process itself, in turn, in one run.

    python bench/isolation.py [--cases 40] [--files 2]

The processor's time of both processes counts, since what one waits for the other does; it is told beside the time that one
waits, which other work on the machine makes longer. The first cases, before everything is loaded, are left out. Told are the
least and the middle of all cases, and what a child costs by them; with `--files`, cases have more files, each of which would
add to a cost a file. Two processes that only wait for their turn share one processor.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median

from evidencekit import build_all, fontsettings
from evidencekit.confined import SETTING
from evidencekit.model.bundle import Outcome

sys.path.insert(0, str(Path(__file__).parent / "faults"))
ordinary = import_module("cases").ordinary

_WARM_UP = 3


@dataclass(frozen=True)
class _Cost:
    """Of one case, in ms."""

    used: float
    """The processor's time, of this process and of its children."""
    waited: float


def main() -> None:
    """Build the same cases with a child and without, in turn."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--cases", type=int, default=40)
    asked.add_argument("--files", type=int, default=2)
    given = asked.parse_args()
    os.environ |= {"EVIDENCEKIT_OCR": "off", "EVIDENCEKIT_CACHE": "off"}
    fontsettings.ready()  # as every child is: without it, letters would take longer here
    if hasattr(os, "sched_setaffinity"):
        # Both take turns, and neither has threads beside it of which one would run on another processor.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place, "cases", f"case-{n:03}") for n in range(given.cases + _WARM_UP)]
        for folder in folders:
            ordinary(folder)
            for number in range(given.files - 2):
                (folder / f"note {number}.txt").write_text(f"Received crushed, {number}.\n")
        # The child first: it is this process doubled, before that has much to double.
        with_child, without = _costs(folders, Path(place, "a"), ""), _costs(folders, Path(place, "b"), "off")
        both = list(zip(with_child, without, strict=True))[_WARM_UP:]
    for name in ("used", "waited"):
        columns = [[getattr(cost, name) for cost in column] for column in zip(*both, strict=True)]
        for what, of in (("least", min), ("middle", median)):
            child, itself = (of(column) for column in columns)
            print(f"{what:6} {name:6}: with a child {child:7.1f} ms a case, without {itself:7.1f} ms, difference {child - itself:6.1f} ms")  # fmt: skip
        pairs = [child - itself for child, itself in zip(*columns, strict=True)]
        print(f"middle of the {len(pairs)} differences, {name}: {median(pairs):.1f} ms")


def _costs(folders: list[Path], out: Path, limits: str) -> Iterator[_Cost]:
    with _limited(limits):
        outcomes = build_all(folders, into=out, recipients=("generic",))
    while True:
        used, began = _used(), time.perf_counter()
        with _limited(limits):
            outcome: Outcome | None = next(outcomes, None)
        if outcome is None:
            return
        if outcome.folder is None:
            raise RuntimeError(f"{outcome.case} was not built: {outcome.findings}")
        yield _Cost(1000 * (_used() - used), 1000 * (time.perf_counter() - began))


@contextmanager
def _limited(limits: str) -> Iterator[None]:
    before = os.environ.get(SETTING, "")
    os.environ[SETTING] = limits
    try:
        yield
    finally:
        os.environ[SETTING] = before


def _used() -> float:
    """Return the seconds of the processor that this process and its children have used."""
    used = time.process_time()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, parent = int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid():
                used += time.clock_gettime((~pid << 3) | 2)  # the processor's time of another process (Linux)
        except OSError:
            continue
    return used


if __name__ == "__main__":
    main()
