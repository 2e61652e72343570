"""Do the program harm and look what it costs: kills, full disks, hostile evidence, templates, paths and plug-ins.

    python bench/faults [--kills 200] [--disks 50] [kills] [disks] [archives] [documents] [templates] [paths] [plugins] [moments]

Writes docs/faults.md where everything was tried. What one finds that succeeds becomes a test, once it is mended.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

_HERE = Path(__file__).parent
sys.path.insert(0, str(_HERE))

from full import full_disks  # noqa: E402 - the folder is on the path only now
from hostile import SETS, hostile  # noqa: E402
from kills import kills  # noqa: E402
from moments import moments  # noqa: E402
from outcome import Tried  # noqa: E402

from plugins import harmful_plugins  # noqa: E402


def main() -> int:
    """Try what was asked for, print the table, and say with the exit code whether all was survived."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("which", nargs="*")
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--disks", type=int, default=50)
    given = asked.parse_args()
    everything: dict[str, Callable[[], Iterator[Tried]]] = {
        "kills": lambda: kills(given.kills),
        "disks": lambda: full_disks(given.disks),
        **{name: (lambda name=name: hostile(name)) for name in SETS},  # type: ignore[misc]
        "plugins": harmful_plugins,
        "moments": moments,
    }
    rows: list[Tried] = []
    for name in given.which or everything:
        began = time.monotonic()
        for row in everything[name]():
            rows.append(row)
            print(f"{row.what}: {row.survived} of {row.times} survived ({time.monotonic() - began:.0f} s)", *row.troubles, sep="\n  ", flush=True)  # fmt: skip
    if not given.which:
        (_HERE.parent.parent / "docs" / "faults.md").write_text(
            "\n".join(_page(rows)) + "\n", encoding="utf-8"
        )
    return 1 if any(r.troubles for r in rows) else 0


def _page(rows: list[Tried]) -> Iterator[str]:
    yield "# Faults"
    yield ""
    yield f"`make faults`, one run, on {date.today()}: {platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}; without OCR."  # noqa: DTZ011
    yield "Survived means: the right exit code and no traceback, the bundle that stands is the old one or the new one and what was sealed,"
    yield "nothing outside the output was written or read, nobody was called over the network, no process and no working folder is left,"
    yield "and it took neither 90 s of the processor nor 3 GB."
    yield ""
    yield "| what was done | times | survived |"
    yield "|---|---|---|"
    yield from (f"| {r.what} | {r.times} | {r.survived} |" for r in rows)
    yield ""
    yield "Workers that die on a cluster (Dask) are no row here: `tests/test_cluster.py` kills workers and the scheduler, and has a case that kills"
    yield "each worker that takes it."
    yield ""
    yield "## What was not survived"
    yield ""
    troubles = [f"- {t}" for r in rows for t in r.troubles]
    yield from troubles or ["Nothing."]
    yield ""
    yield from _EARLIER
    yield ""
    yield "Not tried: a library that a file takes over and makes do as it likes; see docs/security.md."


_EARLIER = (
    "Earlier runs and readers found, and tests now keep: a link in the output that led elsewhere, a PDF whose forms draw themselves,",
    "LibreOffice's leavings, working folders of killed runs, workers that outlived a killed batch, full disks that ended with a traceback,",
    "files of a workbook and of the overview that a killed batch left (`tests/test_abandoned.py`), a file that was changed and changed back",
    "while it was read, so that the bundle kept one and showed the other (`tests/test_seal.py`), a key's password in the memory of a child",
    "(`tests/test_sign.py`), and a photo that was called damaged because the disk was full (`tests/test_no_room.py`).",
)


if __name__ == "__main__":
    sys.exit(main())
