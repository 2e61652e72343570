"""`evidencekit recipients`: what each recipient wants, by when, and from which source that is known."""

from pathlib import Path

import click

from evidencekit.cli.options import spoken
from evidencekit.cli.options import templates as folder_option
from evidencekit.cli.talk import console, print_json, text


@click.group(invoke_without_command=True)
@click.pass_context
def recipients(ctx: click.Context) -> None:
    """List the recipients, show what one wants, or check the profiles."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed, as_json=False, templates=None)


@recipients.command("list")
@folder_option
@spoken
def listed(*, as_json: bool, templates: Path | None) -> None:
    """List every recipient for whom a bundle can be built."""
    from evidencekit.resources import open_library
    from evidencekit.steps.profiles import every_profile

    profiles = every_profile(open_library(templates))
    if as_json:
        rows = [{"id": p.id, "title": p.title, "recipient": p.recipient} for p in profiles]
        print_json({"schema": 1, "recipients": rows})
        return
    screen = console()
    for profile in profiles:
        screen.print(text(f"{profile.id:28} ", "bold").append_text(text(profile.title)), soft_wrap=True)
