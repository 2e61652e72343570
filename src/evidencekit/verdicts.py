"""What `verify` answers: one check for each thing that was looked at, and what all of them together show."""

from dataclasses import dataclass
from pathlib import Path

SEALED = "is what was sealed"
SIGNED_ALONE = "is as it was signed"
PARTS_ALONE = (
    "has, in each PDF of it, the pages and the list of exhibits that it was sealed with, by its own account; "
    "its other files were not looked at"
)
FILE_ALONE = (
    "has the pages and the list of exhibits that it was sealed with, by its own account; it is not signed"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    ok: bool
    detail: str
    judged: bool = True
    """False where nobody can say whether it is what it was; it is not `ok` then either."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a sealed folder or file."""

    path: Path
    ok: bool
    checks: tuple[Check, ...]
    shows: str = SEALED
    """What is shown where every check is `ok`, as the rest of a sentence that begins with the path: a file alone shows less."""
