"""Notes in a PDF that are not on its pages: what a click on a sign opens, such as sticky notes and remarks on a marked text."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

_PAGES, _MOST = 500, 2_000
_LONGEST = 200
"""Characters that are told of one note."""
_TOLD = 20
_NO_NOTES = frozenset({"/Widget", "/Link", "/FreeText", "/PrinterMark", "/TrapNet", "/Watermark"})
"""What a form asks, where a click leads, and what is drawn on the page as it is."""
_HIDDEN, _NOT_VIEWED = 1 << 1, 1 << 5
_TAG = re.compile(r"<[^<>]*>")
_ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote on a page without changing it."""

    page: int
    """From 1."""
    author: str
    text: str


def notes_in(pdf: Any) -> tuple[Note, ...]:
    """Return the notes in an open PDF, in the order of its pages; one that is written twice, as its window too, once."""
    return tuple(dict.fromkeys(islice(_notes(pdf), _MOST)))


def told(path: str, notes: tuple[Note, ...]) -> str:
    """Return a sentence with the text of each note, and what becomes of them."""
    each = "; ".join(f'page {n.page}{", " if n.author else ""}{n.author}: "{n.text}"' for n in notes[:_TOLD])
    more = f"; and {len(notes) - _TOLD} more" if len(notes) > _TOLD else ""
    some = "a note that is" if len(notes) == 1 else f"{len(notes)} notes that are"
    return (
        f"{path} has {some} not printed on its pages: {each}{more}. Whoever opens the bundle can open "
        f"{'it' if len(notes) == 1 else 'them'} there: look whether the recipient is to read that."
    )


def _notes(pdf: Any) -> Iterator[Note]:
    import pikepdf

    for number, page in enumerate(islice(pdf.pages, _PAGES), 1):
        with suppress(*_ODD, pikepdf.PdfError):
            for annotation in page.obj.get("/Annots") or ():
                with suppress(*_ODD, pikepdf.PdfError):
                    if text := _text(annotation):
                        yield Note(number, _author(annotation), text)


def _text(annotation: Any) -> str:
    kind, flags = str(annotation.get("/Subtype")), int(annotation.get("/F", 0))
    hidden = kind == "/FreeText" and flags & (_HIDDEN | _NOT_VIEWED)
    if (kind in _NO_NOTES and not hidden) or "/StateModel" in annotation:
        return ""
    said = annotation.get("/Contents")
    text = str(said) if said is not None else _TAG.sub(" ", str(annotation.get("/RC", "")))
    return _short(text, _LONGEST)


def _author(annotation: Any) -> str:
    """Return who wrote it; the window of a note is its note's."""
    owner = annotation.get("/Parent", annotation) if annotation.get("/Subtype") == "/Popup" else annotation
    return _short(str(owner.get("/T", "")), 60)


def _short(text: str, most: int) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else f"{line[: most - 4].rstrip()} ..."
