"""Numbers: each one of the lists, valid ones with their courier or scheme among the candidates, invalid ones with none."""

import json
from collections.abc import Iterator
from typing import Any

from sources import corpus
from tally import Tally

from evidencekit.numbering import candidates

_COURIERS = {
    "DHL": ("DHL Express", "DHL eCommerce", "DHL Paket"),
    "United States Postal Service": ("USPS",),
    "S10 International Standard": ("post (S10)",),
    "Old Dominion Freight Line": ("Old Dominion",),
    "GOFO Express": ("GOFO",),
    "Landmark Global LTN": ("Landmark Global",),
    "Spee-Dee Delivery": ("Spee-Dee",),
}
_SCHEMES = {
    "eu_vat": "vat_number",
    "gb_vat": "vat_number",
    "iban": "iban",
    "iso6346": "container_number",
    "sscc": "sscc",
    "gtin": "gtin",
}


def measure() -> Iterator[Tally]:
    """Try every number of both lists."""
    couriers = Tally("courier among the candidates", precision_aim=1.0, recall_aim=1.0)
    for entry in _list("tracking_numbers.json"):
        found = [c.carrier for c in candidates(entry["number"]) if c.carrier]
        true = entry["courier_name"] if entry["valid"] else None
        known = set(found) & set(_COURIERS.get(entry["courier_name"], (entry["courier_name"],)))
        couriers.see(entry["number"], true, true if known and true else (found[0] if found else None))
    schemes = {name: Tally(f"identifiers: {name}", precision_aim=1.0) for name in _SCHEMES}
    for entry in _list("identifiers.json"):
        name = _SCHEMES.get(entry["scheme"])
        if name is None:
            continue
        found = [c.name for c in candidates(entry["number"])]
        schemes[entry["scheme"]].see(
            entry["number"].strip(), name if entry["valid"] else None, name if name in found else None
        )
    yield couriers
    yield from schemes.values()


def _list(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((corpus("tracking") / name).read_text("utf-8"))
    return entries
