"""Asking the person at the terminal for a password, which is not shown while it is typed."""

import os
import select
from contextlib import suppress

from evidencekit.underway import get_on

_TERMINAL = "/dev/tty"
_LONGEST = 1024


def ask_for_password(path: str) -> str | None:
    """Ask for the password of a file; None where nobody answers, or no terminal is there to ask on."""
    try:
        import termios
    except ImportError:
        return None
    try:
        terminal = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    try:
        if os.tcgetpgrp(terminal) != os.getpgrp():
            return None  # in the background: whoever asked there would be stopped
        before = termios.tcgetattr(terminal)
        unseen = before[:]
        unseen[3] &= ~termios.ECHO
        name = "".join(c if c.isprintable() else "?" for c in path)
        try:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, unseen)
            os.write(terminal, f"Password for {name} (Enter: go on without it): ".encode("utf-8", "replace"))
            while not select.select([terminal], [], [], 1.0)[0]:
                get_on()  # whoever looks for a password is not stuck
            typed = os.read(terminal, _LONGEST)
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
            os.write(terminal, b"\n")
    except (OSError, termios.error):
        return None
    finally:
        with suppress(OSError):
            os.close(terminal)
    return typed.decode("utf-8", "replace").rstrip("\r\n") or None
