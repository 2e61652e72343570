"""What stands in several files of one kind, as where their days overlap, counts once.

Two rows are about the same event where they agree in what identifies it. What else stands in a row may have moved on between two
downloads, as how much of a loss is reconciled does, and a newer download may have more columns.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from evidencekit.ledger.lines import headings
from evidencekit.ledger.reports import Report, ReportKind, ReportRow

_IDENTIFIES = {
    ReportKind.LEDGER: ("event type", "reference id", "fulfillment center", "disposition", "reason"),
    ReportKind.ADJUSTMENTS: ("transaction item id", "fulfillment center id", "disposition", "reason"),
    ReportKind.RECEIPTS: ("fba shipment id", "fulfillment center id"),
    ReportKind.REIMBURSEMENTS: ("reimbursement id", "original reimbursement id", "amazon order id", "reason", "sku"),
}  # fmt: skip
"""Beside the day, the FNSKU and the units."""
_Event = tuple[Hashable, ...]


def counted_once(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Leave out the rows that another report of the same kind has as well.

    Rows that are alike within one file are as many events. Of files that hold an event differently often, the one that
    has it most often counts; of those that have it equally often, the one by which more of it is reconciled.
    """
    kept: dict[int, tuple[ReportRow, ...]] = {}
    for kind in ReportKind:
        same = [(at, report) for at, report in enumerate(reports) if report.kind is kind]
        kept |= _kept(same) if len(same) > 1 else {at: report.rows for at, report in same}
    return tuple(replace(report, rows=kept[at]) for at, report in enumerate(reports))


def _kept(reports: list[tuple[int, Report]]) -> dict[int, tuple[ReportRow, ...]]:
    # A column that one of the files lacks tells nothing of whether its rows are those of another.
    shared = set[str].intersection(*(set(headings(report.head)) for _, report in reports))
    names = tuple(n for n in _IDENTIFIES[reports[0][1].kind] if n in shared)
    held: dict[_Event, dict[int, tuple[int, int]]] = {}
    events = {at: tuple(_event(row, names) for row in report.rows) for at, report in reports}
    for at, report in reports:
        for event, row in zip(events[at], report.rows, strict=True):
            counts = held.setdefault(event, {})
            times, reconciled = counts.get(at, (0, 0))
            counts[at] = times + 1, reconciled + row.reconciled
    from_file = {event: max(counts, key=lambda at: counts[at]) for event, counts in held.items()}
    return {at: tuple(_of(at, report.rows, events[at], from_file)) for at, report in reports}


def _of(
    at: int, rows: tuple[ReportRow, ...], events: tuple[_Event, ...], from_file: dict[_Event, int]
) -> Iterator[ReportRow]:
    return (row for row, event in zip(rows, events, strict=True) if from_file[event] == at)


def _event(row: ReportRow, names: tuple[str, ...]) -> _Event:
    """Return what identifies a row's event, however its file writes it: as CSV or as tab-separated text."""
    return row.fnsku, row.day, row.units, *(_plain(row.cells.get(name, "")) for name in names)


def _plain(cell: str) -> str:
    return " ".join(cell.replace('"', "").split()).casefold()
