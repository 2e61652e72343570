"""Make the DOCX templates of templates/letters; they are then edited in Word like any other: `python tools/make_letters.py`."""

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import annexes
import correspondence
import forms
from letter_language import FOLDER, use
from letter_layout import (
    ACROSS,
    HAIR,
    RIGHT,
    RULE,
    WIDTH,
    footer,
    gap,
    headed,
    listing,
    rule,
    start,
    table,
    title_row,
    write,
)  # fmt: skip
from letter_parts import (
    RESERVED,
    account,
    annex_head,
    consignment,
    elsewhere,
    letter_head,
    notice_under,
    requests,
    restated,
    signature,
)

from evidencekit.wordfile import read_parts, save

INTO = Path(__file__).resolve().parent.parent / "templates" / "letters"


def claim_letter() -> Any:
    """Write the demand."""
    document = letter_head("Claim for {{ loss.heading }}: {{ loss.amount }}")
    _demand(document)
    restated(document)
    notice_under(document)
    consignment(document)
    account(document)
    headed(
        document,
        "The amount",
        "We claim {{ loss.amount }}.{% if 'Statement of claim' in letters %} The enclosed statement of claim sets out every line and how "
        "the amount comes about.{% elif loss.amount_basis %} It comes about as follows: {{ loss.amount_basis }}.{% endif %}",
    )
    elsewhere(document)
    write(document, "{%p if loss.goods_kept %}")
    headed(
        document,
        "Inspection",
        "The {{ loss.goods_kept }} {{ 'are' if ' and ' in loss.goods_kept else 'is' }} kept for inspection. If you wish to inspect, or to "
        "hold a joint survey, please tell us within seven days of receiving this letter; we will agree on a day with you.",
    )
    write(document, "{%p endif %}")
    requests(
        document,
        "acknowledge this claim in writing and tell us its number;",
        "keep all records of this consignment: scans, weights, photographs, camera recordings, temperature data and reports;",
        "{% if recipient.addressed_as == 'insurer' %}tell us at once whether you wish to appoint a surveyor, and what else you need;"
        "{% elif loss.type == 'lost' %}search for the consignment and tell us the result;"
        "{% else %}tell us what your own enquiries have shown;{% endif %}",
        "pay {{ loss.amount }} to {{ claimant.name }}, or give us your decision in writing with its reasons, within 30 days of "
        "receiving this letter. We send payment details as soon as you ask for them.",
    )
    signature(document, RESERVED, encloses="Claim letter")
    gap(document, 8)
    listing(
        document,
        "for exhibit in exhibit_list",
        (40, 126),
        ("Exhibits", "Document"),
        ("{{r exhibit.link }}", "{{ exhibit.title }}"),
    )
    return document


def _demand(document: Any) -> None:
    write(document, "{%p if recipient.addressed_as == 'insurer' %}")
    write(
        document,
        "We are the {{ claimant.capacity }}. We claim under the policy {{ consignment.policy_number }} for the loss described in this "
        "letter, and ask you to confirm cover and to pay us {{ loss.amount }}.",
    )
    write(document, "{%p elif recipient.addressed_as == 'platform' %}")
    write(
        document,
        "We are the {{ claimant.capacity }}. The loss described in this letter arose while our goods were in your care or on their way "
        "to you under your programme. We ask you to investigate it and to reimburse us {{ loss.amount }}.",
    )
    write(document, "{%p elif recipient.addressed_as == 'anyone' %}")
    write(
        document,
        "We are the {{ claimant.capacity }}. We hold you liable for the loss described in this letter, so far as it arose while the "
        "consignment was in your charge or is covered by you, and we claim payment of {{ loss.amount }}.",
    )
    write(document, "{%p else %}")
    write(
        document,
        "We are the {{ claimant.capacity }}. We hold you liable, as carrier, for the loss described in this letter, which arose while "
        "the consignment was in your charge, and we claim payment of {{ loss.amount }}.",
    )
    write(document, "{%p endif %}")


