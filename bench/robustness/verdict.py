"""What can become of a file."""

from dataclasses import dataclass

RIGHT, REPAIRED, EXPLAINED, WRONG = "shown right", "repaired", "explained", "wrong"
RESULTS = (RIGHT, REPAIRED, EXPLAINED, WRONG)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one file came out, and why it is not what it should be."""

    result: str
    why: str = ""
    likeness: float | None = None
    """Structural similarity to a reference, 0 to 1."""


def wrong(why: str) -> Verdict:
    """Say what is wrong."""
    return Verdict(WRONG, why)
