"""Files that nobody else on this computer may read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

PRIVATE = "EVIDENCEKIT_PRIVATE"
"""The environment variable that asks for it, whatever the command."""
_MINE_ALONE = 0o077


@contextmanager
def privately(*, private: bool) -> Iterator[None]:
    """Give what is written meanwhile, by any thread of this process, to its owner alone: 0600 for files, 0700 for folders."""
    if not private:
        yield
        return
    before = os.umask(_MINE_ALONE)
    try:
        yield
    finally:
        os.umask(before)
