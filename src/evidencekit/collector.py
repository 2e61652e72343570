"""Python's collector of garbage, and when it had better rest."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_rest() -> Iterator[None]:
    """Let the collector rest while many values are made that all stay; whoever had switched it off finds it so again.

    Loading the rules took twice as long with it, and a tenth of the time of reading went to it. What it would free, circles
    of values, waits until the block is left: so a block is one file, or one load, and never a whole book of cases.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
