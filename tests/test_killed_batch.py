"""Workers of a batch that is killed end with it, instead of waiting for work for ever."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from builders_intake import pdf
from builders_processes import living, until


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted by /proc")
def test_no_process_outlives_a_batch_that_is_killed(tmp_path: Path) -> None:
    for name in "abcdefghijkl":  # enough that workers are at it when somebody looks
        (tmp_path / "cases" / name).mkdir(parents=True)
        (tmp_path / "cases" / name / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    command = [sys.executable, "-m", "evidencekit", "batch", str(tmp_path / "cases"), "--for", "generic", "--out", str(tmp_path / "out"), "--jobs", "2"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (tmp_path / "said").open("wb") as said:
        run = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True, env=environment)
        assert until(lambda: len(living(run.pid)) >= 4, 120)  # the run, its server of processes, two workers

        run.send_signal(signal.SIGKILL)
        run.wait()

        assert until(lambda: not living(run.pid), 60), living(run.pid)
