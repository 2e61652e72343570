"""A claim that is settled: what was paid comes to all that was lost, so nothing is left to do about it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from evidencekit.model.casefile import ClaimEntry
from evidencekit.model.money import Money
from evidencekit.model.vocabulary import Capacity, Decision


def claims_paid(
    recipient: str, claims: Mapping[str, ClaimEntry], capacity: Capacity | None
) -> Iterator[ClaimEntry]:
    """Give the claims whose payments lower what one recipient owes: all of them, since nothing may be recovered twice.

    An insurer claims what it paid itself, so what others than the recipient paid does not count there.
    """
    for name, claim in claims.items():
        if name == recipient or capacity is not Capacity.INSURER:
            yield claim


def settled(
    recipient: str, claims: Mapping[str, ClaimEntry], demand: Money | None, capacity: Capacity | None = None
) -> bool:
    """Say whether the loss was paid in full, by the recipient or by anyone.

    Where the recipient decided that it pays, an amount that is not known, or one in another currency, is taken for all
    of it; one that falls short of the demand is not.
    """
    paid = [c.paid for c in claims_paid(recipient, claims, capacity) if c.paid is not None]
    if demand is not None and demand.amount > 0:
        counted = sum((p.amount for p in paid if p.currency == demand.currency), Decimal(0))
        if counted >= demand.amount:
            return True
    own = claims.get(recipient)
    if own is None or own.decision is not Decision.PAID:
        return False
    return own.paid is None or demand is None or own.paid.currency != demand.currency
