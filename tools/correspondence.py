"""Letters that are sent: notice, tracer, follow-ups, appeal, invitation to inspect."""

from collections.abc import Callable
from typing import Any

from letter_layout import gap, headed, listing, write
from letter_parts import (
    RESERVED,
    account,
    consignment,
    elsewhere,
    letter_head,
    notice_under,
    report_asked_for,
    requests,
    signature,
)

_HELD = "The {{ loss.goods_kept }} {{ 'are' if ' and ' in loss.goods_kept else 'is' }} kept for inspection"


def notice_of_claim() -> Any:
    """Hold the carrier liable before the amount is known."""
    document = letter_head("Notice of claim: {{ loss.heading }}")
    write(
        document,
        "We are the {{ claimant.capacity }}. We give you notice of the loss described in this letter. We hold you liable for it, so far as it "
        "arose while the consignment was in your charge.",
    )
    notice_under(document)
    consignment(document)
    account(document)
    report_asked_for(document)
    headed(
        document,
        "The amount",
        "This notice names no amount. We will put a figure to the loss and present the claim with its documents; this notice does not limit it "
        "to what is described here.",
    )
    write(document, "{%p if loss.goods_kept %}")
    headed(
        document,
        "Inspection",
        _HELD + ". Please tell us at once whether you wish to inspect or to hold a joint survey.",
    )
    write(document, "{%p endif %}")
    requests(
        document,
        "confirm in writing that you have received this notice, and tell us your number for it;",
        "keep all records of this consignment: scans, weights, photographs, camera recordings, temperature data and reports;",
        "tell us to which address, and on which form if you have one, the claim is to be sent.",
    )
    signature(document, RESERVED)
    return document


def tracer_request() -> Any:
    """Ask the carrier to search."""
    document = letter_head("Request to trace goods that did not arrive")
    write(
        document,
        "Goods of the consignment below did not arrive. Please search for them. This is a request to trace and not a claim; the right to claim is "
        "reserved.",
    )
    consignment(document)
    account(document)
    listing(
        document, "for line in goods.lines", (112, 27, 27), ("What to look for", "Shipped", "Not there"),
        (
            "{% if line.sku %}{{ line.sku }}\u2002{% endif %}{{ line.description }}",
            "{{ line.quantity }}",
            "{{ line.quantity_lost }}",
        ),
        right=(1, 2),
    )  # fmt: skip
    gap(document, 8)
    requests(
        document,
        "search your vehicles, terminals and undeliverable goods, and those of the carriers that you used;",
        "send us every scan of this consignment, with place and time;",
        "send us the delivery record with the name and signature of who received it, if you hold it to be delivered;",
        "tell us the result in writing within seven days of receiving this letter.",
    )
    signature(document)
    return document


_FILED = (
    "On {{ claim.filed }} we filed our claim with you{% if claim.number %}; you gave it the number {{ claim.number }}{% endif %}. It stands at "
    "{{ loss.amount }}.{% if claim.recovered %} {{ claim.recovered }}{% endif %}{% if claim.documents %} On {{ claim.documents }} we sent you further documents.{% endif %}"
)
_SOON = "If you need anything else from us, please say exactly what, and we will send it."


def follow_up_30() -> Any:
    """Ask for the acknowledgement."""
    document = letter_head("Our claim of {{ claim.filed }}: please acknowledge it")
    write(document, _FILED)
    write(document, "{%p if claim.acknowledged %}")
    write(
        document,
        "Thank you for acknowledging it on {{ claim.acknowledged }}. Please tell us how it stands and who works on it. "
        + _SOON,
    )
    write(document, "{%p elif claim.number %}")
    write(document, "Please tell us how it stands and who works on it. " + _SOON)
    write(document, "{%p else %}")
    write(
        document,
        "We have no acknowledgement of it on file. Please confirm in writing that you have received it, tell us its number, and who works on it. "
        + _SOON,
    )
    write(document, "{%p if claim.carmack %}")
    write(
        document,
        "Under 49 CFR 370.5 a carrier acknowledges a claim in writing within 30 days of receiving it, unless it has paid or declined it by then.",
    )
    write(document, "{%p endif %}")
    write(document, "{%p endif %}")
    signature(document, RESERVED)
    return document


def follow_up_60() -> Any:
    """Ask how the claim stands."""
    document = letter_head("Our claim of {{ claim.filed }}: how does it stand?")
    write(document, _FILED)
    write(
        document,
        "{{ claim.days }} days have passed since then and we have no decision on file. Please tell us in writing how the claim stands, what your "
        "enquiries have shown, and when you will decide. " + _SOON,
    )
    signature(document, RESERVED)
    return document


