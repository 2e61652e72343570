"""The text of DOCX files; office files that are locked."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.hiddenruns import without_hidden
from evidencekit.lockedoffice import missing
from evidencekit.mediatype import ENCRYPTED_OFFICE
from evidencekit.model.evidence import Reading
from evidencekit.model.finding import Finding, note, warning
from evidencekit.pdf import LOCKED
from evidencekit.ports import Extraction
from evidencekit.wordcheck import text_in
from evidencekit.wordfile import DOCX, read_parts


@dataclass(frozen=True, slots=True)
class OfficeReader:
    """Paragraphs, tables, headers and footers of a DOCX."""

    name: str = "docx-text"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """DOCX, and what is locked."""
        return reading.source.media_type in {DOCX, ENCRYPTED_OFFICE}

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read all text, in the order of the file."""
        path = reading.source.path
        if reading.source.media_type == ENCRYPTED_OFFICE:
            if reading.source.sha256 in desk.unlocked:
                message = f"{path} is locked; it was opened with the password that was given, and what is inside is an exhibit of its own."
                return Extraction(unreadable=LOCKED, findings=(note("unlocked", message, path),))
            if desk.passwords and (needed := missing()):
                message = f"{path} is locked with a password, and a password was given, but opening it needs {needed}."
                return Extraction(unreadable=LOCKED, findings=(warning("encrypted", message, path),))
            message = (
                f'{path} is locked with a password: write it into case.toml ([secrets] "{path}" = "..."), '
                "or put a copy without one into the folder."
            )
            findings = (warning("encrypted", message, path),)
            return Extraction(unreadable=LOCKED, findings=findings)
        try:
            parts, hidden = without_hidden(read_parts(reading.source.location))
            return Extraction(text=(text_in(parts),), findings=tuple(_hidden_text(path, hidden)))
        except ConversionError:
            message = f"{path} is damaged and cannot be read as a Word file; save it again or send a PDF."
            return Extraction(findings=(warning("damaged", message, path),))


def _hidden_text(path: str, words: int) -> Iterator[Finding]:
    if words:
        message = (
            f"{path} holds {'1 word' if words == 1 else f'{words} words'} that Word hides (hidden text); what is hidden was not read, and is "
            "not on its pages. Where it matters, show it in Word, print it to PDF and put that into the folder."
        )
        yield note("hidden-text", message, path)
