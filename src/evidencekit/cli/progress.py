"""How far many cases have come: a bar on a terminal, a line now and then in a log; rate, time left and what failed."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from evidencekit.cli.talk import console, move_on, quiet, say

if TYPE_CHECKING:
    from evidencekit.model.bundle import Outcome

_FIRST, _BETWEEN = 10.0, 60.0
"""Seconds until the first line in a log, and from one to the next."""
_WINDOW = 300.0
_MOST = 500
"""Seconds, and cases, that the rate looks back: what stood already came faster than what is built now."""


class Pace:
    """Counts cases as they come, and reckons from the last ones how long the others will take."""

    def __init__(self, cases: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.cases, self._clock = cases, clock
        self._done: set[str] = set()
        self._bad: Counter[str] = Counter()
        self._when: deque[float] = deque([clock()], maxlen=_MOST)

    def came(self, outcome: "Outcome") -> None:
        """Count an outcome; a case with several recipients is one."""
        if outcome.status != "built":
            self._bad[outcome.status.value] += 1
        if outcome.case not in self._done:
            self._done.add(outcome.case)
            self._when.append(self._clock())

    @property
    def done(self) -> int:
        """Cases that have come, at most as many as there are."""
        return min(len(self._done), self.cases)

    @property
    def rate(self) -> float | None:
        """Cases a minute, of late; None where nothing came yet."""
        now = self._clock()
        while len(self._when) > 2 and now - self._when[0] > _WINDOW:
            self._when.popleft()
        spent = now - self._when[0]
        return 60 * (len(self._when) - 1) / spent if len(self._when) > 1 and spent > 0 else None

    @property
    def left(self) -> float | None:
        """Seconds that the others will take, at this rate; None where there is none."""
        rate = self.rate
        return None if rate is None else 60 * (self.cases - self.done) / rate

    @property
    def speed(self) -> str:
        """Rate and time left, in words; empty where nothing came yet."""
        rate, left = self.rate, self.left
        if rate is None or left is None:
            return ""
        often = f"{rate:.0f} a minute" if rate >= 2 else f"{rate * 60:.0f} an hour"
        return f"{often}, {spell(left)} left" if self.done < self.cases else often

    @property
    def bad(self) -> str:
        """What failed and what was refused, in words; empty where nothing did."""
        return ", ".join(f"{count} {status}" for status, count in sorted(self._bad.items()))

    def __str__(self) -> str:
        parts = (f"{self.done} of {self.cases} cases", self.speed, self.bad)
        return ", ".join(p for p in parts if p)


def spell(seconds: float) -> str:
    """Return a time as a person says it: `40 s`, `12 min`, `3 h 20 min`, `2 days`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes / 1440:.0f} days"


class Log:
    """Says in a log how far it has come, once a minute, so that it can be read afterwards and does not fill it."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace, self._clock = pace, clock
        self._next = clock() + _FIRST

    def came(self, outcome: "Outcome") -> None:
        """Count an outcome, and speak where it is time to."""
        self._pace.came(outcome)
        if self._clock() >= self._next:
            self._next = self._clock() + _BETWEEN
            say(f"{self._pace}.")


@contextmanager
def progress(cases: int) -> Iterator["Callable[[Outcome], None]"]:
    """Give what is told of every outcome as it comes; nothing is shown for a single case, nor with `-q`."""
    screen = console(stderr=True)
    if cases < 2 or quiet():
        yield lambda _outcome: None
        return
    pace = Pace(cases)
    if not screen.is_terminal:
        yield Log(pace).came
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("cases"), BarColumn(bar_width=None), MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"), TextColumn("{task.fields[bad]}", style="bold red"),
    )  # fmt: skip
    with Progress(*columns, console=screen, transient=True, expand=True) as bar:
        task = bar.add_task("", total=cases, speed="", bad="")

        def advance(outcome: "Outcome") -> None:
            pace.came(outcome)
            bar.update(task, completed=pace.done, speed=pace.speed, bad=pace.bad)

        move_on(screen)
        try:
            yield advance
        finally:
            move_on(None)
