"""What stands in a letter beside plain text: gaps for what nobody knows, cited values, links to exhibits, named rows."""

from dataclasses import dataclass
from html import escape
from typing import Self

LINK_COLOUR = "1F4E79"
LINK_STYLE = "Hyperlink"
"""LibreOffice writes only links with a character style into the PDF."""


class Gap(str):
    """What stands in a letter for a fact that nobody knows: `[claimant's address: not known]`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the evidence a value stands."""

    label: str
    """The exhibit's."""
    page: int
    """Of its file, from 1; 0 where the file has no pages of its own and the value is looked for on those made of it."""
    key: str
    """The value as `onpage.value_key` writes it."""


class Cited(str):
    """A text of which parts stand on pages of exhibits; as a text it is like any other."""

    __slots__ = ("spans",)
    spans: tuple[tuple[int, int, Place], ...]
    """From, to and place of each part, in order."""

    def __new__(cls, text: str, spans: tuple[tuple[int, int, Place], ...]) -> Self:
        """Make the text, and say of its parts where they stand."""
        made = super().__new__(cls, text)
        made.spans = spans
        return made


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a letter; `{{r ... }}` in a DOCX, nothing in a message. One without bytes is not there."""

    key: str = ""
    """Such as `firm-logo`."""
    form: str = ""
    """`png` or `jpeg`."""
    coded: bytes = b""
    wide: int = 0
    """As shown, in English metric units: 36,000 a millimetre."""
    high: int = 0

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return bool(self.coded)

    def __html__(self) -> str:
        """Write the run of a DOCX; the bytes are added when the letter is saved."""
        if not self.coded:
            return ""
        drawing, picture = (
            "http://schemas.openxmlformats.org/drawingml/2006/main",
            "http://schemas.openxmlformats.org/drawingml/2006/picture",
        )
        place = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        size, number = f'cx="{self.wide}" cy="{self.high}"', 9_000 + len(self.key)
        return (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{place}" distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name="{escape(self.key)}"/><a:graphic xmlns:a="{drawing}"><a:graphicData uri="{picture}">'
            f'<pic:pic xmlns:pic="{picture}"><pic:nvPicPr><pic:cNvPr id="{number}" name="{escape(self.key)}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip xmlns:r="{relations}" r:embed="{escape(self.key)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


@dataclass(frozen=True, slots=True)
class Links:
    """Labels of exhibits, each a link to its exhibit; `{{r ... }}` in a DOCX, plain text in a message."""

    labels: tuple[str, ...]
    before: str = ""
    between: str = ", "

    def __str__(self) -> str:
        return self.before + self.between.join(self.labels)

    def __bool__(self) -> bool:
        return bool(self.labels)

    def __html__(self) -> str:
        """Write the runs of a DOCX; the addresses are added when the letter is saved."""
        runs = []
        for number, label in enumerate(self.labels):
            if number:
                runs.append(f'<w:r><w:t xml:space="preserve">{escape(self.between)}</w:t></w:r>')
            shown = escape((self.before if not number else "") + label)
            runs.append(
                f'<w:hyperlink r:id="exhibit-{label}" w:history="1"><w:r><w:rPr><w:rStyle w:val="{LINK_STYLE}"/><w:color w:val="{LINK_COLOUR}"/></w:rPr>'
                f'<w:t xml:space="preserve">{shown}</w:t></w:r></w:hyperlink>'
            )
        return "".join(runs)


@dataclass(frozen=True, slots=True)
class Row:
    """A named value, for tables that list what is known."""

    name: str
    value: str
