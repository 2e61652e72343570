"""Assess: what the recipient asks for and what is there, by when it must be sent, and how much can be had."""

from datetime import date

from evidencekit.model.assessment import Assessment, CheckStatus, Missing, RunningWindow, WindowStatus
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.rulebook import NO_RULEBOOK, Rulebook
from evidencekit.model.vocabulary import Kind, Severity
from evidencekit.rules.circumstances import circumstances, kinds_sent, with_claim
from evidencekit.rules.correspondence import provisions, reported_under, spoken_with
from evidencekit.rules.deadlines import deadline_findings
from evidencekit.rules.evidence import evidence_findings, offers
from evidencekit.rules.fulfilment import fulfilment
from evidencekit.rules.law import law_of
from evidencekit.rules.limits import leading_limit, limit_findings, lost, reckoned_limits
from evidencekit.rules.lookalikes import look_alike_findings, look_alikes
from evidencekit.rules.nextsteps import next_actions
from evidencekit.rules.program import program_findings
from evidencekit.rules.recovery import also_claimed, balance, recovered, recovery_findings
from evidencekit.rules.risks import Grounds, risks
from evidencekit.rules.running import running_windows
from evidencekit.rules.tracking import tracking_state

_DECIDING = frozenset({"notice", "preliminary_claim", "claim", "inquiry", "survey_request", "response"})
"""Actions without which there is no claim; a window of another sort never closes a case."""


def assess(
    profile: Profile,
    case: Case,
    particulars: Particulars,
    exhibits: tuple[Exhibit, ...],
    today: date,
    *,
    rulebook: Rulebook = NO_RULEBOOK,
    beside: tuple[Profile, ...] = (),
    claimed: tuple[Profile, ...] = (),
) -> Assessment:
    """Say what one recipient will find wrong with the case.

    `beside` are the other recipients of the same loss, and `claimed` those with whom `case.toml` says it was claimed.
    """
    sent = tuple(e for e in exhibits if e.left_out is None)
    known = with_claim(circumstances(case, particulars, kinds_sent(sent)), profile.id)
    law = law_of(profile, rulebook.regimes, known, case.file.consignment.regimes)
    judged = fulfilment(profile, known, sent)
    harmful = look_alikes(judged, known, sent)
    windows = running_windows(profile, law.regimes, known, today)
    limits = reckoned_limits(profile, law.regimes, known)
    tracking = tracking_state(sent, known, (profile, *law.regimes), today)
    capacity = particulars.claimant.capacity
    others = also_claimed(profile, beside, case, claimed, capacity)
    paid = recovered(profile, case, particulars.amount, (*beside, *claimed), capacity)
    findings = tuple(
        dict.fromkeys(
            (
                *program_findings(profile, law.regimes, known),
                *evidence_findings(judged, known, sent),
                *offers(judged, profile, sent, case.file.evidence),
                *look_alike_findings(harmful, profile, case),
                *deadline_findings(windows),
                *limit_findings(limits, known),
                *law.findings,
                *recovery_findings(profile, others, paid, particulars.amount),
            )
        )
    )
    grounds = Grounds(profile, known, sent, windows, judged.missing, findings, tracking, today)
    return Assessment(
        recipient=profile.id,
        status=_status(judged.missing, windows, findings),
        satisfied=judged.satisfied,
        missing=judged.missing,
        windows=windows,
        limit=leading_limit(limits),
        findings=findings,
        harmful=tuple(h.refused for h in harmful),
        title=profile.title,
        limits=limits,
        loss=lost(particulars),
        demand=particulars.amount,
        regimes=tuple(r.title for r in law.regimes),
        law=tuple(r.id for r in law.regimes),
        language=spoken_with(profile, known),
        notice_under=provisions((profile, *law.regimes), known),
        report_under=reported_under((profile, *law.regimes), known),
        risks=risks(grounds, rulebook.reasons),
        actions=next_actions(profile, known, windows, judged.missing, limits, tracking),
        also_claimed_from=others,
        recovered=paid,
        balance=balance(particulars.amount, paid),
    )


def windows_of(
    profile: Profile,
    case: Case,
    particulars: Particulars,
    kinds: frozenset[Kind],
    today: date,
    rulebook: Rulebook = NO_RULEBOOK,
) -> tuple[RunningWindow, ...]:
    """Return only the windows of one recipient, those of the law included; `kinds` are those of what is sent."""
    known = with_claim(circumstances(case, particulars, kinds), profile.id)
    law = law_of(profile, rulebook.regimes, known, case.file.consignment.regimes)
    return running_windows(profile, law.regimes, known, today)


def _status(
    missing: tuple[Missing, ...], windows: tuple[RunningWindow, ...], findings: tuple[Finding, ...]
) -> CheckStatus:
    leading = [w for w in windows if w.leads]
    filed_by_appeal = not any(w.action in _DECIDING - {"response"} for w in leading)
    deciding = [w for w in leading if w.action in _DECIDING or (filed_by_appeal and w.action == "appeal")]
    if any(w.status is WindowStatus.CLOSED for w in deciding):
        return CheckStatus.CLOSED
    if any(m.blocking for m in missing) or any(f.severity is Severity.BLOCKING for f in findings):
        return CheckStatus.INCOMPLETE
    if deciding and all(w.status is WindowStatus.CANNOT_EVALUATE for w in deciding):
        return CheckStatus.CANNOT_EVALUATE
    return CheckStatus.READY
