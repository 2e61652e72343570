"""Barcodes on pictures, and on the pages of scans and labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evidencekit.desk import Desk
from evidencekit.extractors.symbols import Symbol, read_patiently, read_photo, read_symbols
from evidencekit.extractors.text import in_hand
from evidencekit.model.evidence import Barcode, Reading
from evidencekit.pictures import UnreadablePictureError, open_picture, pixels
from evidencekit.ports import Extraction

MAX_PAGES = 6
"""Pages of a PDF on which barcodes are looked for."""
_PHOTO = 1_100
"""Pixels on the longer side above which what a camera took is a photo, not a picture of a label alone."""
_LONGEST = 2400
_MANY_SHAPES, _OBJECTS = 25, 2_000
"""A page with a picture, or with as many drawn shapes as bars, may hold a symbol; only so many objects are counted."""
_DPI, _LABEL_POINTS = (150, 300), 620


@dataclass(frozen=True, slots=True)
class BarcodeReader:
    """Every symbology that zxing-cpp reads."""

    name: str = "barcode"

    def missing(self) -> str | None:
        """Nothing: zxing-cpp comes in its wheel."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Pictures and PDFs that can be opened."""
        kind = reading.source.media_type
        readable = kind == "application/pdf" or (kind.startswith("image/") and kind != "image/svg+xml")
        return readable and not reading.unreadable

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Look at a size at which labels are legible, and once more where nothing was found."""
        if reading.source.media_type == "application/pdf":
            return Extraction(barcodes=tuple(_on_pages(reading, desk)))
        try:
            picture = open_picture(reading.source, desk)
            image = pixels(reading.source, desk).convert("L")
        except UnreadablePictureError:
            return Extraction()
        taken = picture.tag("Model") and max(image.size) > _PHOTO
        return Extraction(barcodes=_told(read_photo(image) if taken else read_patiently(image), 1))


def _told(symbols: list[Symbol], page: int) -> tuple[Barcode, ...]:
    return tuple(dict.fromkeys(Barcode(s.kind, s.text, page, s.gs1) for s in symbols))


def _on_pages(reading: Reading, desk: Desk) -> Iterator[Barcode]:
    import pypdfium2

    with in_hand(reading.source, desk) as paper:
        for number in range(1, min(len(paper.document), MAX_PAGES) + 1):
            try:
                page = paper.page(number)
                if _may_hold_symbols(page):
                    yield from _on_page(page, number)
            except (pypdfium2.PdfiumError, ValueError, MemoryError):
                continue  # a page that cannot be drawn; the text reader has said what is wrong with the file


def _may_hold_symbols(page: Any) -> bool:
    """Save the drawing of pages that hold only text."""
    import pypdfium2.raw as pdfium

    shapes = 0
    for count, each in enumerate(page.get_objects(max_depth=4)):
        shapes += each.type == pdfium.FPDF_PAGEOBJ_PATH
        if shapes >= _MANY_SHAPES or each.type in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
            return True
        if count > _OBJECTS:
            return True
    return False


def _on_page(page: Any, number: int) -> tuple[Barcode, ...]:
    """Look at 150 dpi, and at a label, whose bars are fine, at 300 where nothing was found."""
    longer = max(page.get_width(), page.get_height(), 1)
    found: list[Symbol] = []
    for dpi in _DPI if longer <= _LABEL_POINTS else _DPI[:1]:
        image = page.render(scale=min(dpi / 72, _LONGEST / longer), grayscale=True).to_pil()
        found = read_symbols(image, try_invert=False)
        if found:
            break
    return _told(found, number)
