"""A file that ends the process which opens it is set aside; the rest is built, and nothing is left behind."""

import json
import os
import platform
import signal
import socket
import sys
from pathlib import Path

import pytest

from builders_bundle import words
from builders_harm import Run, harmed, run_harmed, started_harmed
from builders_intake import coded, noise
from builders_processes import living, until
from evidencekit.verify import verify

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted by /proc")
BUILD = ("--for", "generic", "--today", "2026-10-20", "--json", "--out")


def clean(run: Run) -> bool:
    """Say whether nothing was left behind, and nothing but sentences was said."""
    return not run.left and not run.alive and "Traceback" not in run.said


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("read crash.txt", "the program broke off while it was opening it"),
        ("convert crash.txt", "the program broke off while it was opening it"),
        ("convert leave.txt", "the program broke off while it was opening it"),
        ("read endless.txt", "opening it came to no end"),
    ],
)
def test_a_file_that_ends_its_process_is_explained(tmp_path: Path, name: str, why: str) -> None:
    """The rest of the case is built, a page and a finding say why, and the manifest has the file."""
    case = harmed(tmp_path / "case", name, "letter.txt")

    run = run_harmed(tmp_path, ["build", case, *BUILD, tmp_path / "out"], limits="stuck=8")

    bundle = tmp_path / "out" / "case" / "generic"
    (outcome,) = run.answer["outcomes"]
    page = next(e["first_page"] for e in outcome["exhibits"] if e["path"] == name)
    rows = json.loads((bundle / "manifest.json").read_text())["files"]
    assert run.code == 0, run.said
    assert clean(run)
    assert [e["path"] for e in outcome["exhibits"]].count(name) == 1
    assert [f["message"] for f in outcome["findings"] if f["subject"] == name and why in f["message"]]
    assert {r["path"] for r in rows} == {"invoice.pdf", "letter.txt", name}
    assert (bundle / "originals" / name).read_text() == f"This file is called {name}."
    assert why in " ".join(words(bundle / "bundle.pdf", page).split())
    assert verify(bundle).ok


def test_memory_that_runs_out_costs_the_file_that_took_it(tmp_path: Path) -> None:
    """Pictures beside it are shown; the greedy file is explained."""
    case = harmed(tmp_path / "case", "read greedy.txt", "convert greedy.txt")
    for number in range(4):
        (case / f"photo {number}.jpg").write_bytes(coded(noise((900, 700))))

    run = run_harmed(tmp_path, ["build", case, *BUILD, tmp_path / "out"], limits="memory=1500M")

    (outcome,) = run.answer["outcomes"]
    not_shown = {f["subject"] for f in outcome["findings"] if f["code"] in {"not-shown", "plugin-failed"}}
    assert run.code == 0, run.said
    assert clean(run)
    assert not_shown == {"read greedy.txt", "convert greedy.txt"}
    assert verify(tmp_path / "out" / "case" / "generic").ok


def test_in_a_batch_only_the_case_with_the_file_is_affected(tmp_path: Path) -> None:
    """Two children at work; those that end are replaced."""
    for name, *files in (
        ("a",),
        ("b", "convert crash.txt"),
        ("c", "read endless.txt"),
        ("d", "read leave.txt"),
        ("e",),
    ):
        harmed(tmp_path / "cases" / name, *files)

    run = run_harmed(
        tmp_path, ["batch", tmp_path / "cases", *BUILD, tmp_path / "out", "--jobs", "2"], limits="stuck=8"
    )

    outcomes = {o["case"]: o for o in run.answer["outcomes"]}
    aside = {name: sum(f["code"] == "set-aside" for f in o["findings"]) for name, o in outcomes.items()}
    assert run.code == 0, run.said
    assert clean(run)
    assert {o["status"] for o in outcomes.values()} == {"built"}
    assert aside == {"a": 0, "b": 1, "c": 1, "d": 1, "e": 0}
    assert all(verify(tmp_path / "out" / name / "generic").ok for name in outcomes)


