"""A claim that is settled: what was paid comes to all that was lost, so nothing is left to do about it."""

from collections.abc import Mapping
from decimal import Decimal

from evidencekit.model.casefile import ClaimEntry
from evidencekit.model.money import Money
from evidencekit.model.vocabulary import Decision


def settled(recipient: str, claims: Mapping[str, ClaimEntry], demand: Money | None) -> bool:
    """Say whether the loss was paid in full, by the recipient or by anyone.

    Where the recipient decided that it pays, an amount that is not known, or one in another currency, is taken for all
    of it; one that falls short of the demand is not.
    """
    paid = [c.paid for c in claims.values() if c.paid is not None]
    if demand is not None and demand.amount > 0:
        counted = sum((p.amount for p in paid if p.currency == demand.currency), Decimal(0))
        if counted >= demand.amount:
            return True
    own = claims.get(recipient)
    if own is None or own.decision is not Decision.PAID:
        return False
    return own.paid is None or demand is None or own.paid.currency != demand.currency
