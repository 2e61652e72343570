"""Barcodes on labels, photos and pages."""

import io
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from builders_intake import coded, label, locked_pdf, noise, pdf, read
from builders_spent import spent
from evidencekit.extractors.linked import joined

_CORPUS = os.environ.get("EVIDENCEKIT_CORPUS")
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


KINDS = {
    "Code128": NUMBER,
    "Code39": "PRO12345678",
    "ITF": "00340434161094042557",
    "PDF417": "[)>\x1e01\x1d96841706672\x1d840",
    "DataMatrix": "FBA15DVJ7Q2CU000001",
    "QRCode": "01,32,,25442000000123456789,1234.50,20250115,,A1B2,",
    "Aztec": "https://carrier.example/1Z999AA10123456784",
    "EAN13": "5901234123457",
}


def _drawn(kind: str, text: str, scale: int = 3) -> Image.Image:
    import numpy as np
    import zxingcpp

    symbol = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    bars = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(symbol, scale=scale))).convert("L")
    paper = Image.new("L", (bars.width + 120, bars.height + 120), 255)
    paper.paste(bars, (60, 60))
    return paper


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_symbol_is_read(tmp_path: Path, kind: str) -> None:
    """Linear, stacked and two-dimensional ones, with their control characters."""
    (tmp_path / "label.png").write_bytes(coded(_drawn(kind, KINDS[kind]), "PNG"))

    assert _found(tmp_path, "label.png") == [(kind, KINDS[kind], 1)]


@pytest.mark.parametrize("kind", ["Code128", "QRCode", "EAN13"])
@pytest.mark.parametrize("harm", ["tilted", "dim", "overexposed", "noisy", "shrunk"])
def test_a_harmed_symbol_is_read_all_the_same(tmp_path: Path, kind: str, harm: str) -> None:
    """What phones make of labels: askew, in the dark, washed out, grainy, small."""
    drawn = _drawn(kind, KINDS[kind])
    harmed = {
        "tilted": lambda: drawn.rotate(14, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
        "dim": lambda: drawn.point([20 + round(0.12 * level) for level in range(256)]),
        "overexposed": lambda: drawn.point([min(255, 205 + round(0.2 * level)) for level in range(256)]),
        "noisy": lambda: Image.blend(drawn, Image.effect_noise(drawn.size, 90), 0.4),
        "shrunk": lambda: drawn.resize(
            (drawn.width * 4 // 9, drawn.height * 4 // 9), Image.Resampling.BICUBIC
        ),
    }[harm]()
    (tmp_path / "label.png").write_bytes(coded(harmed, "PNG"))

    assert _found(tmp_path, "label.png") == [(kind, KINDS[kind], 1)]


def test_a_symbol_of_gs1_says_so(tmp_path: Path) -> None:
    """Its text is made of elements."""
    import numpy as np
    import zxingcpp

    symbol = zxingcpp.create_barcode("(00)340434161094042557", zxingcpp.BarcodeFormat.Code128, gs1=True)
    bars = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(symbol, scale=3))).convert("L")
    paper = Image.new("L", (bars.width + 120, bars.height + 120), 255)
    paper.paste(bars, (60, 60))
    (tmp_path / "label.png").write_bytes(coded(paper, "PNG"))

    reading = read(tmp_path)["label.png"]

    assert [(b.text, b.gs1) for b in reading.barcodes] == [("00340434161094042557", True)]
    assert ("sscc", "340434161094042557") in [(f.name, f.value) for f in reading.facts]


@pytest.mark.parametrize("what", ["blank", "noise", "stripes"])
def test_a_large_picture_of_nothing_costs_little(tmp_path: Path, what: str) -> None:
    """Twelve megapixels of wall, grain or corrugated cardboard."""
    size = (4000, 3000)
    picture = {
        "blank": lambda: Image.new("L", size, 230),
        "noise": lambda: Image.effect_noise(size, 120),
        "stripes": lambda: Image.linear_gradient("L").resize((40, 3000)).rotate(90, expand=True).resize(size),
    }[what]()
    (tmp_path / "wall.jpg").write_bytes(coded(picture, quality=80))
    began = spent()

    found = _found(tmp_path, "wall.jpg")

    assert found == []
    assert spent() - began < 6


def test_a_sheet_of_codes_of_goods_costs_little(tmp_path: Path) -> None:
    """A second opinion is asked for at so many places, not at all of them."""
    code = _drawn("EAN13", "5901234123457", scale=1)
    sheet = Image.new("L", (2000, 2000), 255)
    for number in range(120):
        sheet.paste(code.resize((190, 150)), (200 * (number % 10), 160 * (number // 10)))
    (tmp_path / "sheet.png").write_bytes(coded(sheet, "PNG"))
    began = spent()

    found = _found(tmp_path, "sheet.png")

    assert set(found) <= {("EAN13", "5901234123457", 1)}
    assert spent() - began < 6


def test_a_code_of_goods_is_told_once_with_the_digits_beside_it(tmp_path: Path) -> None:
    """A book's code that was read with its price, and elsewhere without it, is one code."""
    sheet = Image.new("L", (900, 700), 255)
    sheet.paste(_drawn("EAN13", "9780735200449", scale=4), (20, 20))
    sheet.paste(_drawn("EAN13", "978073520044951299", scale=4), (20, 350))
    (tmp_path / "back.png").write_bytes(coded(sheet, "PNG"))

    assert [text for _, text, _ in _found(tmp_path, "back.png")] == ["978073520044951299"]


def _linked(first: str, *then: bytes) -> list[str]:
    """Write parts as zxing-cpp gives them: an envelope, and switches as a backslash and six digits."""
    return [(b"]L1\\000003" + first.encode("latin-1")).hex(" "), *((b"]L2" + part).hex(" ") for part in then)]


def test_a_text_over_several_symbols_is_read_as_one() -> None:
    """The character set that one part switches to holds in the next one."""
    assert joined(
        _linked("CN:\\000029", "￥ 3149.79;DE:".encode("gb2312") + b"\\000017", b"444,90 \xa4")
    ) == ("CN:￥ 3149.79;DE:444,90 €")


def test_parts_in_an_unknown_character_set_say_nothing() -> None:
    """Wrong letters on a label would be a wrong number."""
    assert joined(_linked("CN:\\000899", b"\xa3\xa4")) is None
    assert joined(_linked("\\000026", b"\xff\xfe")) is None


@pytest.mark.skipif(not _CORPUS, reason="EVIDENCEKIT_CORPUS does not say where a label with such symbols is")
def test_the_parts_on_one_label_are_told_as_one_text(tmp_path: Path) -> None:
    """Three symbols of one text are no three texts."""
    shutil.copy(Path(_CORPUS or "") / "images" / "barcodes" / "pdf417-4__03-01.png", tmp_path / "label.png")

    assert [text for _, text, _ in _found(tmp_path, "label.png")] == ["US:$439.97;CN:￥ 3149.79;DE:444,90 €;"]
