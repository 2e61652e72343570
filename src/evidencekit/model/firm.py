"""What a firm writes of itself once, for all its letters: `firm.toml`."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from evidencekit.model.entry import Entry

_Line = Annotated[str, Field(max_length=600)]
_Height = Annotated[Decimal, Field(ge=4, le=40)]


class FirmTexts(Entry):
    """Set phrases in one language."""

    letterhead: _Line = ""
    """What stands at the head instead of the claimant's address, in lines."""
    closing: Annotated[str, Field(max_length=3_000)] = ""
    """A paragraph before the signature."""
    footer: Annotated[str, Field(max_length=300)] = ""
    """At the foot of every page, above the page number."""


class FirmFile(FirmTexts):
    """The file: what stands at its top holds for every language that has no table of its own."""

    paper: Literal["a4", "letter"] = "a4"
    """On which the letters are written."""
    logo: str = ""
    """A PNG or JPEG beside the file; it stands in the place of the claimant's name."""
    logo_height: _Height = Decimal(14)
    """In millimetres."""
    signature: str = ""
    """A PNG or JPEG beside the file; it stands above the signatory's name."""
    signature_height: _Height = Decimal(14)
    languages: dict[str, FirmTexts] = Field(default_factory=dict)
    """By code: `de`, `zh`."""
