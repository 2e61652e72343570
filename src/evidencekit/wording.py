"""What letter templates can say: every name, in groups."""

import base64
from dataclasses import dataclass, fields, replace
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from evidencekit.lettertext import Links, Picture, Row


@dataclass(frozen=True, slots=True)
class ClaimantWords:
    """Who claims."""

    name: str
    address: str
    """In lines."""
    address_line: str
    """In one line."""
    email: str
    """Optional."""
    phone: str
    """Optional."""
    contact: str
    """E-mail and telephone number, in one line."""
    capacity: str
    """As words: `owner of the goods`."""
    signatory: str
    """Who signs."""
    position: str
    """Of who signs; empty where not known."""
    owner: str
    """Who owns the goods, in lines; a gap where the claimant does not and nobody said who does."""
    owner_line: str
    """In one line."""


@dataclass(frozen=True, slots=True)
class AddresseeWords:
    """To whom this letter goes: the recipient, the carrier, or nobody where it is a form to sign."""

    name: str
    department: str
    """Empty where there is none."""
    is_recipient: str
    """`yes`, or empty."""


@dataclass(frozen=True, slots=True)
class RecipientWords:
    """To whom."""

    name: str
    department: str
    """Empty where the profile names none."""
    title: str
    """The profile's title."""
    addressed_as: str
    """`carrier`, `insurer`, `platform` or `anyone`."""
    claim_number: str
    """The recipient's own number of this claim; empty where there is none yet."""


@dataclass(frozen=True, slots=True)
class ConsignmentWords:
    """Which shipment; an optional value is empty where it is not known."""

    carrier: str
    """By name."""
    mode: str
    """Optional; `parcel`, `post`, `air`, `road`, `rail`, `sea`."""
    tracking_number: str
    """Optional, as are all numbers; several are separated by commas."""
    bol_number: str
    """Bill of lading, or consignment note by road and rail."""
    awb_number: str
    """Air waybill."""
    pro_number: str
    """PRO number."""
    container_number: str
    """Container."""
    seal_number: str
    """Seal."""
    vessel: str
    """Optional."""
    voyage: str
    """Optional."""
    fba_shipment_id: str
    """Optional; a gap where the program asks for it."""
    shipper: str
    """Optional."""
    consignee: str
    """Optional."""
    route: str
    """`Ningbo to Los Angeles`, or the two countries."""
    ship_date: str
    """When it was shipped, else the date of the bill of lading or air waybill, and which it is."""
    delivery_date: str
    """When it was delivered; empty where it was lost."""
    packages: str
    """Optional; a gap at sea."""
    packages_affected: str
    """Optional."""
    gross_weight: str
    """Optional, with its unit."""
    affected_weight: str
    """Optional; a gap by air, road and rail, where the carrier's limit goes by it."""
    declared_value: str
    """Optional."""
    insured_value: str
    """Optional."""
    policy_number: str
    """Optional; a gap for an insurer."""
    nmfc_item: str
    summary: str
    """Carrier, number and date in one line, for the subject."""
    rows: tuple[Row, ...]
    """All of it that is known, and a gap for what such a consignment must have."""
    identity: tuple[Row, ...]
    """Of these only what tells the consignment from others: carrier, numbers, parties, route, day of shipment."""


@dataclass(frozen=True, slots=True)
class LossWords:
    """What happened."""

    type: str
    """The name of the loss type, such as `damaged`; empty where not known."""
    heading: str
    """`damage in transit`"""
    account: str
    """The facts in whole sentences."""
    description: str
    """What the claimant wrote about it."""
    discovered: str
    """Optional; the day."""
    amount: str
    """What is claimed: the loss less what was paid on it already."""
    refund: str
    """What the buyer was refunded; empty where that is not known, or several sums are."""
    amount_basis: str
    """How the amount comes about, as the end of a sentence: `quantity lost times unit cost`."""
    goods_kept: str
    """`goods and packaging`, `packaging`, or empty where nothing can be inspected, or nobody said that it is kept."""
    kept_at: str
    """Where they can be inspected."""
    beyond_repair: str
    """Why the goods cannot be repaired."""
    total: str = ""
    """What the loss comes to, before anything that was paid on it is taken off."""


