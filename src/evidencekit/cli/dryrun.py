"""`evidencekit batch --dry-run`: what would be done, and how much money is at stake."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from evidencekit.cli.talk import console, finish, print_json, quiet, text
from evidencekit.errors import ExitCode, gravest

if TYPE_CHECKING:
    from threading import Event

    from rich.text import Text

    from evidencekit.model.bundle import Outcome
    from evidencekit.model.sheetrow import SheetCase
    from evidencekit.model.stored import StoredFolder
    from evidencekit.overview import Row

_COLOURS = {"build": "bold green", "leave": "dim", "refuse": "bold red", "fail": "bold red"}
_Told = tuple["Outcome", "Row"]
"""How a case would end, and what an overview would say of it."""


def tell_what_would_be(
    made: "Iterable[Outcome]",
    cases: "Sequence[Path | SheetCase | StoredFolder]",
    *,
    today: date,
    as_json: bool,
    stop: "Event",
) -> NoReturn:
    """Print a row for each case and recipient, in the cases' order, then what it adds up to, each currency by itself.

    The exit code is the gravest, as that of the run itself would be.
    """
    from evidencekit.overview import row_of

    # Nothing is built, so no row leads to a bundle.
    found = [(o, row_of(replace(o, folder=None), Path(), today)) for o in _in_order(made, cases)]
    if as_json:
        print_json({"schema": 1, "today": today.isoformat(), "cases": [_answer(*each) for each in found]})
    else:
        _print(found)
        if not quiet():
            _print_sums(found)
    # As the run itself would end, so that a script can ask first.
    codes = tuple(o.exit_code for o, _ in found)
    finish(ExitCode.INTERRUPTED if stop.is_set() else gravest(codes))


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


def _answer(each: "Outcome", row: "Row") -> dict[str, object]:
    from evidencekit.views.answers import value

    told = each.summary
    return {
        "case": each.case,
        "recipient": each.recipient,
        "would": _would(each),
        "why": _why(each) or None,
        "status": told.status if told else None,
        "demand": value(told.demand) if told else None,
        "at_stake": value(row.stake),
        "action": row.action if told else None,
        "latest": value(row.latest),
        "missing": list(told.missing) if told else [],
        "missed": [
            {"action": m.action, "latest": value(m.latest), "follows": m.follows, "contestable": m.arguable}
            for m in row.missed
        ],
        "next": {"action": row.next_action, "latest": value(row.next_latest)} if row.next_action else None,
    }


def _print(found: list[_Told]) -> None:
    from rich.table import Table

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
    for each, row in found:
        table.add_row(
            text(_would(each), _COLOURS[_would(each)]),
            text(each.case),
            text(each.recipient),
            text(_stake(row)),
            text(row.latest.isoformat() if row.latest else "", "bold red" if row.late else ""),
            _in_the_way(each, row),
        )
    console().print(table)


def _stake(row: "Row") -> str:
    """Say what may still be had, and what was paid in a currency that is not taken off."""
    from evidencekit.views.plain import amount

    left = [amount(row.stake)] if row.stake else []
    return " ".join((*left, *(f"({amount(m)} paid)" for m in row.apart)))


def _in_the_way(each: "Outcome", row: "Row") -> "Text":
    """Say what has closed and what can still be done then, before what is missing."""
    said = text("; ".join(each.summary.missing) if each.summary else _why(each))
    if not row.missed:
        return said
    line = text("; ".join(m.words for m in row.missed), "bold red" if row.late else "yellow")
    ahead = f"; next: {row.next_action} until {row.next_latest}" if row.next_action else ""
    return line.append_text(text(f"{ahead}{'. ' if said else ''}")).append_text(said)


def _print_sums(found: list[_Told]) -> None:
    from evidencekit.overview import SOON, at_stake
    from evidencekit.views.plain import amount

    counted = Counter(_would(each) for each, _ in found)
    sums = ", ".join(amount(m) for m in at_stake(row for _, row in found))
    soon, late = (sum(r.expires for _, r in found), sum(r.late for _, r in found))
    words = ", ".join(
        f"{n} would {'be left as they stand' if w == 'leave' else w}" for w, n in sorted(counted.items())
    )
    closed = f" {late} {'is' if late == 1 else 'are'} too late: a window has closed." if late else ""
    line = f"{words}. At stake: {sums or 'not known'}. {soon} must be acted on within {SOON} days.{closed}"
    console(stderr=True).print(text(line))
