"""Time the batch beside the script that people write today and beside a lower bound, in one run.

    EVIDENCEKIT_BENCH=folder/of/the/peer/scripts python bench/speed.py [--cases 10] [--photos 8]

The peer needs LibreOffice; where it is missing, the rest is timed and the table says so.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TODAY = "2026-11-20"
_ALIKE = {
    # The peer reads no scans, and nothing of an earlier run may help.
    "EVIDENCEKIT_OCR": "off", "EVIDENCEKIT_CACHE": "off",
    # Modules are compiled once, as pip compiles those that it installs.
    "PYTHONDONTWRITEBYTECODE": "",
}  # fmt: skip


def main() -> int:
    """Make the cases, time everything, print a table."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--cases", type=int, default=10)
    wanted.add_argument("--photos", type=int, default=8)
    asked = wanted.parse_args()
    given = os.environ.get("EVIDENCEKIT_BENCH")
    if not given:
        print("EVIDENCEKIT_BENCH is not set: the peer scripts were not found, nothing was timed.")
        return 0
    scripts = Path(given)
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    print(f"{asked.cases} cases with {asked.photos} photos each\n")
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        _run(
            "make_cases",
            [scripts / "make_cases.py", root / "cases", "--cases", asked.cases, "--photos", asked.photos],
        )
        _table(root, scripts, asked.cases)
    _small()
    return 0


def _table(root: Path, scripts: Path, cases: int) -> None:
    peer = None
    bound = _run("lower bound", [scripts / "limit_script.py", root / "cases", root / "limit"])
    if shutil.which("soffice"):
        peer = _run(
            "peer", [scripts / "peer_script.py", root / "cases", root / "peer", scripts / "peer_letter.docx"]
        )
    one, two = (
        _run(
            f"evidencekit batch --jobs {jobs}",
            [
                *_EVIDENCEKIT,
                "batch",
                root / "cases",
                "--for",
                "generic",
                "--draft",
                "--today",
                TODAY,
                "--out",
                root / f"out{jobs}",
                "--jobs",
                jobs,
                "-q",
            ],
        )
        for jobs in (1, 2)
    )
    print(f"{'what':34}{'seconds':>9}{'a case':>9}{'of peer':>9}{'of bound':>10}")
    for name, seconds in (
        ("lower bound", bound),
        ("peer script", peer),
        ("evidencekit, 1 job", one),
        ("evidencekit, 2 jobs", two),
    ):
        if seconds is None:
            print(f"{name:34}{'LibreOffice is not installed':>37}")
            continue
        of_peer = f"{seconds / peer:.2f}" if peer else "-"
        print(f"{name:34}{seconds:>9.2f}{seconds / cases:>9.2f}{of_peer:>9}{seconds / bound:>10.2f}")
    print("\nto reach: 1 job <= 0.60 of the peer and <= 2.00 of the bound; 2 jobs <= 0.35 of the peer\n")


_EVIDENCEKIT = ("-m", "evidencekit")


def _small() -> None:
    """Time the start and one sample, the middle of five runs."""
    sample = Path(__file__).parent.parent / "samples" / "crushed-parcel"
    with tempfile.TemporaryDirectory() as place:
        build: list[object] = [*_EVIDENCEKIT, "build", sample, "--today", "2026-10-20", "--out", place, "-q"]
        kept = {"EVIDENCEKIT_CACHE": str(Path(place) / "cache")}
        _run("build", build, **kept)
        rows: tuple[tuple[str, list[object], float, dict[str, str]], ...] = (
            ("evidencekit --help", [*_EVIDENCEKIT, "--help"], 0.25, {}),
            ("build samples/crushed-parcel", build, 1.5, {}),
            ("build it again, unchanged", build, 1.5, kept),
        )
        for name, command, target, changed in rows:
            middle = statistics.median(_run(name, command, **changed) for _ in range(5))
            print(f"{name:34}{middle:>9.2f}   to reach: {target}")


def _run(name: str, command: list[object], **changed: str) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True, text=True, check=False,
        env={**os.environ, **_ALIKE, **changed},
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"{name} failed with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