@dataclass(frozen=True, slots=True)
class LineWords:
    """One line of the statement of claim."""

    number: str
    """Counted from 1."""
    sku: str
    """Optional."""
    description: str
    quantity: str
    """In the consignment."""
    quantity_lost: str
    unit_cost: str
    """After all discounts, as far as they are known."""
    amount: str
    """Quantity lost times unit cost."""
    salvage: str
    """This and the next four: a dash where nothing was stated."""
    repair: str
    freight: str
    """This line's share of the consignment's freight, by value."""
    duty: str
    other: str
    net: str
    """What is claimed for the line."""
    exhibits: Links
    """Where the numbers come from."""


@dataclass(frozen=True, slots=True)
class GoodsWords:
    """What was lost, and the sum."""

    lines: tuple[LineWords, ...]
    totals: tuple[Row, ...]
    serial_numbers: str
    """Empty where none is stated."""
    discounts: str
    """In a sentence; empty where nothing is known of discounts."""
    total_net: str
    """The sum of what is claimed for the lines; empty where it is not known in one currency."""
    only_late: str = ""
    """`yes` where the loss is that the goods came late, and no line of them says more; else empty."""
    paid: tuple[Row, ...] = ()
    """The whole loss and what was paid on it by whom; empty where nothing was. The statement has it in `totals`."""


@dataclass(frozen=True, slots=True)
class LimitWords:
    """What the recipient's own terms cap; both empty where no amount is known."""

    amount: str
    """Optional; what the recipient's own terms cap: `USD 100.00 per package`; empty where a higher value was declared."""
    basis: str
    """Optional; on what condition."""


@dataclass(frozen=True, slots=True)
class ExhibitWords:
    """One exhibit, or in `exhibit_list` several photographs in a row."""

    label: str
    """Its letter."""
    link: Links
    """The label as a link."""
    title: str
    file: str
    """Its path in the case folder."""


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """What came of this claim since it was filed, from `[claims]`; what is not known is empty."""

    filed: str
    days: str
    """Since it was filed."""
    restated: str
    """Of a claim that was filed and is not decided: that this letter states the same claim again; empty for any other."""
    number: str
    acknowledged: str
    documents: str
    """When further documents were sent."""
    decided: str
    decision: str
    """`paid`, `partly_paid`, `denied`, `open` or empty."""
    reason_code: str
    reason: str
    """The recipient's words, else what its code means."""
    answer: str
    """What the claimant answers."""
    paid: str
    balance: str
    """What is left to claim where the recipient paid a part; empty where that is not known."""
    carmack: str
    """`yes` where 49 CFR 370 binds the recipient."""
    recovered: str = ""
    """In sentences: who has paid what on the loss already, and what is left of it; empty where nothing was paid."""


@dataclass(frozen=True, slots=True)
class MissingWords:
    """A document that the recipient asks for and that is not there."""

    title: str
    why: str
    """Why the recipient asks for it."""
    explanation: str
    """Why it is not there."""


@dataclass(frozen=True, slots=True)
class EnclosedWords:
    """A document that the recipient asks for and where it stands."""

    number: str
    title: str
    exhibits: Links
    """Empty where it is not enclosed."""


@dataclass(frozen=True, slots=True)
class PhotoWords:
    """One photograph of the photo log."""

    link: Links
    shows: str
    taken: str
    device: str
    """Empty where the file does not name it."""
    note: str
    file: str
    digest: str


@dataclass(frozen=True, slots=True)
class ScheduleWords:
    """One exhibit of the schedule."""

    link: Links
    title: str
    kind: str
    dated: str
    """Empty where no date was read."""
    file: str
    digest: str
    """SHA-256."""


@dataclass(frozen=True, slots=True)
class PackagingWords:
    """How the goods were packed, as stated; what nobody said is empty."""

    outer: str
    inner: str
    closed_with: str
    packed_by: str
    packed_on: str


@dataclass(frozen=True, slots=True)
class EventWords:
    """One line of the chronology."""

    when: str
    """Date, with the time where it is known."""
    what: str
    exhibits: Links


@dataclass(frozen=True, slots=True)
class UnitWords:
    """One line of an Amazon shipment."""

    fnsku: str
    sku: str
    """Optional."""
    description: str
    """Optional."""
    expected: str
    located: str
    missing: str


