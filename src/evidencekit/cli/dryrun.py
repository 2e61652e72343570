"""`evidencekit batch --dry-run`: what would be done, and how much money is at stake."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from evidencekit.cli.talk import console, finish, print_json, quiet, text
from evidencekit.errors import ExitCode

if TYPE_CHECKING:
    from threading import Event

    from evidencekit.model.bundle import Outcome
    from evidencekit.model.sheetrow import SheetCase
    from evidencekit.model.stored import StoredFolder

_COLOURS = {"build": "bold green", "leave": "dim", "refuse": "bold red", "fail": "bold red"}


def tell_what_would_be(
    made: "Iterable[Outcome]",
    cases: "Sequence[Path | SheetCase | StoredFolder]",
    *,
    today: date,
    as_json: bool,
    stop: "Event",
) -> NoReturn:
    """Print a row for each case and recipient, in the cases' order, then what it adds up to, each currency by itself."""
    found = _in_order(made, cases)
    if as_json:
        print_json({"schema": 1, "today": today.isoformat(), "cases": [_answer(o) for o in found]})
    else:
        _print(found, today)
        if not quiet():
            _print_sums(found, today)
    finish(ExitCode.INTERRUPTED if stop.is_set() else ExitCode.OK)


def _in_order(
    made: "Iterable[Outcome]", cases: "Sequence[Path | SheetCase | StoredFolder]"
) -> "list[Outcome]":
    """Sort what comes as it is ready; nothing but its line is kept of each."""
    from evidencekit.names import case_name

    place = {case_name(c) if isinstance(c, Path) else c.name: number for number, c in enumerate(cases)}
    told = (replace(o, exhibits=()) for o in made)
    return sorted(told, key=lambda o: place.get(o.case, len(place)))


def _would(outcome: "Outcome") -> str:
    """Say in a word what would be done: what stands already is left, and what was refused is refused again."""
    if outcome.status == "built":
        return "leave" if outcome.unchanged else "build"
    return "refuse" if outcome.status == "refused" else "fail"


def _why(outcome: "Outcome") -> str:
    return " ".join(f.message for f in outcome.findings) if outcome.status == "failed" else ""


def _answer(each: "Outcome") -> dict[str, object]:
    from evidencekit.views.answers import value

    told = each.summary
    return {
        "case": each.case,
        "recipient": each.recipient,
        "would": _would(each),
        "why": _why(each) or None,
        "status": told.status if told else None,
        "demand": value(told.demand) if told else None,
        "action": told.action if told else None,
        "latest": value(told.latest) if told else None,
        "missing": list(told.missing) if told else [],
    }


def _print(found: "list[Outcome]", today: date) -> None:
    from rich.table import Table

    from evidencekit.views.plain import amount

    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for title, least in (
        ("would", 6),
        ("case", 12),
        ("for", 8),
        ("at stake", 10),
        ("until", 10),
        ("what is missing", 16),
    ):
        table.add_column(title, overflow="fold", min_width=least)
    for each in found:
        told = each.summary
        missing = "; ".join(told.missing) if told else _why(each)
        late = told is not None and told.latest is not None and told.latest < today
        table.add_row(
            text(_would(each), _COLOURS[_would(each)]),
            text(each.case),
            text(each.recipient),
            text(amount(told.demand) if told and told.demand else ""),
            text(told.latest.isoformat() if told and told.latest else "", "bold red" if late else ""),
            text(missing),
        )
    console().print(table)


def _print_sums(found: "list[Outcome]", today: date) -> None:
    from evidencekit.overview import SOON, added
    from evidencekit.views.plain import amount

    counted = Counter(map(_would, found))
    sums = ", ".join(amount(m) for m in added(f.summary.demand for f in found if f.summary))
    soon = sum(
        f.summary is not None
        and f.summary.latest is not None
        and 0 <= (f.summary.latest - today).days <= SOON
        for f in found
    )
    words = ", ".join(
        f"{n} would {'be left as they stand' if w == 'leave' else w}" for w, n in sorted(counted.items())
    )
    line = f"{words}. At stake: {sums or 'not known'}. {soon} must be acted on within {SOON} days."
    console(stderr=True).print(text(line))
