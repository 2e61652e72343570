"""Laying out: a case folder for a row of a sheet that lists files and names no folder."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidencekit.abandoned import working_folder
from evidencekit.errors import CaseError
from evidencekit.model.sheetrow import SheetCase


@contextmanager
def laid_out(case: SheetCase) -> Iterator[Path]:
    """Give the folder of a case: its own, else one that is gone afterwards, with its files under their names.

    Raises `CaseError` where its row has faults, or a file went away.
    """
    if case.faults:
        raise CaseError("\n".join(case.faults))
    if case.folder is not None:
        yield case.folder
        return
    with working_folder("row-") as place:
        folder = place / "case"
        folder.mkdir()
        for file in case.files:
            try:
                shutil.copyfile(file, folder / file.name)
            except OSError as reason:
                raise CaseError(
                    f"{case.facts.place}: {file} cannot be read ({reason.strerror or reason})."
                ) from reason
        yield folder
