"""What was paid on a loss already, and of whom else it is claimed: nothing may be recovered twice."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from evidencekit.model.assessment import Recovered
from evidencekit.model.case import Case
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.money import Money
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity, Decision

_ANYONE = "anyone"


def also_claimed(
    profile: Profile,
    beside: tuple[Profile, ...],
    case: Case,
    claimed: tuple[Profile, ...] = (),
    capacity: Capacity | None = None,
) -> tuple[str, ...]:
    """Return the names of the others of whom the same loss is claimed; `claimed` are those that `[claims]` names."""
    if profile.addressed_as == _ANYONE:
        return ()
    others = [p for p in beside if p.id != profile.id and p.addressed_as != _ANYONE]
    named = {p.id: p.recipient for p in others}
    known = {p.id: p.recipient for p in claimed}
    for other, claim in case.file.claims.items():
        refused = claim.decision is Decision.DENIED
        if other != profile.id and claim.filed_on is not None and not refused:
            named.setdefault(other, known.get(other, other))
    itself = _itself((*beside, *claimed), capacity)
    return tuple(dict.fromkeys(name for each, name in named.items() if each not in itself))


def recovered(
    profile: Profile,
    case: Case,
    demand: Money | None,
    claimed: tuple[Profile, ...] = (),
    capacity: Capacity | None = None,
) -> tuple[Recovered, ...]:
    """Return what each recipient has paid on the loss, as `[claims]` in `case.toml` says."""
    names = {p.id: p.recipient for p in (*claimed, profile)}
    itself = _itself(claimed, capacity)
    return tuple(
        Recovered(
            names.get(each, each),
            claim.paid,
            own=each == profile.id,
            taken_off=demand is not None and demand.currency == claim.paid.currency,
        )
        for each, claim in case.file.claims.items()
        if claim.paid is not None and claim.paid.amount > 0 and each not in itself
    )


def _itself(others: tuple[Profile, ...], capacity: Capacity | None) -> frozenset[str]:
    """Return the ids of those who are the claimant: an insurer that has paid claims what it paid, and takes nothing off."""
    insurers = (p.id for p in others if p.addressed_as == "insurer")
    return frozenset(insurers if capacity is Capacity.INSURER else ())


def balance(demand: Money | None, paid: Iterable[Recovered]) -> Money | None:
    """Return what is left to claim: the demand less what was paid in its currency, never below nothing."""
    if demand is None:
        return None
    rest = demand.amount - sum((r.paid.amount for r in paid if r.taken_off), start=Decimal(0))
    return Money(max(rest, Decimal(0)), demand.currency)


def recovery_findings(
    profile: Profile, others: tuple[str, ...], paid: tuple[Recovered, ...], demand: Money | None
) -> Iterator[Finding]:
    """Say what was taken off and what was not, and of whom the loss is claimed as well."""
    left = balance(demand, paid)
    for each in paid:
        if each.taken_off:
            yield note(
                "already-recovered",
                f"{each.who} has already paid {each.paid} of {demand}. It is taken off: this claim is for {left}.",
                each.who,
            )
        else:
            of = f"the demand is in {demand.currency}" if demand else "the amount of the loss is not known"
            yield warning(
                "already-recovered",
                f"{each.who} has already paid {each.paid}. It is not taken off this claim, since {of}; the letters name it. "
                "Write amount under [loss] in case.toml as it should be, or settle it in the letter.",
                each.who,
            )
    if left is not None and left.amount == 0 and any(r.taken_off for r in paid):
        message = f"What was paid comes to all of the {demand} that were lost: nothing is left to claim of {profile.recipient}."
        yield warning("nothing-left", message, profile.id)
    if others:
        yield warning(
            "claimed-twice",
            f"The same loss is claimed of {', '.join(others)} as well. That is allowed, but nothing may be recovered twice: the letters say so. "
            "Write what one pays into case.toml, [claims], paid: it is then taken off the other claim.",
            profile.id,
        )
