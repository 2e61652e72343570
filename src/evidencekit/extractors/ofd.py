"""OFD pages (GB/T 33190-2016), the form in which Chinese e-invoices are issued beside PDF: their words, and where they stand."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.extractors.layout import Cell, in_rows
from evidencekit.mediatype import OFD
from evidencekit.model.evidence import Reading
from evidencekit.model.finding import warning
from evidencekit.noroom import not_its_fault
from evidencekit.ports import Extraction

_PAGE = re.compile(r"(?:^|/)(Pages/Page_(\d{1,4})|Tpls/Tpl_\d{1,4})/Content\.xml$")
_MOST_PAGES, _MOST_BYTES, _MOST_WORDS = 50, 10_000_000, 20_000
_POINTS = 72 / 25.4
"""OFD measures in millimetres."""
_TALL = 3.5
"""Millimetres of a text whose height is not said."""


@dataclass(frozen=True, slots=True)
class OfdReader:
    """The texts of an OFD's pages, with those of its template, in the order in which they are read."""

    name: str = "ofd"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """OFD packages."""
        return reading.source.media_type == OFD

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read page by page, with gaps where words stand apart."""
        path = reading.source.path
        try:
            pages = list(_pages(reading))
        except Exception as reason:  # a stranger's package breaks in every way
            if not_its_fault(reason):
                raise
            message = f"{path} is damaged and cannot be read as an OFD document; ask for it as a PDF."
            return Extraction(findings=(warning("damaged", message, path),))
        text = tuple("\n".join("   ".join(c.text for c in row) for row in in_rows(cells)) for cells in pages)
        return Extraction(pages=len(pages) or None, text=text)


def _pages(reading: Reading) -> Iterator[list[Cell]]:
    with zipfile.ZipFile(reading.source.location) as package:
        named = {m[1]: (m[2], entry) for entry in package.infolist() if (m := _PAGE.search(entry.filename))}
        form = [cell for number, entry in named.values() if number is None for cell in _cells(package, entry)]
        numbered = sorted((int(number), entry) for number, entry in named.values() if number is not None)
        for place, (_, entry) in enumerate(numbered[:_MOST_PAGES]):
            yield (form if place == 0 else []) + list(_cells(package, entry))


def _cells(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[Cell]:
    from defusedxml.ElementTree import fromstring

    if entry.file_size > _MOST_BYTES:
        return
    with package.open(entry) as part:
        root = fromstring(part.read(_MOST_BYTES))
    for thing in list(root.iter())[: 4 * _MOST_WORDS]:
        if thing.tag.rpartition("}")[2] != "TextObject":
            continue
        box = [float(n) for n in re.findall(r"-?\d{1,6}(?:\.\d{1,6})?", thing.get("Boundary", ""))[:4]]
        words = " ".join(
            (c.text or "").strip() for c in thing if c.tag.rpartition("}")[2] == "TextCode"
        ).strip()
        if len(box) == 4 and words:
            left, top, width, height = (n * _POINTS for n in (box[0], box[1], box[2], box[3] or _TALL))
            yield Cell(words[:500], left, left + max(width, 1.0), top, top + height)
