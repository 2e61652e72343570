"""What of a file one recipient shall not see: as a person wants it in `case.toml`, and as the recipient's profile asks."""

from dataclasses import dataclass

from evidencekit.model.case import Case
from evidencekit.model.casefile import EvidenceEntry
from evidencekit.model.evidence import Exhibit
from evidencekit.model.profile import Profile
from evidencekit.model.requirement import Redaction

_NOTHING = EvidenceEntry()


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden on one exhibit from one recipient."""

    entry: EvidenceEntry
    """All of it, as `case.toml` would say it."""
    words: tuple[str, ...]
    """What each of the entry's `redact` is, for a person: `number 2 of redact`, or the name of a fact."""
    wants_prices: bool
    """Whether a person wants the prices hidden; else only the profile asks for it, where there are any."""
    asked: tuple[Redaction, ...]
    """What of it the profile asks for."""


def hidden(exhibit: Exhibit, case: Case, profile: Profile) -> Hidden:
    """Return what is hidden on an exhibit; a person's `redact_prices = false` stands against what the profile asks."""
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
    return Hidden(entry, words, own.redact_prices, tuple(asked))
