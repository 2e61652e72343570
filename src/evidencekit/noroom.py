"""No room: what is the machine's trouble and not a file's, however deep in a library it is met."""

import errno
import os
import tempfile
from collections.abc import Iterator

_FULL = (errno.ENOSPC, errno.EDQUOT)
_MANY = (errno.EMFILE, errno.ENFILE)
_DEEP = 10


def no_room(reason: BaseException) -> str | None:
    """Say that a disk was full, a file too long, or too many files open; None where something else went wrong.

    Libraries wrap what the system says, and some keep only its words.
    """
    for each in _causes(reason):
        if _is(each, _FULL):
            return (
                f"The disk is full: there is no room to work in {tempfile.gettempdir()}. Make some, or name another folder in "
                "TMPDIR. What was built before stands."
            )
        if _is(each, (errno.EFBIG,)):
            return (
                "A file would have become longer than one may; allow more with EVIDENCEKIT_LIMITS=output=16G. "
                "What was built before stands."
            )
        if _is(each, _MANY):
            return (
                "Too many files were open at once; allow more with EVIDENCEKIT_LIMITS=files=8192, and of the system with "
                "`ulimit -n 8192`. What was built before stands."
            )
    return None


def not_its_fault(reason: BaseException) -> bool:
    """Say whether a file is not to blame for what went wrong: then no finding may say that it is damaged."""
    return no_room(reason) is not None


def _causes(reason: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = reason
    for _ in range(_DEEP):
        if each is None:
            return
        yield each
        each = each.__cause__ or each.__context__


def _is(reason: BaseException, numbers: tuple[int, ...]) -> bool:
    if not isinstance(reason, OSError):
        return False
    if reason.errno is not None:
        return reason.errno in numbers
    # Some libraries keep the words alone. Where there is a number they are not looked at: they may be a stranger's file name.
    return any(os.strerror(number) in str(reason) for number in numbers)
