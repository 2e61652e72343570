"""Barcodes on labels, photos and pages."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from builders_intake import coded, label, locked_pdf, noise, pdf, read

NUMBER = "1Z999AA10123456784"


def _found(folder: Path, name: str) -> list[tuple[str, str, int | None]]:
    return [(b.symbology, b.text, b.page) for b in read(folder)[name].barcodes]


@pytest.mark.parametrize("turned", [0, 90, 180, 2])
def test_a_label_is_read_however_it_lies(tmp_path: Path, turned: int) -> None:
    """Upright, on its side, upside down, slightly askew."""
    (tmp_path / "label.png").write_bytes(coded(label().rotate(turned, expand=True, fillcolor=255), "PNG"))

    assert _found(tmp_path, "label.png") == [("Code128", NUMBER, 1)]


def test_a_small_label_is_enlarged_and_read(tmp_path: Path) -> None:
    """One pixel a bar, blurred as a screenshot that was scaled."""
    small = label(scale=2).resize((320, 90), Image.Resampling.BICUBIC)
    (tmp_path / "small.png").write_bytes(coded(small, "PNG"))

    assert _found(tmp_path, "small.png") == [("Code128", NUMBER, 1)]


@pytest.mark.parametrize("share", [0.6, 0.25])
def test_a_label_within_a_cameras_photo_is_read(tmp_path: Path, share: float) -> None:
    """Filling the photo, and as a quarter of its width."""
    photo = noise((4000, 3000)).convert("RGB")
    bars = label(scale=3)
    width = int(4000 * share)
    photo.paste(bars.resize((width, width * bars.height // bars.width)), (700, 900))
    exif = Image.Exif()
    exif[0x0110] = "iPhone 14"
    (tmp_path / "IMG_1.jpg").write_bytes(coded(photo, exif=exif, quality=85))

    assert _found(tmp_path, "IMG_1.jpg") == [("Code128", NUMBER, 1)]


def _label_page(canvas: Canvas, *, text: bool) -> None:
    if text:
        canvas.drawString(30, 380, f"TRACKING #: {NUMBER}")
    canvas.drawImage(ImageReader(label(scale=4)), 20, 100, 250, 70)
    canvas.showPage()


@pytest.mark.parametrize("text", [True, False])
def test_the_page_of_a_symbol_is_told(tmp_path: Path, text: bool) -> None:
    """On scans, and on labels that have text as well."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=(288, 432))
    canvas.rect(50, 50, 20, 20)
    canvas.showPage()
    _label_page(canvas, text=text)
    canvas.save()
    (tmp_path / "labels.pdf").write_bytes(kept.getvalue())

    assert _found(tmp_path, "labels.pdf") == [("Code128", NUMBER, 2)]


def test_pages_without_symbols_and_pages_that_cannot_be_opened_have_none(tmp_path: Path) -> None:
    """No false alarm, no failure."""
    (tmp_path / "invoice.pdf").write_bytes(pdf("Invoice No. 17"))
    (tmp_path / "locked.pdf").write_bytes(locked_pdf(user="a", owner="b"))
    (tmp_path / "noise.png").write_bytes(coded(noise((500, 500)), "PNG"))

    readings = read(tmp_path)

    assert all(r.barcodes == () for r in readings.values())
    assert not any(f.code == "plugin-failed" for r in readings.values() for f in r.findings)
