"""`evidencekit inspect`: what each file is and what it says."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import dated, password_file, passwords
from evidencekit.cli.talk import console, print_json, show_findings, text, verbose

if TYPE_CHECKING:
    from rich.console import Console

    from evidencekit.model.bundle import Review


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@password_file
@dated
@alone()
def inspect(
    folder: Path, *, password_file: Path | None, as_json: bool, templates: Path | None, today: date | None
) -> None:
    """Say what each file of FOLDER is, and what was read from it."""
    from evidencekit.pipeline import review
    from evidencekit.views import answers

    read = review(
        folder, today=today, templates=templates, passwords=passwords(password_file, may_ask=not as_json)
    )
    if as_json:
        print_json(answers.inspect(read))
        return
    screen = console()
    _show_exhibits(screen, read)
    _show_facts(screen, read)
    show_findings(screen, (*read.findings, *(f for e in read.exhibits for f in e.reading.findings)))


def _show_exhibits(screen: "Console", read: "Review") -> None:
    from rich.table import Table

    from evidencekit.views.plain import words

    screen.print(
        text(f"{read.case}: {len(read.exhibits)} file{'s' if len(read.exhibits) != 1 else ''}", "bold")
    )
    table = Table(box=None, padding=(0, 1), pad_edge=False, expand=True)
    table.add_column("")
    table.add_column("file", overflow="fold", ratio=3)
    table.add_column("what it is, and why", overflow="fold", ratio=5)
    for exhibit in read.exhibits:
        what = text(words(exhibit.kind.value), "bold")
        if exhibit.view is not None and exhibit.view != "unknown":
            what.append_text(text(f" ({words(exhibit.view.value).lower()})"))
        what.append_text(text(f" {exhibit.confidence:.0%}: {exhibit.because}"))
        if exhibit.left_out:
            what.append_text(text(f" Left out: {exhibit.left_out}", "yellow"))
        table.add_row(text(exhibit.label or "-", "bold"), text(exhibit.path), what)
    screen.print(table)


def _show_facts(screen: "Console", read: "Review") -> None:
    from rich.table import Table

    from evidencekit.model.evidence import Line, Scan
    from evidencekit.views.answers import sources
    from evidencekit.views.plain import amount, shown, words

    known = read.particulars
    table = Table(box=None, padding=(0, 1), pad_edge=False, expand=True)
    table.add_column("what is known", overflow="fold", ratio=3)
    table.add_column("", overflow="fold", ratio=4)
    table.add_column("read from", overflow="fold", ratio=4, style="dim")
    if known.loss_type is not None:
        table.add_row("Loss", text(words(known.loss_type.value)), "")
    if known.amount is not None:
        table.add_row("Amount of the loss", text(amount(known.amount)), text(known.amount_basis))
    for entry in known.entries:
        if isinstance(entry.value, (Line, Scan)) and not verbose():
            continue
        table.add_row(text(words(entry.name)), text(shown(entry.value)), text(_briefly(sources(entry))))
    if table.row_count:
        screen.print()
        screen.print(table)
    screen.print()


def _briefly(paths: tuple[str, ...]) -> str:
    """Name the first two files, and count the others."""
    named = paths if verbose() else paths[:2]
    more = len(paths) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
