"""A case: one loss, a folder of evidence, with a `case.toml` where a person has added something."""

from dataclasses import dataclass
from pathlib import Path

from evidencekit.model.casefile import CaseFile


@dataclass(frozen=True, slots=True)
class Case:
    """The folder and what a person wrote about it."""

    name: str
    """The folder's name, NFC."""
    folder: Path
    file: CaseFile
    described: bool
    """False where there is no `case.toml`."""

    @property
    def reference(self) -> str:
        """What stands on every page: the person's own reference, else the folder's name."""
        return self.file.reference or self.name
