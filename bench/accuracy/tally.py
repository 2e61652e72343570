"""What a row counts: values that were right, wrong or missed, with the names of the files."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """One line of the table.

    Precision is the share of what was said that is true, recall the share of what is there that was said. A value
    that was read wrongly counts against both: it was said, and the true one was not.
    """

    what: str
    precision_aim: float = 0.0
    """To reach, from 0 to 1; 0 where nothing is asked."""
    recall_aim: float = 0.0
    note: str = ""
    """What a reader of the table must know, such as the figure of the yardstick."""
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def see(self, name: str, expected: object, found: object) -> None:
        """Count one value of a file; `None` stands for nothing there, or nothing said."""
        if found == expected:
            self.right += expected is not None
            return
        if found is not None:
            self.wrong.append(f"{name}: {_short(found)} instead of {_short(expected)}")
        if expected is not None:
            self.missed.append(f"{name}: {_short(expected)}")

    @property
    def said(self) -> int:
        """How many values were said."""
        return self.right + len(self.wrong)

    @property
    def there(self) -> int:
        """How many values are there."""
        return self.right + len(self.missed)

    @property
    def precision(self) -> float | None:
        """The share of what was said that is true; None where nothing was said."""
        return self.right / self.said if self.said else None

    @property
    def recall(self) -> float | None:
        """The share of what is there that was said; None where nothing is there."""
        return self.right / self.there if self.there else None

    @property
    def reached(self) -> bool:
        """Whether both aims are met."""
        # What was never said cannot be wrong, and what is not there cannot be missed.
        precise = self.precision is None or self.precision >= self.precision_aim
        return precise and (self.recall is None or self.recall >= self.recall_aim)

    def worst(self, most: int) -> list[str]:
        """Name what went wrong: false values first, for they cost more; then what was missed and not also misread."""
        misread = Counter(entry.partition(": ")[0] for entry in self.wrong)
        only_missed = [entry for entry in self.missed if entry.partition(": ")[0] not in misread]
        every = [f"wrong: {entry}" for entry in self.wrong] + [f"missed: {entry}" for entry in only_missed]
        return every[:most] + ([f"and {len(every) - most} more"] if len(every) > most else [])


def _short(value: object) -> str:
    if value is None:
        return "nothing"
    text = "".join(c if c.isprintable() else "·" for c in str(value))
    return text if len(text) <= 60 else f"{text[:57]}..."
