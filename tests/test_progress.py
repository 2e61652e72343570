"""How far a batch has come: rate, time left and what failed, in eighty columns and in a log."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from builders_intake import pdf
from evidencekit.cli.progress import Log, Pace, spell
from evidencekit.errors import ExitCode
from evidencekit.model.bundle import Outcome, OutcomeStatus


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _came(case: int, status: OutcomeStatus = OutcomeStatus.BUILT, recipient: str = "ups-us") -> Outcome:
    return Outcome(f"C{case}", recipient, status, exit_code=ExitCode.OK)


def test_rate_and_time_left_are_those_of_the_last_cases() -> None:
    clock = Clock()
    pace = Pace(1000, clock)
    for case in range(400):  # these stood already
        clock.now += 0.01
        pace.came(_came(case))
    for case in range(400, 700):
        clock.now += 6
        pace.came(_came(case))

    assert pace.rate == pytest.approx(10, rel=0.01)
    assert pace.left == pytest.approx(1800, rel=0.01)
    assert str(pace) == "700 of 1000 cases, 10 a minute, 30 min left"


def test_what_failed_is_counted_and_a_case_with_two_recipients_is_one() -> None:
    clock = Clock()
    pace = Pace(4, clock)
    clock.now += 30
    pace.came(_came(1, recipient="ups-us"))
    pace.came(_came(1, OutcomeStatus.REFUSED, "marine-cargo"))
    pace.came(_came(2, OutcomeStatus.FAILED))

    assert str(pace) == "2 of 4 cases, 4 a minute, 30 s left, 1 failed, 1 refused"


def test_nothing_is_reckoned_before_something_came() -> None:
    assert str(Pace(4, Clock())) == "0 of 4 cases"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (89, "89 s"),
        (91, "2 min"),
        (5400, "1 h 30 min"),
        (12_000, "3 h 20 min"),
        (400_000, "5 days"),
    ],
)
def test_times_are_told_as_people_tell_them(seconds: float, said: str) -> None:
    assert spell(seconds) == said


def test_a_log_has_a_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    log = Log(Pace(600, clock), clock)
    for case in range(300):
        clock.now += 1
        log.came(_came(case))

    said = capsys.readouterr().err.splitlines()
    assert len(said) == 5
    assert said[0] == "evidencekit: 10 of 600 cases, 60 a minute, 10 min left."
    assert max(map(len, said)) <= 80


@pytest.mark.parametrize("both", [False, True])
def test_a_terminal_of_eighty_columns_shows_a_bar_that_fits(tmp_path: Path, both: bool) -> None:
    """Rate, time left and failures while cases are built; the bar never runs into what is said."""
    fcntl, pty, termios = (pytest.importorskip(name) for name in ("fcntl", "pty", "termios"))
    for name in "abcd":
        (tmp_path / "cases" / name).mkdir(parents=True)
        (tmp_path / "cases" / name / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    (tmp_path / "cases" / "b" / "case.toml").write_text("claimant = 3\n")
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
    command = [sys.executable, "-m", "evidencekit", "batch", str(tmp_path / "cases"), "--for", "generic", "--out", str(tmp_path / "out"), "--jobs", "1"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm-256color"}
    environment.pop("COLUMNS", None)
    with subprocess.Popen(
        command, stdout=theirs if both else subprocess.DEVNULL, stderr=theirs, env=environment
    ):
        os.close(theirs)
        said = _all(ours)

    # Colours go; whatever moves the cursor or clears a line begins another.
    shown = re.split(r"[\r\n]+|\x1b\[[0-9;?]*[A-Za-ln-z]", re.sub(r"\x1b\[[0-9;]*m", "", said))
    bars = [line for line in shown if line.startswith("cases ")]
    assert any("left" in line and "1 failed" in line for line in bars), shown
    assert max(map(len, bars)) <= 80
    assert all(
        re.fullmatch(r"cases [━╸╺]+ \d/4 *(\d+ a minute(, \d+ s left)?( 1 failed)?)? *", b) for b in bars
    ), bars


def _all(descriptor: int) -> str:
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(descriptor, 65_536)
        except OSError:  # the other end is closed
            part = b""
        if not part:
            os.close(descriptor)
            return b"".join(parts).decode("utf-8", "replace")
        parts.append(part)
