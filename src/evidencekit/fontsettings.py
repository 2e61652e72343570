"""Whether the engine that comes in a wheel looks for the system's fonts: it opens every one of them anew for every letter.

It asks fontconfig's settings where they are, and an environment variable which settings those are. A letter that is set in
what comes along needs none of them.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "FONTCONFIG_FILE"
_USUAL = "/etc/fonts/fonts.conf"
_NONE = str(Path(__file__).with_name("no-fonts.conf"))
_ready = [False]
_one_at_a_time = threading.Lock()


def ready() -> None:
    """Make room for the variable, in a process that is the program's own and has one thread.

    One that is there already can be given another value while other threads read the environment; a new one cannot.
    """
    if sys.platform == "linux":
        os.environ.setdefault(_NAME, _USUAL)
        _ready[0] = True


@contextmanager
def system_fonts(*, wanted: bool) -> Iterator[None]:
    """Let the engine find the system's fonts, or spare it the look; in a process that is not `ready` it always looks."""
    if not _ready[0]:
        yield
        return
    with _one_at_a_time:
        before = os.environ[_NAME]
        if not wanted:
            os.environ[_NAME] = _NONE
        try:
            yield
        finally:
            os.environ[_NAME] = before