def statement_of_claim() -> Any:
    """Write how the amount comes about."""
    document = start(across=True)
    annex_head(document, "Statement of claim", ACROSS)
    columns = (
        ("", 9, "{{ line.number }}"),
        ("Goods", 44, "{% if line.sku %}{{ line.sku }}{% if line.description %}\u2002{% endif %}{% endif %}{{ line.description }}"),
        ("Shipped", 15, "{{ line.quantity }}"), ("Lost", 13, "{{ line.quantity_lost }}"),
        ("Unit cost", 21, "{{ line.unit_cost }}"), ("Value", 24, "{{ line.amount }}"),
        ("Salvage", 19, "{{ line.salvage }}"), ("Repair", 18, "{{ line.repair }}"), ("Freight", 18, "{{ line.freight }}"),
        ("Duty", 17, "{{ line.duty }}"), ("Other", 17, "{{ line.other }}"), ("Net", 17 + 7, "{{ line.net }}"),
        ("Exhibit", ACROSS - 239, "{{r line.exhibits }}"),
    )  # fmt: skip
    heads, widths, cells = zip(*columns, strict=True)
    write(document, "{%p if goods.only_late %}")
    late = table(document, (ACROSS - 74, 60, 14), 2)
    for row, texts, style in (
        (late.rows[0], ("Loss by delay", "Amount"), "Cell Head"),
        (late.rows[1], ("{{ loss.description or loss.account }}", "{{ loss.total }}"), "Cell"),
    ):
        for cell, text in zip(row.cells, texts, strict=False):
            write(cell, text, style, RIGHT if text == texts[-1] else None, first=True)
    rule(late.rows[0], top=RULE, bottom=RULE)
    rule(late.rows[1], bottom=HAIR)
    write(document, "{%p else %}")
    listing(document, "for line in goods.lines", widths, heads, cells, right=range(2, 13))
    write(document, "{%p endif %}")
    made = table(document, (ACROSS - 14 - 60, 60, 14), 4)
    begin, row, end, total = made.rows
    write(begin.cells[0], "{%tr for row in goods.totals %}", "Cell", first=True)
    write(row.cells[0], "{{ row.name }}", "Cell", RIGHT, first=True)
    write(row.cells[1], "{{ row.value }}", "Cell", RIGHT, first=True)
    write(end.cells[0], "{%tr endfor %}", "Cell", first=True)
    write(total.cells[0], "Amount claimed", "Cell Strong", RIGHT, first=True)
    write(total.cells[1], "{{ loss.amount }}", "Cell Strong", RIGHT, first=True)
    rule(total, top=RULE, bottom=RULE)
    gap(document, 6)
    write(document, "{%p if not goods.only_late %}")
    write(
        document,
        "A dash: nothing was stated, and nothing is claimed. Value is the quantity lost times the unit cost; net is value less salvage, plus "
        "repair, freight, duty and other costs.{% if goods.discounts %} {{ goods.discounts }}{% endif %}",
        "Small",
    )
    gap(document, 6)
    write(document, "{%p endif %}")
    headed(
        document,
        "How the amount comes about",
        "The amount claimed is {{ loss.amount }}{% if loss.amount_basis %}: {{ loss.amount_basis }}{% endif %}.",
    )
    elsewhere(document)
    write(document, "{%p if goods.serial_numbers %}")
    write(document, "Serial numbers: {{ goods.serial_numbers }}")
    write(document, "{%p endif %}")
    write(document, "{%p for rate in rates %}")
    write(
        document,
        "Rate of exchange: 1 {{ rate.currency }} = {{ rate.rate }} on {{ rate.day }} ({{ rate.source }}).",
    )
    write(document, "{%p endfor %}")
    write(
        document,
        "{%p if (consignment.affected_weight and not goods.only_late) or consignment.declared_value or consignment.insured_value %}",
    )
    gap(document, 6)
    made = table(document, (60, 106), 10)
    title_row(made.rows[0], "Weight and value")
    shown = (
        (
            "consignment.affected_weight and not goods.only_late",
            "Affected weight",
            "{{ consignment.affected_weight }}",
        ),
        ("consignment.declared_value", "Declared value", "{{ consignment.declared_value }}"),
        ("consignment.insured_value", "Insured value", "{{ consignment.insured_value }}"),
    )
    for place, (condition, name, value) in enumerate(shown):
        begin, row, end = made.rows[3 * place + 1 : 3 * place + 4]
        write(begin.cells[0], f"{{%tr if {condition} %}}", "Cell", first=True)
        write(row.cells[0], name, "Cell Head", first=True)
        write(row.cells[1], value, "Cell", first=True)
        rule(row, bottom=HAIR)
        write(end.cells[0], "{%tr endif %}", "Cell", first=True)
    write(document, "{%p endif %}")
    gap(document, 8)
    made = table(document, (60, 110, 60), 9)
    title_row(made.rows[0], "{% if limit.amount %}Loss, limit and demand{% else %}Loss and demand{% endif %}")
    limit = (
        "{{ limit.amount }}{% if limit.basis %}, {{ limit.basis }}{% endif %}. Stated for information, without admitting that it applies; "
        "the claim is not reduced to it."
    )
    for place, (condition, head, value) in enumerate(
        (("limit.amount", "Limit of liability", limit), ("not limit.amount", "", ""))
    ):
        begin, heads, values, end = made.rows[4 * place + 1 : 4 * place + 5]
        write(begin.cells[0], f"{{%tr if {condition} %}}", "Cell", first=True)
        for row, said, style in (
            (
                heads,
                (
                    "{% if goods.only_late %}Loss by delay{% else %}Loss by these lines{% endif %}",
                    head,
                    "Demand",
                ),
                "Cell Head",
            ),
            (
                values,
                (
                    "{% if goods.only_late %}{{ loss.total }}{% else %}{{ goods.total_net or '\u2013' }}{% endif %}",
                    value,
                    "{{ loss.amount }}",
                ),
                "Cell",
            ),
        ):
            for cell, text in zip(row.cells, said, strict=True):
                last = cell is row.cells[-1] or text == said[-1]
                write(
                    cell,
                    text,
                    "Cell Strong" if last and style == "Cell" else style,
                    RIGHT if last else None,
                    first=True,
                )
            rule(row, bottom=HAIR)
        write(end.cells[0], "{%tr endif %}", "Cell", first=True)
    return document


