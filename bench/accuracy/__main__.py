"""Measure what is read against what is known to be there, row by row, and write docs/accuracy.md.

    EVIDENCEKIT_CORPUS=folder/of/the/corpus python bench/accuracy [ROW ...]

A row is a module in `rows/` with `measure() -> Iterable[Tally]`; it raises `UnavailableError` where its files are not there.
With rows named, only those are measured and no page is written.
"""

import importlib
import sys
import time
from pathlib import Path

from report import HEADING, Measured, as_text, write_page
from sources import UnavailableError

_HERE = Path(__file__).parent


def main(asked: list[str]) -> int:
    """Measure every row, or those asked for."""
    names = sorted(path.stem for path in (_HERE / "rows").glob("*.py"))
    unknown = sorted(set(asked) - set(names))
    if unknown:
        print(f"There is no row {', '.join(unknown)}; there are {', '.join(names)}.", file=sys.stderr)
        return 2
    print(HEADING)
    measured = []
    for name in asked or names:
        measured.append(_measured(name))
        print(as_text(measured[-1]), flush=True)
    if not asked and all(not row.skipped for row in measured):
        write_page(measured, _HERE.parent.parent / "docs" / "accuracy.md")
    return 0


def _measured(name: str) -> Measured:
    began = time.perf_counter()
    row = importlib.import_module(f"rows.{name}")
    try:
        tallies, skipped = tuple(row.measure()), ""
    except UnavailableError as reason:
        tallies, skipped = (), str(reason)
    return Measured(name.replace("_", " "), tallies, time.perf_counter() - began, skipped)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
