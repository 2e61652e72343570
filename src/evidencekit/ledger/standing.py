"""Folders of an earlier import that the reports contradict by now: what they claim was found, paid or taken back since."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.errors import CaseError
from evidencekit.ledger.drafts import described, folder_name, shipment_name, warehouse_name
from evidencekit.ledger.inbound import Arrivals, ShortShipment
from evidencekit.ledger.reports import Report, ReportKind
from evidencekit.ledger.unpaid import Settled, UnpaidLoss
from evidencekit.model.casefile import CaseFile, ClaimEntry, GoodsEntry
from evidencekit.model.vocabulary import Decision, LossType
from evidencekit.tomlfile import load_toml
from evidencekit.tomltext import tables

CONFIRMED = "not-paid-already"
"""What `case.toml` confirms of units in a warehouse, under `[confirmed]`."""
_CASE_FILE = "case.toml"
_NAME = re.compile(
    rf"(?P<fnsku>.+) (?P<day>\d{{4}}-\d\d-\d\d) (?:{LossType.LOST.value}|{LossType.DAMAGED.value})"
)
"""As `warehouse_name` writes it."""
Loss = UnpaidLoss | ShortShipment


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A folder that is there already and claims what the reports do not leave."""

    folder: Path
    why: str
    """In words that go on after the folder's name."""
    lines: tuple[str, ...]
    """What its `case.toml` would have to say."""


def contradicted(
    into: Path, reports: Sequence[Report], settled: Settled, arrivals: Arrivals
) -> Iterator[Contradicted]:
    """Give each folder below `into` that claims another number of units than the reports leave.

    One that records a payment under `[claims]` knows of it and is left in peace.
    """
    losses: tuple[Loss, ...] = (*settled.unpaid, *settled.closed, *arrivals.shipments)
    seen = {folder_name(loss) for loss in losses}
    for loss in losses:
        yield from _judged(into / folder_name(loss), loss)
    for shipment in arrivals.complete:
        because = "all that was missing was received, found or paid since"
        yield from _nothing_left(into / shipment_name(shipment), because)
    for unclear in settled.unclear:
        name = warehouse_name(unclear.fnsku, unclear.day, LossType.LOST)
        if name not in seen:
            seen.add(name)
            reason = f"reason {unclear.reason}" if unclear.reason else "no reason"
            because = f"its units are gone with {reason}, which is not known here to mean lost"
            yield from _nothing_left(into / name, because, confirmed=False)
    for folder in _told_no_more(into, reports):
        if folder.name not in seen:
            because = "by the reports its units are not missing, as where they were found on the same day"
            yield from _nothing_left(folder, because, confirmed=False)


def _told_no_more(into: Path, reports: Sequence[Report]) -> Iterator[Path]:
    """Give the folders for losses in a warehouse of goods and days of which the reports tell."""
    told = [r for r in reports if r.kind in {ReportKind.LEDGER, ReportKind.ADJUSTMENTS}]
    goods = {row.fnsku for report in told for row in report.rows if not row.received}
    spans = [report.span for report in told if report.span is not None]
    for folder in sorted(into.iterdir()):
        if (named := _NAME.fullmatch(folder.name)) and named["fnsku"] in goods:
            day = named["day"]
            if any(first.isoformat() <= day <= last.isoformat() for first, last in spans):
                yield folder


def _judged(folder: Path, loss: Loss) -> Iterator[Contradicted]:
    if not loss.units:
        yield from _nothing_left(folder, "its units were found, reconciled or paid since", confirmed=False)
        return
    if not folder.exists():
        return
    file = _read(folder)
    if isinstance(file, Contradicted):
        yield file
    elif not _knows(file) and (goods := tuple(_goods(file.goods, loss))):
        lines = tables({"loss": {"description": described(loss)}, "goods": goods})
        many = f"{loss.units} unit{'s' if loss.units != 1 else ''}"
        why = f"is there already and claims {_claimed(file)}; the reports now leave {many}. Its case.toml would have to say:"
        yield Contradicted(folder, why, tuple(line for line in lines if line))


def _nothing_left(folder: Path, because: str, *, confirmed: bool | None = None) -> Iterator[Contradicted]:
    if not folder.exists():
        return
    file = _read(folder)
    if isinstance(file, Contradicted):
        yield file
        return
    stated = [g.quantity_lost for g in file.goods if g.quantity_lost is not None]
    if _knows(file) or file.confirmed.get(CONFIRMED) is False or (stated and not any(stated)):
        return
    goods = [_named(g) | {"quantity_lost": 0} for g in file.goods if g.quantity_lost]
    said: dict[str, Any] = {"goods": goods or [{"quantity_lost": 0}]}
    if confirmed is not None:
        said = {"confirmed": {CONFIRMED: confirmed}} | said
    why = (
        f"is there already, and the reports now leave nothing of it: {because}. Remove the folder; or, where you claimed it and Amazon "
        "paid, write that under [claims]; or else its case.toml would have to say:"
    )
    yield Contradicted(folder, why, tuple(line for line in tables(said) if line))


def _read(folder: Path) -> CaseFile | Contradicted:
    path = folder / _CASE_FILE
    try:
        return load_toml(path, CaseFile, CaseError) if path.is_file() else CaseFile()
    except CaseError as reason:
        why = "is there already, and what it claims cannot be compared with the reports:"
        return Contradicted(folder, why, tuple(f"# {line}" for line in str(reason).splitlines()))


def _knows(file: CaseFile) -> bool:
    """Say whether a case records that something was paid."""
    return any(_is_paid(claim) for claim in file.claims.values())


def _is_paid(claim: ClaimEntry) -> bool:
    return claim.decision in {Decision.PAID, Decision.PARTLY_PAID} or (
        claim.paid is not None and claim.paid.amount > 0
    )


def _claimed(file: CaseFile) -> str:
    many = sum(g.quantity_lost or 0 for g in file.goods)
    return f"{many} unit{'s' if many != 1 else ''}"


def _goods(stated: tuple[GoodsEntry, ...], loss: Loss) -> Iterator[dict[str, Any]]:
    """Give the lines of goods that differ from what the reports leave; none where the case states no units itself."""
    counted = [g for g in stated if g.quantity_lost is not None]
    if isinstance(loss, UnpaidLoss):
        if counted and sum(g.quantity_lost or 0 for g in counted) != loss.units:
            yield _named(counted[0]) | {"quantity_lost": loss.units}
        return
    about = {line.fnsku: [g for g in counted if _is_about(g, line.fnsku, line.sku)] for line in loss.lines}
    for line in loss.lines if counted else ():
        same = about[line.fnsku]
        if sum(g.quantity_lost or 0 for g in same) != line.units:
            name = (
                _named(same[0])
                if same
                else {"sku": line.sku}
                if line.sku
                else {"description": f"FNSKU {line.fnsku}"}
            )
            yield name | {"quantity_lost": line.units}
    others = (g for g in counted if not any(g in same for same in about.values()))
    yield from (_named(g) | {"quantity_lost": 0} for g in others if g.quantity_lost)


def _is_about(goods: GoodsEntry, fnsku: str, sku: str) -> bool:
    return fnsku in (goods.description or "").upper() or (bool(sku) and goods.sku == sku)


def _named(goods: GoodsEntry) -> dict[str, Any]:
    """Return by what a person finds a line of goods in `case.toml`."""
    if goods.sku:
        return {"sku": goods.sku}
    return {"description": goods.description} if goods.description else {}
