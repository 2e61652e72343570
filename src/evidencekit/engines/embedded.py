"""The engine that comes in a wheel: office2pdf, with the fonts that come in wheels."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from evidencekit.errors import ConversionError
from evidencekit.model.finding import Finding, warning
from evidencekit.ports import LaidOut
from evidencekit.wordfile import disarm, read_parts, save

_HEAD_OR_FOOT = re.compile(r"word/(?:header|footer)\d*\.xml")
_TABLE = re.compile(rb"<w:tbl>.*?</w:tbl>", re.DOTALL)
_PAGE_FIELD = re.compile(rb"(?:<w:instrText[^>]*>|w:instr=\")\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")


@dataclass(frozen=True, slots=True)
class Embedded:
    """Lay out a DOCX inside this process; needs nothing from the system."""

    name: str = "embedded"

    def missing(self) -> str | None:
        """Say what must be installed."""
        return None if find_spec("office2pdf") else "the Python package office2pdf-python"

    def lay_out(self, docx: Path, into: Path) -> LaidOut:
        """Write the PDF; a character that no font has is a finding."""
        import office2pdf

        with tempfile.TemporaryDirectory(prefix="evidencekit-letter-") as folder:
            safe = Path(folder) / "letter.docx"
            parts = disarm(read_parts(docx))
            save(parts, safe)
            try:
                made = office2pdf.convert_path(
                    safe, office2pdf.ConvertOptions(font_paths=_fonts(), last_resort_font_family="Roboto")
                )
            except office2pdf.Office2PdfError as reason:
                raise ConversionError(f"{docx.name} cannot be laid out: {reason}.") from reason
        into.write_bytes(made.pdf)
        return LaidOut(
            into,
            pages_of(into),
            (*_unprintable(docx.name, [w.message for w in made.warnings]), *_uncounted(docx.name, parts)),
        )


@cache
def _fonts() -> tuple[str, ...]:
    """Return the folders of the faces that letters are set in, then of Chinese ones where they are installed."""
    import font_roboto

    folders = [str(Path(font_roboto.__file__).parent / "files")]
    spec = find_spec("pylopdf_fonts_zh_cn")
    for root in (spec.submodule_search_locations or ()) if spec else ():
        folders += sorted({str(p.parent) for p in Path(root).rglob("*.[ot]t[fc]")})
    return tuple(folders)


def pages_of(pdf: Path) -> int:
    """Count the pages; raise `ConversionError` where it is no PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as reason:
        raise ConversionError(f"The engine wrote {pdf.name}, which is not a PDF ({reason}).") from reason
    try:
        return len(document)
    finally:
        document.close()


def _unprintable(name: str, messages: list[str]) -> tuple[Finding, ...]:
    lacking = [m for m in messages if "notdef" in m]
    if not lacking:
        return ()
    return (
        warning(
            "glyph-missing",
            f"{name}: no font at hand has every character of it, so some are shown as empty boxes: {lacking[0]}",
            name,
        ),
    )


def _uncounted(name: str, parts: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Inside a table of a header or footer this engine prints the page number that Word last saved."""
    tables = (t for n, b in parts.items() if _HEAD_OR_FOOT.fullmatch(n) for t in _TABLE.findall(b))
    if not any(_PAGE_FIELD.search(table) for table in tables):
        return ()
    message = (
        f"{name}: the page number stands in a table of the header or footer, where the embedded engine does not count pages. "
        "Put it into a line of its own in the template, or install LibreOffice."
    )
    return (warning("page-number", message, name),)
