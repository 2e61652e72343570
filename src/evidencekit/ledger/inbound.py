"""Which units of shipments to Amazon were neither received, found nor paid, by Amazon's own reports.

Short is what a shipment's contents list beyond what was received: the greater of what the contents say was located and what the
reports book for the shipment. More units in another shipment than it should hold, units that appear in a warehouse in which none
was missing, and payments for inbound shipments, or for a reason that is not understood, are set against what is short, the newest
first: so the least is left that can still be claimed. Where a report leaves a doubt, less is claimed and not more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from evidencekit.ledger.contents import Contents, ContentsRow
from evidencekit.ledger.payments import payments_in
from evidencekit.ledger.reports import Report, ReportKind, ReportRow
from evidencekit.ledger.unpaid import Spare
from evidencekit.model.vocabulary import LossType

RECONCILING = 14, 60
"""Days that Amazon takes to count a shipment: 14 to 30, up to 60 (Seller Central, help 201214140)."""


@dataclass(frozen=True, slots=True)
class ShortLine:
    """Units of one kind of goods that a shipment should have held."""

    fnsku: str
    sku: str
    asin: str
    title: str
    expected: int
    received: int
    settled: int
    """How many of the others were found or paid since."""

    @property
    def units(self) -> int:
        """How many are neither received, found nor paid."""
        return max(0, self.expected - self.received - self.settled)


@dataclass(frozen=True, slots=True)
class ShortShipment:
    """A shipment of which units are left that nobody received, found or paid."""

    shipment: str
    country: str
    """As the report has it; empty where it has none or several."""
    centres: tuple[str, ...]
    delivered: date | None
    """The day of the first receipt: it arrived on that day or before. None where no report says it, or where an earlier receipt may
    lie outside the reports."""
    first: date | None
    """The day of the first receipt that the reports hold, also where an earlier one may lie outside them."""
    counted: bool
    """Whether Amazon had the time to count it before the reports end."""
    lines: tuple[ShortLine, ...]
    """Those with units left."""

    @property
    def type(self) -> LossType:
        """The loss that it is."""
        return LossType.SHORTAGE

    @property
    def units(self) -> int:
        """How many units are left, of all lines."""
        return sum(line.units for line in self.lines)

    @property
    def of(self) -> int:
        """How many units it should have held, of these lines."""
        return sum(line.expected for line in self.lines)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What the reports say of all shipments together, in units."""

    expected: int = 0
    short: int = 0
    """Not received."""
    found: int = 0
    paid: int = 0
    shipments: tuple[ShortShipment, ...] = ()
    """By the day of their first receipt."""
    unknown: tuple[str, ...] = ()
    """Sentences about shipments of which nobody knows what was received."""
    complete: tuple[str, ...] = ()
    """Shipments of which nothing is left."""


@dataclass(slots=True)
class _Listed:
    """One line of a shipment's contents."""

    row: ContentsRow
    expected: int
    located: int | None
    """None where no file says it."""


@dataclass(slots=True)
class _Short:
    """One line while what was found and paid is set against it."""

    shipment: str
    delivered: date | None
    row: ContentsRow
    expected: int
    received: int
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = max(0, self.expected - self.received)


