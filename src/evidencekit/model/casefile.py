"""`case.toml`: what only a person knows, or knows better; every key is optional."""

from datetime import date, datetime

from pydantic import Field, SecretStr

from evidencekit.model.entry import AmountText, Entry, Number
from evidencekit.model.vocabulary import Capacity, Decision, Event, Kind, LossType, Mode, View


class ClaimantEntry(Entry):
    """Who claims."""

    name: str | None = None
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    capacity: Capacity | None = None
    signatory: str | None = None
    owner: str | None = None
    """Who owns the goods, name and address in lines, where that is not the claimant."""


class ConsignmentEntry(Entry):
    """The shipment, as far as a person corrects what was read."""

    carrier: str | None = None
    mode: Mode | None = None
    tracking_numbers: tuple[str, ...] = ()
    return_tracking_number: str | None = None
    """Of the buyer's return; `tracking_numbers` are those of the way to the buyer."""
    service: str | None = None
    from_country: str | None = None
    to_country: str | None = None
    shipper: str | None = None
    consignee: str | None = None
    vessel: str | None = None
    voyage: str | None = None
    port_of_loading: str | None = None
    port_of_discharge: str | None = None
    bol_number: str | None = None
    awb_number: str | None = None
    pro_number: str | None = None
    container_number: str | None = None
    seal_number: str | None = None
    fba_shipment_id: str | None = None
    warehouse: str | None = None
    """The warehouse or fulfilment centre in which it arrived or was lost; losses are counted by it."""
    nmfc_item: str | None = None
    packages: int | None = None
    packages_affected: int | None = None
    gross_weight_kg: Number | None = None
    affected_weight_kg: Number | None = None
    declared_value: AmountText | None = None
    insured_value: AmountText | None = None
    regimes: tuple[str, ...] = ()
    """The law that applies, by id, where a person knows it better than the route tells."""


class LossEntry(Entry):
    """What happened."""

    type: LossType | None = None
    description: str | None = None
    amount: AmountText | None = None
    freight: AmountText | None = None
    """Paid for the whole consignment; the lost goods' share of its value is claimed."""
    duty: AmountText | None = None
    """Paid for the whole consignment; claimed as freight is."""
    refund_amount: AmountText | None = None
    """What the buyer was refunded, and the account debited."""
    rma_number: str | None = None
    """The number under which the return was authorised."""
    return_reason: str | None = None
    """Why the buyer sent the goods back, in its own words."""
    kept_at: str | None = None
    """Where goods and packaging can be inspected."""
    beyond_repair: str | None = None
    """Why the goods cannot be repaired, in a sentence."""


class PackagingEntry(Entry):
    """How the goods were packed, as the person knows who packed them."""

    outer: str | None = None
    """The box: material, strength, size."""
    inner: str | None = None
    """What lay around the goods."""
    closed_with: str | None = None
    packed_by: str | None = None
    packed_on: date | None = None


class GoodsEntry(Entry):
    """One line of goods."""

    sku: str | None = None
    description: str | None = None
    quantity: Number | None = None
    quantity_lost: Number | None = None
    unit_cost: AmountText | None = None
    """What one unit cost after all discounts."""
    discount: AmountText | None = None
    """What was taken off the price of one unit; `unit_cost` is what remained."""
    salvage: AmountText | None = None
    """What the damaged goods of this line still fetch; zero is an answer, too."""
    repair: AmountText | None = None
    """What repairing units of this line costs; such units do not count in `quantity_lost`."""
    other: AmountText | None = None
    """Survey fees and the like for this line."""
    serial_numbers: tuple[str, ...] = ()


class AreaEntry(Entry):
    """A part of a page that is covered, in hundredths of its width and height from the upper left corner."""

    page: int = Field(ge=1)
    left: Number = Field(ge=0, le=100)
    top: Number = Field(ge=0, le=100)
    width: Number = Field(gt=0, le=100)
    height: Number = Field(gt=0, le=100)


