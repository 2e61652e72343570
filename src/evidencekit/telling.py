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
from evidencekit.consignmentwords import consignment_words, count_words, day_words, shipped_words
from evidencekit.language import Language
from evidencekit.letterdue import Standing, confirmed_kept, title
from evidencekit.lettertext import Gap, Links
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.particulars import Claimant, Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.reason import Reason
from evidencekit.model.vocabulary import Capacity, Event, Kind, LossType
from evidencekit.phrases import CAPACITIES, LOSSES, PLAIN
from evidencekit.reckoning import goods_words, limit_words, rate_words, unit_words
from evidencekit.wording import (
    ClaimantWords,
    ExhibitWords,
    LossWords,
    RecipientWords,
    Wording,
)

MAX_NOTE = 300


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
    recipient = _recipient(profile, case)
    return Wording(
        reference=particulars.reference,
        today=language.day(at.today),
        claimant=_claimant(particulars.claimant),
        recipient=recipient,
        addressee=addressee(recipient, "", "recipient"),
        consignment=consignment_words(particulars, case, recipient.addressed_as, language),
        loss=_loss(at, language),
        goods=goods_words(case, particulars, sent, language),
        limit=limit_words(profile, particulars, assessment, language),
        letters=tuple(title(name) for name in letters),
        exhibits=words,
        exhibit_list=_grouped(sent),
        chronology=chronology(particulars, sent, language),
        units=unit_words(particulars, exhibits, language),
        proof_of_purchase=tuple(_exhibit(e) for e in sent if e.kind in purchase),
        proof_of_delivery=tuple(_exhibit(e) for e in sent if e.kind in delivery),
        rates=rate_words(case, language),
        claim=claim_words(at, reasons, language),
        asked=asked_words(at, language),
        enclosed=enclosed_words(at),
        missing=lacking_words(at),
        indemnity=indemnity_words(at),
        photos=photo_words(sent, language),
        schedule=schedule_words(sent, language),
        packaging=packaging_words(at, language),
        also_claimed_from=", ".join(assessment.also_claimed_from),
        lessons=profile.handling.avoid,
        risks=risk_words(at),
    )


def _claimant(claimant: Claimant) -> ClaimantWords:
    lines = [line.strip() for line in (claimant.address or "").splitlines() if line.strip()]
    contact = " \u00b7 ".join(part for part in (claimant.email, claimant.phone) if part)
    signatory, _, position = (claimant.signatory or "").partition(",")
    return ClaimantWords(
        name=claimant.name or Gap.of("claimant's name"),
        address="\n".join(lines) or Gap.of("claimant's address"),
        address_line=", ".join(lines) or Gap.of("claimant's address"),
        email=claimant.email or "",
        phone=claimant.phone or "",
        contact=contact or Gap.of("claimant's e-mail or telephone number"),
        capacity=CAPACITIES[claimant.capacity] if claimant.capacity else Gap.of("claimant's capacity"),
        signatory=signatory.strip() or Gap.of("signatory"),
        position=position.strip(),
        owner=_owner(claimant),
        owner_line=", ".join(_owner(claimant).splitlines()),
    )


def _owner(claimant: Claimant) -> str:
    """Return who owns the goods: the claimant where it says so, else whom it named."""
    if claimant.owner:
        return "\n".join(line.strip() for line in claimant.owner.splitlines() if line.strip())
    if claimant.capacity is Capacity.OWNER and claimant.name:
        return claimant.name
    return Gap.of("owner of the goods")


def _recipient(profile: Profile, case: Case) -> RecipientWords:
    claim = case.file.claims.get(profile.id)
    return RecipientWords(
        profile.recipient,
        profile.department,
        profile.title,
        profile.addressed_as,
        (claim and claim.number) or "",
    )


