"""A Dask scheduler on loopback with workers, each a process of its own; one of them can be killed and replaced."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 120.0
_ADDRESS = re.compile(r"Scheduler at:\s+(tcp://\S+)")


class Schedule:
    """The scheduler and its workers."""

    def __init__(self, folder: Path, environment: Mapping[str, str], begin: tuple[str, ...]) -> None:
        """Work in a folder; `begin` are the words before a program's own that start one as a person without special powers."""
        self._folder, self._environment, self._begin = folder, environment, begin
        self._running: list[subprocess.Popen[bytes]] = []
        self.killed = 0
        self._run("scheduler", "--port", "0")
        self.address = self._told("scheduler.log", _ADDRESS)

    def work(self) -> None:
        """Start one more worker, and wait until the scheduler has it."""
        log = f"worker{len(self._running) + self.killed}.log"
        self._run("worker", self.address, "--nthreads", "1", "--no-nanny", "--local-directory", str(self._folder), log=log)  # fmt: skip
        self._told(log, re.compile(r"Registered to:\s+(tcp://\S+)"))

    def kill_one(self) -> None:
        """Kill the worker that was started first, in the middle of whatever it does, and start another."""
        one = self._running.pop(1)
        one.kill()
        one.wait()
        self.killed += 1
        self.work()

    def _run(self, what: str, *more: str, log: str = "scheduler.log") -> None:
        with (self._folder / log).open("wb") as said:
            command = [*self._begin, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", "--no-dashboard", *more]  # fmt: skip
            self._running.append(subprocess.Popen(command, stdout=said, stderr=said, env=self._environment))

    def _told(self, log: str, words: re.Pattern[str]) -> str:
        """Wait until a log says something; raise `TimeoutError` where it does not."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if found := words.search((self._folder / log).read_text("utf-8", "replace")):
                return found[1]
            time.sleep(0.1)
        raise TimeoutError(f"{log} does not say {words.pattern}")

    def end(self) -> None:
        """End all of them."""
        for process in reversed(self._running):
            process.kill()
            process.wait()


@contextmanager
def schedule(folder: Path, workers: int, environment: Mapping[str, str], begin: tuple[str, ...] = (sys.executable,)) -> Iterator[Schedule]:  # fmt: skip
    """Start a scheduler and workers; end them with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Schedule(folder, environment, begin)
    try:
        for _ in range(workers):
            made.work()
        yield made
    finally:
        made.end()
