"""The code on the index: the digest of the list of sent exhibits as a QR code."""

from typing import Any

from evidencekit.paper.sheet import MARGIN, MM, Pen

CODE = 24 * MM
"""The side of the code, its quiet zone included."""
QR_PREFIX = "EVIDENCEKIT:1:SHA256:"


def draw_code(pen: Pen, digest: str) -> float:
    """Draw the code at the upper right, below the margin; return the width that it takes."""
    import zxingcpp

    image: Any = zxingcpp.create_barcode(
        f"{QR_PREFIX}{digest.upper()}", zxingcpp.BarcodeFormat.QRCode, ec_level="M"
    ).to_image(scale=1)
    rows, columns = image.shape
    dark = bytes(memoryview(image).cast("B"))
    side = CODE / columns
    left, top = pen.width - MARGIN - CODE, pen.height - MARGIN
    path = pen.canvas.beginPath()
    for row in range(rows):
        column = 0
        while column < columns:
            first = column
            while column < columns and dark[row * columns + column] < 128:
                column += 1
            if column > first:
                path.rect(left + first * side, top - (row + 1) * side, (column - first) * side, side)
            column += 1
    pen.canvas.setFillColorRGB(0, 0, 0)
    pen.canvas.drawPath(path, stroke=0, fill=1)
    return CODE + 4 * MM
