"""The lines of a report as they stand in its file: CSV or tab-separated text, whole, each with its number."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidencekit.errors import CaseError, UsageError
from evidencekit.extractors.text import decoded
from evidencekit.underway import get_on

MAX_BYTES = 500_000_000
_BEAT = 4096


@dataclass(frozen=True, slots=True)
class Lines:
    """A report before anybody knows which one it is."""

    file: str
    """Its name."""
    lines: tuple[tuple[int, str], ...]
    """Those that are not blank, with their numbers."""

    @property
    def head(self) -> str:
        """The first line; empty where there is none."""
        return self.lines[0][1] if self.lines else ""


def read_lines(path: Path) -> Lines:
    """Read a report; raise `UsageError` where it cannot be read, `CaseError` where it is too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CaseError(
                f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB; download fewer months at once."
            )
        text = decoded(path.read_bytes())
    except OSError as reason:
        raise UsageError(f"{path} cannot be read: {reason.strerror or reason}.") from reason
    lines = ((n, line) for n, line in enumerate(re.split(r"\r\n|\r|\n", text), 1) if line.strip())
    return Lines(path.name, tuple(lines))


def headings(line: str) -> list[str]:
    """Return the names of columns in small letters with single spaces."""
    return [re.sub(r"[\s_-]+", " ", c).strip().casefold() for c in parted(line, tabs=by_tabs(line))]


def rows_below(head: str, lines: tuple[tuple[int, str], ...]) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Give each line with its cells, by the names of the columns in the line `head`."""
    names, tabs = headings(head), by_tabs(head)
    for at, (number, line) in enumerate(lines):
        if at % _BEAT == 0:
            get_on()
        yield number, line, dict(zip(names, parted(line, tabs=tabs), strict=False))


def by_tabs(line: str) -> bool:
    """Say whether tabs part the cells of a line with headings."""
    return line.count("\t") > line.count(",")


def parted(line: str, *, tabs: bool) -> list[str]:
    """Part a line; in tab-separated text a quotation mark means something only where it begins the line."""
    if tabs and not line.startswith('"'):
        return [c.strip() for c in line.split("\t")]
    return [c.strip() for c in next(csv.reader([line], delimiter="\t" if tabs else ","))]


_WHOLE = re.compile(r"[-+]?(?:\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.0+)?")


def whole(cell: str) -> int | None:
    """Return a whole number of units; a comma only parts thousands, so that `12,50` is none."""
    return int(float(cell.replace(",", ""))) if _WHOLE.fullmatch(cell) else None
