"""Which shipment a letter is about: its table, and the one line that tells it from all others."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from evidencekit.language import Language
from evidencekit.letterdue import Standing
from evidencekit.lettertext import Gap, Row
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.vocabulary import Event, LossType, Mode
from evidencekit.phrases import ANY_NUMBER, NUMBERS, SHIPPED, TITLES
from evidencekit.transportpaper import in_sentence, paper, paper_of
from evidencekit.wording import ConsignmentWords

_MANY = 12
POLICY, INSURED = "Policy", "Insured value"
_JUDGED = frozenset(
    {
        POLICY,
        "Delivered",
        "Packages",
        "Gross weight",
        "Weight of affected packages",
        "Declared value",
        INSURED,
    }
)
"""What somebody who signs a form should not find filled in."""


def consignment_words(at: Standing, addressed_as: str, language: Language) -> ConsignmentWords:
    """Tell which shipment it was: carrier, numbers, parties, route, days, weights and values.

    Goods that were lost where they were stored have none: what is not known of one is no gap.
    """
    particulars, stored = at.particulars, at.stored
    of_fba = any(fact.name == "fba_shipment_id" for fact in at.profile.facts)

    def gap(what: str) -> str:
        return "" if stored else language.gap(what)

    def text(name: str) -> str:
        return particulars.text(name) or ""

    numbers = {name: _values(particulars, name, language) for name in TITLES}
    lost = particulars.loss_type is LossType.LOST
    delivered = day_words(particulars, Event.DELIVERY_DATE, language) or day_words(
        particulars, Event.FC_DELIVERY_DATE, language
    )
    words = ConsignmentWords(
        carrier=text("carrier") or gap("carrier"),
        mode=particulars.mode.value if particulars.mode else "",
        tracking_number=numbers["tracking_number"], bol_number=numbers["bol_number"], awb_number=numbers["awb_number"],
        pro_number=numbers["pro_number"], container_number=numbers["container_number"], seal_number=numbers["seal_number"],
        vessel=text("vessel"), voyage=text("voyage"),
        fba_shipment_id=numbers["fba_shipment_id"] or (gap("FBA shipment ID") if of_fba else ""),
        shipper=text("shipper"), consignee=text("consignee"),
        route=_route(particulars, language),
        ship_date=shipped_words(at, language) or gap("ship date"),
        delivery_date=delivered or ("" if lost else gap("delivery date")),
        packages=count_words(particulars, "packages", language) or (language.gap("number of packages") if particulars.mode is Mode.SEA else ""),
        packages_affected=count_words(particulars, "packages_affected", language),
        gross_weight=count_words(particulars, "gross_weight_kg", language, "kg"),
        affected_weight=count_words(particulars, "affected_weight_kg", language, "kg") or _weight_gap(particulars, addressed_as, language),
        declared_value=_money(particulars, "declared_value", language),
        insured_value=_money(particulars, "insured_value", language),
        policy_number=text("policy_number") or (language.gap("policy number") if addressed_as == "insurer" else ""),
        nmfc_item=at.case.file.consignment.nmfc_item or "", summary="", rows=(), identity=(),
    )  # fmt: skip
    return _of_stored(words, particulars, language) if stored else _summed_up(words, at, language)


def _weight_gap(particulars: Particulars, addressed_as: str, language: Language) -> str:
    """Leave a gap where the carrier's limit goes by weight: by air, and by road and rail unless goods only came late."""
    late = particulars.loss_type is LossType.DELAY
    asked = particulars.mode in (
        (Mode.AIR,) if late else (Mode.AIR, Mode.ROAD, Mode.RAIL)
    ) and addressed_as in ("carrier", "anyone")
    return language.gap("weight of the affected packages") if asked else ""


def _route(particulars: Particulars, language: Language) -> str:
    ports = [particulars.text(name) for name in ("port_of_loading", "port_of_discharge")]
    lands = [particulars.text(name) for name in ("from_country", "to_country")]
    for start, end in (ports, [language.country(c) if c else c for c in lands]):
        if start and end and start != end:
            return language.say("{start} to {end}", start=start, end=end)
    return ""


def _of_stored(words: ConsignmentWords, particulars: Particulars, language: Language) -> ConsignmentWords:
    """Sum up what little there is of goods that nobody carried."""
    day = day_words(particulars, Event.INVENTORY_ADJUSTMENT_DATE, language)
    known = ((language.say("FBA shipment"), words.fba_shipment_id), (language.say("Inventory adjusted"), day))
    rows = tuple(Row(name, value) for name, value in known if value)
    summary = language.say(
        "inventory adjusted {day}", day=day or language.gap("day of the inventory adjustment")
    )
    return replace(words, rows=rows, identity=rows, summary=summary)


