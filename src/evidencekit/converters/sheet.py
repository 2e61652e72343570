"""Sheets as real tables."""

from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.mergepolicy import takes
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.paper.table import draw_tables
from evidencekit.ports import Pages


@dataclass(frozen=True, slots=True)
class SheetConverter:
    """Draws the tables that were read."""

    name: str = "sheet"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """XLSX, CSV, TSV."""
        return takes(self.name, source.media_type)

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Draw every table, whole."""
        if not exhibit.reading.tables:
            raise ConversionError("no table could be read from it")
        made = desk.path(exhibit.source, "pages.pdf")
        pages = draw_tables(
            exhibit.reading.tables, exhibit.path.rpartition("/")[2], made, closing=_closing(exhibit)
        )
        return Pages(made, pages, "drawn as a table")


def _closing(exhibit: Exhibit) -> str:
    """Say at the end of the pages what the reader of the sheet left out; the findings stand in its reading."""
    cut = any(f.code == "long-sheet" for f in exhibit.reading.findings)
    return "The sheet goes on; the file itself is kept unchanged and can be sent on request." if cut else ""
