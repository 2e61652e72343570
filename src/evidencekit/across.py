"""Across cases: what two of them use that can be used once only, units against invoices, and what each recipient is asked for."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from evidencekit.commonground import CommonGround, Traced
from evidencekit.model.bundle import Outcome
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.summary import Trace, TracedFile
from evidencekit.model.vocabulary import Kind

_NEAR = 3
"""Bits in which likenesses of one photo differ at most: fewer than within a case, since many more are compared."""
_BANDS = _NEAR + 1
_CROWD = 200
"""Photos that share a band of a likeness; of more, the band says nothing of a picture."""
_NAMED = 4
"""Cases that a sentence names."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A finding about several cases, and which."""

    finding: Finding
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """The units of one article over all cases: invoices that stand in several count once, and so do consignments."""

    goods: str
    claimant: str
    invoiced: Decimal | None
    """None where no invoice lists it."""
    shipped: Decimal | None
    claimed: Decimal | None
    cases: tuple[str, ...]

    @property
    def short(self) -> Decimal:
        """Units that were shipped or are claimed and stand on no invoice."""
        needed = max(self.shipped or Decimal(0), self.claimed or Decimal(0))
        return Decimal(0) if self.invoiced is None else max(Decimal(0), needed - self.invoiced)


@dataclass(frozen=True, slots=True)
class Across:
    """What only a look over all cases shows."""

    shared: tuple[Shared, ...]
    units: tuple[Account, ...]
    """Articles that stand in several cases or are short, the shortest first."""

    def by_case(self) -> dict[str, tuple[str, ...]]:
        """Return what is said of each case."""
        told: defaultdict[str, list[str]] = defaultdict(list)
        for shared in self.shared:
            for case in shared.cases:
                told[case].append(shared.finding.message)
        return {case: tuple(messages) for case, messages in told.items()}


def across(outcomes: Iterable[Outcome]) -> Across:
    """Look over all cases whose summary was kept, built or refused, also those that stood already."""
    cases = _cases(outcomes)
    twins, common = _twins(cases), CommonGround(cases)
    units = tuple(_accounts(cases, twins, common))
    shared = (
        *_photos(cases),
        *_invoices(cases, units, twins, common),
        *_units(cases, units, twins, common),
        *_twice(cases, twins, common),
    )
    order = sorted(shared, key=lambda s: (s.finding.severity.value != "warning", s.finding.code, s.cases))
    named = [u for u in units if u.short or len(u.cases) > 1]
    return Across(tuple(order), tuple(sorted(named, key=lambda u: (-u.short, u.goods, u.claimant))))


def _cases(outcomes: Iterable[Outcome]) -> tuple[Traced, ...]:
    traces: dict[str, tuple[Trace, str]] = {}
    claims: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for outcome in outcomes:
        told = outcome.summary
        if told is not None and told.trace is not None:
            traces.setdefault(outcome.case, (told.trace, told.carrier))
            claims[outcome.case].append((outcome.recipient, told.whom))
    return tuple(
        Traced(name, trace, tuple(sorted(claims[name])), carrier)
        for name, (trace, carrier) in sorted(traces.items())
    )


