"""Limits: the most that is owed, reckoned beside the loss and the demand, never in their place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from evidencekit.model.assessment import Limit, ReckonedLimit
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.limit import LimitEntry, LimitPart, Of, Per
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile, source_words
from evidencekit.model.regime import Regime
from evidencekit.model.vocabulary import Mode
from evidencekit.model.words import day_words
from evidencekit.rounding import payable_or_none
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import convert, judge, more_than

_LB_IN_KG = Decimal("0.45359237")
_CENT = Decimal("0.01")
_COUNTS: dict[Per, tuple[str, str]] = {
    "kg_affected": ("affected_weight_kg", "kg of the affected packages"),
    "kg_gross": ("gross_weight_kg", "kg gross"),
    "lb_affected": ("affected_weight_kg", "lb of the affected packages"),
    "package": ("packages_affected", "affected packages"),
    "package_affected": ("packages_affected", "affected packages"),
    "package_on_bl": ("packages_affected", "affected packages on the bill of lading"),
}
_SUMS: dict[Of, str] = {
    "declared_value": "the declared value",
    "insured_value": "the insured value",
    "order_value": "the order's value",
    "carriage_charge": "the carriage charges",
    "postage": "the postage",
    "retail_price": "the retail price",
    "loss": "the loss",
}
_PLUS = {"freight": "freight", "duty": "customs duties", "other_charges": "other charges of the carriage"}


@dataclass(frozen=True, slots=True)
class _Sum:
    """What a part comes to, and how; `needs` says what is missing where it comes to nothing that is known."""

    amount: Money | None
    formula: str
    needs: tuple[str, ...] = ()
    in_sdr: Money | None = None
    """What it came to before it was converted."""


def reckoned_limits(
    profile: Profile, regimes: Iterable[Regime], known: Circumstances
) -> tuple[ReckonedLimit, ...]:
    """Reckon every limit that applies: the program's own first, then those of the law, each with its formula."""
    found = [
        _reckoned(x, profile, known)
        for x in profile.limits
        if judge(x.when, known).applies and _grade(x, profile) != "L"
    ]
    for regime in regimes:
        found += [
            _reckoned(x, regime, known)
            for x in regime.limits
            if judge(x.when, known).applies and _grade(x, regime) != "L"
        ]
    return tuple(found)


def leading_limit(limits: tuple[ReckonedLimit, ...]) -> Limit | None:
    """Return the first limit as callers have always had it: the amount, and in words what it rests on."""
    if not limits:
        return None
    first = limits[0]
    formula = f" ({first.formula})" if first.formula else ""
    return Limit(first.amount, f"{first.basis}{formula}; {first.source}")


def lost(particulars: Particulars) -> Money | None:
    """Return what the lost goods come to, else the amount as stated; None where neither is known in one currency."""
    if particulars.only_late:
        return particulars.amount
    amounts = [g.amount for g in particulars.goods]
    known = [a for a in amounts if a is not None]
    if known and len(known) == len(amounts) and len({a.currency for a in known}) == 1:
        return sum(known[1:], start=known[0])
    return particulars.amount


def limit_findings(limits: tuple[ReckonedLimit, ...], known: Circumstances) -> Iterator[Finding]:
    """Say which limit cannot be reckoned and what is missing for it, and where the demand is more than is owed."""
    for limit in limits:
        if limit.needs:
            yield warning("limit-unknown", _unreckoned(limit), limit.id)
    first = next((x for x in limits if x.amount is not None), None)
    if first is None or first.amount is None or known.amount is None:
        return
    above = more_than(known.amount, first.amount, known.rates)
    if above is None:
        yield warning(
            "no-rate",
            f"The limit of {first.amount} and the demand of {known.amount} cannot be compared without a rate under [rates] in case.toml.",
            first.id,
        )
    elif above:
        on_top = f", with {' and '.join(first.plus)} on top" if first.plus else ""
        yield note(
            "above-limit",
            f"The demand of {known.amount} is more than the {first.amount} owed by {first.title}{on_top}. It stays as it is: the recipient must name its limit.",
            first.id,
        )


def _unreckoned(limit: ReckonedLimit) -> str:
    lines = [_line(n) for n in limit.needs]
    return f"The limit of {limit.title} ({limit.formula}) cannot be reckoned. Write in case.toml: {'; '.join(lines)}."


