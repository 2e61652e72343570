"""Spare: what is left out so that the rest fits into what the portal takes; what is worth least goes first."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, Delivery, PlacedExhibit
from evidencekit.model.case import Case
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Kind, View

_OFTEN_MANY = 2
"""Photos of one view that say what one says."""
_WORTH_LITTLE = (
    Kind.OTHER,
    Kind.SCREENSHOT,
    Kind.PRODUCT_PAGE,
    Kind.CORRESPONDENCE,
    Kind.QUOTE,
    Kind.PROFORMA_INVOICE,
)
"""From what is missed least."""
_TRIES = 4
"""How often something that was left out is put back to see whether it fits after all: each time all is put together anew."""


class Cut(Protocol):
    """A bundle, and what was cut of it for a portal."""

    @property
    def sent(self) -> Bundle:
        """What is cut to form."""

    @property
    def delivery(self) -> Delivery:
        """What came of it."""


_Cut = TypeVar("_Cut", bound=Cut)


def cut_to_fit(
    whole: _Cut, make: Callable[[tuple[str, ...]], _Cut], assessment: Assessment, case: Case
) -> tuple[_Cut, tuple[str, ...]]:
    """Return what fits into what the portal takes, and the paths of what was left out for it; `make` makes it without these.

    How much smaller it becomes without an exhibit is guessed, so that more may go than must: what fits after all is put
    back, what is worth most first. Where even that does not help, what is as small as it could be is returned.
    """
    made, gone = whole, dict[str, tuple[float, int]]()
    while more := _go_next(made.delivery, made.sent, assessment, case):
        gone |= more
        made = make(tuple(gone))
    room: tuple[float, float] = float("inf"), float("inf")
    tries, over = 0 if made.delivery.excess else _TRIES, None
    for path, weight in reversed(tuple(gone.items())):
        if not tries or weight[0] > room[0] or weight[1] > room[1]:
            continue
        tries -= 1
        tried = make(tuple(p for p in gone if p != path))
        over = tried.delivery.excess
        if over is None:
            made, gone = tried, {p: w for p, w in gone.items() if p != path}
            room = room[0] - weight[0], room[1] - weight[1]
        else:
            # What is lighter by what this one was over would have fitted.
            room = (
                min(room[0], weight[0] - over.bytes) if over.bytes else room[0],
                min(room[1], weight[1] - over.pages) if over.pages else room[1],
            )
    # Each try takes the place of the one before, on the desk.
    return make(tuple(gone)) if over else made, tuple(gone)


def _go_next(
    delivery: Delivery, bundle: Bundle, assessment: Assessment, case: Case
) -> dict[str, tuple[float, int]]:
    """Return the paths of the exhibits that go next, with their bytes and pages; none where it fits, where only what is asked for is left, or where nothing would be."""
    excess = delivery.excess
    if excess is None:
        return {}
    size = bundle.pdf.stat().st_size or 1
    shrunk = min(1.0, max(f.location.stat().st_size for f in delivery.files) / size)
    gone = dict[str, tuple[float, int]]()
    bytes_, pages = 0.0, 0
    for placed in _by_worth(bundle, assessment, case):
        if bytes_ >= excess.bytes and pages >= excess.pages:
            break
        weight = (
            shrunk * placed.paged.pdf.stat().st_size,
            placed.paged.pages + (0 if placed.paged.captioned else 1),
        )
        gone[placed.exhibit.path] = weight
        bytes_, pages = bytes_ + weight[0], pages + weight[1]
    # With nothing left to prove anything, it is no claim any more, and no supplement: told that it is too large, a person decides.
    return {} if len(gone) == len(bundle.exhibits) else gone


def told_spared(profile: Profile, gone: tuple[str, ...]) -> tuple[Finding, ...]:
    """List what was left out."""
    if not gone:
        return ()
    message = (
        f"To fit what {profile.recipient} takes, {len(gone)} exhibit{'s were' if len(gone) > 1 else ' was'} left out, "
        f"those that are asked for least first: {', '.join(gone)}. Send them when you are asked, or write leave_out = false for one that must go."
    )
    return (warning("left-out-to-fit", message),)


def why_spared(profile: Profile) -> str:
    """Say in a few words why an exhibit was left out."""
    return f"so that the rest fits into what {profile.recipient} takes"


def _by_worth(bundle: Bundle, assessment: Assessment, case: Case) -> list[PlacedExhibit]:
    """Return what may go, from what is worth least: nothing that alone satisfies a requirement, nothing that a person insists on."""
    needed = {s.paths[0] for s in assessment.satisfied if s.paths}
    asked = {path for s in assessment.satisfied for path in s.paths}
    insisted = {path for path, said in case.file.evidence.items() if said.leave_out is False}
    seen: dict[View | None, int] = {}
    ranked = []
    for place, placed in enumerate(bundle.exhibits):
        exhibit = placed.exhibit
        if exhibit.path in needed or exhibit.path in insisted:
            continue
        again = False
        if exhibit.kind is Kind.PHOTO:
            seen[exhibit.view] = seen.get(exhibit.view, 0) + 1
            again = seen[exhibit.view] > _OFTEN_MANY
        little = _WORTH_LITTLE.index(exhibit.kind) if exhibit.kind in _WORTH_LITTLE else len(_WORTH_LITTLE)
        ranked.append(((exhibit.path in asked, not again, little, -place), placed))
    return [placed for _, placed in sorted(ranked, key=lambda each: each[0])]
