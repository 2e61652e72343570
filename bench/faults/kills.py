"""Kill -9 at random moments of build and batch: every bundle is the old one or the new one, whole, and nothing lies about."""

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cases import DAYS, ordinary
from outcome import Tried
from runs import alive, kill_all, left_in, run, started

from evidencekit.verify import verify


def kills(count: int, seed: int = 1) -> Iterator[Tried]:
    """Kill `count` runs, three fifths of them of `build`, the others of `batch`."""
    chance = random.Random(seed)  # noqa: S311 - moments
    yield _series("build", round(count * 0.6), chance)
    yield _series("batch", count - round(count * 0.6), chance)


def _series(command: str, count: int, chance: random.Random) -> Tried:
    with tempfile.TemporaryDirectory() as place:
        root, out, temporary = Path(place, "cases"), Path(place, "out"), Path(place, "tmp")
        temporary.mkdir()
        names = ["one"] if command == "build" else ["one", "two", "three"]
        for name in names:
            ordinary(root / name)
        what = str(root / "one") if command == "build" else str(root)
        jobs = ["--jobs", "2", "--fresh"] if command == "batch" else []
        environment = {"TMPDIR": str(temporary)}

        def arguments(day: str) -> list[str]:
            return [command, what, "--for", "generic", "--out", str(out), "--today", day, *jobs]

        whole = run(arguments(DAYS[0]), environment=environment)
        troubles = [] if whole.code == 0 else [f"the first run ended with {whole.code}: {whole.said[-200:]}"]
        began = time.monotonic()
        run(arguments(DAYS[1]), environment=environment)
        longest = time.monotonic() - began
        for number in range(count):
            process = started(arguments(DAYS[number % 2]), environment=environment)
            time.sleep(chance.uniform(0.0, longest))
            os.kill(process.pid, signal.SIGKILL)
            try:
                process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                troubles.append(f"kill {number}: processes went on without their parent")
                kill_all(process)
                process.communicate()
            if alive(process.pid):
                troubles.append(f"kill {number}: processes were left")
                kill_all(process)
            for name in names:
                troubles += _whole(out / name / "generic", f"kill {number}, {name}")
        time.sleep(2.5)  # a folder as young as a moment may be one that a run only begins to use
        last = run(arguments(DAYS[0]), environment=environment)
        if last.code:
            troubles.append(f"the run after all kills ended with {last.code}")
        troubles += [
            f"left behind: {p}"
            for p in [
                *left_in(out),
                *sorted(p.name for p in temporary.iterdir()),
            ]
        ]
        return Tried(f"`{command}` killed at a random moment", count, tuple(troubles))


def _whole(folder: Path, when: str) -> Iterator[str]:
    if not folder.is_dir():
        yield f"{when}: there is no bundle"
    elif not verify(folder).ok:
        yield f"{when}: the bundle is not what was sealed"
