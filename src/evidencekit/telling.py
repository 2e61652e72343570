"""What the letters tell of a case: its particulars in words, and a visible gap for what nobody knows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
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
from evidencekit.language import Language
from evidencekit.letterdue import Standing, title
from evidencekit.model.assessment import Assessment
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.reason import Reason
from evidencekit.model.vocabulary import Capacity, Event, Kind, LossType, Mode
from evidencekit.phrases import ANY_NUMBER, CAPACITIES, LOSSES, NUMBERS, PLAIN, SHIPPED, TITLES
from evidencekit.reckoning import goods_words, limit_words, rate_words, unit_words
from evidencekit.wording import (
    ClaimantWords,
    ConsignmentWords,
    ExhibitWords,
    Gap,
    Links,
    LossWords,
    RecipientWords,
    Row,
    Wording,
)

MANY = 12
MAX_NOTE = 300
_JUDGED = frozenset(
    {
        "Policy",
        "Delivered",
        "Packages",
        "Gross weight",
        "Weight of affected packages",
        "Declared value",
        "Insured value",
    }
)
"""What somebody who signs a form should not find filled in."""


def standing(
    profile: Profile, case: Case, particulars: Particulars, assessment: Assessment, exhibits: tuple[Exhibit, ...],
    *, today: date,
) -> Standing:  # fmt: skip
    """Return where a case stands with a recipient; only exhibits that are sent count."""
    sent = tuple(e for e in exhibits if e.label is not None and e.left_out is None)
    return Standing(profile, case, particulars, assessment, sent, today)


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
        consignment=replace(
            _consignment(particulars, recipient.addressed_as, language),
            nmfc_item=case.file.consignment.nmfc_item or "",
        ),
        loss=_loss(case, particulars, sent, language),
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


def _values(particulars: Particulars, name: str) -> str:
    """Return all values of a number that a consignment may have several of; what a person stated outranks what was read."""
    entries = particulars.all(name)
    entries = tuple(e for e in entries if e.stated) or entries
    values = list(dict.fromkeys(str(e.value) for e in entries))
    more = f" and {len(values) - MANY} more" if len(values) > MANY else ""
    return ", ".join(values[:MANY]) + more


def _day(particulars: Particulars, event: Event, language: Language) -> str:
    day = particulars.day(event)
    return language.day(day) if day is not None else ""


def _money(particulars: Particulars, name: str, language: Language) -> str:
    entry = particulars.get(name)
    return language.money(entry.value) if entry is not None and isinstance(entry.value, Money) else ""


def _count(particulars: Particulars, name: str, language: Language, unit: str = "") -> str:
    entry = particulars.get(name)
    if entry is None or not isinstance(entry.value, (int, Decimal)):
        return ""
    return language.number(entry.value) + (f"\u00a0{unit}" if unit else "")


def _consignment(particulars: Particulars, addressed_as: str, language: Language) -> ConsignmentWords:
    def text(name: str) -> str:
        return particulars.text(name) or ""

    numbers = {name: _values(particulars, name) for name in TITLES}
    lost = particulars.loss_type is LossType.LOST
    delivered = _day(particulars, Event.DELIVERY_DATE, language) or _day(
        particulars, Event.FC_DELIVERY_DATE, language
    )
    words = ConsignmentWords(
        carrier=text("carrier") or Gap.of("carrier"),
        mode=particulars.mode.value if particulars.mode else "",
        tracking_number=numbers["tracking_number"], bol_number=numbers["bol_number"], awb_number=numbers["awb_number"],
        pro_number=numbers["pro_number"], container_number=numbers["container_number"], seal_number=numbers["seal_number"],
        vessel=text("vessel"), voyage=text("voyage"),
        fba_shipment_id=numbers["fba_shipment_id"] or (Gap.of("FBA shipment ID") if addressed_as == "platform" else ""),
        shipper=text("shipper"), consignee=text("consignee"),
        route=_route(particulars, language),
        ship_date=_shipped(particulars, language) or Gap.of("ship date"),
        delivery_date=delivered or ("" if lost else Gap.of("delivery date")),
        packages=_count(particulars, "packages", language) or (Gap.of("number of packages") if particulars.mode is Mode.SEA else ""),
        packages_affected=_count(particulars, "packages_affected", language),
        gross_weight=_count(particulars, "gross_weight_kg", language, "kg"),
        affected_weight=_count(particulars, "affected_weight_kg", language, "kg") or _weight_gap(particulars, addressed_as),
        declared_value=_money(particulars, "declared_value", language),
        insured_value=_money(particulars, "insured_value", language),
        policy_number=text("policy_number") or (Gap.of("policy number") if addressed_as == "insurer" else ""),
        nmfc_item="", summary="", rows=(), identity=(),
    )  # fmt: skip
    return _summed_up(words, particulars)


def _weight_gap(particulars: Particulars, addressed_as: str) -> str:
    """Leave a gap where the carrier's limit goes by weight: by air, road and rail."""
    asked = particulars.mode in (Mode.AIR, Mode.ROAD, Mode.RAIL) and addressed_as in ("carrier", "anyone")
    return Gap.of("weight of the affected packages") if asked else ""


def _route(particulars: Particulars, language: Language) -> str:
    ports = [particulars.text(name) for name in ("port_of_loading", "port_of_discharge")]
    lands = [particulars.text(name) for name in ("from_country", "to_country")]
    for start, end in (ports, [language.country(c) if c else c for c in lands]):
        if start and end and start != end:
            return f"{start} to {end}"
    return ""


