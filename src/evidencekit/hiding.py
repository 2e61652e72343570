"""What of a file one recipient shall not see: as a person wants it in `case.toml`, and as the recipient's profile asks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidencekit.model.case import Case
from evidencekit.model.casefile import EvidenceEntry
from evidencekit.model.evidence import Exhibit
from evidencekit.model.profile import Profile
from evidencekit.model.requirement import Redaction
from evidencekit.model.vocabulary import TEXT_FACTS
from evidencekit.numbering import number_forms

_NOTHING = EvidenceEntry()


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden on one exhibit from one recipient."""

    entry: EvidenceEntry
    """All of it, as `case.toml` would say it."""
    words: tuple[str, ...]
    """What each of the entry's `redact` is, for a person: `number 2 of redact`, or the name of a fact."""
    told: int
    """How many of them a person wrote; the others, which come after them, are read values that the profile asks for."""
    wants_prices: bool
    """Whether a person wants the prices hidden; else only the profile asks for it, where there are any."""
    asked: tuple[Redaction, ...]
    """What of it the profile asks for."""


ByBytes = Mapping[str, Sequence[Exhibit]]
"""Exhibits by the SHA-256 of their files."""


def hidden(exhibit: Exhibit, case: Case, profile: Profile, among: ByBytes) -> Hidden:
    """Return what is hidden on an exhibit; a person's `redact_prices = false` stands against what the profile asks.

    What is hidden on another of `among` with the same bytes is hidden on it too: else the one would show what the other hides.
    """
    one = _hidden(exhibit, case, profile)
    for twin in twins(exhibit, among):
        one = _together(one, _hidden(twin, case, profile), twin.path)
    return one


def by_bytes(exhibits: Iterable[Exhibit]) -> ByBytes:
    """Return exhibits by the SHA-256 of their files."""
    found: dict[str, list[Exhibit]] = {}
    for exhibit in exhibits:
        found.setdefault(exhibit.source.sha256, []).append(exhibit)
    return found


def twins(exhibit: Exhibit, among: ByBytes) -> Iterator[Exhibit]:
    """Give the other exhibits whose files have the same bytes."""
    return (e for e in among.get(exhibit.source.sha256, ()) if e.path != exhibit.path)


def coverable() -> frozenset[str]:
    """Return the names of facts that can be covered: their values are text that is looked for on the pages.

    Raises `TemplateError` where a file of numbers' forms is wrong.
    """
    return TEXT_FACTS | {form.name for form in number_forms().all}


def _hidden(exhibit: Exhibit, case: Case, profile: Profile) -> Hidden:
    said = case.file.evidence.get(exhibit.path, _NOTHING)
    own = said if said.hides and (not said.redact_for or profile.id in said.redact_for) else _NOTHING
    shows = "redact_prices" in said.model_fields_set and not said.redact_prices
    facts, asked, prices = dict[str, str](), list[Redaction](), False
    for wish in profile.redactions:
        if exhibit.kind in wish.kinds:
            values = {
                v: f.name for f in exhibit.facts if f.name in wish.facts and isinstance(v := f.value, str)
            }
            wanted = wish.prices and not shows
            facts |= {v: name for v, name in values.items() if v not in own.redact}
            prices = prices or wanted
            asked += [wish] if values or wanted else []
    entry = own.model_copy(
        update={"redact": (*own.redact, *facts), "redact_prices": own.redact_prices or prices}
    )
    words = (*(f"number {n} of `redact`" for n in range(1, len(own.redact) + 1)), *(name.replace("_", " ") for name in facts.values()))  # fmt: skip
    return Hidden(entry, words, len(own.redact), own.redact_prices, tuple(asked))


def _together(one: Hidden, other: Hidden, path: str) -> Hidden:
    """Return what is hidden by one or the other, which is about the same bytes at another path."""
    here, there = one.entry, other.entry
    named = [
        (word, f"{words} of {path}" if n < other.told else words)
        for n, (word, words) in enumerate(zip(there.redact, other.words, strict=True))
        if word not in here.redact
    ]
    wished = [(w, n) for w, n in named if w in there.redact[: other.told]]
    asked = [(w, n) for w, n in named if w not in there.redact[: other.told]]
    pairs = list(zip(here.redact, one.words, strict=True))
    pairs = [*pairs[: one.told], *wished, *pairs[one.told :], *asked]
    entry = here.model_copy(
        update={
            "redact": tuple(word for word, _ in pairs),
            "redact_areas": tuple(dict.fromkeys((*here.redact_areas, *there.redact_areas))),
            "redact_prices": here.redact_prices or there.redact_prices,
            "redact_faces": here.redact_faces or there.redact_faces,
            "leave_out_pages": tuple(sorted({*here.leave_out_pages, *there.leave_out_pages})),
        }
    )
    return Hidden(
        entry,
        tuple(words for _, words in pairs),
        one.told + len(wished),
        one.wants_prices or other.wants_prices,
        tuple({w.id: w for w in (*one.asked, *other.asked)}.values()),
    )
