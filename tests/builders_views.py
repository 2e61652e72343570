"""Values as the steps would make them, for tests of what people and programs read."""

import io
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from PIL import Image

from evidencekit.errors import ExitCode
from evidencekit.model.assessment import (
    Assessment,
    CheckStatus,
    Limit,
    Missing,
    NotAccepted,
    RunningWindow,
    Satisfied,
    WindowStatus,
)
from evidencekit.model.bundle import Outcome, OutcomeStatus, PlacedExhibit, Review
from evidencekit.model.case import Case
from evidencekit.model.casefile import CaseFile
from evidencekit.model.evidence import Exhibit, Fact, Line, PagedExhibit, Reading, SourceFile
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, LostGoods, Particular, Particulars
from evidencekit.model.vocabulary import Capacity, Kind, LossType, Mode, ReadBy, View

TODAY = date(2026, 10, 20)
TRACKING = "1Z999AA10123456784"


def jpeg(colour: str = "peru") -> bytes:
    """Make a small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(kept, "JPEG")
    return kept.getvalue()


def fact(
    name: str, value: object, source: str, page: int | None = None, read_by: ReadBy = ReadBy.TEXT
) -> Fact:
    """Make a fact that is sure."""
    return Fact(name, value, source, page, read_by, 0.98)  # type: ignore[arg-type]


def exhibit(
    path: str,
    kind: Kind = Kind.SUPPLIER_INVOICE,
    *,
    label: str | None = "A",
    because: str = "the words 'invoice' on page 1",
    facts: tuple[Fact, ...] = (),
    findings: tuple[Finding, ...] = (),
    view: View | None = None,
    left_out: str | None = None,
    title: str = "Invoice of the supplier",
    note: str = "",
) -> Exhibit:
    """Make an exhibit of one page."""
    source = SourceFile(
        path, Path("/nowhere") / path, sha256(path.encode()).hexdigest(), 237928, "application/pdf"
    )
    reading = Reading(source, pages=1, facts=facts, findings=findings)
    return Exhibit(reading, kind, 0.93, because, title, view=view, label=label, note=note, left_out=left_out)


def window(
    status: WindowStatus = WindowStatus.OPEN,
    latest: date | None = date(2026, 10, 28),
    days: int | None = 8,
    **changed: str,
) -> RunningWindow:
    """Make a window to claim."""
    given = {
        "id": "claim",
        "action": "claim",
        "if_missed": "claim_barred",
        "confidence": "H",
        "source": "https://example.com/terms, 2026-01-01",
        "explanation": "60 days from the delivery date (29 August 2026).",
    } | changed
    return RunningWindow(earliest=None, latest=latest, days_left=days, status=status, **given)  # type: ignore[arg-type]


def missing(*, blocking: bool = True) -> Missing:
    """Make a requirement that nothing satisfies."""
    refused = (NotAccepted("pro forma.pdf", "a pro-forma invoice proves no sale"),)
    return Missing(
        "proof-of-value",
        "proof of value: an invoice or a receipt",
        "UPS asks for it.",
        ("Supplier invoice", "Receipt"),
        refused,
        blocking=blocking,
    )


def assessment(status: CheckStatus = CheckStatus.READY, **changed: object) -> Assessment:
    """Make an assessment for UPS."""
    given: dict[str, object] = {
        "satisfied": (Satisfied("label", "a close-up of the label", ("label.png",)),),
        "missing": (),
        "windows": (window(),),
        "limit": Limit(Money(Decimal("100.00"), "USD"), "unless a higher value was declared"),
        "findings": (warning("ask-person", "Is the packaging kept?", "packaging-kept"),),
    }
    return Assessment("ups-us", status, **(given | changed))  # type: ignore[arg-type]


def particulars(entries: tuple[Particular, ...] | None = None) -> Particulars:
    """Make the particulars of a crushed parcel."""
    label = fact("tracking_number", TRACKING, "label.png", None, ReadBy.BARCODE)
    scan = fact("tracking_number", TRACKING, "scan0001.pdf", 1)
    standard = (
        Particular("carrier", "UPS", stated=True),
        Particular("packages", 2, (fact("packages", 2, "scan0001.pdf", 1),)),
        Particular("ship_date", date(2026, 9, 4), (fact("ship_date", date(2026, 9, 4), "scan0001.pdf", 1),)),
        Particular("gross_weight_kg", Decimal("86.40"), stated=True),
        Particular("declared_value", Money(Decimal("1245.00"), "USD"), stated=True),
        Particular("tracking_number", TRACKING, (label, scan)),
    )
    cost = Money(Decimal("12.50"), "USD")
    goods = LostGoods(
        "SKU-17", "Ceramic pour-over set", Decimal(24), Decimal(6), cost, cost.times(6), ("invoice.pdf",)
    )
    return Particulars(
        reference="HH-2026-017",
        claimant=Claimant(name="Harbor Home Goods LLC", capacity=Capacity.SHIPPER),
        mode=Mode.PARCEL,
        loss_type=LossType.DAMAGED,
        description="Two cartons crushed.",
        amount=Money(Decimal("1075.00"), "USD"),
        amount_basis="quantity lost times unit cost",
        goods=(goods,),
        entries=standard if entries is None else entries,
    )


def case(reference: str = "HH-2026-017") -> Case:
    """Make the case to which the particulars belong."""
    return Case("crushed-parcel", Path("/nowhere"), CaseFile(reference=reference), described=True)


def review() -> Review:
    """Make a review of three files."""
    row = Line(sku="SKU-17", quantity=Decimal(24), unit_cost=Money(Decimal("12.50"), "USD"))
    invoice = exhibit(
        "invoice.pdf",
        facts=(
            fact("total", Decimal("1245.00"), "invoice.pdf", 1),
            fact("invoice_date", date(2026, 8, 1), "invoice.pdf", 1),
            fact("line", row, "invoice.pdf", 1),
        ),
        findings=(note("signed", "It is signed.", "invoice.pdf"),),
    )
    taken = fact("captured_at", datetime(2026, 9, 10, 14, 5), "photo 1.jpg", None, ReadBy.EXIF)
    photo = exhibit(
        "photo 1.jpg", Kind.PHOTO, label="B", view=View.OUTER_BOX, facts=(taken,), title="The box"
    )
    unknown = exhibit(
        "scan0002.pdf", Kind.OTHER, label="C", because="nothing in it says what it is", title="Document"
    )
    twin = exhibit("copy.pdf", label=None, left_out="It has the same content as invoice.pdf.")
    return Review(
        "crushed-parcel",
        (invoice, photo, unknown, twin),
        particulars(),
        (assessment(),),
        (note("skipped", "Thumbs.db was skipped."),),
    )


def placed(one: Exhibit, first: int, last: int) -> PlacedExhibit:
    """Put an exhibit into a bundle."""
    return PlacedExhibit(
        PagedExhibit(one, Path("/nowhere.pdf"), last - first + 1, "copied"), first, last, first - 1
    )


def outcome(status: OutcomeStatus = OutcomeStatus.BUILT) -> Outcome:
    """Make an outcome of one exhibit."""
    if status is not OutcomeStatus.BUILT:
        return Outcome(
            "crushed-parcel",
            "ups-us",
            status,
            findings=(warning("x", "It is late."),),
            exit_code=ExitCode.REFUSED,
        )
    exhibits = (placed(exhibit("invoice.pdf"), 6, 7),)
    return Outcome("crushed-parcel", "ups-us", status, Path("out/crushed-parcel/ups-us"), 31, 0.8, exhibits)
