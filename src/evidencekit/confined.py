"""Confined: what a process that opens strangers' files may have of memory, files and network."""

import os
import select
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass

from evidencekit.errors import EvidenceKitError, UsageError
from evidencekit.underway import Note

SETTING = "EVIDENCEKIT_LIMITS"
_GB = 1 << 30
_LEAST_MEMORY, _LEAST_FILES = _GB // 2, 64
_OFF = "off"
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": _GB, "T": 1 << 40}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one process may have."""

    memory: int
    """Bytes of address space."""
    stuck: float = 180.0
    """Seconds in which nothing gets on; a file that takes longer page by page is not stuck."""
    files: int = 4096
    """Files open at once."""
    output: int = 8 * _GB
    """Bytes of one file that is written."""


def limits() -> Limits | None:
    """Return the limits: as `EVIDENCEKIT_LIMITS` says, else the usual ones; None where it says `off`.

    Raises `UsageError` where it says something else.
    """
    # OCR takes 2 GB of address space, on 2 processors; each processor more has threads with a stack and an arena of their own.
    usual = Limits(memory=4 * _GB + (os.cpu_count() or 1) * (_GB // 8))
    said = os.environ.get(SETTING, "").strip()
    if not said:
        return usual
    if said == _OFF:
        return None
    given: dict[str, float] = {}
    for part in said.replace(",", " ").split():
        name, _, value = part.partition("=")
        number = _number(value)
        if name not in {"memory", "stuck", "files", "output"} or number is None:
            raise UsageError(
                f"{SETTING} says {part!r}; write off, or some of memory=6G stuck=300 files=4096 output=8G."
            )
        given[name] = number
    if given.get("memory", usual.memory) < _LEAST_MEMORY:
        raise UsageError(f"{SETTING} allows too little memory: the program itself takes 512M, and OCR 2G.")
    if given.get("files", usual.files) < _LEAST_FILES:
        raise UsageError(
            f"{SETTING} allows too few open files: the program itself takes up to {_LEAST_FILES}."
        )
    return Limits(
        memory=int(given.get("memory", usual.memory)),
        stuck=given.get("stuck", usual.stuck),
        files=int(given.get("files", usual.files)),
        output=int(given.get("output", usual.output)),
    )


def _number(written: str) -> float | None:
    unit = _UNITS.get(written[-1:].upper() if written[-1:].isalpha() else "")
    digits = written.rstrip("KMGTkmgt")
    try:
        number = float(digits) * unit if unit else 0.0
    except ValueError:
        return None
    return number if number > 0 else None


def confine(most: Limits, *, network: bool = False) -> None:
    """Set limits for this process and all that it starts; what the system does not allow is left out.

    It must have one thread alone: only threads that are started later fall under it.
    """
    try:
        import resource
    except ImportError:  # not a POSIX system
        return
    for which, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, most.memory),
        (resource.RLIMIT_NOFILE, most.files),
        (resource.RLIMIT_FSIZE, most.output),
    ):
        with suppress(OSError, ValueError):
            hard = resource.getrlimit(which)[1]
            least = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (least, least))
    if not network:
        cut_off()


_ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Of each machine its number for filters, and that of its call `socket`."""
_IO_URING_SETUP, _OTHER_NUMBERS = 425, 0x40000000
_LOAD, _EQUALS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_NO_SUCH_CALL, _NO_SUCH_FAMILY, _UNIX = 38, 97, 1
_SET_FILTER, _FILTER, _NO_NEW_RIGHTS, _AT_PARENTS_END = 22, 2, 38, 1


def cut_off() -> bool:
    """Let this process, and all that it starts, open no socket but those of the machine itself; say whether that could be done.

    Linux alone has filters of calls. LibreOffice, which talks to itself through a file, works under one.
    """
    known = _ARCHITECTURES.get(os.uname().machine) if sys.platform == "linux" else None
    if known is None:
        return False
    import ctypes
    import struct

    machine, socket = known

    def line(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("HBBI", code, then, otherwise, value)

    program = b"".join(
        (
            line(_LOAD, _MACHINE),
            line(_EQUALS, machine, 1, 0),
            line(_RETURN, _REFUSE | _NO_SUCH_CALL),
            line(_LOAD, _NUMBER),
            # The same machine has calls by other numbers, and a queue that opens sockets without a call.
            line(_AT_LEAST, _OTHER_NUMBERS, 1, 0),
            line(_EQUALS, _IO_URING_SETUP, 0, 1),
            line(_RETURN, _REFUSE | _NO_SUCH_CALL),
            line(_EQUALS, socket, 0, 3),
            line(_LOAD, _FIRST_ARGUMENT),
            line(_EQUALS, _UNIX, 1, 0),
            line(_RETURN, _REFUSE | _NO_SUCH_FAMILY),
            line(_RETURN, _ALLOW),
        )
    )
    kept = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_void_p))

    whole = Program(len(program) // 8, ctypes.addressof(kept))
    try:
        prctl = ctypes.CDLL(None).prctl
    except (AttributeError, OSError):
        return False
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    if prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0):
        return False
    return bool(prctl(_SET_FILTER, _FILTER, ctypes.addressof(whole), 0, 0) == 0)


def begin_life(memory: int, life: int, *, network: bool = False) -> Note:
    """Set limits for this process, let it end with the one that started it, and return its note."""
    with suppress(EvidenceKitError):
        most = limits()
        if most is not None:
            confine(most, network=network)
    if _ends_with_its_parent():
        os.register_at_fork(after_in_child=_ends_with_its_parent)
    else:
        threading.Thread(target=_await_end, args=(life,), daemon=True).start()
    if select.select([life], [], [], 0)[0]:  # it was too late: the other end is gone already
        os._exit(1)
    note = Note(memory)
    os.close(memory)
    return note


def _ends_with_its_parent() -> bool:
    """Let the system end this process when its parent ends, where it can: a thread that waits would keep it from being doubled."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        return bool(ctypes.CDLL(None).prctl(_AT_PARENTS_END, signal.SIGKILL, 0, 0, 0) == 0)
    except (AttributeError, OSError):
        return False


def _await_end(life: int) -> None:
    """End when the other end of this pipe is gone: nothing is ever sent through it."""
    with suppress(OSError):
        os.read(life, 1)
    os._exit(1)
