"""Soundness: what is wrong with a profile or regime as data, whatever the case."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from evidencekit.countries import country_code
from evidencekit.model.calendar import closes, opens
from evidencekit.model.condition import When
from evidencekit.model.finding import Finding, blocking, note, warning
from evidencekit.model.profile import Profile
from evidencekit.model.regime import Regime
from evidencekit.model.window import Bound, OtherReading, Window
from evidencekit.rules.examples import example_findings
from evidencekit.tomlfile import nearest

_STOPS = frozenset({"notice", "written_claim", "claim_letter", "suit", "arbitration", "debtor_agreement"})
_DUTIES = frozenset({"acknowledge", "decide", "report_status", "pay"})
_SOME_DAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class AtHand:
    """What rules may name: letters, forms of delivery, other profiles, regimes, reasons."""

    letters: Collection[str]
    forms: Collection[str]
    profiles: Collection[str]
    regimes: Collection[str]
    reasons: Collection[str]
    coverable: Collection[str]
    """Names of facts that can be covered on a page."""


def profile_slips(profile: Profile, at_hand: AtHand) -> tuple[Finding, ...]:
    """Return what is wrong with a program in one version."""
    return tuple(
        dict.fromkeys(
            (
                *_rules(profile),
                *_names(profile, at_hand),
                *_coverage(profile),
                *_asked(profile),
                *_redactions(profile, at_hand.coverable),
                *example_findings(profile),
            )
        )
    )


def regime_slips(regime: Regime) -> tuple[Finding, ...]:
    """Return what is wrong with a regime in one version."""
    return tuple(
        dict.fromkeys((*_rules(regime), *_countries(regime.applies, regime.id), *example_findings(regime)))
    )


def _rules(rules: Profile | Regime) -> Iterator[Finding]:
    for window in rules.windows:
        yield from _window(window, rules)
    for limit in rules.limits:
        if sum(bool(x) for x in (limit.amount, limit.of, limit.parts)) > 1:
            yield blocking(
                "limit",
                f"{rules.id}: limit {limit.id} has more than one of `amount`, `of` and `parts`; give one.",
                limit.id,
            )
    yield from _twice(rules)


def _twice(rules: Profile | Regime) -> Iterator[Finding]:
    """Find ids that stand more than once in a list; only one of them would ever be told from the other."""
    lists = ["windows", "limits", "deemed_lost", "filers", "confirmations"]
    lists += ["requirements", "redactions", "coverage", "elsewhere"] if isinstance(rules, Profile) else []
    for name in lists:
        ids = [e.id for e in getattr(rules, name)]
        for one in dict.fromkeys(i for i in ids if ids.count(i) > 1):
            yield blocking("twice", f"{rules.id}: {name} holds the id {one} more than once.", one)


def _window(window: Window, rules: Profile | Regime) -> Iterator[Finding]:
    name = f"{rules.id}: window {window.id}"
    if window.promptly and (window.earliest or window.latest):
        yield blocking("window", f"{name} is `promptly` and has days as well; give one of them.", window.id)
    if not window.promptly and window.earliest is None and window.latest is None:
        yield blocking("window", f"{name} has neither `earliest` nor `latest`.", window.id)
    if (window.action.value in _DUTIES) is not (window.whose == "recipient"):
        yield blocking(
            "window",
            f"{name}: `{window.action.value}` is the {'recipient' if window.action.value in _DUTIES else 'claimant'}'s to do; `whose` says {window.whose}.",
            window.id,
        )
    for word in window.stops_clock_by:
        if word not in _STOPS:
            yield blocking(
                "window",
                f"{name}: `stops_clock_by` {word!r} is not one of {', '.join(sorted(_STOPS))}.",
                window.id,
            )
    pairs: list[Window | OtherReading] = [window, *window.readings]
    for pair in pairs:
        yield from _bounds(pair.earliest or window.earliest, pair.latest or window.latest, window, name)
    yield from _countries(window.when, name)
    if window.holidays_of not in {"destination", "origin"} and country_code(window.holidays_of) is None:
        yield blocking("country", f"{name}: `holidays_of` {window.holidays_of!r} is no country.", window.id)


def _bounds(earliest: Bound | None, latest: Bound | None, window: Window, name: str) -> Iterator[Finding]:
    """Look at one reading's two ends: anchors, signs, and the order of ends that hang on the same event."""
    for bound in (earliest, latest):
        if bound is None:
            continue
        if not bound.anchors:
            yield blocking("window", f"{name} has an end without `anchors`.", window.id)
        if bound.plus < 0:
            yield blocking(
                "window", f"{name} has an end before its anchor: `plus` is {bound.plus}.", window.id
            )
        if bound.choose != "first_known" and len(bound.anchors) < 2:
            yield blocking("window", f"{name} chooses the {bound.choose} of a single anchor.", window.id)
    if earliest is None or latest is None or set(earliest.anchors) != set(latest.anchors):
        return
    events = dict.fromkeys(earliest.anchors, _SOME_DAY)
    first, last = opens(window, earliest, events), closes(window, latest, events)
    if first is not None and last is not None and first.day > last.day:
        yield blocking("window", f"{name} ends before it begins.", window.id)


