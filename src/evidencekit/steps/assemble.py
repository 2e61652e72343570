"""Assemble: index, letters, dividers and exhibits into one PDF, numbered once, stamped, linked and bookmarked."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from evidencekit import underway
from evidencekit.account import account_text, fill_in, list_digest
from evidencekit.citations import FACT, Citation, citations
from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.hiding import by_bytes, hidden
from evidencekit.inert import without_what_acts
from evidencekit.language import ENGLISH, Language
from evidencekit.merging import Merger
from evidencekit.model.bundle import Bundle, Letter, PlacedExhibit, PlacedLetter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import Finding, warning
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.supplement import Sent
from evidencekit.model.words import kind_words
from evidencekit.paper.divider import CitedOn, Divider, draw_dividers
from evidencekit.paper.feet import Feet
from evidencekit.paper.geometry import Box, sheet_of
from evidencekit.paper.index import IndexHead, IndexRow, draw_index
from evidencekit.paper.stamp import Stamper
from evidencekit.paper.underline import underline
from evidencekit.pdf import Tree, outline_tree, save_finished
from evidencekit.signedfiles import going_along

_ABOVE = 24.0
"""Points of a page that are shown above the line to which a value leads."""
_SPARE = 128_000
"""Bytes of a bundle beside its parts: bookmarks, links, stamps."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of pages with one stamp and one bookmark."""

    pdf: Path
    pages: int
    title: str
    stamp: str = ""
    exhibit: PagedExhibit | None = None
    letter: Letter | None = None
    divides: tuple[PagedExhibit, ...] = ()
    skipped: int = 0
    """Pages of the file before the first of these."""

    @property
    def range(self) -> range:
        """Its pages in the file, from 0."""
        return range(self.skipped, self.skipped + self.pages)


def assemble(
    profile: Profile,
    case: Case,
    particulars: Particulars,
    letters: tuple[Letter, ...],
    paged: tuple[PagedExhibit, ...],
    *,
    today: date,
    desk: Desk,
    draft: bool,
    adds_to: Sent | None = None,
    language: Language = ENGLISH,
    among: tuple[Exhibit, ...] = (),
) -> Bundle:
    """Put the bundle together on the desk; one that only adds to what was sent before says so, and is a file of its own.

    `among` are all exhibits of the case, also those that are not sent: what is hidden on one with the same bytes is not cited.
    """
    added = adds_to is not None
    place = desk.folder(f"{'supplement' if added else 'bundle'}-{profile.id}")
    written = tuple(_letter_parts(letters))
    listed = list_digest(p.exhibit for p in paged)
    head = _head(profile, case, particulars.claimant.name, today, listed, language, added=added)
    index = place / "index.pdf"
    # Laid out first without numbers, so that its length is known; then everything is numbered once.
    unnumbered = (*written, *(_exhibit_part(p, language) for p in paged))
    length = draw_index(head, *_rows(unnumbered, 0, language), index, language)
    cited = citations(_first_pages(written, length + 1), paged, _hidden(case, profile, paged, among))
    parts = (*written, *_exhibit_parts(paged, place, cited, going_along(paged, profile), language))
    draw_index(head, *_rows(parts, length, language), index, language)
    whole = (_Part(index, length, language.say("Index")), *parts)
    target = place / "bundle.pdf"
    _make_sure_of_room(place, whole)
    at_letters = tuple(PlacedLetter(p.letter, at, at + p.pages - 1) for at, p in _placed(whole) if p.letter)
    at_exhibits = tuple(_placed_exhibits(whole))
    pages = sum(p.pages for p in whole)
    findings = _merge(
        whole, case.reference, target, draft=draft, added=added, about=(particulars.claimant.name or "", profile, today),
        account=account_text(at_letters, at_exhibits, index_pages=length, pages=pages), cited=cited, language=language,
    )  # fmt: skip
    fill_in(target)
    return Bundle(
        pdf=target,
        reference=case.reference,
        pages=pages,
        index_pages=length,
        letters=at_letters,
        exhibits=at_exhibits,
        # A letter of a supplement may name exhibits that were sent before.
        findings=() if added else findings,
        called=f"Supplement of {today.isoformat()} to claim" if added else "Claim",
    )


def _make_sure_of_room(place: Path, parts: tuple[_Part, ...]) -> None:
    """Raise `OSError` where the disk has no room for all parts: qpdf ends the whole process when it fills up under its hands."""
    needed = sum(part.pdf.stat().st_size for part in parts) + _SPARE
    if shutil.disk_usage(place).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(place))


def _letter_parts(letters: tuple[Letter, ...]) -> Iterator[_Part]:
    for letter in letters:
        if letter.pdf is not None and letter.enclosed:
            yield _Part(letter.pdf, letter.pages, letter.title, letter=letter)


