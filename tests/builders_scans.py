"""Scans and pictures of documents, drawn in memory."""

import io
from pathlib import Path

import font_roboto
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_FONT = str(Path(font_roboto.__file__).parent / "files" / "Roboto-Regular.ttf")
DELIVERY = (
    ("PROOF OF DELIVERY", ""),
    ("Tracking number", "1Z999AA10123456784"),
    ("Delivered on", "2026-09-10"),
    ("Received by:", "M WHITLOCK"),
)
"""A document in two columns."""


def printed(*rows: tuple[str, str], size: tuple[int, int] = (900, 420), ink: int = 20) -> Image.Image:
    """Draw rows of two columns in black on white."""
    page = Image.new("L", size, 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(_FONT, 34)
    for number, (left, right) in enumerate(rows):
        pen.text((40, 40 + 70 * number), left, font=font, fill=ink)
        pen.text((430, 40 + 70 * number), right, font=font, fill=ink)
    return page


def askew(page: Image.Image, degrees: float) -> Image.Image:
    """Turn a page a little, as it lay on the glass."""
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def scan(*pages: Image.Image | str) -> bytes:
    """Make a PDF with one picture a page; a string makes a page with that line of text."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=(450, 210), invariant=1)
    for page in pages:
        if isinstance(page, str):
            canvas.drawString(30, 150, page)
        else:
            coded = io.BytesIO()
            page.convert("L").save(coded, "JPEG", quality=80)
            canvas.drawImage(ImageReader(io.BytesIO(coded.getvalue())), 0, 0, 450, 210)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()
