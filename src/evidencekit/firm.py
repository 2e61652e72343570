"""A firm's letterhead, logo, signature and set phrases: found, checked by their content, put into words for templates."""

import io
from decimal import Decimal
from pathlib import Path

from evidencekit.errors import TemplateError
from evidencekit.language import codes
from evidencekit.lettertext import Picture
from evidencekit.model.firm import FirmFile, FirmTexts
from evidencekit.resources import FIRM, Library
from evidencekit.tomlfile import load_toml
from evidencekit.wording import FirmWords

_FORMS = {"PNG": "png", "JPEG": "jpeg"}
_MOST_BYTES, _MOST_PIXELS = 5_000_000, 25_000_000
_WIDEST = Decimal(90)
"""Millimetres; a wider picture is made lower."""
_FINEST = 1_200
"""Pixels on the longer side; more help no letter."""
_EMU = 36_000
"""English metric units a millimetre."""


def firm_words(library: Library, lang: str) -> FirmWords:
    """Return what the firm's letters say of it in a language; empty where there is no `firm.toml`.

    Raises `TemplateError` where the file or one of its pictures cannot be used.
    """
    path = library.find(FIRM)
    if path is None:
        return FirmWords()
    file = load_toml(path, FirmFile, TemplateError)
    own = next((file.languages[c] for c in codes(lang) if c in file.languages), FirmTexts())
    return FirmWords(
        letterhead=own.letterhead or file.letterhead,
        closing=own.closing or file.closing,
        footer=" ".join((own.footer or file.footer).split()),
        logo=_picture("logo", path, file.logo, file.logo_height),
        signature=_picture("signature", path, file.signature, file.signature_height),
        paper=file.paper,
    )


def _picture(key: str, beside: Path, name: str, height: Decimal) -> Picture:
    """Read a picture by its content, whatever it is called; it must lie below the folder of `firm.toml`."""
    if not name:
        return Picture()
    folder = beside.parent.resolve()
    path = (folder / name).resolve()
    where = f"{beside.name}: {key} = {name!r}"
    if not path.is_relative_to(folder):
        raise TemplateError(f"{where} lies outside the folder of {beside.name}; copy the picture into it.")
    if not path.is_file():
        raise TemplateError(f"{where}: there is no such file beside {beside.name}.")
    if path.stat().st_size > _MOST_BYTES:
        raise TemplateError(f"{where} is larger than {_MOST_BYTES // 1_000_000} MB; save it smaller.")
    form, wide, high, coded = _coded(path, where)
    tall = min(height, _WIDEST * high / wide)
    return Picture(f"firm-{key}", form, coded, int(tall * wide / high * _EMU), int(tall * _EMU))


def _coded(path: Path, where: str) -> tuple[str, int, int, bytes]:
    """Return form, width, height and bytes of a picture that was written anew: nothing but its pixels goes into a letter."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=tuple(_FORMS)) as image:
            form, (wide, high) = str(image.format), image.size
            odd = wide * high > _MOST_PIXELS or max(wide, high) > 200 * min(wide, high)
            # What is too large is never decoded.
            shown = None if odd else image.convert("RGBA" if form == "PNG" else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as reason:
        raise TemplateError(f"{where} is no PNG or JPEG picture, or is damaged.") from reason
    if shown is None:
        raise TemplateError(f"{where} has {wide} × {high} pixels, which is no picture for a letterhead.")
    shown.info.clear()  # comments, places, colour profiles: Pillow would write them again
    shown.thumbnail((_FINEST, _FINEST))
    kept = io.BytesIO()
    if form == "PNG":
        shown.save(kept, "PNG", optimize=True)
    else:
        shown.save(kept, "JPEG", quality=92)
    return _FORMS[form], wide, high, kept.getvalue()
