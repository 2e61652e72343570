"""Tracing: what a case uses that another case may use as well, small enough to be kept with its summary."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from evidencekit.lostgoods import PROOF_OF_COST
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.particulars import Particulars
from evidencekit.model.summary import Trace, TracedFile, TracedUnits
from evidencekit.model.vocabulary import Kind

_INVOICES = (*PROOF_OF_COST, Kind.COMMERCIAL_INVOICE)
_NUMBERS = (
    "fba_shipment_id", "tracking_number", "awb_number", "bol_number", "pro_number", "amazon_order_id",
)  # fmt: skip
"""What names one consignment or order; a container may hold those of many."""
_NONE = Decimal(0)
_MOST_FILES, _MOST_LINES, _MOST_NUMBERS = 3_000, 2_000, 50


def traced(known: Particulars, exhibits: tuple[Exhibit, ...]) -> Trace:
    """Return what other cases may use as well; what is left out counts for nothing."""
    sent = tuple(e for e in exhibits if e.left_out is None)
    names = _Names(known, sent)
    return Trace(
        claimant=" ".join((known.claimant.name or "").casefold().split()),
        files=tuple(map(_file, [e for e in sent if e.kind in {Kind.PHOTO, *_INVOICES}][:_MOST_FILES])),
        units=(*_invoiced(sent, names), *_shipped(known, sent, names), *_claimed(known, names)),
        consignments=tuple(
            f"{name} {str(e.value).replace(' ', '').upper()}" for name in _NUMBERS for e in known.all(name)[:_MOST_NUMBERS]
        ),
        twins=names.twins,
    )  # fmt: skip


class _Names:
    """By what name each article goes in this case: its SKU, also where a paper names it otherwise."""

    def __init__(self, known: Particulars, exhibits: tuple[Exhibit, ...]) -> None:
        lines = [line for e in exhibits for line in _lines(e)]
        pairs = {(_small(x.fnsku), _small(x.sku)) for x in lines if x.fnsku and x.sku}
        self.twins = tuple(sorted(p for p in pairs if p[0] != p[1]))
        self._sku_of = dict(self.twins)
        words: defaultdict[str, set[str]] = defaultdict(set)
        named = ((x.sku, x.description) for each in (lines, known.goods) for x in each)
        for sku, description in named:
            if sku and description:
                words[_small(description)].add(_small(sku))
        self._sku_of |= {w: next(iter(skus)) for w, skus in words.items() if len(skus) == 1}

    def of(self, *names: str | None) -> str:
        """Return the name of an article by the first of its names that is known; empty where there is none."""
        name = next((small for n in names if n and (small := _small(n))), "")
        return self._sku_of.get(name, name)


def _small(name: str | None) -> str:
    return " ".join((name or "").casefold().split())


def _lines(exhibit: Exhibit) -> Iterator[Line]:
    yield from (f.value for f in exhibit.facts[:_MOST_LINES] if isinstance(f.value, Line))


def _file(exhibit: Exhibit) -> TracedFile:
    invoice = _invoice(exhibit) if exhibit.kind in _INVOICES else ""
    return TracedFile(
        exhibit.path,
        exhibit.source.sha256,
        exhibit.kind,
        exhibit.reading.likeness,
        invoice,
        seller=bool(invoice) and exhibit.first("seller") is not None,
    )


def _invoice(exhibit: Exhibit) -> str:
    """Return number and seller of an invoice, which name it wherever it stands."""
    number, seller = exhibit.first("invoice_number"), exhibit.first("seller")
    return f"{number.value} {_small(str(seller.value)) if seller else ''}".strip() if number else ""


def _invoiced(exhibits: tuple[Exhibit, ...], names: _Names) -> Iterator[TracedUnits]:
    """Give what was bought; an invoice for customs counts only where nothing else shows the purchase."""
    seen: set[str] = set()
    bought = [e for e in exhibits if e.kind in PROOF_OF_COST]
    for exhibit in bought or [e for e in exhibits if e.kind in _INVOICES]:
        paper = _invoice(exhibit) or exhibit.source.sha256
        if paper in seen:
            continue
        seen.add(paper)
        for goods, quantity in _added((x, x.quantity) for x in _lines(exhibit)):
            if name := names.of(*goods):
                yield TracedUnits("invoiced", name, quantity, paper)


def _shipped(known: Particulars, exhibits: tuple[Exhibit, ...], names: _Names) -> Iterator[TracedUnits]:
    """Give what the consignment held, by its packing lists and by what is known of the goods; the larger counts.

    An article may stand in several lines of each, which add up.
    """
    packed = _by_name(
        (names.of(x.sku, x.fnsku, x.description), x.quantity)
        for e in exhibits
        if e.kind is Kind.PACKING_LIST
        for x in _lines(e)
    )
    known_of = _by_name((names.of(g.sku, g.description), g.quantity) for g in known.goods)
    for name in dict.fromkeys((*packed, *known_of)):
        yield TracedUnits("shipped", name, max(packed.get(name, _NONE), known_of.get(name, _NONE)))


def _claimed(known: Particulars, names: _Names) -> Iterator[TracedUnits]:
    lost = _by_name((names.of(g.sku, g.description), g.quantity_lost) for g in known.goods)
    yield from (TracedUnits("claimed", name, quantity) for name, quantity in lost.items())


def _by_name(units: "Iterable[tuple[str, Decimal | None]]") -> dict[str, Decimal]:
    """Add up the units of each article that has a name."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for name, quantity in units:
        if name and quantity is not None and quantity > 0:
            sums[name] += quantity
    return sums


def _added(lines: "Iterator[tuple[Line, Decimal | None]]") -> list[tuple[tuple[str | None, ...], Decimal]]:
    sums: defaultdict[tuple[str | None, ...], Decimal] = defaultdict(Decimal)
    for line, quantity in lines:
        if quantity is not None and quantity > 0:
            sums[line.sku, line.fnsku, line.description] += quantity
    return list(sums.items())
