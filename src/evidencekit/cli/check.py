"""`evidencekit check`: what is missing, what contradicts, and by when it must be sent."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import dated, password_file, passwords, recipients
from evidencekit.cli.readiness import show_review
from evidencekit.cli.talk import console, finish, print_json, say
from evidencekit.errors import EvidenceKitError, ExitCode, UsageError, gravest

if TYPE_CHECKING:
    from evidencekit.model.bundle import Review


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@recipients
@password_file
@dated
@alone()
def check(
    folders: tuple[Path, ...],
    *,
    recipients: tuple[str, ...],
    password_file: Path | None,
    as_json: bool,
    templates: Path | None,
    today: date | None,
) -> None:
    """Say whether each FOLDER is ready for its recipients: what is missing, and by when it must be sent."""
    from evidencekit.pipeline import review
    from evidencekit.views import answers

    given = passwords(password_file, may_ask=not as_json)
    read: list[Review] = []
    codes: list[ExitCode] = []
    for folder in folders:
        try:
            reviewed = review(
                folder, recipients=recipients, today=today, templates=templates, passwords=given
            )
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
            show_review(screen, reviewed)
    finish(gravest(tuple(codes)))
