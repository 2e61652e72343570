"""Word files with the engine that comes along; other office files with LibreOffice where it is installed."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.hiddenruns import without_hidden
from evidencekit.mergepolicy import takes
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.finding import Finding, warning
from evidencekit.narrowcells import fitted, hashes
from evidencekit.odsleftout import left_out
from evidencekit.pdf import count_pages
from evidencekit.ports import Pages
from evidencekit.soffice import program, to_ods, to_pdf
from evidencekit.typesetting import typeset
from evidencekit.wordcheck import missing_words, pdf_text, struck_words
from evidencekit.wordfile import disarm, holds_drawings, packed, read_parts

_BY_LIBREOFFICE = "laid out by LibreOffice"
_LISTED = 8
_SHEETS = (".xls", ".ods")
_HASHES = re.compile(r"#{3,}")
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
        return takes(self.name, source.media_type)

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Lay it out; where words are lost, let LibreOffice do it, else say which."""
        parts = disarm(without_hidden(read_parts(exhibit.source.location))[0])
        target = desk.path(exhibit.source, "pages.pdf")
        how, lost = _laid_out(parts, exhibit, target)
        findings = (_words_missing(exhibit.path, lost),) if lost else ()
        if how != _BY_LIBREOFFICE and holds_drawings(parts):
            findings = (*findings, _drawings_missing(exhibit.path))
        if how != _BY_LIBREOFFICE and (struck := struck_words(exhibit.source.location)):
            findings = (*findings, _struck_out(exhibit.path, struck))
        return Pages(target, count_pages(target), how, findings=findings)


def _laid_out(parts: Mapping[str, bytes], exhibit: Exhibit, target: Path) -> tuple[str, tuple[str, ...]]:
    """Let the engine that comes along lay it out, and LibreOffice where that loses fewer words; return who did and the words lost."""
    docx, name = exhibit.source.location, exhibit.path
    try:
        target.write_bytes(typeset(parts, name)[0])
        lost = missing_words(docx, target)
    except ConversionError:
        if not program():
            raise
        target.write_bytes(to_pdf(packed(parts), ".docx", name))
        return _BY_LIBREOFFICE, missing_words(docx, target)
    drawings = holds_drawings(parts)
    if (lost or drawings) and program():
        other = target.with_name("other.pdf")
        with suppress(ConversionError):
            other.write_bytes(to_pdf(packed(parts), ".docx", name))
            fewer = missing_words(docx, other)
            if len(fewer) < len(lost) + drawings:
                other.replace(target)
                return _BY_LIBREOFFICE, fewer
    return "laid out", lost


def _drawings_missing(path: str) -> Finding:
    cure = "save it as PDF and put that into the folder, or install LibreOffice"
    message = f"{path} holds drawings of old programs or embedded sheets (EMF, WMF), which are not on its pages; {cure}."
    return warning("drawings-missing", message, path)


def _struck_out(path: str, words: tuple[str, ...]) -> Finding:
    """LibreOffice prints what tracked changes strike out, with a line through it; the engine that comes along leaves it out."""
    listed = ", ".join(words[:_LISTED]) + (" ..." if len(words) > _LISTED else "")
    message = (
        f"{path} has tracked changes that nobody has accepted or refused: its pages show it as changed, without what was struck out ({listed}). "
        "Where that matters, print it to PDF with the changes shown and put that into the folder."
    )
    return warning("tracked-changes", message, path)


def _words_missing(path: str, lost: tuple[str, ...]) -> Finding:
    listed = ", ".join(lost[:_LISTED]) + (" ..." if len(lost) > _LISTED else "")
    cure = "save it as PDF and put that into the folder" + ("" if program() else ", or install LibreOffice")
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
            if program()
            else "LibreOffice, to show .doc, .odt, .rtf, .xls and .pptx files; without it they get an explaining page"
        )

    def converts(self, source: SourceFile) -> bool:
        """Take what LibreOffice opens and nothing else here does."""
        return takes(self.name, source.media_type)

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Let LibreOffice lay it out; a sheet with columns that are wide enough."""
        source = exhibit.source
        content, suffix = source.location.read_bytes(), _OTHERS[source.media_type]
        own, findings = 0, list[Finding]()
        try:
            if suffix in _SHEETS:
                content, suffix = _with_room(content, suffix, exhibit.path)
                own, findings = hashes(content), list(left_out(content, exhibit.path))
            pdf = to_pdf(content, suffix, exhibit.path)
        except ConversionError as reason:
            raise ConversionError(f"{reason} Save it as PDF and put that into the folder.") from reason
        target = desk.path(source, "pages.pdf")
        target.write_bytes(pdf)
        if _OTHERS[source.media_type] in _SHEETS and _hashes_on(target) > own:
            findings.append(_numbers_cut(exhibit.path))
        return Pages(target, count_pages(target), _BY_LIBREOFFICE, findings=tuple(findings))


def _with_room(content: bytes, suffix: str, name: str) -> tuple[bytes, str]:
    """Return a sheet as an ODS whose columns are as wide as what stands in them; where there is no ODS of it, as it came."""
    if suffix != ".ods":
        try:
            content = to_ods(content, suffix, name)
        except ConversionError:
            return content, suffix
    return fitted(content), ".ods"


def _hashes_on(pdf: Path) -> int:
    """Count the runs of `###` on pages, which stand where a number does not fit its cell."""
    return len(_HASHES.findall(pdf_text(pdf)[0]))


def _numbers_cut(path: str) -> Finding:
    message = (
        f"{path} prints ### where a number does not fit its cell; widen those columns and save it again, "
        "or save it as PDF and put that into the folder."
    )
    return warning("numbers-cut", message, path)
