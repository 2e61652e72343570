"""Cases and bundles in object stores: a working copy is fetched, built from as any other, and what was built is brought back.

One case at a time is here, in a working folder that goes away with it. Whatever happens on the way, what stood in the store
before stands there still, or the new bundle does; a half exchanged one is made again by the next run.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from evidencekit.abandoned import working_folder
from evidencekit.asjson import as_json, from_json
from evidencekit.errors import CannotWriteError, CaseError, EvidenceKitError
from evidencekit.layingout import laid_out
from evidencekit.manifest import LOG, NAME, SUMS
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.finding import Finding, warning
from evidencekit.model.sheetrow import SheetCase
from evidencekit.model.stored import StoredFolder
from evidencekit.names import as_told, case_name, kept_name
from evidencekit.orders import Order, failed
from evidencekit.resources import open_library
from evidencekit.stores import StoredFile, StoreError, safe_places, store_of
from evidencekit.unchanged import Wish, input_key, key_of

STORED = "stored.json"
"""Beside a case's bundles in a store: from which input they were made, and what each object was when it was written."""
_MOST_FILES = 20_000
_MOST_BYTES = 20_000_000_000
"""Of one case: what is fetched has to find room here."""

Builder = Callable[[Order], tuple[Outcome, ...]]


def carried_afar(order: Order, build: Builder) -> tuple[Outcome, ...]:
    """Let an order be carried out whose case or bundles are in a store; every other one goes straight to `build`."""
    if not isinstance(order.case, StoredFolder) and not isinstance(order.into, StoredFolder):
        return build(order)
    try:
        with working_folder("afar-") as place:
            return _carried(order, place, build)
    except StoreError as reason:
        return (failed(order, str(reason), CaseError.exit_code),)
    except EvidenceKitError as reason:
        return (failed(order, str(reason), reason.exit_code),)
    except OSError as reason:
        message = f"There is no room to work in {tempfile.gettempdir()} ({reason.strerror or reason})."
        return (failed(order, message, CannotWriteError.exit_code),)


def safe_name(case: StoredFolder) -> str:
    """Return the name of a case that stands in a store, as a folder may be called anywhere."""
    return as_told(kept_name(case.name.lstrip("."))) or "case"


def _name(case: Path | SheetCase | StoredFolder) -> str:
    if isinstance(case, StoredFolder):
        return safe_name(case)
    return case_name(case) if isinstance(case, Path) else case.name


def _carried(order: Order, place: Path, build: Builder) -> tuple[Outcome, ...]:
    case, into = order.case, order.into
    told: tuple[Finding, ...] = ()
    files = store_of(case).files(case) if isinstance(case, StoredFolder) else ()
    name = _name(case)
    key = ""
    if isinstance(into, StoredFolder):
        key = _key(order, files)
        # A password that is given now may open what was locked the last time, and a signature says when.
        if (
            order.resume
            and order.passwords is None
            and order.signing is None
            and (made := _standing(into.child(name), key)) is not None
        ):
            return made
    if isinstance(case, StoredFolder):
        folder = place / "cases" / name
        told = tuple(_fetch(case, files, folder))
        case = folder
    if not isinstance(into, StoredFolder):
        outcomes = build(replace(order, case=case))
    elif order.dry_run:
        outcomes = build(replace(order, case=case, into=place / "out"))
    else:
        _fetch_manifests(into.child(name), place / "out" / name)
        made = build(replace(order, case=case, into=place / "out", resume=True))
        outcomes = tuple(_brought(order, into.child(name), o) for o in made)
        if all(map(_may_stand, made)):
            _note(into.child(name), key, outcomes)
    if told:
        outcomes = tuple(replace(o, findings=(*told, *o.findings)) for o in outcomes)
    return outcomes


def _key(order: Order, files: tuple[StoredFile, ...]) -> str:
    """Return one digest of all that the bundles depend on; of a case in a store by what the store says of its objects."""
    row = order.case.facts if isinstance(order.case, SheetCase) else None
    wish = Wish(order.recipients, order.today, order.engine, order.draft, order.lang, row)
    library = open_library(order.templates)
    if isinstance(order.case, StoredFolder):
        return key_of(wish, library, ((f.inside, f"{f.size} {f.tag}") for f in files))
    with laid_out(order.case) if isinstance(order.case, SheetCase) else nullcontext(order.case) as folder:
        return input_key(folder, wish, library, None) if folder.is_dir() else ""


