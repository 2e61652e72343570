"""How commands speak: stdout is the product, stderr the talk."""

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn

import click

from evidencekit.errors import ExitCode

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from evidencekit.model.finding import Finding

_VERBOSE, _QUIET, _SCREEN = "evidencekit.verbose", "evidencekit.quiet", "evidencekit.screen"
MAX_WIDTH = 100
COLOURS = {"blocking": "bold red", "warning": "yellow", "note": "dim"}


def verbose() -> bool:
    """Say whether `-v` was given."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_VERBOSE))


def quiet() -> bool:
    """Say whether `-q` was given."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_QUIET))


def set_verbose(ctx: click.Context, _parameter: click.Parameter, given: bool) -> None:  # noqa: FBT001 - click calls it so
    """Remember `-v`, and let the libraries' log be heard."""
    if given:
        import logging

        ctx.meta[_VERBOSE] = True
        logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")


def silence(library: str) -> None:
    """Let a library that logs to the terminal by itself keep quiet; what matters of it is told in a sentence."""
    import logging

    logging.getLogger(library).addHandler(logging.NullHandler())
    for name in [library, *(n for n in logging.root.manager.loggerDict if n.startswith(f"{library}."))]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def set_quiet(ctx: click.Context, _parameter: click.Parameter, given: bool) -> None:  # noqa: FBT001 - click calls it so
    """Remember `-q`."""
    if given:
        ctx.meta[_QUIET] = True


def say(sentence: str) -> None:
    """Tell the person something on stderr, under the program's name."""
    from evidencekit.views.plain import plain

    told = f"evidencekit: {plain(sentence, lines=True)}"
    if (moving := _moving()) is None:
        click.echo(told, err=True)
    else:
        moving.print(told, soft_wrap=True)


def print_json(answer: dict[str, Any]) -> None:
    """Print an answer for programs: UTF-8 whatever the terminal's encoding is."""
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    click.echo(text.encode("utf-8", "backslashreplace"))


def finish(code: ExitCode) -> NoReturn:
    """Leave the command with its exit code."""
    raise click.exceptions.Exit(int(code))


def console(*, stderr: bool = False) -> "Console":
    """Return where tables for people go: 80 columns where the width is not known, colours only on a terminal.

    While a bar moves on the terminal, everything goes through it, or it would write into what is said.
    """
    from rich.console import Console

    if (moving := _moving()) is not None and (stderr or sys.stdout.isatty()):
        return moving
    made = Console(stderr=stderr, highlight=False, emoji=False, markup=False, soft_wrap=False)
    made.width = min(made.width, MAX_WIDTH)
    return made


def _moving() -> "Console | None":
    context = click.get_current_context(silent=True)
    return context.meta.get(_SCREEN) if context else None


def move_on(screen: "Console | None") -> None:
    """Let all that is said from now on go through the screen on which a bar moves; None ends that."""
    click.get_current_context().meta[_SCREEN] = screen


def text(words: object, style: str = "") -> "Text":
    """Return strangers' words as text that cannot steer the terminal."""
    from rich.text import Text

    from evidencekit.views.plain import plain

    return Text(plain(str(words)), style=style)


def indented(target: "Console", words: "Text", by: int) -> None:
    """Print a paragraph with every line of it indented."""
    from rich.padding import Padding

    target.print(Padding(words, (0, 0, 0, by)))


def show_findings(target: "Console", findings: Iterable["Finding"]) -> None:
    """Print findings, the gravest first; notes only with `-v`, and with `-q` only what blocks."""
    from rich.padding import Padding
    from rich.table import Table

    from evidencekit.views.review import about_a_file

    wanted = (
        ("blocking",)
        if quiet()
        else ("blocking", "warning", "note")
        if verbose()
        else ("blocking", "warning")
    )
    found = sorted(
        dict.fromkeys(findings), key=lambda f: ("blocking", "warning", "note").index(f.severity.value)
    )
    rows = [f for f in found if f.severity.value in wanted]
    if rows:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for finding in rows:
            message = text(finding.message)
            if about_a_file(finding):
                message = text(f"{finding.subject}: ", "bold").append_text(message)
            table.add_row(text(finding.severity.value, COLOURS[finding.severity.value]), message)
        target.print(Padding(table, (0, 0, 0, 2)))
    unsaid = sum(f.severity.value == "note" for f in found)
    if unsaid and not quiet() and not verbose():
        target.print(text(f"  {unsaid} more note{'s' if unsaid > 1 else ''} with -v", "dim"))
