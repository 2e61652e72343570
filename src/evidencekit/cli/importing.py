"""`evidencekit import`: cases from the reports that a seller can download."""

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidencekit.cli.alone import alone
from evidencekit.cli.newfile import write_new
from evidencekit.cli.options import dated, spoken
from evidencekit.cli.options import templates as templates_option
from evidencekit.cli.othersheets import say_what_is_not_read
from evidencekit.cli.talk import console, print_json, quiet, say, text
from evidencekit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidencekit.ledger.cases import Imported, LossCase

_MOST_NAMED = 6
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
    """Find units that Amazon lost or damaged and neither found nor paid: one case a loss in a warehouse, one a shipment that arrived short.

    FILES are the Inventory Ledger (detailed view; or the Inventory Adjustments) and the Reimbursements report, for the same
    months, and the contents of shipments. A loss whose window has closed becomes no case, and is told.
    """
    from evidencekit.days import the_day
    from evidencekit.ledger.cases import import_ledger

    made = import_ledger(files, into=into, country=country, like=like, today=today, templates=templates)
    if as_json:
        print_json(_answer(made, into, the_day(today)))
        return
    _print(made, into, the_day(today))


@import_.command("claims")
@click.argument("export", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--map", "mapped_by", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Which column of EXPORT is which key of case.toml.",
)  # fmt: skip
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), metavar="ROOT", help="Where the case folders go.")  # fmt: skip
@click.option(
    "--new-map",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a map to fill in, with the headings of EXPORT where it is given, and stop.",
)
@templates_option
@spoken
@alone()
def claims(
    export: Path | None,
    *,
    mapped_by: Path | None,
    into: Path | None,
    new_map: Path | None,
    as_json: bool,
    templates: Path | None,
) -> None:
    """Make a case of each row of a carrier's list of claims: EXPORT is CSV or XLSX, as its portal exports it.

    What was filed, refused or paid goes into [claims] of case.toml, so that follow-ups, appeals and the overview know it.
    """
    if new_map is not None:
        from evidencekit.exports.newmap import new_map as text_of

        write_new(new_map, text_of(export).encode())
        if not quiet():
            say(f"{new_map} is ready to fill in; then run `evidencekit import claims EXPORT --map {new_map} --into ROOT`.")  # fmt: skip
        return
    if export is None or mapped_by is None or into is None:
        raise UsageError("say which EXPORT, with --map FILE and --into ROOT; --new-map FILE writes a map to fill in.")  # fmt: skip
    from evidencekit.cli.exported import tell
    from evidencekit.exports.cases import import_claims

    say_what_is_not_read(export)
    tell(import_claims(export, mapped_by=mapped_by, into=into, templates=templates), into, as_json=as_json)


def _answer(made: "Imported", into: Path, today: date) -> dict[str, object]:
    settled, arrivals = made.settled, made.arrivals
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
        "shipments": {
            "expected": arrivals.expected,
            "short": arrivals.short,
            "found": arrivals.found,
            "paid": arrivals.paid,
            "unpaid": sum(s.units for s in arrivals.shipments),
            "unknown": list(arrivals.unknown),
        },
        "reconciled": settled.reconciled,
        "unclear": [
            {"fnsku": u.fnsku, "day": u.day.isoformat(), "reason": u.reason or None, "units": u.units}
            for u in settled.unclear
        ],
        "taken_back": {"units": settled.taken_back, "untied": list(settled.untied)},
        "paid_until": settled.paid_until.isoformat() if settled.paid_until > date.min else None,
        "cases": [_told(case) for case in made.cases],
        "contradicted": [
            {"case": c.folder.name, "why": c.why, "says_more": list(c.lines)} for c in made.contradicted
        ],
    }


def _told(case: "LossCase") -> dict[str, object]:
    from evidencekit.ledger.unpaid import UnpaidLoss

    loss = case.loss
    said: dict[str, object] = {
        "case": case.folder.name,
        "state": case.state,
        "recipient": case.recipient,
        "loss": loss.type.value,
        "units": loss.units,
        "latest": case.latest.isoformat() if case.latest else None,
    }
    if isinstance(loss, UnpaidLoss):
        return said | {
            "fnsku": loss.fnsku,
            "asin": loss.asin or None,
            "sku": loss.sku or None,
            "inventory_adjustment_date": loss.day.isoformat(),
        }
    return said | {
        "fba_shipment_id": loss.shipment,
        "fc_delivery_date": loss.delivered.isoformat() if loss.delivered else None,
        "goods": [
            {
                "fnsku": x.fnsku,
                "asin": x.asin or None,
                "sku": x.sku or None,
                "expected": x.expected,
                "received": x.received,
                "found_or_paid": x.settled,
                "units": x.units,
            }
            for x in loss.lines
        ],
    }


