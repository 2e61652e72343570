"""Case folders from an export of claims: one for each row, and what happened to the claim so far under `[claims]`."""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.casesheet import Row, cases_in
from evidencekit.errors import CannotWriteError, CaseError
from evidencekit.exports.manner import AsMapped, order_told
from evidencekit.exports.maps import ColumnMap, folded, read_map
from evidencekit.extractors.folding import folded as plain
from evidencekit.model.casefile import CaseFile
from evidencekit.model.sheetrow import SheetCase
from evidencekit.model.vocabulary import Kind
from evidencekit.names import as_told, kept_name
from evidencekit.resources import open_library
from evidencekit.rulefiles import PROFILES, ids
from evidencekit.sheetcells import cells
from evidencekit.sheetcolumns import Sort
from evidencekit.sheetheadings import Heading, letters
from evidencekit.tomlfile import load_toml, nearest
from evidencekit.tomltext import tables
from evidencekit.underway import get_on

_CASE_FILE = "case.toml"
_SUMS = (
    "(?:grand |sub[ -]?|sous[ -])?total(?:s|e|i|t|en)?", "totaux", "total[ei]? (?:general|generale|geral|complessivo|amount)", "subtotal[ei]",
    "sum", "summe", "zwischensumme", "(?:gesamt|end)(?:summe|betrag|ergebnis)?", "insgesamt", "somme", "suma", "summa", "somma",
    "(?:sub|eind)?totaal", "razem", "ogolem", "i alt",
    "[合总總総共小][计計]", "[总總]额", "합계", "총계",
)  # fmt: skip
"""How lines that add up others begin, in the languages of exports, as `folded` writes them."""
_COUNTED = (
    "claims|rows|lines|cases|items|falle|zeilen|lignes|righe|filas|eur|euro|usd|gbp|chf|cny|rmb|jpy|pln"
)
_TOTAL = re.compile(rf"\W*(?:{'|'.join(_SUMS)})(?:[\W\d_]|\b(?:{_COUNTED})\b)*")
_HEADING_ROWS = 40
"""Rows among which the headings are looked for: portals write titles above them."""


@dataclass(frozen=True, slots=True)
class RowCase:
    """One row, and what became of it."""

    row: SheetCase
    folder: Path
    state: str
    """`written`, `there already`, or `not read` where something in the row is wrong."""
    says_more: tuple[str, ...] = ()
    """Of a folder that is there already: the lines about the claim that its `case.toml` has otherwise, or not."""


@dataclass(frozen=True, slots=True)
class FromExport:
    """What an export came to."""

    cases: tuple[RowCase, ...]
    left: tuple[str, ...]
    """Headings that the map does not name: what stands below them was not read."""


def import_claims(export: Path, *, mapped_by: Path, into: Path, templates: Path | None = None) -> FromExport:
    """Write a case folder below `into` for each row of an export.

    A folder that is there already is left as it is; each new one comes to stand whole. A row with a fault becomes no case and
    stops no other. Raises `UsageError` where there is no such export, `CaseError` where it or the map cannot be read
    or do not fit together, and `CannotWriteError`.
    """
    known = ids(open_library(templates), PROFILES)
    columns = read_map(mapped_by, known)
    head, rows = _headed(export, columns)
    headings = _headings(export.name, head, columns)
    rows = [row for row in rows if not _is_total(row, headings)]
    manner = AsMapped(columns, columns.order or order_told(_days(rows, headings)))
    found = cases_in(export, _one_by_one(rows), headings, known, manner)
    try:
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=into) as place:
            cases = tuple(
                _placed(case, into, Path(place), _as_csv(head, row))
                for case, row in zip(found, _one_by_one(rows), strict=True)
            )
    except OSError as reason:
        raise CannotWriteError(f"{into} cannot be written: {reason.strerror or reason}.") from reason
    return FromExport(cases, tuple(h.shown for h in headings if h is not None and h.shown and not h.columns))


def _one_by_one(rows: Iterable[Row]) -> Iterator[Row]:
    """Give rows and tell that this process gets on: a long export is not a stuck one."""
    for row in rows:
        get_on()
        yield row


def _headed(export: Path, columns: ColumnMap) -> tuple[Row, list[Row]]:
    """Return the row of the headings, which has most of those that the map names, and the rows below it."""
    rows = list(cells(export))
    if not rows:
        raise CaseError(f"{export.name} is empty.")
    wanted = {folded(h) for h in columns.columns}
    named = [len(wanted & {folded(str(cell)) for cell in row}) for _, row in rows[:_HEADING_ROWS]]
    at = named.index(max(named))
    return rows[at], rows[at + 1 :]


