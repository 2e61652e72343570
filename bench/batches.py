"""Time batches, row by row: beside the lower bound and the peer script, again, on a cluster, tiny cases, the overview of many.

    EVIDENCEKIT_BENCH=folder/of/the/peer/scripts python bench/batches.py [--only ROW ...] [--place DIR] [--cases 40] [--more 200]

Each row is printed as soon as it is there. `--only` measures some of them, `--place` keeps the made cases for the next time.
Of the 40 cases each is made by the maker; the 200 are these and copies of them with the same photos and with numbers of their own.
What is not installed (LibreOffice, Dask, Chromium) is left out, and the table says so. Figures count on a quiet machine alone.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "many"))

from casecopies import copies
from schedule import schedule

TODAY = "2026-11-20"
BOUND_PIXELS = 1600
"""The longer side of a photo in what the lower bound writes."""
_QUIET = {
    **os.environ,
    "EVIDENCEKIT_OCR": "off",
    "EVIDENCEKIT_CACHE": "off",
    "PYTHONDONTWRITEBYTECODE": "",
}
_ROUNDS = 3
_WARM = 500
"""Outcomes after which the process that leads has all that it needs."""


class Row:
    """What was measured, beside what is to be reached."""

    def __init__(self, what: str, said: str, found: float = 0, most: float = 0, least: float = 0) -> None:
        """`found` must be at most `most`, or at least `least`; a row without either has nothing to reach."""
        reached = found <= most if most else found >= least
        verdict = "" if not most and not least else "reached" if reached else "**missed**"
        limit = f"at most {most:g}" if most else f"at least {least:g}" if least else ""
        self.cells = (what, said, limit, verdict)


class Ground:
    """The made cases, and what was timed already, each made or timed when a row first asks for it."""

    def __init__(self, kept: Path, place: Path, scripts: Path, asked: argparse.Namespace) -> None:
        self._kept, self.place, self.scripts, self.asked = kept, place, scripts, asked

    @cached_property
    def cases(self) -> Path:
        """Made cases with eight photos of twelve megapixels each."""
        root = self._kept / f"cases-{self.asked.cases}"
        if not root.is_dir():
            half = self._kept / "half-made"
            shutil.rmtree(half, ignore_errors=True)
            _python(self.scripts / "make_cases.py", half, "--cases", self.asked.cases)
            half.rename(root)
        return root

    @cached_property
    def many(self) -> Path:
        """More of them, by copies that are cases of their own."""
        root = self._kept / f"cases-{self.asked.cases}-{self.asked.more}"
        if not root.is_dir():
            half = self._kept / "half-copied"
            shutil.rmtree(half, ignore_errors=True)
            first = sorted(p for p in self.cases.iterdir() if p.is_dir())
            shutil.copytree(self.cases, half)
            copies(first, [half / f"C{n:05d}" for n in range(len(first), self.asked.more)], small=False)
            half.rename(root)
        return root

    @cached_property
    def one(self) -> Path:
        """A folder with one of the cases."""
        case = self.place / "one" / "case"
        shutil.copytree(next(p for p in sorted(self.cases.iterdir()) if p.is_dir()), case)
        return case.parent

    @cached_property
    def bound(self) -> float:
        """Seconds of the lower bound, one process."""
        return _python(self.scripts / "limit_script.py", self.cases, self.place / "limit")

    @cached_property
    def two(self) -> float:
        """Seconds of a batch of the made cases with two jobs, which stands afterwards."""
        return _batch(self.cases, self.place / "two", "--jobs", "2")


def bound(ground: Ground) -> Row:
    """Hold photo pages as large as the lower bound's against its time a core."""
    place = ground.place / "smaller"
    place.mkdir()
    # The size of photo pages is no setting; here alone it is another, in every process of the batch.
    (place / "sitecustomize.py").write_text(
        f"import evidencekit.pictures\nevidencekit.pictures.PAGE_PIXELS = {BOUND_PIXELS}\n"
    )
    path = os.pathsep.join(filter(None, (str(place), os.environ.get("PYTHONPATH"))))
    took = _batch(ground.cases, ground.place / "smaller-out", "--jobs", "2", PYTHONPATH=path)
    times = 2 * took / ground.bound
    said = f"{took:.1f} s, bound {ground.bound:.1f} s on one core: {times:.2f} times"
    return Row(f"`--jobs 2`, {ground.asked.cases} cases, photos of {BOUND_PIXELS} pixels, time a core of the bound's", said, times, most=1.5)  # fmt: skip


