"""What letter templates can say: the names, the gaps for what nobody knows, the links to exhibits."""

from dataclasses import dataclass, fields
from functools import cache
from html import escape
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

LINK_COLOUR = "1F4E79"
LINK_STYLE = "Hyperlink"
"""LibreOffice writes only links with a character style into the PDF."""


class Gap(str):
    """What stands in a letter for a fact that nobody knows: `[claimant's address: not known]`."""

    __slots__ = ()

    @classmethod
    def of(cls, what: str) -> "Gap":
        """Make the gap for one fact."""
        return cls(f"[{what}: not known]")


@dataclass(frozen=True, slots=True)
class Links:
    """Labels of exhibits, each a link to its exhibit; `{{r ... }}` in a DOCX, plain text in a message."""

    labels: tuple[str, ...]
    before: str = ""
    between: str = ", "

    def __str__(self) -> str:
        return self.before + self.between.join(self.labels)

    def __bool__(self) -> bool:
        return bool(self.labels)

    def __html__(self) -> str:
        """Write the runs of a DOCX; the addresses are added when the letter is saved."""
        runs = []
        for number, label in enumerate(self.labels):
            if number:
                runs.append(f'<w:r><w:t xml:space="preserve">{escape(self.between)}</w:t></w:r>')
            shown = escape((self.before if not number else "") + label)
            runs.append(
                f'<w:hyperlink r:id="exhibit-{label}" w:history="1"><w:r><w:rPr><w:rStyle w:val="{LINK_STYLE}"/><w:color w:val="{LINK_COLOUR}"/></w:rPr>'
                f'<w:t xml:space="preserve">{shown}</w:t></w:r></w:hyperlink>'
            )
        return "".join(runs)


@dataclass(frozen=True, slots=True)
class Row:
    """A named value, for tables that list what is known."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ClaimantWords:
    """Who claims."""

    name: str
    address: str
    """In lines."""
    address_line: str
    """In one line."""
    email: str
    """Empty where not known, as is the telephone number."""
    phone: str
    contact: str
    """E-mail and telephone number, in one line."""
    capacity: str
    """As words: `owner of the goods`."""
    signatory: str
    """Who signs."""
    position: str
    """Of who signs; empty where not known."""


@dataclass(frozen=True, slots=True)
class RecipientWords:
    """To whom."""

    name: str
    department: str
    """Empty where the profile names none."""
    title: str
    addressed_as: str
    """`carrier`, `insurer`, `platform` or `anyone`."""
    claim_number: str
    """The recipient's own number of this claim; empty where there is none yet."""


@dataclass(frozen=True, slots=True)
class ConsignmentWords:
    """Which shipment; an optional value is empty where it is not known."""

    carrier: str
    mode: str
    tracking_number: str
    bol_number: str
    awb_number: str
    pro_number: str
    container_number: str
    seal_number: str
    vessel: str
    voyage: str
    fba_shipment_id: str
    shipper: str
    consignee: str
    route: str
    """`Ningbo to Los Angeles`, or the two countries."""
    ship_date: str
    delivery_date: str
    packages: str
    packages_affected: str
    gross_weight: str
    affected_weight: str
    declared_value: str
    insured_value: str
    policy_number: str
    summary: str
    """Carrier, number and date in one line, for the subject."""
    rows: tuple[Row, ...]
    """All of it that is known, and a gap for what such a consignment must have."""


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
    amount: str
    amount_basis: str
    """How the amount comes about, as the end of a sentence: `quantity lost times unit cost`."""
    goods_kept: str
    """`goods and packaging`, `packaging`, or empty where nothing can be inspected."""


@dataclass(frozen=True, slots=True)
class LineWords:
    """One line of the statement of claim."""

    number: str
    sku: str
    description: str
    quantity: str
    quantity_lost: str
    unit_cost: str
    amount: str
    exhibits: Links


@dataclass(frozen=True, slots=True)
class GoodsWords:
    """What was lost, and the sum."""

    lines: tuple[LineWords, ...]
    totals: tuple[Row, ...]
    serial_numbers: str
    """Empty where none is stated."""


@dataclass(frozen=True, slots=True)
class LimitWords:
    """What the recipient's own terms cap; both empty where no amount is known."""

    amount: str
    basis: str


@dataclass(frozen=True, slots=True)
class ExhibitWords:
    """One exhibit, or in `exhibit_list` several photographs in a row."""

    label: str
    link: Links
    title: str
    file: str


@dataclass(frozen=True, slots=True)
class EventWords:
    """One line of the chronology."""

    when: str
    what: str
    exhibits: Links


@dataclass(frozen=True, slots=True)
class UnitWords:
    """One line of an Amazon shipment."""

    fnsku: str
    sku: str
    description: str
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


@dataclass(frozen=True, slots=True)
class Wording:
    """The names at the top of every template."""

    reference: str
    today: str
    claimant: ClaimantWords
    recipient: RecipientWords
    consignment: ConsignmentWords
    loss: LossWords
    goods: GoodsWords
    limit: LimitWords
    letters: tuple[str, ...]
    """Titles of all letters of this bundle, to name those that are enclosed."""
    exhibits: tuple[ExhibitWords, ...]
    exhibit_list: tuple[ExhibitWords, ...]
    """The same with photographs that follow one another in one row."""
    chronology: tuple[EventWords, ...]
    units: tuple[UnitWords, ...]
    proof_of_purchase: tuple[ExhibitWords, ...]
    proof_of_delivery: tuple[ExhibitWords, ...]
    rates: tuple[RateWords, ...]

    def context(self) -> dict[str, Any]:
        """Return it as templates see it."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@cache
def example() -> dict[str, Any]:
    """Return a context in which every name has a value, to try templates with."""
    made: Wording = _example(Wording)
    return made.context()


def _example(kind: Any) -> Any:
    """Fill a dataclass with text: one row in every table, the field's own name as its value."""
    hints = get_type_hints(kind)
    return kind(**{f.name: _sample(hints[f.name], f.name) for f in fields(kind)})


def _sample(hint: Any, name: str) -> Any:
    if hint is Links:
        return Links(("A", "B"), "Exhibits ")
    if get_origin(hint) is tuple:
        return (_sample(get_args(hint)[0], name),)
    if isinstance(hint, UnionType):
        return _sample(get_args(hint)[0], name)
    return _example(hint) if hasattr(hint, "__dataclass_fields__") else name.replace("_", " ")
