"""`evidencekit batch --dry-run`: what would be done, and how much money is at stake."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from evidencekit.cli.talk import console, finish, print_json, quiet, text
from evidencekit.errors import ExitCode

if TYPE_CHECKING:
    from evidencekit.foresight import Foreseen
    from evidencekit.model.sheetrow import SheetCase
    from evidencekit.model.stored import StoredFolder

_COLOURS = {"build": "bold green", "leave": "dim", "refuse": "bold red", "fail": "bold red"}


def tell_what_would_be(
    cases: "Sequence[Path | SheetCase | StoredFolder]",
    *,
    into: "Path | StoredFolder",
    today: date | None,
    as_json: bool,
    **how: Any,
) -> NoReturn:
    """Print a row for each case and recipient, then what it adds up to, each currency by itself."""
    from evidencekit.days import the_day
    from evidencekit.foresight import foresee

    found = list(foresee(cases, into=into, today=today, **how))
    if as_json:
        print_json({"schema": 1, "today": the_day(today).isoformat(), "cases": [_answer(f) for f in found]})
        finish(ExitCode.OK)
    day = the_day(today)
    _print(found, day)
    if not quiet():
        _print_sums(found, day)
    finish(ExitCode.OK)


def _answer(each: "Foreseen") -> dict[str, object]:
    from evidencekit.views.answers import value

    told = each.summary
    return {
        "case": each.case,
        "recipient": each.recipient,
        "would": each.would,
        "why": each.why or None,
        "status": told.status if told else None,
        "demand": value(told.demand) if told else None,
        "action": told.action if told else None,
        "latest": value(told.latest) if told else None,
        "missing": list(told.missing) if told else [],
    }


def _print(found: "list[Foreseen]", today: date) -> None:
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
        missing = "; ".join(told.missing) if told else each.why
        late = told is not None and told.latest is not None and told.latest < today
        table.add_row(
            text(each.would, _COLOURS[each.would]),
            text(each.case),
            text(each.recipient),
            text(amount(told.demand) if told and told.demand else ""),
            text(told.latest.isoformat() if told and told.latest else "", "bold red" if late else ""),
            text(missing),
        )
    console().print(table)


def _print_sums(found: "list[Foreseen]", today: date) -> None:
    from evidencekit.overview import SOON, added
    from evidencekit.views.plain import amount

    counted = Counter(f.would for f in found)
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
