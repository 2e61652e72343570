"""Where a fact stands, in words: both places of a contradiction are named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from evidencekit.model.evidence import Exhibit, Fact
from evidencekit.model.vocabulary import Kind


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact with the exhibit that it was read from."""

    fact: Fact
    exhibit: Exhibit

    @property
    def place(self) -> str:
        """The file, and the page where it has several."""
        pages = self.exhibit.reading.pages or 1
        return (
            f"{self.exhibit.path}, page {self.fact.page}"
            if self.fact.page and pages > 1
            else self.exhibit.path
        )

    @property
    def day(self) -> date | None:
        """Its value as a day; None where it is no date."""
        value = self.fact.value
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None


def facts_named(
    exhibits: Iterable[Exhibit], *names: str, kinds: Iterable[Kind] = (), sure: float = 0.6
) -> tuple[Placed, ...]:
    """Return the facts of these names, one a file, name and value, that are as sure as asked; `kinds` limits the exhibits."""
    wanted = frozenset(kinds)
    found: dict[tuple[str, str, object], Placed] = {}
    for exhibit in exhibits:
        if wanted and exhibit.kind not in wanted:
            continue
        for fact in exhibit.facts:
            if fact.name in names and fact.confidence >= sure:
                found.setdefault((exhibit.path, fact.name, fact.value), Placed(fact, exhibit))
    return tuple(found.values())