def _exhibit_parts(
    paged: tuple[PagedExhibit, ...],
    place: Path,
    cited: tuple[Citation, ...],
    beside: Mapping[str, str],
    language: Language,
) -> Iterator[_Part]:
    groups, drawn = tuple(_groups(paged)), place / "dividers.pdf"
    if not groups:
        return
    dividers = [
        Divider(group, _cited_on(group, cited), beside.get(group[0].exhibit.label or "", ""))
        for group in groups
    ]
    lengths = draw_dividers(dividers, drawn, language)
    for group, pages, end in zip(groups, lengths, accumulate(lengths), strict=True):
        yield _Part(drawn, pages, "", stamp=_label(group, language), divides=group, skipped=end - pages)
        yield from (_exhibit_part(one, language) for one in group)


def _exhibit_part(one: PagedExhibit, language: Language) -> _Part:
    label = language.say("Exhibit {label}", label=one.exhibit.label)
    title = language.say("{title}: {more}", title=label, more=one.exhibit.title)
    return _Part(one.pdf, one.pages, title, stamp=label, exhibit=one)


def _first_pages(written: tuple[_Part, ...], first: int) -> Iterator[tuple[int, Letter]]:
    yield from ((at, part.letter) for at, part in _placed(written, first) if part.letter)


def _hidden(
    case: Case, profile: Profile, paged: tuple[PagedExhibit, ...], among: tuple[Exhibit, ...]
) -> dict[str, tuple[str, ...]]:
    """Return which words are hidden on which file, those that the profile asks for included."""
    same = by_bytes(among or (p.exhibit for p in paged))
    return {p.exhibit.path: hidden(p.exhibit, case, profile, same).entry.redact for p in paged if p.altered}


def _cited_on(group: tuple[PagedExhibit, ...], cited: tuple[Citation, ...]) -> tuple[CitedOn, ...]:
    """Return the pages of letters that cite an exhibit of a group, in their order."""
    labels, pages = {p.exhibit.label for p in group}, dict[tuple[str, int], list[str]]()
    for each in cited:
        if each.label in labels:
            pages.setdefault((each.letter, each.page), []).append(each.words)
    return tuple(
        CitedOn(letter, page, tuple(dict.fromkeys(words))) for (letter, page), words in pages.items()
    )


def _groups(paged: tuple[PagedExhibit, ...]) -> Iterator[tuple[PagedExhibit, ...]]:
    """Group for dividers: a run of captioned photos shares one divider; every other exhibit has its own."""
    run: list[PagedExhibit] = []
    for one in paged:
        if run and not (one.captioned and run[-1].captioned):
            yield tuple(run)
            run = []
        run.append(one)
    if run:
        yield tuple(run)


def _label(group: tuple[PagedExhibit, ...], language: Language) -> str:
    first, last = group[0].exhibit.label, group[-1].exhibit.label
    if len(group) == 1:
        return language.say("Exhibit {label}", label=first)
    return language.say("Exhibits {first} to {last}", first=first, last=last)


def _placed(whole: tuple[_Part, ...], first: int = 1) -> Iterator[tuple[int, _Part]]:
    at = first
    for part in whole:
        yield at, part
        at += part.pages


def _placed_exhibits(whole: tuple[_Part, ...]) -> Iterator[PlacedExhibit]:
    divider = 0
    for at, part in _placed(whole):
        if part.divides:
            divider = at
        if part.exhibit:
            yield PlacedExhibit(part.exhibit, at, at + part.pages - 1, divider)


def _head(
    profile: Profile,
    case: Case,
    claimant: str | None,
    today: date,
    listed: str,
    language: Language,
    *,
    added: bool,
) -> IndexHead:
    say = language.say
    to = language.clauses(t for t in (language.recipient(profile), say(profile.department)) if t)
    lines = [(say("To"), to), (say("Reference"), case.reference), (say("Date"), language.day(today))]
    if claimant:
        lines.insert(0, (say("Claimant"), claimant))
    title = say("Supplement to the claim file" if added else "Claim file")
    return IndexHead(title, tuple(lines), listed)


def _rows(
    parts: tuple[_Part, ...], index_pages: int, language: Language
) -> tuple[tuple[IndexRow, ...], tuple[IndexRow, ...]]:
    letters, exhibits = [], []
    for number, (at, part) in enumerate(_placed(parts, index_pages + 1)):
        last = at + part.pages - 1
        pages = f"{at}–{last}" if last > at else str(at)
        if part.letter:
            letters.append(IndexRow("", part.title, "", pages, f"part/{number}"))
        elif part.exhibit:
            exhibit = part.exhibit.exhibit
            detail = f"{language.say(kind_words(exhibit.kind))}  ·  {exhibit.path}"
            exhibits.append(
                IndexRow(exhibit.label or "", exhibit.title, detail, pages, f"pages/{exhibit.label}")
            )
    return tuple(letters), tuple(exhibits)


