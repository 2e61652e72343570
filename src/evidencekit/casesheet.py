"""A sheet with one case a row: its facts go the way that `case.toml` goes, and its faults are told by row, column and value."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evidencekit.cellvalues import CellError, value_of
from evidencekit.errors import CaseError
from evidencekit.model.casefile import CaseFile
from evidencekit.model.sheetrow import RowFacts, SheetCase, together
from evidencekit.names import as_told, case_name, kept_name
from evidencekit.sheetcells import Cell, cells
from evidencekit.sheetcolumns import OWN, Column
from evidencekit.sheetheadings import AS_WRITTEN, Heading, Manner, Place, headings_in
from evidencekit.tomlfile import load_toml, nearest

_CASE_FILE = "case.toml"


Row = tuple[int, list[Cell]]
"""Its number, and its cells."""


def read_sheet(path: Path, recipients: Iterable[str]) -> tuple[SheetCase, ...]:
    """Return the cases of a sheet in the order of its rows, each with what is wrong with it.

    `recipients` are the ids that there are. Folders and files are looked for from where the sheet is. Raises `UsageError`
    where there is no sheet, and `CaseError` where it cannot be read or its headings are wrong, all of them at once.
    """
    rows = (
        (number, row)
        for number, row in cells(path)
        if not next(str(cell) for cell in row if not cell.empty).startswith("#")
    )
    head = next(rows, None)
    if head is None:
        raise CaseError(f"{path.name} is empty; `evidencekit batch --new-sheet FILE` writes one to fill in.")
    columns = headings_in(path.name, *head)
    return cases_in(path, rows, columns, recipients)


def cases_in(
    path: Path,
    rows: Iterable[Row],
    headings: tuple[Heading | None, ...],
    recipients: Iterable[str],
    manner: Manner = AS_WRITTEN,
) -> tuple[SheetCase, ...]:
    """Return the cases of the rows below some headings, as `read_sheet` does; None stands for a column without one."""
    known = frozenset(recipients)
    found = [_case(path, number, row, headings, known, manner) for number, row in rows]
    if not found:
        raise CaseError(f"{path.name} has headings and no row below them.")
    return tuple(_told_twice(found))


_Said = tuple[Any, Place, Cell]
"""A value, and the cell that says it."""


def _case(
    path: Path, number: int, row: list[Cell], headings: tuple[Heading | None, ...], known: frozenset[str], manner: Manner
) -> SheetCase:  # fmt: skip
    faults: list[str] = []
    own: dict[str, _Said] = {}
    said: dict[tuple[str | int, ...], _Said] = {}
    told = list(_told(path.name, number, row, headings, manner, faults))
    currency = next((str(cell) for column, cell, _ in told if column.heading == "currency"), "").upper()
    for column, cell, place in told:
        try:
            value = value_of(cell, column, currency, known)
        except CellError as reason:
            faults.append(place.fault(cell, str(reason)))
            continue
        if column.heading in OWN:
            own[column.heading] = (value, place, cell)
        else:
            said[column.place] = (value, place, cell)
    name, folder, files = _placed(path, number, own, faults, manner)
    file = _file(said, faults)
    facts = RowFacts(name, file, f"{path.name} row {number}")
    if folder is not None and not faults:
        faults += _contradictions(folder, facts)
    return SheetCase(facts, folder, files, tuple(faults))


def _told(
    sheet: str, number: int, row: list[Cell], headings: tuple[Heading | None, ...], manner: Manner, faults: list[str]
) -> Iterator[tuple[Column, Cell, Place]]:  # fmt: skip
    """Give what a row says, column by column, and what holds for every row that does not say it itself."""
    seen = set()
    for at, cell in enumerate(row, 1):
        heading = headings[at - 1] if at <= len(headings) else None
        place = Place(sheet, number, at, heading.shown if heading else "without a heading")
        if heading is None and not cell.empty:
            faults.append(place.fault(cell, "it stands below no heading, so nobody knows what it is"))
        for column in heading.columns if heading is not None and not cell.empty else ():
            try:
                meant = manner.read(cell, column)
            except CellError as reason:
                faults.append(place.fault(cell, str(reason)))
                continue
            if not meant.empty:
                seen.add(column.place)
                yield column, meant, place
    for column, cell in manner.always():
        if column.place not in seen:
            yield column, cell, Place(sheet, number, 1, column.heading)


def _placed(
    path: Path, number: int, own: dict[str, _Said], faults: list[str], manner: Manner
) -> tuple[str, Path | None, tuple[Path, ...]]:
    """Return name, folder and files of a row's case."""
    home, name = path.parent, str(own["case"][0]) if "case" in own else ""
    folder = _folder(home, name, own, faults) if manner.may_have_evidence else None
    files = _files(home, own["files"], faults) if "files" in own else ()
    if folder is not None and "files" in own:
        _, place, cell = own["files"]
        faults.append(place.fault(cell, "the row has a folder, too; put the files into it"))
    if "case" in own and (kept_name(name) != name or "/" in name or name.startswith(".")):
        _, place, cell = own["case"]
        told = 'it names the folder of its bundles, so it cannot hold / \\ : * ? " < > | nor begin or end with a point'
        faults.append(place.fault(cell, told))
    if not name and folder is None:
        what = "neither a case nor a folder" if manner.may_have_evidence else "no case"
        faults.append(f"{path.name} row {number}: it names {what}.")
    return as_told(name) or (case_name(folder) if folder else f"row {number}"), folder, files


