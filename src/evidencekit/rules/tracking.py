"""What the tracking says: delivered, misrouted, lost, stuck or on its way, with the reason."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidencekit.model.calendar import add, anchored, day_of
from evidencekit.model.evidence import Exhibit, Scan
from evidencekit.model.profile import Profile
from evidencekit.model.regime import Regime
from evidencekit.model.vocabulary import Event, LossType
from evidencekit.model.words import day_words
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import judge

_DELIVERED = re.compile(
    r"\bdelivered\b(?! to (?:the )?(?:carrier|sort|hub|depot|facility|terminal))", re.IGNORECASE
)
_NOT_DELIVERED = re.compile(r"\b(?:not|un|be|out for|attempt\w*|could not)\b.{0,30}\bdeliver", re.IGNORECASE)
_ASTRAY = re.compile(
    r"\b(?:mis-?routed|mis-?sort(?:ed)?|mis-?sent|return(?:ed|ing)? to (?:the )?(?:sender|shipper)|forwarded to wrong|wrong (?:facility|address|depot))\b",
    re.IGNORECASE,
)
_LOST = re.compile(r"\b(?:lost|cannot be located|unable to locate|search is closed)\b", re.IGNORECASE)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class TrackingState:
    """Where the consignment is, as far as the tracking tells."""

    state: Literal["delivered", "misrouted", "lost", "stuck", "moving", "unknown"]
    why: str


def tracking_state(
    exhibits: tuple[Exhibit, ...], known: Circumstances, rules: tuple[Profile | Regime, ...], today: date
) -> TrackingState:
    """Say what the scans and dates together tell; only a source's own rule makes goods count as lost."""
    scans = sorted(
        (f.value for e in exhibits for f in e.facts if isinstance(f.value, Scan)), key=lambda s: day_of(s.at)
    )
    for scan in reversed(scans):
        status = scan.status[:_LONGEST]
        told = f"the scan of {day_words(day_of(scan.at))} says “{status}”"
        if _DELIVERED.search(status) and not _NOT_DELIVERED.search(status):
            return TrackingState("delivered", told)
        if _ASTRAY.search(status):
            return TrackingState("misrouted", told)
        if _LOST.search(status):
            return TrackingState("lost", told)
    delivered = known.events.get(Event.DELIVERY_DATE)
    if delivered is not None:
        return TrackingState("delivered", f"the delivery date is {day_words(day_of(delivered))}")
    return _undelivered(known, rules, today, day_of(scans[-1].at) if scans else None)


def _undelivered(
    known: Circumstances, rules: tuple[Profile | Regime, ...], today: date, scanned: date | None
) -> TrackingState:
    for rule in (d for r in rules for d in r.deemed_lost):
        found = anchored(rule.after, known.events)
        if found is None or not judge(rule.when, known).applies:
            continue
        day = add(day_of(found[1]), rule.after.plus, rule.after.unit, country=known.to_country)
        if today > day:
            says = rule.says or f"it counts as lost since {day_words(day)}"
            return TrackingState("lost", f"{says} (counted from the {found[0].value.replace('_', ' ')})")
    last = known.events.get(Event.LAST_SCAN_DATE)
    since = day_of(last) if last is not None else scanned
    due = known.events.get(Event.SCHEDULED_DELIVERY_DATE) or known.events.get(Event.PROMISED_DELIVERY_DATE)
    if since is not None and due is not None and day_of(due) < today:
        return TrackingState(
            "stuck",
            f"nothing was scanned since {day_words(since)}, and it was due on {day_words(day_of(due))}",
        )
    if known.loss is LossType.LOST:
        return TrackingState(
            "lost", "you say so; no scan contradicts it" if since else "you say so; there is no scan"
        )
    if since is not None:
        return TrackingState("moving", f"the last scan is of {day_words(since)}")
    return TrackingState("unknown", "there is no tracking history among the exhibits")
