"""Look-alikes: what a recipient refuses although it looks like the thing asked for, where the real thing is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.model.assessment import NotAccepted
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.model.words import kind_words
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.fulfilment import Fulfilment, why_refused


@dataclass(frozen=True, slots=True)
class Harmful:
    """An exhibit that only invites a refusal, and what already stands in its place."""

    refused: NotAccepted
    kind: str
    instead_of: str
    """The requirement that it looks like."""
    there: tuple[str, ...]
    """The exhibits that satisfy that requirement."""


def look_alikes(judged: Fulfilment, known: Circumstances, sent: tuple[Exhibit, ...]) -> tuple[Harmful, ...]:
    """Return what would go along only to be refused; what another requirement rests on is none of it."""
    of_use = {p for s in judged.satisfied for p in s.paths}
    there = {s.requirement: s.paths for s in judged.satisfied}
    found: dict[str, Harmful] = {}
    for requirement in judged.asked:
        for exhibit in sent:
            why = why_refused(requirement, exhibit, known)
            if why is not None and requirement.id in there and exhibit.path not in of_use:
                one = Harmful(
                    NotAccepted(exhibit.path, why),
                    kind_words(exhibit.kind).lower(),
                    requirement.title,
                    there[requirement.id],
                )
                found.setdefault(exhibit.path, one)
    return tuple(found.values())


def look_alike_findings(harmful: tuple[Harmful, ...], profile: Profile, case: Case) -> Iterator[Finding]:
    """Say of each what becomes of it and why, what stands in its place, and the line that decides otherwise."""
    for one in harmful:
        path, why = one.refused.path, one.refused.why
        said = case.file.evidence.get(path)
        instead = (
            f"{', '.join(one.there[:3])} {'stand' if len(one.there) > 1 else 'stands'} for {one.instead_of}"
        )
        if said is not None and said.leave_out is False:
            message = f"{path} ({one.kind}) is sent because case.toml says so, and will be refused: {why}; {instead}."
        else:
            message = (
                f"{path} ({one.kind}) is not sent: {profile.recipient} refuses it ({why}), and {instead}. "
                f'To send it all the same, write [evidence."{path}"] leave_out = false into case.toml.'
            )
        yield warning("look-alike", message, path)
