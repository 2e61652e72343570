"""What the letters tell of a case: its particulars in words, and a visible gap for what nobody knows."""

from collections.abc import Iterable
from itertools import groupby

from evidencekit.chronicle import chronology, shown_views
from evidencekit.claimwords import (
    addressee,
    asked_words,
    claim_words,
    enclosed_words,
    indemnity_words,
    lacking_words,
    packaging_words,
    photo_words,
    risk_words,
    schedule_words,
)
from evidencekit.consignmentwords import consignment_words, count_words, day_words
from evidencekit.language import Language
from evidencekit.letterdue import Standing, confirmed_kept, title
from evidencekit.lettertext import Links
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.reason import Reason
from evidencekit.model.vocabulary import Capacity, Event, Kind, LossType
from evidencekit.phrases import BY_THE_BUYER, CAPACITIES, LOSSES, NOTHING_CAME, PLAIN, SHIPPED, STORED
from evidencekit.reckoning import goods_words, limit_words, rate_words, unit_words
from evidencekit.transportpaper import paper_of
from evidencekit.wording import (
    ClaimantWords,
    ExhibitWords,
    LossWords,
    RecipientWords,
    Wording,
)

MAX_NOTE = 300
_SHOWS_DELIVERY = (Kind.PROOF_OF_DELIVERY, Kind.DELIVERY_RECEIPT)


def tell(
    at: Standing, exhibits: tuple[Exhibit, ...], letters: tuple[str, ...],
    *, language: Language, reasons: tuple[Reason, ...] = (),
) -> Wording:  # fmt: skip
    """Put all that is known into the names that templates use; `letters` are the names of those in the bundle."""
    profile, case, particulars, assessment, sent = (
        at.profile,
        at.case,
        at.particulars,
        at.assessment,
        at.exhibits,
    )
    words = tuple(_exhibit(e) for e in sent)
    purchase = (Kind.SUPPLIER_INVOICE, Kind.RECEIPT)
    delivery = (Kind.BILL_OF_LADING, Kind.PROOF_OF_DELIVERY, Kind.DELIVERY_RECEIPT, Kind.TRACKING_HISTORY)
    recipient = _recipient(profile, case, language)
    reported = at.has(Kind.COMMERCIAL_ACT, Kind.SURVEY_REPORT)
    return Wording(
        reference=particulars.reference,
        today=language.day(at.today),
        claimant=_claimant(particulars.claimant, language),
        recipient=recipient,
        addressee=addressee(recipient, "", "recipient"),
        consignment=consignment_words(at, recipient.addressed_as, language),
        loss=_loss(at, language),
        goods=goods_words(case, particulars, sent, language),
        limit=limit_words(profile, particulars, assessment, language),
        letters=tuple(language.say(title(name)) for name in letters),
        exhibits=words,
        exhibit_list=_grouped(sent, language),
        chronology=chronology(at, language),
        notice_under=language.row(map(language.say, assessment.notice_under)),
        report_under="" if reported else language.row(map(language.say, assessment.report_under)),
        report_by="" if reported else _report_by(at, language),
        units=unit_words(particulars, exhibits, language),
        proof_of_purchase=tuple(_exhibit(e) for e in sent if e.kind in purchase),
        proof_of_delivery=tuple(_exhibit(e) for e in sent if e.kind in delivery),
        rates=rate_words(case, language),
        claim=claim_words(at, reasons, language),
        asked=asked_words(at, language),
        enclosed=enclosed_words(at, language),
        missing=lacking_words(at, language),
        indemnity=indemnity_words(at, language),
        photos=photo_words(sent, language),
        schedule=schedule_words(sent, language),
        packaging=packaging_words(at, language),
        also_claimed_from=language.row(assessment.also_claimed_from),
        lessons=tuple(map(language.say, profile.handling.avoid)),
        risks=risk_words(at, language),
    )


def _report_by(at: Standing, language: Language) -> str:
    """Write the last day on which the carrier can be asked for its report; empty once it has passed."""
    asked = (w for w in at.assessment.windows if w.action == "survey_request" and w.to == "carrier")
    days = [w.latest for w in asked if w.latest is not None and w.latest >= at.today]
    return language.day(min(days)) if days else ""


