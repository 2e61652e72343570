"""DOCX to PDF inside this process: the engine that comes in a wheel, with the fonts that come in wheels."""

from collections.abc import Mapping

from evidencekit.errors import ConversionError
from evidencekit.typefaces import faces
from evidencekit.wordfile import packed

_working = [False]


def has_worked() -> bool:
    """Say whether the engine has worked in this process: then it has threads, without which a copy of the process would wait for ever."""
    return _working[0]


def typeset(parts: Mapping[str, bytes], name: str) -> tuple[bytes, tuple[str, ...]]:
    """Return the PDF of a DOCX that was made harmless, and what the engine warns of.

    Raises `ConversionError` with `name` where the engine cannot lay it out.
    """
    import office2pdf

    _working[0] = True
    options = office2pdf.ConvertOptions(font_paths=faces(), last_resort_font_family="Roboto")
    try:
        made = office2pdf.convert_bytes(packed(parts, lasting=False), office2pdf.Format.DOCX, options)
    except office2pdf.Office2PdfError as reason:
        raise ConversionError(f"{name} cannot be laid out: {str(reason)[:160]}.") from reason
    return bytes(made.pdf), tuple(w.message for w in made.warnings)
