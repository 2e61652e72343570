"""Children: processes of their own in which strangers' files are opened, within limits; each serves one order after the other.

Who starts them reads nothing but what they answer. What a child was at when it died stands in its note.
"""

import gc
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from evidencekit.abandoned import clear_away
from evidencekit.confined import limits
from evidencekit.messages import QUESTION, exactly, received, send
from evidencekit.serving import PID, Order, serve
from evidencekit.underway import Ended, Note, Terms, get_on, new_memory

_TICK = 1.0
_GRACE = 2.0
"""Seconds in which a child that was asked to end may clear away."""


class Child:
    """One child, as seen by who started it."""

    def __init__(self, pid: int, orders: socket.socket, note: Note, bury: Callable[[], object]) -> None:
        self._pid, self._orders, self._note, self._bury = pid, orders, note, bury
        self._asked = False
        # A handle stands for this very process, also after its number went to another.
        try:
            self._handle = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        except OSError:
            self._handle = None

    def do(self, order: Order, terms: Terms, notary: Callable[[bytes], bytes] | None = None) -> bytes | Ended:
        """Let it carry out an order, and wait; a child that ended is of no further use.

        What it asks meanwhile, the `notary` answers.
        """
        most = limits()
        patience = most.stuck if most is not None else float("inf")
        try:
            send(self._orders, pickle.dumps((order, terms)))
        except OSError:
            return self._ended(stuck=False)
        there = select.poll()
        there.register(self._orders, select.POLLIN)
        seen, still = self._note.state(), 0.0
        while True:
            if not there.poll(_TICK * 1000):
                # Counted tick by tick: while this process sleeps, so does the child.
                get_on()
                now = self._note.state()
                seen, still = now, still + _TICK if now == seen else 0.0
                if still >= patience:
                    return self._ended(stuck=True)
                continue
            try:
                said = received(self._orders)
                if said is not None and said[:1] == QUESTION and notary is not None:
                    send(self._orders, notary(said[1:]))
                    continue
            except OSError:
                said = None
            return self._ended(stuck=False) if said is None else said[1:]

    def _ended(self, *, stuck: bool) -> Ended:
        ended = Ended(self._note.under_way(), stuck)
        self.stop()
        return ended

    def ask_to_end(self) -> None:
        """Let it clear away and end; said once, so that it is not torn out of clearing away."""
        if not self._asked:
            self._asked = True
            self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with suppress(OSError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, number)
            elif not hasattr(os, "pidfd_open"):
                os.kill(self._pid, number)

    def stop(self) -> None:
        """End it, in good order where it still can, and take away what it leaves."""
        self.ask_to_end()
        self._await_end(_GRACE)
        self.kill()
        self.dismiss(_GRACE)
        clear_away(self._note.folders())

    def dismiss(self, within: float = 5.0) -> None:
        """Let one that has nothing to do go."""
        with suppress(OSError):
            self._orders.shutdown(socket.SHUT_WR)
        self._await_end(within)
        self._orders.close()
        self._bury()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _await_end(self, within: float) -> None:
        """Wait until it has closed its end, which it does at the latest when it is gone."""
        until = time.monotonic() + within
        there = select.poll()
        with suppress(OSError, ValueError):
            there.register(self._orders, select.POLLIN)
            while (left := until - time.monotonic()) > 0:
                if there.poll(left * 1000) and not self._orders.recv(1 << 16):
                    return


