"""Where the files with known truth are, and how they are read: through the doors that a case goes through."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.desk import Desk, open_desk
from evidencekit.extractors import BUILTIN
from evidencekit.model.evidence import Reading
from evidencekit.steps.examine import examine
from evidencekit.steps.intake import collect, open_case


class UnavailableError(Exception):
    """The files that a row needs are not on this machine."""


def corpus(name: str) -> Path:
    """Return the folder of one set of the corpus, such as `images`."""
    return _folder("EVIDENCEKIT_CORPUS") / name


def bench() -> Path:
    """Return the folder with `make_cases.py`."""
    return _folder("EVIDENCEKIT_BENCH")


def truth(name: str) -> list[dict[str, Any]]:
    """Return the entries of a set's manifest, each with `file`, `kind` and `expected`."""
    entries: list[dict[str, Any]] = json.loads((corpus(name) / "manifest.json").read_text("utf-8"))
    return entries


@dataclass(frozen=True, slots=True)
class Read:
    """One file, read as a case of its own."""

    file: Path
    readings: tuple[Reading, ...]
    """The file's own reading first, then those of what it contains."""
    desk: Desk
    """Good until the next file is asked for."""

    @property
    def first(self) -> Reading:
        """The file's own reading."""
        return self.readings[0]


def read_each(files: Iterable[Path], without: tuple[str, ...] = ()) -> Iterator[Read]:
    """Read each file as a case of its own, with every built-in reader but those named in `without`."""
    readers = tuple(reader for reader in BUILTIN if reader.name not in without)
    for file in files:
        with tempfile.TemporaryDirectory() as place, open_desk(for_pages=False) as desk:
            shutil.copyfile(file, Path(place) / file.name)
            sources, _ = collect(open_case(Path(place)), desk, ())
            yield Read(file, examine(sources, desk, lambda: readers), desk)


def _folder(variable: str) -> Path:
    given = os.environ.get(variable)
    if not given or not Path(given).is_dir():
        raise UnavailableError(f"{variable} is not set")
    return Path(given)
