"""Forms that somebody signs: the consignee, the owner of the goods, the insured; and the note for one's own house."""

from collections.abc import Callable
from typing import Any

from letter_layout import gap, headed, listing, start, write
from letter_parts import by_hand, consignment, identity, numbered, signature, signed_by_hand


def _form(title: str) -> Any:
    document = start()
    write(document, title, "Document Title")
    write(document, "{{ reference }} \u00b7 {{ claimant.name }}", "Small")
    gap(document, 10)
    return document


def denial_of_receipt() -> Any:
    """Let the consignee declare that nothing came."""
    document = _form("Denial of receipt")
    write(
        document,
        "To be filled in and signed by the person to whom the consignment was addressed. Strike out what is not so.",
    )
    identity(document)
    for number, text in enumerate(
        (
            "The consignment described above was addressed to me, or to the company for which I sign.",
            "It has not been received, neither by me nor, as far as I know, by anybody on my behalf.",
            "I have asked at my address and with the neighbours, the reception or the mail room.",
            "I will say so at once if it arrives after all.",
        ),
        1,
    ):
        numbered(document, number, text)
    gap(document, 8)
    by_hand(
        document,
        "To be filled in",
        ("Is the address above right? If not, which is?", "Anything else that is known"),
    )
    signed_by_hand(document, "Signed by")
    return document


def consignee_statement() -> Any:
    """Let the consignee state what came."""
    document = _form("Consignee's statement")
    write(
        document,
        "To be filled in and signed by whoever received the consignment. Leave empty what you do not know.",
    )
    identity(document)
    by_hand(
        document,
        "What was received",
        (
            "Received on (date and time)",
            "Number of packages received",
            "Condition outside, seals and tape",
            "What was noted on the delivery receipt",
            "Opened on (date and time), by whom",
            "What was damaged, and how",
            "What was missing, and how many",
            "Where goods and packaging are now",
        ),
    )
    signed_by_hand(document, "Signed by")
    return document


def letter_of_authority() -> Any:
    """Let the owner authorise the claimant."""
    document = _form("Letter of authority")
    headed(document, "Owner of the goods", "{{ claimant.owner_line }}")
    headed(document, "Authorised", "{{ claimant.name }}, {{ claimant.address_line }}")
    identity(document)
    write(
        document,
        "We, the owner of the goods, authorise {{ claimant.name }} to present and to pursue in our name the claim for {% if loss.type == 'delay' %}"
        "the late delivery of, or any loss of or damage to,{% else %}the loss of, or damage to,{% endif %} the goods in this consignment against {{ recipient.name }} and against everybody else who is liable for it, to give and receive notices, and to "
        "hand over documents.",
    )
    write(document, "To receive payment in our name: yes / no (strike out what is not so).")
    gap(document, 8)
    signed_by_hand(document, "Signed for the owner of the goods")
    return document


def letter_of_cession() -> Any:
    """Let the owner assign the claim."""
    document = _form("Letter of cession")
    headed(document, "Assignor", "{{ claimant.owner_line }}")
    headed(document, "Assignee", "{{ claimant.name }}, {{ claimant.address_line }}")
    identity(document)
    write(
        document,
        "The assignor assigns to the assignee all claims that it has against {{ recipient.name }} and against everybody else who is liable for {% if "
        "loss.type == 'delay' %}the late delivery of, or any loss of or damage to,{% else %}the loss of, or damage to,{% endif %} the goods in this "
        "consignment. The assignee accepts. The assignor hands over the documents that the assignee needs, and has "
        "not assigned these claims to anybody else.",
    )
    gap(document, 8)
    by_hand(document, "Signed for the assignor", ("Name and position", "Place and date", "Signature"))
    by_hand(document, "Signed for the assignee", ("Name and position", "Place and date", "Signature"))
    return document


def subrogation_receipt() -> Any:
    """Acknowledge what the insurer paid."""
    document = _form("Subrogation receipt")
    write(document, "To be signed once the payment has arrived.", "Small")
    gap(document, 6)
    consignment(document)
    write(
        document,
        "We have received {{ claim.paid }} from {{ recipient.name }}{% if claim.decision == 'partly_paid' %} on account of{% else %} in settlement of{% endif %} our claim "
        "{% if claim.number %}{{ claim.number }} {% endif %}for {{ loss.total }} under the policy {{ consignment.policy_number }}.",
    )
    write(
        document,
        "To the extent of that payment our rights against third parties for this loss pass to {{ recipient.name }}, and we will give it the documents and the "
        "help that it needs to pursue them and not settle with any third party without its consent. What it has not paid remains ours.",
    )
    gap(document, 8)
    signature(document, closing="Place and date:")
    return document


def loss_prevention_note() -> Any:
    """Tell one's own house what would have helped."""
    document = _form("Loss-prevention note")
    write(document, "For our own house; not to be sent.")
    consignment(document)
    headed(document, "What happened", "{{ loss.account }}")
    headed(document, "Amount", "{{ loss.total }}")
    listing(
        document,
        "for lesson in lessons",
        (166,),
        ("What helps with {{ recipient.name }}",),
        ("{{ lesson }}",),
    )
    gap(document, 8)
    write(document, "{%p if risks %}")
    listing(
        document, "for row in risks", (70, 96), ("Why such claims are refused", "How it stands here"),
        ("{{ row.name }}", "{{ row.value }}"),
    )  # fmt: skip
    gap(document, 8)
    write(document, "{%p endif %}")
    by_hand(document, "What we change", ("Measure", "Who", "By when"))
    return document


ALL: dict[str, Callable[[], Any]] = {
    "denial-of-receipt": denial_of_receipt,
    "consignee-statement": consignee_statement,
    "letter-of-authority": letter_of_authority,
    "letter-of-cession": letter_of_cession,
    "subrogation-receipt": subrogation_receipt,
    "loss-prevention-note": loss_prevention_note,
}