def _claimant(claimant: Claimant, language: Language) -> ClaimantWords:
    lines = [line.strip() for line in (claimant.address or "").splitlines() if line.strip()]
    contact = " \u00b7 ".join(part for part in (claimant.email, claimant.phone) if part)
    signatory, _, position = (claimant.signatory or "").partition(",")
    return ClaimantWords(
        name=claimant.name or language.gap("claimant's name"),
        address="\n".join(lines) or language.gap("claimant's address"),
        address_line=", ".join(lines) or language.gap("claimant's address"),
        email=claimant.email or "",
        phone=claimant.phone or "",
        contact=contact or language.gap("claimant's e-mail or telephone number"),
        capacity=language.say(CAPACITIES[claimant.capacity])
        if claimant.capacity
        else language.gap("claimant's capacity"),
        signatory=signatory.strip() or language.gap("signatory"),
        position=position.strip(),
        owner=_owner(claimant, language),
        owner_line=", ".join(_owner(claimant, language).splitlines()),
    )


def _owner(claimant: Claimant, language: Language) -> str:
    """Return who owns the goods: the claimant where it says so, else whom it named."""
    if claimant.owner:
        return "\n".join(line.strip() for line in claimant.owner.splitlines() if line.strip())
    if claimant.capacity is Capacity.OWNER and claimant.name:
        return claimant.name
    return language.gap("owner of the goods")


def _recipient(profile: Profile, case: Case, language: Language) -> RecipientWords:
    claim = case.file.claims.get(profile.id)
    return RecipientWords(
        language.recipient(profile),
        language.say(profile.department),
        profile.title,
        profile.addressed_as,
        (claim and claim.number) or "",
    )


def _loss(at: Standing, language: Language) -> LossWords:
    case, particulars = at.case, at.particulars
    kind = particulars.loss_type
    heading, _, kept = LOSSES[kind] if kind else ("", "", "")
    if at.stored:
        heading = STORED.get(kind, (heading, ""))[0]
    return LossWords(
        type=kind.value if kind else "",
        heading=language.say(heading) or language.gap("type of loss"),
        account=_stored(particulars, language) if at.stored else _account(at, language),
        description=particulars.description or ("" if kind in PLAIN else language.gap("what happened")),
        discovered=day_words(particulars, Event.DISCOVERY_DATE, language),
        amount=language.money(particulars.amount) if particulars.amount else language.gap("amount claimed"),
        refund=_refund(particulars, language),
        amount_basis=_basis(particulars, language),
        goods_kept=language.say(kept) if _offered(at) else "",
        kept_at=(case.file.loss.kept_at or "").rstrip(". ") or language.gap("where the goods are kept"),
        beyond_repair=case.file.loss.beyond_repair or language.gap("why the goods cannot be repaired"),
    )


def _offered(at: Standing) -> bool:
    """Whether somebody said that the goods are kept, so that a letter may promise it."""
    said = confirmed_kept(at.case)
    kept = said or (said is None and bool(at.case.file.loss.kept_at))
    return kept and not at.gone and not at.stored


def _stored(particulars: Particulars, language: Language) -> str:
    """Tell of goods that were lost where they were stored."""
    _, told = STORED.get(particulars.loss_type, STORED[None])
    day = day_words(particulars, Event.INVENTORY_ADJUSTMENT_DATE, language)
    return language.say(told, day=day or language.gap("day of the inventory adjustment"))


def _account(at: Standing, language: Language) -> str:
    """Tell the facts in whole sentences, in the order in which they happened."""
    particulars = at.particulars
    kind = particulars.loss_type
    reported = kind in at.profile.buyer_says
    packages = count_words(particulars, "packages", language)
    sentences = [_handover(at, packages, language)]
    delivered = day_words(particulars, Event.DELIVERY_DATE, language) or day_words(
        particulars, Event.FC_DELIVERY_DATE, language
    )
    last = day_words(particulars, Event.LAST_SCAN_DATE, language)
    if kind is LossType.LOST and reported and (delivered or at.has(*_SHOWS_DELIVERY)):
        day = delivered or language.gap("delivery date")
        sentences.append(language.say("By the carrier's records it was delivered on {day}.", day=day))
    elif kind is LossType.LOST:
        sentences += [language.say("Its last scan by the carrier was on {day}.", day=last)] if last else []
    else:
        sentences.append(
            language.say("It was delivered on {day}.", day=delivered or language.gap("delivery date"))
        )
    if kind:
        sentences.append(_told_of(kind, language, reported=reported))
    sentences += _affected(particulars, packages, language)
    found = particulars.day(Event.DISCOVERY_DATE)
    if found is not None and found != particulars.day(Event.DELIVERY_DATE):
        sentences.append(language.say("This was discovered on {day}.", day=language.day(found)))
    noted = " ".join((particulars.text("exception") or "").split())[:MAX_NOTE].rstrip(".")
    if noted:
        sentences.append(language.say("On delivery it was noted: \u201c{words}\u201d.", words=noted))
    return language.tell(sentences)


