"""Build many made cases, 25 of them hurt in 25 ways, with processes, on a Dask cluster and in a store, and hold the results together.

    EVIDENCEKIT_BENCH=folder/of/the/maker python bench/many [--cases 500] [--distinct 8] [--jobs 2] [--ways processes Dask store]

All sound cases must be built, all hurt ones explained, and the ways must come to the same bundles, byte for byte. Some cases
are made by the maker, the others are copies with numbers and pictures of their own (`casecopies`), of which seven in eight have
four papers instead of eight; OCR is off. On the
cluster a worker is killed on the way; the store answers 503 to one request of twenty. A store knows no links, pipes and modes,
so nine of the hurts have a counterpart there.
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

from hurtbatch import Answer, Made, alike, as_hurt, clear, explained, make, troubles
from hurts import HURTS
from ways import WAYS


def main() -> int:
    """Make the cases, build them every way, print what became of them; 1 where one is not as it must be."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--cases", type=int, default=500)
    wanted.add_argument("--distinct", type=int, default=8)
    wanted.add_argument("--jobs", type=int, default=2)
    wanted.add_argument("--ways", nargs="+", choices=WAYS, default=[*WAYS])
    asked = wanted.parse_args()
    if "EVIDENCEKIT_BENCH" not in os.environ:
        print("EVIDENCEKIT_BENCH is not set: the maker of cases was not found, nothing was tried.")
        return 0
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    with tempfile.TemporaryDirectory() as place:
        began = time.monotonic()
        made = make(Path(place), asked.cases, distinct=min(asked.distinct, asked.cases))
        print(f"{asked.cases} cases made in {time.monotonic() - began:.0f} s", flush=True)
        try:
            faults = _built(made, Path(place), asked.ways, asked.jobs)
        finally:
            clear(Path(place))
    return 1 if faults else 0


def _built(made: Made, place: Path, ways: list[str], jobs: int) -> int:
    """Build every way, and print of each what became of the cases and where it differs from the first; return how many faults."""
    first: Answer | None = None
    table, count = dict[str, list[str]](), 0
    print(
        "| way | seconds | outcomes | sound built | hurt explained | silent | unlike the first | on the way |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for way in ways:
        answer, meanwhile = WAYS[way](made, place / f"out-{way}", jobs)
        afar = way == "store"
        faults = [*troubles(made, answer, afar=afar)]
        unlike = [] if first is None else [*alike(made, first, answer, afar=afar)]
        first = first or answer
        told = _told(made, answer, afar=afar)
        for name, each in made.hurt.items():
            table.setdefault(each.what, []).append(told[name])
        counted = ", ".join(
            f"{n} {s}" for s, n in sorted(Counter(o["status"] for o in answer.outcomes).items())
        )
        sound = sum(o["status"] == "built" for o in answer.outcomes if o["case"] in made.sound)
        silent = sum("SILENT" in t for t in told.values())
        print(
            f"| {way} | {answer.seconds:.0f} | {counted} | {sound} of {len(made.sound)} | {len(HURTS) - silent} of {len(HURTS)} "
            f"| {silent} | {'' if first is answer else len(unlike)} | {meanwhile} |",
            flush=True,
        )
        print(*faults, *unlike, sep="\n", end="\n" if faults or unlike else "", flush=True)
        count += len(faults) + len(unlike)
    print(f"\n| hurt | {' | '.join(ways)} |\n|---{'|---' * len(ways)}|")
    for what, cells in table.items():
        print(f"| {what} | {' | '.join(cells)} |")
    return count


def _told(made: Made, answer: Answer, *, afar: bool) -> dict[str, str]:
    """Say of each hurt case what became of it, and what was done instead where the store has no such thing."""
    said = dict[str, str]()
    for name, each in made.hurt.items():
        mine = [o for o in answer.outcomes if o["case"] == name]
        word = "/".join(o["status"] for o in mine) or "no outcome"
        if not any(explained(o, each, afar=afar) for o in mine):
            word += ", SILENT"
        what, _ = as_hurt(each, afar=afar)
        said[name] = word if what == each.what else f"{what}: {word}"
    return said


if __name__ == "__main__":
    sys.exit(main())
