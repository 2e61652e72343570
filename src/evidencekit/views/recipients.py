"""A recipient's profile, or a regime, as a page for people."""

from dataclasses import dataclass

from evidencekit.model.profile import Profile, source_words
from evidencekit.model.regime import Regime
from evidencekit.model.source import Grade, Sourced
from evidencekit.views.plain import words
from evidencekit.views.rulewords import (
    bound_words,
    coverage_words,
    elsewhere_words,
    filer_words,
    limit_words,
    redaction_words,
    requirement_small_print,
    requirement_words,
    when_words,
    window_small_print,
    window_words,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line, what else is to be said of it, and where it comes from."""

    line: str
    note: str = ""
    source: str = ""
    """The id of a source of the profile or regime; empty where the line is no rule."""
    grade: Grade | None = None
    """The line's own confidence, where it differs from its source's."""

    def small_print(self, rules: Profile | Regime) -> str:
        """Return the note and the source in words, with date and confidence."""
        source = source_words(rules.sources[self.source], self.grade) if self.source else ""
        return " ".join(part for part in (self.note, source) if part)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    entries: tuple[Entry, ...]


def sections(profile: Profile) -> tuple[Section, ...]:
    """Return what a recipient wants, by when, in what form, and from which source that is known."""
    found = (
        Section("Takes claims for", _takes(profile)),
        Section("Does not take", tuple(_rule(e, elsewhere_words(e)) for e in profile.elsewhere)),
        *_shared(profile),
        Section(
            "Wants",
            tuple(_rule(r, requirement_words(r), requirement_small_print(r)) for r in profile.requirements),
        ),
        Section(
            "Wants to know",
            tuple(_rule(f, f.title + _bracketed(when_words(f.when)), f.note) for f in profile.facts),
        ),
        Section("Asks to hide", tuple(_rule(r, redaction_words(r), r.why) for r in profile.redactions)),
        Section("Covers only", tuple(_rule(c, coverage_words(c), c.why) for c in profile.coverage)),
        Section("Law by contract", tuple(map(Entry, profile.regimes))),
        Section(
            "Is written to in",
            tuple(Entry(f"language `{s.code}`" + _bracketed(when_words(s.when))) for s in profile.languages),
        ),
        Section("Is sent", _delivery(profile)),
        Section("Refuses, among others", tuple(Entry(r.text, r.code, r.source) for r in profile.rejections)),
        Section("Handling", _handling(profile)),
        Section("Not found out", tuple(map(Entry, profile.unknown))),
    )
    return tuple(s for s in found if s.entries)


def regime_sections(regime: Regime) -> tuple[Section, ...]:
    """Return what a body of law says, and from which source that is known."""
    applies = when_words(regime.applies) or "to any carriage"
    chosen = "by contract, or where you name it" if regime.chosen_by == "person" else "by mode and route"
    provided = f"Provided that {regime.provided}." if regime.provided else ""
    found = (
        Section("Applies", (Entry(f"{applies}; chosen {chosen}", provided),)),
        *_shared(regime),
        Section("Not found out", tuple(map(Entry, regime.unknown))),
    )
    return tuple(s for s in found if s.entries)


def _shared(rules: Profile | Regime) -> tuple[Section, ...]:
    """Return what programs and regimes have in common."""
    return (
        Section("By when", tuple(_rule(w, window_words(w), window_small_print(w)) for w in rules.windows)),
        Section(
            "Counts as lost",
            tuple(_rule(d, f"from {bound_words(d.after)}", d.says) for d in rules.deemed_lost),
        ),
        Section("May be filed by", tuple(_rule(f, filer_words(f), f.why) for f in rules.filers)),
        Section(
            "Asks what only you can see",
            tuple(
                Entry(c.question + _bracketed(when_words(c.when)), f'[confirmed] "{c.id}" = true')
                for c in rules.confirmations
            ),
        ),
        Section(
            "Is given notice under",
            tuple(_rule(c, c.text + _bracketed(when_words(c.when)), c.note) for c in rules.notice_under),
        ),
        Section(
            "Draws up its report under",
            tuple(_rule(c, c.text + _bracketed(when_words(c.when)), c.note) for c in rules.report_under),
        ),
        Section("Owes at most", tuple(_rule(x, limit_words(x), x.note) for x in rules.limits)),
        Section("Values the goods at", (Entry(rules.valuation),) if rules.valuation else ()),
    )


def _rule(rule: Sourced, line: str, note: str = "") -> Entry:
    return Entry(line, note, rule.source, rule.confidence)


def _bracketed(condition: str) -> str:
    return f" [{condition}]" if condition else ""


def _takes(profile: Profile) -> tuple[Entry, ...]:
    losses = ", ".join(words(c.value).lower() for c in profile.covers)
    return tuple(Entry(x) for x in (losses, when_words(profile.takes)) if x)


def _handling(profile: Profile) -> tuple[Entry, ...]:
    about = profile.handling
    lines = (about.contact, *about.tell, about.follow_up, *about.avoid)
    return tuple(Entry(x, source=about.source if n == 0 else "") for n, x in enumerate(filter(None, lines)))


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
    if form.max_text:
        parts.append(f"at most {form.max_text:,} characters of text")
    return (
        Entry(", ".join(parts), form.note, form.source or ""),
        Entry("letters: " + ", ".join((*profile.letters, *profile.messages))),
    )
