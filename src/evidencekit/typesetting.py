"""DOCX to PDF inside this process: the engine that comes in a wheel, with the fonts that come in wheels."""

from collections.abc import Mapping

from evidencekit.cells import fit
from evidencekit.errors import ConversionError
from evidencekit.fontsettings import system_fonts
from evidencekit.longtables import in_pieces
from evidencekit.namedfonts import set_in
from evidencekit.typefaces import FAMILY, faces, plain, roboto
from evidencekit.underway import get_on
from evidencekit.wordfile import packed

_working = [False]


def has_worked() -> bool:
    """Say whether the engine has worked in this process: then it has threads, without which a copy of the process would wait for ever."""
    return _working[0]


def typeset(parts: Mapping[str, bytes], name: str) -> tuple[bytes, tuple[str, ...]]:
    """Return the PDF of a DOCX that was made harmless, and what the engine warns of.

    Raises `ConversionError` with `name` where the engine cannot lay it out.
    """
    parts = fit(parts)
    warnings: dict[str, None] = {}

    def lay_out(piece: Mapping[str, bytes]) -> bytes:
        made, told = _laid_out(piece, name)
        warnings.update(dict.fromkeys(told))
        get_on()
        return made

    made = in_pieces(parts, name, lay_out)
    if made is None:
        return _laid_out(parts, name)
    return made, tuple(warnings)


def _laid_out(parts: Mapping[str, bytes], name: str) -> tuple[bytes, tuple[str, ...]]:
    import office2pdf

    _working[0] = True
    enough = set_in(parts, FAMILY, plain)
    folders = (str(roboto()),) if enough else faces()
    options = office2pdf.ConvertOptions(font_paths=folders, last_resort_font_family=FAMILY)
    try:
        with system_fonts(wanted=not enough):
            made = office2pdf.convert_bytes(packed(parts, lasting=False), office2pdf.Format.DOCX, options)
    except office2pdf.Office2PdfError as reason:
        raise ConversionError(f"{name} cannot be laid out: {str(reason)[:160]}.") from reason
    return bytes(made.pdf), tuple(w.message for w in made.warnings)
