"""What the words of a scan mean, in the languages of carriers; and what a whole history tells."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise

from evidencekit.cues import Phrases, folded, tokens
from evidencekit.model.evidence import FactValue, Scan
from evidencekit.model.finding import Finding, note
from evidencekit.resources import open_library

_GAP = 7
"""Days without a scan from which a parcel on land is said to have been out of sight."""


class Stage(StrEnum):
    """Where a parcel is in its journey; of two in one scan, the first here counts."""

    LABEL = "label"
    RETURNED = "returned"
    ATTEMPT = "attempted"
    OUT = "out"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    MOVING = "moving"


_DAMAGE, _FAR = "damage", "far"


_SIGNED = re.compile(
    r"(?:signed (?:for )?by|received by|signature|recipient|empfangen von|angenommen von|sign(?:é|e) par|recibido por|firmado por|签收人)\s{0,3}[:：,-]?\s{0,3}([^\n,;，。]{2,40})",
    re.IGNORECASE,
)
_LONGEST = 400


@cache
def _lexicon() -> tuple[Phrases, dict[str, frozenset[str]]]:
    """Return every phrase of `scans.toml`, and the groups that it stands in."""
    file = open_library().find("scans.toml")
    groups: dict[str, set[str]] = {}
    for group, languages in tomllib.loads(file.read_text("utf-8") if file else "").items():
        for phrase in (p for phrases in languages.values() for p in phrases):
            groups.setdefault(phrase, set()).add(group)
    return Phrases(groups), {phrase: frozenset(names) for phrase, names in groups.items()}


@lru_cache(maxsize=4096)
def _groups(status: str) -> frozenset[str]:
    phrases, groups = _lexicon()
    hits = phrases.find(tokens(folded(status[:_LONGEST])))
    return frozenset(name for hit in hits for name in groups[hit.phrase])


def may_tell(page: str) -> bool:
    """Say whether a page holds any words that carriers use of a scan: at once, where its lines would take their time."""
    return next(_lexicon()[0].find(tokens(folded(page))), None) is not None


def stage_of(status: str) -> Stage | None:
    """Return the stage that a scan's words tell; None for words that no carrier uses."""
    groups = _groups(status)
    return next((stage for stage in Stage if stage in groups), None)


def day_of(scan: Scan) -> date:
    """Return the day of a scan."""
    return scan.at.date() if isinstance(scan.at, datetime) else scan.at


def in_order(scans: Sequence[Scan]) -> list[Scan]:
    """Return scans by date and time; of one moment, in the order of a list that runs backwards or forwards."""
    newest_first = len(scans) > 1 and _moment(scans[0]) > _moment(scans[-1])
    return sorted(reversed(scans) if newest_first else scans, key=_moment)


def _moment(scan: Scan) -> tuple[date, int]:
    return day_of(scan), scan.at.hour * 60 + scan.at.minute if isinstance(scan.at, datetime) else -1


def told_by(scans: Sequence[Scan]) -> Iterator[tuple[str, FactValue, float]]:
    """Give the facts of one history: its scans as they stand, then the days, who received it, and what was wrong."""
    for scan in scans:
        yield "scan", scan, 0.95
    staged = [(s, stage_of(s.status)) for s in in_order(scans)]
    labelled = next((s for s, stage in staged if stage is Stage.LABEL), None)
    accepted = next((s for s, stage in staged if stage is Stage.ACCEPTED), None)
    moved = [s for s, stage in staged if stage is not Stage.LABEL]
    if labelled:
        yield "label_created_date", day_of(labelled), 0.9
    if accepted:
        yield "carrier_acceptance_date", day_of(accepted), 0.9
    if labelled or accepted:
        yield "ship_date", day_of(labelled or accepted or scans[0]), 0.8
    if moved:
        yield "first_scan_date", day_of(moved[0]), 0.85
        yield "last_scan_date", day_of(moved[-1]), 0.95
    delivered = delivered_by(scans)
    if delivered is not None:
        yield "delivery_date", day_of(delivered), 0.95
        signed = _SIGNED.search(delivered.status[:_LONGEST])
        if signed:
            yield "received_by", " ".join(signed[1].split()), 0.85
    for scan, _ in staged:
        if _DAMAGE in _groups(scan.status):
            yield "exception", scan.status, 0.85


def delivered_by(scans: Sequence[Scan]) -> Scan | None:
    """Return the scan that says delivered; None where there is none, or where the parcel went back after it."""
    last = None
    for scan in in_order(scans):
        stage = stage_of(scan.status)
        if stage is Stage.DELIVERED:
            last = last or scan
        elif stage in {Stage.RETURNED, Stage.OUT, Stage.ATTEMPT}:
            last = None
    return last


def trouble_in(scans: Sequence[Scan], path: str) -> Iterator[Finding]:
    """Say where a parcel was out of sight for days, and where the history ends without delivery."""
    ordered = [s for s in in_order(scans) if stage_of(s.status) is not Stage.LABEL]
    if len(ordered) < 2:
        return
    by_sea = any(_FAR in _groups(s.status) for s in ordered)
    for one, other in pairwise(ordered):
        days = (day_of(other) - day_of(one)).days
        if days >= _GAP and not by_sea:
            message = f"{path} has no scan for {days} days, from {day_of(one)} ({_short(one)}) to {day_of(other)} ({_short(other)})."
            yield note("tracking-gap", message, path)
    if delivered_by(scans) is None and not by_sea:
        last = ordered[-1]
        place = f" in {last.location}" if last.location else ""
        yield note(
            "not-delivered", f"{path} ends on {day_of(last)}{place} without delivery: {_short(last)}.", path
        )


def _short(scan: Scan) -> str:
    return scan.status if len(scan.status) <= 60 else f"{scan.status[:57]}..."