def short_shipments(
    reports: Sequence[Report], contents: Sequence[Contents], spare: Iterable[Spare] = ()
) -> Arrivals:
    """Set what was received, found and paid against what was sent, for each FNSKU of each shipment.

    `spare` are units that appeared in a warehouse and settle no loss there.
    """
    receipts, unknown = _Receipts(reports), list[str]()
    lines, surplus = list[_Short](), Counter[str]()
    for shipment, sent in _sent(contents).items():
        lines += _lines(shipment, sent, receipts, unknown, surplus)
    short = sum(line.left for line in lines)
    by_goods = defaultdict[str, list[_Short]](list)
    for line in sorted(lines, key=lambda x: (x.delivered or date.max, x.shipment), reverse=True):
        by_goods[line.row.fnsku].append(line)
    found = sum(_set_against(same, date.max, surplus[fnsku]) for fnsku, same in by_goods.items())
    found += sum(_set_against(by_goods[s.fnsku], s.day, s.units) for s in spare if s.fnsku in by_goods)
    payments = payments_in(reports).by_goods if by_goods else {}
    paid = sum(
        _set_against(same, payment.day, payment.units)
        for fnsku, same in by_goods.items()
        for payment in payments.get(fnsku, ())
        if payment.inbound
    )
    return Arrivals(
        sum(line.expected for line in lines),
        short,
        found,
        paid,
        tuple(_told(lines, receipts)),
        tuple(unknown),
        tuple(sorted({line.shipment for line in lines} - {line.shipment for line in lines if line.left})),
    )


class _Receipts:
    """What reports book as received, by shipment, and between which days they say anything."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self.by_shipment = defaultdict[str, list[ReportRow]](list)
        spans = list[tuple[date, date]]()
        for report in reports:
            if report.kind in {ReportKind.LEDGER, ReportKind.RECEIPTS}:
                spans += [report.span] if report.span else []
                for row in report.rows:
                    if row.received:
                        self.by_shipment[row.shipment].append(row)
        self.begin = min((first for first, _ in spans), default=date.max)
        self.end = max((last for _, last in spans), default=date.min)
        self.holes = tuple(_holes(spans))
        """The first and the last day of each time between the reports of which none says anything."""

    def first(self, shipment: str) -> date | None:
        """Return the day of the first receipt that is booked for a shipment."""
        return min((r.day for r in self.by_shipment.get(shipment, ()) if r.units > 0), default=None)

    def last(self, shipment: str) -> date | None:
        """Return the day of the last row about a shipment."""
        return max((r.day for r in self.by_shipment.get(shipment, ())), default=None)

    def counted(self, shipment: str) -> bool:
        """Say whether so many days lie between a shipment's last receipt and the end of the reports that no more are to come."""
        last = self.last(shipment)
        return last is not None and (self.end - last).days >= RECONCILING[0]

    def delivered(self, shipment: str) -> date | None:
        """Return the day of a shipment's first receipt; None where one may lie before the reports begin or between them."""
        first = self.first(shipment)
        if first is None or (first - self.begin).days < RECONCILING[1]:
            return None
        return None if self.hole(first - timedelta(RECONCILING[1]), first) else first

    def hole(self, since: date, until: date) -> tuple[date, date] | None:
        """Return a time of which no report says anything and that has days between two."""
        return next((h for h in self.holes if h[0] <= until and h[1] >= since), None)

    def missing(self, shipment: str) -> tuple[date, date] | None:
        """Return a time in which receipts of a shipment may lie that no report holds."""
        first, last = self.first(shipment), self.last(shipment)
        if first is None or last is None:
            return None
        return self.hole(first - timedelta(RECONCILING[1]), max(last, first) + timedelta(RECONCILING[1]))

    def whole(self, shipment: str) -> bool:
        """Say whether no receipt of a shipment can lie before the reports begin, or between them."""
        return self.delivered(shipment) is not None and self.missing(shipment) is None


