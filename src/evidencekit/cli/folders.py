"""Which folders are cases, and whether they can be built side by side."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.casefolders import cases_below
from evidencekit.errors import UsageError
from evidencekit.model.stored import StoredFolder

if TYPE_CHECKING:
    from evidencekit.model.sheetrow import SheetCase

_LITTER = frozenset({"thumbs.db", "desktop.ini"})


def case_folders(root: Path, out: Path | None = None) -> tuple[Path, ...]:
    """Return the case folders below a folder, in the order of their names; also links that lead nowhere, to be told.

    A folder of it that holds cases with a `case.toml` of their own stands for these. What is at `out` is no case.
    """
    if root.is_file():
        raise UsageError(f"{root} is a file; give the folder that holds the case folders.")
    if not root.is_dir():
        raise UsageError(f"The folder {root} does not exist.")
    try:
        entries = sorted(p for p in root.iterdir() if not p.name.startswith("."))
        found = [
            case
            for p in entries
            if p.is_dir() or (p.is_symlink() and not p.exists())
            for case in cases_below(p, out)
        ]
    except OSError as reason:
        raise UsageError(f"The folder {root} cannot be read: {reason.strerror or reason}.") from reason
    if not found:
        raise UsageError(f"{root} holds no case folders; for one case, use `evidencekit build {root}`.")
    return tuple(found)


def beside_the_cases(root: Path) -> tuple[str, ...]:
    """Return the names of files that lie beside the case folders and so belong to none; the computer's own are not told."""
    if not root.is_dir():
        return ()
    files = sorted(p.name for p in root.iterdir() if p.is_file())
    return tuple(n for n in files if not n.startswith((".", "~$")) and n.casefold() not in _LITTER)


def cases_at(
    root: Path | StoredFolder, *, out: Path | StoredFolder, templates: Path | None, recipients: Sequence[str]
) -> "tuple[Path | SheetCase | StoredFolder, ...]":
    """Return the cases of a folder, of a sheet, or of a folder in an object store, as `cases_of` does."""
    if isinstance(root, StoredFolder):
        return _stored_cases(root, out)
    return cases_of(root, out=out, templates=templates, recipients=recipients)


def _stored_cases(root: StoredFolder, out: Path | StoredFolder) -> tuple[StoredFolder, ...]:
    from evidencekit.afar import safe_name
    from evidencekit.stores import StoreError, store_of

    try:
        names = store_of(root).folders(root)
    except FileNotFoundError as reason:
        raise UsageError(f"The folder {root} does not exist.") from reason
    except StoreError as reason:
        raise UsageError(str(reason)) from reason
    cases = tuple(c for name in names if not name.startswith(".") and (c := root.child(name)) != out)
    if not cases:
        raise UsageError(f"{root} holds no case folders; give the folder that holds them.")
    seen: dict[str, StoredFolder] = {}
    for case in cases:
        if isinstance(out, StoredFolder) and f"{out}/".startswith(f"{case}/"):
            raise UsageError(
                f"The output folder {out} lies inside the case folder {case}; choose one beside it."
            )
        twin = seen.setdefault(safe_name(case).casefold(), case)
        if twin != case:
            raise UsageError(
                f"{twin} and {case} would have the same name, {safe_name(case)}: the one's bundle would replace the other's. Rename one."
            )
    return cases


def cases_of(
    root: Path, *, out: Path | StoredFolder, templates: Path | None, recipients: Sequence[str]
) -> "tuple[Path | SheetCase, ...]":
    """Return the cases of a folder of case folders, or of a sheet with one a row.

    Raises `UsageError` where one case would overwrite another, and as `read_sheet` does.
    """
    if not root.is_file():
        place = out.resolve() if isinstance(out, Path) else None
        folders = case_folders(root, place)
        refuse_mix_ups(folders, out)
        return folders
    from evidencekit.casesheet import read_sheet
    from evidencekit.resources import open_library
    from evidencekit.rulefiles import PROFILES, ids
    from evidencekit.steps.profiles import load_profiles

    library = open_library(templates)
    load_profiles(library, recipients)  # one that there is not would fail every row
    found = read_sheet(root, ids(library, PROFILES))
    for case in found:
        if case.folder is not None:
            refuse_mix_ups((case.folder,), out)
    return found


def refuse_mix_ups(folders: Sequence[Path], out: Path | StoredFolder) -> None:
    """Raise `UsageError` where one case would overwrite another, or the bundles would land among the evidence."""
    seen: dict[str, Path] = {}
    place = out.resolve() if isinstance(out, Path) else None
    for folder in folders:
        whole = folder.resolve()
        if place is not None and place.is_relative_to(whole):
            raise UsageError(
                f"The output folder {out} lies inside the case folder {folder}; choose one beside it."
            )
        # Some file systems take `Case` and `case` for one folder.
        name = unicodedata.normalize("NFC", whole.name).casefold()
        if name in seen:
            raise UsageError(
                f"{seen[name]} and {folder} have the same name, {whole.name}: the one's bundle would replace the other's. "
                "Rename one, or build them into different --out folders."
            )
        seen[name] = folder
