"""Assess: what the recipient asks for and what is there, by when it must be sent, and how much can be had."""

from collections.abc import Iterator, Mapping
from datetime import date

from evidencekit.model.assessment import (
    Assessment,
    CheckStatus,
    Limit,
    Missing,
    NotAccepted,
    RunningWindow,
    Satisfied,
    WindowStatus,
)
from evidencekit.model.calendar import Moment, add, anchored, closes, day_of, opens
from evidencekit.model.case import Case
from evidencekit.model.condition import When
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, blocking, note, warning
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile, source_words
from evidencekit.model.requirement import Requirement
from evidencekit.model.vocabulary import Event, Kind, Mode, Severity
from evidencekit.model.window import Window
from evidencekit.model.words import day_words, kind_words, view_words

_SHOWN_BY = {
    Event.DELIVERY_DATE: "the proof of delivery or the tracking history",
    Event.FC_DELIVERY_DATE: "the signed bill of lading or the carrier's delivery record",
    Event.SCHEDULED_DELIVERY_DATE: "the carrier's order or tracking page",
    Event.SHIP_DATE: "the shipping label or the tracking history",
    Event.VESSEL_DISCHARGE_DATE: "the terminal's out-turn report or the arrival notice",
    Event.WRITTEN_DISALLOWANCE_DATE: "the carrier's letter that refuses the claim",
}
_SURE_ENOUGH = 0.6


def assess(
    profile: Profile, case: Case, particulars: Particulars, exhibits: tuple[Exhibit, ...], today: date
) -> Assessment:
    """Say what one recipient will find wrong with the case."""
    sent = tuple(e for e in exhibits if e.left_out is None)
    asked = [r for r in profile.requirements if _holds(r.when, case, particulars)]
    satisfied, missing = _judged(asked, sent, particulars)
    harmful = tuple(dict.fromkeys(_harmful(asked, satisfied, sent)))
    windows = _windows(profile, particulars, today)
    findings = (
        *_program(profile, particulars),
        *(_absent(m) for m in missing),
        *_views_unknown(missing, sent),
        *_look_alikes(harmful, profile, case),
        *_facts(profile, case, particulars),
        *_confirmations(profile, case, particulars),
        *_deadlines(windows),
    )
    return Assessment(
        recipient=profile.id,
        status=_status(missing, windows, findings),
        satisfied=satisfied,
        missing=missing,
        windows=windows,
        limit=_limit(profile),
        harmful=harmful,
        findings=tuple(dict.fromkeys(findings)),
    )


def _holds(when: When, case: Case, particulars: Particulars) -> bool:
    """Say whether a condition holds; what cannot be judged counts as holding, so that nothing asked for is forgotten."""
    if when.loss and particulars.loss_type is not None and particulars.loss_type not in when.loss:
        return False
    if when.modes and particulars.mode is not None and particulars.mode not in when.modes:
        return False
    if (
        when.capacity
        and case.file.claimant.capacity is not None
        and case.file.claimant.capacity not in when.capacity
    ):
        return False
    if when.container is not None and (particulars.get("container_number") is not None) is not when.container:
        return False
    if when.amount_over and particulars.amount is not None:
        over = when.amount_over
        return particulars.amount.currency != over.currency or particulars.amount.amount > over.amount
    return True


def _judged(
    asked: list[Requirement], sent: tuple[Exhibit, ...], particulars: Particulars
) -> tuple[tuple[Satisfied, ...], tuple[Missing, ...]]:
    satisfied, missing = [], []
    for requirement in asked:
        good = [e for e in sent if _fits(requirement, e) and _in_time(requirement, e, particulars)]
        if len(good) >= requirement.count:
            satisfied.append(Satisfied(requirement.id, requirement.title, tuple(e.path for e in good)))
        else:
            missing.append(
                Missing(
                    requirement=requirement.id,
                    title=requirement.title,
                    why=requirement.why,
                    would_satisfy=_would_satisfy(requirement),
                    found_but_not_accepted=tuple(_refused(requirement, sent, particulars)),
                    blocking=requirement.required,
                )
            )
    return tuple(satisfied), tuple(missing)


