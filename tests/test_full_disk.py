"""A working folder without room: one sentence, the right exit code, and what stood before stands."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders_intake import pdf
from evidencekit.verify import verify


@pytest.fixture(params=[60, 200, 260, 320])
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system of so many kB, where this process may make one."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = shutil.which("mount") is not None and os.geteuid() == 0 and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={request.param}k", "tmpfs", str(place)], check=False, capture_output=True
    ).returncode  # fmt: skip
    if not mounted:
        pytest.skip("mounting a small file system takes root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_working_folder_is_told_and_costs_nothing(tmp_path: Path, small_disk: Path) -> None:
    case, out = tmp_path / "case", tmp_path / "out"
    case.mkdir()
    (case / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [
        sys.executable,
        "-m",
        "evidencekit",
        "build",
        str(case),
        "--for",
        "generic",
        "--out",
        str(out),
        "--today",
    ]
    subprocess.run([*command, "2026-10-20"], check=True, capture_output=True, env=environment)

    told = subprocess.run(
        [*command, "2026-10-21"],
        check=False,
        capture_output=True,
        text=True,
        env={**environment, "TMPDIR": str(small_disk)},
    )

    words = " ".join((told.stderr + told.stdout).split())
    assert told.returncode in {6, 8}, words
    assert "The disk is full" in words or "No space left on device" in words
    assert "Traceback" not in told.stderr
    assert verify(out / "case" / "generic").ok
    assert list(small_disk.iterdir()) == []
