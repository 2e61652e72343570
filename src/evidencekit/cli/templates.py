"""`evidencekit templates`: the letters' templates, to list, copy out and check."""

from pathlib import Path

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import spoken
from evidencekit.cli.options import templates as folder_option
from evidencekit.cli.talk import console, finish, print_json, show_findings, text
from evidencekit.errors import ExitCode, UsageError


@click.group(invoke_without_command=True)
@folder_option
@spoken
@click.pass_context
def templates(ctx: click.Context, *, as_json: bool, templates: Path | None) -> None:
    """List the letters' templates, copy one out to change it, or check one."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed, as_json=as_json, templates=templates)
    elif as_json or templates:
        raise click.UsageError(f"Write the options after `{ctx.invoked_subcommand}`.", ctx)


@templates.command("list")
@folder_option
@spoken
def listed(*, as_json: bool, templates: Path | None) -> None:
    """List the templates and where each one lives."""
    from evidencekit.resources import open_library
    from evidencekit.templating import find, names

    library = open_library(templates)
    found = [(name, find(library, name)) for name in names(library)]
    if as_json:
        print_json({"schema": 1, "templates": [{"name": n, "file": str(p)} for n, p in found]})
        return
    for name, path in found:
        console().print(text(f"{name:28} ", "bold").append_text(text(path, "dim")), soft_wrap=True)


@templates.command()
@click.argument("name")
@click.option(
    "--into", type=click.Path(path_type=Path), default=Path(), metavar="DIR", help="Where the copy goes."
)
@click.option("--firm", is_flag=True, help="Into the firm's folder, where every case finds it.")
@click.option("--lang", default="en", metavar="CODE", help="The template in this language, such as de.")
@folder_option
@spoken
def eject(name: str, *, into: Path, firm: bool, lang: str, as_json: bool, templates: Path | None) -> None:
    """Copy the template NAME out, to change it; --templates then uses the copy, and the firm's folder is used by itself."""
    from evidencekit.resources import firm_folder, open_library, settings_folder
    from evidencekit.templating import FOLDER
    from evidencekit.templating import eject as copy_out

    if firm:
        folder = firm_folder() or settings_folder()
        if folder is None:
            raise UsageError("There is no folder of the firm's: name one with EVIDENCEKIT_FIRM.")
        into = folder / FOLDER
        into.mkdir(parents=True, exist_ok=True)
    copy = copy_out(name, into, open_library(templates), lang=lang)
    if as_json:
        print_json({"schema": 1, "name": name, "file": str(copy)})
        return
    click.echo(str(copy))


@templates.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@folder_option
@spoken
@alone()
def checked(files: tuple[Path, ...], *, as_json: bool, templates: Path | None) -> None:
    """Check each of FILES (default: every template at hand) for unknown names and broken tags."""
    from evidencekit.resources import open_library
    from evidencekit.templating import find, lint, names
    from evidencekit.views.answers import finding_answer

    library = open_library(templates)
    for file in files:
        if not file.is_file():
            raise UsageError(f"There is no file {file}.")
    paths = files or tuple(find(library, name) for name in names(library))
    found = [(path, lint(path)) for path in paths]
    if as_json:
        rows = [
            {"file": str(p), "ok": not fs, "findings": [finding_answer(f) for f in fs]} for p, fs in found
        ]
        print_json({"schema": 1, "templates": rows})
    else:
        for path, findings in found:
            screen = console()
            mark = text("broken  ", "bold red") if findings else text("ok      ", "green")
            screen.print(mark.append_text(text(path)), soft_wrap=True)
            show_findings(screen, findings)
    finish(ExitCode.PROFILE if any(f for _, f in found) else ExitCode.OK)