def follow_up_90() -> Any:
    """Ask for the decision."""
    document = letter_head("Our claim of {{ claim.filed }}: please decide")
    write(document, _FILED)
    write(
        document,
        "{{ claim.days }} days have passed since then and we have no decision on file. We ask you to pay {{ loss.amount }} to {{ claimant.name }}, or "
        "to give us your decision in writing: the facts it rests on, and the term of your conditions or the rule of law.",
    )
    write(document, "{%p if claim.carmack %}")
    write(
        document,
        "Under 49 CFR 370.9 a carrier pays a claim, declines it, or makes a firm compromise offer in writing within 120 days of receiving it.",
    )
    write(document, "{%p endif %}")
    write(document, _SOON)
    signature(document, RESERVED)
    return document


def follow_up_120() -> Any:
    """Demand the decision."""
    document = letter_head("Our claim of {{ claim.filed }}: last request before further steps")
    write(document, _FILED)
    write(
        document,
        "{{ claim.days }} days have passed since then and we have no decision on file.{% if claim.carmack %} Under 49 CFR 370.9 a carrier pays a claim, "
        "declines it, or makes a firm compromise offer in writing within 120 days of receiving it; where it cannot, it reports how the claim stands "
        "every 60 days.{% endif %}",
    )
    write(
        document,
        "Please pay {{ loss.amount }} to {{ claimant.name }}, or send us your decision in writing with its reasons, within 14 days of receiving this "
        "letter. If we hear nothing by then, we will consider further steps without writing again.",
    )
    signature(document, RESERVED)
    return document


def appeal() -> Any:
    """Answer a refusal."""
    document = letter_head(
        "{% if claim.decision == 'partly_paid' %}Request to review your settlement{% else %}Appeal against your decision{% endif %} of {{ claim.decided }}"
    )
    write(
        document,
        "{% if claim.decision == 'partly_paid' %}You paid {{ claim.paid }} on our claim for {{ loss.total }} and refused the rest by your decision of "
        "{{ claim.decided }}.{% else %}By your decision of {{ claim.decided }} you refused our claim for {{ loss.total }}.{% endif %} The reason you "
        "gave: \u201c{{ claim.reason }}\u201d{% if claim.reason_code %} (code {{ claim.reason_code }}){% endif %}. We do not accept the decision and ask you "
        "to review it.",
    )
    headed(document, "Our answer", "{{ claim.answer }}")
    elsewhere(document)
    write(document, "{%p if enclosed %}")
    listing(
        document, "for row in enclosed", (110, 56), ("What you ask for", "Where it stands"),
        ("{{ row.title }}", "{% if row.exhibits %}{{r row.exhibits }}{% else %}not enclosed{% endif %}"),
    )  # fmt: skip
    gap(document, 8)
    write(document, "{%p endif %}")
    account(document)
    headed(
        document,
        "What we ask of you",
        "Please pay {% if claim.balance and claim.decision == 'partly_paid' %}the remaining {{ claim.balance }}{% else %}{{ loss.amount }}{% endif %} to "
        "{{ claimant.name }} or, if you uphold the decision, tell us in writing the facts on which it rests, and the term of your conditions or the "
        "rule of law that you apply.",
    )
    signature(document, RESERVED, encloses="Appeal")
    return document


def inspection_invitation() -> Any:
    """Invite to inspect."""
    document = letter_head("Invitation to inspect: {{ loss.heading }}")
    write(
        document,
        "Goods of the consignment below arrived damaged. We invite you to inspect them, or to hold a joint survey with us, before anything is "
        "repaired, sold or disposed of.",
    )
    consignment(document)
    account(document)
    report_asked_for(document)
    headed(document, "Where", "{% if loss.goods_kept %}" + _HELD + ": {% endif %}{{ loss.kept_at }}.")
    requests(
        document,
        "tell us {% if report_under %}at once{% else %}within seven days of receiving this letter whether you wish to inspect,{% endif %} on which "
        "day you come, and who comes;",
        "{% if report_under %}send us your report as soon as it is drawn up.{% else %}or tell us in writing that you waive the inspection.{% endif %}",
    )
    write(
        document,
        "To name a day, write or call: {{ claimant.contact }}.{% if not report_under %} If we hear nothing within those seven days, we will take it "
        "that you do not wish to inspect.{% endif %}",
    )
    signature(document, RESERVED)
    return document


ALL: dict[str, Callable[[], Any]] = {
    "notice-of-claim": notice_of_claim,
    "tracer-request": tracer_request,
    "follow-up-30": follow_up_30,
    "follow-up-60": follow_up_60,
    "follow-up-90": follow_up_90,
    "follow-up-120": follow_up_120,
    "appeal": appeal,
    "inspection-invitation": inspection_invitation,
}
