"""`review.html`: one page for the person who files the claim, with all that it needs inside."""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from evidencekit.model.assessment import Assessment, CheckStatus, RunningWindow, WindowStatus
from evidencekit.model.bundle import PlacedExhibit
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Fact, Line, Scan
from evidencekit.model.finding import Finding
from evidencekit.model.particulars import Particular, Particulars
from evidencekit.model.vocabulary import Severity, View
from evidencekit.model.words import day_words
from evidencekit.views.htmlpage import environment, inside
from evidencekit.views.plain import amount, number, plain, shown, words

if TYPE_CHECKING:
    from jinja2 import Template

SOON = 14
"""Days: from here on a window is shown as urgent."""
MAX_PICTURES = 600
"""Pictures beyond these are named without a thumbnail, so that a browser still opens the page."""
_FILE = re.compile(r"/|^(?!claimant\.|consignment\.|loss\.).*\.[A-Za-z0-9]{2,4}$", re.DOTALL)
"""What a finding is about is a path, a requirement, a fact, or a key of case.toml."""
_ADDRESS = re.compile(r"https?://[^\s<>\"'()]{4,300}")


@dataclass(frozen=True, slots=True)
class _Headline:
    """The answer in one line, and what to do about it."""

    tone: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A value and where it was read."""

    name: str
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One exhibit as the table shows it."""

    label: str
    title: str
    path: str
    kind: str
    because: str
    sure: str
    note: str
    pages: str
    link: str
    picture: str
    facts: tuple[_Place, ...]
    left_out: str


def review_page(
    *,
    case: Case,
    exhibits: tuple[Exhibit, ...],
    particulars: Particulars,
    assessment: Assessment,
    findings: tuple[Finding, ...],
    placed: tuple[PlacedExhibit, ...],
    thumbnails: Mapping[str, bytes],
    today: date,
) -> str:
    """Return the page as HTML that needs no other file, no script and no network."""
    pages = {p.exhibit.path: p for p in placed}
    rows = [_row(e, pages.get(e.path), _picture(e, n, thumbnails)) for n, e in enumerate(exhibits)]
    labels = {e.path: e.label for e in exhibits if e.label}
    told = untold(findings, assessment)
    css, css_digest = _style()
    return template().render(
        css=css,
        css_digest=css_digest,
        reference=case.reference,
        case_name=case.name,
        assessment=assessment,
        today=day_words(today),
        headline=headline(assessment, findings),
        windows=[(w, left(w), _urgency(w), _linked(w.source)) for w in assessment.windows],
        twice=twice(assessment),
        findings=[(s, [f for f in told if f.severity is s]) for s in Severity],
        rows=[r for r in rows if not r.left_out],
        left_out=[r for r in rows if r.left_out],
        particulars=particulars,
        places=_places(particulars),
        labels=labels,
        limit=assessment.limit,
    )


def untold(findings: Iterable[Finding], assessment: Assessment) -> tuple[Finding, ...]:
    """Return the findings without those that only repeat what is missing."""
    missing = {m.requirement for m in assessment.missing}
    return tuple(f for f in findings if not (f.code == "missing-exhibit" and f.subject in missing))


def twice(assessment: Assessment) -> frozenset[str]:
    """Return the actions that have more than one window, which must be told apart by their ids."""
    actions = [w.action for w in assessment.windows]
    return frozenset(a for a in actions if actions.count(a) > 1)


def about_a_file(finding: Finding) -> bool:
    """Say whether the file that a finding is about must be named beside its message."""
    return bool(_FILE.search(finding.subject)) and finding.subject not in finding.message


def headline(assessment: Assessment, findings: tuple[Finding, ...]) -> _Headline:
    """Say in one line whether the claim can go out, and what stands in its way."""
    blocks = sum(f.severity is Severity.BLOCKING for f in findings)
    if blocks:
        one = "One thing stands" if blocks == 1 else f"{blocks} things stand"
        return _Headline(
            "bad",
            f"Not ready: {one} in the way",
            "Every page of this bundle is marked DRAFT. Do not send it; mend what is listed below and build it again.",
        )
    if assessment.status is CheckStatus.CLOSED:
        return _Headline(
            "bad",
            "The time to claim has run out",
            "The bundle is complete and can still be sent, but the recipient may refuse it for being late. See the windows below.",
        )
    missing = len(assessment.missing)
    if assessment.status is CheckStatus.INCOMPLETE:
        what = (
            f"{missing} thing{'s' if missing != 1 else ''} that the recipient asks for"
            if missing
            else "something that the recipient asks for"
        )
        return _Headline(
            "fair",
            "Can be sent, but it is not complete",
            f"The bundle lacks {what}. Send it only if you cannot get it in time.",
        )
    if assessment.status is CheckStatus.CANNOT_EVALUATE:
        return _Headline(
            "fair",
            "Complete, but nobody can say whether it is in time",
            "A date from which the time to claim is counted is not known. The windows below say which one; add it to case.toml.",
        )
    return _Headline(
        "good",
        "Ready to send",
        "Upload what is in the folder delivery, in the order of the names. Nothing else leaves the house.",
    )


