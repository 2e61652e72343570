"""What was lost and what it cost: from `case.toml`, else from what a shipment's contents say did not arrive."""

from collections.abc import Iterator
from decimal import Decimal

from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.finding import Finding, warning
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods
from evidencekit.model.vocabulary import Kind

PROOF_OF_COST = (Kind.SUPPLIER_INVOICE, Kind.RECEIPT, Kind.FAPIAO)
"""Kinds that prove what goods cost; a pro-forma, a quote or a sale does not."""


def lost_goods(case: Case, exhibits: tuple[Exhibit, ...]) -> tuple[LostGoods, ...]:
    """Return what `case.toml` lists, else the lines on which fewer units arrived than were sent."""
    if not case.file.goods:
        return tuple(_short_goods(exhibits))
    costs = _costs(exhibits)
    return tuple(
        _stated_goods(g.sku, g.description, g.quantity, g.quantity_lost, g.unit_cost, costs)
        for g in case.file.goods
    )


def loss_amount(
    case: Case, goods: tuple[LostGoods, ...], exhibits: tuple[Exhibit, ...], findings: list[Finding]
) -> tuple[Money | None, str]:
    """Return the amount and how it comes about; an invoice's total is never taken for it."""
    if case.file.loss.amount is not None:
        return case.file.loss.amount, "as stated by the claimant"
    priced = [g.amount for g in goods if g.amount is not None]
    if priced and len(priced) == len(goods) and len({m.currency for m in priced}) == 1:
        return sum(priced[1:], start=priced[0]), "quantity lost times unit cost, line by line"
    if goods and priced:
        message = "Some of the lost goods have no unit cost, so the amount is not known. Write unit_cost for each under [[goods]] in case.toml."
        findings.append(warning("amount-unknown", message, "amount"))
        return None, ""
    message = 'How much was lost is not known. Write it in case.toml: [loss] amount = "100.00 USD", or the goods with quantity_lost and unit_cost.'
    findings.append(warning("amount-unknown", message + _totals(exhibits), "amount"))
    return None, ""


def same_goods(line: Line, sku: str | None, description: str | None) -> bool:
    """Say whether a line is about these goods: by SKU where both have one, else by the words."""
    if sku and line.sku:
        return sku.casefold() == line.sku.casefold()
    return bool(description and line.description and description.casefold() == line.description.casefold())


def _stated_goods(
    sku: str | None,
    description: str | None,
    quantity: Decimal | None,
    lost: Decimal | None,
    unit: Money | None,
    costs: tuple[tuple[Line, str], ...],
) -> LostGoods:
    match = next(((line, path) for line, path in costs if same_goods(line, sku, description)), None)
    unit = unit or (match[0].unit_cost if match else None)
    sources = (match[1],) if match else ()
    amount = unit.times(lost) if unit and lost is not None else None
    return LostGoods(sku, description, quantity, lost, unit, amount, sources)


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
            match = next(((c, path) for c, path in costs if same_goods(c, line.sku, line.description)), None)
            unit = match[0].unit_cost if match else None
            sources = (exhibit.path, *((match[1],) if match else ()))
            name = (
                line.description
                if line.fnsku is None
                else f"{line.description or ''} (FNSKU {line.fnsku})".strip()
            )
            amount = unit.times(short) if unit else None
            yield LostGoods(line.sku, name, line.quantity, short, unit, amount, sources)


def _costs(exhibits: tuple[Exhibit, ...]) -> tuple[tuple[Line, str], ...]:
    """Return the priced lines of proofs of cost, never of a pro-forma, a quote or a sale."""
    return tuple(
        (f.value, e.path)
        for kinds in (PROOF_OF_COST, (Kind.COMMERCIAL_INVOICE,))
        for e in exhibits
        if e.kind in kinds
        for f in e.facts
        if isinstance(f.value, Line) and f.value.unit_cost is not None
    )


def _totals(exhibits: tuple[Exhibit, ...]) -> str:
    totals = [
        f"{e.path} ({t.value} {c.value if c else ''})".replace(" )", ")")
        for e in exhibits
        if e.kind in PROOF_OF_COST and (t := e.first("total"))
        for c in (e.first("currency"),)
    ]
    if not totals:
        return ""
    return f" Invoice totals found: {', '.join(totals[:4])}; they are not taken for the loss."
