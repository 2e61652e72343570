"""`evidencekit templates`: the letters' templates, to list, copy out and check."""

from pathlib import Path

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import spoken
from evidencekit.cli.options import templates as folder_option
from evidencekit.cli.talk import console, finish, print_json, show_findings, text
from evidencekit.errors import ExitCode, UsageError
from evidencekit.model.finding import Finding
from evidencekit.model.vocabulary import Severity


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


@templates.command("names")
@spoken
def named(*, as_json: bool) -> None:
    """List the names that a template may use: what each is, and an example."""
    from evidencekit.templatecheck import every_name

    found = tuple(every_name())
    if as_json:
        rows = [{"name": n.name, "kind": n.kind, "example": n.example} for n in found]
        print_json({"schema": 1, "names": rows})
        return
    screen = console()
    for each in found:
        line = text(f"{each.name:34} ", "bold").append_text(text(f"{each.kind:8} ", "dim"))
        screen.print(line.append_text(text(each.example)), soft_wrap=True)


@templates.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@folder_option
@spoken
@alone()
def checked(files: tuple[Path, ...], *, as_json: bool, templates: Path | None) -> None:
    """Check each of FILES (default: every template at hand) for unknown names, broken tags and typefaces.

    FILES that are sound are laid out with every engine at hand, and compared page by page.
    """
    from evidencekit.resources import open_library
    from evidencekit.templatecheck import Sheets, compared, differences, lint, missing_fonts
    from evidencekit.templating import find, names
    from evidencekit.toolkit import installed_toolkit
    from evidencekit.views.answers import finding_answer

    library = open_library(templates)
    for file in files:
        if not file.is_file():
            raise UsageError(f"There is no file {file}.")
    found: list[tuple[Path, tuple[Finding, ...], tuple[Sheets, ...]]] = []
    for path in files or tuple(find(library, name) for name in names(library)):
        findings, sheets = lint(path), tuple[Sheets, ...]()
        if not findings and path.suffix.lower() == ".docx":
            if files:
                engines = tuple(e for e in installed_toolkit().engines() if e.missing() is None)
                sheets = compared(path, engines)
            findings = (*missing_fonts(path), *differences(path, sheets))
        found.append((path, findings, sheets))
    broken = [path for path, fs, _ in found if any(f.severity is Severity.BLOCKING for f in fs)]
    if as_json:
        rows = [
            {
                "file": str(p), "ok": p not in broken, "findings": [finding_answer(f) for f in fs],
                "engines": {s.engine: list(s.words) for s in sheets},
            }
            for p, fs, sheets in found
        ]  # fmt: skip
        print_json({"schema": 1, "templates": rows})
    else:
        for path, findings, sheets in found:
            screen = console()
            mark = text("broken  ", "bold red") if path in broken else text("ok      ", "green")
            screen.print(mark.append_text(text(path)), soft_wrap=True)
            for each in sheets:
                pages = ", ".join(map(str, each.words))
                screen.print(
                    text(f"        {each.engine}: words on each page {pages}", "dim"), soft_wrap=True
                )
            show_findings(screen, findings)
    finish(ExitCode.PROFILE if broken else ExitCode.OK)
