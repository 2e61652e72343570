"""Summing a case up for the overview of many."""

from datetime import date

from evidencekit.model.assessment import Assessment, RunningWindow, WindowStatus
from evidencekit.model.case import Case
from evidencekit.model.casefile import ClaimEntry
from evidencekit.model.particulars import Particulars
from evidencekit.model.summary import Summary, Trace
from evidencekit.model.vocabulary import Severity
from evidencekit.rules.deadlines import action_words, has_begun

_NOTHING = ClaimEntry()
_UNKNOWN = "?"


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
    )


def _next(assessment: Assessment, today: date) -> RunningWindow | None:
    """Return the window that ends next, else the one that was missed last; what is done or has not begun is neither."""
    ours = [
        w
        for w in assessment.windows
        if w.whose == "claimant"
        and w.leads
        and w.latest
        and w.status is not WindowStatus.DONE
        and has_begun(w)
    ]
    ahead = [w for w in ours if w.latest and w.latest >= today]
    if ahead:
        return min(ahead, key=lambda w: w.latest or date.max)
    return max(ours, key=lambda w: w.latest or date.min, default=None)
