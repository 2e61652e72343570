"""What sheets say by their headings: packing lists, shipment contents, tracking histories, inventory reports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from evidencekit.desk import Desk
from evidencekit.extractors.dates import date_of
from evidencekit.extractors.money import amount_of
from evidencekit.model.evidence import Fact, FactValue, Line, Reading, Scan, Table
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction

_HEADINGS = {
    "sku": ("sku", "merchant sku", "msku", "seller sku", "item no", "item", "item code", "article"),
    "description": ("description", "title", "product", "product name", "goods", "item description"),
    "quantity": (
        "quantity",
        "qty",
        "units",
        "units expected",
        "quantity shipped",
        "units shipped",
        "expected",
        "pcs",
    ),
    "quantity_received": ("units located", "units received", "quantity received", "received", "located"),
    "fnsku": ("fnsku",),
    "asin": ("asin",),
    "cartons": ("cartons", "ctns", "packages", "boxes"),
    "gross_weight_kg": ("gross kg", "gross weight kg", "g.w. (kg)", "gross weight (kg)", "gw kg"),
    "at": ("date", "scan date", "event date", "date/time", "datetime", "timestamp"),
    "time": ("time", "local time", "scan time"),
    "location": ("location", "place", "city", "facility"),
    "status": ("status", "event", "activity", "description of event", "scan"),
}
_BY_HEADING = {heading: field for field, headings in _HEADINGS.items() for heading in headings}
_MAX_LINES = 2_000


@dataclass(frozen=True, slots=True)
class TableReader:
    """Takes a table for what its headings say it is, or for nothing."""

    name: str = "tables"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Files that have tables."""
        return bool(reading.tables)

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read scans and lines, and the dates that the scans tell."""
        facts: list[Fact] = []
        for number, table in enumerate(reading.tables, 1):
            facts += [Fact(n, v, reading.source.path, number, ReadBy.SHEET, c) for n, v, c in _told(table)]
        return Extraction(facts=tuple(facts))


def _told(table: Table) -> Iterator[tuple[str, FactValue, float]]:
    place = _heading(table)
    if place is None:
        return
    row, columns = place
    body = [dict(_named(columns, cells)) for cells in table.rows[row + 1 : row + 1 + _MAX_LINES]]
    if {"at", "status"} <= set(columns.values()) and "quantity" not in columns.values():
        yield from _history([s for r in body if (s := _scan(r)) is not None])
    elif {"quantity"} <= set(columns.values()) and set(columns.values()) & {"sku", "fnsku", "description"}:
        if "at" in columns.values():
            return  # an inventory report lists movements, not goods
        for cells in body:
            line = _line(cells)
            if line is not None:
                yield "line", line, 0.95


def _heading(table: Table) -> tuple[int, dict[int, str]] | None:
    """Find the first of the upper rows in which three cells, or two telling ones, are known headings."""
    for number, cells in enumerate(table.rows[:15]):
        columns: dict[int, str] = {}
        for place, cell in enumerate(cells):
            field = _BY_HEADING.get(re.sub(r"\s+", " ", cell).strip().casefold())
            if field is not None and field not in columns.values():
                columns[place] = field
        if len(columns) >= 2:
            return number, columns
    return None


def _named(columns: dict[int, str], cells: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for place, field in columns.items():
        if place < len(cells) and cells[place].strip():
            yield field, cells[place].strip()


def _scan(cells: dict[str, str]) -> Scan | None:
    if "status" not in cells:
        return None
    text = cells.get("at", "")
    day = date_of(text.split("T")[0].split(" ")[0]) or date_of(text)
    if day is None:
        return None
    clock = re.search(r"(\d{1,2}):(\d\d)", cells.get("time", "") or text)
    at: date | datetime = day
    if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        at = datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]))  # noqa: DTZ001 - carriers write local time
    return Scan(at, cells["status"], cells.get("location"))


def _history(scans: list[Scan]) -> Iterator[tuple[str, FactValue, float]]:
    for scan in scans:
        yield "scan", scan, 0.95
    if not scans:
        return
    ordered = sorted(
        scans, key=lambda s: (_day(s), isinstance(s.at, datetime) and s.at.hour * 60 + s.at.minute)
    )
    moved = [
        s
        for s in ordered
        if not re.search(
            r"label created|order processed|information received|shipment information",
            s.status,
            re.IGNORECASE,
        )
    ]
    shipped = next(
        (
            s
            for s in ordered
            if re.search(
                r"picked up|pickup|origin scan|accepted|we have your package|shipped", s.status, re.IGNORECASE
            )
        ),
        None,
    )
    delivered = [s for s in ordered if re.match(r"delivered\b", s.status, re.IGNORECASE)]
    labelled = next((s for s in ordered if re.search(r"label created", s.status, re.IGNORECASE)), None)
    if labelled:
        yield "label_created_date", _day(labelled), 0.9
    if shipped or labelled:
        yield "ship_date", _day(labelled or shipped or ordered[0]), 0.8
    if moved:
        yield "first_scan_date", _day(moved[0]), 0.85
        yield "last_scan_date", _day(moved[-1]), 0.95
    if delivered:
        yield "delivery_date", _day(delivered[-1]), 0.95
        if re.search(r"damage|crush|wet|short|missing|exception", delivered[-1].status, re.IGNORECASE):
            yield "exception", delivered[-1].status, 0.85


def _day(scan: Scan) -> date:
    return scan.at.date() if isinstance(scan.at, datetime) else scan.at


def _line(cells: dict[str, str]) -> Line | None:
    quantity = _number(cells.get("quantity"))
    if quantity is None or re.match(r"(?i)total\b", cells.get("sku", cells.get("description", ""))):
        return None
    cartons = _number(cells.get("cartons"))
    return Line(
        sku=cells.get("sku"),
        description=cells.get("description"),
        quantity=quantity,
        quantity_received=_number(cells.get("quantity_received")),
        fnsku=cells.get("fnsku"),
        asin=cells.get("asin"),
        cartons=int(cartons) if cartons is not None else None,
        gross_weight_kg=_number(cells.get("gross_weight_kg")),
    )


def _number(text: str | None) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return amount_of(text)
