"""The harmful plug-in, at hand for a run in a process of its own, and what such a run leaves."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builders_intake import pdf
from builders_processes import living

_MODULE = Path(__file__).parent / "plugins" / "harm" / "evidencekit_harm.py"
_ENTRIES = """[evidencekit.extractors]
harm = evidencekit_harm:HarmfulReader
[evidencekit.converters]
harm = evidencekit_harm:HarmfulConverter
"""


@dataclass(frozen=True)
class Run:
    """How one run ended, and what it left behind."""

    code: int
    said: str
    answer: dict[str, Any]
    left: tuple[str, ...]
    """Names in its working folder."""
    alive: tuple[str, ...]
    """Processes of its group."""


def harmed(folder: Path, *names: str) -> Path:
    """Write a case with an invoice and files that ask for harm."""
    folder.mkdir(parents=True)
    (folder / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77", "Total USD 90.00"))
    for name in names:
        (folder / name).write_text(f"This file is called {name}.")
    return folder


def run_harmed(place: Path, arguments: Sequence[object], *, limits: str = "", seconds: float = 240.0) -> Run:
    """Run one command with the plug-in installed and a working folder of its own."""
    with started_harmed(place, arguments, limits=limits) as process:
        code = process.wait(seconds)
        alive = living(process.pid)
    told = (place / "answer").read_text()
    return Run(
        code,
        (place / "said").read_text(),
        json.loads(told) if told.startswith("{") else {},
        tuple(sorted(p.name for p in (place / "temporary").iterdir())),
        alive,
    )


@contextmanager
def started_harmed(
    place: Path, arguments: Sequence[object], *, limits: str = ""
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start one command in a group of its own, and end it."""
    package, temporary = place / "package", place / "temporary"
    if not package.exists():
        about = package / "evidencekit_harm-1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: evidencekit-harm\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(_ENTRIES)
        (package / _MODULE.name).write_bytes(_MODULE.read_bytes())
    temporary.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(package), *sys.path)),
        "TMPDIR": str(temporary),
        "EVIDENCEKIT_LIMITS": limits,
    }
    with (place / "said").open("wb") as said, (place / "answer").open("wb") as answer:
        process = subprocess.Popen(
            [sys.executable, "-m", "evidencekit", *map(str, arguments)],
            stdout=answer, stderr=said, env=environment, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            # Should anything of it live on, the test says so, and nothing goes on for ever.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
