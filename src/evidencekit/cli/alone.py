"""Commands that read strangers' files: they run in a child, and this process only waits, and tries again without the file that ends it."""

import gc
import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click

from evidencekit.cli.talk import finish, say
from evidencekit.errors import ExitCode

if TYPE_CHECKING:
    from evidencekit.tries import Tries
    from evidencekit.underway import Ended, Note

_TICK = 1.0
_GRACE = 2.0
_LONGER = 10


def alone(*, leads: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command run in a child with limits; where it ends in the middle, a file is set aside and it runs again.

    One that `leads` children of its own opens only sheets itself, may use the network, and may wait longer. Where a process cannot be doubled, and where
    `EVIDENCEKIT_LIMITS` is off, it runs in this one.
    """

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(*arguments: Any, **named: Any) -> None:
            if _can_be_doubled():
                _become_child(command.__name__, leads=leads)
            command(*arguments, **named)

        return run

    return decorated


def _can_be_doubled() -> bool:
    from evidencekit.confined import limits

    # Where somebody else has stdout, as a test does, a child's words would be lost.
    talks = sys.stdout is sys.__stdout__ and sys.stderr is sys.__stderr__
    if not talks or not hasattr(os, "fork") or not hasattr(select, "poll") or limits() is None:
        return False
    import threading

    return threading.active_count() == 1


def _become_child(command: str, *, leads: bool) -> None:
    """Return in a child, as often as it takes one; this process never returns, and leaves with the child's exit code."""
    from evidencekit.tries import Tries

    counted = Tries()
    while True:
        ended = _one_child(counted, leads=leads)
        if ended is None:
            return
        if isinstance(ended, int):
            raise click.exceptions.Exit(ended)
        if not counted.again(ended):
            say(counted.told(f"`evidencekit {command}`"))
            finish(ExitCode.CONVERSION if counted.last_file else ExitCode.UNEXPECTED)


def _one_child(counted: "Tries", *, leads: bool) -> "int | Ended | None":
    """Double this process. Return None in the child; else, once that has ended, its exit code, or how it died."""
    from evidencekit.abandoned import clear_away
    from evidencekit.confined import begin_life
    from evidencekit.underway import Ended, Note, new_memory, work_under

    memory, life, gone = new_memory(), os.pipe(), os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    # What is loaded already stays: looked through for garbage, it would be copied page by page.
    gc.freeze()
    # No signal may find either of the two before it knows what to do about it.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGUSR1})
    pid = os.fork()
    if pid == 0:
        os.close(life[1])
        os.close(gone[0])
        # A Ctrl-C of the terminal reaches both; it is the parent's to pass on, so that it counts once.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, _interrupted)
        work_under(begin_life(memory, life[0], network=leads), counted.terms())
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return None
    os.close(life[0])
    os.close(gone[1])
    note = Note(memory)
    os.close(memory)
    kept = {
        number: signal.signal(number, partial(_pass_on, pid, as_))
        for number, as_ in ((signal.SIGINT, signal.SIGUSR1), (signal.SIGTERM, signal.SIGTERM))
    }
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    stuck = _wait(pid, gone[0], note, _LONGER if leads else 1)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    for number, handler in kept.items():
        signal.signal(number, handler)
    os.close(life[1])
    os.close(gone[0])
    if note.finished() and not stuck:
        return code if code >= 0 else 128 - code
    clear_away(note.folders())
    return Ended(note.under_way(), stuck)


def _wait(pid: int, gone: int, note: "Note", longer: int) -> bool:
    """Wait for the child's end; return whether nothing got on, so that it was ended."""
    from evidencekit.confined import limits

    most = limits()
    patience = most.stuck * longer if most is not None else float("inf")
    there = select.poll()
    there.register(gone, select.POLLIN)
    seen, still = note.state(), 0.0
    while not there.poll(_TICK * 1000):
        now = note.state()
        seen, still = now, still + _TICK if now == seen else 0.0
        if still >= patience:
            os.kill(pid, signal.SIGTERM)
            if not there.poll(_GRACE * 1000):
                os.kill(pid, signal.SIGKILL)
            return True
    return False


def _interrupted(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _pass_on(pid: int, as_: int, _number: int, _frame: object) -> None:
    with suppress(OSError):
        os.kill(pid, as_)
