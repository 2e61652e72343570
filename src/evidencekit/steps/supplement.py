"""Supplement: where a claim is filed already, what of a new bundle the recipient has not got yet."""

from collections.abc import Iterator
from datetime import date

from evidencekit.desk import Desk
from evidencekit.language import Language
from evidencekit.model.bundle import Letter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.profile import Profile
from evidencekit.model.supplement import Earlier, Sent, Supplement
from evidencekit.model.words import day_words, kind_words
from evidencekit.paper.changes import Change, draw_changes

COVER = "supplement"


def sent_before(profile: Profile, case: Case, earlier: Earlier, today: date) -> Sent | None:
    """Return what the recipient has by now; None where nothing was filed, or where no bundle of then is known.

    What was filed is what stood here on the last day on which something was sent: `filed_on`, `documents_on` or
    `appealed_on` in `[claims]`. A bundle of a later day, or a draft, was not sent; what it says of those before it counts.
    """
    until = last_sent(profile, case, today)
    if until is None:
        return None
    if earlier.sent is not None and earlier.sent.until == until:
        return earlier.sent
    if earlier.made_on is not None and earlier.made_on <= until and earlier.exhibits and not earlier.draft:
        return Sent(until, earlier.exhibits, earlier.letters)
    return earlier.sent


def last_sent(profile: Profile, case: Case, today: date) -> date | None:
    """Return the last day on which the recipient was sent something, as case.toml says."""
    claim = case.file.claims.get(profile.id)
    if claim is None or claim.filed_on is None:
        return None
    days = (claim.filed_on, claim.documents_on, claim.appealed_on)
    return max((day for day in days if day is not None and day <= today), default=None)


def supplement(
    before: Sent | None, case: Case, exhibits: tuple[Exhibit, ...], letters: tuple[Letter, ...], today: date
) -> Supplement | None:
    """Compare what is sent now with what was sent before; None where no exhibit is new, replaced or withdrawn.

    Withdrawn is only what a person leaves out: a file that is gone from the folder may have been tidied away.
    """
    if before is None:
        return None
    had = {e.path: e for e in before.exhibits}
    labels = {e.label for e in before.exhibits}
    new, replaced = list[str](), list[str]()
    sent = [e for e in exhibits if e.label is not None]
    for exhibit in sent:
        label, known = exhibit.label or "", had.get(exhibit.path)
        if known is not None and (known.label, known.sha256) == (label, exhibit.source.sha256):
            continue
        if label in labels:
            replaced.append(label)
        else:
            new.append(label)
    words = dict(before.letters)
    left_out = {path for path, said in case.file.evidence.items() if said.leave_out} - {e.path for e in sent}
    withdrawn = tuple(e for e in before.exhibits if e.path in left_out and e.label not in {*new, *replaced})
    if not (new or replaced or withdrawn):
        return None
    as_sent = {e.label for e in before.exhibits} - {*replaced, *(e.label for e in withdrawn)}
    return Supplement(
        on=today,
        before=before,
        new=tuple(new),
        replaced=tuple(replaced),
        withdrawn=withdrawn,
        kept=tuple(e.label for e in before.exhibits if e.label in as_sent),
        letters=tuple(n.name for n in letters if n.enclosed and words.get(n.name) != n.words_sha256),
    )


def cover(
    made: Supplement,
    profile: Profile,
    case: Case,
    exhibits: tuple[Exhibit, ...],
    letters: tuple[Letter, ...],
    desk: Desk,
    *,
    claimant: str | None,
) -> Letter:
    """Draw the page that says what changed since; it goes before everything else that is sent."""
    shown = {e.label: e for e in exhibits if e.label is not None}
    written = {letter.name: letter.title for letter in letters}
    before = {name for name, _ in made.before.letters}
    language = desk.language
    say = language.say
    to = language.clauses(t for t in (language.recipient(profile), say(profile.department)) if t)
    claim = case.file.claims.get(profile.id)
    lines = [
        (say("To"), to),
        (say("Our reference"), case.reference),
        (say("Date"), language.day(made.on)),
    ]
    if claim is not None and claim.number:
        lines.insert(1, (say("Claim number"), claim.number))
    if claimant:
        lines.insert(0, (say("Claimant"), claimant))

    def rows(labels: tuple[str, ...]) -> list[Change]:
        return [
            Change(label, shown[label].title, f"{say(kind_words(shown[label].kind))}  ·  {shown[label].path}")
            for label in labels
        ]

    anew = [
        Change("", written[name], say("written anew" if name in before else "not sent before"))
        for name in made.letters
    ]
    path = desk.folder(f"supplement-{profile.id}") / "changes.pdf"
    pages = draw_changes(
        say("Supplement to our claim"),
        lines,
        say(
            "This adds to the claim as it was sent to you by {day}. What follows is all that changed since.",
            day=language.day(made.before.until),
        ),
        (
            (say("New exhibits"), rows(made.new)),
            (say("Exhibits that take the place of those sent before"), rows(made.replaced)),
            (say("Exhibits that we withdraw"), [Change(e.label, e.title) for e in made.withdrawn]),
            (say("Letters"), anew),
        ),
        _unchanged(made.kept, language),
        path,
    )
    return Letter(COVER, say("What changed"), pdf=path, pages=pages)


def _unchanged(labels: tuple[str, ...], language: Language) -> str:
    if not labels:
        return ""
    if len(labels) == 1:
        told = "Exhibit {label} stands as it was sent to you, and is not enclosed again."
        return language.say(told, label=labels[0])
    return language.say(
        "Exhibits {labels} and {last} stand as they were sent to you, and are not enclosed again.",
        labels=language.row(labels[:-1]),
        last=labels[-1],
    )


def told_of(
    made: Supplement | None,
    before: Sent | None,
    profile: Profile,
    case: Case,
    exhibits: tuple[Exhibit, ...],
    earlier: Earlier,
    today: date,
) -> Iterator[Finding]:
    """Say what stands in `delivery/` of a claim that is filed already, where the person who sends it should know."""
    until = last_sent(profile, case, today)
    if until is None:
        return
    if made is not None:
        message = (
            f"The folder delivery holds a supplement: what changed since something was last sent to {profile.recipient}, on "
            f"{day_words(until)}, and a page that says so. The whole claim stands in bundle.pdf. Once you have sent it, write into case.toml: "
            f'[claims."{profile.id}"] documents_on = {today.isoformat()}.'
        )
        yield note("supplement", message)
    elif before is None and earlier.made_on is not None:
        message = (
            f"The claim was filed by {day_words(until)}, but the bundle that stood here {'is a draft' if earlier.draft else 'was made after that'}, "
            "so nobody can say what was sent; the folder delivery holds the whole claim."
        )
        yield note("sent-unknown", message)
    here = {e.path for e in exhibits}
    for sent in before.exhibits if before else ():
        if sent.path not in here:
            message = (
                f"{sent.path} was sent as Exhibit {sent.label} and is not in the case folder any more. Put it back; to withdraw it, "
                f'write into case.toml: [evidence."{sent.path}"] leave_out = true, with the file in the folder.'
            )
            yield warning("sent-and-gone", message, sent.path)
