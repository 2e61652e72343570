"""The command line: each command parses, calls the library once, and prints."""

from evidencekit.cli.front import main

__all__ = ["main"]
