"""The chronology of a case: events, scans, documents, e-mails and photographs in the order in which they happened."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evidencekit.language import Language
from evidencekit.letterdue import Standing
from evidencekit.lettertext import Links
from evidencekit.model.evidence import Exhibit, Fact, Scan
from evidencekit.model.vocabulary import Decision, Event, Kind, View
from evidencekit.transportpaper import paper
from evidencekit.wording import EventWords

SURE_ENOUGH = 0.5
MAX_SCANS = 120
"""A history with more is told by its first and last ones; the exhibit has them all."""

EVENTS: Mapping[Event, str] = {
    Event.ORDER_CREATED_DATE: "Order placed",
    Event.POSTING_DATE: "Consignment posted",
    Event.LABEL_CREATED_DATE: "Shipping label made",
    Event.CARRIER_ACCEPTANCE_DATE: "Consignment accepted by the carrier",
    Event.HANDOVER_DATE: "Consignment handed over to the carrier",
    Event.REMOVAL_SHIPMENT_DATE: "Removal shipped",
    Event.SHIP_DATE: "Consignment shipped",
    Event.AWB_ISSUE_DATE: "Air waybill issued",
    Event.BOL_DATE: "Bill of lading issued",
    Event.FIRST_SCAN_DATE: "First scan by the carrier",
    Event.LAST_SCAN_DATE: "Last scan by the carrier",
    Event.SCHEDULED_DELIVERY_DATE: "Delivery was scheduled for this day",
    Event.PROMISED_DELIVERY_DATE: "Delivery was promised for this day",
    Event.VESSEL_ARRIVAL_DATE: "Vessel arrived",
    Event.VESSEL_DISCHARGE_DATE: "Consignment discharged from the vessel",
    Event.DELIVERY_DATE: "Consignment delivered",
    Event.FC_DELIVERY_DATE: "Consignment delivered to the fulfilment centre",
    Event.RETURN_DELIVERY_DATE: "Return delivered",
    Event.INVENTORY_ADJUSTMENT_DATE: "Inventory adjusted",
    Event.INSURED_EVENT_DATE: "Insured event",
    Event.DISCOVERY_DATE: "Loss or damage discovered",
    Event.DISPOSAL_DATE: "Goods disposed of",
    Event.REFUND_DATE: "Buyer refunded",
    Event.REQUEST_RECEIVED_DATE: "Request received",
    Event.NOTICE_SENT_DATE: "Notice of the loss or damage sent",
    Event.CLAIM_RECEIVED_DATE: "Claim received by the recipient",
    Event.CLAIM_DECISION_DATE: "Claim decided",
    Event.WRITTEN_DISALLOWANCE_DATE: "Claim declined in writing",
}
"""In the order in which they happen where one day has several."""
_ORDER = tuple(EVENTS)
_AT_LAST = frozenset(_ORDER[_ORDER.index(Event.VESSEL_DISCHARGE_DATE) :])
"""What follows the day's scans; everything else without a time is told before them."""
_BETWEEN = 10
"""Places after each event for what has none of its own."""
_SCAN, _MESSAGE, _PHOTOGRAPH = (_BETWEEN * (len(EVENTS) + n) for n in (0, 100, 101))
_DECIDED: Mapping[Decision, str] = {
    Decision.DENIED: "Claim decided: declined",
    Decision.PARTLY_PAID: "Claim decided: paid in part, {amount}",
    Decision.PAID: "Claim decided: paid {amount}",
}
DOCUMENTS: Mapping[Kind, str] = {
    Kind.SUPPLIER_INVOICE: "Supplier invoice",
    Kind.COMMERCIAL_INVOICE: "Commercial invoice",
    Kind.PROFORMA_INVOICE: "Pro-forma invoice",
    Kind.SALES_INVOICE: "Sales invoice",
    Kind.RECEIPT: "Receipt",
    Kind.FREIGHT_INVOICE: "Freight invoice",
}
VIEWS: Mapping[View, str] = {
    View.OUTER_BOX: "outer box",
    View.ALL_SIDES: "all sides of the box",
    View.LABEL: "label",
    View.RETURN_LABEL: "return label",
    View.GOODS_IN_BOX: "goods in the box",
    View.INNER_PACKING: "inner packing",
    View.GOODS: "goods",
    View.DAMAGE_CLOSE_UP: "damage, close up",
    View.BOX_CERTIFICATE: "box certificate",
    View.SERIAL_NUMBER: "serial number",
    View.CONTAINER: "container",
    View.SEAL: "seal",
    View.VOID_SPACE: "empty space in the box",
}