@dataclass(frozen=True, slots=True)
class RateWords:
    """A rate of exchange that the claim uses."""

    currency: str
    rate: str
    day: str
    source: str


_NO_PICTURE = Picture()


@dataclass(frozen=True, slots=True)
class FirmWords:
    """What the firm's own `firm.toml` says; each is empty where it says nothing."""

    letterhead: str = ""
    """In lines, instead of the claimant's address."""
    closing: str = ""
    """A paragraph before the signature."""
    footer: str = ""
    """At the foot of every page."""
    logo: Picture = _NO_PICTURE
    """Instead of the claimant's name."""
    signature: Picture = _NO_PICTURE
    """Above the signatory's name."""
    paper: str = "a4"
    """Of the letters: `a4` or `letter`."""


_NO_FIRM = FirmWords()


@dataclass(frozen=True, slots=True)
class Wording:
    """The names at the top of every template."""

    reference: str
    """The case's reference."""
    today: str
    """The date of the letter."""
    claimant: ClaimantWords
    recipient: RecipientWords
    addressee: AddresseeWords
    consignment: ConsignmentWords
    loss: LossWords
    goods: GoodsWords
    limit: LimitWords
    letters: tuple[str, ...]
    """Titles of all letters of this bundle, to name those that are enclosed."""
    exhibits: tuple[ExhibitWords, ...]
    """Every exhibit that is sent, in order."""
    exhibit_list: tuple[ExhibitWords, ...]
    """The same with photographs that follow one another in one row."""
    chronology: tuple[EventWords, ...]
    notice_under: str
    """The provisions under which a notice of the loss is given, as far as they apply; empty where none is known."""
    report_under: str
    """The provisions under which the carrier is asked for its report; empty where none asks for one, or it is among the exhibits."""
    report_by: str
    """Until when that report must be asked for; empty where no day is known, or it has passed."""
    units: tuple[UnitWords, ...]
    """Lines of an Amazon shipment that arrived short."""
    proof_of_purchase: tuple[ExhibitWords, ...]
    proof_of_delivery: tuple[ExhibitWords, ...]
    rates: tuple[RateWords, ...]
    """Rates of exchange from `[rates]`."""
    claim: ClaimWords
    asked: tuple[Row, ...]
    """The facts that the recipient asks for, in the order of its form; a gap where one is not known."""
    enclosed: tuple[EnclosedWords, ...]
    missing: tuple[MissingWords, ...]
    indemnity: str
    """Which of the missing documents give a title to the goods or show the freight paid: an indemnity stands in for them."""
    photos: tuple[PhotoWords, ...]
    schedule: tuple[ScheduleWords, ...]
    packaging: PackagingWords
    also_claimed_from: str
    """Other recipients of whom the same loss is claimed; empty where there are none."""
    lessons: tuple[str, ...]
    """What would have avoided the loss or its refusal, from the recipient's profile."""
    risks: tuple[Row, ...]
    """Why such claims are refused, and how that stands here."""

    firm: FirmWords = _NO_FIRM

    def context(self) -> dict[str, Any]:
        """Return it as templates see it."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""A picture of one pixel."""


@cache
def example() -> dict[str, Any]:
    """Return a context in which every name has a value, to try templates with."""
    made: Wording = _example(Wording)
    # Goods that were lost, with their table: of a mere delay letters have less to show.
    return replace(made, goods=replace(made.goods, only_late="")).context()


def _example(kind: Any) -> Any:
    """Fill a dataclass with text: one row in every table, the field's own name as its value."""
    hints = get_type_hints(kind)
    return kind(**{f.name: _sample(hints[f.name], f.name) for f in fields(kind)})


def _sample(hint: Any, name: str) -> Any:
    if hint is Links:
        return Links(("A", "B"), "Exhibits ")
    if hint is Picture:
        return Picture("firm-example", "png", _DOT, 360_000, 180_000)
    if get_origin(hint) is tuple:
        return (_sample(get_args(hint)[0], name),)
    if isinstance(hint, UnionType):
        return _sample(get_args(hint)[0], name)
    return _example(hint) if hasattr(hint, "__dataclass_fields__") else name.replace("_", " ")
