"""`evidencekit import`: cases from the reports that a seller can download."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.options import dated
from evidencekit.cli.talk import console, print_json, quiet, say, text

if TYPE_CHECKING:
    from evidencekit.ledger.cases import Imported, LossCase

_STALE = 7
"""Days after the last payment in the reports from which one may well be missing."""


@click.group("import")
def import_() -> None:
    """Make case folders from reports."""


@import_.command("amazon-ledger")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--into", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="ROOT", help="Where the case folders go."
)  # fmt: skip
@click.option(
    "--country",
    metavar="CC",
    help="The marketplace's country, where the ledger has no column for it: US, DE ...",
)
@click.option(
    "--like", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="CASE.TOML", help="Take the claimant from this file."
)  # fmt: skip
@dated
@alone()
def amazon_ledger(
    files: tuple[Path, ...],
    *,
    into: Path,
    country: str | None,
    like: Path | None,
    as_json: bool,
    templates: Path | None,
    today: date | None,
) -> None:
    """Find units that Amazon lost or damaged in its warehouses and neither found nor paid: one case a loss.

    FILES are the Inventory Ledger (detailed view; or the Inventory Adjustments) and the Reimbursements report, for the same
    months. A loss whose window has closed becomes no case, and is told.
    """
    from evidencekit.days import the_day
    from evidencekit.ledger.cases import import_ledger

    made = import_ledger(files, into=into, country=country, like=like, today=today, templates=templates)
    if as_json:
        print_json(_answer(made, into, the_day(today)))
        return
    _print(made, into, the_day(today))


def _answer(made: "Imported", into: Path, today: date) -> dict[str, object]:
    settled = made.settled
    return {
        "schema": 1,
        "today": today.isoformat(),
        "into": str(into),
        "units": {
            "lost_or_damaged": settled.gone,
            "found": settled.found,
            "paid": settled.paid,
            "unpaid": sum(u.units for u in settled.unpaid),
        },
        "paid_until": settled.paid_until.isoformat() if settled.paid_until > date.min else None,
        "cases": [
            {
                "case": c.folder.name,
                "state": c.state,
                "fnsku": c.loss.fnsku,
                "asin": c.loss.asin or None,
                "sku": c.loss.sku or None,
                "loss": c.loss.type.value,
                "units": c.loss.units,
                "inventory_adjustment_date": c.loss.day.isoformat(),
                "latest": c.latest.isoformat() if c.latest else None,
            }
            for c in made.cases
        ],
    }


def _print(made: "Imported", into: Path, today: date) -> None:
    from rich.table import Table

    settled = made.settled
    table = Table(box=None, padding=(0, 1), pad_edge=False)
    for title, justify in (
        ("until", "left"),
        ("units", "right"),
        ("loss", "left"),
        ("case", "left"),
        ("", "left"),
    ):
        table.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for case in sorted(made.cases, key=_soonest):
        state = "" if case.state == "written" else case.state
        until = case.latest.isoformat() if case.latest else "?"
        table.add_row(text(until), str(case.loss.units), case.loss.type.value, text(case.folder.name), state)
    if made.cases:
        console().print(table)
    left = sum(u.units for u in settled.unpaid)
    click.echo(
        f"{_units(settled.gone)} lost or damaged: {settled.found} found again, {settled.paid} paid, {left} left unpaid."
    )
    written = [c for c in made.cases if c.state == "written"]
    click.echo(
        f"{len(written)} case{'s' if len(written) != 1 else ''} written below {into}, for {_units(sum(c.loss.units for c in written))}."
    )
    if quiet():
        return
    late = [c for c in made.cases if c.state == "too late"]
    if late:
        say(
            f"{_units(sum(c.loss.units for c in late))} of {len(late)} loss{'es' if len(late) != 1 else ''} became no case: the window has closed."
        )
    if settled.paid_until == date.min:
        say("the Reimbursements report holds no payment at all; make sure that it covers the same months.")
    elif (today - settled.paid_until).days > _STALE:
        say(
            f"the last payment in the reports is of {settled.paid_until}; download them again if they do not reach until today."
        )
    if written:
        say(f"look through them, write what a unit cost into each case.toml, then: evidencekit batch {into}")


def _soonest(case: "LossCase") -> tuple[date, str]:
    return case.latest or date.max, case.folder.name


def _units(count: int) -> str:
    return f"{count} unit{'s' if count != 1 else ''}"
