"""What people did in a bundle's folder: papers that they put there, letters that they changed. A new bundle takes none of it away."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evidencekit.digests import file_digest
from evidencekit.errors import CannotWriteError
from evidencekit.manifest import LOG, NAME, SUMS, read_manifest, read_sums
from evidencekit.model.case import Case
from evidencekit.model.evidence import SourceFile
from evidencekit.model.finding import Finding, warning

_MOST_NAMED = 4


def kept_by_hand(target: Path, case: Case, sources: Iterable[SourceFile]) -> Iterator[Finding]:
    """Copy what is not as it was sealed into a folder beside the bundle that is to be replaced, and tell it.

    Raises `CannotWriteError` where the folder was not made by this program, or holds another case's bundle.
    """
    if not target.is_dir():
        return
    account, sums = read_manifest(target / NAME), read_sums(target / SUMS)
    if account is None and sums is None:
        mine = sorted(p.name for p in target.iterdir())
        if mine:
            raise CannotWriteError(
                f"{target} holds what evidencekit did not make ({_listed(mine)}); move it, or choose another --out folder."
            )
        return
    if account is not None and _anothers(account, case, sources):
        raise CannotWriteError(
            f"{target} holds the bundle of another case (reference {str(account.get('reference'))[:80]}), which this one "
            f"(reference {case.reference}) would replace; choose another --out folder, or rename the case folder."
        )
    changed = [
        path
        for path in sorted(target.rglob("*"))
        if path.is_file() and not path.is_symlink() and _by_hand(path, target, sums or {})
    ]
    if not changed:
        return
    beside = target.with_name(f"{target.name}.kept")
    names = [path.relative_to(target).as_posix() for path in changed]
    try:
        for path, name in zip(changed, names, strict=True):
            _keep(path, beside / name)
    except OSError as reason:
        raise CannotWriteError(
            f"{beside} cannot be written: {reason.strerror or reason}. Nothing was replaced."
        ) from reason
    message = (
        f"In {target.name} {'were files that were' if len(names) > 1 else 'was a file that was'} put there or changed since "
        f"({_listed(names)}); what they were is in {beside.name}, beside the new bundle."
    )
    yield warning("kept-by-hand", message)


def _anothers(account: dict[str, Any], case: Case, sources: Iterable[SourceFile]) -> bool:
    """Say whether a bundle is of another case: another reference, and not one file in common."""
    rows = account.get("files")
    then = {row.get("sha256") for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()
    now = {source.sha256 for source in sources}
    return account.get("reference") != case.reference and bool(then and now) and not then & now


def _by_hand(path: Path, target: Path, sums: dict[str, str]) -> bool:
    name = path.relative_to(target).as_posix()
    if name in {LOG, SUMS}:
        return False
    return name not in sums or file_digest(path) != sums[name]


def _keep(path: Path, copy: Path) -> None:
    """Copy a file; one of the same name that is there and says something else stays as well."""
    digest, number, free = file_digest(path), 1, copy
    while free.exists() and file_digest(free) != digest:
        number += 1
        free = copy.with_name(f"{copy.stem} ({number}){copy.suffix}")
    if not free.exists():
        free.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, free)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
