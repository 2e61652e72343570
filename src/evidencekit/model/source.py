"""Where a rule comes from, and how sure that makes it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from evidencekit.model.entry import Entry

Grade = Literal["H", "M-H", "M", "M-L", "L"]
"""How sure a source makes a rule. L is only ever a warning; what is graded lower is no rule and does not stand in a file."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Small letters and digits, with single hyphens between them."""


class SourceEntry(Entry):
    """A page, a statute, a tariff: what the rules that name it are checked against."""

    text: str
    """The page's address, or a title that finds it."""
    urls: tuple[str, ...] = ()
    """Its addresses, where the text alone does not give them."""
    on: str = ""
    """The page's own date where it shows one; empty where it does not."""
    read_on: date
    confidence: Grade
    status: Literal["official", "secondary"] | None = None
    """Whether the recipient itself (or the law) speaks, or somebody about it; left out where that is not known."""


class Sourced(Entry):
    """A rule: it names its source, and its own confidence where it differs from the source's."""

    source: str
    """The id of an entry under `[sources]`."""
    confidence: Grade | None = None
    """How sure this one rule is; left out: as sure as its source."""
    note: str = ""
    """A remark for the reader, such as how an older copy reads."""
