"""LibreOffice, where it is installed: asked for by name, or when the embedded engine lost a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.errors import ConversionError
from evidencekit.office import lay_out_all
from evidencekit.pdf import count_pages
from evidencekit.ports import LaidOut
from evidencekit.soffice import SECONDS, program
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
        (made,) = self.lay_out_all(((docx, into),))
        if isinstance(made, ConversionError):
            raise made
        return made

    def lay_out_all(self, letters: Sequence[tuple[Path, Path]]) -> tuple[LaidOut | ConversionError, ...]:
        """Write the PDFs of many in as few calls as may be; return for each what it became, or why not.

        One LibreOffice stays open for all letters of this process. A file that harms it harms no other.
        """
        command = program(self.program)
        answers: dict[int, LaidOut | ConversionError] = {}
        safe: dict[int, bytes] = {}
        for number, (docx, _) in enumerate(letters):
            try:
                safe[number] = packed(disarm(read_parts(docx)), lasting=False)
            except ConversionError as reason:
                answers[number] = reason
        if command is None:
            told = "cannot be laid out: LibreOffice is not installed."
            return tuple(ConversionError(f"{docx.name} {told}") for docx, _ in letters)
        documents = [(content, letters[number][0].name) for number, content in safe.items()]
        made = lay_out_all(documents, command, seconds=self.seconds)
        for number, pdf in zip(safe, made, strict=True):
            into = letters[number][1]
            if isinstance(pdf, ConversionError):
                answers[number] = pdf
                continue
            into.write_bytes(pdf)
            answers[number] = LaidOut(into, count_pages(into))
        return tuple(answers[number] for number in range(len(letters)))
