"""A sheet of paper to draw on: A4, margins, and a pen that never leaves a character out."""

from pathlib import Path
from typing import Any

from evidencekit.paper.fonts import BOLD, REGULAR, register, runs, width, wrapped

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
MARGIN = 20 * MM
FOOT = 16 * MM
"""Left free at the foot of every page for the stamp."""
INK = (0.10, 0.13, 0.18)
GREY = (0.42, 0.46, 0.52)
RULE = (0.80, 0.83, 0.87)
ACCENT = (0.05, 0.30, 0.48)


class Pen:
    """Draws on the pages of one PDF; the same strokes give the same bytes."""

    def __init__(self, path: Path, size: tuple[float, float] = A4) -> None:
        from reportlab.pdfgen.canvas import Canvas

        register()
        self.width, self.height = size
        self.canvas: Any = Canvas(
            str(path),
            pagesize=size,
            invariant=1,
            initialFontName=REGULAR,
            initialFontSize=9,
            pageCompression=1,
        )
        self.pages = 1
        self.y = self.height - MARGIN

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - 2 * MARGIN

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        font: str = REGULAR,
        size: float = 9,
        colour: tuple[float, ...] = INK,
    ) -> float:
        """Write one line; return where it ends."""
        self.canvas.setFillColorRGB(*colour)
        for use, piece in runs(text, font):
            self.canvas.setFont(use, size)
            self.canvas.drawString(x, y, piece)
            x += width(piece, use, size) if use == font else self.canvas.stringWidth(piece, use, size)
        return x

    def right(
        self,
        x: float,
        y: float,
        text: str,
        *,
        font: str = REGULAR,
        size: float = 9,
        colour: tuple[float, ...] = INK,
    ) -> None:
        """Write one line that ends at x."""
        self.text(x - width(text, font, size), y, text, font=font, size=size, colour=colour)

    def lines(
        self,
        text: str,
        *,
        x: float = MARGIN,
        room: float | None = None,
        font: str = REGULAR,
        size: float = 10,
        leading: float = 1.4,
        colour: tuple[float, ...] = INK,
    ) -> None:
        """Write a text from the current height down, wrapped, on as many pages as it needs."""
        for line in wrapped(text, font, size, room or self.room):
            self.need(size * leading)
            self.y -= size * leading
            self.text(x, self.y, line, font=font, size=size, colour=colour)

    def heading(self, text: str, size: float = 16) -> None:
        """Write a heading."""
        self.lines(text, font=BOLD, size=size, leading=1.25)
        self.y -= 3 * MM

    def rule(self, y: float | None = None, colour: tuple[float, ...] = RULE, weight: float = 0.6) -> None:
        """Draw a line from margin to margin."""
        self.canvas.setStrokeColorRGB(*colour)
        self.canvas.setLineWidth(weight)
        at = self.y if y is None else y
        self.canvas.line(MARGIN, at, self.width - MARGIN, at)

    def need(self, height: float) -> bool:
        """Turn to a new page where less than `height` points are left; say whether it did."""
        if self.y - height >= FOOT + 4 * MM:
            return False
        self.turn()
        return True

    def turn(self) -> None:
        """Begin a new page."""
        self.canvas.showPage()
        self.pages += 1
        self.y = self.height - MARGIN

    def done(self) -> int:
        """Write the file; return the number of pages."""
        self.canvas.showPage()
        self.canvas.save()
        return self.pages
