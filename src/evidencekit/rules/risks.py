"""Risks: which known reasons for refusal threaten this case, judged as far as the evidence lets one judge."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from evidencekit.model.assessment import Missing, Risk, RunningWindow, WindowStatus
from evidencekit.model.evidence import Exhibit, Line
from evidencekit.model.finding import Finding
from evidencekit.model.profile import Profile
from evidencekit.model.reason import Reason, Test
from evidencekit.model.vocabulary import Event, Kind, LossType, Mode, View
from evidencekit.model.words import day_words
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import judge
from evidencekit.rules.tracking import TrackingState

_DAMAGE = frozenset({LossType.DAMAGED, LossType.CONCEALED_DAMAGE})
_SHORT = frozenset({LossType.SHORTAGE, LossType.MISSING_CONTENTS, LossType.PILFERAGE, LossType.PARTIAL_LOSS})
_PACKING = frozenset({View.INNER_PACKING, View.GOODS_IN_BOX, View.ALL_SIDES})
_RECEIPTS = frozenset({Kind.PROOF_OF_DELIVERY, Kind.DELIVERY_RECEIPT})
_COST = frozenset({Kind.SUPPLIER_INVOICE, Kind.RECEIPT, Kind.FAPIAO, Kind.COMMERCIAL_INVOICE})
_AT_COST = frozenset({"cost", "purchase_invoice"})
_VAGUE = frozenset(
    {"merchandise", "misc", "misc merchandise", "goods", "items", "parts", "various", "sample", "samples"}
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a risk is judged on."""

    profile: Profile
    known: Circumstances
    sent: tuple[Exhibit, ...]
    windows: tuple[RunningWindow, ...]
    missing: tuple[Missing, ...]
    findings: tuple[Finding, ...]
    tracking: TrackingState
    today: date


Verdict = tuple[bool | None, str]
_NOTHING: Verdict = (False, "")


def risks(grounds: Grounds, reasons: Iterable[Reason]) -> tuple[Risk, ...]:
    """Return the reasons that threaten the case, then those which the recipient is known for and nobody here can judge.

    A reason that was looked for and does not threaten is left out, unless the profile itself names it.
    """
    by_id = {r.id: r for r in reasons}
    named = [r for r in grounds.profile.rejections if judge(r.when, grounds.known).applies]
    found: list[Risk] = []
    for own in named:
        reason = by_id.get(own.reason)
        if reason is None:
            found.append(Risk(own.reason, own.text, None, "", own.code))
            continue
        applies, why = _TESTS[reason.test](grounds)
        found.append(Risk(reason.id, own.text, applies, why or reason.question, own.code or reason.code))
    told = {r.reason for r in found}
    for reason in by_id.values():
        applies, why = _TESTS[reason.test](grounds)
        if applies and reason.id not in told:
            found.append(Risk(reason.id, reason.title, applies, why, reason.code))
    order = {True: 0, None: 1, False: 2}
    return tuple(sorted(found, key=lambda r: order[r.applies]))


def _late(on: Grounds) -> Verdict:
    late = [w for w in on.windows if w.leads and w.status in (WindowStatus.CLOSED, WindowStatus.CONTESTABLE)]
    if not late:
        return _NOTHING
    # What is late only if a person says so is no risk that is known of.
    sure = [w for w in late if not w.asks]
    first = (sure or late)[0]
    return (
        True if sure else None,
        f"the window {first.id} ended on {day_words(first.latest)}" if first.latest else "",
    )


def _too_early(on: Grounds) -> Verdict:
    waiting = [w for w in on.windows if w.leads and w.status is WindowStatus.NOT_YET and w.earliest]
    first = min(waiting, key=lambda w: bool(w.asks), default=None)
    if first is None or first.earliest is None:
        return _NOTHING
    return None if first.asks else True, f"the window {first.id} opens on {day_words(first.earliest)}"


def _look_alike(on: Grounds) -> Verdict:
    paths = [f.subject for f in on.findings if f.code == "look-alike"]
    paths += [n.path for m in on.missing for n in m.found_but_not_accepted]
    return (True, ", ".join(dict.fromkeys(paths))) if paths else _NOTHING


def _documents_missing(on: Grounds) -> Verdict:
    missing = [m.title for m in on.missing if m.blocking]
    return (True, "; ".join(missing[:3])) if missing else _NOTHING


def _date_or_quantity(on: Grounds) -> Verdict:
    slips = [n for m in on.missing for n in m.found_but_not_accepted if "it is dated" in n.why]
    if slips:
        return True, f"{slips[0].path}: {slips[0].why}"
    return _too_few_invoiced(on)


def _too_few_invoiced(on: Grounds) -> Verdict:
    """Compare what the proofs of cost invoice with what was sent, line by line, where both name the same goods."""
    lines = [
        f.value
        for e in on.sent
        if e.kind in _COST
        for f in e.facts
        if isinstance(f.value, Line) and f.value.quantity
    ]
    for goods in on.known.particulars.goods:
        wanted = goods.quantity or goods.quantity_lost
        name = (goods.sku or "").casefold()
        same = [
            x.quantity for x in lines if name and (x.sku or "").casefold() == name and x.quantity is not None
        ]
        if wanted is not None and same and sum(same) < wanted:
            return True, f"{goods.sku}: {sum(same):f} invoiced, {wanted:f} sent"
    return _NOTHING


def _sale_not_completed(on: Grounds) -> Verdict:
    invoices = [e for e in on.sent if e.kind in _COST]
    if not invoices:
        return _NOTHING
    if Kind.PAYMENT_PROOF in on.known.kinds:
        return _NOTHING
    unpaid = [
        e for e in invoices if (p := e.first("payment_status")) is None or "unpaid" in str(p.value).casefold()
    ]
    if not unpaid:
        return _NOTHING
    stated = [e for e in unpaid if e.first("payment_status") is not None]
    if stated:
        return True, f"{stated[0].path} says unpaid"
    return None, f"no paid mark was read from {unpaid[0].path}"


