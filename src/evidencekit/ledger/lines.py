"""The lines of a report as they stand in its file: CSV or tab-separated text, whole, each with its number.

A line is what makes one row: a text in quotation marks may hold line breaks, and then it goes on over several lines of the file.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.errors import CaseError, UsageError
from evidencekit.extractors.text import decoded
from evidencekit.underway import get_on

MAX_BYTES = 500_000_000
HEADING_LINES = 40
"""Lines among which the names of the columns are looked for."""
_BEAT = 4096


@dataclass(frozen=True, slots=True)
class Lines:
    """A report before anybody knows which one it is."""

    file: str
    """Its name."""
    lines: tuple[tuple[int, str], ...]
    """Those that are not blank, with the number of the line on which each begins."""

    @property
    def head(self) -> str:
        """The first line; empty where there is none."""
        return self.lines[0][1] if self.lines else ""


def read_lines(path: Path) -> Lines:
    """Read a report; raise `UsageError` where it cannot be read, `CaseError` where it is too large or a quotation mark never closes."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CaseError(
                f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; download fewer months at once."
            )
        text = decoded(path.read_bytes())
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason.strerror or reason}.") from reason
    return Lines(path.name, tuple(_joined(path.name, re.split(r"\r\n|\r|\n", text))))


def _joined(file: str, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the lines that are not blank, and as one those over which a text in quotation marks goes on."""
    first = [line for line in lines[:HEADING_LINES] if line.strip()]
    head = next((line for line in first if "fnsku" in line.casefold()), next(iter(first), ""))
    tabs, at = by_tabs(head), 0
    while at < len(lines):
        line, many = lines[at], 1
        if '"' in line and (not tabs or (line.startswith('"') and head.startswith('"'))):
            many = _length(file, lines, at, "\t" if tabs else ",")
            line = "\n".join(lines[at : at + many])
        if line.strip():
            yield at + 1, line
        at += many


def _length(file: str, lines: Sequence[str], at: int, delimiter: str) -> int:
    """Return over how many lines of the file a row goes that begins at one of them."""
    below = (lines[n] + "\n" for n in range(at, len(lines)))
    try:
        row = csv.reader(below, delimiter=delimiter)
        next(row)
        if row.line_num > 1:  # what goes on must be written without fault: else it swallows other rows
            next(
                csv.reader(
                    (lines[n] + "\n" for n in range(at, at + row.line_num)), delimiter=delimiter, strict=True
                )
            )
    except csv.Error as reason:
        raise CaseError(
            f"{file} row {at + 1}: a quotation mark opens here that does not close where it should, so nobody knows where the row "
            "ends. Download it again, and do not save it from another program."
        ) from reason
    return row.line_num


def headings(line: str) -> list[str]:
    """Return the names of columns in small letters with single spaces."""
    return [re.sub(r"[\s_-]+", " ", c).strip().casefold() for c in parted(line, tabs=by_tabs(line))]


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the names of the columns."""

    number: int
    """Of the line on which it begins."""
    line: str
    cells: dict[str, str]
    """By the names of the columns."""
    misfit: str
    """What is wrong where it has not as many cells as there are columns; empty where it has."""


def rows_below(head: str, lines: tuple[tuple[int, str], ...]) -> Iterator[Row]:
    """Give each line in which something stands with its cells, by the names of the columns in the line `head`."""
    names, tabs = headings(head), by_tabs(head)
    while names and not names[-1]:
        names.pop()
    for at, (number, line) in enumerate(lines):
        if at % _BEAT == 0:
            get_on()
        found = parted(line, tabs=tabs)
        if not any(found):
            continue
        misfit = ""
        if len(found) < len(names) or any(found[len(names) :]):
            misfit = (
                f"it has {len(found)} cells and not {len(names)} as the row with the names of the columns has, so nobody knows what "
                "stands where. Download the report again, and do not save it from another program"
            )
        yield Row(number, line, dict(zip(names, found, strict=False)), misfit)


def by_tabs(line: str) -> bool:
    """Say whether tabs part the cells of a line with headings."""
    return line.count("\t") > line.count(",")


def parted(line: str, *, tabs: bool) -> list[str]:
    """Part a line; in tab-separated text a quotation mark means something only where it begins the line."""
    if tabs and not line.startswith('"'):
        return [c.strip() for c in line.split("\t")]
    found = next(csv.reader([line], delimiter="\t" if tabs else ","))
    return [_BREAK.sub(" ", c.strip()) if "\n" in c else c.strip() for c in found]


_BREAK = re.compile(r"\s*\n\s*")
_WHOLE = re.compile(r"[-+]?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.0+)?")


def whole(cell: str) -> int | None:
    """Return a whole number of units; a comma only parts thousands, so that `12,50` is none."""
    return int(float(cell.replace(",", ""))) if _WHOLE.fullmatch(cell) else None
