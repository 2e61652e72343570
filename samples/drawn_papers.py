"""Papers as their issuers print them: invoices, bills of lading, stamps, signatures, sheets."""

import io
import math
import random
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

GREY = HexColor("#5A5F66")
HAIR = HexColor("#B9BEC6")
INK = HexColor("#1B2F8A")

Cell = str
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Party:
    """A company with its address; all are invented."""

    name: str
    address: tuple[str, ...]
    contact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How one issuer's paper looks."""

    font: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    colour: Color = black
    size: float = 9.5


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: heading, width in millimetres, and whether it holds figures."""

    heading: str
    width: float
    figures: bool = False


class Paper:
    """A PDF page by page, with a cursor that runs down from the top; the same input gives the same bytes."""

    def __init__(self, path: Path, *, title: str, look: Look, pagesize: tuple[float, float] = A4) -> None:
        self.canvas = Canvas(str(path), pagesize=pagesize, invariant=1, initialFontName=look.font)
        self.canvas.setTitle(title)
        self.look = look
        self.width, self.height = pagesize
        self.left, self.right = 18 * mm, pagesize[0] - 18 * mm
        self.y = pagesize[1] - 18 * mm

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float | None = None,
        bold: bool = False,
        colour: Color = black,
        align: str = "left",
    ) -> None:
        """Write one line at a place."""
        self.canvas.setFont(self.look.bold if bold else self.look.font, size or self.look.size)
        self.canvas.setFillColor(colour)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "centre": self.canvas.drawCentredString,
        }
        draw[align](x, y, words)

    def lines(
        self,
        x: float,
        words: Sequence[str],
        *,
        size: float | None = None,
        bold_first: bool = False,
        colour: Color = black,
    ) -> None:
        """Write lines one below the other from the cursor down."""
        step = (size or self.look.size) * 1.32
        for n, line in enumerate(words):
            self.text(x, self.y, line, size=size, bold=bold_first and n == 0, colour=colour)
            self.y -= step

    def paragraph(
        self,
        words: str,
        *,
        size: float | None = None,
        x: float | None = None,
        width: float | None = None,
        colour: Color = black,
    ) -> None:
        """Write running text from the cursor down, broken at the right margin."""
        size = size or self.look.size
        x = self.left if x is None else x
        width = (self.right - x) if width is None else width
        for line in broken(words, self.look.font, size, width):
            self.text(x, self.y, line, size=size, colour=colour)
            self.y -= size * 1.36
        self.y -= size * 0.5

    def heading(self, words: str, *, size: float = 11) -> None:
        """Write a heading at the cursor."""
        self.y -= 2
        self.text(self.left, self.y, words, size=size, bold=True, colour=self.look.colour)
        self.y -= size * 1.5

    def rule(self, *, colour: Color = HAIR, weight: float = 0.6) -> None:
        """Draw a line across at the cursor."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(weight)
        self.canvas.line(self.left, self.y, self.right, self.y)

    def letterhead(self, issuer: Party, title: str) -> None:
        """Put the issuer's name and address left, and what the paper is right."""
        look = self.look
        self.canvas.setFillColor(look.colour)
        self.canvas.rect(self.left, self.y - 4, 10 * mm, 10 * mm, stroke=0, fill=1)
        initials = "".join(w[0] for w in issuer.name.split()[:2])
        self.text(self.left + 5 * mm, self.y + 1, initials, size=15, bold=True, colour=white, align="centre")
        top = self.y
        self.text(self.left + 13 * mm, top + 3, issuer.name, size=13, bold=True, colour=look.colour)
        self.y = top - 9
        self.lines(self.left + 13 * mm, [*issuer.address, *issuer.contact], size=8, colour=GREY)
        self.text(self.right, top - 24, title, size=17, bold=True, colour=look.colour, align="right")
        self.y = min(self.y, top - 34) - 2
        self.rule(colour=look.colour, weight=1.2)
        self.y -= 16

    def pairs(self, x: float, entries: Sequence[tuple[str, str]], *, gap: float = 30 * mm) -> None:
        """Write label and value, line by line."""
        for label, value in entries:
            self.text(x, self.y, f"{label}:", colour=GREY)
            self.text(x + gap, self.y, value, bold=True)
            self.y -= self.look.size * 1.4

    def table(self, columns: Sequence[Column], rows: Sequence[Row], *, size: float = 9) -> None:
        """Draw a table from the cursor down."""
        height = size * 1.95
        edges = [self.left]
        for column in columns:
            edges.append(edges[-1] + column.width * mm)
        self.canvas.setFillColor(self.look.colour)
        self.canvas.rect(edges[0], self.y - height * 0.5, edges[-1] - edges[0], height, stroke=0, fill=1)
        self._row([c.heading for c in columns], columns, edges, size=size, bold=True, colour=white)
        self.y -= 2
        for row in rows:
            self.y -= height
            self._row(row, columns, edges, size=size)
            self.canvas.setStrokeColor(HAIR)
            self.canvas.setLineWidth(0.4)
            self.canvas.line(edges[0], self.y - height * 0.36, edges[-1], self.y - height * 0.36)
        self.y -= height * 1.05

    def _row(
        self,
        row: Row,
        columns: Sequence[Column],
        edges: Sequence[float],
        *,
        size: float,
        bold: bool = False,
        colour: Color = black,
    ) -> None:
        for n, (cell, column) in enumerate(zip(row, columns, strict=True)):
            x = edges[n + 1] - 2 * mm if column.figures else edges[n] + 2 * mm
            self.text(
                x,
                self.y - 3,
                cell,
                size=size,
                bold=bold,
                colour=colour,
                align="right" if column.figures else "left",
            )

    def sums(self, entries: Sequence[tuple[str, str]], *, last_bold: bool = True) -> None:
        """Write sums at the right, the last one weighty."""
        for n, (label, value) in enumerate(entries):
            strong = last_bold and n == len(entries) - 1
            size = 11.0 if strong else 9.5
            self.text(self.right - 2 * mm, self.y, value, size=size, bold=strong, align="right")
            self.text(self.right - 36 * mm, self.y, label, size=size, bold=strong, align="right")
            self.y -= size * 1.6

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        label: str,
        words: Sequence[str],
        *,
        size: float = 8.5,
        strong: bool = False,
    ) -> None:
        """Draw a form's box: a small label, and what was typed into it."""
        self.canvas.setStrokeColor(HexColor("#444444"))
        self.canvas.setLineWidth(0.6)
        self.canvas.rect(x, y - height, width, height, stroke=1, fill=0)
        self.text(x + 4, y - 8, label, size=6.2, colour=GREY)
        at = y - 9 - size * 1.15
        for line in words:
            self.text(x + 5, at, line, size=size, bold=strong)
            at -= size * 1.25

    def stamp(
        self, x: float, y: float, words: Sequence[str], *, colour: Color, turn: float, size: float = 15
    ) -> None:
        """Press a rubber stamp onto the page."""
        c = self.canvas
        width = (
            max(
                stringWidth(w, "Helvetica-Bold", size if n == 0 else size * 0.55) for n, w in enumerate(words)
            )
            + 18
        )
        height = size * 1.3 + size * 0.72 * (len(words) - 1) + 10
        c.saveState()
        c.translate(x, y)
        c.rotate(turn)
        c.setStrokeColor(colour)
        c.setFillColor(colour)
        c.setStrokeAlpha(0.8)
        c.setFillAlpha(0.8)
        c.setLineWidth(2)
        c.roundRect(-width / 2, -height / 2, width, height, 5, stroke=1, fill=0)
        c.setLineWidth(0.7)
        c.roundRect(-width / 2 + 3, -height / 2 + 3, width - 6, height - 6, 3, stroke=1, fill=0)
        at = height / 2 - size * 1.18
        for n, word in enumerate(words):
            c.setFont("Helvetica-Bold", size if n == 0 else size * 0.55)
            c.drawCentredString(0, at, word)
            at -= size * 0.82
        c.restoreState()

    def seal(
        self, x: float, y: float, around: str, middle: str, *, colour: Color, radius: float = 15 * mm
    ) -> None:
        """Press a round company seal onto the page."""
        c = self.canvas
        c.saveState()
        c.translate(x, y)
        c.setStrokeColor(colour)
        c.setFillColor(colour)
        c.setStrokeAlpha(0.75)
        c.setFillAlpha(0.75)
        c.setLineWidth(1.8)
        c.circle(0, 0, radius, stroke=1, fill=0)
        star = c.beginPath()
        for k in range(10):
            r = radius * (0.3 if k % 2 == 0 else 0.12)
            a = math.pi / 2 + k * math.pi / 5
            (star.moveTo if k == 0 else star.lineTo)(r * math.cos(a), r * math.sin(a))
        star.close()
        c.drawPath(star, stroke=0, fill=1)
        c.setFont("Helvetica-Bold", 6.4)
        spread = math.radians(270)
        for k, letter in enumerate(around):
            a = math.pi / 2 + spread / 2 - spread * k / max(1, len(around) - 1)
            c.saveState()
            c.translate(radius * 0.82 * math.cos(a), radius * 0.82 * math.sin(a))
            c.rotate(math.degrees(a) - 90)
            c.drawCentredString(0, -2, letter)
            c.restoreState()
        c.setFont("Helvetica-Bold", 6)
        c.drawCentredString(0, -radius * 0.52, middle)
        c.restoreState()

    def signature(
        self, x: float, y: float, seed: int, *, width: float = 36 * mm, colour: Color = INK
    ) -> None:
        """Sign by hand: a scribble of its own for every seed."""
        rng = random.Random(seed)
        tall, slant, letters = rng.uniform(3.2, 6.5), rng.uniform(0.1, 0.75), rng.randrange(5, 11)
        high = rng.sample(range(1, letters), 2)
        c = self.canvas
        c.saveState()
        c.setStrokeColor(colour)
        c.setLineWidth(rng.uniform(0.9, 1.4))
        c.setLineCap(1)
        c.translate(x, y)
        c.rotate(rng.uniform(-2, 6))
        c.transform(1, 0, slant, 1, 0, 0)
        path = c.beginPath()
        path.moveTo(0, tall * 2)
        path.curveTo(-6, -4, 10, -6, 8, tall * 2.4)
        path.curveTo(7, tall * 3, 0, tall, width / letters, 0)
        at = width / letters
        for k in range(1, letters):
            step = width / letters * rng.uniform(0.6, 1.35)
            up = tall * (2.3 if k in high else rng.uniform(0.7, 1.15))
            low = -tall * (1.5 if rng.random() < 0.18 else 0.1)
            path.curveTo(
                at + step * rng.uniform(0, 0.6),
                up * 1.2,
                at + step * rng.uniform(0.5, 1.1),
                up,
                at + step * 0.55,
                low,
            )
            path.curveTo(at + step * 0.6, low - 1, at + step * 0.85, 0, at + step, rng.uniform(0, tall * 0.5))
            at += step
        path.curveTo(at + 10, tall, at + 20, tall * 0.5, at + rng.uniform(8, 26), -tall * rng.uniform(0, 0.8))
        c.drawPath(path, stroke=1, fill=0)
        if rng.random() < 0.5:
            c.line(width * 0.15, -tall * 0.9, at + 6, -tall * 0.5)
        c.restoreState()

    def handwriting(
        self,
        x: float,
        y: float,
        words: Sequence[str],
        *,
        size: float = 12,
        turn: float = 1.6,
        colour: Color = INK,
    ) -> None:
        """Write on the form by hand."""
        c = self.canvas
        c.saveState()
        c.translate(x, y)
        c.rotate(turn)
        c.setFillColor(colour)
        for n, line in enumerate(words):
            c.setFont("Times-BoldItalic", size)
            c.drawString(0, -n * size * 1.25, line)
        c.restoreState()

    def footer(self, words: str) -> None:
        """Write the small print at the foot of the page."""
        self.text((self.left + self.right) / 2, 12 * mm, words, size=7, colour=GREY, align="centre")

    def next_page(self) -> None:
        """Turn the page."""
        self.canvas.showPage()
        self.y = self.height - 18 * mm

    def save(self) -> None:
        """Write the file."""
        self.canvas.showPage()
        self.canvas.save()


