"""How much was shipped: a sheet that counts shipments, and which share of them was lost."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidencekit.errors import CaseError
from evidencekit.sheetcells import cells

BY = ("carrier", "lane", "warehouse", "product")
"""Columns by which shipments may be told apart; their names are those of the charts."""
_COUNT = "shipments"
_SPREAD = 1.96
"""Standard deviations on either side within which the true share lies in 95 of 100 such samples."""
_SHOWN = 60
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Shipped:
    """Shipments, counted in all and by what a sheet tells them apart by."""

    total: int
    by: Mapping[str, Mapping[str, int]]
    """By column and value, as it is spelled first; a column that the sheet has not is not there."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Losses of a group beside its shipments."""

    name: str
    losses: int
    shipped: int
    low: float
    high: float
    """Between these shares the true one lies, in 95 of 100 such samples (Wilson's interval)."""

    @property
    def share(self) -> float:
        """Losses a shipment."""
        return self.losses / self.shipped


def read_shipments(path: Path) -> Shipped:
    """Read a sheet with a row for each group of shipments: how many, and by carrier, lane, warehouse or product.

    Raises `UsageError` where there is no sheet, and `CaseError` where it cannot be read or a row is wrong, all of them at once.
    """
    rows = list(cells(path))
    if not rows:
        raise CaseError(f"{path.name} is empty; its columns are {_COUNT} and some of {', '.join(BY)}.")
    (number, head), *rows = rows
    names = [str(cell).strip().casefold() for cell in head]
    unknown = [n for n in names if n and n not in {*BY, _COUNT}]
    if unknown or _COUNT not in names or not set(BY) & set(names):
        what = f"{unknown[0][:_SHOWN]!r} is none of its columns" if unknown else "a column is missing"
        raise CaseError(
            f"{path.name} row {number}: {what}; a sheet of shipments has the column {_COUNT} and some of {', '.join(BY)}."
        )
    if twice := next((n for n in names if n and names.count(n) > 1), None):
        raise CaseError(f"{path.name} row {number}: the column {twice} stands there twice; keep one of them.")
    total, faults, spelled = 0, list[str](), dict[str, str]()
    by: dict[str, defaultdict[str, int]] = {n: defaultdict(int) for n in names if n in BY}
    for number, row in rows:
        told = dict(zip(names, row, strict=False))
        cell = told.get(_COUNT)
        said = cell.trouble if cell is not None and cell.trouble else ""
        value = str(cell).strip() if cell is not None else ""
        count = int(value) if value.isascii() and value.isdigit() else None
        if said or count is None:
            faults.append(
                f"{path.name} row {number}, column {_COUNT}, {value[:_SHOWN]!r}: {said or 'it is no whole number of shipments'}."
            )
            continue
        total += count
        for name, counts in by.items():
            if name in told and not told[name].empty:
                value = " ".join(str(told[name]).split())
                counts[spelled.setdefault(_key(value), value)] += count
    if faults:
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        raise CaseError("\n".join([*faults[:_MOST_FAULTS], *more]))
    return Shipped(total, by)


def rates(losses: Mapping[str, Iterable[str]], shipped: Mapping[str, int]) -> tuple[Rate, ...]:
    """Set losses beside shipments, the surest to be high first; a group without shipments in the sheet has no rate.

    `losses` are the cases of each group, each of which counts once however many recipients it has.
    """
    counted = {_key(name): (name, len(set(cases))) for name, cases in losses.items()}
    found = []
    for spelled, count in shipped.items():
        name, lost = counted.get(_key(spelled), (spelled, 0))
        if count:
            low, high = _interval(min(lost, count), count)
            found.append(Rate(name, lost, count, low, high))
    return tuple(sorted(found, key=lambda r: (-r.low, -r.share, r.name)))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _interval(losses: int, shipped: int) -> tuple[float, float]:
    """Return Wilson's interval of a share (E. B. Wilson, JASA 22, 1927), which holds for small samples and for none lost."""
    share, spread = losses / shipped, _SPREAD**2 / shipped
    middle = (share + spread / 2) / (1 + spread)
    half = _SPREAD * math.sqrt(share * (1 - share) / shipped + spread / (4 * shipped)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
