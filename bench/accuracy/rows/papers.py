"""Facts of papers that are no invoices: those that made papers state, in many layouts, languages and formats."""

import re
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from made_papers import Paper, facts, make, papers
from sources import read_each
from tally import Tally

from evidencekit.model.evidence import Reading

_SEEDS = (101, 102, 103)
_AIM = 0.98
_NUMBERS = frozenset({"packages", "gross_weight_kg"})


def measure() -> Iterator[Tally]:
    """Read every held-out paper that states facts; what a paper says besides is not counted."""
    tallies: dict[str, Tally] = {}
    for seed in _SEEDS:
        with tempfile.TemporaryDirectory() as place:
            made = {make(p, seed, _folder(place, p)): p for p in papers() if p.held and facts(p, seed)}
            for read in read_each(made, without=("ocr",)):
                paper = made[read.file]
                for name, true in facts(paper, seed):
                    what = name.replace("_", " ")
                    tally = tallies.setdefault(what, Tally(what, precision_aim=_AIM))
                    tally.see(
                        f"{paper.kind} ({paper.language}, no. {paper.number})", *_told(name, true, read.first)
                    )
    yield from (tallies[what] for what in sorted(tallies))


def _folder(place: str, paper: Paper) -> Path:
    folder = Path(place) / str(paper.number)
    folder.mkdir()
    return folder


def _told(name: str, true: str, reading: Reading) -> tuple[str, str | None]:
    """Return the true value and the one that was read, both plain; the true one where it is among several."""
    wanted = _plain(name, true)
    said = [_plain(name, str(f.value)) for f in reading.facts if f.name == name and f.confidence >= 0.6]
    return wanted, wanted if wanted in said else (said[0] if said else None)


def _plain(name: str, value: str) -> str:
    if name == "insured_value":
        value = re.sub(r" [A-Z]{3}$", "", value)
        whole, cents = re.sub(r"[.,]", "", value[:-3]), value[-2:]
        return f"{whole}.{cents}"
    if name in _NUMBERS:
        return str(Decimal(value).normalize())
    if name == "vessel":
        value = re.sub(r"\W*\d+[A-Z]$", "", value)
    return re.sub(r"[\W_]+", " ", value).strip().casefold()
