"""A disk that is full: fifty sizes of a small file system, under the output and under the working folder."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cases import DAYS, ordinary
from outcome import Tried
from runs import left_in, run

from evidencekit.verify import verify


def full_disks(count: int) -> Iterator[Tried]:
    """Build where the output, and where the working folder, has ever less room."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        yield Tried("a full disk (not tried: mounting a small file system takes root)", 0, ())
        return
    yield _series("output", count - count // 2)
    yield _series("working folder", count // 2)


@contextmanager
def _small(size: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", place], check=True)


def _series(which: str, count: int) -> Tried:
    troubles: list[str] = []
    refused = 0
    with tempfile.TemporaryDirectory() as place:
        case, ready = Path(place, "case"), Path(place, "ready")
        ordinary(case)
        run(["build", str(case), "--for", "generic", "--out", str(ready), "--today", DAYS[0]])
        needed = sum(p.stat().st_size + 8192 for p in ready.rglob("*"))
        for number in range(count):
            # From room for nothing new to room for more than all of it.
            room = int((needed if which == "output" else 0) + 16384 + 1.6 * needed * number / count)
            with _small(room) as disk:
                out = disk if which == "output" else Path(place, f"out-{number}")
                shutil.copytree(ready, out, dirs_exist_ok=True)
                temporary = {} if which == "output" else {"TMPDIR": str(disk)}
                ended = run(
                    ["build", str(case), "--for", "generic", "--out", str(out), "--today", DAYS[1]],
                    environment=temporary,
                )
                name = f"{which}, {room} bytes"
                refused += ended.code != 0
                if ended.code not in {0, 6, 8}:
                    troubles.append(f"{name}: exit code {ended.code}: {ended.said.strip()[-200:]}")
                elif "Traceback" in ended.said:
                    troubles.append(f"{name}: a traceback")
                elif not verify(out / "case" / "generic").ok:
                    troubles.append(f"{name}: the bundle that stands is not what was sealed")
                elif _shown(out) != _shown(ready):
                    troubles.append(f"{name}: what is in the bundle is shown otherwise than with room enough")
                elif left := [*left_in(out), *(sorted(p.name for p in disk.iterdir()) if temporary else [])]:
                    troubles.append(f"{name}: left behind {', '.join(left)}")
    return Tried(
        f"no room in the {which} ({refused} of {count} builds refused, the others fitted)",
        count,
        tuple(troubles),
    )


def _shown(out: Path) -> list[tuple[str, str, list[str]]]:
    """Return of each file how the bundle shows it, and what is found wrong with it."""
    rows = json.loads((out / "case" / "generic" / "manifest.json").read_text("utf-8"))["files"]
    return [(r["path"], r["treatment"], sorted(f["code"] for f in r["findings"])) for r in rows]
