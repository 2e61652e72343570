"""Barcodes on pictures, and on the pages of scans."""

from dataclasses import dataclass
from typing import Any

from evidencekit.desk import Desk
from evidencekit.model.evidence import Barcode, Reading
from evidencekit.pictures import UnreadablePictureError, open_picture, pixels
from evidencekit.ports import Extraction

SCAN_PAGES = 4
"""Pages of a scan on which barcodes are looked for."""
_LOOK_AT = 1100
"""Pixels on the longer side that a photo is looked at; a picture without camera data is looked at as it is."""


@dataclass(frozen=True, slots=True)
class BarcodeReader:
    """Every symbology that zxing-cpp reads."""

    name: str = "barcode"

    def missing(self) -> str | None:
        """Nothing: zxing-cpp comes in its wheel."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Pictures, and PDFs without text."""
        if reading.unreadable:
            return False
        scan = reading.source.media_type == "application/pdf" and not any(t.strip() for t in reading.text)
        return scan or (
            reading.source.media_type.startswith("image/") and reading.source.media_type != "image/svg+xml"
        )

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Look once, at a size at which labels are legible."""
        if reading.source.media_type == "application/pdf":
            return Extraction(barcodes=tuple(_on_scan(reading)))
        try:
            picture = open_picture(reading.source, desk)
            image = pixels(reading.source, desk)
        except UnreadablePictureError:
            return Extraction()
        if picture.tag("Model") and max(image.size) > _LOOK_AT:
            image = image.reduce(max(1, round(max(image.size) / _LOOK_AT)))
        return Extraction(barcodes=tuple(_found(image.convert("L"), 1)))


def _found(image: Any, page: int) -> list[Barcode]:
    import zxingcpp

    symbols = zxingcpp.read_barcodes(image)
    return [Barcode(s.format.name, s.text, page) for s in symbols if s.valid and s.text]


def _on_scan(reading: Reading) -> list[Barcode]:
    import pypdfium2

    found: list[Barcode] = []
    try:
        document = pypdfium2.PdfDocument(reading.source.location)
    except pypdfium2.PdfiumError:
        return found
    try:
        for number in range(min(len(document), SCAN_PAGES)):
            page = document[number]
            scale = min(2.0, 1800 / max(page.get_width(), page.get_height(), 1))
            found += _found(page.render(scale=scale, grayscale=True).to_pil(), number + 1)
    finally:
        document.close()
    return found