def peer(ground: Ground) -> Row:
    """Run with generic's own policy, beside the script that people write."""
    if not shutil.which("soffice"):
        return Row("throughput of the peer script's", "LibreOffice is not installed")
    took = _python(ground.scripts / "peer_script.py", ground.cases, ground.place / "peer", ground.scripts / "peer_letter.docx")  # fmt: skip
    said = f"{ground.two:.1f} s, peer {took:.1f} s: {took / ground.two:.2f} times"
    return Row(f"`--jobs 2`, {ground.asked.cases} cases, throughput of the peer script's", said, took / ground.two, least=5)  # fmt: skip


def alone(ground: Ground) -> Row:
    """Build one case by itself, on two cores and on one."""
    if not shutil.which("taskset"):
        return Row("one case alone", "taskset is not installed")
    times: dict[int, list[float]] = {1: [], 2: []}
    for number in range(_ROUNDS):
        for cores, found in times.items():
            out = ground.place / f"alone{cores}-{number}"
            found.append(_batch(ground.one, out, "--jobs", "1", cores=cores))
    single, both = (statistics.median(found) for found in times.values())
    return Row("one case alone, faster on two cores", f"{single:.2f} s and {both:.2f} s: {single / both:.2f} times", single / both, least=1.5)  # fmt: skip


def again(ground: Ground) -> Row:
    """Run the same batch again, nothing changed."""
    first = ground.two
    took = statistics.median(_batch(ground.cases, ground.place / "two", "--jobs", "2") for _ in range(_ROUNDS))  # fmt: skip
    return Row(f"{ground.asked.cases} cases unchanged, faster", f"{first:.1f} s and {took:.2f} s: {first / took:.0f} times", first / took, least=50)  # fmt: skip


def longer(ground: Ground) -> Row:
    """See whether more cases take in proportion."""
    many, share = ground.many, ground.asked.more / ground.asked.cases
    took = _batch(many, ground.place / "more", "--jobs", "2")
    most = round(1.06 * share, 1)
    return Row(f"{ground.asked.more} cases, times as long as {ground.asked.cases}", f"{took:.1f} s and {ground.two:.1f} s: {took / ground.two:.2f} times", took / ground.two, most=most)  # fmt: skip


def dask(ground: Ground) -> Row:
    """Build the same cases on a scheduler with two workers on the same two cores."""
    try:
        import distributed  # noqa: F401 - only whether it is there
    except ModuleNotFoundError:
        return Row("Dask", "not installed")
    two = ground.two
    with schedule(ground.place / "dask", 2, _QUIET) as cluster:
        took = _batch(ground.cases, ground.place / "dask-out", "--dask", cluster.address)
    return Row(f"Dask, two workers, {ground.asked.cases} cases, time of the processes'", f"{took:.1f} s and {two:.1f} s: {took / two:.2f} times", took / two, most=1.15)  # fmt: skip


def nothing(ground: Ground) -> Row:
    """Time what scheduler and connection cost a case."""
    try:
        import distributed  # noqa: F401 - only whether it is there
    except ModuleNotFoundError:
        return Row("Dask", "not installed")
    from evidencekit.cluster import Cluster

    count = 2000
    with (
        schedule(ground.place / "dask-empty", 2, _QUIET) as cluster,
        Cluster(cluster.address) as workers,
    ):
        began = time.perf_counter()
        for future in [workers.submit(str, number) for number in range(count)]:
            future.result()
        took = (time.perf_counter() - began) / count
    return Row(f"Dask, {count} tasks that do nothing", f"{1000 * took:.1f} ms each")


def worker(ground: Ground) -> Row:
    """Watch the most that any process of a batch with two jobs holds."""
    largest = dict[str, float]()
    _batch(ground.cases, ground.place / "watched", "--jobs", "2", watch=lambda pid: largest.update(_memory_below(pid)))  # fmt: skip
    most = max(largest.values())
    return Row(f"a worker's memory, {ground.asked.cases} cases", f"{most:.0f} MB resident at the most", most, most=350)  # fmt: skip


