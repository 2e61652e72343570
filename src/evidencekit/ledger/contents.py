"""What a shipment to Amazon should hold, line by line, and how much of it was located: the contents of a shipment as downloaded."""

import re
from dataclasses import dataclass

from evidencekit.ledger.lines import HEADING_LINES, Lines, Row, headings, rows_below, whole

_EXPECTED = ("units expected", "quantity shipped", "units shipped", "shipped")
_LOCATED = ("units located", "quantity received", "units received", "received")
_SHIPMENT = ("shipment id", "fba shipment id")
COLUMNS_TOLD = "FNSKU, and Units expected, Quantity shipped or Shipped"
"""The columns by which a shipment's contents are known, for a person."""
_ID = re.compile(r"(?<![0-9A-Z])FBA[0-9][0-9A-Z]{7,11}(?![0-9A-Z])")
"""A shipment's ID, as templates/numbers/amazon.toml has it."""
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ContentsRow:
    """One line of goods of a shipment."""

    line: str
    """As it stands in the file."""
    shipment: str
    fnsku: str
    expected: int
    located: int | None
    """None where the file does not say."""
    sku: str
    asin: str
    title: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of shipments, as one file lists them."""

    file: str
    """Its name."""
    head: str
    """The lines up to the names of its columns."""
    rows: tuple[ContentsRow, ...]


def contents_in(lines: Lines, faults: list[str]) -> Contents | None:
    """Read the contents of shipments; None where the file lists something else.

    The shipment's ID stands in a column, else in a line above the headings, else in the file's name.
    """
    at = next((i for i, (_, line) in enumerate(lines.lines[:HEADING_LINES]) if _lists_goods(line)), None)
    if at is None:
        return None
    above, (number, head) = lines.lines[:at], lines.lines[at]
    names = headings(head)
    one = _named(*(line for _, line in above)) or _named(lines.file)
    if not one and not set(_SHIPMENT) & set(names):
        faults.append(
            f"{lines.file} row {number}: nobody knows which shipment it is about; no column is named Shipment ID, and no "
            "such ID stands above the headings. Write it into the file's name, such as `FBA15KD7XQ2P contents.csv`."
        )
        return Contents(lines.file, head, ())
    rows = []
    for below in rows_below(head, lines.lines[at + 1 :]):
        if below.cells.get("fnsku") or not re.match(r"\W*totals?\b", below.line, re.IGNORECASE):
            row = _row(below, one, f"{lines.file} row {below.number}", faults)
            rows += [row] if row is not None else []
    return Contents(lines.file, "\n".join([*(line for _, line in above), head]), tuple(rows))


def _lists_goods(line: str) -> bool:
    names = set(headings(line))
    return "fnsku" in names and bool(names & set(_EXPECTED))


def _named(*texts: str) -> str:
    """Return the one shipment that is named; empty where none is, or several."""
    found = {i for text in texts for i in _ID.findall(text.upper())}
    return found.pop() if len(found) == 1 else ""


def _row(row: Row, one: str, place: str, faults: list[str]) -> ContentsRow | None:
    cells = row.cells

    def cell(names: tuple[str, ...]) -> tuple[str, str]:
        return next(((n, cells[n]) for n in names if cells.get(n)), (names[0], ""))

    def fault(column: str, value: str, what: str) -> None:
        faults.append(f"{place}, column {column}, {value[:_SHOWN]!r}: {what}.")

    if row.misfit:
        faults.append(f"{place}: {row.misfit}.")
        return None
    shipment, fnsku = cell(_SHIPMENT)[1].upper() or one, cells.get("fnsku", "").upper()
    (column, expected), (other, located) = cell(_EXPECTED), cell(_LOCATED)
    should, there = _counted(expected), _counted(located)
    if not shipment:
        fault(_SHIPMENT[0], "", "nobody knows which shipment it is about")
    elif not fnsku:
        fault("fnsku", "", "nobody knows which goods it is about")
    elif should is None:
        fault(column, expected, "it is no whole number of units")
    elif located and there is None:
        fault(other, located, "it is no whole number of units")
    else:
        return ContentsRow(
            row.line, shipment, fnsku, should, there,
            cell(("merchant sku", "msku", "sku"))[1], cells.get("asin", ""), cell(("title", "product name"))[1],
        )  # fmt: skip
    return None


def _counted(cell: str) -> int | None:
    """Return how many units a cell counts; None where it holds none or no such number."""
    many = whole(cell)
    return many if many is None or many >= 0 else None
