"""What several letters share: heads, signatures, numbered requests, lines to fill in by hand."""

from collections.abc import Sequence
from typing import Any

from docx.shared import Mm, Pt
from letter_language import say
from letter_layout import (
    RIGHT,
    RULE,
    WIDTH,
    gap,
    headed,
    letterhead,
    pairs,
    rule,
    start,
    table,
    title_row,
    write,
)  # fmt: skip

RESERVED = (
    "If further loss comes to light, we will put a figure to it and claim it as well. Nothing in this letter, and no inspection, "
    "repair, sale or disposal of the goods, waives any right or remedy; all of them are reserved against everyone concerned."
)
CLOSING = "Yours faithfully,"
LINE = "_" * 46
"""To be filled in by hand."""


def letter_head(subject: str) -> Any:
    """Begin a letter: letterhead, to whom, when, about what."""
    document = start()
    letterhead(document)
    gap(document, 12)
    address = table(document, (92, 74), gutter=0)
    left, right = address.rows[0].cells
    write(left, "{{ addressee.name }}", "Plain", first=True)
    write(left, "{%p if addressee.department %}", "Plain")
    write(left, "{{ addressee.department }}", "Plain")
    write(left, "{%p endif %}", "Plain")
    write(right, "{{ today }}", "Plain", RIGHT, first=True)
    write(right, "Our reference: {{ reference }}", "Plain", RIGHT)
    write(right, "{%p if claim.number and addressee.is_recipient %}", "Plain", RIGHT)
    write(right, "Your claim number: {{ claim.number }}", "Plain", RIGHT)
    write(right, "{%p endif %}", "Plain", RIGHT)
    gap(document, 12)
    write(document, subject, "Subject")
    write(document, "{{ consignment.summary }}", "Plain")
    gap(document, 8)
    write(document, "Dear Sir or Madam,")
    return document


def annex_head(document: Any, title: str, width: float = WIDTH) -> None:
    """Head of what is enclosed with the letter."""
    letterhead(document, width)
    gap(document, 10)
    write(document, title, "Document Title")
    write(
        document,
        "{{ reference }} \u00b7 {% if recipient.name != consignment.carrier %}{{ recipient.name }} \u00b7 {% endif %}{{ consignment.summary }}",
        "Small",
    )
    gap(document, 10)


def notice_under(document: Any) -> None:
    """Name the provisions under which the letter is a notice of the loss as well."""
    write(document, "{%p if notice_under %}")
    write(
        document, "This letter is also notice of the loss under {{ notice_under }}, so far as that applies."
    )
    write(document, "{%p endif %}")


def report_asked_for(document: Any) -> None:
    """Ask the carrier for its report where the law makes the claim hang on it."""
    write(document, "{%p if report_under %}")
    headed(
        document,
        "Your report",
        "We request that you ascertain the state of the goods under {{ report_under }} and draw up your report on it.{% if report_by %} This "
        "request is made within the time for it, which ends on {{ report_by }}.{% endif %}",
    )
    write(document, "{%p endif %}")


def restated(document: Any) -> None:
    """Say of a claim that was filed already that this is no other one."""
    write(document, "{%p if claim.restated %}")
    write(document, "{{ claim.restated }}")
    write(document, "{%p endif %}")


def elsewhere(document: Any) -> None:
    """Say of whom else the loss is claimed, and what was paid on it already."""
    write(document, "{%p if also_claimed_from %}")
    write(
        document,
        "We claim the same loss from {{ also_claimed_from }} as well. What is paid on one claim is taken off the other, so that nothing is "
        "recovered twice.",
    )
    write(document, "{%p endif %}")
    write(document, "{%p if claim.recovered %}")
    write(document, "{{ claim.recovered }}")
    write(document, "{%p endif %}")


def consignment(document: Any) -> None:
    """Set the table of what is known of the consignment."""
    _consignment(document, "consignment.rows")


def identity(document: Any) -> None:
    """Set the table of what tells the consignment from others, and nothing that a signer would have to know."""
    _consignment(document, "consignment.identity")


