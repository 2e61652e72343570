"""Word files with the engine that comes along; other office files with LibreOffice where it is installed."""

from contextlib import suppress
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

_BY_LIBREOFFICE = "laid out by LibreOffice"
_LISTED = 8
_OTHERS = {
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.oasis.opendocument.presentation": ".odp",
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
        try:
            clean = harmless(source.location.read_bytes())
            text = docx_text(clean)
        except OfficeError as reason:
            raise ConversionError(str(reason)) from reason
        except Exception as reason:  # readers of strangers' packages raise all sorts
            raise ConversionError("it is damaged and cannot be opened as a Word file") from reason
        document = desk.path(source, "clean.docx")
        document.write_bytes(clean)
        pdf, how, lost = _laid_out(document, text)
        target = desk.path(source, "pages.pdf")
        target.write_bytes(pdf)
        findings = (_words_missing(exhibit.path, lost),) if lost else ()
        return Pages(target, count_pages(target), how, findings=findings)


_LaidOut = tuple[bytes, str, tuple[str, ...]]
"""The PDF, who made it, and the words that are not in it."""


def _laid_out(document: Path, text: str) -> _LaidOut:
    """Let the engine that comes along lay it out, and LibreOffice where that loses fewer words."""
    try:
        pdf = embedded(document.read_bytes())
        first: _LaidOut = (pdf, "laid out", words_lost(text, pdf))
    except OfficeError as reason:
        try:
            pdf = by_libreoffice(document)
        except OfficeError as second:
            raise ConversionError(f"{reason}, and {second}") from second
        return pdf, _BY_LIBREOFFICE, words_lost(text, pdf)
    if first[2] and soffice():
        with suppress(OfficeError):
            pdf = by_libreoffice(document)
            lost = words_lost(text, pdf)
            if len(lost) < len(first[2]):
                return pdf, _BY_LIBREOFFICE, lost
    return first


def _words_missing(path: str, lost: tuple[str, ...]) -> Finding:
    listed = ", ".join(lost[:_LISTED]) + (" ..." if len(lost) > _LISTED else "")
    cure = "save it as PDF and put that into the folder" + ("" if soffice() else ", or install LibreOffice")
    words = "1 word" if len(lost) == 1 else f"{len(lost)} words"
    return warning(
        "words-missing", f"{words} of {path} could not be found on its pages ({listed}); {cure}.", path
    )


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
        return Pages(target, count_pages(target), _BY_LIBREOFFICE)