def test_a_case_that_ends_every_process_is_given_up(tmp_path: Path) -> None:
    """It is an outcome that names case and file; the others are built."""
    harmed(tmp_path / "cases" / "good")
    harmed(tmp_path / "cases" / "bad", *(f"read crash {n}.txt" for n in range(5)))

    run = run_harmed(tmp_path, ["batch", tmp_path / "cases", *BUILD, tmp_path / "out", "--jobs", "2"])

    outcomes = {o["case"]: o for o in run.answer["outcomes"]}
    (finding,) = outcomes["bad"]["findings"]
    assert run.code == 6, run.said
    assert clean(run)
    assert outcomes["good"]["status"] == "built"
    assert outcomes["bad"]["status"] == "failed"
    assert finding["message"].startswith("bad is given up: ")
    assert finding["subject"] == "read crash 3.txt"
    assert not (tmp_path / "out" / "bad").exists()


def test_what_was_set_aside_is_tried_again_next_time(tmp_path: Path) -> None:
    """A bundle that lacks a file stands for nothing; once the file is mended, it is in."""
    case = harmed(tmp_path / "cases" / "case", "read crash.txt")
    batch = ["batch", tmp_path / "cases", *BUILD, tmp_path / "out", "--jobs", "1"]

    run_harmed(tmp_path, batch)
    again = run_harmed(tmp_path, batch)
    (case / "read crash.txt").rename(case / "read.txt")
    mended = run_harmed(tmp_path, batch)

    assert again.answer["outcomes"][0]["unchanged"] is False
    assert [f for f in again.answer["outcomes"][0]["findings"] if f["code"] == "set-aside"]
    assert not [f for f in mended.answer["outcomes"][0]["findings"] if f["code"] == "set-aside"]


@pytest.mark.parametrize("command", [("inspect",), ("check", "--for", "generic")])
def test_commands_that_only_read_say_it_too(tmp_path: Path, command: tuple[str, ...]) -> None:
    """The file is named, and everything else is told."""
    case = harmed(tmp_path / "case", "read crash.txt", "read leave.txt")

    run = run_harmed(tmp_path, [command[0], case, *command[1:], "--today", "2026-10-20", "--json"])

    assert clean(run)
    assert run.code in {0, 3}
    assert run.answer["case"] == "case" if command[0] == "inspect" else run.answer["recipients"]
    assert "given up" not in run.said


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("memory=lots", "EVIDENCEKIT_LIMITS says 'memory=lots'"),
        ("memory=120M", "too little memory"),
        ("files=12", "too few open files"),
    ],
)
@pytest.mark.parametrize("command", ["inspect", "build"])
def test_limits_that_are_none_are_refused(tmp_path: Path, command: str, limits: str, said: str) -> None:
    """With how to write them."""
    run = run_harmed(tmp_path, [command, harmed(tmp_path / "case")], limits=limits)

    assert run.code == 2
    assert said in run.said


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="Linux alone filters calls",
)
def test_whoever_reads_has_no_network(tmp_path: Path) -> None:
    """Not even that of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        case = harmed(tmp_path / "case", f"read call {listener.getsockname()[1]}.txt")

        run = run_harmed(tmp_path, ["build", case, *BUILD, tmp_path / "out"])

        with pytest.raises(TimeoutError):
            listener.accept()
    (outcome,) = run.answer["outcomes"]
    assert [f for f in outcome["findings"] if "Address family not supported" in f["message"]]


@pytest.mark.parametrize(
    "command",
    [("build", "case"), ("inspect", "case"), ("batch", ".", "--jobs", "1"), ("batch", ".", "--jobs", "2")],
)
def test_children_end_with_the_run_that_is_killed(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Also those that are stuck, and the second process in which papers are read."""
    harmed(tmp_path / "cases" / "case", "read endless.txt", "letter.txt")
    more = (*BUILD, tmp_path / "out") if command[0] != "inspect" else ()
    arguments = [command[0], tmp_path / "cases" / command[1], *command[2:], *more]
    with started_harmed(tmp_path, arguments) as process:
        assert until(lambda: _busy(process.pid), 120)

        process.send_signal(signal.SIGKILL)
        process.wait()

        assert until(lambda: not living(process.pid), 60), living(process.pid)


def _busy(group: int) -> bool:
    """Say whether a process of the group has used the processor for a second: it is in the loop."""
    ticks = os.sysconf("SC_CLK_TCK")
    for number in living(group):
        rest = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        if int(rest[11]) > 1.5 * ticks:
            return True
    return False
