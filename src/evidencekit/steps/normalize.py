"""Normalize: every labelled exhibit becomes PDF pages; what cannot be shown gets a page that says so."""

import hashlib
import logging
from dataclasses import replace
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.mergepolicy import why_not_shown
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import warning
from evidencekit.noroom import not_its_fault
from evidencekit.paper.explain import explain
from evidencekit.pdf import count_pages
from evidencekit.ports import Converter
from evidencekit.underway import at

_log = logging.getLogger(__name__)


def normalize(
    exhibits: tuple[Exhibit, ...], desk: Desk, converters: tuple[Converter, ...]
) -> tuple[PagedExhibit, ...]:
    """Return the pages of every exhibit that is sent, in their order; on one desk a file is converted once."""
    return tuple(_paged(e, desk, converters) for e in exhibits if e.label is not None)


def _paged(exhibit: Exhibit, desk: Desk, converters: tuple[Converter, ...]) -> PagedExhibit:
    key = f"pages {exhibit.source.sha256} {_name(exhibit, desk)}"
    known = desk.memory.get(key)
    if not isinstance(known, PagedExhibit):
        with at(exhibit.source, "making pages"):
            known = desk.memory[key] = _converted(exhibit, desk, converters)
    return replace(known, exhibit=exhibit)


def _converted(exhibit: Exhibit, desk: Desk, converters: tuple[Converter, ...]) -> PagedExhibit:
    source = exhibit.source
    if (why := desk.aside.get(source.sha256)) is not None:
        return _explained(exhibit, why, desk)
    converter = next((c for c in converters if c.converts(source)), None)
    if converter is None:
        return _explained(exhibit, why_not_shown(source.media_type), desk)
    try:
        made = converter.convert(exhibit, desk)
        # Counted here: every page number of the bundle stands on it, and a plug-in may be wrong.
        pages = count_pages(made.pdf)
        pdf = _kept_apart(made.pdf, exhibit, desk)
    except ConversionError as reason:
        return _explained(exhibit, str(reason).rstrip("."), desk)
    except Exception as reason:  # a plug-in may raise anything; the file gets its page all the same
        if isinstance(reason, MemoryError) and desk.hands:
            raise  # nobody knows whose fault it is: the case is built again with one thread alone
        if not_its_fault(reason):
            raise
        _log.debug("%s failed on %s", converter.name, exhibit.path, exc_info=True)
        return _explained(
            exhibit, f"the converter {converter.name} failed on it ({desk.told(reason, source)})", desk
        )
    if not pages:
        return _explained(exhibit, f"the converter {converter.name} made no pages of it", desk)
    return PagedExhibit(
        exhibit, pdf, pages, made.treatment, made.captioned, made.findings, converter.name, signed=made.signed
    )


def _kept_apart(pdf: Path, exhibit: Exhibit, desk: Desk) -> Path:
    """Give the pages a name of the exhibit's own: another file with the same content has another caption."""
    if pdf.parent != desk.path(exhibit.source, pdf.name).parent:
        return pdf
    return pdf.replace(pdf.with_name(_name(exhibit, desk)))


def _name(exhibit: Exhibit, desk: Desk) -> str:
    """Name the pages by what stands on them beside the file itself: its path, its title, the language of both."""
    told = f"{exhibit.path}\0{exhibit.title}\0{desk.language.code}"
    return f"pages-{hashlib.sha256(told.encode()).hexdigest()[:16]}.pdf"


def _explained(exhibit: Exhibit, why: str, desk: Desk) -> PagedExhibit:
    page = desk.path(exhibit.source, _name(exhibit, desk))
    pages = explain(exhibit, why, page, desk.language)
    finding = warning(
        "not-shown",
        f"{exhibit.path} is not shown in the bundle: {why}. A page says so in its place; the file is kept.",
        exhibit.path,
    )
    return PagedExhibit(exhibit, page, pages, "explained", findings=(finding,), shows=())
