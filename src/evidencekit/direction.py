"""Whose invoice it is: a supplier's to the claimant, or the claimant's own to a customer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evidencekit.cues import folded
from evidencekit.model.evidence import Reading
from evidencekit.model.parties import same_party
from evidencekit.model.vocabulary import Kind

_HEAD = 12
"""Lines in which the one who writes an invoice names himself."""
_SALES_TITLES = ("sales invoice", "verkaufsrechnung", "facture de vente", "factura de venta", "销售发票")


@dataclass(frozen=True, slots=True)
class Direction:
    """What kind an invoice is, how sure at most, and because of what."""

    kind: Kind
    most: float
    because: str


def likely_claimant(readings: Iterable[Reading]) -> str | None:
    """Return the name that stands on most papers of the case, as buyer of one and as buyer, seller, shipper or consignee of others.

    Two papers must name it, one of them as buyer or consignee; where two names stand equally often, nobody is taken.
    """
    named: list[tuple[str, str, str]] = [
        (str(f.value), f.name, reading.source.path)
        for reading in readings
        for f in reading.facts
        if f.name in {"buyer", "seller", "shipper", "consignee"}
    ]
    groups: list[list[tuple[str, str, str]]] = []
    for entry in named:
        group = next((g for g in groups if same_party(g[0][0], entry[0])), None)
        if group is None:
            groups.append([entry])
        else:
            group.append(entry)
    counts = Counter(
        {
            n: len({path for _, _, path in group})
            for n, group in enumerate(groups)
            if any(role in {"buyer", "consignee"} for _, role, _ in group)
        }
    )
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return groups[ranked[0][0]][0][0]


def direction(reading: Reading, claimant: str | None, *, stated: bool) -> Direction:
    """Say whose invoice it is. `stated` tells a claimant of `case.toml` from one that the papers suggest."""
    seller = next((str(f.value) for f in reading.facts if f.name == "seller"), "")
    buyer = next((str(f.value) for f in reading.facts if f.name == "buyer"), "")
    whose = "the claimant" if stated else f"{claimant}, who stands on most papers"
    most = 0.98 if stated else 0.92
    if claimant and same_party(claimant, buyer):
        return Direction(Kind.SUPPLIER_INVOICE, most, f"an invoice from {seller or 'a supplier'} to {whose}")
    if claimant and (same_party(claimant, seller) or (buyer and _heads(claimant, reading))):
        return Direction(Kind.SALES_INVOICE, most, f"an invoice from {whose} to {buyer or 'a customer'}")
    name = folded(reading.source.path.rpartition("/")[2])
    if "sales" in name or "verkauf" in name:
        return Direction(Kind.SALES_INVOICE, 0.8, "an invoice whose name says sales")
    title = next((t for t in _SALES_TITLES if t in _head(reading)), None)
    if title and claimant and buyer:
        return Direction(Kind.SALES_INVOICE, 0.75, f"an invoice titled '{title}' to {buyer}")
    if claimant:
        return Direction(
            Kind.SUPPLIER_INVOICE,
            0.8,
            f"an invoice from {seller or 'a seller'}; the claimant is not named in it",
        )
    return Direction(
        Kind.SUPPLIER_INVOICE, 0.85, f"an invoice from {seller or 'a seller'}; nobody said who claims"
    )


def _head(reading: Reading) -> str:
    return folded("\n".join("\n".join(reading.text[:1]).split("\n", _HEAD)[:_HEAD])[:2000])


def _heads(claimant: str, reading: Reading) -> bool:
    """Say whether the claimant's name stands in the letterhead, before anybody is billed."""
    for line in "\n".join(reading.text[:1])[:2000].split("\n")[:_HEAD]:
        if any(label in folded(line) for label in ("bill to", "sold to", "invoice to", "buyer", "customer")):
            return False
        if folded(claimant) in folded(line) or same_party(claimant, line):
            return True
    return False
