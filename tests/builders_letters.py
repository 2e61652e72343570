"""Cases for the tests of letters, made in memory."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from evidencekit.model.assessment import Assessment, CheckStatus, Limit
from evidencekit.model.case import Case
from evidencekit.model.casefile import CaseFile
from evidencekit.model.evidence import Exhibit, Fact, FactValue, Line, Reading, Scan, SourceFile
from evidencekit.model.inforce import in_force
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, LostGoods, Particular, Particulars
from evidencekit.model.profile import Profile, ProfileFile
from evidencekit.model.vocabulary import Capacity, Kind, LossType, Mode, ReadBy, View

TODAY = date(2026, 10, 20)
CLAIMANT = Claimant(
    name="Harbor Home Goods LLC",
    address="1200 Pine Street\nSeattle, WA 98101\nUSA",
    email="claims@harborhome.example",
    phone="+1 206 555 0143",
    capacity=Capacity.OWNER,
    signatory="Maria Lindqvist, Logistics Manager",
)
LIMIT = Limit(
    Money(Decimal("2000.00"), "USD"),
    "unless a higher value was declared; Tariff of 2026 (read 2026-01-01, confidence H)",
)


def profile(
    *letters: str,
    messages: tuple[str, ...] = (),
    addressed_as: str = "carrier",
    name: str = "ups-us",
    recipient: str = "United Parcel Service",
) -> Profile:
    """Make a recipient that wants these letters."""
    limit = {
        "amount": "2000.00 USD",
        "per": "package",
        "basis": "unless a higher value was declared",
        "source": "terms",
    }
    file = ProfileFile.model_validate(
        {
            "id": name, "title": f"{recipient}, claims", "recipient": recipient, "department": "Claims", "addressed_as": addressed_as,
            "sources": {"terms": {"text": "Tariff of 2026", "read_on": date(2026, 1, 1), "confidence": "H"}},
            "version": [{"letters": letters, "messages": messages, "limits": [limit]}],
        }
    )  # fmt: skip
    return in_force(file, None)


def fact(name: str, value: FactValue, source: str = "scan0001.pdf") -> Fact:
    """Make a fact that one file says."""
    return Fact(name, value, source, 1, ReadBy.TEXT, 0.95)


def exhibit(
    path: str, label: str | None, kind: Kind, title: str, *facts: Fact, view: View | None = None
) -> Exhibit:
    """Make an exhibit; its bytes play no part in letters."""
    source = SourceFile(path, Path(path), path.encode().hex().ljust(64, "0")[:64], 1, "application/pdf")
    return Exhibit(Reading(source, facts=facts), kind, 0.9, "made for a test", title, view, label)


def exhibits() -> tuple[Exhibit, ...]:
    """Make the file of a crushed parcel."""
    views = (View.OUTER_BOX, View.ALL_SIDES, View.LABEL, View.INNER_PACKING, View.DAMAGE_CLOSE_UP)
    taken = datetime(2026, 9, 10, 16, 5)
    scans = (
        Scan(datetime(2026, 9, 4, 17, 40), "Origin scan", "Seattle, WA"),
        Scan(datetime(2026, 9, 8, 3, 12), "Departed from facility", "Hodgkins, IL"),
        Scan(datetime(2026, 9, 10, 11, 26), "Delivered", "Columbus, OH"),
    )
    return (
        exhibit("label.png", "A", Kind.SHIPPING_LABEL, "Shipping label"),
        exhibit("packing list.xlsx", "B", Kind.PACKING_LIST, "Packing list"),
        exhibit("tracking.csv", "C", Kind.TRACKING_HISTORY, "Tracking history", *(fact("scan", s, "tracking.csv") for s in scans)),
        exhibit("scan0001.pdf", "D", Kind.PROOF_OF_DELIVERY, "Delivery receipt with exceptions"),
        *(
            exhibit(f"photos/{n}.jpg", "EFGHI"[n], Kind.PHOTO, f"Photograph {n}", fact("captured_at", taken, f"photos/{n}.jpg"), view=view)
            for n, view in enumerate(views)
        ),
        exhibit(
            "supplier invoice.pdf", "J", Kind.SUPPLIER_INVOICE, "Supplier invoice NT-4471",
            fact("invoice_date", date(2026, 7, 2), "supplier invoice.pdf"), fact("invoice_number", "NT-4471", "supplier invoice.pdf"),
        ),
        exhibit(
            "notice.eml", "K", Kind.CORRESPONDENCE, "E-mail to UPS of September 11, 2026",
            fact("sent_at", datetime(2026, 9, 11, 9, 2), "notice.eml"), fact("subject", "Damaged parcel 1Z999AA10123456784", "notice.eml"),
        ),
        exhibit("old.zip", None, Kind.OTHER, "Archive"),
    )  # fmt: skip


def goods(*, lines: int = 2, words: str = "Ceramic pour-over set, matte white") -> tuple[LostGoods, ...]:
    """Make lines of goods."""
    cost = Money(Decimal("12.50"), "USD")
    return tuple(
        LostGoods(
            f"SKU-{n:05}",
            words,
            Decimal(24),
            Decimal(6 + n),
            cost,
            cost.times(6 + n),
            ("supplier invoice.pdf", "packing list.xlsx"),
        )
        for n in range(1, lines + 1)
    )


def particulars(**changes: object) -> Particulars:
    """Make what is known of the crushed parcel."""
    known: tuple[tuple[str, FactValue | Money, tuple[str, ...]], ...] = (
        ("carrier", "UPS", ("label.png",)),
        ("tracking_number", "1Z999AA10123456784", ("label.png", "tracking.csv")),
        ("ship_date", date(2026, 9, 4), ("tracking.csv",)),
        ("delivery_date", date(2026, 9, 10), ("tracking.csv", "scan0001.pdf")),
        ("discovery_date", date(2026, 9, 10), ()),
        ("packages", 12, ()),
        ("packages_affected", 2, ()),
        ("gross_weight_kg", Decimal("86.4"), ("packing list.xlsx",)),
        ("affected_weight_kg", Decimal("14.2"), ()),
        ("declared_value", Money(Decimal("1245.00"), "USD"), ()),
        ("from_country", "US", ()),
        ("to_country", "US", ()),
        ("exception", "2 ctns crushed, contents rattle", ("scan0001.pdf",)),
    )
    entries = tuple(
        Particular(
            name,
            value,
            tuple(fact(name, value, s) for s in sources) if not isinstance(value, Money) else (),
            stated=not sources,
        )
        for name, value, sources in known
    )
    lines = goods()
    values: dict[str, object] = {
        "reference": "HH-2026-017", "claimant": CLAIMANT, "mode": Mode.PARCEL, "loss_type": LossType.DAMAGED,
        "description": "Two cartons were crushed at one corner. Thirteen sets inside are broken and cannot be sold or repaired.",
        "amount": Money(Decimal("187.50"), "USD"), "amount_basis": "quantity lost times unit cost, line by line",
        "goods": lines, "entries": entries,
    }  # fmt: skip
    return Particulars(**(values | changes))  # type: ignore[arg-type]


def nothing_known() -> Particulars:
    """Make particulars of which nothing is known."""
    return particulars(
        claimant=Claimant(),
        mode=None,
        loss_type=None,
        description=None,
        amount=None,
        amount_basis="",
        goods=(),
        entries=(),
    )


def inbound() -> tuple[Particulars, tuple[Exhibit, ...]]:
    """Make an Amazon shipment that arrived short."""
    contents = Line(
        sku="HH-MUG-1",
        description="Mug",
        quantity=Decimal(120),
        quantity_received=Decimal(96),
        fnsku="X001ABCDEF",
    )
    lost = LostGoods(
        "HH-MUG-1",
        "Mug",
        Decimal(120),
        Decimal(24),
        Money(Decimal("3.10"), "USD"),
        Money(Decimal("74.40"), "USD"),
    )
    filed = (
        exhibit(
            "contents.csv",
            "A",
            Kind.INVENTORY_REPORT,
            "Shipment contents",
            fact("line", contents, "contents.csv"),
        ),
        exhibit("bol.pdf", "B", Kind.BILL_OF_LADING, "Bill of lading, signed"),
        exhibit("invoice.pdf", "C", Kind.SUPPLIER_INVOICE, "Supplier invoice 88"),
    )
    entries = (
        Particular("fba_shipment_id", "FBA15ABCDEF1", (), stated=True),
        Particular("carrier", "Saia", (), stated=True),
        Particular("ship_date", date(2026, 6, 1), (), stated=True),
        Particular("fc_delivery_date", date(2026, 6, 9), (), stated=True),
    )
    made = particulars(
        loss_type=LossType.SHORTAGE, goods=(lost,), entries=entries, mode=Mode.ROAD, amount=lost.amount
    )
    return made, filed


def assessment(limit: Limit | None = LIMIT) -> Assessment:
    """Make the assessment of a case that lacks nothing."""
    return Assessment("ups-us", CheckStatus.READY, (), (), (), limit, ())


def case(folder: Path, **written: object) -> Case:
    """Make a case with this much in its `case.toml`."""
    return Case("crushed-parcel", folder, CaseFile.model_validate(written), described=bool(written))
