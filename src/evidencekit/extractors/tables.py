"""What sheets say by their headings: packing lists, shipment contents, tracking histories, inventory reports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from evidencekit.desk import Desk
from evidencekit.extractors.money import amount_of
from evidencekit.model.evidence import Fact, FactValue, Line, Reading, Table
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
    if {"quantity"} <= set(columns.values()) and set(columns.values()) & {"sku", "fnsku", "description"}:
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
