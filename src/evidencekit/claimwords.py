"""What letters say beyond the loss itself: how the claim stands, what is asked for, enclosed, missing, photographed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from evidencekit.chronicle import VIEWS
from evidencekit.consignmentwords import INSURED, POLICY, listed
from evidencekit.language import Language
from evidencekit.letterdue import Standing
from evidencekit.lettertext import Links, Row
from evidencekit.model.casefile import line_for
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.reason import Reason
from evidencekit.model.requirement import Requirement
from evidencekit.model.vocabulary import Kind
from evidencekit.model.words import kind_words
from evidencekit.phrases import CELL, CELL_HINT, GAPS, LOSSES
from evidencekit.rules.circumstances import circumstances, kinds_sent
from evidencekit.rules.conditions import judge
from evidencekit.wording import (
    AddresseeWords,
    ClaimWords,
    EnclosedWords,
    MissingWords,
    PackagingWords,
    PhotoWords,
    RecipientWords,
    ScheduleWords,
    Wording,
)

_SURE = 0.5
_UNEXPLAINED = "why it is missing"
_OF_THE_CLAIM = {
    "day on which the claim was filed": "filed_on = 2026-01-31",
    "day of the decision": "decided_on = 2026-01-31",
    "reason of the refusal": 'reason = "..." in the recipient\'s words, or reason_code = "..."',
    "answer to the refusal": 'answer = "..."',
    "amount paid": 'paid = "100.00 USD"',
}
"""What letters may lack of what came of the claim, and the line of `[claims]` that says it."""
_BILL = re.compile(r"lading|waybill|freight-bill|consignment-note")


def addressee(recipient: RecipientWords, carrier: str, to: str) -> AddresseeWords:
    """Say to whom a letter goes; a letter to the carrier goes to the recipient where the recipient is one."""
    if to == "nobody":
        return AddresseeWords("", "", "")
    if to == "carrier" and recipient.addressed_as != "carrier":
        return AddresseeWords(carrier, "", "")
    return AddresseeWords(recipient.name, recipient.department, "yes")


def addressed(told: Wording, to: str, language: Language) -> Wording:
    """Turn the words to whom a letter goes; the insurance is the insurer's business alone."""
    other = replace(told, addressee=addressee(told.recipient, told.consignment.carrier, to))
    if other.addressee.is_recipient or told.recipient.addressed_as != "insurer":
        return other
    hidden = {language.say(name) for name in (POLICY, INSURED)}
    rows = tuple(r for r in told.consignment.rows if r.name not in hidden)
    return replace(other, consignment=replace(told.consignment, rows=rows))


def claim_words(at: Standing, reasons: tuple[Reason, ...], language: Language) -> ClaimWords:
    """Tell what came of the claim."""
    claim, left = at.claim, at.demanded
    known = next((r for r in reasons if r.code and r.code == claim.reason_code), None)
    balance = left if any(r.own and r.taken_off for r in at.assessment.recovered) else None

    def day(value: date | None) -> str:
        return language.day(value) if value is not None else ""

    return ClaimWords(
        filed=day(claim.filed_on) or language.gap("day on which the claim was filed"),
        days=str(at.days) if at.days is not None else "",
        restated=_restated(at, language),
        number=claim.number or "",
        acknowledged=day(claim.acknowledged_on),
        documents=day(claim.documents_on),
        decided=day(claim.decided_on) or (language.gap("day of the decision") if at.decided else ""),
        decision=claim.decision.value if claim.decision else "",
        reason_code=claim.reason_code or "",
        reason=(
            claim.reason
            or (language.say(known.title) if known else "")
            or language.gap("reason of the refusal")
        ).rstrip("."),
        answer=claim.answer or _answer(at, language) or language.gap("answer to the refusal"),
        paid=language.money(claim.paid) if claim.paid is not None else language.gap("amount paid"),
        balance=language.money(balance) if balance is not None and balance.amount > 0 else "",
        carmack="yes" if at.under_carmack else "",
    )


def _restated(at: Standing, language: Language) -> str:
    """Say that the claim was filed before, so that nobody takes a letter of today for a second one."""
    filed = at.claim.filed_on
    if filed is None or filed >= at.today or at.decided:
        return ""
    return language.say(
        "We filed this claim with you on {day}. This letter states it as the file stands today; it is not a further claim.",
        day=language.day(filed),
    )


