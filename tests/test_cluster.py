"""A batch on a Dask scheduler with several worker processes: the same result, also when one of them is killed."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from builders_intake import coded, noise, pdf
from builders_processes import until
from evidencekit.cluster import Cluster as Workers
from evidencekit.errors import ClusterError, UsageError

pytest.importorskip("distributed", reason="the extra [dask] is not installed")
_ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "EVIDENCEKIT_OCR": "off", "EVIDENCEKIT_CACHE": "off"}  # fmt: skip


@dataclass
class Cluster:
    """A scheduler on loopback and its workers, each a process."""

    folder: Path
    address: str = ""
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, workers: int) -> None:
        scheduler = self._run("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        told = self.folder / "scheduler.log"
        assert until(lambda: re.search(r"Scheduler at:\s+(tcp://\S+)", told.read_text()), 60), (
            told.read_text()
        )
        found = re.search(r"Scheduler at:\s+(tcp://\S+)", told.read_text())
        assert found
        self.address, self.processes = found[1], [scheduler]
        for number in range(workers):
            self.work(number)

    def work(self, number: int, threads: int = 1) -> None:
        command = ["--host", "127.0.0.1", "--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--name", str(number), "--local-directory", str(self.folder), self.address]  # fmt: skip
        self.workers.append(self._run("worker", *command))

    def _run(self, what: str, *more: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{what}.log").open("ab") as log:
            command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *more]
            return subprocess.Popen(command, stdout=log, stderr=log, env=_ENVIRONMENT)

    def stop(self) -> None:
        for process in (*self.workers, *self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "dask").mkdir()
    made = Cluster(tmp_path / "dask")
    try:
        yield made
    finally:
        made.stop()


def cases(root: Path, count: int) -> None:
    photo = coded(noise((640, 480)).convert("RGB"), quality=80)
    for number in range(count):
        folder = root / f"C{number:02d}"
        folder.mkdir(parents=True)
        (folder / "invoice.pdf").write_bytes(pdf(f"Commercial Invoice No. INV-{number}"))
        (folder / "photo.jpg").write_bytes(photo)
        (folder / "case.toml").write_text('recipients = ["generic"]\n[claimant]\nname = "Harbor Home"\n')
    (root / "C01" / "case.toml").write_text("claimant = 3\n")


@contextmanager
def batch(root: Path, out: Path, address: str, *more: str) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", "evidencekit", "batch", str(root), "--out", str(out), "--today", "2026-10-20", "--json", "--dask", address, *more]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_ENVIRONMENT
    ) as process:
        yield process


def results(answer: str) -> dict[str, str]:
    return {o["case"]: o["status"] for o in json.loads(answer)["outcomes"]}


def test_a_killed_worker_costs_no_case(tmp_path: Path, cluster: Cluster) -> None:
    """Three workers, one of them killed while it builds: each case ends as it does without a cluster."""
    count = 9
    cases(tmp_path / "cases", count)
    cluster.start(3)

    with batch(tmp_path / "cases", tmp_path / "out", cluster.address) as run:
        assert until(lambda: any((tmp_path / "out").glob("*/generic/SHA256SUMS")), 240)
        cluster.workers[0].send_signal(signal.SIGKILL)
        answer, said = run.communicate(timeout=240)

    assert results(answer) == {f"C{n:02d}": "failed" if n == 1 else "built" for n in range(count)}
    assert run.returncode == 4
    assert "lost" not in said
    assert "distributed" not in said
    assert (tmp_path / "out" / "overview.html").is_file()


def test_a_scheduler_that_goes_away_is_told_and_what_was_built_stands(
    tmp_path: Path, cluster: Cluster
) -> None:
    """One sentence, however many cases wait; each of them is an outcome, and the next run goes on from there."""
    cases(tmp_path / "cases", 12)
    cluster.start(1)

    with batch(tmp_path / "cases", tmp_path / "out", cluster.address) as run:
        # The outcome of a bundle that stands is on its way; that of the one before has come.
        assert until(lambda: len(list((tmp_path / "out").glob("*/generic/SHA256SUMS"))) >= 3, 240)
        cluster.processes[0].send_signal(signal.SIGKILL)
        answer, said = run.communicate(timeout=240)

    found = results(answer)
    assert len(found) == 12
    assert set(found.values()) == {"built", "failed"}
    built = [case for case, status in found.items() if status == "built"]
    assert all((tmp_path / "out" / case / "generic" / "SHA256SUMS").is_file() for case in built)
    assert run.returncode == 1
    assert said.count("went away before this case was done") == 1
    assert "Traceback" not in said
    assert "distributed" not in said


def test_ctrl_c_takes_back_what_no_worker_has_begun(tmp_path: Path, cluster: Cluster) -> None:
    cases(tmp_path / "cases", 12)
    cluster.start(1)

    with batch(tmp_path / "cases", tmp_path / "out", cluster.address) as run:
        assert until(lambda: any((tmp_path / "out").glob("*/generic/SHA256SUMS")), 240)
        run.send_signal(signal.SIGINT)
        answer, said = run.communicate(timeout=240)

    found = results(answer)
    assert run.returncode == 130
    assert f"stopped: {12 - len(found)} of 12 cases were not begun" in said
    assert 0 < len(found) < 12
    assert set(found.values()) <= {"built", "failed"}
    assert (tmp_path / "out" / "overview.csv").is_file()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the worker is found by /proc")
def test_a_case_that_kills_its_workers_is_given_up_and_named(tmp_path: Path, cluster: Cluster) -> None:
    """Workers that die over it one after the other, and a last one that builds all others."""
    cases(tmp_path / "cases", 4)
    killer = tmp_path / "plug" / "killer.py"
    killer.parent.mkdir()
    killer.write_text(
        "import os, signal\n"
        "from pathlib import Path\n"
        "class Killer:\n"
        "    name = 'killer'\n"
        "    def missing(self): return None\n"
        "    def identify(self, head, location):\n"
        "        if b'deadly' not in head: return None\n"
        "        pid = os.getpid()\n"
        "        while b'dask_worker' not in Path(f'/proc/{pid}/cmdline').read_bytes():\n"
        "            pid = int(Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[1])\n"
        "        os.kill(pid, signal.SIGKILL)\n"
    )
    meta = tmp_path / "plug" / "killer-1.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: killer\nVersion: 1\n")
    (meta / "entry_points.txt").write_text("[evidencekit.identifiers]\nkiller = killer:Killer\n")
    (tmp_path / "cases" / "C02" / "note.txt").write_text("deadly")
    before = _ENVIRONMENT["PYTHONPATH"]
    _ENVIRONMENT["PYTHONPATH"] = f"{killer.parent}{os.pathsep}{before}"
    try:
        cluster.start(5)
        with batch(tmp_path / "cases", tmp_path / "out", cluster.address) as run:
            answer, said = run.communicate(timeout=300)
    finally:
        _ENVIRONMENT["PYTHONPATH"] = before

    assert results(answer) == {"C00": "built", "C01": "failed", "C02": "failed", "C03": "built"}
    assert "C02: One worker after the other died over this case; it was given up." in said


def test_a_cluster_that_cannot_build_is_told_before_anything_begins(tmp_path: Path, cluster: Cluster) -> None:
    """No workers, workers that do not see the folder, workers with several threads, no scheduler at all."""
    cluster.start(0)
    with pytest.raises(UsageError, match=r"has no workers; start some with `dask worker tcp://"):
        Workers(cluster.address, patience=1)
    cluster.work(1, threads=2)
    with Workers(cluster.address) as workers:
        with pytest.raises(ClusterError, match=r"does not see .*nowhere"):
            workers.check(tmp_path, tmp_path / "nowhere")
        assert "1 worker has several threads" in workers.check(tmp_path)[0]

    cases(tmp_path / "cases", 2)
    with batch(tmp_path / "cases", tmp_path / "out", "tcp://127.0.0.1:9") as run:
        _, said = run.communicate(timeout=240)
    assert run.returncode == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in said
    assert "Traceback" not in said