def _folder(home: Path, name: str, own: dict[str, _Said], faults: list[str]) -> Path | None:
    """Return the folder that a row names, else the one beside the sheet that is named as the case is."""
    if "folder" not in own:
        beside = bool(name) and "files" not in own and kept_name(name) == name and (home / name).is_dir()
        return home / name if beside else None
    said, place, cell = own["folder"]
    folder = home / str(said)
    if folder.is_file():
        faults.append(place.fault(cell, "it is a file; a case is a folder"))
    elif not folder.is_dir():
        there = [p.name for p in folder.parent.iterdir() if p.is_dir()] if folder.parent.is_dir() else []
        near = nearest(folder.name, there)
        hint = f" (did you mean {near!r}?)" if near else f"; it is looked for in {home.resolve()}"
        faults.append(place.fault(cell, f"there is no such folder{hint}"))
    return folder


def _files(home: Path, told: _Said, faults: list[str]) -> tuple[Path, ...]:
    said, place, cell = told
    files = tuple(home / each for each in said)
    for each in files:
        if not each.is_file():
            faults.append(place.fault(cell, f"there is no file {each.name!r} in {each.parent.resolve()}"))
    names = [as_told(f.name).casefold() for f in files]
    if twice := next((n for n in names if names.count(n) > 1), None):
        faults.append(place.fault(cell, f"two of its files are named {twice!r}; rename one"))
    return files


def _file(said: dict[tuple[str | int, ...], _Said], faults: list[str]) -> CaseFile:
    """Return the facts of a row as `case.toml` would hold them; what does not fit becomes a fault."""
    data: dict[str, Any] = {}
    lines = sorted({int(place[1]) for place in said if place[0] == "goods"})
    for place, (value, _, _) in said.items():
        if place[0] == "goods":
            goods = data.setdefault("goods", [{} for _ in lines])
            goods[lines.index(int(place[1]))][place[2]] = value
            continue
        table: Any = data
        for part in place[:-1]:
            table = table.setdefault(part, {})
        table[place[-1]] = value
    try:
        return CaseFile.model_validate(data)
    except ValidationError as reason:
        for fault in reason.errors():
            at = tuple(lines[p] if i == 1 and fault["loc"][0] == "goods" and isinstance(p, int) else p for i, p in enumerate(fault["loc"]))  # fmt: skip
            found = next((v for place, v in said.items() if place == at[: len(place)]), None)
            told = fault["msg"].removeprefix("Value error, ").rstrip(".")
            if found is not None:
                faults.append(found[1].fault(found[2], told[:1].lower() + told[1:]))
            else:
                # Such as a rate without its source: the place has no cell of its own.
                near = next(v for place, v in said.items() if place[:1] == at[:1])
                faults.append(
                    near[1].fault(near[2], f"{'.'.join(map(str, at))} is needed as well: {told.lower()}")
                )
        return CaseFile()


def _contradictions(folder: Path, facts: RowFacts) -> list[str]:
    """Say where the row and the folder's own `case.toml` differ."""
    written = folder / _CASE_FILE
    if not written.is_file():
        return []
    try:
        together(load_toml(written, CaseFile, CaseError), facts)
    except CaseError as reason:
        return str(reason).splitlines()
    return []


def _told_twice(found: list[SheetCase]) -> Iterator[SheetCase]:
    """Give every case, and to those that several rows are about the fault of it."""
    rows: dict[str, list[SheetCase]] = {}
    for case in found:
        for key in _identities(case):
            rows.setdefault(key, []).append(case)
    for case in found:
        others = [o for key in _identities(case) for o in rows[key] if o is not case]
        if others:
            place = others[0].facts.place.rpartition(" ")[2]
            what = f"{case.facts.place}: row {place} is about {case.name!r} as well; a case has one row, and its goods go into goods.sku, goods.2.sku and so on."
            case = replace(case, faults=(*case.faults, what))  # noqa: PLW2901 - the same case, with its fault
        yield case


def _identities(case: SheetCase) -> tuple[str, ...]:
    # Some file systems take `Case` and `case` for one folder.
    name = unicodedata.normalize("NFC", case.name).casefold()
    return (f"name {name}", f"folder {case.folder.resolve()}") if case.folder else (f"name {name}",)
