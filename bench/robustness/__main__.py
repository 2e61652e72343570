"""Take every file of the corpus through the program; print, set by set, how many are shown right, repaired, explained, wrong.

    EVIDENCEKIT_CORPUS=folder/of/the/corpus python bench/robustness [--fuzz SECONDS] [--jobs N] [SET ...]

Writes docs/robustness.md where all sets were asked for. `--fuzz` lets a mutating fuzzer run for so long afterwards.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE), str(_HERE / "sets")]

from children import Ended, each  # noqa: E402 - the folder is on the path only now
from judging import judged  # noqa: E402
from page import Row, as_text, write_page  # noqa: E402
from verdict import Verdict  # noqa: E402

SETS = ("images", "pdfs_hard", "emails", "docx")


def main() -> int:
    """Measure the sets, then fuzz where that was asked for."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("sets", nargs="*")
    asked.add_argument("--only", default="", help="files whose names hold this")
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--fuzz", type=float, default=0.0, metavar="SECONDS")
    given = asked.parse_args()
    corpus = os.environ.get("EVIDENCEKIT_CORPUS")
    if not corpus:
        print("EVIDENCEKIT_CORPUS is not set: it says where the folder of the corpus is.", file=sys.stderr)
        return 2
    rows = []
    for name in given.sets or SETS:
        rows.append(_measured(Path(corpus), name, given.only, given.jobs))
        print(as_text(rows[-1]), flush=True)
    fuzzed = None
    if given.fuzz:
        from fuzz import fuzz

        fuzzed = fuzz(Path(corpus), given.fuzz, given.jobs)
        print(fuzzed.sentence, *fuzzed.troubles, sep="\n")
    if not given.sets and not given.only:
        write_page(rows, fuzzed, _HERE.parent.parent / "docs" / "robustness.md")
    return 1 if any(row.troubled for row in rows) or (fuzzed and fuzzed.troubles) else 0


def _measured(corpus: Path, name: str, only: str, jobs: int) -> Row:
    began = time.perf_counter()
    entries = json.loads((corpus / name / "manifest.json").read_text("utf-8"))
    tasks = [
        (name, str(corpus / name / e["file"]), e.get("expected") or {}, e["kind"])
        for e in entries
        if only in e["file"]
    ]
    return Row(name, tuple(_told(each(judged, tasks, jobs=jobs))), time.perf_counter() - began)


def _told(ended: Iterator[Ended]) -> Iterator[tuple[str, str, Verdict, float]]:
    for one in ended:
        _, file, expected, kind = one.task
        verdict = one.result or Verdict("wrong", one.trouble)
        yield Path(file).name, expected.get("verdict") or kind, verdict, one.seconds


if __name__ == "__main__":
    sys.exit(main())