def until(window: RunningWindow) -> str:
    """Return the last day of a window as 2026-11-09, or in words where it has none."""
    if window.latest:
        return window.latest.isoformat()
    return "at once" if window.status is WindowStatus.OPEN else "not known"


def left(window: RunningWindow) -> str:
    """Say how much of a window is left: `8 days left`, `closed 3 days ago`, `opens on October 5, 2026`."""
    days = window.days_left
    if window.status is WindowStatus.DONE:
        return f"done on {day_words(window.done_on)}" if window.done_on else "done"
    if window.status is WindowStatus.NOT_YET and window.earliest is not None:
        return f"opens on {day_words(window.earliest)}"
    if window.status is WindowStatus.CANNOT_EVALUATE or days is None:
        return (
            "cannot be counted"
            if window.latest is None and window.status is WindowStatus.CANNOT_EVALUATE
            else window.status.value
        )
    if days < 0:
        passed = f"{-days} day{'s' if days != -1 else ''} ago"
        return (
            f"passed {passed}, contestable"
            if window.status is WindowStatus.CONTESTABLE
            else f"closed {passed}"
        )
    if days == 0:
        return "today is the last day"
    return f"{days} day{'s' if days != 1 else ''} left"


def _urgency(window: RunningWindow) -> str:
    """Return how loud a window is shown: `closed`, `soon`, `unknown` or `calm`."""
    if window.status in (WindowStatus.CLOSED, WindowStatus.CONTESTABLE):
        return "closed"
    if window.status is WindowStatus.CANNOT_EVALUATE:
        return "unknown"
    return "soon" if window.days_left is not None and window.days_left <= SOON else "calm"


def _row(exhibit: Exhibit, placed: PlacedExhibit | None, picture: str) -> _Row:
    kind = words(exhibit.kind.value)
    if exhibit.view not in (None, View.UNKNOWN):
        kind += f": {words(str(exhibit.view)).lower()}"
    return _Row(
        label=exhibit.label or "",
        title=exhibit.title,
        path=exhibit.path,
        kind=kind,
        because=exhibit.because,
        sure=f"{exhibit.confidence:.0%}",
        note=exhibit.note,
        pages=_pages(placed),
        link=f"bundle.pdf#page={placed.first_page}" if placed else "",
        picture=picture,
        facts=tuple(_Place(words(f.name), shown(f.value), _where(f, named=False)) for f in exhibit.facts),
        left_out=exhibit.left_out or ("" if exhibit.label else "It has no label."),
    )


def _pages(placed: PlacedExhibit | None) -> str:
    if placed is None:
        return ""
    if placed.first_page == placed.last_page:
        return str(placed.first_page)
    return f"{placed.first_page}\u2013{placed.last_page}"


def _picture(exhibit: Exhibit, index: int, thumbnails: Mapping[str, bytes]) -> str:
    blob = thumbnails.get(exhibit.source.sha256)
    # Only what is a JPEG goes into the page: the maker of thumbnails writes nothing else.
    if blob is None or index >= MAX_PICTURES or not blob.startswith(b"\xff\xd8"):
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(blob).decode()


def _places(particulars: Particulars) -> list[_Place]:
    """Return what the case stands on: each value with the file and page it was read from."""
    return [
        _Place(words(e.name), shown(e.value), _sources(e))
        for e in particulars.entries
        if not isinstance(e.value, (Line, Scan))
    ]


def _sources(entry: Particular) -> str:
    said = ["case.toml"] if entry.stated else []
    return "; ".join(dict.fromkeys([*said, *(_where(f, named=True) for f in entry.facts)]))


def _where(fact: Fact, *, named: bool) -> str:
    how = {
        "text": "",
        "case": "",
        "name": "the file's name",
        "ocr": "read by OCR",
        "exif": "the camera's data",
    }.get(fact.read_by.value, fact.read_by.value)
    page = f"page {fact.page}" if fact.page is not None else ""
    return ", ".join(p for p in (fact.source if named else "", page, how) if p)


def _linked(source: str) -> tuple[str, str, str]:
    """Return a source as text before its address, the address, and text after it."""
    match = _ADDRESS.search(source)
    if match is None:
        return source, "", ""
    address = match[0].rstrip(".,;:")
    return source[: match.start()], address, source[match.start() + len(address) :]


@cache
def _style() -> tuple[str, str]:
    return inside("review.css")


@cache
def template() -> "Template":
    """Return the template of the page; compiled once."""
    pages = environment(
        plain=plain, words=words, day=day_words, amount=amount, number=number, shown=shown, quote=quote
    )
    pages.tests["about_a_file"] = about_a_file
    # Whatever a stranger wrote passes through here before it is escaped.
    pages.finalize = lambda found: plain(found, lines=True) if type(found) is str else found
    return pages.get_template("review.html.j2")
