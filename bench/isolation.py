"""What a child costs: the processor's time for many small cases built by one command, with children and without.

    python bench/isolation.py [--cases 20] [--rounds 3]

The time of both processes counts, since what one waits for the other does. Prints the middle of the rounds, a case.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent / "faults"))
ordinary = import_module("cases").ordinary


def main() -> None:
    """Build the same cases in turn with and without children."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--cases", type=int, default=20)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place, "cases", f"case-{n:03}") for n in range(given.cases)]
        for folder in folders:
            ordinary(folder)
        _spent(folders, "", place)  # what is loaded from the disk for the first time counts for neither
        both = [[_spent(folders, limits, place) for limits in ("", "off")] for _ in range(given.rounds)]
    with_children, without = (1000 * median(column) / given.cases for column in zip(*both, strict=True))
    print(f"with children {with_children:7.1f} ms a case")
    print(f"without       {without:7.1f} ms a case")
    print(
        f"difference    {with_children - without:7.1f} ms a case ({given.cases} cases, {given.rounds} rounds)"
    )


def _spent(folders: list[Path], limits: str, place: str) -> float:
    """Build into a new folder; return the seconds that all processes used the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory(dir=place) as out:
        subprocess.run(
            [
                sys.executable, "-m", "evidencekit", "build", *map(str, folders), "--for", "generic",
                "--today", "2026-10-20", "--out", out, "-q",
            ],
            check=True, capture_output=True,
            env={**os.environ, "EVIDENCEKIT_LIMITS": limits, "EVIDENCEKIT_OCR": "off", "EVIDENCEKIT_CACHE": "off"},
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
