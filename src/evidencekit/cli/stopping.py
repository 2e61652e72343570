"""Ctrl-C in the middle of many cases: what is under way is finished, and nothing else is begun."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TOLD = b"\nevidencekit: stopping; what is under way is finished. Ctrl-C once more ends it at once.\n"


@contextmanager
def orderly() -> Iterator[threading.Event]:
    """Give what the first Ctrl-C sets; the second one ends everything."""
    asked = threading.Event()

    def ask(_number: int, _frame: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        os.write(2, _TOLD)  # whatever this process was just writing, this may stand in the middle of it

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = {number: signal.signal(number, ask) for number in _listened_to()}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait until this is done: for the last lines on what was finished, which take a moment.

    By handlers and not by a mask, which holds for one thread: a signal that another one takes would still be handled here.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {n: signal.signal(n, lambda number, _frame: came.append(number)) for n in _listened_to()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt


def _listened_to() -> list[int]:
    """Return the signals that ask to stop.

    A child gets Ctrl-C from the process that started it, as SIGUSR1, and none from the terminal.
    """
    asking = (signal.SIGINT, getattr(signal, "SIGUSR1", None))
    return [n for n in asking if n and callable(signal.getsignal(n))]