class Crew:
    """The children of one run: those that wait for work, and how to get more of them."""

    def __init__(self, jobs: int, *, secretive: bool = False) -> None:
        """Get ready for so many; a `secretive` process holds a key, so no child may be a copy of it."""
        self._many = jobs > 1 or secretive
        self._life = os.pipe()
        self._nursery: _Nursery | None = None
        self._idle: list[Child] = []
        self._busy: list[Child] = []
        self._lock = threading.Lock()
        self._closing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        with self._lock:
            idle, busy, nursery = self._idle[:], self._busy[:], self._nursery
            self._idle, self._busy, self._nursery = [], [], None
        for child in busy:
            child.stop()
        for child in idle:
            child.dismiss()
        if nursery is not None:
            nursery.close()
        for end in self._life:
            os.close(end)

    def ask_to_end(self) -> None:
        """Let all that are at work clear away and end."""
        with self._lock:
            self._closing = True
            for child in self._busy:
                child.ask_to_end()

    def kill(self) -> None:
        """End at once all that are still at work."""
        with self._lock:
            for child in self._busy:
                child.kill()

    def child(self) -> Child:
        """Return one that has nothing to do; raise `RuntimeError` where all were asked to end."""
        with self._lock:
            if self._closing:
                raise RuntimeError("this run is being stopped")
            child = self._idle.pop() if self._idle else self._new()
            self._busy.append(child)
        return child

    def back(self, child: Child, *, of_use: bool = True) -> None:
        """Take one back that has done its work, or has ended."""
        with self._lock:
            if child not in self._busy:
                return
            self._busy.remove(child)
            if of_use:
                self._idle.append(child)

    def _new(self) -> Child:
        if self._many or not _alone():
            if self._nursery is None:
                self._nursery = _Nursery()
            try:
                return self._nursery.child(self._life[0])
            except OSError:  # it ended: another one
                self._nursery.close()
                self._nursery = _Nursery()
                return self._nursery.child(self._life[0])
        return _forked(self._life)


def _alone() -> bool:
    """Say whether this process has one thread, and so can be doubled."""
    if sys.platform == "darwin" or not hasattr(os, "fork"):
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - names alone
    except OSError:
        return threading.active_count() == 1


def _forked(life: tuple[int, int]) -> Child:
    """Double this process, which has loaded little yet."""
    mine, theirs = socket.socketpair()
    memory = new_memory()
    sys.stdout.flush()
    sys.stderr.flush()
    # What is loaded already stays: looked through for garbage, it would be copied page by page.
    gc.freeze()
    # No signal may find the child before it knows what to do about it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        pid = os.fork()
        if pid == 0:
            mine.close()
            os.close(life[1])
            serve(theirs, memory, life[0])
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    return _child(pid, mine, memory, lambda: _buried(pid))


def _buried(pid: int) -> None:
    with suppress(OSError):
        os.waitpid(pid, 0)


def _child(pid: int, mine: socket.socket, memory: int, bury: Callable[[], object]) -> Child:
    note = Note(memory)
    os.close(memory)
    return Child(pid, mine, note, bury)


def _python(what: str, *descriptors: int) -> "subprocess.Popen[bytes]":
    """Start Python on a function of `serving`, with the same packages at hand."""
    told = ", ".join(map(str, descriptors))
    code = f"import sys; sys.path[:] = {sys.path!r}; from evidencekit import serving; serving.{what}({told})"
    # Who is asked to stop stops its children itself: a Ctrl-C of the terminal would reach them too early.
    flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # noqa: SLF001 - as multiprocessing does
    return subprocess.Popen(
        [sys.executable, *flags, "-c", code], stdin=subprocess.DEVNULL, pass_fds=descriptors
    )


class _Nursery:
    """A process that has everything loaded, and doubles itself whenever a child is wanted."""

    def __init__(self) -> None:
        self._asked, theirs = socket.socketpair()
        self._process = _python("nurse", theirs.fileno())
        theirs.close()

    def child(self, life: int) -> Child:
        """Ask for one; raise `OSError` where the nursery has ended."""
        mine, theirs = socket.socketpair()
        memory = new_memory()
        try:
            socket.send_fds(self._asked, [b"one"], [theirs.fileno(), memory, life])
            told = exactly(self._asked, PID.size)
        finally:
            theirs.close()
        if told is None:
            os.close(memory)
            mine.close()
            raise ConnectionResetError("the nursery has ended")
        return _child(PID.unpack(told)[0], mine, memory, lambda: None)

    def close(self) -> None:
        """Let it go."""
        self._asked.close()
        self._process.wait()