def _headings(export: str, head: Row, columns: ColumnMap) -> tuple[Heading | None, ...]:
    """Return what each heading means; raise `CaseError` where one that the map names is missing or stands twice."""
    number, row = head
    meant = {folded(h): found for h, found in columns.columns.items()}
    names = [folded(str(cell)) for cell in row]
    faults = []
    for heading in columns.columns:
        if folded(heading) not in names:
            close = nearest(heading, [n for n in names if n])
            shown = next((str(c) for c in row if folded(str(c)) == close), "")
            hint = f' (did you mean "{shown}"?)' if close else ""
            faults.append(
                f'{columns.file}: [columns] "{heading}": {export} row {number} has no such heading{hint}.'
            )
        elif names.count(folded(heading)) > 1:
            faults.append(
                f'{export} row {number}: the heading "{heading}" stands there twice, so nobody knows which counts.'
            )
    for at, cell in enumerate(row, 1):
        if cell.trouble and folded(str(cell)) in meant:
            faults.append(f"{export} row {number}, column {letters(at)}, {str(cell)!r}: {cell.trouble}.")
    if faults:
        raise CaseError("\n".join(faults))
    return tuple(Heading(str(cell), meant.get(folded(str(cell)), ())) for cell in row)


def _is_total(row: Row, headings: tuple[Heading | None, ...]) -> bool:
    """Say whether a row adds up the others: it begins with such a word and names no case beside it."""
    at, first = next((n, str(cell)) for n, cell in enumerate(row[1]) if not cell.empty)
    case = next(
        n for n, h in enumerate(headings) if h is not None and any(c.heading == "case" for c in h.columns)
    )
    return _TOTAL.fullmatch(plain(unicodedata.normalize("NFC", first))) is not None and (
        case == at or case >= len(row[1]) or row[1][case].empty
    )


def _days(rows: Sequence[Row], headings: tuple[Heading | None, ...]) -> Iterator[str]:
    """Give what stands in the columns of days as text."""
    dated = [
        n for n, h in enumerate(headings) if h is not None and any(c.sort is Sort.DAY for c in h.columns)
    ]
    values = (row[n].value for _, row in rows for n in dated if n < len(row))
    return (value for value in values if isinstance(value, str))


def _as_csv(head: Row, row: Row) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([map(str, head[1]), map(str, row[1])])
    return out.getvalue()


def _placed(case: SheetCase, into: Path, place: Path, row: str) -> RowCase:
    folder = into / case.name
    if case.faults:
        return RowCase(case, folder, "not read")
    if folder.exists():
        return RowCase(case, folder, "there already", tuple(_says_more(case, folder)))
    made = place / case.name
    made.mkdir()
    name = kept_name(as_told(f"{case.facts.place}.csv").replace("/", "_"))
    said = case.facts.file.model_dump(exclude_unset=True)
    said["evidence"] = {name: {"kind": Kind.CORRESPONDENCE, "leave_out": True}}
    head = f"# From {case.facts.place}. What stands here wins over what is read from the evidence that you put beside it."
    (made / _CASE_FILE).write_text("\n".join([head, *tables(said)]) + "\n", encoding="utf-8")
    (made / name).write_text(row, encoding="utf-8")
    made.rename(folder)
    return RowCase(case, folder, "written")


def _says_more(row: SheetCase, folder: Path) -> Iterator[str]:
    """Give the lines under `[claims]` that a folder's own `case.toml` has otherwise, or not at all."""
    written = folder / _CASE_FILE
    try:
        file = load_toml(written, CaseFile, CaseError) if written.is_file() else CaseFile()
    except CaseError as reason:
        yield from (f"# {line}" for line in str(reason).splitlines())
        return
    there = file.model_dump(exclude_unset=True).get("claims", {})
    said: dict[str, dict[str, Any]] = row.facts.file.model_dump(exclude_unset=True).get("claims", {})
    new = {
        who: {key: value for key, value in claim.items() if there.get(who, {}).get(key) != value}
        for who, claim in said.items()
    }
    more = {who: claim for who, claim in new.items() if claim}
    yield from (line for line in tables({"claims": more}) if line)
