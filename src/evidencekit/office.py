"""A LibreOffice that stays open: many documents in one call, started anew when it was long at work or came to harm."""

import contextlib
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from evidencekit.abandoned import PREFIX, held
from evidencekit.errors import ConversionError
from evidencekit.soffice import SECONDS, calling, started, stop, surroundings, to_pdf, without_clock
from evidencekit.underway import at_end, get_on, working_in

MOST = 200
"""Documents after which it is started anew: it does not give back all that it takes."""
_START = 20.0
"""Seconds in which it must be ready; after that every document is laid out by one of its own."""
_TOGETHER = 40
"""Documents of one call."""
_GRACE = 0.02
_HELD = "held.txt"
_WATCH = 'exec 3<&0; (read -r _ <&3; kill -KILL 0) & "$@" 3<&- </dev/null; kill -KILL 0'
"""Whoever started it holds the other end of this pipe: when that is gone, however it went, so is LibreOffice."""

Document = tuple[bytes, str]
"""The content of a DOCX, and its name for a person."""


class Office:
    """One LibreOffice with a profile, a folder and a process group of its own.

    It holds a document of its own open, for one that has nothing open any more ends. Each call hands it files through its own
    command, which waits until they are done.
    """

    def __init__(self, command: str) -> None:
        self._command = command
        self._stack = ExitStack()
        self._place = Path()
        self._running: subprocess.Popen[bytes] | None = None
        self._environment: dict[str, str] = {}
        self._done = 0
        self._calls = 0
        self._of = os.getpid()

    def open(self, seconds: float = _START) -> bool:
        """Start it, where it is not; say whether it is ready."""
        if self._done >= MOST or (self._running is not None and self._running.poll() is not None):
            self.close()
        if self._running is not None:
            return True
        place = self._place = Path(tempfile.mkdtemp(prefix=f"{PREFIX}libreoffice-"))
        self._stack.callback(shutil.rmtree, place, ignore_errors=True)
        self._stack.enter_context(held(place))
        self._stack.enter_context(working_in(place))
        self._environment = surroundings(place)
        (place / _HELD).write_text("held\n")
        call = ["/bin/sh", "-c", _WATCH, "sh", *calling(self._command, place), str(place / _HELD)]
        call.remove("--nodefault")
        self._running = subprocess.Popen(
            call, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, env=self._environment,
        )  # fmt: skip
        # Once it has opened the document it has locked it, and hears.
        lock, until = place / f".~lock.{_HELD}#", time.monotonic() + seconds
        while time.monotonic() < until and self._running.poll() is None:
            if lock.exists():
                return True
            time.sleep(_GRACE)
        self.close()
        return False

    def convert(self, documents: Sequence[bytes], seconds: float) -> tuple[Path | None, ...]:
        """Lay out documents in one call; return the PDF of each, None for those that did not come to be.

        After `seconds` it is stopped with all that it started; so it is where one of them is lacking: what a document did to it,
        the next one shall not suffer. The PDFs stand until the next call.
        """
        self._calls += 1
        self._done += len(documents)
        folder = self._place / f"call-{self._calls}"
        shutil.rmtree(self._place / f"call-{self._calls - 1}", ignore_errors=True)
        folder.mkdir()
        paths = [folder / f"{number:04}.docx" for number in range(len(documents))]
        for path, content in zip(paths, documents, strict=True):
            path.write_bytes(content)
        call = [
            *calling(self._command, self._place),
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *map(str, paths),
        ]
        asking = started(call, self._environment)
        try:
            _wait(asking, seconds)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(asking.pid, 9)
            asking.wait()
        get_on()
        return tuple(
            made if (made := p.with_suffix(".pdf")).is_file() and made.stat().st_size else None for p in paths
        )

    def close(self) -> None:
        """End it with all that it started, and take its profile away; in a process that was doubled the other one does that."""
        if os.getpid() != self._of:
            return
        running, self._running, self._done = self._running, None, 0
        if running is not None:
            stop(running, self._place)
            if running.stdin is not None:
                running.stdin.close()
        self._stack.close()


def _wait(asking: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Wait for the end of a command, but no longer than so; where the system can, without looking again and again."""
    try:
        end = os.pidfd_open(asking.pid)
    except (
        AttributeError,
        OSError,
    ):  # not Linux, or an old one: `Popen.wait` looks every twentieth of a second
        with contextlib.suppress(subprocess.TimeoutExpired):
            asking.wait(seconds)
        return
    try:
        ended = select.poll()
        ended.register(end, select.POLLIN)
        ended.poll(seconds * 1000)
    finally:
        os.close(end)


_offices: dict[tuple[int, str], Office] = {}
"""By process and command: one each."""


def office(command: str) -> Office:
    """Return the LibreOffice of this process; it is ended with the process."""
    key = os.getpid(), command
    if key not in _offices:
        made = _offices[key] = Office(command)
        at_end(made.close)
    return _offices[key]


def lay_out_all(
    documents: Sequence[Document], command: str, *, seconds: float = SECONDS
) -> tuple[bytes | ConversionError, ...]:
    """Lay out many documents; return for each its PDF, without clock and chance, or why there is none.

    A call that fails is taken apart: what was finished before stands; of the rest each file that may be to blame goes alone, so that
    the one that is harms nobody else. Each PDF must exist, open and have pages; what the command says of itself counts for nothing.
    """
    answers: dict[int, bytes | ConversionError] = {}
    waiting, alone = list(range(len(documents))), False
    while waiting:
        group, rest = waiting[: 1 if alone else _TOGETHER], waiting[1 if alone else _TOGETHER :]
        warm = office(command)
        if not warm.open(min(_START, seconds)):
            return tuple(answers.get(n) or _by_itself(d, command, seconds) for n, d in enumerate(documents))
        limit = min(seconds * 2, seconds + len(group))
        made = dict(zip(group, warm.convert([documents[n][0] for n in group], limit), strict=True))
        done = {n: _finished(path, documents[n][1]) for n, path in made.items() if path is not None}
        answers |= {n: pdf for n, pdf in done.items() if isinstance(pdf, bytes)}
        lacking = [n for n in group if n not in answers]
        if lacking:
            warm.close()
        if lacking and len(group) == 1:
            answers[lacking[0]] = done.get(lacking[0]) or ConversionError(
                f"LibreOffice did not lay out {documents[lacking[0]][1]}, or not in {limit:.0f} seconds, and was stopped."
            )
            lacking = []
        # The first one that is lacking is the one at which it stopped.
        waiting, alone = [*lacking, *rest], bool(lacking) and not alone
    return tuple(answers[n] for n in range(len(documents)))


def _finished(path: Path, name: str) -> bytes | ConversionError:
    try:
        return without_clock(path, name)
    except ConversionError as reason:
        return reason


def _by_itself(document: Document, command: str, seconds: float) -> bytes | ConversionError:
    try:
        return to_pdf(document[0], ".docx", document[1], asked=command, seconds=seconds)
    except ConversionError as reason:
        return reason
