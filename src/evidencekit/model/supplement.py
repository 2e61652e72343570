"""What a recipient has of a claim already, and what is sent to it afterwards."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SentExhibit:
    """An exhibit as it was sent."""

    label: str
    path: str
    sha256: str
    """Of the file as it arrived."""
    title: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What the recipient has, as far as the bundles that were built say."""

    until: date
    """The last day on which something was sent, as case.toml says."""
    exhibits: tuple[SentExhibit, ...]
    letters: tuple[tuple[str, str], ...] = ()
    """Name of each letter that was enclosed, and the digest of its words."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The bundle that stands where a new one will."""

    labels: tuple[tuple[str, str], ...] = ()
    """Path and label of each exhibit that it has, or that was sent before it."""
    made_on: date | None = None
    """The date of its letters."""
    exhibits: tuple[SentExhibit, ...] = ()
    letters: tuple[tuple[str, str], ...] = ()
    sent: Sent | None = None
    """What its own manifest says that the recipient had before it."""
    draft: bool = False
    """Whether it is marked as a draft on every page, so that nobody sent it."""


@dataclass(frozen=True, slots=True)
class Supplement:
    """What changed since the recipient was last sent something; labels are those of the new bundle."""

    on: date
    before: Sent
    new: tuple[str, ...]
    replaced: tuple[str, ...]
    withdrawn: tuple[SentExhibit, ...]
    kept: tuple[str, ...]
    """Labels of what the recipient has unchanged, and is not sent again."""
    letters: tuple[str, ...]
    """Names of the letters that say something else than before."""
