"""The engine that comes in a wheel: office2pdf, with the fonts that come in wheels."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from evidencekit.model.finding import Finding, warning
from evidencekit.pdf import count_pages
from evidencekit.ports import LaidOut
from evidencekit.typesetting import typeset
from evidencekit.wordfile import disarm, read_parts

_HEAD_OR_FOOT = re.compile(r"word/(?:header|footer)\d*\.xml")
_TABLE = re.compile(rb"<w:tbl>.*?</w:tbl>", re.DOTALL)
_PAGE_FIELD = re.compile(rb"(?:<w:instrText[^>]*>|w:instr=\")\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")


@dataclass(frozen=True, slots=True)
class Embedded:
    """Lay out a DOCX inside this process; needs nothing from the system."""

    name: str = "embedded"

    def missing(self) -> str | None:
        """Say what must be installed."""
        return None if find_spec("office2pdf") else "the Python package office2pdf-python"

    def lay_out(self, docx: Path, into: Path) -> LaidOut:
        """Write the PDF."""
        parts = disarm(read_parts(docx))
        pdf, _ = typeset(parts, docx.name)
        into.write_bytes(pdf)
        return LaidOut(into, count_pages(into), _uncounted(docx.name, parts))


def _uncounted(name: str, parts: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Inside a table of a header or footer this engine prints the page number that Word last saved."""
    tables = (t for n, b in parts.items() if _HEAD_OR_FOOT.fullmatch(n) for t in _TABLE.findall(b))
    if not any(_PAGE_FIELD.search(table) for table in tables):
        return ()
    message = (
        f"{name}: the page number stands in a table of the header or footer, where the embedded engine does not count pages. "
        "Put it into a line of its own in the template, or install LibreOffice."
    )
    return (warning("page-number", message, name),)
