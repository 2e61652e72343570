"""Rules as sentences: conditions, windows, limits and requirements as a claims clerk would read them out."""

from collections.abc import Iterator

from evidencekit.model.condition import When
from evidencekit.model.limit import LimitEntry, LimitPart
from evidencekit.model.requirement import Coverage, Elsewhere, Filer, Piece, Redaction, Requirement
from evidencekit.model.window import Bound, Window
from evidencekit.model.words import kind_words, view_words
from evidencekit.views.plain import words

_IF_MISSED = {
    "claim_barred": "the claim is barred",
    "presumption_reversed": "you must prove that it happened in transit",
    "carrier_discretion": "the recipient decides as it likes",
    "insurer_may_reduce": "the insurer may pay less",
    "document_delay_only": "the claim is only delayed",
    "decided_without_you": "it is decided without you",
    "follow_up": "ask in writing",
    "not_known": "not known",
}
_FORMS = {
    "written": " in writing",
    "on_delivery_receipt": " on the delivery receipt",
    "portal": " in the portal",
    "telephone_and_written": " by telephone, confirmed in writing",
}
_YES_NO = {
    "insured": ("insured", "not insured"),
    "container": ("in a container", "not in a container"),
    "electronics": ("electronics", "no electronics"),
    "theft": ("after a theft", "not after a theft"),
    "third_party_filer": ("filed by a third party", "filed by the party itself"),
}
_COUNTRIES = {
    "from_countries": "from {}",
    "to_countries": "to {}",
    "either_countries": "from or to {}",
    "not_countries": "neither from nor to {}",
}
_SUMS = {
    "amount_over": "claim over {}",
    "amount_upto": "claim up to {}",
    "insured_over": "insured for more than {}",
    "declared_over": "declared for more than {}",
}


def when_words(when: When) -> str:
    """Say under which condition a rule applies: `domestic, over 500.00 USD`; empty where it always does."""
    return ", ".join((*_consignment(when), *_circumstances(when)))


def _consignment(when: When) -> Iterator[str]:
    for values in (when.loss, when.modes, when.capacity):
        if values:
            yield _or(words(v.value).lower() for v in values)
    if when.lane:
        yield when.lane
    for name, told in _COUNTRIES.items():
        if getattr(when, name):
            yield told.format(_or(getattr(when, name)))
    if when.carriers:
        yield f"carried by {_or(when.carriers)}"
    if when.services:
        yield f"service {_or(when.services)}"
    if when.not_services:
        yield f"another service than {_or(when.not_services)}"


def _circumstances(when: When) -> Iterator[str]:
    for name, told in _SUMS.items():
        if getattr(when, name) is not None:
            yield told.format(getattr(when, name))
    for name, (yes, no) in _YES_NO.items():
        if getattr(when, name) is not None:
            yield yes if getattr(when, name) else no
    if when.happened:
        yield f"once the {_or(words(e.value).lower() for e in when.happened)} is known"
    if when.not_happened:
        yield f"without a {_or(words(e.value).lower() for e in when.not_happened)}"
    for name in when.confirmed:
        yield f"where [confirmed] {name} is true"
    for name in when.denied:
        yield f"where [confirmed] {name} is false"


def window_words(window: Window) -> str:
    """Say a window: what, for which losses, from when until when, and what happens if it is missed."""
    about = [words(x.value).lower() for x in (*window.loss, *window.modes)]
    condition = when_words(window.when)
    if condition:
        about.append(condition)
    told = f" ({', '.join(about)})" if about else ""
    whom = "" if window.to == "recipient" else f" to the {window.to}"
    duty = "the recipient must " if window.whose == "recipient" else ""
    ends = "at once" if window.promptly else _ends(window.earliest, window.latest, window)
    name = words(window.action.value) if not duty else words(window.action.value).lower()
    line = f"{duty}{name}{whom}{_FORMS.get(window.form, '')}{told}: {ends}. If missed: {_IF_MISSED[window.if_missed]}."
    return line[:1].upper() + line[1:]


def window_small_print(window: Window) -> str:
    """Say how else a window is read, what stops its clock, and what else is remarked."""
    parts = [window.contested, window.note]
    for reading in window.readings:
        ends = _ends(reading.earliest or window.earliest, reading.latest or window.latest, window)
        parts.append(f"Otherwise read: {ends}. {reading.says}")
    if window.bound_by == "floor":
        parts.append("The law only forbids less; a contract may give more.")
    if window.stops_clock_by:
        effect = {"suspended": "suspends it", "restarted": "lets it begin anew", "done": "keeps it"}[
            window.clock
        ]
        parts.append(f"{words(_or(window.stops_clock_by))} {effect}.")
    return " ".join(p for p in parts if p)


def _ends(earliest: Bound | None, latest: Bound | None, window: Window) -> str:
    parts = [f"from {bound_words(earliest)}"] if earliest else []
    if latest:
        with_it = ", that day counted" if window.count_from == "day_of_anchor" else ""
        parts.append(f"until {bound_words(latest)}{with_it}")
    if window.if_holiday != "as_counted":
        parts.append(f"a last day that is no business day moves to the {words(window.if_holiday).lower()}")
    return ", ".join(parts)