def broken(words: str, font: str, size: float, width: float) -> list[str]:
    """Break running text into lines of at most a width."""
    lines, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and stringWidth(longer, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an invoice, in cents so that sums are exact."""

    sku: str
    description: str
    quantity: int
    cents: int

    @property
    def amount(self) -> int:
        """Quantity times price."""
        return self.quantity * self.cents


def money(cents: int) -> str:
    """Write cents as an invoice does: 1,234.50."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def item_rows(items: Sequence[Item]) -> list[list[str]]:
    """Return an invoice's rows."""
    return [[i.sku, i.description, f"{i.quantity:,}", money(i.cents), money(i.amount)] for i in items]


ITEM_COLUMNS = (
    Column("SKU", 30),
    Column("Description", 76),
    Column("Qty", 18, figures=True),
    Column("Unit price", 24, figures=True),
    Column("Amount", 26, figures=True),
)


def invoice(
    path: Path,
    *,
    title: str,
    look: Look,
    issuer: Party,
    buyer: Party,
    facts: Sequence[tuple[str, str]],
    items: Sequence[Item],
    extras: Sequence[tuple[str, int]] = (),
    notes: Sequence[str] = (),
    paid: Sequence[str] = (),
    signed: int | None = None,
    buyer_label: str = "Bill to",
    total_label: str = "Total USD",
) -> None:
    """Write an invoice of one page."""
    paper = Paper(path, title=f"{title.title()} {facts[0][1]}", look=look)
    paper.letterhead(issuer, title)
    top = paper.y
    paper.text(paper.left, paper.y, f"{buyer_label}:", colour=GREY)
    paper.y -= 13
    paper.lines(paper.left, [buyer.name, *buyer.address, *buyer.contact], bold_first=True)
    after = paper.y
    paper.y = top
    paper.pairs(paper.left + 98 * mm, facts, gap=34 * mm)
    paper.y = min(after, paper.y) - 14
    paper.table(ITEM_COLUMNS, item_rows(items))
    total = sum(i.amount for i in items) + sum(cents for _, cents in extras)
    sums = [("Subtotal", money(sum(i.amount for i in items)))] if extras else []
    sums += [(label, money(cents)) for label, cents in extras]
    paper.sums([*sums, (total_label, money(total))])
    paper.y -= 10
    for note in notes:
        paper.paragraph(note, size=8.5, colour=GREY)
    if paid:
        paper.stamp(paper.left + 116 * mm, paper.y - 14, paid, colour=HexColor("#B3261E"), turn=9, size=19)
    if signed is not None:
        paper.y -= 44
        paper.seal(
            paper.left + 78 * mm,
            paper.y + 2,
            issuer.name.upper().replace(",", ""),
            "INVOICE SEAL",
            colour=HexColor("#C62828"),
        )
        paper.signature(paper.left + 4, paper.y + 6, signed)
        paper.text(paper.left, paper.y - 6, "_" * 32, colour=GREY)
        paper.text(paper.left, paper.y - 18, f"For {issuer.name}", size=8, colour=GREY)
    paper.footer(f"{issuer.name} · {issuer.address[0]} · {facts[0][0]} {facts[0][1]} · page 1 of 1")
    paper.save()


def sheet(
    path: Path,
    *,
    title: str,
    facts: Sequence[tuple[str, str]],
    heading: Sequence[str],
    rows: Sequence[Sequence[str | int | float]],
    widths: Sequence[float],
) -> None:
    """Write an XLSX as an exporter's office does: title, facts, a table with its sums; the same bytes each time."""
    book = Workbook()
    page = book.active
    assert page is not None  # noqa: S101 - a new workbook has a sheet
    page.title = "Packing list"
    page["A1"] = title
    page["A1"].font = Font(name="Arial", size=15, bold=True)
    for n, (label, value) in enumerate(facts, 3):
        page.cell(n, 1, label).font = Font(name="Arial", size=10, color="666666")
        page.cell(n, 2, value).font = Font(name="Arial", size=10, bold=True)
    start = len(facts) + 4
    thin = Side(style="thin", color="999999")
    for k, words in enumerate(heading, 1):
        cell = page.cell(start, k, words)
        cell.font = Font(name="Arial", size=10, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="33475B")
        cell.alignment = Alignment(horizontal="center", wrap_text=True, vertical="center")
    for n, row in enumerate(rows, start + 1):
        for k, value in enumerate(row, 1):
            cell = page.cell(n, k, value)
            cell.font = Font(name="Arial", size=10, bold=n == start + len(rows))
            cell.border = Border(bottom=thin)
            if isinstance(value, float):
                cell.number_format = "#,##0.00"
    for k, width in enumerate(widths):
        page.column_dimensions["ABCDEFGHIJ"[k]].width = width
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth = 1
    made = io.BytesIO()
    book.save(made)
    path.write_bytes(_without_clock(made.getvalue()))


def _without_clock(made: bytes) -> bytes:
    """Write an office file's members again, all at one moment; openpyxl puts the present one into them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-09-01T09:00:00Z", data)
            info = zipfile.ZipInfo(name, (2026, 9, 1, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()
