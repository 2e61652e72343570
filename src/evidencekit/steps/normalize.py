"""Normalize: every exhibit as PDF pages; what cannot be shown gets a page that says so and why."""

import logging

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import warning
from evidencekit.paper.explain import explain
from evidencekit.ports import Converter

_log = logging.getLogger(__name__)


def normalize(
    exhibits: tuple[Exhibit, ...], desk: Desk, converters: tuple[Converter, ...]
) -> tuple[PagedExhibit, ...]:
    """Make pages of every labelled exhibit; what was made for an earlier recipient is used again."""
    return tuple(_paged(e, desk, converters) for e in exhibits if e.label is not None)


def _paged(exhibit: Exhibit, desk: Desk, converters: tuple[Converter, ...]) -> PagedExhibit:
    key = f"pages {exhibit.source.sha256} {exhibit.path}"
    known = desk.memory.get(key)
    if not isinstance(known, PagedExhibit):
        known = desk.memory[key] = _converted(exhibit, desk, converters)
    return PagedExhibit(exhibit, known.pdf, known.pages, known.treatment, known.captioned, known.findings)


def _converted(exhibit: Exhibit, desk: Desk, converters: tuple[Converter, ...]) -> PagedExhibit:
    converter = next((c for c in converters if c.converts(exhibit.source)), None)
    if converter is None:
        return _explained(exhibit, f"files of the type {exhibit.source.media_type} cannot be shown", desk)
    try:
        made = converter.convert(exhibit, desk)
    except ConversionError as reason:
        return _explained(exhibit, str(reason).rstrip("."), desk)
    except Exception as reason:  # a plug-in may raise anything; the file gets its page all the same
        _log.debug("%s failed on %s", converter.name, exhibit.path, exc_info=True)
        return _explained(
            exhibit,
            f"the converter {converter.name} failed on it ({type(reason).__name__}: {str(reason)[:120]})",
            desk,
        )
    return PagedExhibit(exhibit, made.pdf, made.pages, made.treatment, made.captioned, made.findings)


def _explained(exhibit: Exhibit, why: str, desk: Desk) -> PagedExhibit:
    page = desk.path(exhibit.source, "explained.pdf")
    pages = explain(exhibit, why, page)
    finding = warning(
        "not-shown",
        f"{exhibit.path} is not shown in the bundle: {why}. A page says so in its place; the file is kept.",
        exhibit.path,
    )
    return PagedExhibit(exhibit, page, pages, "explained", findings=(finding,))
