"""Findings about windows: the closed ones loudest, then those that close, cannot be counted, or have not opened."""

from collections.abc import Iterable, Iterator

from evidencekit.model.assessment import RunningWindow, WindowStatus
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.vocabulary import Event
from evidencekit.model.words import day_words
from evidencekit.rules.shown_by import AFTER_FILING

SOON = 7
"""Days; from here on a window is said to close."""
_ACTIONS = {
    "notice": "give notice",
    "preliminary_claim": "file a preliminary claim",
    "claim": "file the claim",
    "inquiry": "open the inquiry",
    "complete_documents": "send all documents",
    "survey_request": "ask for a survey",
    "police_report": "report to the police",
    "response": "answer",
    "appeal": "appeal",
    "second_appeal": "appeal again",
    "suit": "sue",
    "recourse": "take recourse",
    "acknowledge": "acknowledge the claim",
    "decide": "decide on the claim",
    "report_status": "report on the claim",
    "pay": "pay",
}
_CONSEQUENCES = {
    "claim_barred": "if missed, the claim is barred",
    "presumption_reversed": "if missed, you must prove that the damage happened in transit",
    "carrier_discretion": "if missed, the recipient decides as it likes",
    "insurer_may_reduce": "if missed, the insurer may pay less",
    "document_delay_only": "if missed, the claim is only delayed",
    "decided_without_you": "if missed, it is decided without you",
    "follow_up": "if missed, ask in writing",
    "not_known": "what happens if it is missed is not known",
}


def action_words(window: RunningWindow) -> str:
    """Say what must be done inside a window: `give notice to the carrier`."""
    words = _ACTIONS.get(window.action, window.action.replace("_", " "))
    elsewhere = f" to the {window.to}" if window.to not in ("recipient", "court") else ""
    return words + (elsewhere if window.action in {"notice", "preliminary_claim"} else "")


def has_begun(window: RunningWindow) -> bool:
    """Say whether a window's first event can have happened: one that waits for an answer has not begun before it."""
    return not window.needs or Event(window.needs[0]) not in AFTER_FILING


def consequence(window: RunningWindow) -> str:
    """Say what happens if a window is missed."""
    return _CONSEQUENCES[window.if_missed]


def deadline_findings(windows: Iterable[RunningWindow]) -> Iterator[Finding]:
    """Say of each window of the claimant what matters on this day."""
    for window in windows:
        if window.whose != "claimant" or window.status is WindowStatus.DONE:
            continue
        finding = _late(window) or _uncounted(window) or _running(window)
        if finding is not None:
            yield finding


def _named(window: RunningWindow) -> str:
    return f"The window to {action_words(window)}" + (f" ({window.title})" if window.title else "")


def _late(window: RunningWindow) -> Finding | None:
    if window.latest is None:
        return None
    day = day_words(window.latest)
    done = f" It was done on {day_words(window.done_on)}." if window.done_on else ""
    if window.status is WindowStatus.CLOSED:
        ago = -(window.days_left or 0)
        law = f" ({window.title.upper()})" if window.title else ""
        file = "" if done else " File today all the same and ask for leniency;"
        return warning(
            "window-closed",
            f"THE WINDOW TO {action_words(window).upper()}{law} CLOSED ON {day.upper()}, {ago} day{'s' if ago != 1 else ''} ago.{done}{file} {consequence(window)}.",
            window.id,
        )
    if window.status is not WindowStatus.CONTESTABLE:
        return None
    if window.confidence == "L":
        return warning(
            "window-weak-source",
            f"One weak source says that the time to {action_words(window)} ended on {day}. It is no rule here, only a warning.{done}",
            window.id,
        )
    argued = " ".join(r.says for r in window.readings if r.says)
    return warning(
        "window-contestable",
        f"{_named(window)} ended on {day}.{done} A late claim can be argued: {consequence(window)}. {argued}".strip(),
        window.id,
    )


def _uncounted(window: RunningWindow) -> Finding | None:
    if window.status is not WindowStatus.CANNOT_EVALUATE:
        return None
    if not has_begun(window):
        return note("window-not-begun", f"{_named(window)}: {window.explanation}", window.id)
    told = warning if window.leads else note
    return told("window-unknown", f"{_named(window)}: {window.explanation}", window.id)


def _running(window: RunningWindow) -> Finding | None:
    if window.status is WindowStatus.NOT_YET:
        opening = day_words(window.earliest) if window.earliest else "a later day"
        return note(
            "window-not-yet",
            f"{_named(window)} opens on {opening}; a claim sent before is refused.",
            window.id,
        )
    if window.latest is None or window.days_left is None or window.days_left > SOON:
        return None
    left = "Today is the last day" if window.days_left == 0 else f"{window.days_left} days are left"
    if window.days_left == 1:
        left = "One day is left"
    law = f" under {window.title}" if window.title else ""
    at = f", {window.ends_at:%H:%M}" if window.ends_at else ""
    return warning(
        "window-closing",
        f"{left} to {action_words(window)}{law}: until {day_words(window.latest)}{at}.",
        window.id,
    )
