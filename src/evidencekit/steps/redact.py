"""Redact: what a person wants hidden is covered on pictures of the pages; what cannot be covered is not sent."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from evidencekit.desk import Desk
from evidencekit.faces import faces_on, missing
from evidencekit.hiding import ByBytes, Hidden, by_bytes, coverable, hidden, twins
from evidencekit.model.bundle import Bundle
from evidencekit.model.case import Case
from evidencekit.model.casefile import EvidenceEntry
from evidencekit.model.evidence import Exhibit, PagedExhibit
from evidencekit.model.finding import Finding, blocking, note, warning
from evidencekit.model.profile import Profile
from evidencekit.model.requirement import Redaction, Requirement
from evidencekit.model.vocabulary import Kind
from evidencekit.model.words import kind_words
from evidencekit.paper.blackened import Area, Blackened, bare, blacken
from evidencekit.paper.explain import explain
from evidencekit.paper.notes import with_notes_drawn, words_of_notes
from evidencekit.resources import Library
from evidencekit.rulefiles import PROFILES, ids
from evidencekit.tomlfile import nearest
from evidencekit.underway import at

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_SHOWN = 6
_GONE = frozenset({"notes"})
"""Findings that quote what does not go along once an exhibit is pictures of its pages."""


def redact(
    paged: tuple[PagedExhibit, ...],
    case: Case,
    profile: Profile,
    desk: Desk,
    library: Library,
    among: tuple[Exhibit, ...],
) -> tuple[PagedExhibit, ...]:
    """Return the exhibits as this recipient may see them; on one desk a file is redacted once in the same way.

    `among` are all exhibits of the case: what is hidden on one is hidden on every other with the same bytes.

    Of a redacted exhibit all pages are pictures: no text, layer, comment, bookmark or attachment of the original is left. The
    file that arrived is sealed as it is. An exhibit on which something to be hidden was not found is replaced by a page that
    says so, with a finding that blocks; so is one that is hidden from a recipient whom nobody knows.
    """
    same = by_bytes(among)
    return tuple(_redacted(p, case, profile, desk, library, same) for p in paged)


def misnamed(case: Case, exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Give a finding that blocks for each file of which something is to be hidden and which the case does not have."""
    known = [e.path for e in exhibits]
    for path in (p for p, said in case.file.evidence.items() if said.hides and p not in known):
        near = nearest(path, known)
        hint = f" (did you mean {near}?)" if near else ""
        yield blocking(
            "not-redacted", f"case.toml hides something of {path}, which is not in the folder{hint}.", path
        )


def _redacted(
    paged: PagedExhibit,
    case: Case,
    profile: Profile,
    desk: Desk,
    library: Library,
    among: ByBytes,
) -> PagedExhibit:
    own = [
        entry
        for e in (paged.exhibit, *twins(paged.exhibit, among))
        if (entry := case.file.evidence.get(e.path)) is not None and entry.hides
    ]
    hides = hidden(paged.exhibit, case, profile, among)
    beyond = _beyond(paged.exhibit, profile)
    if not hides.entry.hides and not own and not beyond:
        return paged
    said = hides.entry
    rules = hashlib.sha256(
        f"{paged.exhibit.path}\0{hides.wants_prices}\0{said.model_dump_json()}".encode()
    ).hexdigest()
    known_names = ids(library, PROFILES)
    if unknown := [
        name for name in (n for entry in own for n in entry.redact_for) if name not in known_names
    ]:
        near = nearest(unknown[0], known_names)
        hint = f" (did you mean {near}?)" if near else ""
        return _withheld(
            paged, f"it is to be hidden from {unknown[0]}, whom nobody knows{hint}", desk, rules[:16]
        )
    if beyond:
        why = f"{profile.recipient} asks that {', '.join(beyond)} be hidden, which is no fact that can be found on a page; correct the profile"
        return _withheld(paged, why, desk, rules[:16])
    if not said.hides:
        return paged
    key = f"redacted {paged.exhibit.source.sha256} {rules}"
    known = desk.memory.get(key)
    if not isinstance(known, PagedExhibit):
        with at(paged.exhibit.source, "redacting"):
            known = desk.memory[key] = _covered(paged, hides, desk, rules[:16])
    findings = (
        *known.findings,
        *(_of_prices(paged.exhibit, profile) if hides.wants_prices else ()),
        *(
            note("redaction-asked", _asked(paged.exhibit, wish, profile), paged.exhibit.path)
            for wish in hides.asked
        ),
    )
    return replace(known, exhibit=replace(known.exhibit, label=paged.exhibit.label), findings=findings)


def _beyond(exhibit: Exhibit, profile: Profile) -> tuple[str, ...]:
    """Return the facts that the profile wants hidden on such a document and nobody can cover: misspelt, or no text."""
    names = dict.fromkeys(name for w in profile.redactions if exhibit.kind in w.kinds for name in w.facts)
    if not names:
        return ()
    known, other = coverable(), {f.name for f in exhibit.facts if not isinstance(f.value, str)}
    return tuple(name for name in names if name not in known or name in other)


