"""`evidencekit deadlines`: every window of every case, soonest first."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.folders import case_folders
from evidencekit.cli.options import dated, recipients
from evidencekit.cli.talk import console, finish, print_json, say, text, verbose
from evidencekit.errors import CannotWriteError, EvidenceKitError, ExitCode, UsageError, gravest

if TYPE_CHECKING:
    from evidencekit.model.due import Due

CASE_FILE = "case.toml"


@click.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.option(
    "--ics",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a calendar of what still runs, for Outlook, Google and Apple.",
)
@click.option(
    "--within", type=click.IntRange(min=0), metavar="DAYS", help="Only what ends in so many days from today."
)
@recipients
@dated
@alone()
def deadlines(
    root: Path,
    *,
    ics: Path | None,
    within: int | None,
    recipients: tuple[str, ...],
    as_json: bool,
    templates: Path | None,
    today: date | None,
) -> None:
    """List every window of every case folder below ROOT, soonest first; ROOT may be one case."""
    from evidencekit.days import the_day
    from evidencekit.duedates import due

    folders = (root,) if _is_case(root) else case_folders(root)
    found: list[Due] = []
    codes: list[ExitCode] = []
    nobody = 0
    for folder, answer in due(folders, recipients=recipients, today=today, templates=templates):
        if isinstance(answer, EvidenceKitError):
            if len(folders) == 1 or (recipients and isinstance(answer, UsageError)):
                raise answer
            say(f"{folder.name}: {answer}")
            codes.append(answer.exit_code)
            continue
        nobody += not answer
        found += answer
    shown = sorted((d for d in found if within is None or _ends_within(d, within)), key=_soonest)
    if nobody and not recipients:
        say(
            f"{nobody} case{'s name' if nobody != 1 else ' names'} no recipient in case.toml; say for whom with --for."
        )
    if ics is not None:
        _write(ics, shown, the_day(today))
    if as_json:
        print_json(
            {"schema": 1, "today": the_day(today).isoformat(), "deadlines": [_answer(d) for d in shown]}
        )
    else:
        _print(shown)
    finish(gravest(tuple(codes)))


def _is_case(root: Path) -> bool:
    """Say whether a folder is one case: it is described, or holds files and no folder."""
    if (root / CASE_FILE).is_file():
        return True
    return root.is_dir() and any(root.iterdir()) and not any(p.is_dir() for p in root.iterdir())


def _ends_within(due: "Due", days: int) -> bool:
    left = due.window.days_left
    return left is not None and 0 <= left <= days and due.window.status != "done"


def _soonest(due: "Due") -> tuple[date, str, str, str, str]:
    """Order by the last day; what has none comes last."""
    return due.window.latest or date.max, due.case, due.recipient, due.window.regime, due.window.id


def _write(path: Path, shown: "list[Due]", today: date) -> None:
    from evidencekit.views.calendar import calendar

    try:
        path.write_bytes(calendar(shown, today))
    except OSError as reason:
        raise CannotWriteError(f"{path} cannot be written: {reason.strerror or reason}.") from reason


def _answer(due: "Due") -> dict[str, object]:
    from evidencekit.views.answers import value, window_answer

    return {
        "case": due.case,
        "reference": due.reference,
        "recipient": due.recipient,
        "title": due.title,
        "demand": value(due.demand),
        "window": window_answer(due.window),
    }


def _print(shown: "list[Due]") -> None:
    from rich.table import Table

    from evidencekit.rules.deadlines import action_words, has_begun
    from evidencekit.views.review import left, until

    colours = {"open": "green", "closed": "bold red", "contestable": "yellow", "done": "dim"}
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for title, least in (("until", 10), ("", 12), ("case", 10), ("for", 8), ("what", 14)):
        table.add_column(title, overflow="fold", min_width=least)
    for due in shown:
        window = due.window
        if not has_begun(window) and not verbose():
            continue
        law = f" [{window.title.partition(' (')[0]}]" if window.title else ""
        duty = "they must " if window.whose == "recipient" else ""
        table.add_row(
            text(until(window)),
            text(left(window), colours.get(window.status.value, "yellow")),
            text(due.case),
            text(due.recipient),
            text(f"{duty}{action_words(window)}{law}"),
        )
    if shown:
        console().print(table)
    else:
        console().print(text("Nothing is due."))
