"""Odd moments: two runs at once, a clock that jumps, a folder that nobody may write to, files that change while they are read."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from cases import DAYS, ordinary, paper
from outcome import Tried
from runs import alive, kill_all, left_in, run, started

from evidencekit.verify import verify

_TIMES = 5
_JUMPS = """
import os, time
jump = float(os.environ["JUMP"])
real, began = time.time, time.monotonic()
time.time = lambda: real() + (jump if time.monotonic() - began > 1.0 else 0.0)
"""
"""A second after its start the clock of a process is another one; what counts from then on is not moved by it."""
_YEAR = 365 * 86400.0


def moments() -> Iterator[Tried]:
    """Try each a few times."""
    yield _several("two runs of `build` at once on one output", _two_at_once)
    yield _several("a clock that jumps by a year, forward and back, in the middle of `build`", _clock)
    yield _several("a file that changes while `build` reads it", _changing)
    if os.geteuid() == 0 and shutil.which("mount"):
        yield _several("a case folder that cannot be written to", _read_only)
    else:
        yield Tried("a case folder that cannot be written to (not tried: it takes root)", 0, ())


def _several(what: str, attempt: "type[_Attempt]") -> Tried:
    troubles = []
    for number in range(_TIMES):
        with tempfile.TemporaryDirectory() as place:
            made = attempt(Path(place), number)
            troubles += [f"{number}: {t}" for t in list(made.troubles())[:1]]
    return Tried(what, _TIMES, tuple(troubles))


class _Attempt:
    """One case, one output, one working folder."""

    def __init__(self, place: Path, number: int) -> None:
        self.place, self.number = place, number
        self.case, self.out, self.temporary = place / "cases" / "case", place / "out", place / "tmp"
        self.temporary.mkdir()
        ordinary(self.case)

    def command(self, day: str = DAYS[0]) -> list[str]:
        return ["build", str(self.case), "--for", "generic", "--out", str(self.out), "--today", day]

    @property
    def surroundings(self) -> dict[str, str]:
        return {"TMPDIR": str(self.temporary)}

    def troubles(self) -> Iterator[str]:
        raise NotImplementedError

    def after(self, *ends: tuple[int, str], expected: frozenset[int] = frozenset({0})) -> Iterator[str]:
        """Say what is wrong once all runs have ended."""
        for code, said in ends:
            if code not in expected:
                yield f"exit code {code}: {said.strip()[-200:]}"
            if "Traceback" in said:
                yield "a traceback"
        bundle = self.out / "case" / "generic"
        if bundle.exists() and not verify(bundle).ok:
            yield "the bundle is not what was sealed"
        if lying := [*(left_in(self.out) if self.out.exists() else ()), *(p.name for p in self.temporary.iterdir())]:  # fmt: skip
            yield f"left behind: {lying[0]}"


class _two_at_once(_Attempt):  # noqa: N801 - an attempt is a deed
    def troubles(self) -> Iterator[str]:
        both = [started(self.command(day), environment=self.surroundings) for day in DAYS]
        ends = []
        for process in both:
            said, _ = process.communicate(timeout=900)
            ends.append((process.returncode, said))
            if alive(process.pid):
                yield "processes were left"
                kill_all(process)
        # The second one waits, or says in a sentence that another is at it.
        yield from self.after(*ends, expected=frozenset({0, 8}))
        if {0} - {code for code, _ in ends} or any(code == 8 and "Another run" not in said for code, said in ends):  # fmt: skip
            yield f"they ended with {[code for code, _ in ends]}"
        if not (self.out / "case" / "generic").is_dir():
            yield "there is no bundle"


class _clock(_Attempt):  # noqa: N801
    def troubles(self) -> Iterator[str]:
        customs = self.place / "customs"
        customs.mkdir()
        (customs / "sitecustomize.py").write_text(_JUMPS)
        jump = _YEAR if self.number % 2 else -_YEAR
        path = os.pathsep.join((str(customs), *sys.path))
        ended = run(self.command(), environment={**self.surroundings, "PYTHONPATH": path, "JUMP": str(jump)})
        # What a folder in use is taken for must not depend on the clock that made it.
        again = run(self.command(DAYS[1]), environment=self.surroundings)
        yield from self.after((ended.code, ended.said), (again.code, again.said))


class _changing(_Attempt):  # noqa: N801
    def troubles(self) -> Iterator[str]:
        target, stop = self.case / "invoice.pdf", threading.Event()
        half = self.place / "half"
        contents = [paper(f"Commercial Invoice No. INV-{n}", f"Total USD {n}.00") for n in (77, 78)]

        def change() -> None:
            turn = 0
            while not stop.wait(0.003):
                turn += 1
                half.write_bytes(contents[turn % 2])
                half.replace(target)

        other = threading.Thread(target=change)
        other.start()
        try:
            ended = run(self.command(), environment=self.surroundings)
        finally:
            stop.set()
            other.join()
        # It is noticed, or what is shown, what is kept and what is accounted for are one and the same of the two.
        yield from self.after((ended.code, ended.said), expected=frozenset({0, 3, 4, 6}))
        bundle = self.out / "case" / "generic"
        if bundle.exists():
            kept = (bundle / "originals" / "invoice.pdf").read_bytes()
            if kept not in contents:
                yield "it keeps neither of both"
            elif f"INV-{(78, 77)[contents.index(kept)]}" in _words(bundle / "bundle.pdf"):
                yield "it keeps one and shows the other"


def _words(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


class _read_only(_Attempt):  # noqa: N801
    def troubles(self) -> Iterator[str]:
        root = str(self.case.parent)
        subprocess.run(["mount", "--bind", root, root], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", root], check=True)
            ended = run(self.command(), environment=self.surroundings)
        finally:
            subprocess.run(["umount", root], check=True)
        yield from self.after((ended.code, ended.said))
