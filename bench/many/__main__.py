"""Build many made cases, 25 of them hurt in 25 ways: all sound ones must be built, all hurt ones explained.

EVIDENCEKIT_BENCH=folder/of/the/maker python bench/many [--cases 500] [--jobs 2]
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from hurtbatch import Answer, Made, clear, explained, make, run, troubles
from hurts import HURTS


def main() -> int:
    """Make the cases, run the batch, print what became of them; 1 where one is not as it must be."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--cases", type=int, default=500)
    wanted.add_argument("--jobs", type=int, default=2)
    asked = wanted.parse_args()
    if "EVIDENCEKIT_BENCH" not in os.environ:
        print("EVIDENCEKIT_BENCH is not set: the maker of cases was not found, nothing was tried.")
        return 0
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    with tempfile.TemporaryDirectory() as place:
        made = make(Path(place), asked.cases)
        try:
            answer = run(made, "--jobs", str(asked.jobs))
        finally:
            clear(made)
    faults = list(troubles(made, answer))
    _print(made, answer)
    print(*faults, sep="\n")
    return 1 if faults else 0


def _print(made: Made, answer: Answer) -> None:
    counted = Counter(o["status"] for o in answer.outcomes)
    print(
        f"{len(made.sound) + len(made.hurt)} cases in {answer.seconds:.0f} s: {dict(sorted(counted.items()))}"
    )
    sound = sum(o["status"] == "built" for o in answer.outcomes if o["case"] in made.sound)
    found = [(o, made.hurt[o["case"]]) for o in answer.outcomes if o["case"] in made.hurt]
    told = {each.what for outcome, each in found if explained(outcome, each)}
    print(f"{sound} of {len(made.sound)} sound ones built, {len(told)} of {len(HURTS)} hurt ones explained:")
    for outcome, each in found:
        print(f"  {each.what}: {outcome['status']}, {'explained' if each.what in told else 'SILENT'}")


if __name__ == "__main__":
    sys.exit(main())
