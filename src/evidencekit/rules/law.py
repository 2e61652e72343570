"""The law of the carriage: which regimes apply to a case, by contract, by a person's word, or by mode and route."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.profile import Profile
from evidencekit.model.regime import Regime
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import Holds, judge
from evidencekit.tomlfile import nearest


@dataclass(frozen=True, slots=True)
class Law:
    """The regimes that apply to a case at one recipient's desk, and what must be said about the choice."""

    regimes: tuple[Regime, ...]
    findings: tuple[Finding, ...]


def law_of(profile: Profile, regimes: Iterable[Regime], known: Circumstances, stated: tuple[str, ...]) -> Law:
    """Choose the regimes: `stated` by the person replaces the route's choice; what a contract names applies in any case.

    Several may apply to one consignment. Where mode or route is not known nothing is chosen by it, and that is said.
    """
    at_hand = {r.id: r for r in regimes}
    chosen = [at_hand[n] for n in profile.regimes if n in at_hand]
    findings: list[Finding] = list(_unknown(stated, at_hand))
    if stated:
        chosen += [at_hand[n] for n in stated if n in at_hand]
    elif profile.regimes_by_route:
        routed = [r for r in at_hand.values() if r.chosen_by == "route"]
        verdicts = {r.id: judge(r.applies, known) for r in routed}
        chosen += [r for r in routed if verdicts[r.id] is Holds.YES]
        findings += _open(tuple(r for r in routed if verdicts[r.id] is Holds.UNKNOWN), known)
    applying = tuple(dict.fromkeys(r.id for r in chosen))
    kept = tuple(at_hand[n] for n in applying)
    findings += [_provided(r) for r in kept if r.provided and r.id not in (*stated, *profile.regimes)]
    return Law(kept, tuple(findings))


def _unknown(stated: tuple[str, ...], at_hand: dict[str, Regime]) -> Iterator[Finding]:
    for name in stated:
        if name not in at_hand:
            close = nearest(name, at_hand)
            hint = f" (did you mean {close!r}?)" if close else ""
            yield warning(
                "unknown-regime",
                f"case.toml names the regime {name!r}, which there is not{hint}. There are: {', '.join(at_hand)}.",
                "regimes",
            )


def _open(may: tuple[Regime, ...], known: Circumstances) -> Iterator[Finding]:
    """Say which law may apply and what would tell; only where the mode speaks for a carriage under law at all."""
    if not may or known.mode is None:
        return
    missing = [
        n for n, v in (("from_country", known.from_country), ("to_country", known.to_country)) if v is None
    ]
    yield warning(
        "law-unknown",
        f"Which law applies depends on the route: {', '.join(r.title for r in may)} may. Write {' and '.join(missing) or 'the route'} under [consignment] in case.toml.",
        "regimes",
    )


def _provided(regime: Regime) -> Finding:
    return note(
        "law-provided",
        f"{regime.title} is taken to apply, provided that {regime.provided}. If it does not, name the law yourself: [consignment] regimes = [...].",
        regime.id,
    )
