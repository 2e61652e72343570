"""Running windows: each window of a profile or regime on the calendar of one case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from evidencekit.model.assessment import RunningWindow, WindowReading, WindowStatus
from evidencekit.model.calendar import End, anchored, closes, day_of, opens
from evidencekit.model.profile import Profile, source_words
from evidencekit.model.regime import Regime
from evidencekit.model.vocabulary import Event
from evidencekit.model.window import Bound, OtherReading, Window
from evidencekit.model.words import day_words
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.clock import done_on, moved, reported
from evidencekit.rules.conditions import judge
from evidencekit.rules.settled import settled
from evidencekit.rules.shown_by import AFTER_FILING, SHOWN_BY


@dataclass(frozen=True, slots=True)
class _Span:
    """One reading of a window on the calendar."""

    earliest: End | None
    latest: End | None
    says: str
    confidence: str
    source: str


def running_windows(
    profile: Profile, regimes: Iterable[Regime], known: Circumstances, today: date
) -> tuple[RunningWindow, ...]:
    """Return every window that applies, that which leads first, then by the last day; of a settled claim all are done."""
    found = [running_window(w, profile, profile, known, today) for w in profile.windows if _applies(w, known)]
    for regime in regimes:
        found += [
            running_window(w, regime, profile, known, today) for w in regime.windows if _applies(w, known)
        ]
    if settled(profile.id, known.claims, known.amount, known.capacity):
        told = "The loss is paid in full: nothing is left to do."
        found = [
            replace(w, status=WindowStatus.DONE, explanation=f"{told} {w.explanation}")
            if w.status is not WindowStatus.DONE
            else w
            for w in found
        ]
    return tuple(sorted(found, key=_order))


def _order(window: RunningWindow) -> tuple[bool, bool, bool, bool, date, str]:
    return (
        window.whose != "claimant",
        not window.leads,
        window.status is WindowStatus.DONE,
        window.latest is None,
        window.latest or date.max,
        window.id,
    )


def _applies(window: Window, known: Circumstances) -> bool:
    if window.loss and known.loss is not None and known.loss not in window.loss:
        return False
    if window.modes and known.mode is not None and known.mode not in window.modes:
        return False
    return judge(window.when, known).applies


def running_window(
    window: Window, rules: Profile | Regime, profile: Profile, known: Circumstances, today: date
) -> RunningWindow:
    """Put one window of a profile or regime on the calendar, at one recipient's desk."""
    country = calendar_country(window, known)
    spans = tuple(_spans(window, rules, known, country))
    safe, lead = _safe(spans)
    done, there = done_on(window, known, profile), reported(window, known)
    others = (*(s for s in spans if s is not lead), *_moved(window, safe, known, profile))
    confidence, asks = spans[0].confidence, _asks(window, known)
    latest = safe.latest.day if safe.latest else None
    return RunningWindow(
        id=window.id,
        action=window.action.value,
        earliest=safe.earliest.day if safe.earliest else None,
        latest=latest,
        days_left=(latest - today).days if latest else None,
        status=WindowStatus.DONE
        if there
        else _status(window, safe, others, done, today, unsure=confidence == "L" or bool(asks)),
        if_missed=window.if_missed,
        confidence=safe.confidence,
        source=safe.source,
        explanation=" ".join((_explained(window, safe, known, done, reported=there), *_asked(asks, window))),
        title=rules.title if isinstance(rules, Regime) else "",
        regime=rules.id if isinstance(rules, Regime) else "",
        whose=window.whose,
        to="carrier" if isinstance(rules, Regime) and window.to == "recipient" else window.to,
        form=window.form,
        leads=_leads(window, rules, profile, confidence),
        ends_at=safe.latest.moment if safe.latest else None,
        done_on=done,
        readings=tuple(_reading(s) for s in others),
        needs=_needs(window, known) if safe.latest is None and not window.promptly else (),
        asks=asks,
    )


