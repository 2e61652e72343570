"""Stamps: reference, exhibit and page number on every page, upright and visible on whatever page it is."""

import io
from typing import Any

from evidencekit.paper.fonts import MEDIUM, drawable, register
from evidencekit.paper.sheet import MM

_SIZE = 8.0
_A4_WIDTH = 595.0
_SMALLEST, _LARGEST = 0.3, 30.0


class Stamper:
    """Writes stamps into pages with one shared, embedded font."""

    def __init__(self, pdf: Any, texts: tuple[str, ...], mark: str | None) -> None:
        import pikepdf
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfgen.canvas import Canvas

        register()
        self._pdf = pdf
        self._mark = mark
        shown = drawable("".join(sorted(set("".join(texts) + (mark or "") + " "))), MEDIUM)
        made = io.BytesIO()
        canvas: Any = Canvas(made, invariant=1, initialFontName=MEDIUM)
        canvas.setFont(MEDIUM, _SIZE)
        canvas.drawString(0, 0, shown)
        face: Any = pdfmetrics.getFont(MEDIUM)
        self._codes = {c: face.splitString(c, canvas._doc)[0] for c in set(shown)}  # noqa: SLF001 - reportlab has no other way to its own coding
        self._widths = {c: canvas.stringWidth(c, MEDIUM, 1) for c in set(shown)}
        canvas.showPage()
        canvas.save()
        with pikepdf.open(made) as source:
            fonts = source.pages[0].Resources.Font
            by_subset = {str(name).rpartition("+")[2]: pdf.copy_foreign(font) for name, font in fonts.items()}
        self._fonts = {int(n): font for n, font in by_subset.items() if n.isdigit()}

    def stamp(self, page: Any, text: str) -> None:
        """Write a stamp at the foot of a page, on white, and the draft mark across it where there is one."""
        import pikepdf

        left, bottom, right, top = (float(v) for v in page.cropbox)
        left, right, bottom, top = min(left, right), max(left, right), min(bottom, top), max(bottom, top)
        turn = int(page.obj.get("/Rotate", 0)) % 360
        unit = float(page.obj.get("/UserUnit", 1))
        wide, high = (right - left, top - bottom) if turn in {0, 180} else (top - bottom, right - left)
        scale = min(_LARGEST, max(_SMALLEST, min(wide, high) * unit / _A4_WIDTH)) / unit
        matrix = {
            90: (0, 1, -1, 0, right, bottom),
            180: (-1, 0, 0, -1, right, top),
            270: (0, -1, 1, 0, left, top),
        }.get(turn, (1, 0, 0, 1, left, bottom))
        drawn = f"Q\nq {_numbers(matrix)} cm {_numbers((scale, 0, 0, scale, 0, 0))} cm\n{self._box(text, wide / scale)}"
        if self._mark:
            drawn += self._across(wide / scale, high / scale)
        names = self._named(page)
        for number, name in names.items():
            drawn = drawn.replace(f"/Stamp{number} ", f"{name} ")
        page.contents_add(pikepdf.Stream(self._pdf, b"q\n"), prepend=True)
        page.contents_add(pikepdf.Stream(self._pdf, f"{drawn}Q\n".encode("latin-1")))

    def _named(self, page: Any) -> dict[int, str]:
        return {
            number: str(page.add_resource(font, "/Font", "/EvKit" + str(number), replace_existing=True))
            for number, font in self._fonts.items()
        }

    def _box(self, text: str, wide: float) -> str:
        shown = drawable(text, MEDIUM)
        length = sum(self._widths[c] for c in shown) * _SIZE
        x, y = wide - length - 9 * MM, 5.5 * MM
        return (
            f"1 1 1 rg 0.8 0.83 0.87 RG 0.4 w {_numbers((x - 4, y - 3.4, length + 8, 12.6))} re B\n"
            f"0.10 0.13 0.18 rg BT {_numbers((x, y))} Td {self._shown(shown, _SIZE)} ET\n"
        )

    def _across(self, wide: float, high: float) -> str:
        mark = self._mark or ""
        size = 110.0
        length = sum(self._widths[c] for c in mark) * size
        x, y = wide / 2 - 0.7071 * length / 2 + 0.2 * size, high / 2 - 0.7071 * length / 2 - 0.2 * size
        return f"0.85 0.2 0.15 RG 1.2 w BT 1 Tr {_numbers((0.7071, 0.7071, -0.7071, 0.7071, x, y))} Tm {self._shown(mark, size)} ET 0 Tr\n"

    def _shown(self, text: str, size: float) -> str:
        out, current = [], None
        for character in text:
            subset, code = self._codes[character]
            if subset != current:
                out.append(f"/Stamp{subset} {size} Tf")
                current = subset
            out.append(f"<{bytes(code).hex()}> Tj")
        return " ".join(out)


def _numbers(values: tuple[float, ...]) -> str:
    return " ".join(f"{v:.3f}".rstrip("0").rstrip(".") for v in values)
