"""Fulfilment: which exhibits satisfy what a recipient asks for, and which only look as if they did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evidencekit.model.assessment import Missing, NotAccepted, Satisfied
from evidencekit.model.calendar import add, anchored, day_of
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.profile import Profile
from evidencekit.model.requirement import Alternative, LookAlike, Piece, Requirement
from evidencekit.model.vocabulary import Kind
from evidencekit.model.window import Bound
from evidencekit.model.words import day_words, kind_words, view_words
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import Holds, judge

SURE_ENOUGH = 0.6
_MEDIA = {
    "doc": "application/msword",
    "docx": "wordprocessingml",
    "xls": "application/vnd.ms-excel",
    "xlsx": "spreadsheetml",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "presentationml",
    "odt": "opendocument.text",
    "ods": "opendocument.spreadsheet",
    "rtf": "rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "html": "text/html",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
}
"""By which part of a media type an ending, as people write it, is known."""
_DATED_BY = ("invoice_date", "document_date", "sent_at", "captured_at")


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What a profile asks for on this case, and what there is of it."""

    asked: tuple[Requirement, ...]
    satisfied: tuple[Satisfied, ...]
    missing: tuple[Missing, ...]


def fulfilment(profile: Profile, known: Circumstances, sent: tuple[Exhibit, ...]) -> Fulfilment:
    """Match what is asked for with what is sent.

    A requirement from a weak source, or one whose condition only a person can judge, is asked for and never blocks.
    """
    asked, satisfied, missing = [], [], []
    for requirement in profile.requirements:
        holds = judge(requirement.when, known)
        if not holds.applies:
            continue
        asked.append(requirement)
        found = _found(requirement, known, sent)
        if found is not None:
            paths = tuple(dict.fromkeys(e.path for e in found))
            satisfied.append(Satisfied(requirement.id, requirement.title, paths))
        else:
            weak = (requirement.confidence or profile.sources[requirement.source].confidence) == "L"
            hard = requirement.required and not weak and holds is not Holds.ASK
            missing.append(_missing(requirement, known, sent, hard=hard))
    return Fulfilment(tuple(asked), tuple(satisfied), tuple(missing))


def why_refused(requirement: Requirement, exhibit: Exhibit, known: Circumstances) -> str | None:
    """Say why an exhibit that looks like the thing asked for is refused; None where it is not one of those."""
    return next((r.why for r in requirement.refused if _is_look_alike(r, exhibit, known)), None)


def fits(piece: Piece, exhibit: Exhibit) -> bool:
    """Say whether an exhibit is, by its kind or view, the thing asked for."""
    if exhibit.confidence < SURE_ENOUGH or exhibit.reading.unreadable:
        return False
    if piece.views and exhibit.kind is Kind.PHOTO:
        return exhibit.view in piece.views
    return exhibit.kind in piece.kinds or (not piece.kinds and not piece.views)


def dated(exhibit: Exhibit) -> date | None:
    """Return an exhibit's own date, as it was read; None where none was."""
    for name in _DATED_BY:
        fact = exhibit.first(name)
        if fact is not None and isinstance(fact.value, date):
            return day_of(fact.value)
    return None


def shows_price(exhibit: Exhibit) -> bool:
    """Say whether a price was read from an exhibit."""
    lines = (f.value for f in exhibit.facts if isinstance(f.value, Line))
    return exhibit.first("total") is not None or any(x.unit_cost or x.amount for x in lines)


def _is_look_alike(look: LookAlike, exhibit: Exhibit, known: Circumstances) -> bool:
    if look.kind is not None and exhibit.kind is not look.kind:
        return False
    media = exhibit.source.media_type.casefold()
    if look.media and not any(
        _MEDIA.get(m.casefold().lstrip("."), m.casefold()) in media for m in look.media
    ):
        return False
    # A condition that nobody can judge refuses nothing: the profile says it beside the requirement.
    return (look.kind is not None or bool(look.media)) and judge(look.when, known) is Holds.YES


def _ways(requirement: Requirement, known: Circumstances) -> tuple[Alternative, ...]:
    """Return the ways in which a requirement can be satisfied."""
    if requirement.one_of:
        return tuple(a for a in requirement.one_of if judge(a.when, known).applies)
    return (Alternative(all_of=requirement.all_of or (_own(requirement),)),)


def _own(requirement: Requirement) -> Piece:
    return Piece.model_construct(**{n: getattr(requirement, n) for n in Piece.model_fields} | {"title": ""})


