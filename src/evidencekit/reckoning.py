"""How the amount comes about: the lines, their sum, what is taken off, and the limit beside the demand."""

import re
from collections.abc import Mapping
from decimal import Decimal

from evidencekit.chronicle import in_order
from evidencekit.language import Language
from evidencekit.model.assessment import Assessment
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.finding import Finding, warning
from evidencekit.model.limit import Per
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods, Particulars
from evidencekit.model.profile import Profile
from evidencekit.wording import (
    Gap,
    GoodsWords,
    LimitWords,
    LineWords,
    Links,
    RateWords,
    Row,
    UnitWords,
)

CELL = Gap("[not known]")
"""In a cell of a table, whose heading says what is not known."""
NO_GOODS = Gap.of("goods")
_EACH: Mapping[Per, str] = {
    "kg_affected": "kilogram of the affected packages",
    "kg_gross": "kilogram gross",
    "lb_affected": "pound of the affected packages",
    "package": "package",
    "package_affected": "affected package",
    "package_on_bl": "package on the bill of lading",
    "unit": "unit",
}
_FNSKU = re.compile(r"\s*\(FNSKU ([A-Z0-9]{10})\)")
NO_FNSKU = Gap.of("FNSKU")


def goods_words(
    case: Case, particulars: Particulars, exhibits: tuple[Exhibit, ...], language: Language
) -> GoodsWords:
    """Put the lines and their sum into words."""
    labels = {e.path: e.label for e in exhibits if e.label and e.left_out is None}
    lines = tuple(_line(n, g, labels, exhibits, language) for n, g in enumerate(particulars.goods, 1))
    nothing = LineWords("1", "", NO_GOODS, CELL, CELL, CELL, CELL, Links(()))
    serials = [s for entry in case.file.goods for s in entry.serial_numbers]
    return GoodsWords(lines or (nothing,), _totals(case, particulars, language), ", ".join(serials))


def sums(particulars: Particulars) -> tuple[tuple[Money, ...], bool]:
    """Return the sum of the lines in each currency, and whether every line has an amount."""
    totals: dict[str, Money] = {}
    for goods in particulars.goods:
        if goods.amount is not None:
            before = totals.get(goods.amount.currency, Money(Decimal(0), goods.amount.currency))
            totals[goods.amount.currency] = before + goods.amount
    return tuple(totals.values()), all(g.amount is not None for g in particulars.goods)


def salvage(case: Case) -> tuple[Money, ...]:
    """Return what a person said the damaged goods still fetch, in each currency."""
    totals: dict[str, Money] = {}
    for entry in case.file.goods:
        if entry.salvage is not None:
            before = totals.get(entry.salvage.currency, Money(Decimal(0), entry.salvage.currency))
            totals[entry.salvage.currency] = before + entry.salvage
    return tuple(totals.values())


def amount_findings(case: Case, particulars: Particulars) -> tuple[Finding, ...]:
    """Say where the amount claimed is not what the lines come to."""
    totals, complete = sums(particulars)
    amount, off = particulars.amount, salvage(case)
    if amount is None or not complete or len(totals) != 1 or len(off) > 1:
        return ()
    due = totals[0]
    if off and off[0].currency == due.currency:
        due = due - off[0]
    if amount.currency != due.currency or amount.amount == due.amount:
        return ()
    message = (
        f"The amount claimed is {amount}, but the lines of the goods"
        + (" less salvage" if off else "")
        + f" come to {due}. Mend amount under [loss] or the [[goods]] in case.toml; a recipient will ask for the difference."
    )
    return (warning("amount-differs", message, "amount"),)