@dataclass(frozen=True, slots=True)
class _Happening:
    """One thing that happened, before it is put into words."""

    at: date | datetime
    rank: int
    what: str
    paths: tuple[str, ...]

    after: str = ""
    """The time of day after which it came about, where no time of its own is known."""

    @property
    def order(self) -> tuple[date, str, int, str]:
        """By day, then by time where it is known, then in the order in which such things happen."""
        timed = isinstance(self.at, datetime) and bool(self.at.hour or self.at.minute)
        return day_of(self.at), f"{self.at:%H%M%S}" if timed else self.after, self.rank, self.what


def day_of(moment: date | datetime) -> date:
    """Return the day, as written on the spot."""
    return moment.date() if isinstance(moment, datetime) else moment


def chronology(at: Standing, language: Language) -> tuple[EventWords, ...]:
    """Tell what happened when, each line with the exhibits that show it."""
    exhibits = at.exhibits
    labels = {e.path: e.label for e in exhibits if e.label and e.left_out is None}
    sent = tuple(e for e in exhibits if e.path in labels)
    scans = _scans(sent, language)
    last: dict[date, str] = {}
    for scan in scans:
        last[day_of(scan.at)] = max(last.get(day_of(scan.at), ""), scan.order[1])
    happened = [
        *_events(at, last, language),
        *_claim(at, last, language),
        *scans,
        *_documents(sent, language),
        *_messages(sent, language),
        *_photographs(sent, language),
    ]
    told: dict[tuple[str, str], list[str]] = {}
    for each in sorted(happened, key=lambda h: h.order):
        shown = told.setdefault((language.moment(each.at), each.what), [])
        shown += [labels[p] for p in each.paths if p in labels and labels[p] not in shown]
    return tuple(
        EventWords(when, what, Links(in_order(shown, exhibits), between=language.between))
        for (when, what), shown in told.items()
    )


def in_order(labels: Iterable[str], exhibits: tuple[Exhibit, ...]) -> tuple[str, ...]:
    """Put labels into the order of the exhibits, each once."""
    wanted = set(labels)
    return tuple(e.label for e in exhibits if e.label in wanted and e.label is not None)


def _events(at: Standing, last: dict[date, str], language: Language) -> list[_Happening]:
    """Tell the dates the case stands on; the first and last scan only where the scans themselves are not told.

    `last` has of each day the time of its last scan; the times of these events are added to it.
    """
    scanned, found = bool(last), list[_Happening]()
    for event, what in EVENTS.items():
        if scanned and event in (Event.FIRST_SCAN_DATE, Event.LAST_SCAN_DATE):
            continue
        entry = at.particulars.get(event.value)
        if entry is None or not isinstance(entry.value, (date, datetime)):
            continue
        day = day_of(entry.value)
        if event is Event.CLAIM_DECISION_DATE and at.claim.decided_on == day:
            continue  # told with what was decided
        # Of one minute the scan is told first: it is what the event was read from.
        after = last.get(day, "") if event in _AT_LAST else ""
        told = language.say(what)
        if event is Event.BOL_DATE:
            told = language.say("{document} issued", document=language.say(paper(at)))
        sources = tuple(f.source for f in entry.facts)
        found.append(_Happening(entry.value, _place(event), told, sources, after))
        if event in _AT_LAST:
            last[day] = max(after, found[-1].order[1])
    return found


def _place(event: Event, later: int = 0) -> int:
    """Return the place of an event among those of one day, or one so many places later."""
    return _BETWEEN * (_ORDER.index(event) + (len(EVENTS) + 1 if event in _AT_LAST else 0)) + later


