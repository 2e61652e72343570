"""A LibreOffice that stays open: what it shares, what it never shares, and that nothing of it is left."""

import io
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from builders_processes import gone, living, until
from evidencekit import office as offices
from evidencekit.engines.libreoffice import LibreOffice
from evidencekit.errors import ConversionError
from evidencekit.office import Office, lay_out_all
from evidencekit.soffice import to_pdf
from test_engines import docx

REAL = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not installed"
)

STAND_IN = r"""
import os, pathlib, signal, sys, time, urllib.parse
profile = next(a for a in sys.argv if a.startswith("-env:UserInstallation=")).partition("file://")[2]
place = pathlib.Path(urllib.parse.unquote(profile)).parent
log = pathlib.Path(LOG)
if "--convert-to" not in sys.argv:
    with log.open("a") as told: told.write(f"start {os.getpid()} {place}\n")
    (place / "server").write_text(str(os.getpid()))
    held = pathlib.Path(sys.argv[-1])
    held.with_name(f".~lock.{held.name}#").touch()
    time.sleep(600)
server = int((place / "server").read_text())
at = sys.argv.index("--outdir")
into, files = pathlib.Path(sys.argv[at + 1]), sys.argv[at + 2:]
with log.open("a") as told: told.write(f"call {len(files)}\n")
for name in files:
    path = pathlib.Path(name)
    said = path.read_bytes()
    if b"KILLS" in said:
        os.kill(server, signal.SIGKILL)
        sys.exit(0)
    if b"HANGS" in said:
        time.sleep(600)
    made = into / (path.stem + ".pdf")
    if b"NOTHING" in said: continue
    made.write_bytes(b"" if b"EMPTY" in said else b"no PDF" if b"RUBBISH" in said else PAGELESS if b"PAGELESS" in said else PAGE)
sys.exit(0)
"""


def pdf(pages: int) -> bytes:
    kept = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(kept)
    return kept.getvalue()


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A program that does what LibreOffice does, or what a bad document makes it do; and what it tells of it."""
    log = tmp_path / "log"
    log.touch()
    path = tmp_path / "soffice"
    body = f"#!{sys.executable} -IS\nLOG = {str(log)!r}\nPAGE = {pdf(1)!r}\nPAGELESS = {pdf(0)!r}\n{STAND_IN}"
    path.write_text(body)
    path.chmod(0o755)
    yield str(path), log
    for key in [k for k in offices._offices if k[1] == str(path)]:
        offices._offices.pop(key).close()


def told(log: Path) -> list[str]:
    return [line.partition(" ")[0] for line in log.read_text().splitlines()]


def test_many_documents_take_one_start_and_one_call(stand_in: tuple[str, Path]) -> None:
    command, log = stand_in

    made = lay_out_all([(b"fine", f"{n}.docx") for n in range(12)], command)
    again = lay_out_all([(b"fine", "13.docx")], command)

    assert all(isinstance(m, bytes) for m in (*made, *again))
    assert told(log) == ["start", "call", "call"]


@pytest.mark.parametrize("harm", ["KILLS", "HANGS", "NOTHING", "EMPTY", "RUBBISH", "PAGELESS"])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_document_that_does_harm_harms_no_other(stand_in: tuple[str, Path], harm: str, place: int) -> None:
    """Whatever it does, and wherever it stands: the others come out, and the one to blame is named. Every exit code is 0."""
    command, _ = stand_in
    documents = [(b"fine", f"{n}.docx") for n in range(5)]
    documents[place] = (harm.encode(), "poison.docx")

    made = lay_out_all(documents, command, seconds=1 if harm == "HANGS" else 30)

    assert [isinstance(m, bytes) for m in made] == [n != place for n in range(5)]
    assert "poison.docx" in str(made[place])


def test_after_many_documents_it_is_started_anew(
    stand_in: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the profile of the one before is gone."""
    command, log = stand_in
    monkeypatch.setattr(offices, "MOST", 4)

    for _ in range(4):
        lay_out_all([(b"fine", "a.docx"), (b"fine", "b.docx")], command)

    starts = [line.split()[2] for line in log.read_text().splitlines() if line.startswith("start")]
    assert len(starts) == 2
    assert not Path(starts[0]).exists()
    assert Path(starts[1]).exists()


