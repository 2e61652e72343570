"""A recipient's profile as a page for people, and what is wrong with it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from evidencekit.model.calendar import closes, opens
from evidencekit.model.condition import When
from evidencekit.model.finding import Finding, blocking
from evidencekit.model.profile import Profile
from evidencekit.model.requirement import Requirement
from evidencekit.model.window import Bound, Window
from evidencekit.views.plain import words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it: each entry is a line and its small print."""

    title: str
    entries: tuple[tuple[str, str], ...]


def sections(profile: Profile) -> tuple[Section, ...]:
    """Return what a recipient wants, by when, in what form, and from which source that is known."""
    found = (
        Section("Takes claims for", _covers(profile)),
        Section("By when", tuple(_window(profile, w) for w in profile.windows)),
        Section("Wants", tuple(_requirement(profile, r) for r in profile.requirements)),
        Section(
            "Wants to know",
            tuple((_whenever(f.title, f.when), profile.source_text(f.source)) for f in profile.facts),
        ),
        Section(
            "Asks what only you can see",
            tuple((c.question, f'[confirmed] "{c.id}" = true') for c in profile.confirmations),
        ),
        Section("Owes at most", _limit(profile)),
        Section("Is sent", _delivery(profile)),
        Section("Refuses, among others", tuple((r.text, "") for r in profile.rejections)),
        Section("Not found out", tuple((u, "") for u in profile.unknown)),
    )
    return tuple(s for s in found if s.entries)


def slips(profile: Profile, letters: Collection[str], forms: Collection[str]) -> tuple[Finding, ...]:
    """Return what is wrong with a profile: examples that do not hold, letters and forms that do not exist."""
    return (*_examples(profile), *_names(profile, letters, forms))


def _examples(profile: Profile) -> Iterator[Finding]:
    windows = {w.id: w for w in profile.windows}
    for example in profile.examples:
        window = windows.get(example.window)
        if window is None:
            yield blocking(
                "example",
                f"{profile.id}: an example names the window {example.window}, which is not there.",
                profile.id,
            )
            continue
        events = dict(example.events)
        for end, count, bound, wanted in (
            ("ends", closes, window.latest, example.latest),
            ("opens", opens, window.earliest, example.earliest),
        ):
            found = count(window, bound, events, country=example.to_country) if bound else None
            counted = found.day if found else None
            if wanted is not None and counted != wanted:
                told = counted.isoformat() if counted else "on no day that can be counted"
                given = ", ".join(f"{e.value} {d}" for e, d in events.items())
                yield blocking(
                    "example",
                    f"{profile.id}: with {given} the window {window.id} {end} {told}, the example says {wanted}.",
                    profile.id,
                )


def _names(profile: Profile, letters: Collection[str], forms: Collection[str]) -> Iterator[Finding]:
    for name in (*profile.letters, *profile.messages):
        if name not in letters:
            yield blocking("letter", f"{profile.id}: there is no letter or message {name}.", profile.id)
    if profile.delivery.form not in forms:
        yield blocking(
            "form", f"{profile.id}: there is no form of delivery {profile.delivery.form}.", profile.id
        )


def _covers(profile: Profile) -> tuple[tuple[str, str], ...]:
    return ((", ".join(words(c.value).lower() for c in profile.covers), ""),) if profile.covers else ()


def _window(profile: Profile, window: Window) -> tuple[str, str]:
    ends = [f"until {_bound(window.latest)}"] if window.latest else []
    if window.earliest:
        ends.insert(0, f"from {_bound(window.earliest)}")
    about = f" ({', '.join(words(x.value).lower() for x in window.loss)})" if window.loss else ""
    line = f"{words(window.action)}{about}: {', '.join(ends)}. If missed: {words(window.if_missed).lower()}."
    return line, " ".join(p for p in (window.contested, profile.source_text(window.source)) if p)


def _bound(bound: Bound) -> str:
    anchors = " or ".join(words(a.value).lower() for a in bound.anchors)
    unit = words(bound.unit.value).lower()
    return f"{bound.plus} {unit}{'s' if bound.plus != 1 else ''} after the {anchors}"


def _requirement(profile: Profile, wanted: Requirement) -> tuple[str, str]:
    line = _whenever(
        wanted.title + ("" if wanted.required else " (a claim is taken without it)"), wanted.when
    )
    refused = "".join(
        f" {words(r.kind.value if r.kind else ', '.join(r.media))} does not count: {r.why}."
        for r in wanted.refused
    )
    return line, f"{wanted.why}{refused} {profile.source_text(wanted.source)}"


def _whenever(title: str, when: When) -> str:
    """Add the condition under which something is asked for."""
    conditions = [words(x.value).lower() for x in (*when.loss, *when.modes, *when.capacity)]
    if when.amount_over:
        conditions.append(f"over {when.amount_over}")
    if when.container is not None:
        conditions.append("in a container" if when.container else "not in a container")
    return f"{title} [{', '.join(conditions)}]" if conditions else title


def _limit(profile: Profile) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            f"{f'{x.amount} per {words(x.per).lower()}: ' if x.amount else ''}{x.basis}",
            profile.source_text(x.source),
        )
        for x in profile.limits
    )


def _delivery(profile: Profile) -> tuple[tuple[str, str], ...]:
    form = profile.delivery
    parts = [form.form]
    if form.formats:
        parts.append("as " + ", ".join(form.formats))
    if form.max_file_bytes:
        parts.append(f"at most {form.max_file_bytes:,} bytes a file")
    if form.max_files:
        parts.append(f"at most {form.max_files} files")
    source = profile.source_text(form.source) if form.source else ""
    return (
        (", ".join(parts), f"{form.note} {source}".strip()),
        ("letters: " + ", ".join((*profile.letters, *profile.messages)), ""),
    )