def _claim(at: Standing, last: dict[date, str], language: Language) -> Iterator[_Happening]:
    """Tell what came of the claim with this recipient, as far as it has come about."""
    claim = at.claim
    decided = _DECIDED.get(claim.decision, "Claim decided") if claim.decision else "Claim decided"
    if "{amount}" in decided:
        paid = language.money(claim.paid) if claim.paid is not None else language.gap("amount paid")
        decided = language.say(decided, amount=paid)
    for day, place, told in (
        (claim.filed_on, _place(Event.NOTICE_SENT_DATE, 1), "Claim filed"),
        (claim.acknowledged_on, _place(Event.CLAIM_RECEIVED_DATE, 1), "Claim acknowledged"),
        (claim.documents_on, _place(Event.CLAIM_RECEIVED_DATE, 2), "Further documents sent"),
        (claim.decided_on, _place(Event.CLAIM_DECISION_DATE), decided),
        (claim.appealed_on, _place(Event.WRITTEN_DISALLOWANCE_DATE, 1), "Decision appealed against"),
    ):
        if day is not None and day <= at.today:
            yield _Happening(day, place, language.say(told), (), last.get(day, ""))


def _scans(exhibits: tuple[Exhibit, ...], language: Language) -> list[_Happening]:
    facts = [f for e in exhibits for f in e.facts if f.name == "scan" and isinstance(f.value, Scan)]
    facts.sort(key=lambda f: str(f.value.at) if isinstance(f.value, Scan) else "")
    if len(facts) > MAX_SCANS:
        facts = [*facts[: MAX_SCANS // 2], *facts[-MAX_SCANS // 2 :]]
    return [_scan(f, f.value, language) for f in facts if isinstance(f.value, Scan)]


def _scan(fact: Fact, scan: Scan, language: Language) -> _Happening:
    where = f", {scan.location}" if scan.location else ""
    told = language.say("Tracking: {status}", status=f"{scan.status}{where}")
    return _Happening(scan.at, _SCAN, told, (fact.source,))


def _documents(exhibits: tuple[Exhibit, ...], language: Language) -> list[_Happening]:
    found = []
    for exhibit in exhibits:
        name, dated = DOCUMENTS.get(exhibit.kind), exhibit.first("invoice_date")
        if (
            name is None
            or dated is None
            or not isinstance(dated.value, date)
            or dated.confidence < SURE_ENOUGH
        ):
            continue
        number = exhibit.first("invoice_number")
        shown = f" {number.value}" if number is not None and number.confidence >= SURE_ENOUGH else ""
        told = language.say("{document} issued", document=language.say(name) + shown)
        found.append(_Happening(dated.value, 0, told, (exhibit.path,)))
    return found


def _messages(exhibits: tuple[Exhibit, ...], language: Language) -> list[_Happening]:
    found = []
    for exhibit in exhibits:
        sent = exhibit.first("sent_at")
        if sent is None or not isinstance(sent.value, (date, datetime)):
            continue
        subject, sender = exhibit.first("subject"), exhibit.first("sender")
        told = language.say("E-mail")
        if sender is not None:
            told = language.say("E-mail from {sender}", sender=sender.value)
        if subject is not None:
            told = language.say("{title}: {more}", title=told, more=subject.value)
        found.append(_Happening(sent.value, _MESSAGE, told, (exhibit.path,)))
    return found


def _photographs(exhibits: tuple[Exhibit, ...], language: Language) -> list[_Happening]:
    """Tell the photographs of one day together."""
    days: dict[date, list[tuple[date | datetime, Exhibit]]] = {}
    for exhibit in exhibits:
        taken = exhibit.first("captured_at")
        if exhibit.kind is Kind.PHOTO and taken is not None and isinstance(taken.value, (date, datetime)):
            days.setdefault(day_of(taken.value), []).append((taken.value, exhibit))
    found = []
    for members in days.values():
        taken_then = [exhibit for _, exhibit in members]
        first = min((at for at, _ in members), key=lambda at: f"{at:%H%M%S}")
        views = shown_views(taken_then, language)
        told = "Photograph taken" if len(taken_then) == 1 else "{number} photographs taken"
        told = language.say(told, number=len(taken_then))
        told = language.say("{title}: {more}", title=told, more=views) if views else told
        found.append(_Happening(first, _PHOTOGRAPH, told, tuple(e.path for e in taken_then)))
    return found


def shown_views(photographs: Iterable[Exhibit], language: Language) -> str:
    """Name what photographs show, each view once."""
    seen = (VIEWS[e.view] for e in photographs if e.view is not None and e.view in VIEWS)
    return language.row(dict.fromkeys(map(language.say, seen)))