def test_nothing_is_left_of_it(stand_in: tuple[str, Path]) -> None:
    command, log = stand_in
    lay_out_all([(b"fine", "a.docx")], command)
    _, pid, folder = log.read_text().splitlines()[0].split()

    offices.office(command).close()

    assert not Path(folder).exists()
    assert gone(int(pid))


def test_it_ends_with_the_process_that_started_it_however_that_ends(
    stand_in: tuple[str, Path], tmp_path: Path
) -> None:
    """Killed, a process can clear nothing away."""
    command, log = stand_in
    script = (
        "import sys, time\nfrom evidencekit.office import lay_out_all\n"
        f"lay_out_all([(b'fine', 'a.docx')], {command!r})\nprint('there', flush=True)\ntime.sleep(60)\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"there\n"
    _, pid, folder = log.read_text().splitlines()[0].split()

    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()

    assert gone(int(pid))
    shutil.rmtree(folder)


def test_a_program_that_never_gets_ready_is_not_waited_for_twice(tmp_path: Path) -> None:
    """Then each document has one of its own, and says what became of it."""
    path = tmp_path / "soffice"
    path.write_text("#!/bin/sh\nexit 3\n")
    path.chmod(0o755)

    (made,) = LibreOffice(program=str(path)).lay_out_all(((docx(tmp_path, "x"), tmp_path / "x.pdf"),))

    assert isinstance(made, ConversionError)
    assert "code 3" in str(made)


@pytest.fixture
def warm() -> Iterator[str]:
    """A LibreOffice that is ended after the test."""
    command = shutil.which("soffice") or shutil.which("libreoffice") or ""
    yield command
    for key in [k for k in offices._offices if k[1] == command]:
        offices._offices.pop(key).close()


@REAL
def test_one_that_was_at_work_gives_the_same_bytes_as_a_fresh_one(warm: str, tmp_path: Path) -> None:
    """What was laid out before leaves no trace in what comes after."""
    one, two = (
        docx(tmp_path, "We claim USD 1,245.00.", name="a.docx"),
        docx(tmp_path, "Another", name="b.docx"),
    )
    content = one.read_bytes()

    made = lay_out_all([(content, "a"), (two.read_bytes(), "b"), (content, "a")], warm)

    assert made[0] == made[2] == to_pdf(content, ".docx", "a")
    assert made[1] != made[0]


@REAL
def test_a_broken_document_among_good_ones_is_named(warm: str, tmp_path: Path) -> None:
    good = docx(tmp_path, "Fine").read_bytes()

    made = lay_out_all([(good, "a.docx"), (b"PK\x03\x04 no letter", "bad.docx"), (good, "c.docx")], warm)

    assert [isinstance(m, bytes) for m in made] == [True, False, True]
    assert "bad.docx" in str(made[1])


@REAL
def test_the_real_one_leaves_nothing_behind(warm: str, tmp_path: Path) -> None:
    """Neither processes, nor folders, nor the door in the folder of temporary files."""
    before = {p.name for p in Path("/tmp").glob("OSL_PIPE_*")}
    one = Office(warm)
    assert one.open()
    assert one._running is not None
    group, place = one._running.pid, one._place

    assert one.convert([docx(tmp_path, "x").read_bytes()], 60)[0] is not None
    mine = {p.name for p in Path("/tmp").glob("OSL_PIPE_*")} - before
    one.close()

    assert not place.exists()
    assert not [p for p in mine if Path("/tmp", p).exists()] or len(mine) > 1
    assert until(lambda: not living(group), 30)
    assert not list(Path(tempfile.gettempdir()).glob(f"{place.name}*"))
