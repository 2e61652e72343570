"""Pages that draw parts of themselves within one another, over and over: a kilobyte of PDF that no program can ever draw.

A form is a part of a page that may hold other forms, and draw each of them as often as it likes; one that draws itself, or
ten levels of ten, take a program all memory or all time. Such forms lose what they draw before any page is drawn.
"""

import re
import zlib
from contextlib import suppress
from itertools import islice
from typing import Any

MOST = 20_000
"""Forms that one page may draw, forms within forms counted each time."""
_PAGES, _DEEPEST = 500, 60
_READ = 1_000_000
"""Bytes of one form's content in which it is counted what it draws."""
_DRAWN = re.compile(rb"/([^\s/<>()\[\]{}%]+)\s+Do\b")
_MANY = 50
"""As often is a form taken to be drawn by one whose content cannot be read."""
_ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError, zlib.error)


def calm(pdf: Any) -> bool:
    """Take out of an open PDF what forms draw without end; say whether there was any."""
    cut = False
    for page in islice(pdf.pages, _PAGES):
        forms = _Forms()  # a form without names of its own draws other things on another page
        forms.judge(page)
        cut = cut or forms.cut
    return cut


class _Forms:
    """The forms of one page, each counted once."""

    def __init__(self) -> None:
        self._draws: dict[tuple[int, int], int] = {}
        self._open: set[tuple[int, int]] = set()
        self.cut = False
        """Whether any form lost what it draws."""

    def judge(self, page: Any) -> None:
        """Cut what a page draws without end."""
        with suppress(*_ODD):
            outer = _named(page.resources)  # those of the page tree above it count too
            for form in outer.values():
                self._count(form, outer, 0)

    def _count(self, form: Any, outer: dict[str, Any], depth: int) -> int:
        """Return how many forms are drawn where this one is; a name that it does not know itself is the page's."""
        if form.objgen in self._draws:
            return self._draws[form.objgen]
        inner = {**outer, **_inner(form)}
        times = _times(form)
        if times is None:
            times = dict.fromkeys(_inner(form), _MANY)
        self._open.add(form.objgen)
        total = 1
        for name, often in times.items():
            if name not in inner:
                continue
            child = inner[name]
            endless = child.objgen in self._open or depth >= _DEEPEST
            total += often * (MOST if endless else self._count(child, outer, depth + 1))
            if total > MOST:
                break
        self._open.discard(form.objgen)
        if total > MOST:
            form.write(b"")
            self.cut, total = True, 1
        self._draws[form.objgen] = total
        return total


def _inner(form: Any) -> dict[str, Any]:
    """Return the forms among the resources of a form, by name."""
    try:
        return _named(form.Resources)
    except _ODD:
        return {}


def _named(resources: Any) -> dict[str, Any]:
    import pikepdf

    found = resources.get("/XObject")
    if not isinstance(found, pikepdf.Dictionary):
        return {}
    return {
        name: each
        for name, each in found.items()
        if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Form"
    }


def _times(form: Any) -> dict[str, int] | None:
    """Return how often a form draws each name; None where its content cannot be read."""
    counted: dict[str, int] = {}
    try:
        packed: bytes = form.read_raw_bytes()
        kind = form.get("/Filter")
        if kind is not None and (str(kind) != "/FlateDecode" or form.get("/DecodeParms") is not None):
            return None
        content = packed[:_READ] if kind is None else zlib.decompressobj().decompress(packed, _READ)
    except _ODD:
        return None
    for match in _DRAWN.finditer(content):
        name = f"/{match[1].decode('latin-1')}"
        counted[name] = counted.get(name, 0) + 1
    return counted