def _loss(at: Standing, language: Language) -> LossWords:
    case, particulars = at.case, at.particulars
    kind = particulars.loss_type
    heading, _, kept = LOSSES[kind] if kind else (Gap.of("type of loss"), "", "")
    return LossWords(
        type=kind.value if kind else "",
        heading=heading,
        account=_account(particulars, language),
        description=particulars.description or ("" if kind in PLAIN else Gap.of("what happened")),
        discovered=day_words(particulars, Event.DISCOVERY_DATE, language),
        amount=language.money(particulars.amount) if particulars.amount else Gap.of("amount claimed"),
        amount_basis=particulars.amount_basis.rstrip("."),
        goods_kept="" if at.gone or confirmed_kept(case) is False else kept,
        kept_at=case.file.loss.kept_at or Gap.of("where the goods are kept"),
        beyond_repair=case.file.loss.beyond_repair or Gap.of("why the goods cannot be repaired"),
    )


def _account(particulars: Particulars, language: Language) -> str:
    """Tell the facts in whole sentences, in the order in which they happened."""
    kind = particulars.loss_type
    packages = count_words(particulars, "packages", language)
    sentences = [_handover(particulars, packages, language)]
    delivered = day_words(particulars, Event.DELIVERY_DATE, language) or day_words(
        particulars, Event.FC_DELIVERY_DATE, language
    )
    last = day_words(particulars, Event.LAST_SCAN_DATE, language)
    if kind is LossType.LOST:
        sentences += [f"Its last scan by the carrier was on {last}."] if last else []
    else:
        sentences.append(f"It was delivered on {delivered or Gap.of('delivery date')}.")
    if kind:
        sentences.append(LOSSES[kind][1])
    sentences += _affected(particulars, packages, language)
    found = particulars.day(Event.DISCOVERY_DATE)
    if found is not None and found != particulars.day(Event.DELIVERY_DATE):
        sentences.append(f"This was discovered on {language.day(found)}.")
    noted = " ".join((particulars.text("exception") or "").split())[:MAX_NOTE].rstrip(".")
    if noted:
        sentences.append(f"On delivery it was noted: \u201c{noted}\u201d.")
    return " ".join(sentences)


def _handover(particulars: Particulars, packages: str, language: Language) -> str:
    """Say what was handed over, to whom and when."""
    weight = count_words(particulars, "gross_weight_kg", language, "kg")
    carrier = particulars.text("carrier") or Gap.of("carrier")
    what = "consignment"
    if packages:
        what += f" of {packages} package{'s' if packages != '1' else ''}" + (
            f", {weight} gross," if weight else ""
        )
    shipped = shipped_words(particulars, language) or Gap.of("ship date")
    day, _, document = shipped.partition(" (date of the ")
    if document:
        return f"The {what} was shipped with {carrier} under the {document.rstrip(')')} of {day}."
    return f"On {day}, the {what} was handed over to {carrier}."


def _affected(particulars: Particulars, packages: str, language: Language) -> list[str]:
    """Say how much of it is affected, where that is not plain already."""
    affected = count_words(particulars, "packages_affected", language)
    weight = count_words(particulars, "affected_weight_kg", language, "kg")
    if not affected or packages == affected == "1":
        return []
    if affected == packages:
        return ["All of the packages are affected."]
    noun = "packages are" if affected != "1" else "package is"
    return [f"{affected} {noun} affected" + (f" ({weight} gross)." if weight else ".")]


def _exhibit(exhibit: Exhibit) -> ExhibitWords:
    label = exhibit.label or ""
    return ExhibitWords(label, Links((label,)), exhibit.title, exhibit.path)


def _grouped(sent: Iterable[Exhibit]) -> tuple[ExhibitWords, ...]:
    """List exhibits as letters do: photographs that follow one another in one row."""
    rows: list[ExhibitWords] = []
    for photograph, members in groupby(sent, key=lambda e: e.kind is Kind.PHOTO):
        group = list(members)
        if not photograph or len(group) == 1:
            rows += [_exhibit(e) for e in group]
            continue
        labels = tuple(e.label for e in group if e.label)
        views = shown_views(group)
        title = f"{len(group)} photographs" + (f": {views}" if views else "")
        rows.append(
            ExhibitWords(f"{labels[0]}\u2013{labels[-1]}", Links(labels), title, f"{len(group)} files")
        )
    return tuple(rows)
