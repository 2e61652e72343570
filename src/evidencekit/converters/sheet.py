"""Sheets as real tables."""

from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.paper.table import draw_tables
from evidencekit.ports import Pages

_SHEETS = (
    "text/csv",
    "text/tab-separated-values",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


@dataclass(frozen=True, slots=True)
class SheetConverter:
    """Draws the tables that were read."""

    name: str = "sheet"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """XLSX, CSV, TSV."""
        return source.media_type in _SHEETS

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Draw every table, whole."""
        if not exhibit.reading.tables:
            raise ConversionError("no table could be read from it")
        made = desk.path(exhibit.source, "pages.pdf")
        return Pages(
            made,
            draw_tables(exhibit.reading.tables, exhibit.path.rpartition("/")[2], made),
            "drawn as a table",
        )
