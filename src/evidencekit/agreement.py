"""Agreement across documents: what contradicts is told with both places; what only might is left alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from evidencekit.lostgoods import PROOF_OF_COST
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.particulars import Particulars
from evidencekit.model.parties import one_of, same_party
from evidencekit.model.vocabulary import Event, Kind
from evidencekit.places import Placed, facts_named
from evidencekit.quantities import quantities

_SURE = 0.8
_TRANSPORT = (Kind.BILL_OF_LADING, Kind.AIR_WAYBILL, Kind.CONSIGNMENT_NOTE)
_OF_THE_JOURNEY = (*_TRANSPORT, Kind.PACKING_LIST, Kind.CUSTOMS_DOCUMENT, Kind.COMMERCIAL_INVOICE)
_ARRIVAL = (Kind.TRACKING_HISTORY, Kind.PROOF_OF_DELIVERY, Kind.DELIVERY_RECEIPT, *_TRANSPORT)
_BOUGHT = (*PROOF_OF_COST, Kind.COMMERCIAL_INVOICE)
_NOBODY = re.compile(
    r"\b(?:to (?:the )?order|to bearer|same as|as per|see (?:attached|above)|various)\b", re.IGNORECASE
)
_PARTIES = ("buyer", "seller", "shipper", "consignee")


def disagreements(particulars: Particulars, exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Give every contradiction between documents; pro-formas, quotes and what is left out do not count."""
    counted = tuple(
        e for e in exhibits if e.kind not in {Kind.PROFORMA_INVOICE, Kind.QUOTE} and e.left_out is None
    )
    yield from _numbers(particulars, counted)
    yield from _dates(particulars, counted)
    yield from _parties(particulars, counted)
    yield from _vessels(counted)
    yield from _totals(counted)
    yield from quantities(particulars, counted)


