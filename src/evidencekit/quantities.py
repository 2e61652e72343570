"""Quantities across documents: invoiced at least what was packed, packed at least what is claimed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidencekit.lostgoods import PROOF_OF_COST
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.finding import Finding, warning
from evidencekit.model.particulars import LostGoods, Particulars
from evidencekit.model.vocabulary import Kind
from evidencekit.places import Placed

_INVOICES = (*PROOF_OF_COST, Kind.COMMERCIAL_INVOICE)
_MOST = 2_000
"""Lines that are compared."""


@dataclass(frozen=True, slots=True)
class _Count:
    quantity: Decimal
    places: tuple[str, ...]


def quantities(particulars: Particulars, exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Give what was packed or claimed beyond what the papers before it say; goods are matched by SKU, else by words.

    Goods that a paper does not list at all are no contradiction: papers name goods differently.
    """
    invoiced = _counted(exhibits, _INVOICES)
    packed = _counted(exhibits, (Kind.PACKING_LIST,))
    for goods, count in packed.items():
        before = invoiced.get(goods)
        if before is not None and count.quantity > before.quantity:
            yield _more("packed", goods, count, "invoiced", before)
    yield from _received(exhibits)
    for lost in particulars.goods:
        claimed = lost.quantity_lost
        if claimed is None:
            continue
        for what, counts in (("packed", packed), ("invoiced", invoiced)):
            before = next((counts[key] for key in _keys_of(lost) if key in counts), None)
            if before is not None and claimed > before.quantity:
                name = lost.sku or lost.description or "an item"
                yield _more(
                    "claimed", name, _Count(claimed, lost.sources[:1] or ("case.toml",)), what, before
                )
                break


def _received(exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Compare what two reports say arrived of the same goods, such as a shipment's contents and the inventory ledger."""
    told: dict[str, Placed] = {}
    for exhibit in exhibits:
        for fact in exhibit.facts[:_MOST]:
            line = fact.value
            if exhibit.kind is Kind.INVENTORY_REPORT and isinstance(line, Line) and line.fnsku:
                placed = Placed(fact, exhibit)
                other = told.setdefault(line.fnsku, placed)
                counts = [
                    p.fact.value.quantity_received for p in (other, placed) if isinstance(p.fact.value, Line)
                ]
                if other.exhibit is not exhibit and None not in counts and counts[0] != counts[1]:
                    yield warning(
                        "quantities-differ",
                        f"{other.place} says that {counts[0]} of {line.fnsku} arrived, {placed.place} says {counts[1]}; take both reports of the same day.",
                        other.exhibit.path,
                    )


def _counted(exhibits: tuple[Exhibit, ...], kinds: tuple[Kind, ...]) -> dict[str, _Count]:
    """Add up the quantities of goods over papers; an invoice that is there twice counts once."""
    seen: set[str] = set()
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    places: defaultdict[str, list[str]] = defaultdict(list)
    for exhibit in exhibits:
        number = exhibit.first("invoice_number")
        identity = (
            str(number.value).casefold() if number and exhibit.kind in _INVOICES else exhibit.source.sha256
        )
        if exhibit.kind not in kinds or identity in seen:
            continue
        seen.add(identity)
        for fact in exhibit.facts[:_MOST]:
            if isinstance(fact.value, Line) and fact.value.quantity is not None:
                key = _key(fact.value.sku, fact.value.description)
                if key:
                    sums[key] += fact.value.quantity
                    places[key].append(Placed(fact, exhibit).place)
    return {key: _Count(total, tuple(dict.fromkeys(places[key]))) for key, total in sums.items()}


def _key(sku: str | None, description: str | None) -> str | None:
    return (sku or description or "").strip().casefold() or None


def _keys_of(lost: LostGoods) -> tuple[str, ...]:
    return tuple(k for k in (_key(lost.sku, None), _key(None, lost.description)) if k)


def _more(what: str, goods: str, count: _Count, than: str, before: _Count) -> Finding:
    return warning(
        "quantities-differ",
        f"{count.quantity} of {goods} are {what} ({_places(count)}), but only {before.quantity} {than} ({_places(before)}).",
        count.places[0],
    )


def _places(count: _Count) -> str:
    more = f" and {len(count.places) - 2} more" if len(count.places) > 2 else ""
    return " and ".join(count.places[:2]) + more
