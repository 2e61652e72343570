"""Serving: what a child does from its first moment to its last, and the nursery that brings children forth."""

import gc
import os
import pickle
import signal
import socket
import struct
import sys
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import NoReturn, Protocol

from evidencekit import fontsettings
from evidencekit.confined import begin_life
from evidencekit.messages import ANSWER, QUESTION, received, send
from evidencekit.underway import ask_there, wind_up, work_under

PID = struct.Struct("=q")
"""How a nursery tells the number of a child."""
_PRELOADED = ("evidencekit.pipeline", "evidencekit.bundling", "evidencekit.converters", "evidencekit.engines")


class Order(Protocol):
    """What a child can be asked to do."""

    def __call__(self) -> bytes:
        """Do it, and return the answer."""
        ...


def nurse(asked: int) -> NoReturn:
    """Bring forth children until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries them
    for name in _PRELOADED:
        import_module(name)
    gc.freeze()
    with socket.socket(fileno=asked) as mine:
        while True:
            said, descriptors, _, _ = socket.recv_fds(mine, 8, 3)
            if not said:
                os._exit(0)
            pid = os.fork()
            if pid == 0:
                mine.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                serve(socket.socket(fileno=descriptors[0]), *descriptors[1:])
            for descriptor in descriptors:
                os.close(descriptor)
            mine.sendall(PID.pack(pid))


def serve(orders: socket.socket, memory: int, life: int) -> NoReturn:
    """Carry out one order after the other, until there are none; then this process ends."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        fontsettings.ready()
        note = begin_life(memory, life)
        ask_there(partial(_asked, orders))
        again = False
        while (message := received(orders)) is not None:
            if again:
                _give_back()
            again = True
            order, terms = pickle.loads(message)  # noqa: S301 - from who started this process
            work_under(note, terms)
            send(orders, ANSWER + order())
        code = 0
    except SystemExit:
        pass  # it was asked to stop, and everything is cleared away
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        wind_up()
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _give_back() -> None:
    """Give the memory of the case before back to the system: glibc keeps what is free, 25 MB after a case with photos."""
    import ctypes

    with suppress(OSError, AttributeError):  # another C library has no such function
        ctypes.CDLL(None).malloc_trim(0)


def _asked(orders: socket.socket, question: bytes) -> bytes:
    """Ask who started this process, and wait for the answer."""
    send(orders, QUESTION + question)
    answer = received(orders)
    if answer is None:
        raise SystemExit(1)
    return answer


def _stop(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