def _asks(window: Window, known: Circumstances) -> tuple[str, ...]:
    """Return what only a person can say of whether a window applies, and has not said."""
    when = window.when
    named = [n for n in (*when.confirmed, *when.denied) if n not in known.confirmed]
    judged = (("electronics", when.electronics, known.electronics), ("theft", when.theft, known.theft))
    return (*named, *(name for name, wanted, said in judged if wanted is not None and said is None))


def _asked(asks: tuple[str, ...], window: Window) -> Iterator[str]:
    for name in asks:
        answer = "false" if name in window.when.denied else "true"
        yield f"It holds only where [confirmed] {name} is {answer}: say so in case.toml."


def _leads(window: Window, rules: Profile | Regime, profile: Profile, confidence: str) -> bool:
    """Say whether a window may decide the status: not from a weak source, and not a carrier's law at an insurer's desk."""
    elsewhere = isinstance(rules, Regime) and profile.addressed_as == "insurer"
    return window.leads and window.whose == "claimant" and confidence != "L" and not elsewhere


def calendar_country(window: Window, known: Circumstances) -> str | None:
    """Return the country whose weekends and holidays count for a window; None where it is not known."""
    if window.holidays_of == "destination":
        return known.to_country
    return known.from_country if window.holidays_of == "origin" else window.holidays_of


def _spans(
    window: Window, rules: Profile | Regime, known: Circumstances, country: str | None
) -> Iterator[_Span]:
    """Give the window itself and its other readings on the calendar."""
    pairs: list[tuple[Bound | None, Bound | None, str, Window | OtherReading]] = [
        (window.earliest, window.latest, window.contested, window)
    ]
    pairs += [(r.earliest or window.earliest, r.latest or window.latest, r.says, r) for r in window.readings]
    for earliest, latest, says, sourced in pairs:
        source = rules.sources[sourced.source]
        yield _Span(
            opens(window, earliest, known.events, country=country) if earliest else None,
            closes(window, latest, known.events, country=country) if latest else None,
            says,
            sourced.confidence or source.confidence,
            source_words(source, sourced.confidence),
        )


def _safe(spans: tuple[_Span, ...]) -> tuple[_Span, _Span]:
    """Return the safe span, which ends first and begins last, and the reading whose end it is.

    A weak source never leads over a better one.
    """
    own = spans[0]
    sound = [s for s in spans if s is own or s.confidence != "L"]
    ends = [s for s in sound if s.latest is not None]
    first = min(ends, key=lambda s: s.latest.day if s.latest else date.max, default=own)
    begins = [s.earliest for s in sound if s.earliest is not None]
    earliest = max(begins, key=lambda e: e.day, default=None)
    return replace(first, earliest=earliest), first


def _moved(window: Window, safe: _Span, known: Circumstances, profile: Profile) -> Iterator[_Span]:
    """Give the later end that a written claim brings about, where the source says that it does."""
    later = moved(window, safe.latest, known, profile)
    if later is not None and safe.latest is not None:
        end, says = later
        yield _Span(
            safe.earliest,
            End(end, safe.latest.event, safe.latest.anchor) if end else None,
            says,
            safe.confidence,
            safe.source,
        )


def _status(
    window: Window, safe: _Span, others: tuple[_Span, ...], done: date | None, today: date, *, unsure: bool
) -> WindowStatus:
    latest = safe.latest.day if safe.latest else None
    if done is not None and (latest is None or done <= latest):
        return WindowStatus.DONE
    if window.promptly and window.latest is None:
        return WindowStatus.OPEN
    if (window.latest is not None and latest is None) or (window.latest is None and safe.earliest is None):
        return WindowStatus.CANNOT_EVALUATE
    if safe.earliest is not None and today < safe.earliest.day:
        return WindowStatus.NOT_YET
    if latest is None or today <= latest:
        return WindowStatus.OPEN
    # A reading whose date is not known may still be open.
    still = any(s.latest is None or today <= s.latest.day for s in others if s.confidence != "L")
    barred = window.if_missed in {"claim_barred", "not_known"} and window.bound_by == "cap"
    arguable = still or unsure or bool(window.contested) or not barred
    return WindowStatus.CONTESTABLE if arguable else WindowStatus.CLOSED


