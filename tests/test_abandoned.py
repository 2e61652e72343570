"""Working folders hold evidence: those of runs that were killed go, those of runs that work stay."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_WORKER = "from evidencekit.desk import open_desk\nwith open_desk() as desk:\n    print(desk.root, flush=True)\n    input()\n"


def _worker(place: Path) -> tuple[subprocess.Popen[str], Path]:
    """Start a run that holds a working folder until it is told to end."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(place)}
    run = subprocess.Popen(
        [sys.executable, "-c", _WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert run.stdout is not None
    return run, Path(run.stdout.readline().strip())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")
def test_what_a_killed_run_left_goes_and_what_another_works_on_stays(tmp_path: Path) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    killed, left = _worker(place)
    working, used = _worker(place)
    (left / "copy of evidence.pdf").write_text("secret")
    (place / "evidencekit-of-somebody").mkdir()
    killed.kill()
    killed.communicate()
    an_hour_ago = time.time() - 3600
    for folder in (left, used):
        os.utime(folder / ".in-use", (an_hour_ago, an_hour_ago))

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(place)}
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "note.txt").write_text("Invoice INV-1")
    read = f"from evidencekit import review\nreview({str(tmp_path / 'case')!r})"
    subprocess.run([sys.executable, "-c", read], check=True, env=environment)

    assert sorted(p.name for p in place.iterdir()) == sorted([used.name, "evidencekit-of-somebody"])
    assert working.stdin is not None
    working.communicate("\n")
    assert [p.name for p in place.iterdir()] == ["evidencekit-of-somebody"]


_DEATH = "os.kill(os.getpid(), signal.SIGKILL)"
_KILLED = {
    "overview": (
        f"import openpyxl\nopenpyxl.Workbook.save = lambda *_: {_DEATH}\n"
        "from datetime import date\nfrom evidencekit.overview import overview\nfrom evidencekit.views.overview import overview_sheet\n"
        "overview_sheet(overview([], Path('out'), date(2026, 10, 20)))"
    ),
    "row": (
        "from types import SimpleNamespace\nfrom evidencekit.layingout import laid_out\n"
        f"with laid_out(SimpleNamespace(faults=(), folder=None, files=(Path(sys.argv[1]),))): {_DEATH}"
    ),
    "rebuild": (
        f"from evidencekit import rebuild\nrebuild._name = lambda *_: {_DEATH}\n"
        "list(rebuild._anew(Path(sys.argv[1]).parent, {'settings': {}}, None))"
    ),
}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills otherwise")
@pytest.mark.parametrize("moment", _KILLED)
def test_whatever_a_run_was_at_when_it_was_killed_goes(tmp_path: Path, moment: str) -> None:
    """Files that a library asks the system for as well."""
    place = tmp_path / "tmp"
    place.mkdir()
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "note.txt").write_text("Invoice INV-1")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(place)}
    begin = f"import os, signal, sys\nfrom pathlib import Path\n{_KILLED[moment]}"
    killed = subprocess.run(
        [sys.executable, "-c", begin, str(tmp_path / "case" / "note.txt")], check=False, env=environment
    )
    left = [*place.iterdir()]
    an_hour_ago = time.time() - 3600
    for folder in left:
        os.utime(folder / ".in-use", (an_hour_ago, an_hour_ago))

    read = f"from evidencekit import review\nreview({str(tmp_path / 'case')!r})"
    subprocess.run([sys.executable, "-c", read], check=True, env=environment)

    assert killed.returncode == -signal.SIGKILL
    assert len(left) == 1
    assert [*place.iterdir()] == []


@pytest.mark.parametrize(("seconds", "stays"), [(0.5, True), (3600.0, False)])
def test_a_run_that_only_begins_is_not_taken_for_dead(tmp_path: Path, seconds: float, stays: bool) -> None:
    """Between the making of its folder and the lock, by a clock that a slow machine does not move."""
    place = tmp_path / "tmp"
    beginning = place / "evidencekit-begins"
    beginning.mkdir(parents=True)
    sign = beginning / ".in-use"
    sign.touch()
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "note.txt").write_text("Invoice INV-1")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(place)}
    read = (
        f"import time\ntime.time = lambda: {sign.stat().st_mtime + seconds}\n"
        f"from evidencekit import review\nreview({str(tmp_path / 'case')!r})"
    )

    subprocess.run([sys.executable, "-c", read], check=True, env=environment)

    assert [p.name for p in place.iterdir()] == (["evidencekit-begins"] if stays else [])
