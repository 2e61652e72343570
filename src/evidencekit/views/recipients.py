"""A recipient's profile, or a regime, as a page for people."""

from dataclasses import dataclass

from evidencekit.model.profile import Profile, source_words
from evidencekit.model.regime import Regime
from evidencekit.model.source import Sourced
from evidencekit.views.plain import words
from evidencekit.views.rulewords import (
    bound_words,
    coverage_words,
    elsewhere_words,
    filer_words,
    limit_words,
    requirement_small_print,
    requirement_words,
    when_words,
    window_small_print,
    window_words,
)

Entry = tuple[str, str]
"""A line, and its small print."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    entries: tuple[Entry, ...]


def sections(profile: Profile) -> tuple[Section, ...]:
    """Return what a recipient wants, by when, in what form, and from which source that is known."""
    found = (
        Section("Takes claims for", _takes(profile)),
        Section("Does not take", tuple((elsewhere_words(e), _source(profile, e)) for e in profile.elsewhere)),
        *_shared(profile),
        Section(
            "Wants",
            tuple(
                (requirement_words(r), _joined(requirement_small_print(r), _source(profile, r)))
                for r in profile.requirements
            ),
        ),
        Section(
            "Wants to know",
            tuple(
                (f.title + _bracketed(when_words(f.when)), _joined(f.note, _source(profile, f)))
                for f in profile.facts
            ),
        ),
        Section(
            "Covers only",
            tuple((coverage_words(c), _joined(c.why, _source(profile, c))) for c in profile.coverage),
        ),
        Section("Law by contract", tuple((r, "") for r in profile.regimes)),
        Section("Is sent", _delivery(profile)),
        Section("Refuses, among others", tuple((r.text, r.code) for r in profile.rejections)),
        Section("Handling", _handling(profile)),
        Section("Not found out", tuple((u, "") for u in profile.unknown)),
    )
    return tuple(s for s in found if s.entries)


def regime_sections(regime: Regime) -> tuple[Section, ...]:
    """Return what a body of law says, and from which source that is known."""
    applies = when_words(regime.applies)
    chosen = "by contract, or where you name it" if regime.chosen_by == "person" else "by mode and route"
    found = (
        Section(
            "Applies",
            (
                (
                    f"{applies}; chosen {chosen}",
                    f"Provided that {regime.provided}." if regime.provided else "",
                ),
            ),
        ),
        *_shared(regime),
        Section("Not found out", tuple((u, "") for u in regime.unknown)),
    )
    return tuple(s for s in found if s.entries)


def _shared(rules: Profile | Regime) -> tuple[Section, ...]:
    """Return what programs and regimes have in common."""
    return (
        Section(
            "By when",
            tuple(
                (window_words(w), _joined(window_small_print(w), _source(rules, w))) for w in rules.windows
            ),
        ),
        Section(
            "Counts as lost",
            tuple(
                (f"from {bound_words(d.after)}", _joined(d.says, _source(rules, d)))
                for d in rules.deemed_lost
            ),
        ),
        Section(
            "May be filed by",
            tuple((filer_words(f), _joined(f.why, _source(rules, f))) for f in rules.filers),
        ),
        Section(
            "Asks what only you can see",
            tuple(
                (c.question + _bracketed(when_words(c.when)), f'[confirmed] "{c.id}" = true')
                for c in rules.confirmations
            ),
        ),
        Section(
            "Owes at most",
            tuple((limit_words(x), _joined(x.note, _source(rules, x))) for x in rules.limits),
        ),
        Section("Values the goods at", ((rules.valuation, ""),) if rules.valuation else ()),
    )


def _source(rules: Profile | Regime, rule: Sourced) -> str:
    return source_words(rules.sources[rule.source], rule.confidence)


def _joined(*parts: str) -> str:
    return " ".join(p for p in parts if p)


def _bracketed(condition: str) -> str:
    return f" [{condition}]" if condition else ""


def _takes(profile: Profile) -> tuple[Entry, ...]:
    losses = ", ".join(words(c.value).lower() for c in profile.covers)
    consignment = when_words(profile.takes)
    return tuple((x, "") for x in (losses, consignment) if x)


def _handling(profile: Profile) -> tuple[Entry, ...]:
    about = profile.handling
    source = profile.source_text(about.source) if about.source else ""
    lines = (about.contact, *about.tell, about.follow_up, *about.avoid)
    return tuple((x, source if n == 0 else "") for n, x in enumerate(x for x in lines if x))


def _delivery(profile: Profile) -> tuple[Entry, ...]:
    form = profile.delivery
    parts = [form.form]
    if form.formats:
        parts.append("as " + ", ".join(form.formats))
    if form.max_file_bytes:
        parts.append(f"at most {form.max_file_bytes:,} bytes a file")
    if form.max_pages:
        parts.append(f"at most {form.max_pages} pages a file")
    if form.max_files:
        parts.append(f"at most {form.max_files} files")
    source = profile.source_text(form.source) if form.source else ""
    return (
        (", ".join(parts), f"{form.note} {source}".strip()),
        ("letters: " + ", ".join((*profile.letters, *profile.messages)), ""),
    )