def _consignment(document: Any, rows: str) -> None:
    pairs(document, "The consignment", f"for row in {rows}", (50, 116), "{{ row.name }}", "{{ row.value }}")
    gap(document, 8)


def account(document: Any) -> None:
    """Tell what happened."""
    headed(document, "What happened", "{{ loss.account }}")
    write(document, "{%p if loss.description %}")
    write(document, "{{ loss.description }}")
    write(document, "{%p endif %}")


def numbered(document: Any, number: int, text: str) -> Any:
    """Add one numbered request; number and tab stand in the text."""
    paragraph = write(document, f"{number}.\t{say(text)}", "Numbered", said=True)
    paragraph.paragraph_format.left_indent = Mm(6)
    paragraph.paragraph_format.first_line_indent = Mm(-6)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(6))
    return paragraph


def requests(document: Any, *texts: str, head: str = "What we ask of you", first: str = "Please") -> None:
    """Ask for things, one a line."""
    # In one row, which no page parts: what begins a list never stands alone at the foot of a page.
    (cell,) = table(document, (WIDTH,), gutter=0).rows[0].cells
    headed(cell, head, first, first=True).paragraph_format.space_after = Pt(3)
    paragraph = numbered(cell, 1, texts[0])
    for number, text in enumerate(texts[1:], 2):
        paragraph = numbered(document, number, text)
    paragraph.paragraph_format.space_after = Pt(5)


def signature(document: Any, reserved: str = "", closing: str = CLOSING, encloses: str = "") -> None:
    """Close the letter in one row, which no page parts: a signature never stands on a page without text of its letter.

    `encloses` is the title of a letter that has others behind it, which are named below its signature.
    """
    made = table(document, (WIDTH,), gutter=0)
    (cell,) = made.rows[0].cells
    if reserved:
        headed(cell, "Reservation of rights", reserved, first=True)
        write(cell, "", "Plain").paragraph_format.line_spacing = Pt(4)
    if closing == CLOSING:
        write(cell, "{%p if firm.closing %}", "Plain", first=not reserved)
        write(cell, "{{ firm.closing }}")
        write(cell, "{%p endif %}", "Plain")
    write(cell, closing, "Plain", first=not reserved and closing != CLOSING)
    write(cell, "{%p if firm.signature %}", "Plain")
    write(cell, "{{r firm.signature }}", "Plain").paragraph_format.line_spacing = 1
    write(cell, "{%p else %}", "Plain")
    write(cell, "", "Plain").paragraph_format.line_spacing = Pt(30)
    write(cell, "{%p endif %}", "Plain")
    write(cell, "{{ claimant.signatory }}", "Signatory")
    write(cell, "{%p if claimant.position %}", "Plain")
    write(cell, "{{ claimant.position }}", "Plain")
    write(cell, "{%p endif %}", "Plain")
    write(cell, "{{ claimant.name }}", "Plain")
    if encloses:
        _enclosed(cell, encloses)


def _enclosed(cell: Any, own: str) -> None:
    gap(cell, 10)
    write(
        cell,
        f"Enclosed: {{% for letter in letters if letter != '{own}' %}}{{{{ letter if loop.first else letter | lower }}}}, {{% endfor %}}"
        "{{ exhibits | length }} {{ 'exhibit' if exhibits | length == 1 else 'exhibits' }}",
        "Small",
    )


def by_hand(document: Any, title: str, rows: Sequence[str]) -> None:
    """Set a table of lines that the signer fills in."""
    made = table(document, (66, 100), len(rows) + 1)
    title_row(made.rows[0], title)
    for row, name in zip(made.rows[1:], rows, strict=True):
        write(row.cells[0], name, "Cell Head", first=True)
        write(row.cells[1], " ", "Cell", first=True)
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_before = Pt(13)
        rule(row, bottom=RULE)
    gap(document, 8)


def signed_by_hand(document: Any, who: str) -> None:
    """Leave room for name, place, date and signature."""
    by_hand(
        document,
        who,
        ("Name and position", "Company and address", "Telephone or e-mail", "Place and date", "Signature"),
    )