def _print(made: "Imported", into: Path, today: date) -> None:
    from rich.table import Table

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
    for sentence in _sums(made):
        click.echo(sentence)
    for line in _unclear(made):
        console().print(text(line), soft_wrap=True)
    for one in made.contradicted:
        console().print(text(f"{one.folder} {one.why}"), soft_wrap=True)
        for line in one.lines:
            console().print(text(f"  {line}"), soft_wrap=True)
    written = [c for c in made.cases if c.state == "written"]
    click.echo(
        f"{_count(len(written), 'case')} written below {into}, for {_units(sum(c.loss.units for c in written))}."
    )
    if not quiet():
        for sentence in _remarks(made, into, today):
            say(sentence)


def _sums(made: "Imported") -> "Iterator[str]":
    settled, arrivals = made.settled, made.arrivals
    left, short = sum(u.units for u in settled.unpaid), sum(s.units for s in arrivals.shipments)
    if settled.gone or not arrivals.expected:
        yield f"{_units(settled.gone)} lost or damaged: {settled.found} found again, {settled.paid} paid, {left} left unpaid."
    if arrivals.expected:
        yield (
            f"{_units(arrivals.expected)} sent, {arrivals.short} of them not received: {arrivals.found} found elsewhere, "
            f"{arrivals.paid} paid, {short} left unpaid."
        )


def _unclear(made: "Imported") -> "Iterator[str]":
    """Say which units are in no case, since the code of their reason is not known to mean lost."""
    unclear = made.settled.unclear
    if not unclear:
        return
    one = sum(u.units for u in unclear) == 1
    yield (
        f"{_units(sum(u.units for u in unclear))} {'is' if one else 'are'} gone for a reason that is not known here to mean lost, "
        f"and {'is' if one else 'are'} in no case; look in Seller Central what became of {'it' if one else 'them'}:"
    )
    for reason, group in groupby(unclear, key=lambda u: u.reason):
        same = list(group)
        more = f" and {len(same) - _MOST_NAMED} more" if len(same) > _MOST_NAMED else ""
        named = ", ".join(f"{u.fnsku} on {u.day}: {u.units}" for u in same[:_MOST_NAMED])
        yield f"  {f'reason {reason}' if reason else 'without a reason'}, {_units(sum(u.units for u in same))}: {named}{more}"


def _remarks(made: "Imported", into: Path, today: date) -> "Iterator[str]":
    from evidencekit.ledger.programs import NO_PROGRAM

    for state, why in (
        ("too late", "the window has closed"),
        (
            "too early",
            "the window has not begun, or Amazon may still be counting; import later reports again",
        ),
    ):
        if cases := [c for c in made.cases if c.state == state]:
            units = _units(sum(c.loss.units for c in cases))
            yield f"{units} of {_count(len(cases), 'loss', 'losses')} became no case: {why}."
    if made.settled.reconciled:
        yield (
            f"{_units(made.settled.reconciled)} of those found again are only called reconciled by the row of the loss itself; no row of "
            "the reports says where they were found."
        )
    if back := made.settled.taken_back:
        yield (
            f"Amazon took back payments for {_units(back)}, which count as unpaid again. It does so where units are found later: look "
            "whether they were before you claim them."
        )
    yield from made.settled.untied[:_MOST_NAMED]
    if (more := len(made.settled.untied) - _MOST_NAMED) > 0:
        yield f"{_count(more, 'more row')} took back units of nobody knows which payment; --json lists them all."
    yield from made.arrivals.unknown
    if any(c.recipient == NO_PROGRAM for c in made.cases):
        yield "for some shipments no program of Amazon is known, and so no window; say the marketplace's country with --country US, DE ..."
    paid_until = made.settled.paid_until
    if paid_until == date.min:
        yield "the Reimbursements report holds no payment at all; make sure that it covers the same months."
    elif (today - paid_until).days > _STALE:
        yield f"the last payment in the reports is of {paid_until}; download them again if they do not reach until today."
    if any(c.state == "written" for c in made.cases):
        yield f"look through them, write what a unit cost into each case.toml, then: evidencekit batch {into}"


def _soonest(case: "LossCase") -> tuple[date, str]:
    return case.latest or date.max, case.folder.name


def _units(count: int) -> str:
    return _count(count, "unit")


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