def _line(need: str) -> str:
    """Return the line of case.toml that would settle what is missing."""
    if need.startswith("rates."):
        return f'[rates] {need.removeprefix("rates.")} = {{rate = "1.0000 USD", on = 2026-01-31, source = "..."}}, with the rate of the day'
    if need == "quantity_lost":
        return "[[goods]] quantity_lost"
    if need == "carriage_charge":
        return '[loss] freight = "100.00 USD", which is what was paid to carry the whole consignment'
    if need in {"order_value", "postage", "retail_price"}:
        return f"nothing yet; {_SUMS[need]} is to be looked up by hand"  # type: ignore[index]
    return "[loss] amount" if need == "loss" else f"[consignment] {need}"


def _grade(limit: LimitEntry, rules: Profile | Regime) -> str:
    return limit.confidence or rules.sources[limit.source].confidence


def _reckoned(limit: LimitEntry, rules: Profile | Regime, known: Circumstances) -> ReckonedLimit:
    total = _total(limit, known)
    lifted = _lifted(limit, total, known)
    if lifted is not None:
        total = lifted
    plus = tuple(_PLUS[p] for p in limit.plus)
    return ReckonedLimit(
        id=limit.id,
        title=rules.title,
        regime=rules.id if isinstance(rules, Regime) else "",
        amount=payable_or_none(total.amount),
        formula=total.formula,
        plus=plus,
        needs=total.needs,
        basis=limit.basis,
        confidence=_grade(limit, rules),
        source=source_words(rules.sources[limit.source], limit.confidence),
        in_sdr=total.in_sdr,
    )


def _total(limit: LimitEntry, known: Circumstances) -> _Sum:
    parts = limit.parts or (
        (LimitPart(amount=limit.amount, per=limit.per, of=limit.of, times=limit.times),)
        if limit.amount or limit.of
        else ()
    )
    if not parts:
        return _Sum(None, "")
    sums = tuple(_part(p, known) for p in parts)
    total = sums[0] if len(sums) == 1 else _combined(sums, limit, known)
    if limit.at_most is not None:
        total = _at_most(total, limit.at_most, known)
    return _in_currency(total, known)


def _part(part: LimitPart, known: Circumstances) -> _Sum:
    total = _of(part, known) if part.of is not None else _per(part, known)
    if part.plus is None:
        return total
    amount = (
        total.amount + part.plus if total.amount and total.amount.currency == part.plus.currency else None
    )
    return _Sum(amount, f"{part.plus} + {total.formula}", total.needs)


def _per(part: LimitPart, known: Circumstances) -> _Sum:
    """Multiply an amount by the packages, kilograms or units that are affected."""
    if part.amount is None:
        return _Sum(None, "")
    if part.per == "shipment":
        return _Sum(part.amount, f"{part.amount} a shipment")
    if part.per == "unit":
        lost = [g.quantity_lost for g in known.particulars.goods]
        count = sum((q for q in lost if q is not None), Decimal(0)) if lost and None not in lost else None
        return _times(part.amount, count, "lost units", "quantity_lost")
    name, words = _COUNTS[part.per]
    value = _count(name, part.per, known)
    if value is not None and part.per == "lb_affected":
        value = (value / _LB_IN_KG).quantize(_CENT, ROUND_HALF_UP)
    missing = "packages" if part.per == "package_on_bl" and _number("packages", known) is None else name
    return _times(part.amount, value, words, missing)


def _count(name: str, per: Per, known: Circumstances) -> Decimal | None:
    """Return how many there are: as known, or as it follows from all packages being affected."""
    value, packages = _number(name, known), _number("packages", known)
    if value is None and name == "packages_affected" and _one_parcel(known, packages):
        value = Decimal(1)
    if value is None and name == "affected_weight_kg" and _all_affected(known, packages):
        value = _number("gross_weight_kg", known)
    if per == "package_on_bl":
        # The bill of lading's count is the law's: goods that it counts as one package are one.
        return None if packages is None or value is None else min(packages, value)
    return value


def _number(name: str, known: Circumstances) -> Decimal | None:
    entry = known.particulars.get(name)
    return Decimal(entry.value) if entry is not None and isinstance(entry.value, (int, Decimal)) else None


