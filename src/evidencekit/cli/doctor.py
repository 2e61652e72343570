"""`evidencekit doctor`: what is installed, what is missing, and what that costs."""

import platform
from typing import TYPE_CHECKING

import click

from evidencekit import __version__
from evidencekit.cli.options import spoken
from evidencekit.cli.talk import console, print_json, text

if TYPE_CHECKING:
    from evidencekit.toolkit import Toolkit


@click.command()
@spoken
def doctor(*, as_json: bool) -> None:
    """Say which plug-ins are at hand, and what is missing for the others."""
    from evidencekit.resources import builtin_templates
    from evidencekit.toolkit import installed_toolkit

    rows = _rows(installed_toolkit())
    if as_json:
        plugins = [{"group": g, "name": n, "missing": m} for g, n, m in rows]
        print_json({
            "schema": 1, "version": __version__, "python": platform.python_version(), "system": platform.system(),
            "templates": str(builtin_templates()), "plugins": plugins,
        })  # fmt: skip
        return
    from rich.table import Table

    screen = console()
    screen.print(
        text(f"evidencekit {__version__}, Python {platform.python_version()}, {platform.system()}", "bold")
    )
    screen.print(text(f"templates: {builtin_templates()}", "dim"), soft_wrap=True)
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for title in ("", "plug-in", ""):
        table.add_column(title, overflow="fold")
    for group, name, missing in rows:
        state = text("ready", "green") if missing is None else text(f"missing: {missing}", "yellow")
        table.add_row(text(group, "dim"), text(name), state)
    screen.print(table)


def _rows(toolkit: "Toolkit") -> list[tuple[str, str, str | None]]:
    """Return group, name and what is missing, for every plug-in."""
    return [(group, p.name, p.missing()) for group, p in toolkit.every()]