def _twins(cases: tuple[Traced, ...]) -> dict[str, str]:
    """Return the SKU of each FNSKU that has one only, so that an article has one name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        for fnsku, sku in case.trace.twins:
            found[fnsku].add(sku)
    return {fnsku: next(iter(skus)) for fnsku, skus in found.items() if len(skus) == 1}


def _photos(cases: tuple[Traced, ...]) -> Iterator[Shared]:
    """Find the same photo in two cases: by its bytes, else by its likeness."""
    photos = [(c.case, f) for c in cases for f in c.trace.files if f.kind is Kind.PHOTO]
    same: defaultdict[str, list[tuple[str, TracedFile]]] = defaultdict(list)
    for case, file in photos:
        same[file.sha256].append((case, file))
    for found in same.values():
        names = tuple(dict.fromkeys(case for case, _ in found))
        if len(names) > 1:
            places = _listed([f"{f.path} of {case}" for case, f in found])
            message = f"{places} are the same photo. A photo shows one loss: keep it where it belongs."
            yield Shared(warning("photo-in-two-cases", message, names[0]), names)
    for (case, file), (other, alike) in _alike(photos):
        message = (
            f"{file.path} of {case} and {alike.path} of {other} show nearly the same picture. "
            "Make sure that each shows the loss of its own case."
        )
        yield Shared(note("photo-in-two-cases", message, case), (case, other))


def _alike(
    photos: list[tuple[str, TracedFile]],
) -> Iterator[tuple[tuple[str, TracedFile], tuple[str, TracedFile]]]:
    """Give pairs of near copies from two cases: of four bands of the bits, one is the same where three bits differ."""
    told: set[frozenset[str]] = set()
    for band in range(_BANDS):
        alike: defaultdict[int, list[tuple[str, TracedFile]]] = defaultdict(list)
        for case, file in photos:
            if file.likeness is not None:
                alike[file.likeness >> (16 * band) & 0xFFFF].append((case, file))
        for found in alike.values():
            if len(found) > _CROWD:
                continue
            for one, other in combinations(found, 2):
                pair = frozenset((one[1].sha256, other[1].sha256))
                if one[0] != other[0] and len(pair) == 2 and pair not in told and _near(one[1], other[1]):
                    told.add(pair)
                    yield one, other


def _near(one: TracedFile, other: TracedFile) -> bool:
    return ((one.likeness or 0) ^ (other.likeness or 0)).bit_count() <= _NEAR


def _accounts(cases: tuple[Traced, ...], twins: dict[str, str], common: CommonGround) -> Iterator[Account]:
    """Add up each claimant's articles; papers that stand in several cases count once, and so does a consignment."""
    counted: dict[str, defaultdict[tuple[str, str], list[tuple[str, Decimal]]]] = {}
    where: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for how in ("invoiced", "shipped", "claimed"):
        found = counted[how] = defaultdict(list)
        for case in cases:
            for (goods, paper), count in case.units(how, twins).items():
                found[goods, case.case].append((paper, count))
                where[goods][case.case] = None
    for goods, names in where.items():
        for own in common.parties(names):
            papers: dict[Hashable, Decimal] = {}
            shipped: dict[Hashable, Decimal] = {}
            for name in own:
                for paper, count in counted["invoiced"].get((goods, name), ()):
                    which = common.paper(name, paper)
                    papers[which] = max(count, papers.get(which, count))
                for _, count in counted["shipped"].get((goods, name), ()):
                    group = common.consignment(name)
                    shipped[group] = max(count, shipped.get(group, count))
            claimed = [count for name in own for _, count in counted["claimed"].get((goods, name), ())]
            who = "; ".join(common.claimants(own))
            yield Account(
                goods, who, _sum(papers.values()), _sum(shipped.values()), _sum(claimed), tuple(own)
            )


def _sum(counts: Iterable[Decimal]) -> Decimal | None:
    """Add up; None where nothing is counted."""
    found = list(counts)
    return sum(found, Decimal(0)) if found else None


def _invoices(
    cases: tuple[Traced, ...], units: tuple[Account, ...], twins: dict[str, str], common: CommonGround
) -> Iterator[Shared]:
    """Tell which invoices stand in several cases; where their units do not reach, that is told with the units."""
    where: defaultdict[Hashable, dict[str, None]] = defaultdict(dict)
    listed: defaultdict[Hashable, set[str]] = defaultdict(set)
    for case in cases:
        for file in case.invoices:
            where[common.paper(case.case, file.sha256)][case.case] = None
        for goods, paper in case.units("invoiced", twins):
            listed[common.paper(case.case, paper)].add(goods)
    short = {(case, u.goods) for u in units if u.short for case in u.cases}
    for invoice, found in where.items():
        if len(found) < 2 or any((case, goods) in short for case in found for goods in listed[invoice]):
            continue
        place = f"{common.title(invoice)} stands in {_listed(list(found))}"
        if listed[invoice]:
            message = f"{place}; its units reach for all that is shipped and claimed there."
            yield Shared(note("invoice-in-two-cases", message, next(iter(found))), tuple(found))
        else:
            message = f"{place}, and its units could not be read. Check that it proves the units of all of them: the same units prove one claim."
            yield Shared(warning("invoice-in-two-cases", message, next(iter(found))), tuple(found))