def _fits(requirement: Requirement, exhibit: Exhibit) -> bool:
    if exhibit.confidence < _SURE_ENOUGH or exhibit.reading.unreadable:
        return False
    if requirement.views and exhibit.kind is Kind.PHOTO:
        return exhibit.view in requirement.views
    return exhibit.kind in requirement.kinds or (not requirement.kinds and not requirement.views)


def _in_time(requirement: Requirement, exhibit: Exhibit, particulars: Particulars) -> bool:
    if requirement.dated_before is None:
        return True
    dated, found = exhibit.first("invoice_date"), anchored(requirement.dated_before, particulars.moments())
    if dated is None or found is None or not isinstance(dated.value, date):
        return True
    return dated.value <= add(day_of(found[1]), requirement.dated_before.plus, requirement.dated_before.unit)


def _would_satisfy(requirement: Requirement) -> tuple[str, ...]:
    kinds = tuple(kind_words(k) for k in requirement.kinds if k is not Kind.PHOTO)
    photos = tuple(f"a photo: {view_words(v)}" for v in requirement.views)
    return (*kinds, *photos)


def _refused(
    requirement: Requirement, sent: tuple[Exhibit, ...], particulars: Particulars
) -> Iterator[NotAccepted]:
    for exhibit in sent:
        why = next((r.why for r in requirement.refused if r.kind is exhibit.kind), None)
        if why is None and _fits(requirement, exhibit) and not _in_time(requirement, exhibit, particulars):
            why = "it is dated after the shipment"
        if why is not None:
            yield NotAccepted(exhibit.path, why)


def _absent(missing: Missing) -> Finding:
    refused = "; ".join(f"{n.path} will be refused: {n.why}" for n in missing.found_but_not_accepted)
    would = f" Add: {' or '.join(missing.would_satisfy)}." if missing.would_satisfy else ""
    message = f"Missing: {missing.title}. {missing.why}{would}" + (f" {refused}." if refused else "")
    return (blocking if missing.blocking else note)("missing-exhibit", message, missing.requirement)