def bound_words(bound: Bound) -> str:
    """Say one end: `60 calendar days after the delivery date`."""
    named = [words(a.value).lower() for a in bound.anchors]
    anchors = _or(named) if bound.choose == "first_known" else f"{bound.choose} of {' and '.join(named)}"
    if bound.plus == 0:
        return f"the {anchors}"
    unit = bound.unit.value.replace("_", " ")
    several = unit.replace("day ", "days ", 1) if unit.startswith("day ") else f"{unit}s"
    side = "after" if bound.plus > 0 else "before"
    return f"{abs(bound.plus)} {unit if abs(bound.plus) == 1 else several} {side} the {anchors}"


def limit_words(limit: LimitEntry) -> str:
    """Say a limit: its amounts, and in words what it rests on."""
    parts = [_part(p) for p in limit.parts]
    if limit.amount or limit.of:
        parts = [_part(LimitPart(amount=limit.amount, per=limit.per, of=limit.of, times=limit.times))]
    told = (
        f"the {limit.combine.partition('_')[0]} of {' and '.join(parts)}"
        if len(parts) > 1
        else "".join(parts)
    )
    if limit.at_most:
        told += f", at most {limit.at_most}"
    condition = when_words(limit.when)
    head = f"{told}: " if told else ""
    return f"{head}{limit.basis}" + (f" [{condition}]" if condition else "")


def _part(part: LimitPart) -> str:
    fixed = f"{part.plus} and " if part.plus else ""
    if part.of:
        factor = f"{part.times:f} times " if part.times is not None else ""
        return f"{fixed}{factor}the {words(part.of).lower()}"
    return f"{fixed}{part.amount} per {words(part.per).lower()}"


def requirement_words(wanted: Requirement) -> str:
    """Say what is asked for, and under which condition."""
    condition = when_words(wanted.when)
    free = "" if wanted.required else " (a claim is taken without it)"
    return f"{wanted.title}{free}" + (f" [{condition}]" if condition else "")


def redaction_words(wish: Redaction) -> str:
    """Say what is hidden, and on which documents."""
    what = [*(["prices"] if wish.prices else []), *(name.replace("_", " ") for name in wish.facts)]
    return f"{', '.join(what)}, on: {', '.join(map(kind_words, wish.kinds))}"


def requirement_small_print(wanted: Requirement) -> str:
    """Say why, what would do, what it must show, and what is refused."""
    parts = [wanted.why, *_would_do(wanted)]
    if wanted.shows:
        parts.append(f"It must show: {', '.join(wanted.shows)}.")
    if wanted.price:
        parts.append(
            "The price must be visible." if wanted.price == "visible" else "The price may be hidden."
        )
    if wanted.dated_before:
        parts.append(f"Dated no later than {bound_words(wanted.dated_before)}.")
    if wanted.dated_after:
        parts.append(f"Dated no earlier than {bound_words(wanted.dated_after)}.")
    for look in wanted.refused:
        name = kind_words(look.kind) if look.kind else "A file"
        media = f" as {_or(look.media)}" if look.media else ""
        condition = when_words(look.when)
        parts.append(f"{name}{media} does not count{f' ({condition})' if condition else ''}: {look.why}.")
    if wanted.note:
        parts.append(wanted.note)
    return " ".join(parts)


def _would_do(wanted: Requirement) -> Iterator[str]:
    ways = [way.all_of for way in wanted.one_of] or [wanted.all_of] * bool(wanted.all_of)
    if ways:
        told = "; or ".join(" and ".join(_piece(p) for p in way) for way in ways)
        yield f"This would do: {told}."
    elif wanted.kinds or wanted.views:
        yield f"This would do: {_piece(wanted)}."


def _piece(piece: Piece) -> str:
    many = f"{piece.count} times " if piece.count > 1 else ""
    photos = [f"a photo ({view_words(v)})" for v in piece.views]
    return many + _or([*(kind_words(k).lower() for k in piece.kinds), *photos])


def coverage_words(condition: Coverage) -> str:
    """Say a condition of cover."""
    told = when_words(condition.when)
    return condition.title + (f" [{told}]" if told else "")


def filer_words(filer: Filer) -> str:
    """Say who may file."""
    parts = []
    if filer.allowed:
        parts.append(f"only {_or(c.value for c in filer.allowed)}")
    if filer.refused:
        parts.append(f"not {_or(c.value for c in filer.refused)}")
    if filer.needs:
        parts.append(
            f"{_or(c.value for c in filer.needs_of)} with {_or(kind_words(k).lower() for k in filer.needs)}"
        )
    return ", ".join(parts) or "anybody"


def elsewhere_words(place: Elsewhere) -> str:
    """Say what does not belong here, and where it belongs."""
    return place.why + (f" See {place.goes_to}." if place.goes_to else "")


def _or(values: object) -> str:
    listed = [str(v) for v in values]  # type: ignore[attr-defined]
    return f"{', '.join(listed[:-1])} or {listed[-1]}" if len(listed) > 1 else "".join(listed)
