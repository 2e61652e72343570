"""How the amount comes about: the lines, their sum, what is taken off, and the limit beside the demand."""

import re
from collections.abc import Mapping
from decimal import Decimal

from evidencekit.chronicle import in_order
from evidencekit.language import Language
from evidencekit.lettertext import Gap, Links, Row
from evidencekit.model.assessment import Assessment
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.finding import Finding, warning
from evidencekit.model.limit import Per
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods, Particulars
from evidencekit.model.profile import Profile
from evidencekit.phrases import CELL, FNSKU, GOODS
from evidencekit.wording import GoodsWords, LimitWords, LineWords, RateWords, UnitWords

NONE = "\u2013"
"""In a column of what comes on top or off: nothing was stated."""
SDR = "SDR"
_COLUMNS = ("amount", "salvage", "repair", "freight", "duty", "other", "net")
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


def goods_words(
    case: Case, particulars: Particulars, exhibits: tuple[Exhibit, ...], language: Language
) -> GoodsWords:
    """Put the lines and their sum into words."""
    labels = {e.path: e.label for e in exhibits if e.label and e.left_out is None}
    digits = _digits(particulars)
    lines = tuple(_line(n, g, labels, exhibits, language, digits) for n, g in enumerate(particulars.goods, 1))
    cell = _cell(language)
    nothing = LineWords(
        "1", "", language.gap(GOODS), cell, cell, cell, cell, NONE, NONE, NONE, NONE, NONE, cell, Links(())
    )
    serials = [s for entry in case.file.goods for s in entry.serial_numbers]
    nets = [g.net for g in particulars.goods]
    known = [n for n in nets if n is not None]
    one = known and len(known) == len(nets) and len({n.currency for n in known}) == 1
    return GoodsWords(
        lines or (nothing,),
        () if particulars.only_late else _totals(particulars, language),
        language.row(serials),
        _discounts(case, particulars, language),
        language.money(sum(known[1:], start=known[0])) if one and not particulars.only_late else "",
        only_late="yes" if particulars.only_late else "",
    )


def _digits(particulars: Particulars) -> Mapping[tuple[str, str], int]:
    """Return how many decimals each column needs in each currency, so that they stand one below the other."""
    most: dict[tuple[str, str], int] = {}
    for goods in particulars.goods:
        for name in ("unit_cost", *_COLUMNS):
            money = getattr(goods, name)
            if money is not None:
                places = -int(money.amount.normalize().as_tuple().exponent)
                most[name, money.currency] = max(places, most.get((name, money.currency), 0))
    return most


def _discounts(case: Case, particulars: Particulars, language: Language) -> str:
    """Say which discounts the unit costs have had taken off, as far as somebody said so."""
    off = [
        language.say("{amount} a unit on line {number}", amount=language.money(g.discount), number=number)
        for number, g in enumerate(particulars.goods, 1)
        if g.discount is not None
    ]
    if off:
        return language.say(
            "The unit costs are what remained after discounts of {discounts}.", discounts=language.row(off)
        )
    if case.file.confirmed.get("discounts-shown"):
        return language.say("The unit costs are net of all discounts and allowances.")
    return ""


def sums(particulars: Particulars) -> tuple[tuple[Money, ...], bool]:
    """Return the sum of what is claimed for the lines in each currency, and whether every line has an amount."""
    totals: dict[str, Money] = {}
    for net in (g.net for g in particulars.goods):
        if net is not None:
            totals[net.currency] = totals.get(net.currency, Money(Decimal(0), net.currency)) + net
    return tuple(totals.values()), all(g.net is not None for g in particulars.goods)


def amount_findings(particulars: Particulars) -> tuple[Finding, ...]:
    """Say where the amount claimed is not what the lines come to."""
    totals, complete = sums(particulars)
    amount = particulars.amount
    if amount is None or not complete or len(totals) != 1 or particulars.only_late:
        return ()
    due = totals[0]
    if amount.currency != due.currency or amount.amount == due.amount:
        return ()
    off = any(g.salvage is not None and g.salvage.amount for g in particulars.goods)
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
    sdr = _sdr(lead.in_sdr, language) if lead is not None else ""
    written = language.money(amount)
    if lead is not None and lead.regime:
        return LimitWords(_with(written, sdr), language.say(lead.basis))
    terms = next((x for x in profile.limits if lead is None or x.id == lead.id), None)
    if terms is not None and terms.lifted_by and value == amount != terms.amount:
        return LimitWords(written, language.say("the value that was declared for the consignment"))
    if terms is None or terms.amount is None or terms.per == "shipment":
        return LimitWords(_with(written, sdr), language.say(terms.basis) if terms is not None else "")
    each = language.say(
        "{amount} per {unit}", amount=language.money(terms.amount), unit=language.say(_EACH[terms.per])
    )
    total = each if terms.amount == amount else _with(written, sdr, each)
    return LimitWords(total, language.say(terms.basis))


def _sdr(amount: Money | None, language: Language) -> str:
    """Write an amount of special drawing rights; empty where there is none."""
    return f"{language.number(amount.amount)}\u00a0{language.say(SDR)}" if amount is not None else ""


def _with(written: str, *more: str) -> str:
    """Put what an amount rests on behind it."""
    told = ", ".join(m for m in more if m)
    return f"{written} ({told})" if told else written


def rate_words(case: Case, language: Language) -> tuple[RateWords, ...]:
    """Name the rates of exchange that a person wrote down."""
    return tuple(
        RateWords(language.say(c), language.money(r.rate), language.day(r.on), r.source)
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
        shown = [
            language.number(v) if v is not None else _cell(language) for v in (expected, located, missing)
        ]
        units.append(
            UnitWords(
                fnsku or language.gap(FNSKU),
                goods.sku or "",
                title or (line and line.description) or "",
                *shown,
            )
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
    digits: Mapping[tuple[str, str], int],
) -> LineWords:
    shown = [label for path in goods.sources if (label := labels.get(path))]
    cell = _cell(language)

    def money(name: str, unknown: str = NONE) -> str:
        value = getattr(goods, name)
        if value is None:
            return unknown
        written = language.money(value, at_least=digits[name, value.currency])
        return f"\u2212{written}" if name == "salvage" and value.amount else written

    return LineWords(
        number=str(number),
        sku=goods.sku or "",
        description=goods.description or ("" if goods.sku else cell),
        quantity=cell if goods.quantity is None else language.number(goods.quantity),
        quantity_lost=cell if goods.quantity_lost is None else language.number(goods.quantity_lost),
        unit_cost=money("unit_cost", cell),
        amount=money("amount", cell),
        salvage=money("salvage"),
        repair=money("repair"),
        freight=money("freight"),
        duty=money("duty"),
        other=money("other"),
        net=money("net", cell),
        exhibits=Links(in_order(shown, exhibits), between=language.between),
    )


def _totals(particulars: Particulars, language: Language) -> tuple[Row, ...]:
    totals, complete = sums(particulars)
    name = "Sum of the lines" if complete else "Sum of the lines whose amount is known"
    return tuple(Row(language.say(name), language.money(t)) for t in totals)


def _cell(language: Language) -> Gap:
    """Return what stands in a cell whose heading says what is not known."""
    return Gap(language.say(CELL))