def _summed_up(words: ConsignmentWords, particulars: Particulars) -> ConsignmentWords:
    """Add the table of what is known, and the one line that tells this consignment from all others."""
    expected = NUMBERS.get(particulars.mode, ANY_NUMBER)
    if words.fba_shipment_id:
        expected = ("fba_shipment_id",)
    shown = [Row(title, getattr(words, name)) for name, title in TITLES.items() if getattr(words, name)]
    if not any(getattr(words, name) for name in expected):
        shown.insert(0, Row(TITLES[expected[0]], Gap.of("number of the consignment")))
    vessel = words.vessel + (f", voyage {words.voyage}" if words.voyage else "")
    affected = f", of which {words.packages_affected} affected" if words.packages_affected else ""
    if words.packages_affected == words.packages:
        affected = ", affected" if words.packages == "1" else ", all affected"
    policy = (Row("Policy", words.policy_number),) if words.policy_number else ()
    others = (
        ("Vessel", vessel), ("Shipper", words.shipper), ("Consignee", words.consignee), ("Route", words.route),
        ("Shipped", words.ship_date), ("Delivered", words.delivery_date),
        ("Packages", words.packages + affected if words.packages else words.packages_affected and f"{words.packages_affected} affected"),
        ("Gross weight", words.gross_weight), ("Weight of affected packages", words.affected_weight if words.affected_weight != words.gross_weight else ""),
        ("Declared value", words.declared_value), ("Insured value", words.insured_value),
    )  # fmt: skip
    rows = (
        *policy,
        Row("Carrier", words.carrier),
        *shown,
        *(Row(name, value) for name, value in others if value),
    )
    first = shown[0]
    when = f"delivered {words.delivery_date}" if words.delivery_date else f"shipped {words.ship_date}"
    name = first.name if first.name.startswith("FBA") else first.name[0].lower() + first.name[1:]
    # Several numbers would run over the line: the table below the subject has them all.
    number = (
        Gap(first.value)
        if isinstance(first.value, Gap)
        else first.value.split(", ")[0] + (" and others" if ", " in first.value else "")
    )
    identity = tuple(row for row in rows if row.name not in _JUDGED)
    return replace(words, rows=rows, identity=identity, summary=f"{words.carrier}, {name} {number}, {when}")


def _loss(case: Case, particulars: Particulars, sent: tuple[Exhibit, ...], language: Language) -> LossWords:
    kind = particulars.loss_type
    heading, _, kept = LOSSES[kind] if kind else (Gap.of("type of loss"), "", "")
    gone = particulars.get(Event.DISPOSAL_DATE.value) is not None or any(
        e.kind is Kind.DESTRUCTION_CERTIFICATE for e in sent
    )
    return LossWords(
        type=kind.value if kind else "",
        heading=heading,
        account=_account(particulars, language),
        description=particulars.description or ("" if kind in PLAIN else Gap.of("what happened")),
        discovered=_day(particulars, Event.DISCOVERY_DATE, language),
        amount=language.money(particulars.amount) if particulars.amount else Gap.of("amount claimed"),
        amount_basis=particulars.amount_basis.rstrip("."),
        goods_kept="" if gone or confirmed_kept(case) is False else kept,
        kept_at=case.file.loss.kept_at or Gap.of("where the goods are kept"),
        beyond_repair=case.file.loss.beyond_repair or Gap.of("why the goods cannot be repaired"),
    )


def _shipped(particulars: Particulars, language: Language) -> str:
    """Return the day of shipment, else the day of the document that the carrier gave for the goods."""
    for event, document in SHIPPED:
        day = _day(particulars, event, language)
        if day:
            return f"{day} (date of the {document})" if document else day
    return ""


def confirmed_kept(case: Case) -> bool | None:
    """Return what a person confirmed about goods and packaging being kept; None where nobody said."""
    said = [value for name, value in case.file.confirmed.items() if "-kept" in name]
    return all(said) if said else None


def _account(particulars: Particulars, language: Language) -> str:
    """Tell the facts in whole sentences, in the order in which they happened."""
    kind = particulars.loss_type
    packages = _count(particulars, "packages", language)
    sentences = [_handover(particulars, packages, language)]
    delivered = _day(particulars, Event.DELIVERY_DATE, language) or _day(
        particulars, Event.FC_DELIVERY_DATE, language
    )
    last = _day(particulars, Event.LAST_SCAN_DATE, language)
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
    weight = _count(particulars, "gross_weight_kg", language, "kg")
    carrier = particulars.text("carrier") or Gap.of("carrier")
    what = "consignment"
    if packages:
        what += f" of {packages} package{'s' if packages != '1' else ''}" + (
            f", {weight} gross," if weight else ""
        )
    shipped = _shipped(particulars, language) or Gap.of("ship date")
    day, _, document = shipped.partition(" (date of the ")
    if document:
        return f"The {what} was shipped with {carrier} under the {document.rstrip(')')} of {day}."
    return f"On {day}, the {what} was handed over to {carrier}."


def _affected(particulars: Particulars, packages: str, language: Language) -> list[str]:
    """Say how much of it is affected, where that is not plain already."""
    affected = _count(particulars, "packages_affected", language)
    weight = _count(particulars, "affected_weight_kg", language, "kg")
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
