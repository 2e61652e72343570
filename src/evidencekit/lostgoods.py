"""What was lost and what it cost: from `case.toml`, else from what a shipment's contents say did not arrive.

A unit cost stays as it is stated; each value that stands in a column is rounded as it can be paid, so that a reader who adds
them up comes to the sum that is shown.
"""

from collections.abc import Iterator
from dataclasses import replace

from evidencekit.model.case import Case
from evidencekit.model.casefile import GoodsEntry
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.finding import Finding, warning
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods, nothing_lost
from evidencekit.model.vocabulary import Kind, LossType
from evidencekit.rounding import payable, payable_or_none

PROOF_OF_COST = (Kind.SUPPLIER_INVOICE, Kind.RECEIPT, Kind.FAPIAO)
"""Kinds that prove what goods cost; a pro-forma, a quote or a sale does not."""


def lost_goods(case: Case, exhibits: tuple[Exhibit, ...]) -> tuple[LostGoods, ...]:
    """Return what `case.toml` lists, else the lines on which fewer units arrived than were sent."""
    if not case.file.goods:
        return tuple(_short_goods(exhibits))
    costs = _costs(exhibits)
    return _shared_out(case, tuple(_stated_goods(g, costs) for g in case.file.goods))


def _shared_out(case: Case, goods: tuple[LostGoods, ...]) -> tuple[LostGoods, ...]:
    """Give each line its share, by value, of the freight and duty that were paid for the whole consignment.

    Nothing is shared out where the value of a line is not known, or where the currencies differ; `loss_amount` says so.
    """
    sent = [g.unit_cost.times(g.quantity) for g in goods if g.unit_cost and g.quantity is not None]
    whole = case.file.loss.freight, case.file.loss.duty
    if not any(whole) or len(sent) != len(goods) or not sent or len({m.currency for m in sent}) > 1:
        return goods
    total = sum(sent[1:], start=sent[0])
    freight, duty = (m if m is not None and m.currency == total.currency else None for m in whole)
    if not total.amount:
        return goods
    return tuple(replace(g, freight=_share(freight, g, total), duty=_share(duty, g, total)) for g in goods)


def _share(of: Money | None, goods: LostGoods, total: Money) -> Money | None:
    if of is None or goods.amount is None or not goods.amount.amount:
        return None
    return payable(Money(of.amount * goods.amount.amount / total.amount, of.currency))


def loss_amount(
    case: Case, goods: tuple[LostGoods, ...], exhibits: tuple[Exhibit, ...], findings: list[Finding]
) -> tuple[Money | None, str]:
    """Return the amount and how it comes about; an invoice's total is never taken for it."""
    if case.file.loss.amount is not None:
        return payable(case.file.loss.amount), "as stated by the claimant"
    if case.file.loss.type is LossType.DELAY and nothing_lost(goods):
        message = 'What the delay cost is not known. Write it in case.toml: [loss] amount = "100.00 USD".'
        findings.append(warning("amount-unknown", message, "amount"))
        return None, ""
    findings += _odd_sums(case, goods)
    priced = [g.net for g in goods if g.net is not None]
    if priced and len(priced) == len(goods) and len({m.currency for m in priced}) == 1:
        return sum(priced[1:], start=priced[0]), _basis(goods)
    if any(g.amount is not None and g.net is None for g in goods):
        message = "Salvage, repair or other costs of a line are in another currency than its unit cost, so the amount is not known. Write all of [[goods]] in one currency, or the amount under [loss] in case.toml."
        findings.append(warning("amount-unknown", message, "amount"))
        return None, ""
    if goods and priced:
        message = "Some of the lost goods have no unit cost, so the amount is not known. Write unit_cost for each under [[goods]] in case.toml."
        findings.append(warning("amount-unknown", message, "amount"))
        return None, ""
    message = 'How much was lost is not known. Write it in case.toml: [loss] amount = "100.00 USD", or the goods with quantity_lost and unit_cost.'
    findings.append(warning("amount-unknown", message + _totals(exhibits), "amount"))
    return None, ""


def _odd_sums(case: Case, goods: tuple[LostGoods, ...]) -> Iterator[Finding]:
    """Say what was stated and is not in the amount, and what makes it smaller than nothing."""
    for name, paid in (("freight", case.file.loss.freight), ("duty", case.file.loss.duty)):
        if paid is not None and paid.amount and not any(getattr(g, name) for g in goods):
            message = (
                f"The {name} of {paid} is not in the amount: the share of the lost goods needs quantity, quantity_lost and unit_cost of "
                "every line under [[goods]] in case.toml, in the same currency."
            )
            yield warning("not-shared-out", message, "amount")
    for number, line in enumerate(goods, 1):
        if line.net is not None and line.net.amount < 0:
            message = f"Line {number} of [[goods]] in case.toml comes to {line.net}: its salvage is more than what was lost. Check both."
            yield warning("salvage-too-high", message, "amount")


def same_goods(line: Line, sku: str | None, description: str | None) -> bool:
    """Say whether a line is about these goods: by SKU where both have one, else by the words."""
    if sku and line.sku:
        return sku.casefold() == line.sku.casefold()
    return bool(description and line.description and description.casefold() == line.description.casefold())


def _basis(goods: tuple[LostGoods, ...]) -> str:
    """Say how the amount comes about."""
    plus = [name for name in ("repair", "freight", "duty", "other") if any(getattr(g, name) for g in goods)]
    words = {
        "repair": "repair",
        "freight": "the share of freight",
        "duty": "the share of duty",
        "other": "other costs",
    }
    told = "quantity lost times unit cost, line by line"
    if any(g.salvage is not None and g.salvage.amount for g in goods):
        told += ", less salvage"
    return told + (f", plus {', '.join(words[p] for p in plus)}" if plus else "")


def _stated_goods(stated: GoodsEntry, costs: tuple[tuple[Line, str], ...]) -> LostGoods:
    sku, description, lost = stated.sku, stated.description, stated.quantity_lost
    match = next(((line, path) for line, path in costs if same_goods(line, sku, description)), None)
    unit = stated.unit_cost or (match[0].unit_cost if match else None)
    return LostGoods(
        sku, description, stated.quantity, lost, unit,
        payable(unit.times(lost)) if unit and lost is not None else None,
        (match[1],) if match else (),
        salvage=payable_or_none(stated.salvage), repair=payable_or_none(stated.repair),
        other=payable_or_none(stated.other), discount=stated.discount,
    )  # fmt: skip


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
            amount = payable(unit.times(short)) if unit else None
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
