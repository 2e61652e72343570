"""What stops the clock: what has been done already, and what a written claim does to a window that still runs."""

from datetime import date, timedelta

from evidencekit.model.calendar import End, add, day_of
from evidencekit.model.casefile import ClaimEntry
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Event, Kind
from evidencekit.model.window import Action, Window
from evidencekit.model.words import day_words
from evidencekit.rules.circumstances import Circumstances

_NOTHING = ClaimEntry()
_BY_KIND = {
    Action.POLICE_REPORT: frozenset({Kind.POLICE_REPORT}),
    Action.SURVEY_REQUEST: frozenset({Kind.SURVEY_REPORT, Kind.COMMERCIAL_ACT}),
}
_CLAIMS = frozenset({"written_claim", "claim_letter"})


def done_on(window: Window, known: Circumstances, profile: Profile) -> date | None:
    """Return when the thing was done, where a date in case.toml or a document says so.

    A notice is `notice_sent_date` or the claim itself, which says more; claims, documents, appeals and the recipient's own
    acts stand under `[claims]`.
    """
    claim = known.claims.get(profile.id, _NOTHING)
    ours = window.to in ("recipient", profile.addressed_as)
    filed = claim.filed_on if ours else None
    sent = known.events.get(Event.NOTICE_SENT_DATE)
    notice = day_of(sent) if sent is not None else None
    given: dict[Action, date | None] = {
        Action.NOTICE: min((d for d in (notice, filed) if d), default=None),
        Action.PRELIMINARY_CLAIM: filed or notice,
        Action.CLAIM: filed,
        Action.INQUIRY: filed,
        Action.COMPLETE_DOCUMENTS: claim.documents_on,
        Action.APPEAL: claim.appealed_on,
        Action.ACKNOWLEDGE: claim.acknowledged_on or claim.decided_on,
        Action.DECIDE: claim.decided_on,
    }
    return given.get(window.action)


def reported(window: Window, known: Circumstances) -> bool:
    """Say whether a survey or police report among the exhibits shows that the thing was done; it does not say when."""
    return bool(_BY_KIND.get(window.action, frozenset()) & known.kinds)


def moved(
    window: Window, latest: End | None, known: Circumstances, profile: Profile
) -> tuple[date | None, str] | None:
    """Return the later end that a written claim brings about, with the reason; no date while it stands still.

    A claim suspends from its day to that of the written refusal (CMR art. 32(2)), or makes the period begin anew
    (China Maritime Code of 2026). None where the source says neither, nothing was filed, or it came too late.
    """
    claim = known.claims.get(profile.id)
    if latest is None or claim is None or claim.filed_on is None or claim.filed_on > latest.day:
        return None
    if window.clock == "done" or not _CLAIMS & set(window.stops_clock_by) or window.latest is None:
        return None
    filed = day_words(claim.filed_on)
    if window.clock == "restarted":
        anew = add(claim.filed_on, window.latest.plus, window.latest.unit)
        return anew, f"The claim letter of {filed} lets the time begin anew."
    if claim.decided_on is None:
        return None, f"The written claim of {filed} lets the time stand still until it is refused in writing."
    stood = max((claim.decided_on - claim.filed_on), timedelta(0))
    told = f"The time stood still from the written claim of {filed} to its refusal on {day_words(claim.decided_on)}."
    return latest.day + stood, told
