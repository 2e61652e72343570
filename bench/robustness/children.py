"""Child processes with a time limit and a memory limit for each file: a crash or a hang costs one file and is told."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

SECONDS = 30.0
"""What one file may take."""
_MEMORY = 6 << 30
"""Bytes of address space for one child."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one piece of work."""

    task: Any
    result: Any
    """What the function returned; None where it did not."""
    trouble: str
    """`hang`, `crash` and with what; empty where the function returned."""
    seconds: float


class _Child:
    def __init__(self, work: Callable[[Any], Any], fresh: str) -> None:
        context: Any = multiprocessing.get_context(fresh)
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(work, other), daemon=True)
        self.process.start()
        other.close()
        self.task: Any = None
        self.began = 0.0

    def give(self, task: Any) -> None:
        """Send one piece of work."""
        self.task, self.began = task, time.monotonic()
        self.pipe.send(task)

    def end(self) -> None:
        """Stop the child, whatever it does."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def each(
    work: Callable[[Any], Any], tasks: Iterable[Any], *, jobs: int = 2, seconds: float = SECONDS
) -> Iterator[Ended]:
    """Let children work on tasks; give what became of each, in the order in which they end."""
    waiting = iter(tasks)
    children: list[_Child] = []
    try:
        while True:
            while len(children) < jobs and (task := next(waiting, _NONE)) is not _NONE:
                children.append(_Child(work, "spawn"))
                children[-1].give(task)
            if not children:
                return
            ready = wait([c.pipe for c in children], 0.2)
            for child in list(children):
                ended = _ended(child, ready, seconds)
                if ended is None:
                    continue
                yield ended
                task = next(waiting, _NONE)
                if not ended.trouble and task is not _NONE:
                    child.give(task)
                    continue
                child.end()
                children.remove(child)
                if task is not _NONE:
                    children.append(_Child(work, "spawn"))
                    children[-1].give(task)
    finally:
        for child in children:
            child.end()


_NONE = object()


def _ended(child: _Child, ready: list[Any], seconds: float) -> Ended | None:
    took = time.monotonic() - child.began
    if child.pipe in ready:
        try:
            raised, result = child.pipe.recv()
        except (EOFError, OSError):
            child.process.join(5)
            return Ended(child.task, None, f"crash: the process ended with {child.process.exitcode}", took)
        return Ended(child.task, result, raised, took)
    # The first piece of work also pays for the child's imports.
    return Ended(child.task, None, f"hang: longer than {seconds:.0f} s", took) if took > seconds + 5 else None


def _serve(work: Callable[[Any], Any], pipe: Connection) -> None:
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            answer = "", work(task)
        except Exception as reason:
            answer = f"crash: {type(reason).__name__}: {str(reason)[:200]}", None
        pipe.send(answer)
