"""Which folders are cases: one with a `case.toml`, and one of which no folder inside has any."""

import os
from collections.abc import Iterator
from pathlib import Path

CASE_FILE = "case.toml"
_SEALED = "SHA256SUMS"
"""It stands in bundles, which bring the `case.toml` that they were made with."""


def inner_cases(folder: Path) -> tuple[str, ...]:
    """Return the described cases below a folder that is not described itself, by their paths in it.

    A folder with files or invoices of several cases must never be taken for one: each has its own claimant and loss.
    """
    try:
        described = (folder / CASE_FILE).is_file()
    except OSError:  # it may not be looked into, which is told when it is opened
        return ()
    return () if described else tuple(sorted(_described(folder)))


def cases_below(folder: Path, out: Path | None = None) -> Iterator[Path]:
    """Give the cases that a folder stands for: itself, or those inside it where any is described; never what is below `out`."""
    if out is not None and folder.resolve() == out:
        return
    if not inner_cases(folder):
        yield folder
        return
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink() and not entry.name.startswith("."):
            yield from cases_below(entry, out)


def _described(folder: Path) -> Iterator[str]:
    for place, inside, files in os.walk(folder):
        if CASE_FILE in files and _SEALED not in files:
            yield Path(place).relative_to(folder).as_posix()
            inside.clear()
        inside[:] = [] if _SEALED in files else [name for name in inside if not name.startswith(".")]