def _asked(exhibit: Exhibit, wish: Redaction, profile: Profile) -> str:
    what = " and ".join([*(["prices"] if wish.prices else []), *(f.replace("_", " ") for f in wish.facts)])
    return f"{profile.recipient} asks that {what} on {exhibit.path} be hidden: {wish.why} ({profile.source_text(wish.source)})"


def _of_prices(exhibit: Exhibit, profile: Profile) -> Iterator[Finding]:
    """Say what the recipient wants of prices on such a document, as far as a source says it."""
    wanted = [r for r in profile.requirements if r.price and exhibit.kind in _kinds(r)]
    path, who = exhibit.path, profile.recipient
    if strict := next((r for r in wanted if r.price == "visible"), None):
        message = (
            f"The prices on {path} are to be hidden, and {who} must see them: {strict.title}. Take out redact_prices, or name in "
            f"redact_for only recipients that need no prices. ({profile.source_text(strict.source)})"
        )
        yield blocking("price-needed", message, path)
    elif not wanted:
        message = (
            f"The prices on {path} are hidden. Whether {who} accepts a {kind_words(exhibit.kind)} without prices is not known: "
            "no source says it."
        )
        yield warning("price-hidden", message, path)


def _kinds(requirement: Requirement) -> set[Kind]:
    pieces = (requirement, *requirement.all_of, *(p for way in requirement.one_of for p in way.all_of))
    return {kind for piece in pieces for kind in piece.kinds}


def _covered(paged: PagedExhibit, hides: Hidden, desk: Desk, name: str) -> PagedExhibit:
    path, said = paged.exhibit.path, hides.entry
    paged = _without_quotes(paged)
    target = desk.path(paged.exhibit.source, f"redacted-{name}.pdf")
    areas = [
        Area(a.page, float(a.left), float(a.top), float(a.width), float(a.height)) for a in said.redact_areas
    ]
    faces: list[Area] = []
    if said.redact_faces:
        if lacks := missing():
            why = f"finding faces needs {lacks}; or cover them with `redact_areas`"
            return _withheld(paged, why, desk, name)
        faces = [Area(*face) for face in faces_on(paged.pdf, without=said.leave_out_pages)]
        if not faces:
            why = "no face was found on it; cover the places with `redact_areas`, or take out redact_faces where it shows nobody"
            return _withheld(paged, why, desk, name)
    try:
        made = blacken(
            paged.pdf, target, words=said.redact, areas=[*areas, *faces], without=said.leave_out_pages,
            spans=_price_spans(paged.exhibit) if said.redact_prices else None,
            read={seen.page for seen in paged.exhibit.reading.seen},
            pictures=paged.exhibit.source.media_type.startswith("image/"),
        )  # fmt: skip
    except ValueError as reason:
        return _withheld(paged, f"what is to be hidden cannot be: {reason}", desk, name)
    unseen = [said.redact.index(word) for word in made.unseen]
    # Where a person gave areas, they may cover what was read from a page and cannot be found in its text.
    only_read = bool(said.redact_areas) and all(n >= hides.told for n in unseen)
    if unseen and not only_read:
        places = [hides.words[n] for n in unseen]
        why = (
            f"words that are to be hidden were not found on it ({', '.join(places)}); correct them, "
            "or cover the place with `redact_areas`"
        )
        return _withheld(paged, why, desk, name)
    if said.redact_prices and not made.by_span:
        if not hides.wants_prices:
            return _unpriced(paged, hides, desk, name)
        why = "no price was found on it that could be hidden; cover the places with `redact_areas`"
        return _withheld(paged, why, desk, name)
    if not made.pages:
        return _withheld(paged, "all of its pages are left out; write leave_out = true instead", desk, name)
    title = paged.exhibit.title
    if any(bare(word) in bare(title) for word in said.redact):
        title = kind_words(paged.exhibit.kind).capitalize()
    exhibit = replace(paged.exhibit, title=f"{title} (redacted)")
    left_out = set(said.leave_out_pages)
    shows = tuple(n for n in range(1, made.pages + len(left_out) + 1) if n not in left_out)
    return replace(
        paged, exhibit=exhibit, pdf=target, pages=made.pages, treatment=f"{paged.treatment}, redacted",
        findings=(*paged.findings, *_told(path, made, said), *_not_found(path, [hides.words[n] for n in unseen]), *(_to_look_at(paged.exhibit) if said.redact_prices else ()), *_of_faces(path, len(faces))), altered=True, shows=shows,
    )  # fmt: skip


def _without_quotes(paged: PagedExhibit) -> PagedExhibit:
    return replace(paged, findings=tuple(f for f in paged.findings if f.code not in _GONE))


def _not_found(path: str, words: list[str]) -> Iterator[Finding]:
    if words:
        message = (
            f"{' and '.join(dict.fromkeys(words))} should be hidden on {path} and was not found in its text: look whether the "
            "`redact_areas` that you gave cover it."
        )
        yield warning("redaction-unsure", message, path)


