"""PDF/A-2b (ISO 19005-2): the form in which archives keep PDFs, made of a finished file where its pages allow it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencekit.account import fill_in

if TYPE_CHECKING:
    from pikepdf import Pdf

_FLAVOUR = "2b"
_OBJECT = re.compile(r"\bobj (\d+) (\d+)\b")
_FONT = re.compile(r"ISO_19005_2:6\.2\.11\.4\.1-")
_MOST_OBJECTS = 20_000
"""Of one page that are looked through for what stands in the way."""


def made_archival(pdf: Path, into: Path) -> tuple[tuple[int | None, str], ...]:
    """Write a PDF as PDF/A-2b; where it cannot be, write nothing and return page, from 1, and reason, for each obstacle.

    pikepdf's checker, which knows what is allowed and refuses all else, approves what is written before the view on
    opening is put back: that is a destination and no action (ISO 32000-1, 12.3.2), so that PDF/A allows it, but the
    checker does not know it.
    """
    import pikepdf
    from pikepdf import pdfa

    with pikepdf.open(pdf) as document:
        view = document.Root.get("/OpenAction")
        if view is not None:
            del document.Root.OpenAction
        _relieve(document)
        pdfa.prepare(document, _FLAVOUR)
        report = pdfa.check(document, _FLAVOUR, deterministic_id=True)
        if not report.passed:
            return tuple(_told(document, report.findings))
        if view is not None:
            document.Root.OpenAction = view
        document.save(into, **report.save_kwargs)
    fill_in(into)
    return ()


def _relieve(document: "Pdf") -> None:
    """Take out what PDF/A does not want and no page needs: unused fonts, lists of glyphs in fonts, what a slide show would do."""
    import pikepdf

    for page in document.pages:
        for key in ("/Trans", "/Dur"):
            if key in page.obj:
                del page.obj[key]
    document.remove_unreferenced_resources()
    for each in document.objects:
        if isinstance(each, pikepdf.Dictionary) and "/CIDSet" in each:
            del each["/CIDSet"]


def _told(document: "Pdf", findings: Any) -> Iterator[tuple[int | None, str]]:
    waiting: dict[tuple[int, int], str] = {}
    nowhere: dict[str, None] = {}
    for finding in findings:
        where = _OBJECT.search(finding.where)
        reason = "a font is not embedded" if _FONT.match(finding.rule) else finding.message
        if where:
            waiting.setdefault((int(where[1]), int(where[2])), reason)
        else:
            nowhere.setdefault(reason)
    told: dict[tuple[int | None, str], None] = {}
    for number, page in enumerate(document.pages, 1):
        for key in _drawn_with(page.obj):
            if key in waiting:
                told.setdefault((number, waiting[key]))
    placed = {reason for _, reason in told}
    yield from told
    yield from (
        (None, reason) for reason in (*dict.fromkeys(waiting.values()), *nowhere) if reason not in placed
    )


def _drawn_with(page: Any) -> set[tuple[int, int]]:
    """Return the objects that a page is drawn with, itself among them; other pages do not count."""
    import pikepdf

    seen, waiting = set[tuple[int, int]](), [page]
    while waiting and len(seen) < _MOST_OBJECTS:
        each = waiting.pop()
        if each.is_indirect:
            if each.objgen in seen:
                continue
            seen.add(each.objgen)
        fields = each.stream_dict if isinstance(each, pikepdf.Stream) else each
        inside = (
            [v for k, v in fields.items() if k not in {"/Parent", "/P", "/Dest", "/A", "/B"}]
            if isinstance(fields, pikepdf.Dictionary)
            else list(fields)
        )
        waiting += [v for v in inside if isinstance(v, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream))]
    return seen
