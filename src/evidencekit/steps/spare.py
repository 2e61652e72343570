"""Spare: what is left out so that the rest fits into what the portal takes; what is worth least goes first."""

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


def spare(delivery: Delivery, bundle: Bundle, assessment: Assessment, case: Case) -> tuple[str, ...]:
    """Return the paths of the exhibits that go next; () where it fits, where only what is asked for is left, or where nothing would be."""
    excess = delivery.excess
    if excess is None:
        return ()
    size = bundle.pdf.stat().st_size or 1
    shrunk = min(1.0, max(f.location.stat().st_size for f in delivery.files) / size)
    gone, bytes_, pages = [], 0.0, 0
    for placed in _by_worth(bundle, assessment, case):
        if bytes_ >= excess.bytes and pages >= excess.pages:
            break
        gone.append(placed.exhibit.path)
        bytes_ += shrunk * placed.paged.pdf.stat().st_size
        pages += placed.paged.pages + (0 if placed.paged.captioned else 1)
    # With nothing left to prove anything, it is no claim any more, and no supplement: told that it is too large, a person decides.
    return () if len(gone) == len(bundle.exhibits) else tuple(gone)


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
