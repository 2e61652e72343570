"""Findings about the same loss claimed in two places: nothing may be recovered twice."""

from evidencekit.model.case import Case
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Decision

_ANYONE = "anyone"


def recovery_findings(
    profile: Profile, beside: tuple[Profile, ...], case: Case
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the names of the others of whom the same loss is claimed, and what must be said about that."""
    if profile.addressed_as == _ANYONE:
        return (), ()
    others = [p for p in beside if p.id != profile.id and p.addressed_as != _ANYONE]
    named = {p.id: p.recipient for p in others}
    for other, claim in case.file.claims.items():
        refused = claim.decision is Decision.DENIED
        if other != profile.id and claim.filed_on is not None and not refused:
            named.setdefault(other, other)
    found = tuple(_paid(name, case) for name in named if _has_paid(name, case))
    if named:
        names = ", ".join(dict.fromkeys(named.values()))
        found += (
            warning(
                "claimed-twice",
                f"The same loss is claimed of {names} as well. That is allowed, but nothing may be recovered twice: the letters must say so, and what one pays is taken off the other claim.",
                profile.id,
            ),
        )
    return tuple(dict.fromkeys(named.values())), found


def _has_paid(name: str, case: Case) -> bool:
    claim = case.file.claims.get(name)
    return claim is not None and claim.paid is not None and claim.paid.amount > 0


def _paid(name: str, case: Case) -> Finding:
    paid = case.file.claims[name].paid
    return warning(
        "already-recovered",
        f"{name} has already paid {paid}. Take it off this claim, or say in the letter that it is taken off.",
        name,
    )
