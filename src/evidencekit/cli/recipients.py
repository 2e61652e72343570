"""`evidencekit recipients`: what each recipient wants, by when, and from which source that is known."""

from pathlib import Path

import click

from evidencekit.cli.options import spoken
from evidencekit.cli.options import templates as folder_option
from evidencekit.cli.talk import console, finish, indented, print_json, quiet, show_findings, text
from evidencekit.errors import ExitCode


@click.group(invoke_without_command=True)
@folder_option
@spoken
@click.pass_context
def recipients(ctx: click.Context, *, as_json: bool, templates: Path | None) -> None:
    """List the recipients, show what one wants, or check the profiles."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed, as_json=as_json, templates=templates)
    elif as_json or templates:
        raise click.UsageError(f"Write the options after `{ctx.invoked_subcommand}`.", ctx)


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


@recipients.command()
@click.argument("name", metavar="RECIPIENT")
@folder_option
@spoken
def show(name: str, *, as_json: bool, templates: Path | None) -> None:
    """Show what RECIPIENT wants, by when, and from which source that is known."""
    from evidencekit.resources import open_library
    from evidencekit.steps.profiles import load_profiles
    from evidencekit.views.recipients import sections

    profile = load_profiles(open_library(templates), (name,))[0]
    if as_json:
        print_json({"schema": 1, "profile": profile.model_dump(mode="json")})
        return
    screen = console()
    screen.print(text(f"{profile.id}: {profile.title}", "bold"))
    for section in sections(profile):
        screen.print()
        screen.print(text(section.title, "bold"))
        for line, detail in section.entries:
            indented(screen, text(line), 2)
            if detail and not quiet():
                indented(screen, text(detail, "dim"), 4)


@recipients.command("check")
@folder_option
@spoken
def checked(*, as_json: bool, templates: Path | None) -> None:
    """Check every profile: its keys, sources, letters, and the examples inside it."""
    from evidencekit.resources import open_library
    from evidencekit.steps.profiles import every_profile, versions
    from evidencekit.templating import names
    from evidencekit.toolkit import installed_toolkit
    from evidencekit.views.answers import finding_answer
    from evidencekit.views.recipients import slips

    library = open_library(templates)
    letters, forms = names(library), [d.name for d in installed_toolkit().deliveries]
    found = [
        (p, slips(p, letters, forms))
        for newest in every_profile(library)
        for p in versions(library, newest.id)
    ]
    if as_json:
        rows = [{"id": p.id, "ok": not fs, "findings": [finding_answer(f) for f in fs]} for p, fs in found]
        print_json({"schema": 1, "recipients": rows})
    else:
        screen = console()
        for profile, findings in found:
            mark = text("wrong   ", "bold red") if findings else text("ok      ", "green")
            since = f", from {profile.effective_from}" if profile.effective_from else ""
            screen.print(
                mark.append_text(text(f"{profile.id}{since}: {len(profile.examples)} examples")),
                soft_wrap=True,
            )
            show_findings(screen, findings)
    finish(ExitCode.PROFILE if any(fs for _, fs in found) else ExitCode.OK)
