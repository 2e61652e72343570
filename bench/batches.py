"""Time batches: beside the lower bound and the peer script, again, on a cluster, with tiny cases, and the overview of many.

    EVIDENCEKIT_BENCH=folder/of/the/peer/scripts python bench/batches.py [--cases 40] [--more 200] [--tiny 1000]

What is not installed (LibreOffice, Dask, Chromium) is left out, and the table says so. Figures count on a quiet machine alone.
"""

import argparse
import importlib.util
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TODAY = "2026-11-20"
_QUIET = {"EVIDENCEKIT_OCR": "off", "EVIDENCEKIT_CACHE": "off"}


def main() -> int:
    """Measure every row and print the table."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--cases", type=int, default=40)
    wanted.add_argument("--more", type=int, default=200)
    wanted.add_argument("--tiny", type=int, default=1000)
    asked = wanted.parse_args()
    given = os.environ.get("EVIDENCEKIT_BENCH")
    if not given:
        print("EVIDENCEKIT_BENCH is not set: the peer scripts were not found, nothing was timed.")
        return 0
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    print("| what | measured | to reach |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        for row in (*_made(Path(place), Path(given), asked.cases, asked.more), *_tiny(Path(place), asked.tiny), *_overview(Path(place))):  # fmt: skip
            print("| " + " | ".join(row) + " |", flush=True)
    return 0


def _made(place: Path, scripts: Path, cases: int, more: int) -> Iterator[tuple[str, str, str]]:
    """Time made cases: side by side with the bound and the peer, again, more of them, one alone, on a cluster."""
    _run([scripts / "make_cases.py", place / "cases", "--cases", cases])
    _run([scripts / "make_cases.py", place / "many", "--cases", more])
    bound = _run([scripts / "limit_script.py", place / "cases", place / "limit"])
    yield f"lower bound, {cases} cases", f"{bound:.1f} s", ""
    two = _batch(place / "cases", place / "two", "--jobs", "2")
    yield (
        f"`batch --jobs 2`, {cases} cases",
        f"{two:.1f} s: {2 * two / bound:.2f} of the bound a core",
        "1.50",
    )
    if shutil.which("soffice"):
        peer = _run(
            [scripts / "peer_script.py", place / "cases", place / "peer", scripts / "peer_letter.docx"]
        )
        yield f"peer script, {cases} cases", f"{peer:.1f} s: {peer / two:.1f} times as long", "5"
    else:
        yield "peer script", "LibreOffice is not installed", "5"
    again = _batch(place / "cases", place / "two", "--jobs", "2")
    yield "the same again, unchanged", f"{again:.2f} s: {two / again:.0f} times faster", "50"
    longer = _batch(place / "many", place / "more", "--jobs", "2")
    yield f"{more} cases to {cases}", f"{longer / two:.2f} for {more / cases:.1f}", "5.3 for 5.0"
    one = place / "one" / "case"
    shutil.copytree(next(p for p in (place / "cases").iterdir() if p.is_dir()), one)
    alone, both = (_batch(one.parent, place / f"alone{n}", "--jobs", "1", cores=n) for n in (1, 2))
    yield (
        "one case, two cores to one",
        f"{alone:.2f} s and {both:.2f} s: {alone / both:.2f} times faster",
        "1.5",
    )
    if importlib.util.find_spec("distributed") is None:
        yield "Dask", "not installed", "1.15"
        return
    with _cluster(place, 2) as address:
        dask = _batch(place / "cases", place / "dask", "--dask", address)
        yield f"Dask, two workers, {cases} cases", f"{dask:.1f} s: {dask / two:.2f} of the processes'", "1.15"
        yield "Dask, a case that does nothing", f"{1000 * _nothing(address, 2000):.1f} ms", ""
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    yield "the largest process of all", f"{most} MB", "350 a worker"


def _tiny(place: Path, count: int) -> Iterator[tuple[str, str, str]]:
    """Time cases with hardly anything in them against as many of them built one by one in one process."""
    for number in range(count):
        folder = place / "tiny" / f"T{number:05d}"
        folder.mkdir(parents=True)
        (folder / "note.txt").write_text(f"Parcel {number} arrived crushed.", encoding="utf-8")
    whole = _batch(place / "tiny", place / "tinyout", "--jobs", "2")
    code = (
        "import sys, time; from datetime import date; from pathlib import Path; from evidencekit import build\n"
        "cases = sorted(Path(sys.argv[1]).iterdir())[:60]; out = Path(sys.argv[2])\n"
        "build(cases[0], into=out, recipients=['generic'], today=date(2026, 11, 20), draft=True)\n"
        "began = time.perf_counter()\n"
        "for case in cases[1:]: build(case, into=out, recipients=['generic'], today=date(2026, 11, 20), draft=True)\n"
        "print((time.perf_counter() - began) / len(cases[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(place / "tiny"), str(place / "tinyone")],
        capture_output=True, text=True, check=True, env={**os.environ, **_QUIET, "EVIDENCEKIT_LIMITS": "off"},
    )  # fmt: skip
    own = float(done.stdout)
    yield (
        f"{count} tiny cases on 2 cores",
        f"{1000 * whole / count:.1f} ms a case, {1000 * (2 * whole / count - own):.1f} ms of a core beyond its own {1000 * own:.1f}",
        "12",
    )


def _overview(place: Path) -> Iterator[tuple[str, str, str]]:
    """Measure what 10,000 outcomes take in the process that leads, and how long a browser takes to open their overview."""
    code = (
        "import sys, resource, time; from dataclasses import replace; from datetime import date; from pathlib import Path\n"
        "from evidencekit import build; from evidencekit.orders import Order, packed, unpacked\n"
        "from evidencekit.cli.overview import Keeper\n"
        "out = Path(sys.argv[2])\n"
        "made = packed(build(Path(sys.argv[1]), into=out, recipients=['generic'], today=date(2026, 11, 20), draft=True))\n"
        "def outcomes(count):\n"
        "    for n in range(count):\n"
        "        for o in unpacked(made): yield replace(o, case=f'C{n:05d}', folder=out / f'C{n:05d}' / 'generic')\n"
        "def size(): return int(Path('/proc/self/statm').read_text().split()[1]) * resource.getpagesize()\n"
        "def run(count):\n"
        "    for o in Keeper(out, date(2026, 11, 20)).over(outcomes(count)): pass\n"
        "run(10); before = size(); run(10_000); print((size() - before) / 1e6)\n"
        "began = time.perf_counter(); run(10_000); print(time.perf_counter() - began)"
    )
    case = place / "one" / "case"
    done = subprocess.run(
        [sys.executable, "-c", code, str(case), str(place / "overview")],
        capture_output=True, text=True, check=True, env={**os.environ, **_QUIET, "EVIDENCEKIT_LIMITS": "off"},
    )  # fmt: skip
    memory, seconds = map(float, done.stdout.split())
    yield "10,000 outcomes in the process that leads", f"{memory:.0f} MB", "20"
    yield "the overview of 10,000, written", f"{seconds:.1f} s", ""
    browser = next((b for b in ("chromium", "google-chrome", "chrome") if shutil.which(b)), None)
    if browser is None:
        yield "the overview of 10,000 in a browser", "no Chromium is installed", "2 s"
        return
    page, command = (place / "overview" / "overview.html").as_uri(), [browser, "--headless", "--no-sandbox", "--disable-gpu"]  # fmt: skip
    bare = _timed([*command, "--dump-dom", "about:blank"])
    yield (
        "the overview of 10,000 in Chromium",
        f"{_timed([*command, '--dump-dom', page]) - bare:.1f} s beyond an empty page",
        "2",
    )


@contextmanager
def _cluster(place: Path, workers: int) -> Iterator[str]:
    """Give a scheduler on loopback with some workers of one thread."""
    log = place / "scheduler.log"
    with log.open("wb") as said:
        environment = {**os.environ, **_QUIET}
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]  # fmt: skip
        running = [subprocess.Popen(command, stdout=said, stderr=said, env=environment)]
        try:
            while not (found := re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text())):
                time.sleep(0.1)
            for _ in range(workers):
                worker = [sys.executable, "-m", "distributed.cli.dask_worker", found[1], "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(place)]  # fmt: skip
                running.append(subprocess.Popen(worker, stdout=said, stderr=said, env=environment))
            time.sleep(5)  # until they are there
            yield found[1]
        finally:
            for process in reversed(running):
                process.kill()
                process.wait()


def _nothing(address: str, count: int) -> float:
    """Return the seconds that a task takes which does nothing: what scheduler and connection cost a case."""
    from evidencekit.cluster import Cluster

    with Cluster(address) as cluster:
        began = time.perf_counter()
        for future in [cluster.submit(str, number) for number in range(count)]:
            future.result()
        return (time.perf_counter() - began) / count


def _batch(root: Path, out: Path, *more: str, cores: int | None = None) -> float:
    limit = ["taskset", "-c", f"0-{cores - 1}"] if cores and shutil.which("taskset") else []
    command = [sys.executable, "-m", "evidencekit", "batch", str(root), "--for", "generic", "--draft", "--today", TODAY, "--out", str(out), "-q", *more]  # fmt: skip
    return _timed([*limit, *command])


def _run(command: list[object]) -> float:
    return _timed([sys.executable, *map(str, command)])


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **_QUIET})
    if done.returncode != 0:
        sys.exit(f"{command} failed with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
