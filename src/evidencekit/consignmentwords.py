"""Which shipment a letter is about: its table, and the one line that tells it from all others."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from evidencekit.language import Language
from evidencekit.lettertext import Gap, Row
from evidencekit.model.case import Case
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.vocabulary import Event, LossType, Mode
from evidencekit.phrases import ANY_NUMBER, NUMBERS, SHIPPED, TITLES
from evidencekit.wording import ConsignmentWords

_MANY = 12
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


def consignment_words(
    particulars: Particulars, case: Case, addressed_as: str, language: Language
) -> ConsignmentWords:
    """Tell which shipment it was: carrier, numbers, parties, route, days, weights and values."""

    def text(name: str) -> str:
        return particulars.text(name) or ""

    numbers = {name: _values(particulars, name) for name in TITLES}
    lost = particulars.loss_type is LossType.LOST
    delivered = day_words(particulars, Event.DELIVERY_DATE, language) or day_words(
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
        ship_date=shipped_words(particulars, language) or Gap.of("ship date"),
        delivery_date=delivered or ("" if lost else Gap.of("delivery date")),
        packages=count_words(particulars, "packages", language) or (Gap.of("number of packages") if particulars.mode is Mode.SEA else ""),
        packages_affected=count_words(particulars, "packages_affected", language),
        gross_weight=count_words(particulars, "gross_weight_kg", language, "kg"),
        affected_weight=count_words(particulars, "affected_weight_kg", language, "kg") or _weight_gap(particulars, addressed_as),
        declared_value=_money(particulars, "declared_value", language),
        insured_value=_money(particulars, "insured_value", language),
        policy_number=text("policy_number") or (Gap.of("policy number") if addressed_as == "insurer" else ""),
        nmfc_item=case.file.consignment.nmfc_item or "", summary="", rows=(), identity=(),
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


def _values(particulars: Particulars, name: str) -> str:
    """Return all values of a number that a consignment may have several of; what a person stated outranks what was read."""
    entries = particulars.all(name)
    entries = tuple(e for e in entries if e.stated) or entries
    return listed(str(e.value) for e in entries)


def listed(values: Iterable[str]) -> str:
    """Write values in a row, each once; of very many only the first ones, and how many more there are."""
    once = list(dict.fromkeys(values))
    more = f" and {len(once) - _MANY} more" if len(once) > _MANY else ""
    return ", ".join(once[:_MANY]) + more


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


def shipped_words(particulars: Particulars, language: Language) -> str:
    """Return the day of shipment, else the day of the document that the carrier gave for the goods."""
    for event, document in SHIPPED:
        day = day_words(particulars, event, language)
        if day:
            return f"{day} (date of the {document})" if document else day
    return ""
