"""Cut a bundle between exhibits: each part with a cover, page labels that go on, references to other parts as plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from evidencekit.account import account_text
from evidencekit.language import ENGLISH, Language
from evidencekit.model.bundle import Bundle, PlacedExhibit, PlacedLetter
from evidencekit.model.profile import Profile
from evidencekit.paper.fonts import BOLD
from evidencekit.paper.sheet import ACCENT, GREY, MARGIN, MM, Pen
from evidencekit.paper.underline import underline

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_Placed = TypeVar("_Placed", PlacedExhibit, PlacedLetter)


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of pages that stays together, from 1: the front with index and letters, or a divider with its exhibits."""

    first: int
    last: int
    shows: tuple[PlacedExhibit, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.last - self.first + 1


def units(bundle: Bundle) -> tuple[Unit, ...]:
    """Return the runs of pages between which a bundle may be cut, in order; together they are the whole of it."""
    starts: dict[int, list[PlacedExhibit]] = {}
    for placed in bundle.exhibits:
        starts.setdefault(placed.divider_page, []).append(placed)
    found, at = [], min(starts, default=bundle.pages + 1)
    if at > 1:
        found.append(Unit(1, at - 1))
    for group in starts.values():
        last = max(p.last_page for p in group)
        found.append(Unit(at, last, tuple(group)))
        at = last + 1
    return tuple(found)


def finer(unit: Unit, bundle: Bundle) -> tuple[Unit, ...]:
    """Cut a unit that is too large for one part: a run of photos between two of them, the front between two letters."""
    if not unit.shows:
        starts = [each.first_page for each in bundle.letters if unit.first < each.first_page <= unit.last]
        if not starts:
            return (unit,)
        middle = (unit.first + unit.last + 1) / 2
        at = min(starts, key=lambda page: abs(page - middle))
        return Unit(unit.first, at - 1), Unit(at, unit.last)
    if len(unit.shows) < 2:
        return (unit,)
    middle = len(unit.shows) // 2
    cut = unit.shows[middle].first_page
    return Unit(unit.first, cut - 1, unit.shows[:middle]), Unit(cut, unit.last, unit.shows[middle:])


def contents(run: Sequence[Unit], language: Language = ENGLISH) -> str:
    """Say what stands in a run of units, in a few words."""
    say = language.say
    labels = [p.exhibit.label or "" for unit in run for p in unit.shows]
    front = []
    if before := [unit for unit in run if not unit.shows]:
        front.append(say("index and letters") if before[0].first == 1 else say("letters"))
    if len(labels) == 1:
        front.append(say("Exhibit {label}", label=labels[0]))
    elif labels:
        front.append(say("Exhibits {first} to {last}", first=labels[0], last=labels[-1]))
    return language.clauses(front)


def draw_cover(
    profile: Profile,
    bundle: Bundle,
    number: int,
    runs: Sequence[Sequence[Unit]],
    path: Path,
    language: Language,
) -> int:
    """Draw the cover of part `number`, from 1: what it is part of, and what stands in each part; return its pages."""
    say = language.say
    pen = Pen(path)
    pen.canvas.setFillColorRGB(*ACCENT)
    pen.canvas.rect(0, pen.height - 4 * MM, pen.width, 4 * MM, stroke=0, fill=1)
    pen.y -= 34 * MM
    pen.lines(
        say("Part {number} of {total}", number=number, total=len(runs)),
        font=BOLD,
        size=34,
        leading=1.2,
        colour=ACCENT,
    )
    pen.y -= 6 * MM
    pen.lines(_called(profile, bundle, language), font=BOLD, size=14)
    through = say("The pages are numbered through all parts; the index stands in part 1.")
    pen.lines(through, size=10, colour=GREY)
    pen.y -= 8 * MM
    for place, run in enumerate(runs, 1):
        pen.rule()
        pen.y -= 2 * MM
        pen.lines(
            say("Part {number}", number=place), font=BOLD if place == number else "Roboto-Regular", size=10.5
        )
        pen.lines(contents(run, language), x=MARGIN + 20 * MM, room=pen.room - 20 * MM, size=10)
        pages = say(
            "pages {first} to {last} of {total}", first=run[0].first, last=run[-1].last, total=bundle.pages
        )
        pen.lines(pages, x=MARGIN + 20 * MM, size=9, colour=GREY)
        pen.y -= 2 * MM
    pen.rule()
    return pen.done()


def _called(profile: Profile, bundle: Bundle, language: Language) -> str:
    """Name the bundle in its language; its name in files is an English one."""
    to = {"reference": bundle.reference, "recipient": language.recipient(profile)}
    day = _DAY.search(bundle.called)
    if day is None:
        return language.say("Claim {reference} to {recipient}", **to)
    return language.say("Supplement of {day} to claim {reference} to {recipient}", day=day[0], **to)


def account_of(bundle: Bundle, run: Sequence[Unit], covers: int) -> str:
    """Return what a part says of itself: where in it letters and exhibits stand, and room for the digests of its pages."""
    first, last = run[0].first, run[-1].last
    before = covers - first + 1

    def here(placed: _Placed) -> _Placed:
        return replace(placed, first_page=placed.first_page + before, last_page=placed.last_page + before)

    return account_text(
        tuple(here(p) for p in bundle.letters if first <= p.first_page <= last),
        tuple(here(p) for unit in run for p in unit.shows),
        index_pages=covers + bundle.index_pages if first == 1 else 0,
        pages=covers + last - first + 1,
        covers=covers,
    )


def cut_out(
    whole: Path, run: Sequence[Unit], cover: Path | None, into: Path, *, title: str, account: str = ""
) -> None:
    """Write the pages of a run, with a cover before them, with bookmarks and labels as in the whole, and what it says of itself."""
    import pikepdf

    from evidencekit.pdf import save_part

    first, last = run[0].first, run[-1].last
    with pikepdf.open(whole) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        bookmarks = [(t, n) for t, n in _bookmarks(pdf, numbers) if first <= n <= last]
        for page in list(pdf.pages)[first - 1 : last]:
            _without_ways_out(page.obj, numbers, first, last)
            underline(pdf, page.obj)
        del pdf.pages[last:]
        del pdf.pages[: first - 1]
        covers = 0
        if cover is not None:
            with pikepdf.open(cover) as drawn:
                covers = len(drawn.pages)
                for place, page in enumerate(drawn.pages):
                    pdf.pages.insert(place, page)
        save_part(pdf, into, title=title, covers=covers, first=first, bookmarks=bookmarks, account=account)


def _without_ways_out(page: Any, numbers: dict[tuple[int, int], int], first: int, last: int) -> None:
    """Take out links to pages that are not in this part: the words stay, as plain text."""
    import pikepdf

    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = []
    for annotation in annotations:
        action = annotation.get("/A")
        where = action.get("/D") if isinstance(action, pikepdf.Dictionary) else None
        target = where[0] if isinstance(where, pikepdf.Array) and len(where) else None
        number = numbers.get(target.objgen) if isinstance(target, pikepdf.Object) else None
        if number is None or first <= number <= last:
            kept.append(annotation)
        elif str(annotation.get("/Subtype")) != "/Link":
            del annotation["/A"]
            kept.append(annotation)
    page.Annots = pikepdf.Array(kept)
    for annotation in kept:
        if "/P" in annotation:
            del annotation["/P"]


def _bookmarks(pdf: Any, numbers: dict[tuple[int, int], int]) -> Iterator[tuple[str, int]]:
    import pikepdf

    item = pdf.Root.Outlines.get("/First") if "/Outlines" in pdf.Root else None
    while isinstance(item, pikepdf.Dictionary):
        destination = item.get("/Dest")
        number = numbers.get(destination[0].objgen) if isinstance(destination, pikepdf.Array) else None
        if number is not None:
            yield str(item.Title), number
        item = item.get("/Next")
