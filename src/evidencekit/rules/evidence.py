"""Findings about what is missing, and about what could not be read or recognised."""

from collections.abc import Iterator, Mapping

from evidencekit.model.assessment import Missing
from evidencekit.model.casefile import EvidenceEntry
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, blocking, note, warning
from evidencekit.model.profile import Profile
from evidencekit.model.requirement import Requirement
from evidencekit.model.vocabulary import Kind
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.fulfilment import Fulfilment, shows_price, unread_dates
from evidencekit.tomltext import quoted


def evidence_findings(
    judged: Fulfilment, known: Circumstances, sent: tuple[Exhibit, ...]
) -> Iterator[Finding]:
    """Say what is missing, what would do, and what could not be read or recognised."""
    for missing in judged.missing:
        yield _absent(missing)
    if judged.missing:
        yield from _not_recognised(judged.missing, sent)
    by_path = {e.path: e for e in sent}
    there = {s.requirement: tuple(by_path[p] for p in s.paths) for s in judged.satisfied}
    for requirement in judged.asked:
        yield from _to_look_at(requirement, there.get(requirement.id, ()), known)


def offers(
    judged: Fulfilment, profile: Profile, sent: tuple[Exhibit, ...], said: Mapping[str, EvidenceEntry]
) -> Iterator[Finding]:
    """Say which prices the recipient lets be hidden, and how, where nobody has said anything about them yet."""
    by_path = {e.path: e for e in sent}
    for requirement in (r for r in judged.asked if r.price == "may_be_hidden"):
        paths = [p for s in judged.satisfied if s.requirement == requirement.id for p in s.paths]
        for path in (p for p in paths if shows_price(by_path[p])):
            entry = said.get(path)
            if entry is None or "redact_prices" not in entry.model_fields_set:
                message = (
                    f"{profile.recipient} lets the prices on {path} be hidden. If you want that, write into case.toml, each on a line "
                    f'of its own: `[evidence.{quoted(path)}]`, below it `redact_prices = true` and `redact_for = ["{profile.id}"]`. ({profile.source_text(requirement.source)})'
                )
                yield note("prices-may-be-hidden", message, path)


def _absent(missing: Missing) -> Finding:
    refused = "; ".join(f"{n.path} will be refused: {n.why}" for n in missing.found_but_not_accepted)
    would = f" Add: {' or '.join(missing.would_satisfy)}." if missing.would_satisfy else ""
    message = f"Missing: {missing.title}. {missing.why}{would}" + (f" {refused}." if refused else "")
    return (blocking if missing.blocking else note)("missing-exhibit", message, missing.requirement)


def _not_recognised(missing: tuple[Missing, ...], sent: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Name the files that may be what is missing, and the line that would say so."""
    for exhibit in sent:
        unknown = exhibit.kind is Kind.OTHER and exhibit.reading.unreadable is None
        if unknown and exhibit.source.container is None:
            yield warning(
                "not-recognised",
                f'{exhibit.path} was not recognised. If it is one of the missing documents, say so in case.toml: [evidence."{exhibit.path}"] kind = "proof_of_delivery" (or another kind).',
                exhibit.path,
            )
    photos = [e for e in sent if e.kind is Kind.PHOTO and e.view == "unknown"]
    if photos and any("photo" in w for m in missing for w in m.would_satisfy):
        yield warning(
            "view-unknown",
            f'What {len(photos)} of the photos show is not known. Say it in case.toml: [evidence."{photos[0].path}"] view = "goods" (or outer_box, all_sides, label, inner_packing, damage_close_up ...).',
            photos[0].path,
        )


def _to_look_at(
    requirement: Requirement, found: tuple[Exhibit, ...], known: Circumstances
) -> Iterator[Finding]:
    """Say what could not be read from an accepted exhibit and decides whether it is accepted."""
    for exhibit, must in unread_dates(requirement, known, found):
        yield note(
            "date-not-read",
            f"The date of {exhibit.path} was not read; look that it is {must}, else it does not count as {requirement.title}.",
            exhibit.path,
        )
    if requirement.price == "visible" and found and not any(shows_price(e) for e in found):
        yield warning(
            "price-not-read",
            f"No price was read from {', '.join(e.path for e in found[:3])}; {requirement.title} must show it.",
            found[0].path,
        )
    for name in requirement.facts:
        if found and not any(e.first(name) is not None for e in found):
            yield warning(
                "fact-not-read",
                f"No {name.replace('_', ' ')} was read from {', '.join(e.path for e in found[:3])}; {requirement.title} must show it.",
                found[0].path,
            )
