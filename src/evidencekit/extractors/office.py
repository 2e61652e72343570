"""The text of DOCX files."""

from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.model.evidence import Reading
from evidencekit.model.finding import warning
from evidencekit.office import DOCX, docx_text
from evidencekit.ports import Extraction


@dataclass(frozen=True, slots=True)
class OfficeReader:
    """Paragraphs, tables, headers and footers of a DOCX."""

    name: str = "docx-text"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """DOCX."""
        return reading.source.media_type == DOCX

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read all text, in the order of the file."""
        path = reading.source.path
        try:
            return Extraction(text=(docx_text(reading.source.location),))
        except Exception:
            return Extraction(
                findings=(
                    warning(
                        "damaged",
                        f"{path} is damaged and cannot be read as a Word file; save it again or send a PDF.",
                        path,
                    ),
                )
            )
