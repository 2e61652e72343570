"""Workers of a batch that is killed end with it, instead of waiting for work for ever."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builders_intake import pdf


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted by /proc")
def test_no_process_outlives_a_batch_that_is_killed(tmp_path: Path) -> None:
    for name in "abcdefghijkl":  # enough that workers are at it when somebody looks
        (tmp_path / "cases" / name).mkdir(parents=True)
        (tmp_path / "cases" / name / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    command = [sys.executable, "-m", "evidencekit", "batch", str(tmp_path / "cases"), "--for", "generic", "--out", str(tmp_path / "out"), "--jobs", "2"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (tmp_path / "said").open("wb") as said:
        run = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True, env=environment)
        assert _until(lambda: len(_group(run.pid)) >= 4, 120)  # the run, its server of processes, two workers

        run.send_signal(signal.SIGKILL)
        run.wait()

        assert _until(lambda: not _group(run.pid), 60), _group(run.pid)


def _until(met: object, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(met) and met():
            return True
        time.sleep(0.05)
    return False


def _group(group: int) -> list[str]:
    """Return the processes of a group that live; those that only wait to be buried do not."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, belongs = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(belongs) == group and state != "Z":
            found.append(folder.name)
    return found
