"""Establish: the particulars of the case, from `case.toml` and the evidence together; contradictions are findings."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from evidencekit.agreement import disagreements
from evidencekit.lostgoods import PROOF_OF_COST, loss_amount, lost_goods
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Fact, FactValue
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, LostGoods, Particular, Particulars
from evidencekit.model.parties import same_party
from evidencekit.model.vocabulary import Kind, LossType, Mode, View
from evidencekit.places import Placed

_NOT_ENTRIES = frozenset(
    {
        "line",
        "scan",
        "captured_at",
        "captured_zone",
        "written_at",
        "content_credentials",
        "device",
        "gps",
        "subject",
        "sender",
        "addressees",
        "sent_at",
        "total",
        "tax_total",
        "net_total",
        "amount_due",
        "due_date",
        "currency",
        "payment_status",
        "sku",
    }
)
_OF_THE_PURCHASE = frozenset(
    {
        Kind.SUPPLIER_INVOICE, Kind.RECEIPT, Kind.FAPIAO, Kind.QUOTE, Kind.ORDER_CONFIRMATION, Kind.PURCHASE_ORDER,
        Kind.SALES_CONTRACT, Kind.PAYMENT_PROOF, Kind.PRODUCT_PAGE,
    }
)  # fmt: skip
_OF_THE_JOURNEY = frozenset(
    {
        "ship_date",
        "delivery_date",
        "scheduled_delivery_date",
        "packages",
        "gross_weight_kg",
        "exception",
        "received_by",
    }
)
"""What papers of a purchase say of another journey: that of the goods to the seller's customer, not of the consignment."""
_STATED_ALIKE = (
    "carrier",
    "service",
    "from_country",
    "to_country",
    "shipper",
    "consignee",
    "vessel",
    "voyage",
    "port_of_loading",
    "port_of_discharge",
    "bol_number",
    "awb_number",
    "pro_number",
    "container_number",
    "seal_number",
    "fba_shipment_id",
    "return_tracking_number",
    "warehouse",
    "packages",
    "packages_affected",
    "gross_weight_kg",
    "affected_weight_kg",
    "declared_value",
    "insured_value",
)
_DAMAGE = re.compile(r"\b(?:crush|damag|broken|wet|torn|smash|dent|water|stain)", re.IGNORECASE)
_SURE = 0.6
_MONEY = frozenset({"insured_value", "declared_value", "refund_amount"})
_OF_THE_RETURN = ("refund_amount", "rma_number", "return_reason")


def establish(case: Case, exhibits: tuple[Exhibit, ...]) -> tuple[Particulars, tuple[Finding, ...]]:
    """Say what is known, from where, and what contradicts."""
    findings: list[Finding] = []
    entries = tuple(_entries(case, exhibits, findings))
    goods = lost_goods(case, exhibits)
    loss_type = _loss_type(case, exhibits, goods, findings)
    amount, basis = loss_amount(case, goods, exhibits, findings)
    particulars = Particulars(
        reference=case.reference,
        claimant=_claimant(case, exhibits, findings),
        mode=case.file.consignment.mode or _mode(entries),
        loss_type=loss_type,
        description=case.file.loss.description,
        amount=amount,
        amount_basis=basis,
        goods=goods,
        entries=entries,
    )
    findings += disagreements(particulars, exhibits)
    return particulars, tuple(dict.fromkeys(findings))


