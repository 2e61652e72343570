"""An ordinary small case."""

import io
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

DAYS = ("2026-10-20", "2026-10-21")


def ordinary(folder: Path) -> None:
    """Write a case with an invoice and a photo."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "invoice.pdf").write_bytes(paper("Commercial Invoice No. INV-77", "Total USD 90.00"))
    Image.effect_noise((640, 480), 60).convert("RGB").save(folder / "photo.jpg", quality=80)
    (folder / "case.toml").write_text('[claimant]\nname = "Harbor Home Goods LLC"\n', encoding="utf-8")


def paper(*lines: str) -> bytes:
    """Return a PDF of one page."""
    kept = io.BytesIO()
    canvas = Canvas(kept, invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    return kept.getvalue()
