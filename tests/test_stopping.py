"""Ctrl-C in the middle of a batch: what is under way is finished, the overview is written, and the next run goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builders_intake import coded, noise, pdf
from evidencekit.cli.stopping import orderly, undisturbed

CASES = 7


def _cases(root: Path) -> None:
    photo = coded(noise((640, 480)).convert("RGB"), quality=80)
    for number in range(CASES):
        folder = root / f"C{number:02d}"
        folder.mkdir(parents=True)
        (folder / "invoice.pdf").write_bytes(pdf(f"Commercial Invoice No. INV-{number}"))
        (folder / "photo.jpg").write_bytes(photo)


def _started(root: Path, out: Path, jobs: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "evidencekit", "batch", str(root), "--for", "generic", "--out", str(out), "--jobs", str(jobs), "--json", "--today", "2026-10-20"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "EVIDENCEKIT_OCR": "off"}
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


def _until_built(out: Path, cases: int) -> None:
    end = time.monotonic() + 240
    while len(list(out.glob("*/generic/SHA256SUMS"))) < cases:
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_under_way_is_finished_and_told(tmp_path: Path, jobs: int) -> None:
    """Ctrl-C of a terminal reaches every process of the group."""
    root, out = tmp_path / "cases", tmp_path / "out"
    _cases(root)
    with _started(root, out, jobs) as run:
        _until_built(out, 1)
        os.killpg(run.pid, signal.SIGINT)
        answer, said = run.communicate(timeout=240)

    told = json.loads(answer)["outcomes"]
    built = {p.parent.parent.name for p in out.glob("*/generic/SHA256SUMS")}
    assert run.returncode == 130
    assert {o["status"] for o in told} == {"built"}
    assert {o["case"] for o in told} == built
    assert 0 < len(built) < CASES
    assert "what is under way is finished" in said
    assert f"stopped: {CASES - len(built)} of {CASES} cases were not begun." in said
    assert len((out / "overview.csv").read_text("utf-8-sig").splitlines()) == len(built) + 1
    assert list(out.rglob(".*")) == []

    with _started(root, out, 2) as again:
        outcomes = json.loads(again.communicate(timeout=240)[0])["outcomes"]
    assert again.returncode == 0
    assert {o["case"] for o in outcomes if o["unchanged"]} == built
    assert len(outcomes) == CASES


def test_a_second_one_ends_it_at_once_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    root, out = tmp_path / "cases", tmp_path / "out"
    _cases(root)
    with _started(root, out, 2) as run:
        _until_built(out, 3)  # so one of two workers is at its second case, and its first one has been told
        os.killpg(run.pid, signal.SIGINT)
        assert run.stderr is not None
        while "what is under way is finished" not in run.stderr.readline():
            assert run.poll() is None
        os.killpg(run.pid, signal.SIGINT)
        _, said = run.communicate(timeout=240)

    assert run.returncode == 130
    assert "Traceback" not in said
    assert [p.name for p in out.rglob("*.new-*")] == []
    assert (out / "overview.csv").is_file()


def test_it_waits_for_the_last_lines_on_what_was_finished() -> None:
    done = []
    # Whoever runs the tests in the background of a shell has Ctrl-C ignored from the start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def write() -> None:
        with undisturbed():
            for _ in range(3):
                os.kill(os.getpid(), signal.SIGINT)
            done.append("written")

    try:
        with orderly() as asked, pytest.raises(KeyboardInterrupt):
            write()
    finally:
        signal.signal(signal.SIGINT, before)

    assert done == ["written"]
    assert not asked.is_set()


def test_an_overview_is_written_where_it_comes_while_an_outcome_is_told(tmp_path: Path) -> None:
    """The traceback would keep the outcomes, and all that waits for their end, until nobody runs any more."""
    root, out = tmp_path / "cases", tmp_path / "out"
    _cases(root)
    command = [sys.executable, "-c", _TELLS_NO_FURTHER, "batch", str(root), "--for", "generic", "--out", str(out), "--jobs", "1", "--today", "2026-10-20"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "EVIDENCEKIT_OCR": "off"}
    run = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=240)

    assert (run.returncode, "Traceback" in run.stderr) == (130, False)
    assert len((out / "overview.csv").read_text("utf-8-sig").splitlines()) == 1 + 2


_TELLS_NO_FURTHER = """
import evidencekit.cli.outcomes as outcomes
from evidencekit.__main__ import main

shown = []
def show(outcome):
    shown.append(outcome)
    if len(shown) == 2:
        raise KeyboardInterrupt
outcomes._show = show
main()
"""
