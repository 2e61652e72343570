"""What stands already: bundles that were made from the very same input, so that a second run need not make them again.

What was refused for the very same input is refused again without reading the case: a note beside the bundles says why. A bundle stands where everything that it depends on is as it was, by content (evidence, `case.toml`, profiles, templates,
programs, settings, the date), and where its own files are those that were sealed, byte for byte. Whatever cannot be told counts as changed.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from evidencekit.asjson import as_json, from_json
from evidencekit.custody import library_digest
from evidencekit.digests import file_digest
from evidencekit.kept import Digests, Kept, program_state
from evidencekit.manifest import LOG, SUMS, read_sums
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.evidence import Reading
from evidencekit.model.sheetrow import RowFacts
from evidencekit.resources import Library

_MOST_LOG = 8_000_000
REFUSED = "refused.json"
"""Beside a case's bundles: which recipients were refused theirs, from which input, and why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for of one case."""

    recipients: tuple[str, ...]
    """As asked; none means those that `case.toml` names."""
    today: date
    engine: str
    draft: bool
    lang: str | None
    row: RowFacts | None = None
    """What a sheet says of the case."""
    protected: tuple[str, ...] = ()
    """How what is made is to be protected, in words that say nothing secret."""


def input_key(folder: Path, wish: Wish, library: Library, kept: Kept | None) -> str:
    """Return one digest of all that a case's bundles depend on; empty where a file of the case cannot be read."""
    known = Digests(kept, folder) if kept is not None else None
    try:
        return key_of(wish, library, _contents(folder, "", known))
    except OSError:
        return ""


def key_of(wish: Wish, library: Library, contents: Iterable[tuple[str, str]]) -> str:
    """Return one digest of a wish, of the programs and letters that would be used, and of paths with their contents."""
    digest = hashlib.sha256()
    tools = (
        program_state(),
        library_digest(library),
        os.environ.get("PATH", ""),
        os.environ.get("EVIDENCEKIT_OCR", ""),
    )
    settings = (*wish.recipients, "", wish.today.isoformat(), wish.engine, str(wish.draft), wish.lang or "")
    if wish.row is not None:
        settings = (*settings, wish.row.case, wish.row.file.model_dump_json(exclude_unset=True))
    if wish.protected:
        settings = (*settings, "", *wish.protected)
    digest.update("\0".join((*tools, *settings)).encode("utf-8", "surrogateescape"))
    for path, content in sorted(contents):
        digest.update(f"\n{path}\0{content}".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _contents(folder: Path | str, inside: str, known: Digests | None) -> Iterator[tuple[str, str]]:
    """Give path and digest of every file below a folder; of a link only where it leads."""
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{inside}{entry.name}"
            if entry.is_symlink():
                yield path, f"link to {os.readlink(entry.path)}"  # noqa: PTH115 - an entry of scandir
            elif entry.is_dir():
                yield from _contents(entry.path, f"{path}/", known)
            elif entry.is_file():
                found = known.of(path, entry.stat()) if known is not None else None
                if found is None:
                    found = file_digest(entry.path)
                yield path, found
            else:
                yield path, "no file"


def seal_of(folder: Path) -> str:
    """Return the digest of a bundle's list of digests; it stands for every file that is sealed."""
    return file_digest(folder / SUMS)


def _as_sealed(folder: Path) -> bool:
    """Say whether a bundle holds the files that were sealed, byte for byte, and no others."""
    sums = read_sums(folder / SUMS)
    if sums is None:
        return False
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir() or p.is_symlink()}
    if there - {SUMS, LOG} != sums.keys() or any((folder / name).is_symlink() for name in there):
        return False
    return all(file_digest(folder / name) == digest for name, digest in sums.items())


def told_for_next_time(outcome: Outcome, key: str, recipients: tuple[str, ...]) -> dict[str, object]:
    """Return what the log says of a bundle, so that the next run can tell it again."""
    if not key:
        return {}
    placed = tuple(
        replace(
            p,
            paged=replace(
                p.paged, pdf=Path(), exhibit=replace(e, reading=Reading(replace(e.source, location=Path())))
            ),
        )
        for p in outcome.exhibits
        for e in (p.exhibit,)
    )
    bare = replace(outcome, folder=None, exhibits=placed)
    return {"input": key, "recipients": list(recipients), "outcome": json.loads(as_json(bare))}


def standing(place: Path, wish: Wish, key: str) -> tuple[Outcome, ...] | None:
    """Return the outcomes that stand in a case's folder for this input, one for each recipient: built, or refused before.

    None where one of them does not stand.
    """
    if not key or not place.is_dir():
        return None
    logs = {each.name: log for each in sorted(place.iterdir()) if (log := _log(each, key)) is not None}
    said = _refusals(place, key)
    told = said[0] if said else ()
    wanted = wish.recipients or next((tuple(map(str, log["recipients"])) for log in logs.values()), told)
    refused = {o.recipient: o for o in said[1]} if said else {}
    found = [_outcome(place / name, logs[name]) if name in logs else refused.get(name) for name in wanted]
    if not wanted or None in found:
        return None
    return tuple(o for o in found if o is not None)


def note_refusals(place: Path, key: str, outcomes: tuple[Outcome, ...]) -> None:
    """Note beside a case's bundles which were refused, for the next run; take an older note away where none was.

    A place that cannot be written to gets no note: then the case is read again.
    """
    refused = tuple(replace(o, seconds=0.0) for o in outcomes if o.status is OutcomeStatus.REFUSED)
    note, half = place / REFUSED, place / f".{REFUSED}.new"
    with suppress(OSError):
        if not key or not refused:
            note.unlink(missing_ok=True)
            return
        place.mkdir(parents=True, exist_ok=True)
        told = {
            "input": key,
            "recipients": [o.recipient for o in outcomes],
            "outcomes": json.loads(as_json(refused)),
        }
        half.write_text(json.dumps(told), encoding="utf-8")
        half.replace(note)


def _refusals(place: Path, key: str) -> tuple[tuple[str, ...], tuple[Outcome, ...]] | None:
    """Return all recipients that were asked for and the outcomes of those that were refused; None without such a note."""
    try:
        if (place / REFUSED).stat().st_size > _MOST_LOG:
            return None
        told = json.loads((place / REFUSED).read_text("utf-8"))
        if told["input"] != key:
            return None
        outcomes = from_json(json.dumps(told["outcomes"]))
        if not all(isinstance(o, Outcome) and o.status is OutcomeStatus.REFUSED for o in outcomes):
            return None
        return tuple(map(str, told["recipients"])), tuple(replace(o, unchanged=True) for o in outcomes)
    except Exception:  # absent, or not what this program wrote: then the case is read again
        return None


def _log(bundle: Path, key: str) -> dict[str, Any] | None:
    """Return the log of a bundle that was made from this input and not touched since; None for every other."""
    try:
        if (bundle / LOG).stat().st_size > _MOST_LOG:
            return None
        log = json.loads((bundle / LOG).read_text("utf-8"))
        made = log["input"] == key and isinstance(log["recipients"], list)
        return log if made and log["seal"] == seal_of(bundle) and _as_sealed(bundle) else None
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def _outcome(bundle: Path, log: dict[str, Any]) -> Outcome | None:
    try:
        outcome = from_json(json.dumps(log["outcome"]))
    except Exception:  # whoever wrote it, it is not what this program wrote: then it is made again
        return None
    if not isinstance(outcome, Outcome) or outcome.status is not OutcomeStatus.BUILT:
        return None
    return replace(outcome, folder=bundle, seconds=0.0, unchanged=True)