def _entries(case: Case, exhibits: tuple[Exhibit, ...], findings: list[Finding]) -> Iterator[Particular]:
    """Give every value by name: what is stated first, then what most sources say."""
    facts: dict[str, dict[FactValue | Money, list[Fact]]] = {}
    for exhibit in exhibits:
        if exhibit.kind is Kind.PROFORMA_INVOICE:
            continue
        skipped = _NOT_ENTRIES | _OF_THE_JOURNEY if exhibit.kind in _OF_THE_PURCHASE else _NOT_ENTRIES
        for fact in exhibit.facts:
            if (
                fact.name not in skipped
                and fact.confidence >= _SURE
                and isinstance(fact.value, (str, int, Decimal, date))
            ):
                value = _money(fact) if fact.name in _MONEY else fact.value
                facts.setdefault(fact.name, {}).setdefault(value, []).append(fact)
                if fact.name == "tracking_number" and _of_a_return(exhibit):
                    facts.setdefault("return_tracking_number", {}).setdefault(value, []).append(fact)
    stated = dict(_stated(case))
    for name in sorted(facts.keys() | stated.keys()):
        read = facts.get(name, {})
        said = stated.get(name, ())
        for value in said:
            support = next((f for v, f in read.items() if _alike(v, value)), [])
            yield Particular(name, value, tuple(support), stated=True)
        others = [(v, f) for v, f in read.items() if not any(_alike(v, s) for s in said)]
        if (
            said
            and others
            and name in {"tracking_number", "ship_date", "delivery_date", "container_number", "bol_number"}
        ):
            value, where = others[0]
            place = next(Placed(where[0], e).place for e in exhibits if e.path == where[0].source)
            message = f"case.toml says {_words(name)} {said[0]}, {place} says {value}; correct the one that is wrong."
            findings.append(warning("contradicts-case", message, name))
        for value, support in sorted(
            others,
            key=lambda o: (-max(f.confidence for f in o[1]), -len({f.source for f in o[1]}), str(o[0])),
        ):
            yield Particular(name, value, tuple(support))


def _of_a_return(exhibit: Exhibit) -> bool:
    """Whether it shows the label with which a buyer sent goods back."""
    return exhibit.kind is Kind.RETURN_LABEL or exhibit.view is View.RETURN_LABEL


def _money(fact: Fact) -> FactValue | Money:
    """Return an amount that a paper writes as `"55660.00 USD"` as money."""
    try:
        return Money.parse(str(fact.value))
    except ValueError:
        return fact.value


def _stated(case: Case) -> Iterator[tuple[str, tuple[FactValue | Money, ...]]]:
    consignment = case.file.consignment
    if consignment.tracking_numbers:
        yield "tracking_number", tuple(n.replace(" ", "") for n in consignment.tracking_numbers)
    for name in _STATED_ALIKE:
        value = getattr(consignment, name)
        if value is not None:
            yield name, (value,)
    for name in _OF_THE_RETURN:
        value = getattr(case.file.loss, name)
        if value is not None:
            yield name, (value,)
    for event, day in case.file.events.items():
        yield event.value, (day,)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return re.sub(r"[\s-]", "", one).casefold() == re.sub(r"[\s-]", "", other).casefold()
    return one == other


def _loss_type(
    case: Case, exhibits: tuple[Exhibit, ...], goods: tuple[LostGoods, ...], findings: list[Finding]
) -> LossType | None:
    if case.file.loss.type is not None:
        return case.file.loss.type
    if goods and not case.file.goods:
        return LossType.SHORTAGE
    for exhibit in exhibits:
        words = " ".join(str(f.value) for f in exhibit.facts if f.name in {"exception", "subject"})
        if _DAMAGE.search(words):
            findings.append(
                note(
                    "loss-type-read",
                    f"The loss is taken for damage, because {exhibit.path} says: {words[:80]}. Write [loss] type in case.toml if it is another.",
                    exhibit.path,
                )
            )
            return LossType.DAMAGED
    findings.append(
        warning(
            "loss-type-unknown",
            'What happened is not known. Write it in case.toml: [loss] type = "damaged" (or lost, shortage, missing_contents ...).',
            "loss",
        )
    )
    return None


def _claimant(case: Case, exhibits: tuple[Exhibit, ...], findings: list[Finding]) -> Claimant:
    said = case.file.claimant
    name = said.name
    if name is None:
        buyers = [str(b.value) for e in exhibits if e.kind in PROOF_OF_COST and (b := e.first("buyer"))]
        if buyers:
            name = max(sorted(set(buyers)), key=lambda b: sum(same_party(b, other) for other in buyers))
            findings.append(
                warning(
                    "claimant-read",
                    f'The claimant is taken to be {name}, the buyer on the invoices. Confirm it in case.toml: [claimant] name = "{name}", with address and e-mail.',
                    "claimant",
                )
            )
    return Claimant(name, said.address, said.email, said.phone, said.capacity, said.signatory, said.owner)


def _mode(entries: tuple[Particular, ...]) -> Mode | None:
    names = {e.name for e in entries}
    if "container_number" in names and "bol_number" in names:
        return Mode.SEA
    if "awb_number" in names:
        return Mode.AIR
    if "tracking_number" in names:
        return Mode.PARCEL
    return None


def _words(name: str) -> str:
    return name.replace("_", " ")