def _explained(
    window: Window, safe: _Span, known: Circumstances, done: date | None, *, reported: bool
) -> str:
    """Say in a sentence what the window is counted from, or what is missing to count it."""
    if window.promptly and window.latest is None:
        told = "At once; the source names no number of days."
    elif (window.latest is not None and safe.latest is None) or (
        window.latest is None and window.earliest is not None and safe.earliest is None
    ):
        told = _missing(window, known)
    else:
        told = _counted(window, safe)
    if done is not None:
        late = safe.latest is not None and done > safe.latest.day
        told = f"Done on {day_words(done)}{', too late' if late else ''}. {told}"
    if reported:
        told = f"The report is among the exhibits; see for yourself that it was asked for in time. {told}"
    assumed = safe.latest.assumed if safe.latest else ""
    return " ".join(p for p in (told, assumed, safe.says) if p)


def _counted(window: Window, safe: _Span) -> str:
    end = safe.latest or safe.earliest
    if end is None:
        return ""
    own = window.latest if safe.latest else window.earliest
    candidates = [own, *(r.latest if safe.latest else r.earliest for r in window.readings)]
    bound = next((b for b in candidates if b is not None and _falls(window, b, end)), own)
    told = f"{_amount(bound)} from" if bound is not None and bound.plus else "On"
    if window.count_from == "day_of_anchor" and bound is not None and bound.plus:
        told = f"{_amount(bound)} counted with"
    ends = f", ending at {_moment(end)}" if end.moment is not None and safe.latest is not None else ""
    return f"{told} the {_event(end.event)} ({day_words(day_of(end.anchor))}){ends}."


def _falls(window: Window, bound: Bound, end: End) -> bool:
    """Say whether it was this bound that gave an end, where several readings are at hand."""
    found = closes(window, bound, {end.event: end.anchor}) or opens(window, bound, {end.event: end.anchor})
    return end.event in bound.anchors and found is not None and found.day == end.day


def _amount(bound: Bound) -> str:
    unit = bound.unit.value.replace("_", " ")
    if bound.plus == 1:
        return f"1 {unit}"
    return f"{bound.plus} " + (unit.replace("day ", "days ", 1) if unit.startswith("day ") else f"{unit}s")


def _moment(end: End) -> str:
    assert end.moment is not None  # noqa: S101 - asked for only where hours count
    zone = "" if end.assumed else f" {end.moment:%z}"
    return f"{end.moment:%Y-%m-%d %H:%M}{zone}"


def _missing(window: Window, known: Circumstances) -> str:
    needed = _needs(window, known)
    if not needed:
        return "Cannot be evaluated: the day lies beyond the calendar; correct the dates."
    first = Event(needed[0])
    if first in AFTER_FILING:
        return f"Has not begun: it runs from the {_event(first)}, which {SHOWN_BY[first]} would show."
    if len(needed) > 1:
        named = " and ".join(f"the {_event(Event(n))}" for n in needed)
        return f"Cannot be evaluated: needs {named}; {SHOWN_BY[first]} would show the first."
    return f"Cannot be evaluated: needs the {_event(first)}, which {SHOWN_BY[first]} would show."


def _needs(window: Window, known: Circumstances) -> tuple[str, ...]:
    """Return the events whose dates are missing: the first anchor, or all that are missing where all must be known."""
    bound = window.latest or window.earliest
    if bound is None or anchored(bound, known.events) is not None:
        return ()
    if bound.choose == "first_known":
        return (bound.anchors[0].value,)
    return tuple(a.value for a in bound.anchors if a not in known.events)


def _event(event: Event) -> str:
    return (
        event.value.replace("_", " ").replace("fc ", "fulfilment centre's ").replace("awb ", "air waybill's ")
    )


def _reading(span: _Span) -> WindowReading:
    return WindowReading(
        span.earliest.day if span.earliest else None,
        span.latest.day if span.latest else None,
        span.says or f"So says {span.source}.",
        span.confidence,
        span.source,
    )