def _views_unknown(missing: tuple[Missing, ...], sent: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Name the files that may be what is missing, and the line that would say so."""
    if not missing:
        return
    for exhibit in sent:
        if (
            exhibit.kind is Kind.OTHER
            and exhibit.reading.unreadable is None
            and exhibit.source.container is None
        ):
            yield warning(
                "not-recognised",
                f'{exhibit.path} was not recognised. If it is one of the missing documents, say so in case.toml: [evidence."{exhibit.path}"] kind = "proof_of_delivery" (or another kind).',
                exhibit.path,
            )
    unknown = [e for e in sent if e.kind is Kind.PHOTO and e.view == "unknown"]
    if unknown and any("a photo" in w for m in missing for w in m.would_satisfy):
        yield warning(
            "view-unknown",
            f'What {len(unknown)} of the photos show is not known. Say it in case.toml: [evidence."{unknown[0].path}"] view = "goods" (or outer_box, all_sides, label, inner_packing, damage_close_up ...).',
            unknown[0].path,
        )


def _harmful(
    asked: list[Requirement], satisfied: tuple[Satisfied, ...], sent: tuple[Exhibit, ...]
) -> Iterator[NotAccepted]:
    """Name look-alikes that would go along although the real thing is there: they only invite a refusal."""
    there = {s.requirement for s in satisfied}
    of_use = {path for s in satisfied for path in s.paths}
    for requirement in asked:
        for exhibit in sent:
            if exhibit.path in of_use:
                continue
            why = next((r.why for r in requirement.refused if r.kind is exhibit.kind), None)
            if why is not None and requirement.id in there:
                yield NotAccepted(exhibit.path, why)


def _look_alikes(harmful: tuple[NotAccepted, ...], profile: Profile, case: Case) -> Iterator[Finding]:
    for one in harmful:
        entry = f'[evidence."{one.path}"]'
        said = case.file.evidence.get(one.path)
        if said is not None and said.leave_out is False:
            message = f"{one.path} is sent because case.toml says so, and will be refused: {one.why}."
        else:
            message = (
                f"{one.path} is not sent: {profile.recipient} refuses it ({one.why}), and what it stands for is there. "
                f"To send it all the same, write {entry} leave_out = false into case.toml."
            )
        yield warning("look-alike", message, one.path)


def _facts(profile: Profile, case: Case, particulars: Particulars) -> Iterator[Finding]:
    for asked in profile.facts:
        if not _holds(asked.when, case, particulars) or particulars.get(asked.name) is not None:
            continue
        message = f"{profile.recipient} asks for {asked.title}; it was not found. Write {asked.name} into case.toml."
        yield (blocking if asked.required else warning)("missing-fact", message, asked.name)


def _confirmations(profile: Profile, case: Case, particulars: Particulars) -> Iterator[Finding]:
    for asked in profile.confirmations:
        if _holds(asked.when, case, particulars) and not case.file.confirmed.get(asked.id):
            yield warning(
                "not-confirmed",
                f"{asked.question} If so, write in case.toml: [confirmed] {asked.id} = true.",
                asked.id,
            )


def _program(profile: Profile, particulars: Particulars) -> Iterator[Finding]:
    if profile.covers and particulars.loss_type is not None and particulars.loss_type not in profile.covers:
        yield warning(
            "wrong-program",
            f"{profile.title} takes {', '.join(profile.covers).replace('_', ' ')}; this loss is {particulars.loss_type.replace('_', ' ')}.",
            profile.id,
        )


def _windows(profile: Profile, particulars: Particulars, today: date) -> tuple[RunningWindow, ...]:
    events = particulars.moments()
    country = "US" if particulars.mode is not Mode.ROAD else "DE"
    asked = particulars.get("to_country")
    country = str(asked.value) if asked else country
    running = [
        (w.leads, _running(w, profile, events, today, country))
        for w in profile.windows
        if (not w.loss or particulars.loss_type is None or particulars.loss_type in w.loss)
        and (not w.modes or particulars.mode is None or particulars.mode in w.modes)
    ]
    order = sorted(running, key=lambda r: (not r[0], r[1].latest is None, r[1].latest or date.max, r[1].id))
    return tuple(window for _, window in order)


def _running(
    window: Window, profile: Profile, events: Mapping[Event, Moment], today: date, country: str
) -> RunningWindow:
    opening = opens(window, window.earliest, events, country=country) if window.earliest else None
    closing = closes(window, window.latest, events, country=country) if window.latest else None
    earliest = opening.day if opening else None
    latest = closing.day if closing else None
    days_left = (latest - today).days if latest else None
    return RunningWindow(
        id=window.id,
        action=window.action,
        earliest=earliest,
        latest=latest,
        days_left=days_left,
        status=_window_status(window, earliest, latest, today),
        if_missed=window.if_missed,
        confidence=window.confidence or profile.sources[window.source].confidence,
        source=source_words(profile.sources[window.source], window.confidence),
        explanation=_explained(window, latest, events),
    )


def _window_status(window: Window, earliest: date | None, latest: date | None, today: date) -> WindowStatus:
    if (window.latest is not None and latest is None) or (window.latest is None and earliest is None):
        return WindowStatus.CANNOT_EVALUATE
    if earliest is not None and today < earliest:
        return WindowStatus.NOT_YET
    if latest is not None and today > latest:
        kind = window.contested or window.bound_by == "floor" or window.if_missed != "claim_barred"
        return WindowStatus.CONTESTABLE if kind else WindowStatus.CLOSED
    return WindowStatus.OPEN


def _explained(window: Window, latest: date | None, events: Mapping[Event, Moment]) -> str:
    bound = window.latest or window.earliest
    if bound is None:
        return ""
    if latest is None and window.latest is not None:
        needed = window.latest.anchors[0]
        shown = _SHOWN_BY.get(needed, "a document that shows it")
        return f"Cannot be evaluated: needs the {needed.replace('_', ' ')}, which {shown} would show."
    anchor = next((a for a in bound.anchors if a in events), bound.anchors[0])
    unit = bound.unit.replace("_", " ") + ("s" if bound.plus != 1 else "")
    told = (
        f"{bound.plus} {unit} from the {anchor.replace('_', ' ')} ({day_words(day_of(events[anchor]))})."
        if anchor in events
        else ""
    )
    return f"{told} {window.contested}".strip()


def _deadlines(windows: tuple[RunningWindow, ...]) -> Iterator[Finding]:
    for window in windows:
        if window.latest is None:
            if window.status is WindowStatus.CANNOT_EVALUATE:
                yield warning(
                    "window-unknown", f"The window to {_action(window)}: {window.explanation}", window.id
                )
            continue
        day = day_words(window.latest)
        if window.status is WindowStatus.CLOSED:
            yield warning(
                "window-closed",
                f"THE WINDOW TO {_action(window).upper()} CLOSED ON {day.upper()}, {-(window.days_left or 0)} days ago. File today all the same and ask for leniency; {_consequence(window)}.",
                window.id,
            )
        elif window.status is WindowStatus.CONTESTABLE:
            yield warning(
                "window-contestable",
                f"The window to {_action(window)} ended on {day}. A late claim can be argued: {_consequence(window)}.",
                window.id,
            )
        elif window.status is WindowStatus.NOT_YET:
            yield note(
                "window-not-yet",
                f"The window to {_action(window)} opens on {day_words(window.earliest) if window.earliest else 'a later day'}; a claim sent before is refused.",
                window.id,
            )
        elif window.days_left is not None and window.days_left <= 7:
            yield warning(
                "window-closing",
                f"{window.days_left} days are left to {_action(window)}: until {day}.",
                window.id,
            )


def _action(window: RunningWindow) -> str:
    return {
        "claim": "file the claim",
        "notice": "give notice",
        "complete_documents": "send all documents",
        "suit": "sue",
        "appeal": "appeal",
    }.get(window.action, window.action.replace("_", " "))


def _consequence(window: RunningWindow) -> str:
    return {
        "claim_barred": "if missed, the claim is barred",
        "presumption_reversed": "if missed, you must prove that the damage happened in transit",
        "carrier_discretion": "if missed, the recipient decides as it likes",
        "insurer_may_reduce": "if missed, the insurer may pay less",
        "document_delay_only": "if missed, the claim is only delayed",
    }[window.if_missed]


def _status(
    missing: tuple[Missing, ...], windows: tuple[RunningWindow, ...], findings: tuple[Finding, ...]
) -> CheckStatus:
    claims = [w for w in windows if w.action in {"claim", "notice"}]
    if any(w.status is WindowStatus.CLOSED for w in claims):
        return CheckStatus.CLOSED
    if any(m.blocking for m in missing) or any(f.severity is Severity.BLOCKING for f in findings):
        return CheckStatus.INCOMPLETE
    if claims and all(w.status is WindowStatus.CANNOT_EVALUATE for w in claims):
        return CheckStatus.CANNOT_EVALUATE
    return CheckStatus.READY


def _limit(profile: Profile) -> Limit | None:
    limit = next(iter(profile.limits), None)
    if limit is None:
        return None
    per = f" per {limit.per.replace('_', ' ')}" if limit.amount else ""
    return Limit(limit.amount, f"{limit.basis}{per}; {profile.source_text(limit.source)}")