def _answer(at: Standing, language: Language) -> str:
    """Answer the reasons that the case itself answers: filed in time, documents now there; empty for any other."""
    claim = at.claim
    if claim.reason_code == "CSD" and at.assessment.satisfied and not at.assessment.missing:
        return language.say("Every document that you ask for is in the file now; the list below says where.")
    if claim.reason_code == "CFT" and claim.filed_on is not None:
        ends = [w.latest for w in at.assessment.windows if w.action == "claim" and w.leads and w.latest]
        if ends and claim.filed_on <= min(ends):
            return language.say(
                "The claim was filed on {filed}; the last day for it was {end}.",
                filed=language.day(claim.filed_on), end=language.day(min(ends)),
            )  # fmt: skip
    return ""


def asked_words(at: Standing, language: Language) -> tuple[Row, ...]:
    """List the facts that the recipient asks for, in its order, with a gap for each that is not known."""
    known = circumstances(at.case, at.particulars, kinds_sent(at.exhibits))
    rows = []
    for fact in at.profile.facts:
        value = fact_words(fact.name, at.particulars, at, language)
        if value or judge(fact.when, known).value == "yes":
            rows.append(Row(_capital(language.say(fact.title), language), value or language.gap(fact.title)))
    return tuple(rows)


def hints_for(at: Standing, language: Language) -> dict[str, tuple[str, str]]:
    """Return for each gap that this recipient's letters may have its subject and what to write to close it."""
    hints = {str(language.gap(what)): told for what, told in GAPS.items()}
    hints[language.say(CELL)] = CELL_HINT
    for fact in at.profile.facts:
        line = line_for(fact.name)
        cure = (
            f"Write in case.toml: {line}." if line else "Put a document that shows it into the case folder."
        )
        hints[str(language.gap(fact.title))] = (fact.name, cure)
    for what, line in _OF_THE_CLAIM.items():
        hints[str(language.gap(what))] = (
            "claims",
            f'Write it in case.toml: [claims."{at.profile.id}"] {line}.',
        )
    if at.assessment.missing:
        lines = " and ".join(f'{m.requirement} = "..."' for m in at.assessment.missing)
        hints[str(language.gap(_UNEXPLAINED))] = (
            "explained",
            f"Say it in case.toml, below [explained]: {lines}.",
        )
    return hints


def profile_words(at: Standing) -> tuple[str, ...]:
    """Return what letters take from the profile as it stands there, in English: names of documents and facts, bases of limits."""
    lead = next(iter(at.assessment.limits), None)
    terms = next((x for x in at.profile.limits if lead is None or x.id == lead.id), None)
    told = (
        at.profile.department,
        *(r.title for r in enclosed_requirements(at)),
        *(m.title for m in at.assessment.missing),
        *((lead.basis,) if lead is not None else (terms.basis,) if terms is not None else ()),
    )
    return tuple(dict.fromkeys(t for t in told if t))


def fact_words(name: str, particulars: Particulars, at: Standing, language: Language) -> str:
    """Return what is known under a name, in words; empty where nothing is."""
    if name == "amount":
        return language.money(at.demanded) if at.demanded else ""
    if name == "description":
        return particulars.description or ""
    if name == "loss_type":
        return language.say(LOSSES[particulars.loss_type][0]) if particulars.loss_type else ""
    if name == "serial_number":
        stated = [s for g in at.case.file.goods for s in g.serial_numbers]
        if stated:
            return language.row(stated)
    entries = particulars.all(name)
    values = [_value(e.value, language) for e in (tuple(e for e in entries if e.stated) or entries)]
    if not values and name in ("fnsku", "asin", "sku"):
        values = _of_goods(name, particulars, at.exhibits)
    return listed(values, language)


def _of_goods(name: str, particulars: Particulars, exhibits: tuple[Exhibit, ...]) -> list[str]:
    """Look for an id of the goods in the lines that name the same SKU."""
    skus = {g.sku for g in particulars.goods if g.sku}
    if name == "sku":
        return sorted(skus)
    lines = (f.value for e in exhibits for f in e.facts if isinstance(f.value, Line))
    return sorted({v for line in lines if line.sku in skus and (v := getattr(line, name))})


def _value(value: object, language: Language) -> str:
    if isinstance(value, Money):
        return language.money(value)
    if isinstance(value, datetime):
        return language.moment(value)
    if isinstance(value, date):
        return language.day(value)
    if isinstance(value, (int, Decimal)):
        return language.number(value)
    return str(value)