def tiny(ground: Ground) -> Row:
    """Build cases with hardly anything in them, against as many of them built one by one in one process on one core."""
    count, root = ground.asked.tiny, ground.place / "tiny"
    for number in range(count):
        folder = root / f"T{number:05d}"
        folder.mkdir(parents=True)
        (folder / "note.txt").write_text(f"Parcel {number} arrived crushed.", encoding="utf-8")
    whole = _batch(root, ground.place / "tiny-out", "--jobs", "2")
    code = (
        "import os, sys, time; from datetime import date; from pathlib import Path; from evidencekit import build\n"
        # As the command does: else the engine of letters opens every font of the system anew for each of them.
        "from evidencekit.fontsettings import ready; ready()\n"
        "if hasattr(os, 'sched_setaffinity'): os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "cases = sorted(Path(sys.argv[1]).iterdir())[:120]; out = Path(sys.argv[2])\n"
        "how = dict(into=out, recipients=['generic'], today=date(2026, 11, 20), draft=True)\n"
        "for case in cases[:20]: build(case, **how)\n"
        "began = time.perf_counter()\n"
        "for case in cases[20:]: build(case, **how)\n"
        "print((time.perf_counter() - began) / len(cases[20:]))"
    )
    own = float(_said([sys.executable, "-c", code, str(root), str(ground.place / "tiny-one")], EVIDENCEKIT_LIMITS="off"))  # fmt: skip
    beyond = 1000 * (2 * whole / count - own)
    said = f"{1000 * whole / count:.1f} ms a case on two cores: {beyond:.1f} ms of a core beyond its own {1000 * own:.1f} ms"
    return Row(f"{count} tiny cases, beyond their own work", said, beyond, most=12)


def leader(ground: Ground) -> Row:
    """Weigh what the process that leads holds more after 10,000 outcomes than after the first 500.

    The cases are copies of one that was built, and so are their bundles, which therefore stand: each outcome is a real one,
    read from its bundle by a child, and told as all are.
    """
    count, root, out = ground.asked.outcomes, ground.place / "standing", ground.place / "standing-out"
    first = root / "S00000"
    first.mkdir(parents=True)
    (first / "note.txt").write_text("The parcel arrived crushed.", encoding="utf-8")
    _batch(root, out, "--jobs", "1")
    for number in range(1, count):
        name = f"S{number:05d}"
        shutil.copytree(first, root / name)
        shutil.copytree(out / first.name, out / name, copy_function=os.link)
        log = out / name / "generic" / "log.json"
        told = json.loads(log.read_text("utf-8"))
        told["outcome"]["case"] = name
        log.unlink()
        log.write_text(json.dumps(told), encoding="utf-8")
    command = _command(root, out, "--jobs", "2")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_QUIET) as process:  # fmt: skip
        began, lines, leads, early, late, top = time.perf_counter(), 0, 0, 0.0, 0.0, 0.0
        for line in process.stdout or ():
            lines += line.startswith("stands")
            if lines == _WARM:
                # The command doubles itself before it begins, and that one leads.
                leads = next(child for child, parent in _parents().items() if parent == process.pid)
                early = _resident(leads)
            elif lines == count:
                late = _resident(leads)
                while process.poll() is None:
                    top = max(top, _resident(leads, "VmHWM"))
                    time.sleep(0.02)
    took = time.perf_counter() - began
    if process.returncode or lines != count:
        sys.exit(f"{lines} of {count} bundles stand, exit code {process.returncode}")
    said = f"{late - early:.1f} MB more after {count} outcomes than after {_WARM} ({early:.0f} MB); {top - early:.0f} MB more while the overview is written; {took:.0f} s in all"
    return Row("memory of the process that leads", said, late - early, most=20)


