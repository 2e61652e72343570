"""Outcomes pressed small: what an overview needs of many thousand of them, in little memory until all have come."""

import pickle
import zlib
from collections.abc import Iterator

from evidencekit.model.bundle import Outcome

_TOGETHER = 64
"""Outcomes that are pressed at once: much of what they say is the same in each."""


class Pressed:
    """Outcomes in the order in which they came."""

    def __init__(self) -> None:
        self._loose: list[Outcome] = []
        self._blocks: list[bytes] = []

    def __bool__(self) -> bool:
        return bool(self._loose or self._blocks)

    def append(self, outcome: Outcome) -> None:
        """Keep one more."""
        self._loose.append(outcome)
        if len(self._loose) == _TOGETHER:
            self._blocks.append(zlib.compress(pickle.dumps(self._loose), 6))
            self._loose = []

    def __iter__(self) -> Iterator[Outcome]:
        for block in self._blocks:
            yield from pickle.loads(zlib.decompress(block))  # noqa: S301 - made above, and never left this process
        yield from self._loose
