"""Findings about the program itself: whether the case belongs here, who may file, what is covered, what a person must say."""

import re
from collections.abc import Iterable, Iterator

from evidencekit.model.casefile import line_for
from evidencekit.model.finding import Finding, blocking, note, warning
from evidencekit.model.profile import Profile
from evidencekit.model.regime import Regime
from evidencekit.model.requirement import Coverage, Elsewhere, Filer
from evidencekit.model.words import kind_words
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import Holds, judge


def program_findings(profile: Profile, regimes: Iterable[Regime], known: Circumstances) -> Iterator[Finding]:
    """Say where the case does not belong here, who may not file, what is not covered, and what must still be known."""
    yield from _loss(profile, known)
    yield from _consignment(profile, known)
    for place in profile.elsewhere:
        yield from _elsewhere(place, profile, known)
    # The law of the carriage says who may claim of the carrier, not of an insurer.
    law: tuple[Profile | Regime, ...] = (profile, *(() if profile.addressed_as == "insurer" else regimes))
    for rules in law:
        for filer in rules.filers:
            yield from _filer(filer, rules, known)
    for condition in profile.coverage:
        if judge(condition.when, known).applies:
            yield from _covered(condition, profile, known)
    yield from _facts(profile, known)
    for rules in law:
        yield from _confirmations(rules, known)


def _loss(profile: Profile, known: Circumstances) -> Iterator[Finding]:
    if profile.covers and known.loss is not None and known.loss not in profile.covers:
        takes = ", ".join(profile.covers).replace("_", " ")
        yield warning(
            "wrong-program",
            f"{profile.title} takes {takes}; this loss is {known.loss.replace('_', ' ')}.",
            profile.id,
        )


def _consignment(profile: Profile, known: Circumstances) -> Iterator[Finding]:
    """Say which part of `takes` the consignment does not meet."""
    takes, parts = profile.takes, []
    if takes.carriers and known.carrier and not _alone(profile, known, "carriers"):
        parts.append(f"the carrier is {known.carrier}, not {' or '.join(takes.carriers)}")
    if takes.modes and known.mode is not None and known.mode not in takes.modes:
        parts.append(f"it travelled by {known.mode.value}")
    if takes.lane and known.lane is not None and known.lane != takes.lane:
        parts.append(f"the consignment is {known.lane}")
    for name in ("from_countries", "to_countries", "either_countries", "not_countries"):
        if getattr(takes, name) and not _alone(profile, known, name):
            parts.append(f"it went from {known.from_country} to {known.to_country}")
            break
    if parts:
        yield warning(
            "wrong-program",
            f"{profile.title} does not take this consignment: {'; '.join(parts)}.",
            profile.id,
        )


def _alone(profile: Profile, known: Circumstances, name: str) -> bool:
    """Judge one part of `takes` by itself."""
    part = type(profile.takes).model_construct(**{name: getattr(profile.takes, name)})
    return judge(part, known).applies


def _elsewhere(place: Elsewhere, profile: Profile, known: Circumstances) -> Iterator[Finding]:
    holds = judge(place.when, known)
    if holds is Holds.YES:
        there = f" It belongs to {place.goes_to}." if place.goes_to else ""
        weak = (place.confidence or profile.sources[place.source].confidence) == "L"
        yield (warning if weak else blocking)("wrong-program", f"{place.why}{there}", place.id)
    elif holds is Holds.ASK and place.question:
        names = (*place.when.confirmed, *place.when.denied)
        line = f" Say so in case.toml: [confirmed] {names[0]} = true or false." if names else ""
        yield note("ask-program", f"{place.question}{line}", place.id)


def _filer(filer: Filer, rules: Profile | Regime, known: Circumstances) -> Iterator[Finding]:
    capacity = known.capacity
    if not (filer.allowed or filer.refused or filer.needs):
        return
    if capacity is None:
        yield warning(
            "capacity-unknown",
            f"Who may file is limited here: {filer.why} Write [claimant] capacity in case.toml.",
            filer.id,
        )
        return
    wrong = capacity in filer.refused or (bool(filer.allowed) and capacity not in filer.allowed)
    weak = (filer.confidence or rules.sources[filer.source].confidence) == "L"
    if wrong:
        told = f"The claimant is the {capacity.value}, and may not file here ({rules.title}): {filer.why}"
        yield (warning if weak else blocking)("wrong-filer", told, filer.id)
    elif capacity in filer.needs_of and filer.needs and not set(filer.needs) & known.kinds:
        wanted = " or ".join(kind_words(k).lower() for k in filer.needs)
        told = f"The claimant is the {capacity.value}, and must add: {wanted}. {filer.why}"
        yield (warning if weak else blocking)("authority-missing", told, filer.id)