def overview(ground: Ground) -> Row:
    """Time how long a browser takes to open the overview of 10,000 cases."""
    code = (
        "import sys; from dataclasses import replace; from datetime import date; from pathlib import Path\n"
        "from evidencekit import build; from evidencekit.cli.overview import Keeper\n"
        "out = Path(sys.argv[2]); day = date(2026, 11, 20)\n"
        "made = build(Path(sys.argv[1]), into=out, recipients=['generic'], today=day, draft=True)\n"
        "many = (replace(o, case=f'C{n:05d}', folder=out / f'C{n:05d}' / 'generic') for n in range(10_000) for o in made)\n"
        "for o in Keeper(out, day).over(many): pass"
    )
    out = ground.place / "overview"
    _said([sys.executable, "-c", code, str(ground.one / "case"), str(out)])
    page = out / "overview.html"
    size = f"{page.stat().st_size / 1e6:.1f} MB"
    browser = next((b for b in ("chromium", "google-chrome", "chrome") if shutil.which(b)), None)
    if browser is None:
        return Row("the overview of 10,000 cases in a browser", f"{size}; no Chromium is installed")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    bare, opened = (
        statistics.median(_timed([*command, address]) for _ in range(_ROUNDS))
        for address in ("about:blank", page.as_uri())
    )
    return Row("the overview of 10,000 cases in Chromium, seconds", f"{opened - bare:.2f} s beyond an empty page, {size}", opened - bare, most=2)  # fmt: skip


ROWS: dict[str, Callable[[Ground], Row]] = {
    each.__name__: each
    for each in (overview, leader, tiny, alone, bound, again, dask, nothing, worker, longer, peer)
}


def main() -> int:
    """Measure what is asked for, and print each row when it is there."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--only", nargs="+", choices=ROWS, default=[*ROWS], metavar="ROW", help=", ".join(ROWS))  # fmt: skip
    wanted.add_argument("--place", type=Path, help="where made cases are kept for the next time")
    wanted.add_argument("--cases", type=int, default=40)
    wanted.add_argument("--more", type=int, default=200)
    wanted.add_argument("--tiny", type=int, default=1000)
    wanted.add_argument("--outcomes", type=int, default=10_000)
    asked = wanted.parse_args()
    given = os.environ.get("EVIDENCEKIT_BENCH")
    if not given:
        print("EVIDENCEKIT_BENCH is not set: the peer scripts were not found, nothing was timed.")
        return 0
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}")  # fmt: skip
    print("| row | what | measured | to reach | | took |\n|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as place:
        kept = asked.place or Path(place)
        kept.mkdir(parents=True, exist_ok=True)
        ground = Ground(kept, Path(place), Path(given), asked)
        for name in asked.only:
            began = time.perf_counter()
            row = ROWS[name](ground)
            print(f"| {name} | {' | '.join(row.cells)} | {time.perf_counter() - began:.0f} s |", flush=True)
    return 0


def _memory_below(pid: int) -> dict[str, float]:
    """Return the most that each process below one has held so far, in MB, by its number."""
    parents, found = _parents(), {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {str(each): _resident(each, "VmHWM") for each in found}


def _parents() -> dict[int, int]:
    """Return of each process the one that started it."""
    parents = dict[int, int]()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    return parents


def _resident(pid: int, which: str = "VmRSS") -> float:
    """Return the memory of a process in MB; 0 where it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{which}:"):
                return int(line.split()[1]) / 1000
    return 0.0


def _command(root: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "evidencekit", "batch", str(root), "--for", "generic", "--draft", "--today", TODAY, "--out", str(out), "-q", *more]  # fmt: skip


def _batch(
    root: Path,
    out: Path,
    *more: str,
    cores: int | None = None,
    watch: Callable[[int], object] | None = None,
    **changed: str,
) -> float:
    """Return the seconds that a batch takes, on so many cores; `watch` is called with its number again and again."""
    limit = ["taskset", "-c", f"0-{cores - 1}"] if cores else []
    return _timed([*limit, *_command(root, out, *more)], watch, **changed)


def _python(*words: object) -> float:
    return _timed([sys.executable, *map(str, words)])


def _timed(command: list[str], watch: Callable[[int], object] | None = None, **changed: str) -> float:
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, text=True, env={**_QUIET, **changed}) as process:  # fmt: skip
            while watch is not None and process.poll() is None:
                watch(process.pid)
                time.sleep(0.2)
            process.wait()
        took = time.perf_counter() - began
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{command} failed with {process.returncode}:\n{said.read()[-2000:]}")
    return took


def _said(command: list[str], **changed: str) -> str:
    """Return what a command prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**_QUIET, **changed})
    if done.returncode != 0:
        sys.exit(f"{command} failed with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
