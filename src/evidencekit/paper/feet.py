"""The foot of a page: whether it is empty where a stamp would go."""

import ctypes
import struct
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evidencekit.paper.geometry import Box, touch

_MOST_OBJECTS = 20_000
_LONGEST_FILE = 60_000_000
_SIDES = struct.Struct("4f")


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
        from pypdfium2 import raw

        if self._document is None:
            return False
        # Called as it is: a page wrapped for Python costs as much again as what is asked of it.
        page = raw.FPDF_LoadPage(self._document.raw, number)
        if not page:
            return False
        try:
            count = raw.FPDFPage_CountObjects(page)
            if not 0 <= count <= _MOST_OBJECTS:
                return False
            drawn, bounds = _calls()
            sides = (ctypes.c_float * 4)()
            a, b, c, d = (ctypes.addressof(sides) + n * ctypes.sizeof(ctypes.c_float) for n in range(4))
            at = ctypes.cast(page, ctypes.c_void_p).value
            there = _SIDES.unpack_from
            # All objects of a page are asked, a hundred thousand in a long bundle: most of the time goes to each call.
            return all(
                bounds(drawn(at, place), a, b, c, d) and not touch(there(sides), box)
                for place in range(count)
            )
        finally:
            raw.FPDF_ClosePage(page)


@cache
def _calls() -> tuple[Callable[..., int | None], Callable[..., int]]:
    """Return PDFium's calls for an object of a page and for its bounds, with addresses as plain numbers.

    Asked for each of the hundred thousand objects of a long bundle, the usual ones take twice as long, most of it to wrap pointers.
    """
    from pypdfium2 import raw

    address = ctypes.c_void_p
    drawn = ctypes.PYFUNCTYPE(address, address, ctypes.c_int)
    bounds = ctypes.PYFUNCTYPE(ctypes.c_int, address, *[address] * 4)
    return (
        drawn(ctypes.cast(raw.FPDFPage_GetObject, address).value or 0),
        bounds(ctypes.cast(raw.FPDFPageObj_GetBounds, address).value or 0),
    )
