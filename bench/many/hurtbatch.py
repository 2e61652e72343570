"""A batch over many made cases, some of them hurt: every sound one must be built, and every hurt one explained."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hurts import CASE_FILE, HURTS, Hurt, Place

TODAY = "2026-11-20"
_PLAIN = (
    "import ctypes, os, sys\n"
    "if os.geteuid() == 0 and sys.platform == 'linux':\n"
    "    # root may read and write whatever its mode says; without these two powers it is as everybody is\n"
    "    for power in (1, 2):\n"
    "        ctypes.CDLL(None).prctl(24, power, 0, 0, 0)\n"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n"
)


@dataclass(frozen=True)
class Made:
    """The cases, and which of them are hurt."""

    root: Path
    out: Path
    sound: frozenset[str]
    hurt: dict[str, Hurt]
    later: dict[str, Hurt]
    """Those that will be hurt while the batch runs; they stand in `hurt`, too."""


@dataclass(frozen=True)
class Answer:
    """What a run of the batch said."""

    code: int
    outcomes: tuple[dict[str, Any], ...]
    said: str
    seconds: float


def make(
    place: Path, cases: int, *, distinct: int | None = None, photos: int = 2, size: str = "1600x1200"
) -> Made:
    """Make cases below `place/cases` and hurt every one whose turn it is; the last one is hurt while the batch runs.

    `distinct` is how many of them are made; the others are copies, which is much faster.
    """
    scripts, root, out = os.environ["EVIDENCEKIT_BENCH"], place / "cases", place / "out"
    subprocess.run(
        [sys.executable, f"{scripts}/make_cases.py", str(root), "--cases", str(distinct or cases), "--photos", str(photos), "--size", size],
        check=True, capture_output=True,
    )  # fmt: skip
    first = sorted(p for p in root.iterdir() if p.is_dir())
    for number in range(len(first), cases):
        shutil.copytree(first[number % len(first)], root / f"C{number:05d}")
    folders = sorted(p for p in root.iterdir() if p.is_dir())
    for folder in folders:
        (folder / "case.toml").write_text(CASE_FILE, encoding="utf-8")
    step = len(folders) // len(HURTS)
    chosen = folders[step - 1 :: step][: len(HURTS) - 1] + folders[-1:]
    hurt, later = dict[str, Hurt](), dict[str, Hurt]()
    for folder, each in zip(chosen, HURTS, strict=True):
        if each.later:
            later[folder.name] = each
            hurt[folder.name] = each
        else:
            hurt[each.do(Place(folder, out / folder.name))] = each
    return Made(root, out, frozenset(f.name for f in folders if f not in chosen), hurt, later)


def run(made: Made, *more: str, out: Path | None = None) -> Answer:
    """Run the batch as a person without special powers would, and hurt what is to be hurt meanwhile."""
    place = out or made.out
    command = [
        "-m",
        "evidencekit",
        "batch",
        str(made.root),
        "--out",
        str(place),
        "--today",
        TODAY,
        "--json",
        *more,
    ]
    began = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-c", _PLAIN, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        errors="replace", env={**os.environ, "EVIDENCEKIT_OCR": "off"},
    ) as process:  # fmt: skip
        waiting = dict(made.later)
        while waiting and process.poll() is None:
            # Something was built, so the batch knows its cases already.
            if next(place.glob("*/*/SHA256SUMS"), None) is not None:
                for name, each in waiting.items():
                    each.do(Place(made.root / name, place / name))
                waiting.clear()
            time.sleep(0.02)
        answer, said = process.communicate()
    outcomes = tuple(json.loads(answer)["outcomes"]) if answer.strip() else ()
    return Answer(process.returncode, outcomes, said, time.monotonic() - began)


def clear(made: Made) -> None:
    """Give back what was taken from the made folders, so that they can be removed."""
    for folder in (made.root, made.out):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)


def troubles(made: Made, answer: Answer) -> Iterator[str]:
    """Say what is not as it must be: a sound case that is not built, or a hurt one that nobody explains."""
    told = defaultdict[str, list[dict[str, Any]]](list)
    for outcome in answer.outcomes:
        told[outcome["case"]].append(outcome)
    for name in sorted(made.sound):
        if [o["status"] for o in told[name]] != ["built"]:
            yield f"{name} is sound, and not built: {[(o['status'], _words(o)) for o in told[name]]}"
    for name, each in sorted(made.hurt.items()):
        if not told[name]:
            yield f"{each.what} ({name}): no outcome at all"
        elif not any(explained(o, each) for o in told[name]):
            yield f"{each.what} ({name}): {[(o['status'], _words(o)) for o in told[name]]} do not say so"
    for name in sorted(told.keys() - made.sound - made.hurt.keys()):
        yield f"{name}: nobody made this case"
    if "Traceback" in answer.said:
        yield f"a traceback: {answer.said[-2000:]}"


def explained(outcome: dict[str, Any], hurt: Hurt) -> bool:
    """Say whether one finding of an outcome names the hurt; a note is not enough, for nobody sees it."""
    return any(all(w in text for w in hurt.told) for text in _words(outcome))


def _words(outcome: dict[str, Any]) -> list[str]:
    return [
        f"{f['subject']}: {f['message']}"
        for f in outcome["findings"]
        if f["severity"] in {"blocking", "warning"}
    ]


def alike(one: Answer, other: Answer) -> Iterator[str]:
    """Say where two runs came to another result, apart from time and place."""
    first, second = (_results(a.outcomes) for a in (one, other))
    for key in sorted(first.keys() | second.keys()):
        if first.get(key) != second.get(key):
            yield f"{key}: {first.get(key)} in the one, {second.get(key)} in the other"


def _results(outcomes: Sequence[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, int, int]]:
    return {(o["case"], o["recipient"]): (o["status"], o["pages"], o["exit_code"]) for o in outcomes}