def _one_parcel(known: Circumstances, packages: Decimal | None) -> bool:
    """Say whether the consignment is one parcel: stated so, or it has but one tracking number."""
    if packages is not None:
        return packages == 1
    return known.mode in (Mode.PARCEL, Mode.POST) and len(known.particulars.all("tracking_number")) == 1


def _all_affected(known: Circumstances, packages: Decimal | None) -> bool:
    """Say whether every package is affected, so that the gross weight is that of the affected ones."""
    return packages is not None and (packages == 1 or packages == _number("packages_affected", known))


def _times(amount: Money, count: Decimal | None, words: str, name: str) -> _Sum:
    if count is None:
        return _Sum(None, f"{amount} × {words}", (name,))
    return _Sum(amount.times(count), f"{amount} × {count:f} {words}")


def _of(part: LimitPart, known: Circumstances) -> _Sum:
    """Take a share or a multiple of a sum."""
    assert part.of is not None  # noqa: S101 - the caller asks only then
    base = {
        "declared_value": known.declared_value,
        "insured_value": known.insured_value,
        "loss": known.amount,
        "carriage_charge": known.freight,
    }.get(part.of)
    words = _SUMS[part.of]
    factor = f"{part.times:f} × " if part.times is not None else ""
    if base is None:
        return _Sum(None, f"{factor}{words}", (part.of,))
    return _Sum(base.times(part.times) if part.times is not None else base, f"{factor}{words}, {base}")


def _combined(sums: tuple[_Sum, ...], limit: LimitEntry, known: Circumstances) -> _Sum:
    """Take the higher or the lower of several sums; unless all are known in one currency, only the formula is known."""
    name = "the higher" if limit.combine == "higher_of" else "the lower"
    formula = f"{name} of " + " and ".join(s.formula for s in sums)
    needs = tuple(dict.fromkeys(n for s in sums for n in s.needs))
    amounts = [s.amount for s in sums]
    if any(a is None for a in amounts):
        return _Sum(None, formula, needs)
    first = amounts[0]
    same = [convert(a, first.currency, known.rates) for a in amounts if a is not None and first is not None]
    if any(s is None for s in same):
        return _Sum(None, formula, _rates_needed(a.currency for a in amounts if a is not None))
    pick = max if limit.combine == "higher_of" else min
    return _Sum(pick(s for s in same if s is not None), formula)


def _at_most(total: _Sum, most: Money, known: Circumstances) -> _Sum:
    formula = f"{total.formula}, at most {most}"
    if total.amount is None:
        return _Sum(None, formula, total.needs)
    there = convert(most, total.amount.currency, known.rates)
    if there is None:
        return _Sum(None, formula, _rates_needed((most.currency,)))
    return _Sum(min(total.amount, there), formula)


def _lifted(limit: LimitEntry, total: _Sum, known: Circumstances) -> _Sum | None:
    """Return the declared value that takes the limit's place, where it is higher."""
    if limit.lifted_by is None:
        return None
    value = known.declared_value if limit.lifted_by == "declared_value" else known.insured_value
    if value is None:
        return None
    most = convert(limit.lifted_up_to, value.currency, known.rates) if limit.lifted_up_to else None
    if most is not None and most < value:
        return _Sum(most, f"{_SUMS[limit.lifted_by]} of {value}, but no more than {limit.lifted_up_to}")
    if total.amount is None or total.amount.currency != value.currency:
        return None
    return _Sum(value, f"{_SUMS[limit.lifted_by]}") if value.amount > total.amount.amount else None


def _in_currency(total: _Sum, known: Circumstances) -> _Sum:
    """Convert special drawing rights by the rate in case.toml, named with its day and source; without it only the formula stands."""
    if total.amount is None or total.amount.currency != "SDR":
        return total
    rate = known.rates.get("SDR")
    formula = f"{total.formula} = {total.amount}"
    if rate is None:
        return _Sum(None, formula, ("rates.SDR",))
    there = convert(total.amount, rate.rate.currency, known.rates)
    told = f"{formula}, at {rate.rate} for 1 SDR on {day_words(rate.on)} ({rate.source})"
    return _Sum(there, told, in_sdr=total.amount)


def _rates_needed(currencies: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"rates.{c}" for c in dict.fromkeys(currencies) if c != "USD")