def _of_faces(path: str, count: int) -> Iterator[Finding]:
    if count:
        message = (
            f"{count} face{'s' if count != 1 else ''} on {path} {'are' if count != 1 else 'is'} covered. A face seen from the side, small or half "
            "hidden is not found: look at its pages before you send them, and cover what is left with `redact_areas`."
        )
        yield warning("faces-hidden", message, path)


def _unpriced(paged: PagedExhibit, hides: Hidden, desk: Desk, name: str) -> PagedExhibit:
    """Hide the rest where only the profile asks for prices to be hidden, and none was found."""
    path = paged.exhibit.path
    entry = hides.entry.model_copy(update={"redact_prices": False})
    rest = _covered(paged, replace(hides, entry=entry), desk, name) if entry.hides else paged
    message = f"The prices on {path} should be hidden, and none was found on it: look at its pages, and cover them with `redact_areas`."
    return replace(rest, findings=(*rest.findings, warning("price-not-found", message, path)))


def _price_spans(exhibit: Exhibit) -> Callable[[str], Iterator[tuple[int, int]]]:
    from evidencekit.extractors.prices import known_prices, price_spans

    return partial(price_spans, known=known_prices(exhibit.facts))


def _to_look_at(exhibit: Exhibit) -> Iterator[Finding]:
    """Ask for a look where prices are hidden, and name the figures that are a quantity too and so stay legible."""
    from evidencekit.extractors.prices import known_prices, undecided

    known = known_prices(exhibit.facts)
    doubtful = tuple(dict.fromkeys(f for text in exhibit.reading.text for f in undecided(text, known)))
    stays = (
        f" {', '.join(doubtful[:_SHOWN])} is a quantity there as well, and stays legible." if doubtful else ""
    )
    message = (
        f"The prices on {exhibit.path} are hidden as far as they were recognised.{stays} Look at its pages before you send them; what "
        "shows all the same is covered with `redact_areas`."
    )
    yield warning("prices-hidden", message, exhibit.path)


def _withheld(paged: PagedExhibit, why: str, desk: Desk, name: str) -> PagedExhibit:
    path = paged.exhibit.path
    paged = _without_quotes(paged)
    page = desk.path(paged.exhibit.source, f"withheld-{name}.pdf")
    message = f"{path} is not shown: {why}."
    finding = blocking("not-redacted", message, path)
    return replace(
        paged, pdf=page, pages=explain(paged.exhibit, "it is to be redacted, and could not be", page, desk.language),
        treatment="withheld", captioned=False, findings=(*paged.findings, finding), altered=True, shows=(),
    )  # fmt: skip


def _told(path: str, made: Blackened, said: EvidenceEntry) -> Iterator[Finding]:
    places = f"{made.covered} place{'s' if made.covered != 1 else ''} covered"
    gone = f", page{'s' if len(said.leave_out_pages) != 1 else ''} {', '.join(map(str, said.leave_out_pages))} left out" if said.leave_out_pages else ""  # fmt: skip
    yield note(
        "redacted",
        f"{path} is redacted: {places}{gone}. Its pages are pictures, and nothing of it can be searched.",
        path,
    )
    if made.wordless:
        message = (
            f"{path}, page {_listed(made.wordless)}, may show words that are only in a picture, where nothing was looked for: "
            "look whether it shows what is to be hidden, and cover it with `redact_areas`."
        )
        yield warning("redaction-unsure", message, path)


def _listed(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages[:_SHOWN])) + (" and others" if len(pages) > _SHOWN else "")


def still_shown(
    bundle: Bundle, case: Case, profile: Profile, among: tuple[Exhibit, ...]
) -> Iterator[Finding]:
    """Give a finding for each file whose hidden words can still be found somewhere in the finished bundle."""
    same = by_bytes(among)
    wanted = {
        p.exhibit.path: said
        for p in bundle.exhibits
        if (said := hidden(p.exhibit, case, profile, same).entry).redact
    }
    if not wanted:
        return
    texts = _texts(bundle)
    for path, said in wanted.items():
        pages = [n for n, text in enumerate(texts, 1) if any(bare(w) in text for w in said.redact)]
        if pages:
            shown = _listed(pages)
            message = (
                f"What is hidden in {path} can still be read on page {shown} of the bundle, in a letter or another exhibit: "
                "redact that file as well, or leave it out."
            )
            yield warning("still-shown", message, path)


def _texts(bundle: Bundle) -> list[str]:
    """Return what can be read on each page, drawn or opened with a click."""
    import pypdfium2

    document = pypdfium2.PdfDocument(bundle.pdf)
    try:
        return [bare(_readable(document, number)) for number in range(1, len(document) + 1)]
    finally:
        document.close()


def _readable(document: "PdfDocument", number: int) -> str:
    noted = " ".join(words_of_notes(document[number - 1]))
    try:
        page = with_notes_drawn(document, number)
    except ValueError:  # what its notes say has been taken already
        page = document[number - 1]
    return f"{page.get_textpage().get_text_bounded()} {noted}"
