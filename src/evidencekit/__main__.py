"""`evidencekit` on the command line, and `python -m evidencekit`."""

import logging
import signal
import sys
import warnings
from types import FrameType


def main() -> None:
    """Run the command line and leave with its exit code."""
    from evidencekit.cli import main as front

    _settle()
    front(prog_name="evidencekit")


def _settle() -> None:
    """Make the process one that a person talks to: no library speaks up, any name can be printed, a stop is orderly."""
    logging.getLogger().addHandler(logging.NullHandler())  # -v puts one there that speaks
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        # A file name may hold what the terminal's encoding cannot write: show its code instead of failing.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _stop)


def _stop(number: int, _frame: FrameType | None) -> None:
    """Unwind as for Ctrl-C, so that the desk is cleared away."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
