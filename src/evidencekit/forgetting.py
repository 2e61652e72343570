"""`forget`: what the cache holds of a case, removed."""

from pathlib import Path

from evidencekit.desk import open_desk
from evidencekit.kept import Forgotten, forget
from evidencekit.steps.intake import collect, open_case
from evidencekit.toolkit import installed_toolkit


def forget_case(folder: Path) -> Forgotten:
    """Remove from the user's cache what was read of a case's files, of what came out of its packages, and of the folder.

    A folder that is gone is known by what was kept of it: then what came out of packages stays, as does what was read of
    a file before it was changed; `forget_all` removes them. Nothing of the case itself, or built from it, is touched.
    Raises `CaseError` where the folder cannot be read, and `OSError` where something cannot be removed.
    """
    owners = {str(folder.resolve())}
    if folder.is_dir():
        with open_desk(for_pages=False) as desk:
            sources, _ = collect(open_case(folder), desk, installed_toolkit().identifiers)
        owners |= {s.sha256 for s in sources}
    return forget(owners)


def forget_all() -> Forgotten:
    """Remove everything that was read of any case from the user's cache; raises `OSError` where that cannot be."""
    return forget(None)
