"""`build_all`: many cases, each in a process of its own, one outcome each, and one bad case never stops the rest."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice, takewhile
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from evidencekit.afar import carried_afar
from evidencekit.children import Crew
from evidencekit.confined import limits
from evidencekit.days import the_day
from evidencekit.errors import EvidenceKitError, ExitCode, UsageError
from evidencekit.model.bundle import Outcome
from evidencekit.model.stored import StoredFolder
from evidencekit.notary import Notary, Signing
from evidencekit.orders import AGAIN_ALONE, Order, carried_out, failed, unpacked
from evidencekit.passwords import SIGN, Passwords
from evidencekit.tries import Tries
from evidencekit.underway import Ended, get_on

if TYPE_CHECKING:
    from evidencekit.model.sheetrow import SheetCase

_AHEAD = 1_000
"""Cases that an executor is given before the first of them is ready."""
_TICK = 1.0
_PATIENCE = 5.0
"""Seconds for which a run that is stopped waits for its children to clear away."""


def build_all(
    cases: "Sequence[Path | SheetCase | StoredFolder]",
    *,
    into: Path | StoredFolder,
    recipients: Sequence[str] = (),
    today: date | None = None,
    templates: Path | None = None,
    engine: str = "auto",
    draft: bool = False,
    lang: str | None = None,
    resume: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    stop: threading.Event | None = None,
    passwords: Passwords | None = None,
    private: bool = False,
    signing: Signing | None = None,
    dry_run: bool = False,
) -> Iterator[Outcome]:
    """Build every case and yield its outcomes as they are ready: one for each case and recipient.

    A case that cannot go on, and one on which this program itself fails, is an outcome with the status `failed`, its
    exit code and a finding that says why; so is a row of a sheet that has a fault. Cases and `into` may be folders in an
    object store: a case is fetched, and its bundle brought there. Once `stop` is set no case is begun any more, and those under
    way are finished. Each case is read and built in a child
    with limits on memory, time, files and network (`EVIDENCEKIT_LIMITS`); `jobs` of them work at once, or one for each
    process of the `executor` that is given. Where a child ends in the middle of a case, the file that it was at is set aside,
    and the rest is built; after some tries the case is given up. With `resume`, what was built from the very same input and
    stands is not built again: its outcome is `unchanged`. `passwords` open locked files beside those of each case's `[secrets]`;
    what is `private` can be read by its owner alone; `signing` says with what key bundles are signed, which stays in this process. A `dry_run` builds
    nothing: its outcomes have no folder, are what building would come to, and `unchanged` where the bundle stands already.
    """
    day = the_day(today)
    place = into if isinstance(into, StoredFolder) else Path(into)
    orders = [
        Order(
            c if isinstance(c, StoredFolder) or hasattr(c, "faults") else Path(c), place, tuple(recipients), day, templates, engine, draft, lang, resume, passwords, private, signing, dry_run
        )
        # Rows that say nothing sound come first: their faults are told at once, before anything takes time.
        for c in sorted(cases, key=lambda c: not getattr(c, "faults", ()))
    ]  # fmt: skip
    asked = stop or threading.Event()
    if executor is not None:
        yield from _as_ready(executor, orders, asked)
    elif jobs <= 1 and limits() is None:
        for order in _until(asked, orders):
            yield from carried_afar(order, carried_out)
    elif jobs <= 1:
        with Crew(1, secretive=signing is not None) as crew:
            for order in _until(asked, orders):
                yield from _outcomes(order, crew, hands=True)
    else:
        yield from _side_by_side(orders, min(jobs, len(orders)), asked)


def _until(stop: threading.Event, orders: list[Order]) -> Iterator[Order]:
    return takewhile(lambda _: not stop.is_set(), orders)


def _outcomes(order: Order, crew: Crew, *, hands: bool) -> tuple[Outcome, ...]:
    """Let a child build one case; what is in a store is fetched and brought back here, for a child has no network."""
    return carried_afar(order, lambda near: _by_child(near, crew, hands=hands))


def _by_child(order: Order, crew: Crew, *, hands: bool) -> tuple[Outcome, ...]:
    """Let a child build one case, and another one where it ends in the middle of it, a few times."""
    tries, notary = Tries(hands=hands), None
    if order.signing is not None:
        notary = Notary(order.signing, order.passwords).answer
        order = replace(
            order, passwords=order.passwords and order.passwords.without(SIGN, order.signing.key.name)
        )
    while True:
        child = crew.child()
        answer = child.do(order, tries.terms(), notary)
        crew.back(child, of_use=not isinstance(answer, Ended))
        if isinstance(answer, Ended):
            if not tries.again(answer):
                code = ExitCode.CONVERSION if tries.last_file else ExitCode.UNEXPECTED
                return (failed(order, tries.told(order.case.name), code, tries.last_file),)
        elif answer != AGAIN_ALONE:
            try:
                return unpacked(answer)
            except (ValueError, TypeError, LookupError, RecursionError):
                return (
                    failed(order, "The process that built this case told nonsense.", ExitCode.UNEXPECTED),
                )
        elif not tries.alone():
            return (failed(order, "Building this case takes too much memory.", ExitCode.UNEXPECTED),)


def _side_by_side(orders: list[Order], jobs: int, stop: threading.Event) -> Iterator[Outcome]:
    """Keep `jobs` children busy, each with a thread that waits for it."""
    waiting = deque(orders)
    made: SimpleQueue[tuple[Outcome, ...] | BaseException | None] = SimpleQueue()
    with Crew(jobs) as crew:
        threads = [
            threading.Thread(target=_one_after_the_other, args=(waiting, crew, made, stop))
            for _ in range(jobs)
        ]
        try:
            for thread in threads:
                thread.start()
            at_work = jobs
            while at_work:
                outcomes = made.get()
                if isinstance(outcomes, BaseException):
                    raise outcomes
                if outcomes is None:
                    at_work -= 1
                else:
                    yield from outcomes
        finally:
            waiting.clear()
            crew.ask_to_end()
            for thread in threads:
                thread.join(_PATIENCE)
            crew.kill()
            for thread in threads:
                thread.join()


def _one_after_the_other(
    waiting: deque[Order],
    crew: Crew,
    made: "SimpleQueue[tuple[Outcome, ...] | BaseException | None]",
    stop: threading.Event,
) -> None:
    """Build what waits until nothing does; then, or once `stop` is set, say so with None."""
    try:
        while not stop.is_set():
            try:
                order = waiting.popleft()
            except IndexError:
                break
            made.put(_outcomes(order, crew, hands=False))
        made.put(None)
    except BaseException as reason:  # it is raised where the outcomes are waited for
        made.put(reason)


def _as_ready(executor: Executor, orders: list[Order], stop: threading.Event) -> Iterator[Outcome]:
    """Build on an executor, some cases ahead of those that are ready: of a million, few are known to it at a time."""
    waiting = iter(orders)
    futures: dict[Future[tuple[Outcome, ...]], Order] = {}
    # One worker alone finds out whether the key opens: each that tries a wrong PIN brings a token nearer to locking itself.
    sure = all(order.signing is None for order in orders)
    while True:
        if stop.is_set():
            waiting = iter(())
            futures = {future: order for future, order in futures.items() if not future.cancel()}
        for order in islice(waiting, (_AHEAD if sure else 1) - len(futures)):
            futures[executor.submit(_elsewhere, order)] = order
        if not futures:
            return
        done, _ = wait(futures, timeout=_TICK, return_when=FIRST_COMPLETED)
        get_on()  # others work meanwhile
        for future in done:
            order = futures.pop(future)
            try:
                outcomes = future.result()
            except EvidenceKitError as reason:
                alike = () if sure or not isinstance(reason, UsageError) else waiting
                outcomes = tuple(failed(each, str(reason), reason.exit_code) for each in (order, *alike))
            except (Exception, CancelledError) as reason:
                message = f"The worker was lost ({type(reason).__name__})."
                outcomes = (failed(order, message, ExitCode.UNEXPECTED),)
            sure = True
            yield from outcomes


def _elsewhere(order: Order) -> tuple[Outcome, ...]:
    """Build a case in a child of whatever process an executor has; the children stay for the next case."""
    return _outcomes(order, _standing_crew(), hands=False)


@cache
def _standing_crew() -> Crew:
    return Crew(2)