def _packing_not_shown(on: Grounds) -> Verdict:
    if on.known.loss not in _DAMAGE:
        return _NOTHING
    photos = [e for e in on.sent if e.kind is Kind.PHOTO]
    if any(e.view in _PACKING for e in photos):
        return _NOTHING
    if any(e.view in (None, View.UNKNOWN) for e in photos):
        return None, "what some photos show is not known"
    return True, "no photo shows the inner packing or the sides of the box"


def _delivery_not_proved(on: Grounds) -> Verdict:
    asked = [m for m in on.missing if "deliver" in m.requirement]
    return (True, asked[0].title) if asked else _NOTHING


def _says_delivered(on: Grounds) -> Verdict:
    if on.known.loss is not LossType.LOST or on.tracking.state != "delivered":
        return _NOTHING
    return True, on.tracking.why


def _vague(on: Grounds) -> Verdict:
    serials = [f for f in on.findings if f.code == "missing-fact" and f.subject == "serial_number"]
    if serials:
        return (True if on.known.electronics else None), "no serial number is known"
    vague = [
        g.description
        for g in on.known.particulars.goods
        if (g.description or "").casefold().strip(" .") in _VAGUE
    ]
    return (True, f"the goods are described as “{vague[0]}”") if vague else _NOTHING


def _wrong_program(on: Grounds) -> Verdict:
    wrong = [f for f in on.findings if f.code in {"wrong-program", "wrong-filer", "not-covered"}]
    return (True, wrong[0].message) if wrong else _NOTHING


def _photos_missing(on: Grounds) -> Verdict:
    missing = [m.title for m in on.missing if any("photo" in w for w in m.would_satisfy)]
    return (True, "; ".join(missing[:3])) if missing else _NOTHING


def _concealed(on: Grounds) -> Verdict:
    if on.known.loss is not LossType.CONCEALED_DAMAGE:
        return _NOTHING
    if Event.NOTICE_SENT_DATE in on.known.events or Kind.NOTICE_OF_CLAIM in on.known.kinds:
        return _NOTHING
    return True, "no notice to the carrier is among the exhibits, and no notice_sent_date is known"


def _no_inspection(on: Grounds) -> Verdict:
    if on.known.loss not in _DAMAGE or {Kind.SURVEY_REPORT, Kind.COMMERCIAL_ACT} & on.known.kinds:
        return _NOTHING
    kept = [v for n, v in on.known.confirmed.items() if "kept" in n]
    if kept:
        return (not all(kept)), "" if all(kept) else "goods or packaging were not kept"
    return (
        None,
        "no inspection report is among the exhibits; keep goods and packaging and ask for an inspection",
    )


def _wrong_basis(on: Grounds) -> Verdict:
    if on.profile.valuation_basis not in _AT_COST:
        return _NOTHING
    if Kind.SALES_INVOICE in on.known.kinds and not _COST & on.known.kinds:
        return True, "only sales invoices are there, and what is paid is the cost"
    return _NOTHING


def _preliminary(on: Grounds) -> Verdict:
    return (True, "the amount claimed is not known") if on.known.amount is None else _NOTHING


def _seal_clear(on: Grounds) -> Verdict:
    if on.known.loss not in _SHORT or on.known.mode not in (Mode.SEA, Mode.ROAD, Mode.RAIL):
        return _NOTHING
    shown = any(e.view is View.SEAL for e in on.sent)
    return (
        (None, "look whether the seal was broken or another one")
        if shown
        else (None, "no photo shows the seal")
    )


def _salvage(on: Grounds) -> Verdict:
    if on.known.loss not in _DAMAGE or on.known.particulars.goods == ():
        return _NOTHING
    if {Kind.SALVAGE_RECORD, Kind.DESTRUCTION_CERTIFICATE} & on.known.kinds:
        return _NOTHING
    return None, "say what the damaged goods still fetch, even if it is nothing: salvage under [[goods]]"


def _clean_receipt(on: Grounds) -> Verdict:
    if on.known.loss not in (_DAMAGE | _SHORT) - {LossType.CONCEALED_DAMAGE}:
        return _NOTHING
    receipts = [e for e in on.sent if e.kind in _RECEIPTS]
    if not receipts or any(e.first("exception") is not None or e.note for e in receipts):
        return _NOTHING
    return (
        None,
        f"no exception was read from {receipts[0].path}; look whether the driver's receipt notes the damage",
    )


def _person(_on: Grounds) -> Verdict:
    return None, ""


_TESTS: dict[Test, Callable[[Grounds], Verdict]] = {
    "late": _late,
    "too_early": _too_early,
    "look_alike": _look_alike,
    "documents_missing": _documents_missing,
    "date_or_quantity": _date_or_quantity,
    "sale_not_completed": _sale_not_completed,
    "packing_not_shown": _packing_not_shown,
    "delivery_not_proved": _delivery_not_proved,
    "tracking_says_delivered": _says_delivered,
    "vague_description": _vague,
    "wrong_claimant_or_program": _wrong_program,
    "photos_missing": _photos_missing,
    "concealed_not_reported": _concealed,
    "no_inspection": _no_inspection,
    "wrong_basis": _wrong_basis,
    "amount_preliminary": _preliminary,
    "seal_clear": _seal_clear,
    "salvage_not_stated": _salvage,
    "clean_receipt": _clean_receipt,
    "person": _person,
}