class EvidenceEntry(Entry):
    """What a person says about one file; it wins over what the program read."""

    kind: Kind | None = None
    view: View | None = None
    title: str | None = None
    note: str | None = None
    label: str | None = None
    leave_out: bool | None = None
    """True: never sent. False: sent even to a recipient that will refuse it."""
    redact: tuple[str, ...] = ()
    """Words and numbers that are covered wherever they stand in it."""
    redact_areas: tuple[AreaEntry, ...] = ()
    redact_prices: bool = False
    """Whether prices and sums are covered; quantities, dates and numbers stay."""
    redact_faces: bool = False
    """Whether faces are covered; those that are not seen from the front are not found."""
    leave_out_pages: tuple[int, ...] = ()
    """Pages, from 1, that are not sent."""
    redact_for: tuple[str, ...] = ()
    """The recipients from whom it is hidden; from all where there is none."""

    @property
    def hides(self) -> bool:
        """Whether anything of the file is hidden from anyone."""
        return bool(
            self.redact
            or self.redact_areas
            or self.redact_prices
            or self.redact_faces
            or self.leave_out_pages
        )


class RateEntry(Entry):
    """A rate of exchange that the claim uses, with its day and source; none is built in."""

    rate: AmountText
    on: date
    source: str


class ClaimEntry(Entry):
    """What happened with one recipient after filing."""

    filed_on: date | None = None
    number: str | None = None
    acknowledged_on: date | None = None
    decided_on: date | None = None
    decision: Decision | None = None
    documents_on: date | None = None
    """When the documents that were still missing were sent."""
    appealed_on: date | None = None
    reason_code: str | None = None
    """The recipient's code, such as one of X12 element 548."""
    reason: str | None = None
    """Why it refused, in its own words."""
    answer: str | None = None
    """What the claimant answers to that."""
    paid: AmountText | None = None


class DeliveryWish(Entry):
    """What a portal takes, where a person knows better than the profile."""

    form: str | None = None
    """`single`, `parts`, `files`, `zip`, `text` or `urls`."""
    max_file_bytes: int | None = Field(default=None, gt=0)
    max_pages: int | None = Field(default=None, gt=0)
    max_files: int | None = Field(default=None, gt=0)
    formats: tuple[str, ...] | None = None
    archival: bool | None = None
    encrypted: bool | None = None


class CaseFile(Entry):
    """The whole of `case.toml`."""

    reference: str | None = None
    recipients: tuple[str, ...] = ()
    language: str | None = None
    """Of the letters; left out: the recipient's own, else English."""
    claimant: ClaimantEntry = ClaimantEntry()
    consignment: ConsignmentEntry = ConsignmentEntry()
    loss: LossEntry = LossEntry()
    packaging: PackagingEntry = PackagingEntry()
    events: dict[Event, date | datetime] = Field(default_factory=dict)
    goods: tuple[GoodsEntry, ...] = ()
    evidence: dict[str, EvidenceEntry] = Field(default_factory=dict)
    confirmed: dict[str, bool] = Field(default_factory=dict)
    explained: dict[str, str] = Field(default_factory=dict)
    """Why a document that a recipient asks for is not there, by the id of the requirement."""
    rates: dict[str, RateEntry] = Field(default_factory=dict)
    claims: dict[str, ClaimEntry] = Field(default_factory=dict)
    delivery: dict[str, DeliveryWish] = Field(default_factory=dict)
    """By recipient."""
    secrets: dict[str, SecretStr] = Field(default_factory=dict, repr=False)


_ELSEWHERE = {
    "amount": '[loss] amount = "..."',
    "description": '[loss] description = "..."',
    "loss_type": '[loss] type = "..."',
    "refund_amount": '[loss] refund_amount = "39.99 USD"',
    "rma_number": '[loss] rma_number = "..."',
    "return_reason": '[loss] return_reason = "..."',
    "tracking_number": '[consignment] tracking_numbers = ["..."]',
    "serial_number": '[[goods]] serial_numbers = ["..."]',
    "sku": '[[goods]] sku = "..."',
}
"""Facts that stand in `case.toml` under another name than their own."""


def line_for(fact: str) -> str | None:
    """Return the line of `case.toml` that states a fact, such as `[events] ship_date = 2026-01-31`; None where it has none."""
    if fact in _ELSEWHERE:
        return _ELSEWHERE[fact]
    if fact in {event.value for event in Event}:
        return f"[events] {fact} = 2026-01-31"
    if fact not in ConsignmentEntry.model_fields:
        return None
    return f"[consignment] {fact} = " + (
        "12" if ConsignmentEntry.model_fields[fact].annotation == int | None else '"..."'
    )
