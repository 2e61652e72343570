"""What goes along with a claim: presentation, schedule, photo log, missing documents, statements."""

from collections.abc import Callable
from typing import Any

from letter_layout import HAIR, RIGHT, RULE, gap, headed, listing, rule, start, table, title_row, write
from letter_parts import annex_head, consignment, elsewhere, restated, signature


def presentation_of_claim() -> Any:
    """Fill in the fields of the standard form."""
    document = start()
    annex_head(document, "Presentation of loss and damage claim")
    made = table(document, (50, 116), 14)
    title_row(
        made.rows[0], "The claim is made against {{ recipient.name }} in connection with this consignment"
    )
    for row, (name, value) in zip(
        made.rows[1:],
        (
            ("Amount of claim", "{{ loss.amount }}"),
            ("Nature of loss", "{{ loss.heading }}"),
            ("Date, our number", "{{ today }}, {{ reference }}"),
            ("Shipper", "{{ consignment.shipper or '[shipper: not known]' }}"),
            ("Consignee", "{{ consignment.consignee or '[consignee: not known]' }}"),
            ("From and to", "{{ consignment.route or '[point of origin and destination: not known]' }}"),
            ("Carrier", "{{ consignment.carrier }}"),
            ("Bill of lading", "{{ consignment.bol_number or '[number of the bill of lading: not known]' }}"),
            ("Shipped", "{{ consignment.ship_date }}"),
            ("Delivered", "{{ consignment.delivery_date or 'not delivered' }}"),
            ("Freight bill (PRO)", "{{ consignment.pro_number or '[PRO number: not known]' }}"),
            ("Packages and weight", "{{ consignment.packages or '[number of packages: not known]' }}{% if consignment.gross_weight %}, {{ consignment.gross_weight }}{% endif %}"),
            ("NMFC item", "{{ consignment.nmfc_item or '[NMFC item number: not known]' }}"),
        ),
        strict=True,
    ):  # fmt: skip
        write(row.cells[0], name, "Cell Head", first=True)
        write(row.cells[1], value, "Cell", first=True)
        rule(row, bottom=HAIR)
    gap(document, 8)
    write(document, "{%p if goods.only_late %}")
    headed(document, "How the amount is determined", "{{ loss.amount_basis }}")
    write(document, "{%p else %}")
    listing(
        document, "for line in goods.lines", (90, 18, 28, 30), ("How the amount is determined", "Lost", "Unit cost", "Net"),
        (
            "{% if line.sku %}{{ line.sku }}\u2002{% endif %}{{ line.description }}",
            "{{ line.quantity_lost }}",
            "{{ line.unit_cost }}",
            "{{ line.net }}",
        ),
        right=(1, 2, 3),
    )  # fmt: skip
    write(document, "{%p endif %}")
    begin, row, end, total = table(document, (136, 30), 4).rows
    write(begin.cells[0], "{%tr for row in goods.paid %}", "Cell", first=True)
    write(row.cells[0], "{{ row.name }}", "Cell", RIGHT, first=True)
    write(row.cells[1], "{{ row.value }}", "Cell", RIGHT, first=True)
    write(end.cells[0], "{%tr endfor %}", "Cell", first=True)
    write(total.cells[0], "Amount of claim", "Cell Strong", RIGHT, first=True)
    write(total.cells[1], "{{ loss.amount }}", "Cell Strong", RIGHT, first=True)
    rule(total, top=RULE, bottom=RULE)
    gap(document, 4)
    headed(
        document,
        "Discounts and allowances",
        "{{ goods.discounts or '[discounts and allowances: not known]' }} Salvage, repair and other costs are in the statement of claim.",
    )
    elsewhere(document)
    write(document, "{%p if enclosed %}")
    gap(document, 4)
    listing(
        document, "for row in enclosed", (10, 100, 56), ("", "Documents in support", "Exhibit"),
        (
            "{{ row.number }}",
            "{{ row.title }}",
            "{% if row.exhibits %}{{r row.exhibits }}{% else %}not enclosed{% endif %}",
        ),
    )  # fmt: skip
    gap(document, 8)
    write(document, "{%p endif %}")
    restated(document)
    signature(document, closing="What is stated here is correct as far as we know.")
    return document