def _summed_up(words: ConsignmentWords, at: Standing, language: Language) -> ConsignmentWords:
    """Add the table of what is known, and the one line that tells this consignment from all others."""
    expected = NUMBERS.get(at.particulars.mode, ANY_NUMBER)
    titles = {**TITLES, "bol_number": paper(at)}
    if words.fba_shipment_id:
        expected = ("fba_shipment_id",)
    say = language.say
    shown = [Row(say(title), getattr(words, name)) for name, title in titles.items() if getattr(words, name)]
    if not any(getattr(words, name) for name in expected):
        shown.insert(0, Row(say(titles[expected[0]]), language.gap("number of the consignment")))
    vessel = words.vessel + (say(", voyage {number}", number=words.voyage) if words.voyage else "")
    affected = (
        say(", of which {number} affected", number=words.packages_affected) if words.packages_affected else ""
    )
    if words.packages_affected == words.packages:
        affected = say(", affected") if words.packages == "1" else say(", all affected")
    policy = (Row(say(POLICY), words.policy_number),) if words.policy_number else ()
    others = (
        ("Vessel", vessel), ("Shipper", words.shipper), ("Consignee", words.consignee), ("Route", words.route),
        ("Shipped", words.ship_date), ("Delivered", words.delivery_date),
        ("Packages", words.packages + affected if words.packages else words.packages_affected and say("{number} affected", number=words.packages_affected)),
        ("Gross weight", words.gross_weight), ("Weight of affected packages", words.affected_weight if words.affected_weight != words.gross_weight else ""),
        ("Declared value", words.declared_value), (INSURED, words.insured_value),
    )  # fmt: skip
    rows = (
        *policy,
        Row(say("Carrier"), words.carrier),
        *shown,
        *(Row(say(name), value) for name, value in others if value),
    )
    first = shown[0]
    if words.delivery_date:
        when = say("delivered {day}", day=words.delivery_date)
    else:
        when = say("shipped {day}", day=words.ship_date)
    name = in_sentence(first.name, language)
    # Several numbers would run over the line: the table below the subject has them all.
    number = (
        Gap(first.value)
        if isinstance(first.value, Gap)
        else first.value.split(language.between)[0]
        + (say(" and others") if language.between in first.value else "")
    )
    judged = {say(name) for name in _JUDGED}
    identity = tuple(row for row in rows if row.name not in judged)
    summary = language.clauses((words.carrier, f"{name} {number}", when))
    return replace(words, rows=rows, identity=identity, summary=summary)


def _values(particulars: Particulars, name: str, language: Language) -> str:
    """Return all values of a number that a consignment may have several of; what a person stated outranks what was read."""
    entries = particulars.all(name)
    entries = tuple(e for e in entries if e.stated) or entries
    return listed((str(e.value) for e in entries), language)


def listed(values: Iterable[str], language: Language) -> str:
    """Write values in a row, each once; of very many only the first ones, and how many more there are."""
    once = list(dict.fromkeys(values))
    more = language.say(" and {number} more", number=len(once) - _MANY) if len(once) > _MANY else ""
    return language.row(once[:_MANY]) + more


def day_words(particulars: Particulars, event: Event, language: Language) -> str:
    """Write the day of an event; empty where it is not known."""
    day = particulars.day(event)
    return language.day(day) if day is not None else ""


def _money(particulars: Particulars, name: str, language: Language) -> str:
    entry = particulars.get(name)
    return language.money(entry.value) if entry is not None and isinstance(entry.value, Money) else ""


def count_words(particulars: Particulars, name: str, language: Language, unit: str = "") -> str:
    """Write a number with its unit; empty where it is not known."""
    entry = particulars.get(name)
    if entry is None or not isinstance(entry.value, (int, Decimal)):
        return ""
    return language.number(entry.value) + (f"\u00a0{unit}" if unit else "")


def shipped_words(at: Standing, language: Language) -> str:
    """Return the day of shipment, else the day of the document that the carrier gave for the goods."""
    for event in SHIPPED:
        day = day_words(at.particulars, event, language)
        if day:
            document = paper_of(event, at, language)
            return (
                language.say("{day} (date of the {document})", day=day, document=document)
                if document
                else day
            )
    return ""