def _holes(spans: list[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Give the first and the last day of each time that lies between reports; what stands between two rows of one does not."""
    until = date.max
    for begin, end in sorted(spans):
        if until < date.max and (begin - until).days > 1:
            yield until + timedelta(1), begin - timedelta(1)
        until = end if until == date.max else max(until, end)


def _sent(contents: Sequence[Contents]) -> dict[str, dict[str, _Listed]]:
    """Return what each shipment should hold; where two files differ, as of two days, the one by which less is short counts."""
    sent: dict[str, dict[str, _Listed]] = {}
    for one in contents:
        listed: dict[tuple[str, str], _Listed] = {}
        for row in one.rows:
            same = listed.setdefault((row.shipment, row.fnsku), _Listed(row, 0, 0))
            same.expected += row.expected
            same.located = None if same.located is None or row.located is None else same.located + row.located
        for (shipment, fnsku), line in listed.items():
            before = sent.setdefault(shipment, {}).setdefault(fnsku, line)
            before.expected = min(before.expected, line.expected)
            before.located = max((x for x in (before.located, line.located) if x is not None), default=None)
    return sent


def _lines(
    shipment: str, sent: dict[str, _Listed], receipts: _Receipts, unknown: list[str], surplus: Counter[str]
) -> list[_Short]:
    """Return a shipment's lines with what was received; none, and a sentence, where nobody knows it.

    Units beyond what it should hold, also of goods that it does not list, are added to `surplus`: they were booked for the wrong
    shipment.
    """
    booked = Counter[str]()
    for row in receipts.by_shipment.get(shipment, ()):
        booked[row.fnsku] += row.units
    delivered = receipts.delivered(shipment)
    made = [
        _Short(shipment, delivered, line.row, line.expected, max(line.located or 0, booked[fnsku]))
        for fnsku, line in sent.items()
    ]
    for line in made:
        surplus[line.row.fnsku] += max(0, line.received - line.expected)
    for fnsku in booked.keys() - sent.keys():
        surplus[fnsku] += max(0, booked[fnsku])
    if any(line.located is None for line in sent.values()) and not receipts.whole(shipment):
        unknown.append(_why_unknown(shipment, receipts))
        return []
    if not any(line.received for line in made):
        unknown.append(f"{shipment}: nothing of it was received yet, so it may still be under way.")
        return []
    if any(line.left for line in made) and receipts.last(shipment) is None:
        unknown.append(
            f"{shipment}: no report holds a receipt for it, so nobody knows when it arrived and whether Amazon is still counting it; "
            "download the Inventory Ledger of the months in which it arrived, until today."
        )
    return made


def _why_unknown(shipment: str, receipts: _Receipts) -> str:
    first, silent = receipts.first(shipment), "its contents do not say how many units were located, and"
    if first is None:
        return (
            f"{shipment}: {silent} no report holds a receipt for it; "
            "download the Inventory Ledger of the months in which it arrived."
        )
    since = first - timedelta(RECONCILING[1])
    if hole := receipts.missing(shipment):
        return (
            f"{shipment}: {silent} a receipt may lie between {hole[0]} and {hole[1]}, of which no report says anything; "
            f"download the Inventory Ledger from {since} on as one file."
        )
    return (
        f"{shipment}: {silent} the reports begin on {receipts.begin}, so that a "
        f"receipt may lie before them; download the Inventory Ledger from {since} on."
    )


def _set_against(lines: list[_Short], day: date, units: int) -> int:
    """Settle lines that were delivered until that day, in their order, with some units; return how many that were."""
    before = max(0, units)
    left = before
    for line in lines:
        if line.delivered is None or line.delivered <= day:
            taken = min(left, line.left)
            line.left -= taken
            left -= taken
    return before - left


def _told(lines: list[_Short], receipts: _Receipts) -> Iterator[ShortShipment]:
    shipments = defaultdict[str, list[_Short]](list)
    for line in lines:
        if line.left:
            shipments[line.shipment].append(line)
    for shipment, short in sorted(shipments.items(), key=lambda s: (s[1][0].delivered or date.max, s[0])):
        rows = receipts.by_shipment.get(shipment, [])
        countries = {c for r in rows if (c := r.cell("country"))}
        yield ShortShipment(
            shipment,
            countries.pop() if len(countries) == 1 else "",
            tuple(dict.fromkeys(c for r in rows if (c := r.cell("fulfillment center", "fulfillment center id")))),
            short[0].delivered,
            receipts.first(shipment),
            receipts.counted(shipment),
            tuple(
                ShortLine(
                    x.row.fnsku, x.row.sku, x.row.asin, x.row.title, x.expected, x.received, x.expected - x.received - x.left
                )
                for x in short
            ),
        )  # fmt: skip
