"""Tries: what becomes of a case whose process ended in the middle of it."""

from dataclasses import dataclass, field

from evidencekit.underway import Ended, Terms

MOST_ASIDE = 3
"""Files of one case that are set aside; where a fourth ends the process as well, the case is given up."""
_UNKNOWN = 2
"""Times that a process may end at no file that is known."""
_BROKE_OFF = "the program broke off while it was opening it"
_NO_END = "opening it came to no end"


@dataclass
class Tries:
    """How often a case was tried, and what was found out on the way."""

    hands: bool = True
    aside: dict[str, str] = field(default_factory=dict)
    """Digests of the files that are left alone from now on, and why."""
    count: int = 0
    _unknown: int = 0
    _last: str = ""
    last_file: str = ""
    """The path of the file at which it ended last; empty where nobody knows."""

    def terms(self) -> Terms:
        """Return the terms for the next try."""
        return Terms(dict(self.aside), self.hands)

    def again(self, ended: Ended) -> bool:
        """Say whether another try makes sense, now that a process ended so.

        The file that it was at is set aside. Where it was at several, the next try has one thread alone, which names the one.
        """
        self.count += 1
        files = {at.sha256: at.path for at in ended.at if at.sha256}
        self.last_file = next(iter(files.values())) if len(files) == 1 else ""
        self._last = self.last_file or next((at.what for at in ended.at), "")
        if len(files) > 1 and self.hands:
            self.hands = False
            return True
        if not files or set(files) <= set(self.aside):
            self._unknown += 1
            self.hands = False
            return self._unknown < _UNKNOWN
        if len(self.aside) >= MOST_ASIDE:
            return False
        self.aside |= dict.fromkeys(files, _NO_END if ended.stuck else _BROKE_OFF)
        return True

    def alone(self) -> bool:
        """Try again with one thread, since memory ran out under several; say whether that makes sense."""
        before, self.hands = self.hands, False
        return before

    def told(self, case: str) -> str:
        """Say in one sentence that a case is given up."""
        where = f", the last time at {self._last}" if self._last else ""
        return (
            f"{case} is given up: the process that works on it ended {self.count} times{where}. "
            "Take that file out of the folder, or save it anew, and run it again."
            if self.last_file
            else f"{case} is given up: the process that works on it ended {self.count} times{where}."
        )
