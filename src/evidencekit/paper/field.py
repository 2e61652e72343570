"""What stands in a form's fields, drawn with fonts that come along: a value must not turn into question marks."""

import io
from dataclasses import dataclass
from typing import Any

from evidencekit.paper.fonts import REGULAR, register, runs, width, wrapped

_PAD = 2.0
_LARGEST, _SMALLEST, _STEP = 12.0, 3.0, 0.5
_LEADING = 1.16
_LONGEST = 5_000
"""Characters of one field that are drawn; an essay belongs on a page of its own."""


@dataclass(frozen=True, slots=True)
class FieldText:
    """What one field shows, and how."""

    text: str
    width: float
    height: float
    size: float = 0.0
    """In points; 0 lets the field's own size decide."""
    colour: tuple[float, ...] = (0.0, 0.0, 0.0)
    align: int = 0
    """0 left, 1 middle, 2 right."""
    multiline: bool = False
    cells: int = 0
    """A field of so many boxes, one character each; 0 where it has none."""

    @property
    def room(self) -> float:
        """The width that the text has."""
        return max(1.0, self.width - 2 * _PAD)


def draw_fields(fields: tuple[FieldText, ...]) -> tuple[bytes, tuple[bool, ...]]:
    """Draw each field on a page of its own size; return the PDF, and for each field whether its text fits."""
    from reportlab.pdfgen.canvas import Canvas

    register()
    made = io.BytesIO()
    canvas: Any = Canvas(made, invariant=1, initialFontName=REGULAR, initialFontSize=9, pageCompression=1)
    fits = []
    for field in fields:
        canvas.setPageSize((field.width, field.height))
        canvas.setFillColorRGB(*field.colour)
        fits.append(_comb(canvas, field) if field.cells else _lines(canvas, field))
        canvas.showPage()
    canvas.save()
    return made.getvalue(), tuple(fits)


def _lines(canvas: Any, field: FieldText) -> bool:
    text = field.text[:_LONGEST]
    if not field.multiline:
        text = " ".join(text.split("\n"))
    size = field.size or min(_LARGEST, _LARGEST if field.multiline else 0.75 * field.height)
    lines, fits = _laid_out(text, field, size)
    while not fits and size > _SMALLEST:
        size = max(_SMALLEST, size - _STEP)
        lines, fits = _laid_out(text, field, size)
    y = field.height - _PAD - size if field.multiline else (field.height - 0.7 * size) / 2
    for line in lines:
        spare = field.room - width(line, REGULAR, size)
        _write(canvas, _PAD + spare * field.align / 2, y, line, size)
        y -= size * _LEADING
    return fits and len(field.text) <= _LONGEST


def _laid_out(text: str, field: FieldText, size: float) -> tuple[list[str], bool]:
    if not field.multiline:
        return [text], width(text, REGULAR, size) <= field.room
    lines = wrapped(text, REGULAR, size, field.room)
    return lines, len(lines) * size * _LEADING + _PAD <= field.height


def _comb(canvas: Any, field: FieldText) -> bool:
    cell = field.width / field.cells
    size = min(field.size or _LARGEST, 0.75 * field.height, 1.2 * cell)
    for place, character in enumerate(field.text[: field.cells]):
        x = cell * (place + 0.5) - width(character, REGULAR, size) / 2
        _write(canvas, x, (field.height - 0.7 * size) / 2, character, size)
    return len(field.text) <= field.cells


def _write(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    for font, piece in runs(text):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece, font, size)
