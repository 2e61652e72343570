"""Numbers: each one of the lists, valid ones with their courier among the candidates, invalid ones with none."""

import json
from collections.abc import Iterator

from sources import corpus
from tally import Tally

from evidencekit.extractors.numbers import number_formats

_NAMES = {"ups": "UPS"}


def measure() -> Iterator[Tally]:
    """Try every number of the list of tracking numbers."""
    tally = Tally("courier among the candidates", precision_aim=1.0, recall_aim=1.0)
    for entry in json.loads((corpus("tracking") / "tracking_numbers.json").read_text("utf-8")):
        number = entry["number"].replace(" ", "")
        found = [f.carrier for f in number_formats() if f.name == "tracking_number" and f.fits(number)]
        true = _NAMES.get(entry["courier"], entry["courier_name"]) if entry["valid"] else None
        tally.see(entry["number"], true, true if true in found else (found[0] if found else None))
    yield tally
