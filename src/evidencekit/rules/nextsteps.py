"""The seven steps of handling a loss, answered for one case and one recipient, with dates."""

from collections.abc import Iterator
from datetime import date

from evidencekit.model.assessment import Missing, NextAction, ReckonedLimit, RunningWindow, WindowStatus
from evidencekit.model.money import Money
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Kind, LossType
from evidencekit.model.words import day_words
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import more_than
from evidencekit.rules.deadlines import action_words
from evidencekit.rules.tracking import TrackingState

_FIRST = frozenset({"notice", "preliminary_claim", "survey_request", "police_report", "inquiry", "response"})
_FILING = frozenset({"claim", "complete_documents"})
_KEEP = frozenset(
    {
        LossType.DAMAGED,
        LossType.CONCEALED_DAMAGE,
        LossType.MISSING_CONTENTS,
        LossType.PILFERAGE,
        LossType.WRONG_ITEM,
    }
)
_NUMBERS = (
    "tracking_number",
    "pro_number",
    "bol_number",
    "awb_number",
    "container_number",
    "fba_shipment_id",
    "amazon_order_id",
    "policy_number",
)
_TRACKING = {
    "delivered": "Delivered",
    "misrouted": "Misrouted or on its way back",
    "lost": "Lost",
    "stuck": "Stuck",
    "moving": "On its way",
    "unknown": "Not known",
}


def next_actions(
    profile: Profile,
    known: Circumstances,
    windows: tuple[RunningWindow, ...],
    missing: tuple[Missing, ...],
    limits: tuple[ReckonedLimit, ...],
    tracking: TrackingState,
) -> tuple[NextAction, ...]:
    """Say whom to contact first, what to tell them, what the tracking says, and what comes after."""
    return (
        *_contact(profile, windows),
        *_tell(profile, known),
        NextAction("tracking", f"{_TRACKING[tracking.state]}: {tracking.why}.{_meaning(tracking, known)}"),
        *_follow_up(profile, known, windows, missing),
        _platform(profile, known),
        _insurance(profile, known),
        *_avoid(profile, known, limits, missing),
    )


def _next(windows: tuple[RunningWindow, ...], actions: frozenset[str]) -> RunningWindow | None:
    """Return the first window of the claimant that can still be kept."""
    running = [
        w
        for w in windows
        if w.whose == "claimant"
        and w.action in actions
        and w.status in (WindowStatus.OPEN, WindowStatus.NOT_YET)
    ]
    return min(running, key=lambda w: w.latest or date.max, default=None)


def _contact(profile: Profile, windows: tuple[RunningWindow, ...]) -> Iterator[NextAction]:
    first = _next(windows, _FIRST)
    desk = f"{profile.recipient}, {profile.department}" if profile.department else profile.recipient
    how = f" {profile.handling.contact}" if profile.handling.contact else ""
    if first is None:
        claim = _next(windows, _FILING)
        yield NextAction("contact", f"{desk}.{how}", claim.latest if claim else None)
        return
    whom = desk if first.to == "recipient" else f"the {first.to}"
    form = {"written": " in writing", "on_delivery_receipt": " on the delivery receipt"}.get(first.form, "")
    yield NextAction("contact", f"{whom}: {action_words(first)}{form}.{how}", first.latest)


def _tell(profile: Profile, known: Circumstances) -> Iterator[NextAction]:
    """Say what the first message must hold: the consignment, what happened, that they are held liable, how much."""
    named = [
        f"{n.replace('_', ' ')} {known.particulars.text(n)}"
        for n in _NUMBERS
        if known.particulars.get(n) is not None
    ]
    parts = [", ".join(named[:3]) or "the consignment's number, which is not known yet"]
    parts.append(f"what happened ({known.loss.replace('_', ' ')})" if known.loss else "what happened")
    parts.append(str(known.amount) if known.amount else "an amount, even if it is provisional")
    if profile.addressed_as == "carrier":
        parts.append("that you hold them liable")
    if known.loss in _KEEP:
        parts.append("that goods and packaging are kept for an inspection, which you ask for")
    yield NextAction("tell", f"Tell them {'; '.join(parts)}.")
    for more in profile.handling.tell:
        yield NextAction("tell", more)


def _meaning(tracking: TrackingState, known: Circumstances) -> str:
    if tracking.state == "delivered" and known.loss is LossType.LOST:
        return " A loss is refused on that; ask the carrier for the place, the picture and the signature of the delivery."
    if tracking.state in {"stuck", "moving"} and known.loss is LossType.LOST:
        return " Ask for a trace; most recipients take a claim for loss only after their waiting time."
    if tracking.state == "misrouted":
        return " Ask for it to be sent on, and keep the answer: a return to the sender is no loss."
    return ""