def _fetch(case: StoredFolder, files: tuple[StoredFile, ...], folder: Path) -> Iterator[Finding]:
    """Bring a case here, and tell which of its files had to be called something else; raise `CaseError` for too much."""
    if not files:
        raise CaseError(f"The case folder {case} does not exist, or it is empty.")
    size = sum(f.size for f in files)
    if len(files) > _MOST_FILES or size > _MOST_BYTES:
        raise CaseError(
            f"The case folder {case} holds {len(files)} files of {size // 1_000_000} MB; at most {_MOST_FILES} files of "
            f"{_MOST_BYTES // 1_000_000} MB are fetched. Move what is no evidence elsewhere."
        )
    store = store_of(case)
    folder.mkdir(parents=True)
    for file, name in safe_places(files):
        store.fetch(file, folder / name)
        if name != file.inside:
            message = (
                f"{file.inside} is called {name} here: no file may have the name that it has in the store."
            )
            yield warning("renamed", message, name)


def _fetch_manifests(target: StoredFolder, folder: Path) -> None:
    """Bring the account of the bundles that stand there, so that exhibits keep their labels."""
    store = store_of(target)
    for file in store.files(target):
        recipient, _, rest = file.inside.partition("/")
        if rest == NAME and kept_name(recipient) == recipient and not recipient.startswith("."):
            store.fetch(file, folder / recipient / NAME)


def _brought(order: Order, target: StoredFolder, outcome: Outcome) -> Outcome:
    """Let a bundle stand in the store; where that fails, that is its outcome."""
    if outcome.folder is None:
        return outcome
    place = target.child(outcome.recipient)
    try:
        store_of(target).replace(place, outcome.folder, last=SUMS)
    except StoreError as reason:
        message = f"{reason} What stood there before is unchanged, or is made anew by the next run."
        return replace(failed(order, message, CannotWriteError.exit_code), recipient=outcome.recipient, summary=outcome.summary)  # fmt: skip
    return _afar(outcome, target)


def _may_stand(outcome: Outcome) -> bool:
    """Say whether a bundle was made from an input that is known; one that lacks a file that broke off is tried again."""
    if outcome.folder is None:
        return outcome.status is OutcomeStatus.REFUSED
    try:
        return bool(json.loads((outcome.folder / LOG).read_bytes()).get("input"))
    except (OSError, ValueError):
        return False


def _afar(outcome: Outcome, target: StoredFolder) -> Outcome:
    if outcome.status is not OutcomeStatus.BUILT:
        return outcome
    return replace(
        outcome,
        folder=Path(target.name, outcome.recipient),
        url=f"{target}/{outcome.recipient}",
    )


def _note(target: StoredFolder, key: str, outcomes: tuple[Outcome, ...]) -> None:
    """Note what stands now, for the next run; where a case failed, nothing is."""
    if not key or any(o.status is OutcomeStatus.FAILED for o in outcomes):
        return
    store = store_of(target)
    bare = tuple(replace(o, exhibits=(), seconds=0.0) for o in outcomes)
    told = {"input": key, "files": _listed(target), "outcomes": json.loads(as_json(bare))}
    try:
        store.write(target, STORED, json.dumps(told, indent=1).encode())
    except StoreError:  # then the case is built again: the bundles stand
        return


def _listed(target: StoredFolder) -> dict[str, str]:
    return {f.inside: f"{f.size} {f.tag}" for f in store_of(target).files(target) if f.inside != STORED}


def _standing(target: StoredFolder, key: str) -> tuple[Outcome, ...] | None:
    """Return the outcomes of what stands there from this input and was not touched since; None for anything else."""
    content = store_of(target).read(target, STORED) if key else None
    if content is None:
        return None
    try:
        told = json.loads(content)
        if told["input"] != key or told["files"] != _listed(target):
            return None
        outcomes = from_json(json.dumps(told["outcomes"]))
        if not outcomes or not all(isinstance(o, Outcome) for o in outcomes):
            return None
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return tuple(replace(_afar(o, target), unchanged=True) for o in outcomes)