def _covered(condition: Coverage, profile: Profile, known: Circumstances) -> Iterator[Finding]:
    said = known.confirmed.get(condition.id)
    met = said if said is not None else _test(condition, known)
    if met is True:
        return
    if met is None:
        ask = condition.question or f"Is it so: {condition.title}?"
        yield warning(
            "cover-unknown",
            f"{ask} {condition.why} If so, write in case.toml: [confirmed] {condition.id} = true.",
            condition.id,
        )
        return
    weak = (condition.confidence or profile.sources[condition.source].confidence) == "L"
    told = f"Not covered, as far as the evidence says: {condition.title}. {condition.why} If that is wrong, write in case.toml: [confirmed] {condition.id} = true."
    yield (warning if weak else blocking)("not-covered", told, condition.id)


def _test(condition: Coverage, known: Circumstances) -> bool | None:
    """Judge a condition of cover from the evidence; None where it does not say."""
    if condition.test == "sender_is_not_receiver":
        sender, receiver = known.particulars.text("shipper"), known.particulars.text("consignee")
        return None if not sender or not receiver else _party(sender) != _party(receiver)
    if condition.test == "acceptance_scan":
        scanned = {"first_scan_date", "carrier_acceptance_date", "last_scan_date"}
        return True if any(known.particulars.get(n) is not None for n in scanned) else None
    if condition.test == "from_countries":
        return None if known.from_country is None else known.from_country in condition.countries
    if condition.test == "insured_value":
        return True if known.insured_value is not None else None
    if condition.test == "goods_not_excluded":
        described = " ".join(g.description or "" for g in known.particulars.goods).casefold()
        return False if any(_names(word.casefold(), described) for word in condition.words) else None
    return None


def _names(word: str, described: str) -> bool:
    """Say whether a description has a word or phrase, in the singular or plural: `art` is not in `cartridge`."""
    return re.search(rf"(?<!\w){re.escape(word.removesuffix('s'))}(?:e?s)?(?!\w)", described) is not None


def _party(written: str) -> str:
    """Return a party's name without its address, for comparing."""
    name = written.replace("\n", ",").partition(",")[0]
    return "".join(c for c in name.casefold() if c.isalnum())


def _facts(profile: Profile, known: Circumstances) -> Iterator[Finding]:
    for asked in profile.facts:
        holds = judge(asked.when, known)
        if not holds.applies or _known(asked.name, known):
            continue
        weak = (asked.confidence or profile.sources[asked.source].confidence) == "L"
        hard = asked.required and not weak and holds is not Holds.ASK
        unsure = f" ({_asks(asked.when.electronics, asked.when.theft)})" if holds is Holds.ASK else ""
        line = line_for(asked.name)
        cure = (
            f"Write in case.toml: {line}." if line else "Put a document that shows it into the case folder."
        )
        message = f"{profile.recipient} asks for {asked.title}{unsure}; it was not found. {cure}"
        yield (blocking if hard else warning)("missing-fact", message, asked.name)


def _known(name: str, known: Circumstances) -> bool:
    """Say whether a fact is known, wherever it stands."""
    elsewhere = {
        "amount": known.particulars.amount,
        "description": known.particulars.description,
        "loss_type": known.loss,
        "serial_number": known.serial_numbers,
        "claimant_email": known.particulars.claimant.email,
        "claimant_phone": known.particulars.claimant.phone,
        "claimant_address": known.particulars.claimant.address,
    }
    return known.particulars.get(name) is not None or bool(elsewhere.get(name))


def _asks(electronics: bool | None, theft: bool | None) -> str:  # noqa: FBT001 - the two parts that only a person judges
    """Name the doubt, and the line that settles it."""
    if electronics is not None:
        return "for electronics; if they are none, [confirmed] electronics = false"
    if theft is not None:
        return "after a theft; if it was none, [confirmed] theft = false"
    return "where it applies"


def _confirmations(rules: Profile | Regime, known: Circumstances) -> Iterator[Finding]:
    for asked in rules.confirmations:
        holds = judge(asked.when, known)
        said = known.confirmed.get(asked.id)
        if not holds.applies or said or (asked.either and said is not None):
            continue
        hard = asked.required and holds is not Holds.ASK
        answer = (
            "You said no." if said is False else f"If so, write in case.toml: [confirmed] {asked.id} = true."
        )
        yield (blocking if hard else warning)("not-confirmed", f"{asked.question} {answer}", asked.id)