def _merge(
    whole: tuple[_Part, ...],
    reference: str,
    target: Path,
    *,
    draft: bool,
    added: bool,
    about: tuple[str, Profile, date],
    language: Language,
    account: str,
    cited: tuple[Citation, ...],
) -> tuple[Finding, ...]:
    import pikepdf

    total = sum(p.pages for p in whole)
    findings: list[Finding] = []
    with pikepdf.new() as pdf:
        with Merger(pdf) as merger:
            trees = [_appended(merger, part) for part in whole]
        # Once for all files, each of whose shared objects is there once by now; before anything is drawn or linked here.
        without_what_acts(pdf)
        if len(pdf.pages) != total:
            raise ConversionError(
                f"The bundle came to {len(pdf.pages)} pages where {total} were expected; it was not written."
            )
        day = language.day(about[2])
        marked = (
            language.say("{reference} · supplement of {day}", reference=reference, day=day)
            if added
            else reference
        )
        _stamp(pdf, whole, marked, language, draft=draft)
        targets = _targets(whole, cited)
        places = {c.name: _opening(pdf.pages[targets[c.name]].obj, c.at) for c in cited if c.at}
        if lost := [n for n in merger.tie(targets, places) if not n.startswith(FACT)]:
            findings.append(_lost_links(tuple(lost)))
        for number in {each.page for each in cited}:
            underline(pdf, pdf.pages[number - 1].obj)
        outline_tree(
            pdf,
            [
                (part.title, at - 1, tree)
                for (at, part), tree in zip(_placed(whole), trees, strict=True)
                if part.title
            ],
        )
        claimant, profile, today = about
        title = language.say(
            "Supplement of {day} to claim {reference} to {recipient}" if added else "Claim {reference} to {recipient}",
            day=today.isoformat(), reference=reference, recipient=language.recipient(profile),
        )  # fmt: skip
        save_finished(pdf, target, title=title, author=claimant, on=today, account=account)
    return tuple(findings)


def _opening(page: Any, line: Box) -> tuple[float, float]:
    """Return the corner, in a page's own units, at which a window opens whose reader is to see a line."""
    sheet = sheet_of(page)
    across, up, left, bottom = sheet.matrix[2:]
    high = max(across * (x - left) + up * (y - bottom) for x, y in (line[:2], line[2:]))
    shown = min(sheet.high, high + _ABOVE / sheet.unit)
    return round(across * shown + left, 2), round(up * shown + bottom, 2)


def _appended(merger: Merger, part: _Part) -> Tree:
    """Append a part; return its own bookmarks."""
    if part.divides:
        merger.append_some(part.pdf, part.range)
        return ()
    if part.exhibit is None:
        return merger.append(part.pdf, own=True)
    with underway.at(part.exhibit.exhibit.source, "putting in"):
        return merger.append(part.pdf, own=False)


def _targets(whole: tuple[_Part, ...], cited: tuple[Citation, ...]) -> dict[str, int]:
    """Return the page, from 0, of everything that a drawn page or a letter links to."""
    targets = {"index": 0, **{f"page/{each.page}": each.page - 1 for each in cited}}
    for number, (at, part) in enumerate(_placed(whole)):
        targets[f"part/{number - 1}"] = at - 1
        for one in part.divides:
            targets[f"exhibit/{one.exhibit.label}"] = at - 1
        if part.exhibit:
            targets[f"pages/{part.exhibit.exhibit.label}"] = at - 1
    return targets | {each.name: targets[f"pages/{each.label}"] + each.shown - 1 for each in cited}


def _stamp(pdf: Any, whole: tuple[_Part, ...], reference: str, language: Language, *, draft: bool) -> None:
    total, divider = len(pdf.pages), None
    paging = "page {number} of {total}"
    every = f" · {language.say(paging)} 0123456789"
    texts = (reference, every, *dict.fromkeys(p.stamp for p in whole))
    stamper = Stamper(pdf, texts, language.say("DRAFT") if draft else None)
    pages = iter(pdf.pages)
    for at, part in _placed(whole):
        divider = pdf.pages[at - 1].obj if part.divides else divider
        doing = underway.at(part.exhibit.exhibit.source, "stamping") if part.exhibit else nullcontext()
        with doing, Feet(part.pdf) as feet:
            for inside, number in enumerate(part.range):
                numbered = language.say(paging, number=at + inside, total=total)
                text = " · ".join(t for t in (reference, part.stamp, numbered) if t)
                page = next(pages)
                place = stamper.stamp(page, text, partial(feet.empty, number))
                if part.exhibit is not None:
                    back = language.say("To the divider of {exhibit}", exhibit=part.stamp)
                    _lead_back(pdf, page.obj, place, divider, back)


def _lead_back(pdf: Any, page: Any, place: Box, divider: Any, told: str) -> None:
    """Make the stamp of an exhibit's page lead to the divider, which says where the exhibit is cited."""
    import pikepdf

    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([round(v, 2) for v in place]),
        Border=pikepdf.Array([0, 0, 0]), F=4, Contents=pikepdf.String(told),
        A=pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([divider, pikepdf.Name.Fit])),
    )  # fmt: skip
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        annotations = page.Annots = pikepdf.Array()
    annotations.append(pdf.make_indirect(link))


def _lost_links(names: tuple[str, ...]) -> Finding:
    told = ", ".join(sorted({n.rpartition("/")[2] for n in names}))
    return warning(
        "lost-link",
        f"A letter points to exhibits that are not in the bundle ({told}); read it again before sending.",
    )
