"""A list of tasks that two processes take from: for work that Python itself does, where threads would only take turns."""

import logging
import os
import pickle
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

_Task = TypeVar("_Task")
_Made = TypeVar("_Made")

_NUMBER = 4
"""Bytes of a task's number."""
_PATIENCE = 60.0
"""Seconds without a result after which the other process is given up, and what it was at is done here: a library's own threads
do not come along when a process is doubled, and whoever waits for them waits for ever."""
_TICK = 0.02

_numbers = count(1)
_log = logging.getLogger(__name__)


class InTwo(Generic[_Task, _Made]):
    """Tasks by their number, each taken by this process or by a copy of it, whichever is free first.

    The copy is made at once, by `fork`: it has all that is loaded and read so far, and what it makes comes back as values.
    So it is made only where nothing else of this process is under way, since a thread that holds a lock does not come along.
    `here` is the work of this process, and `there` that of the copy, which may leave a task to this one by returning None.
    If the copy dies, what it had made stands, and the rest is done here.
    """

    def __init__(
        self,
        tasks: Sequence[_Task],
        here: Callable[[_Task], _Made],
        there: Callable[[_Task], _Made | None],
        folder: Path | None,
    ) -> None:
        """Begin; without a `folder` for what comes back, all is done here."""
        self._tasks, self._here, self._there = tasks, here, there
        self._child: int | None = None
        self._queue: BinaryIO | None = None
        if folder is not None and len(tasks) > 1 and _may_fork():
            number = next(_numbers)
            self._results = folder / f"in-two-{number}.results"
            self._begin(folder / f"in-two-{number}.queue")

    def _begin(self, queue: Path) -> None:
        queue.write_bytes(b"".join(n.to_bytes(_NUMBER, "big") for n in range(len(self._tasks))))
        # Both processes read on from where the other stopped: they share the place in the file (POSIX, fork).
        self._queue = queue.open("rb", buffering=0)
        parent = os.getpid()
        try:
            with warnings.catch_warnings():
                # Python 3.12 and later count threads of libraries too, such as those for linear algebra, which look after themselves.
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
        except OSError:  # no room for another process: this one does it all
            self._queue.seek(0)
            return
        if child:
            self._child = child
            return
        done = 1
        try:
            with self._results.open("wb") as results:
                for number in self._numbers():
                    if os.getppid() != parent:
                        break
                    pickle.dump((number, self._there(self._tasks[number])), results)
                    results.flush()
            done = 0
        finally:  # never back into what the parent goes on with
            os._exit(done)

    def _numbers(self) -> Iterator[int]:
        if self._queue is None:
            yield from range(len(self._tasks))
            return
        while len(number := self._queue.read(_NUMBER)) == _NUMBER:
            yield int.from_bytes(number, "big")

    def results(self) -> list[_Made]:
        """Work through the list; return what was made of each task, in their order. Raises what `here` raises."""
        made: dict[int, _Made] = {}
        try:
            for number in self._numbers():
                made[number] = self._here(self._tasks[number])
            made |= self._sent_back()
        finally:
            self._end()
        for number, task in enumerate(self._tasks):
            if number not in made:
                made[number] = self._here(task)
        return [made[number] for number in range(len(self._tasks))]

    def _sent_back(self) -> dict[int, _Made]:
        made: dict[int, _Made] = {}
        if self._child is None:
            return made
        if (status := self._ended(self._child)) is None:
            _log.debug("the second process got no further in %s seconds", _PATIENCE)
            self._end()
        elif status:
            _log.debug("the second process ended with %s", os.waitstatus_to_exitcode(status))
        self._child = None
        # The file ends where the other process did, perhaps within a value, or with one of a plug-in that does not travel.
        with suppress(Exception), self._results.open("rb") as results:
            while True:
                # Written a moment ago by this program itself, in a folder that no other user may enter.
                number, value = pickle.load(results)  # noqa: S301
                if value is not None:
                    made[number] = value
        return made

    def _ended(self, child: int) -> int | None:
        """Wait for the other process to end, as long as results keep coming; return its status, None where it got stuck."""
        seen, since = -1, time.monotonic()
        with _watched(child) as until_ended:
            while True:
                gone, status = os.waitpid(child, os.WNOHANG)
                if gone:
                    return status
                with suppress(OSError):
                    if (size := self._results.stat().st_size) != seen:
                        seen, since = size, time.monotonic()
                if time.monotonic() - since > _PATIENCE:
                    return None
                until_ended(_TICK)

    def drop(self) -> None:
        """End where nobody asks for results any more; afterwards, and after `results`, it does nothing."""
        self._end()

    def _end(self) -> None:
        """Let nothing stay behind, whatever happened."""
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self._child, 0)
            self._child = None
        if self._queue is not None:
            self._queue.close()


@contextmanager
def _watched(child: int) -> Iterator[Callable[[float], object]]:
    """Give a way to wait so many seconds, or until a child has ended where the system can tell."""
    try:
        handle = os.pidfd_open(child)
    except (AttributeError, OSError):
        yield time.sleep
        return
    ended = select.poll()
    ended.register(handle, select.POLLIN)
    try:
        yield lambda seconds: ended.poll(seconds * 1000)
    finally:
        os.close(handle)


def _may_fork() -> bool:
    """Say whether a copy of this process is sound: on Linux, from a process without other threads."""
    return sys.platform == "linux" and threading.active_count() == 1
