"""Made cases: what the invoices in folders of `make_cases.py` say, with seeds of our own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sources import bench, read_each
from tally import Tally

from evidencekit.model.evidence import Line

_SEEDS, _CASES = (31, 4242), 12


def measure() -> Iterator[Tally]:
    """Read the supplier's invoice of every case: number, date, total, currency and every line."""
    names = {"invoice_number": "number", "invoice_date": "date", "total": "total", "currency": "currency"}
    tallies = {name: Tally(f"invoice: {words}", 0.98, 0.90) for name, words in names.items()}
    lines = Tally("invoice: lines", 0.98, 0.90)
    with tempfile.TemporaryDirectory() as place:
        truths = {
            case / "supplier invoice.pdf": told for seed in _SEEDS for case, told in _cases(Path(place), seed)
        }
        for read in read_each(truths):
            told, facts, name = truths[read.file], read.first.facts, read.file.parent.name
            for fact, tally in tallies.items():
                values = {f.value for f in facts if f.name == fact}
                tally.see(
                    name, _true(fact, told[fact]), values.pop() if len(values) == 1 else tuple(values) or None
                )
            said = [(f.value.sku, f.value.quantity) for f in facts if isinstance(f.value, Line)]
            for line in told["lines"]:
                true = (line["sku"], Decimal(line["quantity"]))
                lines.see(name, true, true if true in said else None)
    yield from (*tallies.values(), lines)


def _true(fact: str, told: object) -> object:
    if fact == "invoice_date":
        return date.fromisoformat(str(told))
    return Decimal(str(told)).quantize(Decimal("0.01")) if fact == "total" else told


def _cases(place: Path, seed: int) -> Iterator[tuple[Path, dict[str, Any]]]:
    root = place / str(seed)
    subprocess.run(
        [sys.executable, str(bench() / "make_cases.py"), str(root), "--cases", str(_CASES), "--photos", "1",
         "--seed", str(seed), "--size", "400x300"],
        check=True, capture_output=True,
    )  # fmt: skip
    for told in json.loads((place / f"{seed}-truth.json").read_text()):
        yield root / told["id"], told