def enclosed_words(at: Standing, language: Language) -> tuple[EnclosedWords, ...]:
    """List what the recipient asks for, in its order, with the exhibits that satisfy it."""
    labels = {e.path: e.label for e in at.exhibits if e.label}
    there = {s.requirement: s.paths for s in at.assessment.satisfied}
    rows: list[EnclosedWords] = []
    for requirement in enclosed_requirements(at):
        shown = tuple(label for p in there.get(requirement.id, ()) if (label := labels.get(p)))
        title = _capital(language.say(requirement.title), language)
        rows.append(EnclosedWords(str(len(rows) + 1), title, Links(shown, between=language.between)))
    return tuple(rows)


def enclosed_requirements(at: Standing) -> tuple[Requirement, ...]:
    """Return what the recipient asks for here, in its order."""
    asked = {s.requirement for s in at.assessment.satisfied} | {m.requirement for m in at.assessment.missing}
    return tuple(r for r in at.profile.requirements if r.id in asked)


def lacking_words(at: Standing, language: Language) -> tuple[MissingWords, ...]:
    """Name what is missing, and why as far as a person said."""
    return tuple(
        MissingWords(
            _capital(language.say(m.title), language),
            m.why,
            at.case.file.explained.get(m.requirement) or language.gap(_UNEXPLAINED),
        )
        for m in at.assessment.missing
    )


def indemnity_words(at: Standing, language: Language) -> str:
    """Name the missing bills of lading, waybills and freight bills, for which an indemnity is asked."""
    lacking = [language.say(m.title) for m in at.assessment.missing if _BILL.search(m.requirement)]
    return "; ".join(t.partition(language.between.strip())[0] for t in lacking)


def photo_words(exhibits: tuple[Exhibit, ...], language: Language) -> tuple[PhotoWords, ...]:
    """Log the photographs."""
    return tuple(_photo(e, language) for e in exhibits if e.kind is Kind.PHOTO)


def _photo(exhibit: Exhibit, language: Language) -> PhotoWords:
    taken, device = exhibit.first("captured_at"), exhibit.first("device")
    shows = language.say(VIEWS.get(exhibit.view, "")) if exhibit.view else ""
    return PhotoWords(
        Links((exhibit.label or "",)),
        _capital(shows, language) or exhibit.title,
        _value(taken.value, language) if taken else language.say("no time in the file"),
        str(device.value) if device else "",
        exhibit.note or "",
        exhibit.path,
        exhibit.source.sha256,
    )


def schedule_words(exhibits: tuple[Exhibit, ...], language: Language) -> tuple[ScheduleWords, ...]:
    """List every exhibit with what identifies its file."""
    rows = []
    for exhibit in exhibits:
        dated = next(_dates(exhibit), None)
        rows.append(
            ScheduleWords(
                Links((exhibit.label or "",)),
                exhibit.title,
                language.say(kind_words(exhibit.kind)),
                language.moment(dated) if dated is not None else "",
                exhibit.path,
                exhibit.source.sha256,
            )
        )
    return tuple(rows)


_DATED_BY = ("invoice_date", "sent_at", "captured_at", "survey_date", "bol_date", "awb_issue_date")
_OF_DELIVERY = frozenset({Kind.PROOF_OF_DELIVERY, Kind.DELIVERY_RECEIPT})


def _dates(exhibit: Exhibit) -> Iterator[date]:
    handed_over = ("delivery_date",) if exhibit.kind in _OF_DELIVERY else ()
    for name in (*_DATED_BY, *handed_over):
        fact = exhibit.first(name)
        if fact is not None and isinstance(fact.value, date) and fact.confidence >= _SURE:
            yield fact.value.date() if isinstance(fact.value, datetime) else fact.value


def packaging_words(at: Standing, language: Language) -> PackagingWords:
    """Tell how the goods were packed, as the person said."""
    said = at.case.file.packaging
    return PackagingWords(
        said.outer or "",
        said.inner or "",
        said.closed_with or "",
        said.packed_by or "",
        language.day(said.packed_on) if said.packed_on else "",
    )


def risk_words(at: Standing, language: Language) -> tuple[Row, ...]:
    """Name why such claims are refused, and how that stands here; for one's own house."""
    return tuple(
        Row(language.say(r.text), r.why or language.say("the evidence does not tell; look at it"))
        for r in at.assessment.risks
        if r.applies is not False
    )


def _capital(text: str, language: Language) -> str:
    """Return a title without its article, as a heading or a row begins."""
    articles = language.say("the |a |an ").split("|")
    short = next((text.removeprefix(a) for a in articles if a and text.startswith(a)), text)
    return short[:1].upper() + short[1:]
