"""A list that two processes take from: nothing lost, nothing twice, nothing left behind, whoever dies."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LINUX_ALONE = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs Linux and two cores"
)

# A process of its own, since one that runs tests has threads and so is not copied.
SCRIPT = """
import os, sys, time
from pathlib import Path
from evidencekit.beside import InTwo

here, folder = os.getpid(), Path(sys.argv[1])

def taken(where):
    return len(list(folder.glob(where + "-*")))

# Each lets the other one take its first tasks as well, however late it comes.
def take(task, where, other):
    (folder / f"{{where}}-{{task}}").touch()
    while taken(other) < min(taken(where), {together}):
        time.sleep(0.002)

def mine(task):
    take(task, "here", "there")
    time.sleep(0.02)
    return task, True

def theirs(task):
    take(task, "there", "here")
{theirs}
    time.sleep(0.02)
    return task, False

results = InTwo(range(20), mine, theirs, folder).results()
assert [task for task, _ in results] == list(range(20)), results
try:
    os.waitpid(-1, os.WNOHANG)
    print("a child is left")
except ChildProcessError:
    pass
print(sum(not at_home for _, at_home in results))
"""


def _elsewhere(folder: Path, theirs: str = "    pass", together: int = 1) -> int:
    """Return how many of 20 tasks were done in the second process."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(theirs=theirs, together=together), str(folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


@LINUX_ALONE
def test_two_processes_take_from_one_list(tmp_path: Path) -> None:
    assert 3 <= _elsewhere(tmp_path, together=3) <= 17


@LINUX_ALONE
@pytest.mark.parametrize(
    "death",
    [
        "os.kill(os.getpid(), 9)",
        "import ctypes; ctypes.string_at(0)",
        "raise SystemExit",
        "1 / 0",
        "return [1, lambda: None]",
    ],
)
def test_what_a_second_process_had_made_when_it_died_stands_and_the_rest_is_done_here(
    tmp_path: Path, death: str
) -> None:
    assert 1 <= _elsewhere(tmp_path, f"    if task > 5: {death}") <= 6


@LINUX_ALONE
def test_what_the_second_process_leaves_is_done_here(tmp_path: Path) -> None:
    assert _elsewhere(tmp_path, "    return None") == 0


@LINUX_ALONE
def test_a_second_process_that_gets_stuck_is_given_up(tmp_path: Path) -> None:
    """A library's threads do not come along when a process is doubled, and waiting for them has no end."""
    script = SCRIPT.format(theirs="    if task > 5: time.sleep(600)", together=1).replace(
        "here, folder", "from evidencekit import beside\nbeside._PATIENCE = 2.0\nhere, folder"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], check=False, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert 1 <= int(ran.stdout) <= 6


@LINUX_ALONE
def test_letters_for_several_recipients_come_to_an_end(tmp_path: Path) -> None:
    """The engine that lays them out has threads of its own from its first letter on."""
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "note.txt").write_text("Received crushed")
    for today in ("2026-10-20", "2026-10-21"):
        build = [
            sys.executable, "-m", "evidencekit", "build", str(tmp_path / "case"), "--for", "generic", "--for", "marine-cargo",
            "--draft", "--today", today, "--out", str(tmp_path / "out"), "--json",
        ]  # fmt: skip
        ran = subprocess.run(build, check=False, capture_output=True, text=True, timeout=55)
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.count('"built"') == 2


@LINUX_ALONE
def test_a_failure_here_ends_the_second_process(tmp_path: Path) -> None:
    script = SCRIPT.format(theirs="    time.sleep(600)", together=1).replace(
        "    time.sleep(0.02)\n    return task, True", "    raise RuntimeError('broken')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], check=False, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 1
    assert "RuntimeError: broken" in ran.stderr


@LINUX_ALONE
def test_a_case_reads_the_same_on_one_core_and_on_two(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"invoice {number}.txt").write_text(
            f"COMMERCIAL INVOICE\nInvoice No.: INV-{number}\nInvoice date: 2026-08-0{number + 1}\n"
            f"Seller: Works {number} Ltd\nTotal: USD {100 + number}.00\n"
        )
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    core = min(os.sched_getaffinity(0))
    look = [sys.executable, "-m", "evidencekit", "inspect", str(tmp_path), "--json"]
    surroundings = {**os.environ, "EVIDENCEKIT_CACHE": "off"}
    on_two = subprocess.run(look, check=False, capture_output=True, text=True, env=surroundings)
    on_one = subprocess.run(
        look,
        check=False,
        capture_output=True,
        text=True,
        env=surroundings,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    assert on_two.stdout == on_one.stdout
    assert "INV-5" in on_two.stdout
    assert on_two.stderr == on_one.stderr
