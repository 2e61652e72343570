"""`evidencekit` on the command line, and `python -m evidencekit`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from evidencekit.cli import main as front

    for stream in (sys.stdout, sys.stderr):
        # A file name may hold what the terminal's encoding cannot write: show its code instead of failing.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    front(prog_name="evidencekit")


if __name__ == "__main__":
    main()
