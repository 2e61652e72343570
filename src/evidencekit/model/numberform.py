"""What `templates/numbers/*.toml` says of one form of an identifier."""

import re
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from evidencekit.model.checkdigits import CHECKS

_UNBOUNDED = re.compile(r"(?<!\\)[*+]|\{\d*,\}")


def _bounded(pattern: str) -> str:
    """Refuse what could match without end: text of strangers is searched with it."""
    if _UNBOUNDED.search(re.sub(r"\[[^\]]*\]", "x", pattern)):
        raise ValueError("say how often: {1,9} instead of * or +")
    try:
        re.compile(pattern)
    except re.error as reason:
        raise ValueError(f"not a regular expression ({reason})") from reason
    return pattern


def _known_check(name: str) -> str:
    if name not in CHECKS:
        raise ValueError(f"there is no check digit {name!r}; there are {', '.join(sorted(CHECKS))}")
    return name


class NumberForm(BaseModel):
    """One published form of an identifier.

    `pattern` fits the whole number in capitals without spaces, and without hyphens unless `hyphens` says that they
    belong to it. A group `number` is the part that identifies, a group `checked` the part with the check digit;
    without them it is all of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    name: str
    """Of the fact, such as `tracking_number`."""
    form: str
    """What people call it, such as `1Z`."""
    carrier: str | None = None
    pattern: Annotated[str, AfterValidator(_bounded)]
    lengths: tuple[int, ...]
    """How many characters, without spaces."""
    hyphens: bool = False
    check: Annotated[str, AfterValidator(_known_check)] | None = None
    before: str = ""
    """Digits that the check digit covers although they are not printed."""
    groups: tuple[str, ...] = ()
    """How digits stand in print, such as `4 4 4`; one with letters may stand in any groups."""
    fours: bool = False
    """True where it is printed in groups of four, or in one piece."""
    alone: bool = False
    """True where it is telling enough without a word beside it."""
    telling: bool = False
    """True where the shape alone says what it is meant to be, so that a wrong check digit is worth a word."""
    weak: bool = False
    """True where so much fits it by chance that it is not worth a thought without one of its words."""
    words: tuple[str, ...] = ()
    """The carrier's names and others, one of which stands beside a number that is not `alone`."""
    valid: tuple[str, ...]
    invalid: tuple[str, ...] = ()
    source: str = ""

    @cached_property
    def fits(self) -> re.Pattern[str]:
        """The pattern, compiled."""
        return re.compile(self.pattern)

    def passes(self, match: re.Match[str]) -> bool:
        """Say whether a match has the right check digit, or none that is known."""
        if self.check is None:
            return True
        checked = match["checked"] if "checked" in self.fits.groupindex else match[0]
        return CHECKS[self.check](self.before + checked)

    def number(self, match: re.Match[str]) -> str:
        """Return the part of a match that identifies."""
        return match["number"] if "number" in self.fits.groupindex else match[0]


class NumberFile(BaseModel):
    """One file of number forms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    """Where the forms are from, unless one says otherwise."""
    labels: tuple[str, ...] = ()
    """Words that announce any of these numbers, such as `tracking no`."""
    others: tuple[str, ...] = ()
    """Words that announce some other number, such as `invoice no`."""
    format: tuple[NumberForm, ...]
