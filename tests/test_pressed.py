"""What the process that leads a batch keeps of each outcome: little, and all that the overview tells."""

import csv
import hashlib
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from evidencekit.cli.overview import Keeper
from evidencekit.cli.pressed import Pressed
from evidencekit.model.bundle import Outcome, OutcomeStatus
from evidencekit.model.finding import warning
from evidencekit.model.money import Money
from evidencekit.model.summary import Summary, Trace, TracedFile
from evidencekit.model.vocabulary import Kind

_TODAY = date(2026, 11, 20)


def _outcomes(out: Path, count: int) -> Iterator[Outcome]:
    """Make outcomes as cases with nine photos have them, no two with the same content."""
    for number in range(count):
        case = f"C{number:05d}"
        digests = [hashlib.sha256(f"{number} {n}".encode()) for n in range(9)]
        photos = tuple(
            TracedFile(f"IMG_{n}.jpg", d.hexdigest(), Kind.PHOTO, int.from_bytes(d.digest()[:8]))
            for n, d in enumerate(digests)
        )
        told = Summary(
            f"HH-{number}", "Any claim, to anyone", "ready", Money(Decimal(number), "USD"), "file the claim", _TODAY,
            carrier="UPS", loss_type="damaged", lane="US-US", goods=(f"SKU-{number}",), whom="anyone",
            trace=Trace("Harbor Home", photos, consignments=(f"tracking_number 1Z{number:016d}",)),
        )  # fmt: skip
        noticed = tuple(
            warning("noticed", f"Something about {case}, number {n}." * 4, case) for n in range(9)
        )
        yield Outcome(
            case, "generic", OutcomeStatus.BUILT, out / case / "generic", 25, findings=noticed, summary=told
        )


def test_ten_thousand_outcomes_take_less_than_20_megabytes(tmp_path: Path) -> None:
    """Counted over 600, of which each may take 2,000 bytes at most."""
    count, early, late = 800, 0, 0
    tracemalloc.start()
    try:
        for number, _ in enumerate(Keeper(tmp_path, _TODAY).over(_outcomes(tmp_path, count)), 1):
            if number == 200:
                early = tracemalloc.get_traced_memory()[0]
            if number == count:
                late = tracemalloc.get_traced_memory()[0]
                tracemalloc.stop()  # what writing the overview takes is given back again
    finally:
        tracemalloc.stop()

    assert 0 < early < late
    assert late - early < 600 * 2_000


def test_the_overview_tells_every_one_of_them_in_full(tmp_path: Path) -> None:
    count = 150  # pressed ones, and some that are not yet
    for _ in Keeper(tmp_path, _TODAY).over(_outcomes(tmp_path, count)):
        pass

    with (tmp_path / "overview.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["case"]: row for row in csv.DictReader(file)}
    assert len(rows) == count
    assert rows["C00003"]["carrier"] == "UPS"
    assert Decimal(rows["C00149"]["demand"].split()[0]) == 149


def test_outcomes_come_back_as_they_were_and_in_their_order(tmp_path: Path) -> None:
    kept, made = Pressed(), list(_outcomes(tmp_path, 130))
    assert not kept
    for each in made:
        kept.append(each)

    assert kept
    assert list(kept) == made
    assert list(kept) == made