def _names(profile: Profile, at_hand: AtHand) -> Iterator[Finding]:
    """Find names of things that are not there."""
    named: list[tuple[str, str, Collection[str]]] = [
        *(("letter or message", n, at_hand.letters) for n in (*profile.letters, *profile.messages)),
        ("form of delivery", profile.delivery.form, at_hand.forms),
        *(("regime", n, at_hand.regimes) for n in profile.regimes),
        *(("recipient", e.goes_to, at_hand.profiles) for e in profile.elsewhere if e.goes_to),
        *(("reason", r.reason, at_hand.reasons) for r in profile.rejections if r.reason),
    ]
    for what, name, known in named:
        if name not in known:
            yield blocking(what.split()[0], f"{profile.id}: there is no {what} {name}.", profile.id)


def _coverage(profile: Profile) -> Iterator[Finding]:
    for condition in profile.coverage:
        wants = {"from_countries": condition.countries, "goods_not_excluded": condition.words}
        if condition.test in wants and not wants[condition.test]:
            key = "countries" if condition.test == "from_countries" else "words"
            yield blocking(
                "coverage",
                f"{profile.id}: coverage {condition.id} tests {condition.test} and gives no `{key}`.",
                condition.id,
            )
        if condition.test == "person" and not condition.question:
            yield blocking(
                "coverage", f"{profile.id}: coverage {condition.id} needs a `question`.", condition.id
            )
    for requirement in profile.requirements:
        yield from _countries(requirement.when, f"{profile.id}: requirement {requirement.id}")
        if requirement.one_of and (requirement.all_of or requirement.kinds or requirement.views):
            yield blocking(
                "requirement",
                f"{profile.id}: requirement {requirement.id} has `one_of` and more; give one of them.",
                requirement.id,
            )
        grade = requirement.confidence or profile.sources[requirement.source].confidence
        if grade == "L" and requirement.required:
            yield note(
                "weak-source",
                f"{profile.id}: requirement {requirement.id} rests on a source graded L; it is asked for and never blocks.",
                requirement.id,
            )
    yield from _countries(profile.takes, profile.id)


def _redactions(profile: Profile, coverable: Collection[str]) -> Iterator[Finding]:
    """Find what is to be hidden and must be seen or cannot be found on a page, and redactions that hide nothing."""
    for wish in profile.redactions:
        for name in wish.facts:
            if name not in coverable:
                close = nearest(name, coverable)
                hint = f" (did you mean {close}?)" if close else "; `prices = true` hides sums"
                message = f"{profile.id}: redaction {wish.id} hides {name!r}, which is no fact that can be found on a page as text{hint}."
                yield blocking("redaction", message, wish.id)
        if not wish.prices and not wish.facts:
            message = f"{profile.id}: redaction {wish.id} hides nothing; give `prices = true` or `facts`."
            yield blocking("redaction", message, wish.id)
        for requirement in profile.requirements if wish.prices else ():
            pieces = (
                requirement,
                *requirement.all_of,
                *(p for way in requirement.one_of for p in way.all_of),
            )
            if requirement.price == "visible" and any(set(p.kinds) & set(wish.kinds) for p in pieces):
                message = f"{profile.id}: redaction {wish.id} hides prices that requirement {requirement.id} wants visible."
                yield blocking("redaction", message, wish.id)


def _asked(profile: Profile) -> Iterator[Finding]:
    """Find conditions that hang on a person's word for which nobody asks."""
    asked = {c.id for c in profile.confirmations} | {c.id for c in profile.coverage}
    asked |= {n for e in profile.elsewhere if e.question for n in (*e.when.confirmed, *e.when.denied)}
    conditions: list[tuple[str, When]] = [(f"window {w.id}", w.when) for w in profile.windows]
    conditions += [(f"requirement {r.id}", r.when) for r in profile.requirements]
    conditions += [(f"requirement {r.id}", x.when) for r in profile.requirements for x in r.refused]
    conditions += [(f"requirement {r.id}", x.when) for r in profile.requirements for x in r.one_of]
    conditions += [(f"limit {x.id}", x.when) for x in profile.limits]
    for where, when in conditions:
        for name in (*when.confirmed, *when.denied):
            if name not in asked:
                yield warning(
                    "nobody-asks",
                    f"{profile.id}: {where} hangs on [confirmed] {name}, and no confirmation asks for it.",
                    name,
                )


def _countries(when: When, where: str) -> Iterator[Finding]:
    for name in ("from_countries", "to_countries", "either_countries", "not_countries"):
        for written in getattr(when, name):
            if len(written) != 2 or country_code(written) != written:
                yield blocking(
                    "country", f"{where}: {written!r} in `{name}` is no country's two letters.", where
                )