def schedule_of_exhibits() -> Any:
    """List the exhibits."""
    document = start()
    annex_head(document, "Schedule of exhibits")
    made = listing(
        document, "for row in schedule", (20, 116, 30), ("Exhibit", "Document", "Date"),
        ("{{r row.link }}", "{{ row.title }}", "{{ row.dated or '\u2013' }}"),
    )  # fmt: skip
    cell = made.rows[2].cells[1]
    write(cell, "{{ row.kind }} \u00b7 {{ row.file }}", "Small")
    write(cell, "SHA-256 {{ row.digest }}", "Fine")
    gap(document, 8)
    write(
        document,
        "A date is the one read from the document or the file; a dash: none was read.",
        "Small",
    )
    return document


def photo_log() -> Any:
    """Log the photographs."""
    document = start()
    annex_head(document, "Photo log")
    made = listing(
        document, "for row in photos", (20, 104, 42), ("Exhibit", "Photograph", "Taken"),
        ("{{r row.link }}", "{{ row.shows }}", "{{ row.taken }}"),
    )  # fmt: skip
    cell = made.rows[2].cells[1]
    write(cell, "{%p if row.note %}", "Cell")
    write(cell, "{{ row.note }}", "Cell")
    write(cell, "{%p endif %}", "Cell")
    write(cell, "{{ row.file }}{% if row.device %} \u00b7 {{ row.device }}{% endif %}", "Small")
    write(cell, "SHA-256 {{ row.digest }}", "Fine")
    gap(document, 8)
    write(
        document,
        "Times are as the camera wrote them into the file. The files are kept as they arrived; the digest tells each one from any other.",
        "Small",
    )
    return document


def missing_documents() -> Any:
    """Explain what is not there."""
    document = start()
    annex_head(document, "Missing documents")
    write(document, "The documents below are asked for and are not enclosed.")
    listing(
        document, "for row in missing", (66, 100), ("Document", "Why it is not there"),
        ("{{ row.title }}", "{{ row.explanation }}"),
    )  # fmt: skip
    gap(document, 8)
    write(document, "{%p if indemnity %}")
    headed(
        document,
        "Indemnity",
        "In place of what cannot be presented ({{ indemnity }}) we undertake, once {{ recipient.name }} has paid this claim, to make good any loss that "
        "it suffers because somebody else claims for the same goods on the strength of that document, up to the amount paid. This undertaking "
        "binds us from the day on which it is signed.",
    )
    write(document, "{%p endif %}")
    signature(document, closing="{{ today }}")
    return document


def packaging_statement() -> Any:
    """State how the goods were packed."""
    document = start()
    annex_head(document, "Packaging statement")
    consignment(document)
    shown = (
        ("packaging.outer", "Outer packaging"),
        ("packaging.inner", "Inner packaging"),
        ("packaging.closed_with", "Closed with"),
        ("packaging.packed_by", "Packed by"),
        ("packaging.packed_on", "Packed on"),
    )
    made = table(document, (50, 116), 3 * len(shown) + 1)
    title_row(made.rows[0], "How the goods were packed")
    for place, (name, title) in enumerate(shown):
        begin, row, end = made.rows[3 * place + 1 : 3 * place + 4]
        write(begin.cells[0], f"{{%tr if {name} %}}", "Cell", first=True)
        write(row.cells[0], title, "Cell Head", first=True)
        write(row.cells[1], f"{{{{ {name} }}}}", "Cell", first=True)
        rule(row, bottom=HAIR)
        write(end.cells[0], "{%tr endif %}", "Cell", first=True)
    gap(document, 10)
    signature(document, closing="{{ today }}. What is stated here is correct as far as we know.")
    return document


def statement_of_non_repair() -> Any:
    """State that nothing can be repaired."""
    document = start()
    annex_head(document, "Statement of non-repair")
    consignment(document)
    write(document, "The goods below, which were damaged in this consignment, cannot be repaired.")
    headed(document, "Why", "{{ loss.beyond_repair }}")
    listing(
        document, "for line in goods.lines", (106, 30, 30), ("Goods", "Damaged", "Salvage"),
        (
            "{% if line.sku %}{{ line.sku }}\u2002{% endif %}{{ line.description }}",
            "{{ line.quantity_lost }}",
            "{{ line.salvage }}",
        ),
        right=(1, 2),
    )  # fmt: skip
    gap(document, 4)
    write(document, "A dash: nothing was stated about salvage.", "Small")
    gap(document, 8)
    signature(document, closing="{{ today }}")
    return document


ALL: dict[str, Callable[[], Any]] = {
    "presentation-of-claim": presentation_of_claim,
    "schedule-of-exhibits": schedule_of_exhibits,
    "photo-log": photo_log,
    "missing-documents": missing_documents,
    "packaging-statement": packaging_statement,
    "statement-of-non-repair": statement_of_non_repair,
}
