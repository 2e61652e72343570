"""Which of Amazon's programs a shipment that arrived short is claimed under, by the country that it went to."""

from evidencekit.model.profile import Profile
from evidencekit.resources import Library
from evidencekit.rulefiles import PROFILES, ids
from evidencekit.steps.profiles import load_profiles

_INBOUND = "amazon-fba-inbound-"
NO_PROGRAM = "generic"
"""For a country of which no program is known here: it knows no window."""


def inbound_program(library: Library, country: str | None) -> Profile:
    """Return the program of a country: that which takes shipments to it, else the one named after it, else `generic`."""
    code = (country or "").upper()
    programs = load_profiles(library, [i for i in sorted(ids(library, PROFILES)) if i.startswith(_INBOUND)])
    takes = (p for p in programs if code and code in p.takes.to_countries)
    named = (p for p in programs if p.id == f"{_INBOUND}{code.casefold()}")
    found = next(iter((*takes, *named)), None) if code else None
    return found or load_profiles(library, [NO_PROGRAM])[0]