def _units(
    cases: tuple[Traced, ...], units: tuple[Account, ...], twins: dict[str, str], common: CommonGround
) -> Iterator[Shared]:
    """Tell where invoices prove fewer units of an article than were shipped or are claimed over all cases."""
    by_name = {c.case: c for c in cases}
    for account in units:
        if not account.short or len(account.cases) < 2:
            continue  # what one case lacks is told of that case
        own = [by_name[name] for name in account.cases]
        papers = dict.fromkeys(
            common.paper(c.case, p) for c in own for g, p in c.units("invoiced", twins) if g == account.goods
        )
        how = "shipped" if (account.shipped or 0) >= (account.claimed or 0) else "claimed"
        counts = _counts(own, account.goods, how, twins, common)
        total = account.shipped if how == "shipped" else account.claimed
        message = (
            f"{total} units of {account.goods} are {how} over these cases ({_listed(counts)}), but the invoices prove "
            f"{account.invoiced} ({_listed([common.name(p).removeprefix('Invoice ') for p in papers])}): {account.short} units stand on none. "
            "Add the invoice that is missing, or claim fewer; the same units prove one claim."
        )
        yield Shared(warning("units-beyond-invoices", message, account.goods), account.cases)


def _counts(
    cases: list[Traced], goods: str, how: str, twins: dict[str, str], common: CommonGround
) -> list[str]:
    """Say how many units each case counts; cases of one consignment ship its units together."""
    named: defaultdict[Hashable, list[str]] = defaultdict(list)
    counts: dict[Hashable, Decimal] = {}
    for case in cases:
        count = sum((n for (g, _), n in case.units(how, twins).items() if g == goods), Decimal(0))
        if count:
            group = common.consignment(case.case) if how == "shipped" else case.case
            named[group].append(case.case)
            counts[group] = max(count, counts.get(group, count))
    return [f"{_listed(named[group])}: {count}" for group, count in counts.items()]


def _twice(cases: tuple[Traced, ...], twins: dict[str, str], common: CommonGround) -> Iterator[Shared]:
    """Tell where one consignment is claimed twice: in two cases, or of one payer under two programs."""
    for case in cases:
        payers = [whom for _, whom in case.claims if whom]
        for whom in dict.fromkeys(w for w in payers if payers.count(w) > 1):
            programs = [recipient for recipient, payer in case.claims if payer == whom]
            message = (
                f"{case.case} claims the same units of {whom} under {len(programs)} programs ({_listed(programs)}). "
                "They are paid once: file the one that fits the loss."
            )
            yield Shared(warning("claimed-twice", message, case.case), (case.case,))
    told: set[tuple[str, ...]] = set()
    for (number, _), found in common.numbers.items():
        names = tuple(c.case for c in found)
        if len(found) > 1 and names not in told:
            told.add(names)
            yield _claimed_twice(number, found, names, twins, common.claimants(names))


def _claimed_twice(
    number: str, found: list[Traced], names: tuple[str, ...], twins: dict[str, str], who: tuple[str, ...]
) -> Shared:
    place = f"{number.replace('_', ' ')} stands in {_listed([f'{c.case} ({_listed([r for r, _ in c.claims])})' for c in found])}"
    if len(who) > 1:
        place += f", whose claimants are {_listed(list(who))}"
    claimed = [{g: n for (g, _), n in c.units("claimed", twins).items()} for c in found]
    shipped = [{g: n for (g, _), n in c.units("shipped", twins).items()} for c in found]
    both = {g for one, other in combinations(claimed, 2) for g in one.keys() & other.keys()}
    over = [
        f"{sum(c.get(g, 0) for c in claimed)} of {most} units of {g}"
        for g in sorted(both)
        if (most := max((s[g] for s in shipped if g in s), default=Decimal(0)))
        and sum(c.get(g, Decimal(0)) for c in claimed) > most
    ]
    if over:
        message = (
            f"{place}: together they claim {_listed(over)} of one consignment. The same units are paid once."
        )
        return Shared(warning("claimed-twice", message, names[0]), names)
    if both or not all(claimed):
        which = f" of {_listed(sorted(both))}" if both else ""
        message = f"{place}. Make sure that they do not claim the same units{which}: these are paid once."
        return Shared(warning("claimed-twice", message, names[0]), names)
    message = f"{place}; they claim different goods of it."
    return Shared(note("claimed-twice", message, names[0]), names)


def _listed(names: list[str]) -> str:
    part = "; " if any(" and " in n for n in names) else ", "
    if len(names) > _NAMED:
        return f"{part.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
    last = part if part == "; " else " and "
    return part.join(names[:-1]) + (last if len(names) > 1 else "") + "".join(names[-1:])
