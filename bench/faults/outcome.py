"""What became of one kind of fault."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tried:
    """One kind of fault, how often it was tried, and each time that it did harm."""

    what: str
    times: int
    troubles: tuple[str, ...]

    @property
    def survived(self) -> int:
        """How often nothing was lost and nothing was left behind."""
        return max(0, self.times - len(self.troubles))
