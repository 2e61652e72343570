"""`evidencekit` on the command line, and `python -m evidencekit`."""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import warnings
from types import FrameType
from typing import NoReturn


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A run makes much and drops little: looking for what can be dropped at Python's usual pace takes a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    from evidencekit.cli import main as front
    from evidencekit.underway import finish

    _settle()
    try:
        front(prog_name="evidencekit")
    except SystemExit as left:
        finish()
        _leave(left)
    except BaseException:
        finish()
        raise


def _leave(left: SystemExit) -> NoReturn:
    """Go without taking apart, object by object, what the system takes back in one piece."""
    if multiprocessing.active_children() or not isinstance(left.code or 0, int):
        raise left
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        raise left from None
    os._exit(int(left.code or 0))


def _settle() -> None:
    """Make the process one that a person talks to: no library speaks up, any name can be printed, a stop is orderly."""
    from evidencekit import fontsettings

    logging.getLogger().addHandler(logging.NullHandler())  # -v puts one there that speaks
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        # A file name may hold what the terminal's encoding cannot write: show its code instead of failing.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _stop)
    fontsettings.ready()


def _stop(number: int, _frame: FrameType | None) -> None:
    """Unwind as for Ctrl-C, so that the desk is cleared away."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
