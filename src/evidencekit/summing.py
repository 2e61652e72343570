"""Summing a case up for the overview of many."""

from collections.abc import Iterator
from datetime import date

from evidencekit.model.assessment import Assessment, RunningWindow, WindowStatus
from evidencekit.model.case import Case
from evidencekit.model.casefile import ClaimEntry
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.summary import Missed, Summary, Trace
from evidencekit.model.vocabulary import Decision, Severity
from evidencekit.rules.deadlines import action_words, consequence, has_begun
from evidencekit.rules.settled import claims_paid

_NOTHING = ClaimEntry()
_UNKNOWN = "?"
_BARRING = frozenset({"claim_barred", "decided_without_you", "not_known"})
"""What follows where a window was missed by which the claim may be lost."""


def summed_up(
    assessment: Assessment,
    case: Case,
    known: Particulars,
    today: date,
    *,
    whom: str = "",
    trace: Trace | None = None,
) -> Summary:
    """Say in a line how one case stands at one recipient on a day.

    `whom` is who is asked to pay; `trace` is what other cases may use as well.
    """
    claim = case.file.claims.get(assessment.recipient, _NOTHING)
    window = _next(assessment, today)
    lane = "-".join(known.text(name) or _UNKNOWN for name in ("from_country", "to_country"))
    blocked = [m.title for m in assessment.missing if m.blocking]
    blocked += [
        f.message
        for f in assessment.findings
        if f.severity is Severity.BLOCKING and f.code != "missing-exhibit"
    ]
    return Summary(
        reference=case.reference,
        title=assessment.title,
        status=assessment.status.value,
        demand=assessment.demand,
        action=action_words(window) if window else "",
        latest=window.latest if window else None,
        missing=tuple(blocked),
        carrier=known.text("carrier") or "",
        loss_type=known.loss_type.value if known.loss_type else "",
        lane="" if set(lane) <= {_UNKNOWN, "-"} else lane,
        warehouse=known.text("warehouse") or "",
        goods=tuple(
            dict.fromkeys(g.sku or g.description or "" for g in known.goods if g.sku or g.description)
        ),
        filed_on=claim.filed_on,
        decision=claim.decision or "",
        paid=claim.paid,
        whom=whom,
        trace=trace,
        missed=tuple(_missed(assessment)),
        recovered=_recovered(assessment, case, known),
    )


def _recovered(assessment: Assessment, case: Case, known: Particulars) -> tuple[Money, ...]:
    """Return what was paid, as letters tell it; one that decided to pay, and of which nobody wrote how much, paid all of it."""
    whole = (assessment.demand,) if assessment.demand is not None else ()
    claims = claims_paid(assessment.recipient, case.file.claims, known.claimant.capacity)
    untold = (m for c in claims if c.paid is None and c.decision is Decision.PAID for m in whole)
    return *(r.paid for r in assessment.recovered), *untold


def _next(assessment: Assessment, today: date) -> RunningWindow | None:
    """Return the window that ends next, else the one that was missed last; what is done or has not begun is neither."""
    ours = _ours(assessment)
    ahead = [w for w in ours if w.latest and w.latest >= today]
    if ahead:
        return min(ahead, key=lambda w: w.latest or date.max)
    return max(ours, key=lambda w: w.latest or date.min, default=None)


def _missed(assessment: Assessment) -> Iterator[Missed]:
    """Give the windows that have closed; one that is still ahead never hides them."""
    late = (WindowStatus.CLOSED, WindowStatus.CONTESTABLE)
    closed = [(w, w.latest) for w in _ours(assessment) if w.latest and w.status in late]
    for window, latest in sorted(
        closed, key=lambda c: (c[0].if_missed in _BARRING, c[1], c[0].id), reverse=True
    ):
        yield Missed(
            action=action_words(window),
            latest=latest,
            follows=consequence(window).removeprefix("if missed, "),
            bars=window.if_missed in _BARRING,
            arguable=window.status is WindowStatus.CONTESTABLE,
        )


def _ours(assessment: Assessment) -> tuple[RunningWindow, ...]:
    """Return the dated windows in which the claimant still has something to do, or had."""
    return tuple(
        w
        for w in assessment.windows
        if w.whose == "claimant"
        and w.leads
        and w.latest
        and w.status is not WindowStatus.DONE
        and has_begun(w)
    )
