"""A cluster: cases built by the workers of a Dask scheduler, tried again where a worker was lost."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from evidencekit.errors import CaseKilledError, ClusterError, MissingToolError, UsageError
from evidencekit.version import __version__

RETRIES = 2
"""Times that a case is tried again where its worker could not even begin it, or the scheduler came back."""
_PATIENCE = 10.0
"""Seconds to wait for a scheduler, and for one that does not answer any more."""
Promise = Any
"""A future of distributed, which has no types."""
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


class _Told(Future[Any]):
    """What was asked of a worker; it can be taken back until one begins."""

    def __init__(self, take_back: Callable[[Promise], bool]) -> None:
        super().__init__()
        self.promise: Promise = None
        self._take_back = take_back

    def cancel(self) -> bool:
        """Take it back where no worker has begun it."""
        return not self.done() and self._take_back(self.promise) and super().cancel()


class Cluster(Executor):
    """The workers of a Dask scheduler, as an executor for `build_all`; a context manager that lets go of them."""

    def __init__(self, address: str, *, patience: float = _PATIENCE) -> None:
        """Connect to a scheduler; raise `UsageError` where none answers or it has no workers.

        `patience`, in seconds, is how long to wait for it, now and whenever it does not answer any more. Raises
        `MissingToolError` where the extra is not installed.
        """
        try:
            import distributed
        except ModuleNotFoundError as reason:
            raise MissingToolError(
                'Dask is not installed; `pip install "evidencekit[dask]"` brings it, here and on every worker.'
            ) from reason
        self.address, self._patience = address, patience
        try:
            untyped: Any = distributed.Client
            self._client = untyped(address, timeout=patience, set_as_default=False)
        except (OSError, ValueError, TypeError, AttributeError) as reason:
            raise UsageError(
                f"No Dask scheduler answers at {address} ({_words(reason)}); it prints its address when it starts, such as "
                "tcp://10.0.0.5:8786."
            ) from reason
        self._lost = False
        self._waiting = threading.Lock()
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError as reason:
            self.shutdown()
            raise UsageError(
                f"The scheduler at {address} has no workers; start some with `dask worker {address} --nthreads 1`."
            ) from reason

    def check(self, *places: Path) -> tuple[str, ...]:
        """Ask every worker for its version and whether it sees some folders; return what a person should know.

        Raises `ClusterError` where one cannot build what is asked for.
        """
        answers: dict[str, Any] = self._client.run(_seen, tuple(map(str, places)), on_error="return")
        faults = []
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, BaseException):
                faults.append(f"{worker} cannot run evidencekit ({_words(answer)})")
                continue
            version, blind = answer
            if version != __version__:
                faults.append(f"{worker} has evidencekit {version} and not {__version__}")
            faults += [f"{worker} does not see {place}" for place in blind]
        if faults:
            raise ClusterError(f"Not every worker can do it: {'; '.join(faults)}.")
        threads = [worker for worker, count in self._client.nthreads().items() if count > 1]
        if threads:
            who = "1 worker has" if len(threads) == 1 else f"{len(threads)} workers have"
            return (
                f"{who} several threads, and still builds one case at a time; start more with --nthreads 1.",
            )
        return ()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Let a worker do it, and again where its worker is lost.

        The future raises `CaseKilledError` where one worker after the other died over it, and `ClusterError` where the
        scheduler went away.
        """
        told = _Told(self._take_back)
        self._send(told, lambda: self._client.submit(_alone, fn, *args, pure=False, retries=RETRIES, **kwargs), RETRIES)  # fmt: skip
        return told

    def _send(self, told: "_Told", ask: Callable[[], Promise], tries: int) -> None:
        if self._lost:
            told.set_exception(self._gone())
            return
        try:
            told.promise = ask()
            told.promise.add_done_callback(lambda promise: self._came(promise, told, ask, tries))
        except Exception as reason:
            _log.debug("a case could not be sent", exc_info=True)
            told.set_exception(self._gone() if self._client.status != "running" else reason)

    def _came(self, promise: Promise, told: "_Told", ask: Callable[[], Promise], tries: int) -> None:
        from distributed import KilledWorker

        if told.cancelled():
            return
        try:
            if promise.status == "error":
                reason = promise.exception()
                if isinstance(reason, KilledWorker):
                    reason = CaseKilledError(
                        "One worker after the other died over this case; it was given up. The other cases are not affected."
                    )
                told.set_exception(reason)
                return
            if promise.status == "finished":
                told.set_result(promise.result())
                return
        except Exception:  # the connection broke while the result was on its way
            _log.debug("a result did not arrive", exc_info=True)
        if tries and self._is_back():
            self._send(told, ask, tries - 1)
        else:
            told.set_exception(self._gone())

    def _take_back(self, promise: Promise) -> bool:
        """Take a case back that no worker has begun; say whether none has."""
        try:
            begun = self._client.processing()
            if any(promise.key in keys for keys in begun.values()):
                return False
            promise.cancel()
        except Exception:  # the connection broke
            _log.debug("a case could not be taken back", exc_info=True)
        return True

    def _is_back(self) -> bool:
        """Wait for a scheduler that does not answer; once it was waited for in vain, it is lost for good."""
        with self._waiting:
            until = time.monotonic() + self._patience
            while not self._lost and self._client.status != "running":
                self._lost = time.monotonic() > until or self._client.status == "closed"
                time.sleep(0.1)
            return not self._lost

    def _gone(self) -> ClusterError:
        return ClusterError(
            f"The Dask scheduler at {self.address} went away before this case was done. What was built stands; run the same "
            "command again to go on from there."
        )

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as Executor has it
        """Let go of the scheduler; its workers stay."""
        try:
            self._client.close(timeout=2)
        except Exception:  # it is gone already
            _log.debug("the scheduler was not there to take leave", exc_info=True)


def _seen(places: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return __version__, tuple(p for p in places if not Path(p).exists())


def _alone(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Build one case at a time in a process: the libraries that read PDFs share what they hold among threads."""
    with _one_at_a_time:
        return fn(*args, **kwargs)


def _words(reason: BaseException) -> str:
    return " ".join(str(reason).split()) or type(reason).__name__
