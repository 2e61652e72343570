"""Establish: the particulars of the case, from `case.toml` and the evidence together; contradictions are findings."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Fact, FactValue, Line
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, LostGoods, Particular, Particulars
from evidencekit.model.vocabulary import Kind, LossType, Mode

_NOT_ENTRIES = frozenset(
    {
        "line",
        "scan",
        "captured_at",
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
_PROOF_OF_COST = (Kind.SUPPLIER_INVOICE, Kind.RECEIPT, Kind.FAPIAO)
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
    "packages",
    "packages_affected",
    "gross_weight_kg",
    "affected_weight_kg",
    "declared_value",
    "insured_value",
)
_DAMAGE = re.compile(r"\b(?:crush|damag|broken|wet|torn|smash|dent|water|stain)", re.IGNORECASE)
_SURE = 0.6


def establish(case: Case, exhibits: tuple[Exhibit, ...]) -> tuple[Particulars, tuple[Finding, ...]]:
    """Say what is known, from where, and what contradicts."""
    findings: list[Finding] = []
    entries = tuple(_entries(case, exhibits, findings))
    goods = _goods(case, exhibits)
    loss_type = _loss_type(case, exhibits, goods, findings)
    amount, basis = _amount(case, goods, exhibits, findings)
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
    findings += _contradictions(particulars, exhibits)
    return particulars, tuple(dict.fromkeys(findings))


def _entries(case: Case, exhibits: tuple[Exhibit, ...], findings: list[Finding]) -> Iterator[Particular]:
    """Give every value by name: what is stated first, then what most sources say."""
    facts: dict[str, dict[FactValue, list[Fact]]] = {}
    for exhibit in exhibits:
        if exhibit.kind is Kind.PROFORMA_INVOICE:
            continue
        for fact in exhibit.facts:
            if (
                fact.name not in _NOT_ENTRIES
                and fact.confidence >= _SURE
                and isinstance(fact.value, (str, int, Decimal, date))
            ):
                facts.setdefault(fact.name, {}).setdefault(fact.value, []).append(fact)
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
            findings.append(
                warning(
                    "contradicts-case",
                    f"case.toml says {_words(name)} {said[0]}, {where[0].source} says {value}; correct the one that is wrong.",
                    name,
                )
            )
        for value, support in sorted(
            others,
            key=lambda o: (-max(f.confidence for f in o[1]), -len({f.source for f in o[1]}), str(o[0])),
        ):
            yield Particular(name, value, tuple(support))


def _stated(case: Case) -> Iterator[tuple[str, tuple[FactValue | Money, ...]]]:
    consignment = case.file.consignment
    if consignment.tracking_numbers:
        yield "tracking_number", tuple(n.replace(" ", "") for n in consignment.tracking_numbers)
    for name in _STATED_ALIKE:
        value = getattr(consignment, name)
        if value is not None:
            yield name, (value,)
    for event, day in case.file.events.items():
        yield event.value, (day,)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return re.sub(r"[\s-]", "", one).casefold() == re.sub(r"[\s-]", "", other).casefold()
    return one == other


def _goods(case: Case, exhibits: tuple[Exhibit, ...]) -> tuple[LostGoods, ...]:
    if case.file.goods:
        costs = _costs(exhibits)
        return tuple(
            _stated_goods(g.sku, g.description, g.quantity, g.quantity_lost, g.unit_cost, costs)
            for g in case.file.goods
        )
    return tuple(_short_goods(exhibits))


def _stated_goods(
    sku: str | None,
    description: str | None,
    quantity: Decimal | None,
    lost: Decimal | None,
    unit: Money | None,
    costs: tuple[tuple[Line, str], ...],
) -> LostGoods:
    match = next(((line, path) for line, path in costs if _same_goods(line, sku, description)), None)
    unit = unit or (match[0].unit_cost if match else None)
    sources = (match[1],) if match else ()
    return LostGoods(
        sku,
        description,
        quantity,
        lost,
        unit,
        unit.times(lost) if unit and lost is not None else None,
        sources,
    )


def _short_goods(exhibits: tuple[Exhibit, ...]) -> Iterator[LostGoods]:
    """Give the lines of shipment contents on which fewer units were located than expected, priced by supplier invoices."""
    costs = _costs(exhibits)
    for exhibit in exhibits:
        for fact in exhibit.facts:
            line = fact.value
            if not isinstance(line, Line) or line.quantity is None or line.quantity_received is None:
                continue
            short = line.quantity - line.quantity_received
            if short <= 0:
                continue
            match = next(((c, path) for c, path in costs if _same_goods(c, line.sku, line.description)), None)
            unit = match[0].unit_cost if match else None
            sources = (exhibit.path, *((match[1],) if match else ()))
            name = (
                line.description
                if line.fnsku is None
                else f"{line.description or ''} (FNSKU {line.fnsku})".strip()
            )
            yield LostGoods(
                line.sku, name, line.quantity, short, unit, unit.times(short) if unit else None, sources
            )


def _costs(exhibits: tuple[Exhibit, ...]) -> tuple[tuple[Line, str], ...]:
    """Return the priced lines of proofs of cost, never of a pro-forma, a quote or a sale."""
    return tuple(
        (f.value, e.path)
        for kinds in (_PROOF_OF_COST, (Kind.COMMERCIAL_INVOICE,))
        for e in exhibits
        if e.kind in kinds
        for f in e.facts
        if isinstance(f.value, Line) and f.value.unit_cost is not None
    )


def _same_goods(line: Line, sku: str | None, description: str | None) -> bool:
    if sku and line.sku:
        return sku.casefold() == line.sku.casefold()
    return bool(description and line.description and description.casefold() == line.description.casefold())


def _amount(
    case: Case, goods: tuple[LostGoods, ...], exhibits: tuple[Exhibit, ...], findings: list[Finding]
) -> tuple[Money | None, str]:
    if case.file.loss.amount is not None:
        return case.file.loss.amount, "as stated by the claimant"
    priced = [g.amount for g in goods if g.amount is not None]
    if priced and len(priced) == len(goods) and len({m.currency for m in priced}) == 1:
        return sum(priced[1:], start=priced[0]), "quantity lost times unit cost, line by line"
    if goods and priced:
        findings.append(
            warning(
                "amount-unknown",
                "Some of the lost goods have no unit cost, so the amount is not known. Write unit_cost for each under [[goods]] in case.toml.",
                "amount",
            )
        )
        return None, ""
    totals = [
        f"{e.path} ({t.value} {c.value if c else ''})".replace(" )", ")")
        for e in exhibits
        if e.kind in _PROOF_OF_COST and (t := e.first("total"))
        for c in (e.first("currency"),)
    ]
    hint = (
        f" Invoice totals found: {', '.join(totals[:4])}; they are not taken for the loss." if totals else ""
    )
    findings.append(
        warning(
            "amount-unknown",
            'How much was lost is not known. Write it in case.toml: [loss] amount = "100.00 USD", or the goods with quantity_lost and unit_cost.'
            + hint,
            "amount",
        )
    )
    return None, ""


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
        buyers = [str(b.value) for e in exhibits if e.kind in _PROOF_OF_COST and (b := e.first("buyer"))]
        if buyers:
            name = max(sorted(set(buyers)), key=buyers.count)
            findings.append(
                warning(
                    "claimant-read",
                    f'The claimant is taken to be {name}, the buyer on the invoices. Confirm it in case.toml: [claimant] name = "{name}", with address and e-mail.',
                    "claimant",
                )
            )
    return Claimant(name, said.address, said.email, said.phone, said.capacity, said.signatory)


def _mode(entries: tuple[Particular, ...]) -> Mode | None:
    names = {e.name for e in entries}
    if "container_number" in names and "bol_number" in names:
        return Mode.SEA
    if "awb_number" in names:
        return Mode.AIR
    if "tracking_number" in names:
        return Mode.PARCEL
    return None


def _contradictions(particulars: Particulars, exhibits: tuple[Exhibit, ...]) -> Iterator[Finding]:
    for name in ("tracking_number", "delivery_date", "container_number"):
        values = [e for e in particulars.all(name) if e.facts]
        if len(values) > 1 and not any(e.stated for e in values):
            one, other = values[0], values[1]
            yield warning(
                "two-values",
                f"{one.facts[0].source} says {_words(name)} {one.value}, {other.facts[0].source} says {other.value}; say in case.toml which is right.",
                name,
            )
    shipped, delivered = particulars.get("ship_date"), particulars.get("delivery_date")
    for exhibit in exhibits:
        dated = exhibit.first("invoice_date")
        if exhibit.kind in _PROOF_OF_COST and dated and shipped and _day(dated.value) > _day(shipped.value):
            yield warning(
                "invoice-after-shipment",
                f"{exhibit.path} is dated {dated.value}, after the shipment on {shipped.value}; a purchase must come first.",
                exhibit.path,
            )
        taken = exhibit.first("captured_at")
        if exhibit.kind is Kind.PHOTO and taken and delivered and _day(taken.value) < _day(delivered.value):
            yield note(
                "photo-before-delivery",
                f"{exhibit.path} was taken on {_day(taken.value)}, before the delivery on {delivered.value}.",
                exhibit.path,
            )
        yield from _sum(exhibit)


def _sum(exhibit: Exhibit) -> Iterator[Finding]:
    lines = [f.value for f in exhibit.facts if isinstance(f.value, Line) and f.value.amount is not None]
    total = exhibit.first("total")
    if lines and total and isinstance(total.value, Decimal) and exhibit.first("tax_total") is None:
        summed = sum((line.amount.amount for line in lines if line.amount), Decimal(0))
        if summed > total.value:
            yield warning(
                "lines-and-total",
                f"The lines of {exhibit.path} come to {summed}, {summed - total.value} more than its total of {total.value}.",
                exhibit.path,
            )


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.min


def _words(name: str) -> str:
    return name.replace("_", " ")