def _found(
    requirement: Requirement, known: Circumstances, sent: tuple[Exhibit, ...]
) -> tuple[Exhibit, ...] | None:
    """Return the exhibits that satisfy a requirement in the first way that is complete; None where none is."""
    for way in _ways(requirement, known):
        if judge(way.when, known) is Holds.ASK:
            continue  # nobody has said yet that this way is open
        found: list[Exhibit] = []
        for piece in way.all_of:
            good = [
                e
                for e in sent
                if fits(piece, e)
                and why_refused(requirement, e, known) is None
                and _date_slip(requirement, piece, e, known) is None
            ]
            if len(good) < piece.count:
                break
            found += good
        else:
            return tuple(found)
    return None


def _date_slip(requirement: Requirement, piece: Piece, exhibit: Exhibit, known: Circumstances) -> str | None:
    """Say what is wrong with an exhibit's date; None where nothing is, or where one of the dates is not known."""
    own = dated(exhibit)
    before = _day(piece.dated_before or requirement.dated_before, known)
    after = _day(piece.dated_after or requirement.dated_after, known)
    if own is not None and before is not None and own > before[0]:
        return f"it is dated {day_words(own)}, after {before[1]}"
    if own is not None and after is not None and own < after[0]:
        return f"it is dated {day_words(own)}; it counts only from {day_words(after[0])} on, {after[1]}"
    return None


def _day(bound: Bound | None, known: Circumstances) -> tuple[date, str] | None:
    """Return the day that a bound comes to and how it is told; None where its event is not known."""
    if bound is None:
        return None
    found = anchored(bound, known.events)
    if found is None:
        return None
    event, moment = found
    name = f"the {event.value.replace('_', ' ')} ({day_words(day_of(moment))})"
    try:
        day = add(day_of(moment), bound.plus, bound.unit, country=None)
    except (OverflowError, ValueError):
        return None
    if bound.plus:
        unit = bound.unit.value.replace("_", " ")
        name = f"{abs(bound.plus)} {unit}s {'before' if bound.plus < 0 else 'after'} {name}"
    return day, name


def _missing(
    requirement: Requirement, known: Circumstances, sent: tuple[Exhibit, ...], *, hard: bool
) -> Missing:
    return Missing(
        requirement=requirement.id,
        title=requirement.title,
        why=requirement.why,
        would_satisfy=tuple(_would_satisfy(requirement, known)),
        found_but_not_accepted=tuple(_refused(requirement, known, sent)),
        blocking=hard,
    )


def _would_satisfy(requirement: Requirement, known: Circumstances) -> Iterator[str]:
    for way in _ways(requirement, known):
        pieces = [_piece_words(p) for p in way.all_of]
        if len(pieces) == 1 and not way.title:
            yield from pieces[0]
        else:
            together = " and ".join(" or ".join(p) for p in pieces)
            yield f"{way.title}: {together}" if way.title else together


def _piece_words(piece: Piece) -> tuple[str, ...]:
    if piece.title:
        return (piece.title,)
    many = f"{piece.count} × " if piece.count > 1 else ""
    kinds = tuple(
        many + kind_words(k) if k is not Kind.PHOTO else f"{piece.count} photos" if many else "a photo"
        for k in piece.kinds
    )
    shot = f"{piece.count} photos" if many else "a photo"
    photos = tuple(f"{shot}: {view_words(v)}" for v in piece.views)
    return (*kinds, *photos)


def _refused(
    requirement: Requirement, known: Circumstances, sent: tuple[Exhibit, ...]
) -> Iterator[NotAccepted]:
    """Name what looks like the thing asked for and will be refused, with the reason."""
    pieces = [p for way in _ways(requirement, known) for p in way.all_of]
    for exhibit in sent:
        why = why_refused(requirement, exhibit, known)
        if why is None:
            fitting = (p for p in pieces if fits(p, exhibit) and (p.kinds or p.views))
            why = next((w for p in fitting if (w := _date_slip(requirement, p, exhibit, known))), None)
        if why is not None:
            yield NotAccepted(exhibit.path, why)


def unread_dates(
    requirement: Requirement, known: Circumstances, found: tuple[Exhibit, ...]
) -> Iterator[tuple[Exhibit, str]]:
    """Name accepted exhibits whose date matters and was not read, with what it must be."""
    before, after = (_day(b, known) for b in (requirement.dated_before, requirement.dated_after))
    for exhibit in found:
        if dated(exhibit) is not None:
            continue
        if before is not None:
            yield exhibit, f"not later than {before[1]}"
        if after is not None:
            yield exhibit, f"not earlier than {day_words(after[0])}, {after[1]}"