def limit_words(
    profile: Profile, particulars: Particulars, assessment: Assessment, language: Language
) -> LimitWords:
    """Put the recipient's limit into words where its amount is known and no higher value was declared.

    Sources and doubts stay at home: a letter states the amount and the condition.
    """
    amount = assessment.limit.amount if assessment.limit else None
    declared = particulars.get("declared_value")
    value = declared.value if declared is not None else None
    lifted = (
        isinstance(value, Money)
        and amount is not None
        and value.currency == amount.currency
        and value.amount > amount.amount
    )
    if amount is None or lifted:
        return LimitWords("", "")
    lead = next(iter(assessment.limits), None)
    if lead is not None and lead.regime:
        return LimitWords(language.money(amount), lead.basis)
    terms = next((x for x in profile.limits if lead is None or x.id == lead.id), None)
    if terms is not None and terms.lifted_by and value == amount != terms.amount:
        return LimitWords(language.money(amount), "the value that was declared for the consignment")
    if terms is None or terms.amount is None or terms.per == "shipment":
        return LimitWords(language.money(amount), terms.basis if terms is not None else "")
    each = f"{language.money(terms.amount)} per {_EACH[terms.per]}"
    same = terms.amount == amount
    return LimitWords(each if same else f"{language.money(amount)} ({each})", terms.basis)


def rate_words(case: Case, language: Language) -> tuple[RateWords, ...]:
    """Name the rates of exchange that a person wrote down."""
    return tuple(
        RateWords(c, language.money(r.rate), language.day(r.on), r.source)
        for c, r in sorted(case.file.rates.items())
    )


def unit_words(
    particulars: Particulars, exhibits: tuple[Exhibit, ...], language: Language
) -> tuple[UnitWords, ...]:
    """Put the units of an Amazon shipment into words: expected, located, missing."""
    listed = _listed(exhibits)
    units = []
    for goods in particulars.goods:
        named = _FNSKU.search(goods.description or "")
        title = _FNSKU.sub("", goods.description or "")
        line = listed.get(named[1] if named else "") or listed.get(goods.sku or "") or listed.get(title)
        expected = goods.quantity if goods.quantity is not None or line is None else line.quantity
        missing = goods.quantity_lost
        located = line.quantity_received if line is not None else None
        if located is None and expected is not None and missing is not None:
            located = expected - missing
        fnsku = named[1] if named else line and line.fnsku
        shown = [language.number(v) if v is not None else CELL for v in (expected, located, missing)]
        units.append(
            UnitWords(fnsku or NO_FNSKU, goods.sku or "", title or (line and line.description) or "", *shown)
        )
    return tuple(units)


def _listed(exhibits: tuple[Exhibit, ...]) -> dict[str, Line]:
    """Return the lines that carry an FNSKU, by every name they go by."""
    found: dict[str, Line] = {}
    for exhibit in exhibits:
        for fact in exhibit.facts:
            if fact.name == "line" and isinstance(fact.value, Line) and fact.value.fnsku:
                for name in (fact.value.sku, fact.value.fnsku, fact.value.asin, fact.value.description):
                    known = found.get(name or "")
                    # A line that also says what arrived is worth more than one that says only what was sent.
                    if name and (
                        known is None
                        or (known.quantity_received is None and fact.value.quantity_received is not None)
                    ):
                        found[name] = fact.value
    return found


def _line(
    number: int,
    goods: LostGoods,
    labels: Mapping[str, str | None],
    exhibits: tuple[Exhibit, ...],
    language: Language,
) -> LineWords:
    shown = [label for path in goods.sources if (label := labels.get(path))]
    return LineWords(
        number=str(number),
        sku=goods.sku or "",
        description=goods.description or ("" if goods.sku else CELL),
        quantity=CELL if goods.quantity is None else language.number(goods.quantity),
        quantity_lost=CELL if goods.quantity_lost is None else language.number(goods.quantity_lost),
        unit_cost=CELL if goods.unit_cost is None else language.money(goods.unit_cost),
        amount=CELL if goods.amount is None else language.money(goods.amount),
        exhibits=Links(in_order(shown, exhibits)),
    )


def _totals(case: Case, particulars: Particulars, language: Language) -> tuple[Row, ...]:
    totals, complete = sums(particulars)
    name = "Sum of the lines" if complete else "Sum of the lines whose amount is known"
    rows = [Row(name, language.money(t)) for t in totals]
    off = salvage(case)
    rows += [Row("Less salvage", "\u2212" + language.money(s)) for s in off]
    if len(totals) == 1 and len(off) == 1 and off[0].currency == totals[0].currency:
        rows.append(Row("Sum less salvage", language.money(totals[0] - off[0])))
    return tuple(rows)
