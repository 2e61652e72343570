"""Plug-ins that crash, leave, never end or take all memory: only the file that they were at is lost, and that is said."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cases import DAYS, ordinary
from outcome import Tried
from runs import alive, kill_all, left_in, started

from evidencekit.verify import verify

_MODULE = Path(__file__).parent.parent.parent / "tests" / "plugins" / "harm" / "evidencekit_harm.py"
_ENTRIES = """[evidencekit.extractors]
harm = evidencekit_harm:HarmfulReader
[evidencekit.converters]
harm = evidencekit_harm:HarmfulConverter
"""
_HARMS = {
    "crash": "crashes",
    "leave": "leaves",
    "endless": "never ends",
    "greedy": "takes all memory",
}
_TOLD = {"set-aside", "not-shown", "plugin-failed"}


def harmful_plugins() -> Iterator[Tried]:
    """Let a reader and a converter do each harm, in `build` and in `batch` beside two ordinary cases."""
    with tempfile.TemporaryDirectory() as place:
        package = Path(place, "package")
        about = package / "evidencekit_harm-1.0.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: evidencekit-harm\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(_ENTRIES)
        (package / _MODULE.name).write_bytes(_MODULE.read_bytes())
        for harm, words in _HARMS.items():
            troubles = [
                f"{command}, {who} {harm}: {t}"
                for command in ("build", "batch")
                for who in ("read", "convert")
                for t in list(_tried(command, f"{who} {harm}.txt", package))[:1]
            ]
            yield Tried(f"a reader or a converter that {words}, in `build` and `batch`", 4, tuple(troubles))


def _tried(command: str, name: str, package: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as place:
        root, out, temporary = Path(place, "cases"), Path(place, "out"), Path(place, "tmp")
        temporary.mkdir()
        names = ["harmed"] if command == "build" else ["harmed", "one", "two"]
        for case in names:
            ordinary(root / case)
        (root / "harmed" / name).write_text("This file asks for harm.", encoding="utf-8")
        what = [str(root / "harmed")] if command == "build" else [str(root), "--jobs", "2"]
        process = started(
            [command, *what, "--for", "generic", "--out", str(out), "--today", DAYS[0], "--json"],
            environment={
                "TMPDIR": str(temporary),
                "PYTHONPATH": os.pathsep.join((str(package), *sys.path)),
                "EVIDENCEKIT_LIMITS": "stuck=10 memory=2G",
            },
        )
        said, _ = process.communicate(timeout=180)
        left = alive(process.pid)
        kill_all(process)
        if process.returncode:
            yield f"exit code {process.returncode}: {said.strip()[-200:]}"
            return
        if "Traceback" in said:
            yield "a traceback"
        if left:
            yield "processes were left"
        if lying := [*left_in(out), *(p.name for p in temporary.iterdir())]:
            yield f"left behind: {lying[0]}"
        yield from _harm_in(out, names, name, said)


def _harm_in(out: Path, names: list[str], name: str, said: str) -> Iterator[str]:
    outcomes = {o["case"]: o for o in json.loads(said[said.index("{") : said.rindex("}") + 1])["outcomes"]}
    for case in names:
        bundle = out / case / "generic"
        if outcomes[case]["status"] != "built" or not verify(bundle).ok:
            yield f"{case} was not built"
            continue
        told = {f["subject"] for f in outcomes[case]["findings"] if f["code"] in _TOLD}
        if told != ({name} if case == "harmed" else set()):
            yield f"{case}: findings about {sorted(told)}"
    files = json.loads((out / "harmed" / "generic" / "manifest.json").read_text("utf-8"))["files"]
    if name not in {f["path"] for f in files}:
        yield f"{name} is not in the manifest"