def _numbers(particulars: Particulars, exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Find two files that share no number of a consignment where no third names both."""
    for name in ("tracking_number", "container_number", "seal_number"):
        if any(e.stated for e in particulars.all(name)):
            continue  # a person has said which is right
        by_file: dict[str, dict[str, Placed]] = {}
        for placed in facts_named(exhibits, name, sure=_SURE):
            by_file.setdefault(placed.exhibit.path, {})[_bare(placed)] = placed
        yield from _disjoint(name, list(by_file.values()))


def _disjoint(name: str, files: list[dict[str, Placed]]) -> Iterator[Finding]:
    for one, other in combinations(files[:40], 2):
        linked = any(each.keys() & one.keys() and each.keys() & other.keys() for each in files)
        if not linked:
            first, second = next(iter(one.values())), next(iter(other.values()))
            yield warning("two-values", _two(name, first, second), name)
            return


def _bare(placed: Placed) -> str:
    return re.sub(r"[\s./-]", "", str(placed.fact.value)).casefold()


def _two(name: str, one: Placed, other: Placed) -> str:
    return (
        f"{one.place} says {name.replace('_', ' ')} {one.fact.value}, {other.place} says {other.fact.value}; "
        "say in case.toml which is right."
    )


def _dates(particulars: Particulars, exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    shipped = _when(particulars, exhibits, "ship_date")
    delivered = _when(particulars, exhibits, "delivery_date")
    loaded = _first(exhibits, "ship_date", _TRANSPORT)
    unloaded = _first(exhibits, "vessel_discharge_date", ())
    if not any(e.stated for e in particulars.all("delivery_date")):
        yield from _two_days("delivery_date", facts_named(exhibits, "delivery_date", kinds=_ARRIVAL))
    for name, first, second in (("delivery", shipped, delivered), ("discharge", loaded, unloaded)):
        if first is not None and second is not None and second.day < first.day:
            yield warning(
                f"{name}-before-shipment",
                f"{second.place} says {name} on {second.day}, {first.place} says shipment on {first.day}; one of them is wrong.",
                f"{name}_date",
            )
    yield from _purchases(exhibits, shipped)
    yield from _photos(exhibits, delivered)


@dataclass(frozen=True, slots=True)
class _When:
    """A day, and who says it."""

    day: date
    place: str


def _when(particulars: Particulars, exhibits: tuple[Exhibit, ...], name: str) -> _When | None:
    """Return the date that the case goes by, and where it stands."""
    entry, day = particulars.get(name), particulars.day(Event(name))
    if entry is None or day is None:
        return None
    same = (p.place for p in facts_named(exhibits, name) if p.day == day)
    return _When(day, "case.toml" if entry.stated else next(same, "a document"))


def _first(exhibits: tuple[Exhibit, ...], name: str, kinds: tuple[Kind, ...]) -> _When | None:
    placed = facts_named(exhibits, name, kinds=kinds)
    return next((_When(p.day, p.place) for p in placed if p.day), None)


def _two_days(name: str, placed: tuple[Placed, ...]) -> Iterator[Finding]:
    days = {p.day: p for p in reversed(placed) if p.day}
    if len({p.exhibit.path for p in days.values()}) > 1:
        one, other = sorted(days.values(), key=lambda p: p.place)[:2]
        yield warning("two-values", _two(name, one, other), name)


def _purchases(exhibits: tuple[Exhibit, ...], shipped: _When | None) -> Iterator[Finding]:
    for placed in facts_named(exhibits, "invoice_date", kinds=_BOUGHT):
        if shipped is not None and placed.day and placed.day > shipped.day:
            yield warning(
                "invoice-after-shipment",
                f"{placed.place} is dated {placed.day}, after the shipment on {shipped.day} ({shipped.place}); a purchase must come first.",
                placed.exhibit.path,
            )


def _photos(exhibits: tuple[Exhibit, ...], delivered: _When | None) -> Iterator[Finding]:
    for placed in facts_named(exhibits, "captured_at", kinds=(Kind.PHOTO,)):
        if delivered is not None and placed.day and placed.day < delivered.day:
            yield note(
                "photo-before-delivery",
                f"{placed.place} was taken on {placed.day}, before the delivery on {delivered.day} ({delivered.place}).",
                placed.exhibit.path,
            )


def _parties(particulars: Particulars, exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    yield from _differing("consignee", exhibits, same_party)
    yield from _differing("shipper", exhibits, same_party)
    claimant = particulars.claimant.name
    named = [p for p in facts_named(exhibits, *_PARTIES, sure=0.7) if not _NOBODY.search(str(p.fact.value))]
    if claimant is None or not named or one_of(claimant, (str(p.fact.value) for p in named)):
        return
    told = "; ".join(
        f"{p.place} names {p.fact.value} as {p.fact.name}" for p in sorted(named, key=_by_role)[:2]
    )
    yield warning(
        "claimant-not-named",
        f"No document names {claimant} as buyer, seller, shipper or consignee: {told}. Whoever claims must show a right to the goods.",
        "claimant",
    )


def _by_role(placed: Placed) -> tuple[int, str]:
    return _PARTIES.index(placed.fact.name), placed.place


def _differing(
    name: str, exhibits: tuple[Exhibit, ...], same: Callable[[str, str], bool]
) -> Iterator[Finding]:
    """Compare what the papers of the journey say, spelling aside; the first that differ are told."""
    placed = [
        p
        for p in facts_named(exhibits, name, kinds=_OF_THE_JOURNEY, sure=_SURE)
        if not _NOBODY.search(str(p.fact.value))
    ]
    by_file: dict[str, list[Placed]] = {}
    for each in placed:
        by_file.setdefault(each.exhibit.path, []).append(each)
    for one, other in combinations(list(by_file.values())[:20], 2):
        if not any(same(str(a.fact.value), str(b.fact.value)) for a in one for b in other):
            yield warning("two-values", _two(name, one[0], other[0]), name)
            return


def _vessels(exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Compare names of ships, whatever stands before and behind them: MV, the voyage, the feeder."""

    def same(one: str, other: str) -> bool:
        first, second = (set(re.findall(r"[^\W\d_]{3,}", v.casefold())) for v in (one, other))
        return not first or not second or first <= second or second <= first

    yield from _differing("vessel", exhibits, same)


def _totals(exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    """Find papers that say they are one invoice and come to two totals."""
    invoices: dict[tuple[str, str], list[Placed]] = {}
    for exhibit in exhibits:
        number, total, currency = (exhibit.first(n) for n in ("invoice_number", "total", "currency"))
        own = exhibit.kind in {*_BOUGHT, Kind.SALES_INVOICE}
        if own and number and total and min(number.confidence, total.confidence) >= _SURE:
            key = (_bare(Placed(number, exhibit)), str(currency.value) if currency else "")
            invoices.setdefault(key, []).append(Placed(total, exhibit))
    for placed in invoices.values():
        other = next((p for p in placed if p.fact.value != placed[0].fact.value), None)
        if other is not None:
            one = placed[0]
            yield warning(
                "two-totals",
                f"{one.place} and {other.place} have the same invoice number, but totals of {one.fact.value} and {other.fact.value}; send only the final one.",
                one.exhibit.path,
            )
