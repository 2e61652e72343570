"""The foot of a page: whether it is empty where a stamp would go."""

import ctypes
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evidencekit.paper.geometry import Box, touch

_MOST_OBJECTS = 20_000
_LONGEST_FILE = 60_000_000


class Feet:
    """Answers for the pages of one file, by where their objects lie; nothing is rendered, no picture is decoded."""

    def __init__(self, pdf: Path) -> None:
        self._pdf = pdf
        self._document: Any = None

    def __enter__(self) -> Self:
        import pypdfium2

        try:
            if self._pdf.stat().st_size <= _LONGEST_FILE:
                self._document = pypdfium2.PdfDocument(self._pdf)
        except pypdfium2.PdfiumError:
            self._document = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._document is not None:
            self._document.close()

    def empty(self, number: int, box: Box) -> bool:
        """Say whether nothing is drawn in a box of a page, from 0; where that cannot be told, it is not."""
        import pypdfium2
        from pypdfium2 import raw

        if self._document is None:
            return False
        try:
            page = self._document[number]
        except (pypdfium2.PdfiumError, IndexError):
            return False
        try:
            count = raw.FPDFPage_CountObjects(page.raw)
            if not 0 <= count <= _MOST_OBJECTS:
                return False
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            for place in range(count):
                drawn = raw.FPDFPage_GetObject(page.raw, place)
                if not raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
                    return False
                if touch((left.value, bottom.value, right.value, top.value), box):
                    return False
            return True
        finally:
            page.close()
