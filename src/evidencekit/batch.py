"""`build_all`: many cases on several processes, one outcome each, and one bad case never stops the rest."""

import errno
import logging
import multiprocessing
import os
import tempfile
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from evidencekit.errors import CannotWriteError, EvidenceKitError, ExitCode
from evidencekit.layingout import laid_out
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.finding import blocking
from evidencekit.model.sheetrow import SheetCase
from evidencekit.pipeline import build, the_day

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Order:
    """What to build, in a form that travels to another process."""

    case: Path | SheetCase
    into: Path
    recipients: tuple[str, ...]
    today: date
    templates: Path | None
    engine: str
    draft: bool
    lang: str | None
    resume: bool


def build_all(
    cases: Sequence[Path | SheetCase],
    *,
    into: Path,
    recipients: Sequence[str] = (),
    today: date | None = None,
    templates: Path | None = None,
    engine: str = "auto",
    draft: bool = False,
    lang: str | None = None,
    resume: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
) -> Iterator[Outcome]:
    """Build every case and yield its outcomes as they are ready: one for each case and recipient.

    A case that cannot go on, and one on which this program itself fails, is an outcome with the status `failed`, its
    exit code and a finding that says why; so is a row of a sheet that has a fault. `jobs` processes work at once, or the `executor` that is given; a process
    that dies costs only the case it was at. With `resume`, what was built from the very same input and stands is not
    built again: its outcome is `unchanged`.
    """
    day = the_day(today)
    orders = [
        _Order(
            c if isinstance(c, SheetCase) else Path(c),
            Path(into),
            tuple(recipients),
            day,
            templates,
            engine,
            draft,
            lang,
            resume,
        )
        # Rows that say nothing sound come first: their faults are told at once, before anything takes time.
        for c in sorted(cases, key=lambda c: not (isinstance(c, SheetCase) and c.faults))
    ]
    if executor is not None:
        yield from _as_ready(executor, orders)
    elif jobs <= 1:
        for order in orders:
            yield from _carry_out(order)
    else:
        yield from _in_processes(orders, jobs)


def _carry_out(order: _Order) -> tuple[Outcome, ...]:
    """Build one case; whatever goes wrong becomes its outcome."""
    case = order.case
    how = partial(
        build, into=order.into, recipients=order.recipients, today=order.today, templates=order.templates,
        engine=order.engine, draft=order.draft, lang=order.lang, resume=order.resume,
    )  # fmt: skip
    try:
        if not isinstance(case, SheetCase):
            return how(case)
        with laid_out(case) as folder:
            return how(folder, row=case.facts)
    except EvidenceKitError as reason:
        return (_failed(order, str(reason), reason.exit_code),)
    except Exception as reason:
        _log.debug("%s failed", case, exc_info=True)
        if _is_full(reason):
            message = (
                f"The disk is full: there is no room to work in {tempfile.gettempdir()}. Make some, or name another folder in "
                "TMPDIR. What was built before stands."
            )
            return (_failed(order, message, CannotWriteError.exit_code),)
        return (
            _failed(
                order,
                f"evidencekit failed on this case ({type(reason).__name__}: {reason}).",
                ExitCode.UNEXPECTED,
            ),
        )


def _in_processes(orders: list[_Order], jobs: int) -> Iterator[Outcome]:
    """Keep `jobs` processes busy; after one died, try the cases that were under way again, each alone."""
    suspects = yield from _round(orders, jobs)
    for order in suspects:
        again = yield from _round([order], 1)
        for lost in again:
            yield _failed(
                lost,
                "The process that built this case died, twice; the other cases are not affected.",
                ExitCode.UNEXPECTED,
            )


def _round(orders: list[_Order], jobs: int) -> Generator[Outcome, None, list[_Order]]:
    """Build on processes; return the cases that were under way when one died."""
    waiting = list(reversed(orders))
    suspects: list[_Order] = []
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["evidencekit.pipeline", "evidencekit.converters", "evidencekit.engines"])
    while waiting:
        theirs, ours = context.Pipe(duplex=False)
        with (
            theirs,
            ours,
            ProcessPoolExecutor(
                max_workers=min(jobs, len(waiting)),
                mp_context=context,
                initializer=_end_with,
                initargs=(theirs,),
            ) as pool,
        ):
            under_way: dict[Future[tuple[Outcome, ...]], _Order] = {}
            try:
                while waiting or under_way:
                    # One case more than there are processes, so that none idles and few are suspects after a death.
                    while waiting and len(under_way) <= jobs:
                        order = waiting.pop()
                        under_way[pool.submit(_carry_out, order)] = order
                    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                    for future in done:
                        outcomes = future.result()
                        del under_way[future]
                        yield from outcomes
            except BrokenProcessPool:
                suspects.extend(under_way.values())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    return suspects


def _is_full(reason: BaseException) -> bool:
    """Say whether a disk was full; libraries wrap what the system says, and some keep only its words."""
    if not isinstance(reason, OSError):
        return False
    full = {errno.ENOSPC, errno.EDQUOT}
    return reason.errno in full or any(os.strerror(number) in str(reason) for number in full)


def _end_with(parent: Connection) -> None:
    """Let this process end with the one that started it: workers of a killed run would wait for work for ever."""
    Thread(target=_await_end, args=(parent,), daemon=True).start()


def _await_end(parent: Connection) -> None:
    with suppress(EOFError, OSError):
        parent.recv()  # nothing is ever sent: it returns when the other end is gone
    os._exit(1)


def _as_ready(executor: Executor, orders: list[_Order]) -> Iterator[Outcome]:
    futures = {executor.submit(_carry_out, order): order for order in orders}
    while futures:
        done, _ = wait(futures, return_when=FIRST_COMPLETED)
        for future in done:
            order = futures.pop(future)
            reason = future.exception()
            if reason is not None:
                yield _failed(order, f"The worker was lost ({type(reason).__name__}).", ExitCode.UNEXPECTED)
            else:
                yield from future.result()


def _failed(order: _Order, message: str, code: ExitCode) -> Outcome:
    name = order.case.name
    return Outcome(
        case=name,
        recipient=", ".join(order.recipients),
        status=OutcomeStatus.FAILED,
        findings=(blocking("failed", message, name),),
        exit_code=code,
    )
