"""`evidencekit verify`: say whether something is what was sealed."""

from pathlib import Path

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import spoken, templates
from evidencekit.cli.talk import console, finish, print_json, quiet, text, verbose
from evidencekit.errors import ExitCode


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--rebuild",
    "again",
    is_flag=True,
    help="Also build it anew from originals/ and the manifest, and compare the bytes.",
)
@templates
@spoken
@alone()
def verify(path: Path, *, again: bool, templates: Path | None, as_json: bool) -> None:
    """Say whether PATH, a built folder or a bundle.pdf, is what was sealed."""
    from evidencekit.views import answers

    if again:
        from evidencekit.rebuild import rebuild

        verified = rebuild(path, templates=templates)
    else:
        from evidencekit.verify import verify as verify_path

        verified = verify_path(path)
    if as_json:
        print_json(answers.verification(verified))
        finish(ExitCode.OK if verified.ok else ExitCode.REFUSED)
    screen = console()
    for check in verified.checks:
        if check.ok and not verbose():
            continue
        unknown = text("unknown ", "bold yellow") if not check.judged else text("differs ", "bold red")
        mark = text("ok      ", "green") if check.ok else unknown
        screen.print(mark.append_text(text(f"{check.what}: {check.detail}")), soft_wrap=True)
    if not quiet():
        told, style = verified.shows, "bold green"
        if not verified.ok:
            told, style = "is NOT what was sealed", "bold red"
            if not any(check.judged and not check.ok for check in verified.checks):
                told, style = "may be what was sealed, or not: nobody looked at all of it", "bold yellow"
        number = len(verified.checks)
        screen.print(
            text(f"{path} {told} ({number} check{'s' if number != 1 else ''})", style), soft_wrap=True
        )
    finish(ExitCode.OK if verified.ok else ExitCode.REFUSED)
