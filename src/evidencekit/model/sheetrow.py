"""What a row of a sheet says of a case; the facts are those of `case.toml`, under the same names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.errors import CaseError
from evidencekit.model.casefile import CaseFile


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What stands in one row, as `case.toml` would have it."""

    case: str
    """The case's name: as the row has it, else that of its folder."""
    file: CaseFile
    place: str
    """Where it stands, for a person: `cases.xlsx row 17`."""


@dataclass(frozen=True, slots=True)
class SheetCase:
    """One row of a sheet: a case in a folder, or one whose files and facts the row lists."""

    facts: RowFacts
    folder: Path | None = None
    """None where the row names no folder."""
    files: tuple[Path, ...] = ()
    """The evidence of a case without a folder."""
    faults: tuple[str, ...] = ()
    """What is wrong with the row, a sentence each; a row with a fault is not built."""

    @property
    def name(self) -> str:
        """The case's name."""
        return self.facts.case


def together(file: CaseFile, facts: RowFacts) -> CaseFile:
    """Return what `case.toml` and a row say together; raise `CaseError` where they contradict each other, all at once."""
    faults: list[str] = []
    written = file.model_dump(exclude_unset=True)
    merged = _merged(written, facts.file.model_dump(exclude_unset=True), (), facts.place, faults)
    if faults:
        raise CaseError("\n".join(faults))
    # Passwords come out of a dump as they went in; the row has none.
    return CaseFile.model_validate(merged)


def _merged(one: Any, other: Any, place: tuple[str, ...], row: str, faults: list[str]) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        both = dict(one)
        for key, value in other.items():
            both[key] = _merged(one[key], value, (*place, str(key)), row, faults) if key in one else value
        return both
    if one != other:
        key = ".".join(place)
        told = (
            f"{row} lists other goods than the folder's case.toml" if key == "goods"
            else f"{row} says {_shown(other)} for {key}, and the folder's case.toml says {_shown(one)}"
        )  # fmt: skip
        faults.append(f"{told}; make them the same, or leave one out.")
    return one


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return repr("; ".join(map(str, value)))
    return repr(str(value))
