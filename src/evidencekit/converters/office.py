"""Word files with the engine that comes along; other office files with LibreOffice where it is installed."""

from dataclasses import dataclass
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.finding import Finding, warning
from evidencekit.office import (
    DOCX,
    OfficeError,
    by_libreoffice,
    docx_text,
    embedded,
    harmless,
    soffice,
    words_lost,
)
from evidencekit.pdf import count_pages
from evidencekit.ports import Pages

_OTHERS = {
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}


@dataclass(frozen=True, slots=True)
class WordConverter:
    """DOCX; every word of it must be found on its pages."""

    name: str = "docx"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """DOCX."""
        return source.media_type == DOCX

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Lay it out; where words are lost, let LibreOffice do it, else say which."""
        source = exhibit.source
        findings: tuple[Finding, ...] = ()
        try:
            clean = harmless(source.location.read_bytes())
            text = docx_text(clean)
            pdf, how = embedded(clean), "laid out"
            lost = words_lost(text, pdf)
            if lost and soffice():
                made = desk.path(source, "clean.docx")
                made.write_bytes(clean)
                pdf, how, lost = by_libreoffice(made), "laid out by LibreOffice", ()
        except OfficeError as reason:
            raise ConversionError(str(reason)) from reason
        except Exception as reason:
            raise ConversionError("it is damaged and cannot be opened as a Word file") from reason
        if lost:
            findings = (
                warning(
                    "words-missing",
                    f"{len(lost)} words of {exhibit.path} are not on its pages ({', '.join(lost[:8])}); send a PDF of it, or install LibreOffice.",
                    exhibit.path,
                ),
            )
        target = desk.path(source, "pages.pdf")
        target.write_bytes(pdf)
        return Pages(target, count_pages(target), how, findings=findings)


@dataclass(frozen=True, slots=True)
class OfficeConverter:
    """Old and open office formats."""

    name: str = "libreoffice"

    def missing(self) -> str | None:
        """LibreOffice."""
        return (
            None
            if soffice()
            else "LibreOffice, to show .doc, .odt, .rtf, .xls and .pptx files; without it they get an explaining page"
        )

    def converts(self, source: SourceFile) -> bool:
        """Take what LibreOffice opens and nothing else here does."""
        return source.media_type in _OTHERS

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Let LibreOffice lay it out."""
        source = exhibit.source
        copy: Path = desk.path(source, f"document{_OTHERS[source.media_type]}")
        copy.write_bytes(source.location.read_bytes())
        try:
            pdf = by_libreoffice(copy)
        except OfficeError as reason:
            raise ConversionError(f"{reason}; save it as PDF and put that into the folder") from reason
        target = desk.path(source, "pages.pdf")
        target.write_bytes(pdf)
        return Pages(target, count_pages(target), "laid out by LibreOffice")