def chronology() -> Any:
    """Write what happened when."""
    document = start()
    annex_head(document, "Chronology")
    write(document, "{%p if not chronology %}")
    write(document, "No date is known from the evidence.")
    write(document, "{%p else %}")
    listing(
        document, "for event in chronology", (38, 104, 24), ("Date", "Event", "Exhibit"),
        ("{{ event.when }}", "{{ event.what }}", "{{r event.exhibits }}"),
    )  # fmt: skip
    gap(document, 8)
    write(document, "Times are as recorded on the spot.", "Small")
    write(document, "{%p endif %}")
    return document


ALL = {
    "claim-letter": claim_letter,
    "statement-of-claim": statement_of_claim,
    "chronology": chronology,
    **correspondence.ALL,
    **annexes.ALL,
    **forms.ALL,
}


IN_ENGLISH_ONLY = frozenset({"presentation-of-claim", "loss-prevention-note"})
"""A form of the USA, and a note for one's own house that is made of a profile's own words."""


def main() -> None:
    """Write every template in every language, with the same bytes each time."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else INTO
    made_in("en", ALL, into)
    for code in sorted(p.stem for p in FOLDER.glob("*.toml")):
        made_in(code, {n: m for n, m in ALL.items() if n not in IN_ENGLISH_ONLY}, into)


def made_in(code: str, letters: Mapping[str, Callable[[], Any]], into: Path) -> None:
    """Write the templates of one language; a text that it lacks, or has for nothing, ends the script."""
    book = use(code)
    for name, make in letters.items():
        document = make()
        section = document.sections[0]
        footer(document, ACROSS if section.page_width > section.page_height else WIDTH)
        path = into / (f"{name}.docx" if code == "en" else f"{name}.{code}.docx")
        document.save(path)
        parts = {
            n: b
            for n, b in read_parts(path).items()
            if "thumbnail" not in n and not n.startswith("customXml")
        }
        for rels in [n for n in parts if n.endswith(".rels")]:
            text = re.sub(r"<Relationship [^>]*(?:thumbnail|customXml)[^>]*/>", "", parts[rels].decode())
            parts[rels] = text.encode()
        save(
            parts,
            path,
            title=name.replace("-", " ").capitalize(),
            author="evidencekit",
            today=date(2026, 1, 1),
        )
    idle = sorted(set(book.said) - book.used)
    if book.wanted or idle:
        lacking = "\n".join(f"no {code} for: {text}" for text in book.wanted)
        sys.exit(lacking + "\n".join(f"\nin {code}, but no letter says: {text}" for text in idle))


if __name__ == "__main__":
    main()
