"""`evidencekit check`: what is missing, what contradicts, and by when it must be sent."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.options import dated, recipients
from evidencekit.cli.talk import console, finish, indented, print_json, quiet, say, show_findings, text
from evidencekit.errors import EvidenceKitError, ExitCode, UsageError, gravest

if TYPE_CHECKING:
    from rich.console import Console

    from evidencekit.model.assessment import Assessment
    from evidencekit.model.bundle import Review
    from evidencekit.model.finding import Finding

_COLOURS = {
    "ready": "bold green",
    "incomplete": "bold red",
    "closed": "bold red",
    "cannot-evaluate": "bold yellow",
}


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@recipients
@dated
def check(
    folders: tuple[Path, ...],
    *,
    recipients: tuple[str, ...],
    as_json: bool,
    templates: Path | None,
    today: date | None,
) -> None:
    """Say whether each FOLDER is ready for its recipients: what is missing, and by when it must be sent."""
    from evidencekit.pipeline import review
    from evidencekit.views import answers

    read: list[Review] = []
    codes: list[ExitCode] = []
    for folder in folders:
        try:
            reviewed = review(folder, recipients=recipients, today=today, templates=templates)
            if not reviewed.assessments:
                raise UsageError(
                    f"{reviewed.case}: say for whom, with --for (such as --for generic), "
                    'or with recipients = ["..."] in case.toml; `evidencekit recipients` lists them.'
                )
        except EvidenceKitError as reason:
            if len(folders) == 1 or isinstance(reason, UsageError):
                raise
            say(str(reason))
            codes.append(reason.exit_code)
            continue
        read.append(reviewed)
        codes.append(reviewed.exit_code)
    if as_json:
        print_json(answers.check(read[0]) if len(folders) == 1 else answers.check_all(read))
    else:
        screen = console()
        for reviewed in read:
            _show(screen, reviewed)
    finish(gravest(tuple(codes)))


def _show(screen: "Console", reviewed: "Review") -> None:
    from evidencekit.views.review import untold

    for assessment in reviewed.assessments:
        status = assessment.status.value
        head = text(f"{reviewed.case} for {assessment.recipient}: ", "bold")
        screen.print(head.append_text(text(status.replace("-", " "), _COLOURS[status])))
        if not quiet():
            _show_windows(screen, assessment)
            _show_missing(screen, assessment)
            _show_limit(screen, assessment)
        show_findings(
            screen, untold((*assessment.findings, *reviewed.findings, *_of_exhibits(reviewed)), assessment)
        )
        screen.print()


def _of_exhibits(reviewed: "Review") -> tuple["Finding", ...]:
    return tuple(f for e in reviewed.exhibits for f in e.reading.findings)


def _show_windows(screen: "Console", assessment: "Assessment") -> None:
    from rich.table import Table

    from evidencekit.views.plain import words
    from evidencekit.views.review import left, twice

    repeated = twice(assessment)
    table = Table(box=None, padding=(0, 1), pad_edge=False, expand=True)
    for title, ratio in (("  window", 3), ("until", 2), ("", 3), ("if missed", 3)):
        table.add_column(title, overflow="fold", ratio=ratio)
    colours = {"open": "green", "closed": "bold red", "contestable": "yellow"}
    for window in assessment.windows:
        until = window.latest.isoformat() if window.latest else "not known"
        state = text(left(window), colours.get(window.status.value, "yellow"))
        name = f"  {words(window.action)}" + (f" ({window.id})" if window.action in repeated else "")
        table.add_row(text(name), text(until), state, text(words(window.if_missed)))
    if table.row_count:
        screen.print(table)


def _show_missing(screen: "Console", assessment: "Assessment") -> None:
    for missing in assessment.missing:
        style = "bold red" if missing.blocking else "yellow"
        head = text("missing: " if missing.blocking else "asked for: ", style)
        indented(screen, head.append_text(text(missing.title, "bold")), 2)
        indented(screen, text(missing.why), 4)
        for other in missing.found_but_not_accepted:
            indented(screen, text(f"{other.path} does not count: {other.why}"), 4)
        if missing.would_satisfy:
            indented(screen, text(f"this would do: {', or '.join(missing.would_satisfy)}", "green"), 4)


def _show_limit(screen: "Console", assessment: "Assessment") -> None:
    from evidencekit.views.plain import amount

    limit = assessment.limit
    if limit is not None:
        most = amount(limit.amount) if limit.amount else "not known"
        indented(screen, text(f"the most that is owed: {most} ({limit.basis})", "dim"), 2)