def _refund(particulars: Particulars, language: Language) -> str:
    """Write what the buyer was refunded, where papers agree on it or `case.toml` says it."""
    known = particulars.all("refund_amount")
    known = tuple(e for e in known if e.stated) or known
    if len(known) != 1 or not isinstance(known[0].value, Money):
        return ""
    return language.money(known[0].value)


def _told_of(kind: LossType, language: Language, *, reported: bool) -> str:
    """Say what happened to the goods; what a buyer reported is told as a report."""
    if not reported:
        return language.say(LOSSES[kind][1])
    if kind is LossType.LOST:
        return language.say(NOTHING_CAME)
    return language.say(BY_THE_BUYER, account=language.say(LOSSES[kind][1]))


def _handover(at: Standing, packages: str, language: Language) -> str:
    """Say what was handed over, to whom and when."""
    particulars, say = at.particulars, language.say
    weight = count_words(particulars, "gross_weight_kg", language, "kg")
    carrier = particulars.text("carrier") or language.gap("carrier")
    what = say("consignment")
    if packages:
        noun = "consignment of {number} package" if packages == "1" else "consignment of {number} packages"
        what = say(noun, number=packages) + (say(", {weight} gross,", weight=weight) if weight else "")
    for event in SHIPPED:
        day = day_words(particulars, event, language)
        if day and (document := paper_of(event, at, language)):
            shipped = "The {what} was shipped with {carrier} under the {document} of {day}."
            return say(shipped, what=what, carrier=carrier, document=document, day=day)
        if day:
            break
    else:
        day = language.gap("ship date")
    told = say("On {day}, the {what} was handed over to {carrier}.", day=day, what=what, carrier=carrier)
    return told.removesuffix(".") if told.endswith("..") else told  # a name such as `Blue Mesa, Inc.`


def _affected(particulars: Particulars, packages: str, language: Language) -> list[str]:
    """Say how much of it is affected, where that is not plain already."""
    affected = count_words(particulars, "packages_affected", language)
    weight = count_words(particulars, "affected_weight_kg", language, "kg")
    if not affected or packages == affected == "1":
        return []
    if affected == packages:
        return [language.say("All of the packages are affected.")]
    noun = "{number} package is affected" if affected == "1" else "{number} packages are affected"
    if weight:
        return [language.say(noun + " ({weight} gross).", number=affected, weight=weight)]
    return [language.say(noun + ".", number=affected)]


def _basis(particulars: Particulars, language: Language) -> str:
    """Say how the amount comes about, each part of it in the language; what is added reads as one list."""
    parts = particulars.amount_basis.rstrip(".").split(", ")
    added = next((n for n, part in enumerate(parts) if part.startswith("plus ")), len(parts))
    *clauses, last = map(language.say, parts)
    if added < len(parts) - 1:
        last = language.say("{first} and {last}", first=clauses.pop(), last=last)
    return language.clauses((*clauses, last))


def _exhibit(exhibit: Exhibit) -> ExhibitWords:
    label = exhibit.label or ""
    return ExhibitWords(label, Links((label,)), exhibit.title, exhibit.path)


def _grouped(sent: Iterable[Exhibit], language: Language) -> tuple[ExhibitWords, ...]:
    """List exhibits as letters do: photographs that follow one another in one row."""
    rows: list[ExhibitWords] = []
    for photograph, members in groupby(sent, key=lambda e: e.kind is Kind.PHOTO):
        group = list(members)
        if not photograph or len(group) == 1:
            rows += [_exhibit(e) for e in group]
            continue
        labels = tuple(e.label for e in group if e.label)
        views = shown_views(group, language)
        title = language.say("{number} photographs", number=len(group))
        title = language.say("{title}: {more}", title=title, more=views) if views else title
        links = Links(labels, between=language.between)
        files = language.say("{number} files", number=len(group))
        rows.append(ExhibitWords(f"{labels[0]}\u2013{labels[-1]}", links, title, files))
    return tuple(rows)
