"""Python's collector of garbage, and when it had better rest."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY = 5_000
"""Values made in one block from which on it counts as a load."""


@contextmanager
def at_rest(*, all_stays: bool = False) -> Iterator[None]:
    """Let the collector rest while many values are made; whoever had switched it off finds it so again.

    Loading the rules took twice as long with it, and a tenth of the time of reading went to it. What it would free, circles
    of values, waits until the block is left: so a block is one file, or one load, and never a whole book of cases. Where
    `all_stays` of what was made, it is not looked through right afterwards either, but with all else that is old.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if all_stays and gc.get_count()[0] > _MANY and not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()  # both together move everything to the old values, and look at none
            gc.enable()
