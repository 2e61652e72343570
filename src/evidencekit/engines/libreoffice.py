"""LibreOffice, where it is installed: asked for by name, or when the embedded engine lost a word."""

from dataclasses import dataclass
from pathlib import Path

from evidencekit.pdf import count_pages
from evidencekit.ports import LaidOut
from evidencekit.soffice import SECONDS, program, to_pdf
from evidencekit.wordfile import disarm, packed, read_parts


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """Lay out a DOCX in a LibreOffice of its own."""

    name: str = "libreoffice"
    program: str | None = None
    """None: the one on PATH."""
    seconds: float = SECONDS

    def missing(self) -> str | None:
        """Say what must be installed."""
        return (
            None if program(self.program) else "LibreOffice (the program soffice), from the system's packages"
        )

    def lay_out(self, docx: Path, into: Path) -> LaidOut:
        """Write the PDF; raise `ConversionError` where LibreOffice fails, hangs or writes something else."""
        safe = packed(disarm(read_parts(docx)))
        into.write_bytes(to_pdf(safe, ".docx", docx.name, asked=self.program, seconds=self.seconds))
        return LaidOut(into, count_pages(into))