def _follow_up(
    profile: Profile, known: Circumstances, windows: tuple[RunningWindow, ...], missing: tuple[Missing, ...]
) -> Iterator[NextAction]:
    claim = known.claims.get(profile.id)
    if claim is None or claim.filed_on is None:
        filing = _next(windows, _FILING)
        wanted = ", ".join(m.title.partition(":")[0] for m in missing if m.blocking)
        text = (
            f"Get what is missing ({wanted}), then file."
            if wanted
            else "File the claim; nothing that blocks is missing."
        )
        if filing is not None and filing.status is WindowStatus.NOT_YET and filing.earliest is not None:
            text += f" Not before {day_words(filing.earliest)}."
        yield NextAction("follow_up", text, filing.latest if filing else None)
    else:
        told = f"Filed on {day_words(claim.filed_on)}" + (f", number {claim.number}" if claim.number else "")
        yield NextAction("follow_up", f"{told}. Answer every question in writing, with that number.")
    for duty in windows:
        if duty.whose == "recipient" and duty.status is not WindowStatus.DONE and duty.latest is not None:
            yield NextAction("follow_up", f"{profile.recipient} must {action_words(duty)}.", duty.latest)
    if profile.handling.follow_up:
        yield NextAction("follow_up", profile.handling.follow_up)
    appeal = _next(windows, frozenset({"appeal", "second_appeal", "suit"}))
    if appeal is not None and appeal.latest is not None:
        yield NextAction("follow_up", f"If it is refused: {action_words(appeal)}.", appeal.latest)


def _platform(profile: Profile, known: Circumstances) -> NextAction:
    if profile.addressed_as == "platform":
        return NextAction("platform", f"This is the claim with {profile.recipient}: {profile.title}.")
    if known.particulars.get("fba_shipment_id") is not None:
        return NextAction(
            "platform",
            "An FBA shipment: what Amazon received short is claimed from Amazon as well (inbound), and what the carrier lost from the carrier; never both for the same units.",
        )
    if known.particulars.get("amazon_order_id") is not None:
        return NextAction(
            "platform",
            "An Amazon order: see whether it was refunded by Amazon (SAFE-T, A-to-z, Buy Shipping) before you claim elsewhere.",
        )
    return NextAction("platform", "No Amazon shipment or order is named in the evidence.")


def _insurance(profile: Profile, known: Circumstances) -> NextAction:
    if profile.addressed_as == "insurer":
        return NextAction(
            "insurance",
            "Hold the carrier liable in writing as well and send the insurer that letter with its answer: the insurer's recovery hangs on it.",
        )
    policy = known.particulars.text("policy_number")
    if policy or known.insured_value is not None or Kind.INSURANCE_CERTIFICATE in known.kinds:
        cover = " ".join(
            p for p in (f"policy {policy}" if policy else "", str(known.insured_value or "")) if p
        )
        return NextAction(
            "insurance",
            f"There is insurance{f' ({cover})' if cover else ''}: report the loss to the insurer now, and claim the same loss only once in the end.",
        )
    return NextAction(
        "insurance",
        "No insurance is named in the evidence. If there is a policy, or the sale was CIF or CIP, report the loss to the insurer now.",
    )


def _avoid(
    profile: Profile, known: Circumstances, limits: tuple[ReckonedLimit, ...], missing: tuple[Missing, ...]
) -> Iterator[NextAction]:
    for advice in profile.handling.avoid:
        yield NextAction("avoid", advice)
    short = _above(known.amount, limits, known)
    if short is not None and known.insured_value is None:
        yield NextAction(
            "avoid",
            f"A declared value or insurance: the loss is more than the {short} that is owed without it.",
        )
    photos = [m for m in missing if any("photo" in w for w in m.would_satisfy)]
    if photos and known.loss in _KEEP:
        yield NextAction(
            "avoid", "Photos of box, label, packing and goods before anything is moved or thrown away."
        )
    receipts = {Kind.DELIVERY_RECEIPT, Kind.PROOF_OF_DELIVERY}
    if known.loss in _KEEP and not receipts & known.kinds:
        yield NextAction("avoid", "A delivery receipt on which the driver signs what is damaged or short.")
    if not profile.handling.avoid and short is None and not photos:
        yield NextAction("avoid", "Nothing in the evidence points to what would have avoided it.")


def _above(amount: Money | None, limits: tuple[ReckonedLimit, ...], known: Circumstances) -> Money | None:
    first = next((x.amount for x in limits if x.amount is not None), None)
    return first if amount and first and more_than(amount, first, known.rates) else None
