"""Make the DOCX templates of templates/letters; they are then edited in Word like any other: `python tools/make_letters.py`."""

# ruff: noqa: SLF001 - python-docx has no public way to what Word calls borders, fields and widths

import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from evidencekit.wordfile import read_parts, save

INTO = Path(__file__).resolve().parent.parent / "templates" / "letters"
FONT = "Roboto"
INK = RGBColor(0x1F, 0x2A, 0x37)
BLUE = RGBColor(0x1F, 0x4E, 0x79)
GREY = RGBColor(0x5B, 0x67, 0x70)
RULE = "9AA5B1"
HAIR = "D5DAE0"
WIDTH = 166
"""Between the margins of A4, in millimetres."""

LEFT, RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def start() -> Any:
    """Begin a document: page, typeface and the few styles that letters use."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(17), Mm(23)
    section.header_distance, section.footer_distance = Mm(9), Mm(13)
    style(document, "Normal", 10, after=5, line=1.12)
    style(document, "Letterhead", 16, bold=True, colour=BLUE, after=0)
    style(document, "Small", 8.5, colour=GREY, after=0)
    style(document, "Plain", 10, after=0)
    style(document, "Subject", 11.5, bold=True, colour=INK, before=2, after=2)
    style(document, "Section", 10.5, bold=True, colour=BLUE, before=8, after=3, keep=True)
    style(document, "Cell", 9, before=1.3, after=1.3)
    style(document, "Cell Head", 9, bold=True, colour=GREY, before=1.3, after=1.3, keep=True)
    style(document, "Cell Title", 10, bold=True, colour=BLUE, before=2, after=2.5, keep=True)
    style(document, "Cell Strong", 9, bold=True, before=1.3, after=1.3)
    style(document, "Signatory", 10, bold=True)
    style(document, "Document Title", 15, bold=True, colour=BLUE, before=4, after=2)
    style(document, "Numbered", 10, after=2, line=1.12)
    return document


def style(
    document: Any, name: str, size: float, *, bold: bool = False, colour: RGBColor = INK,
    before: float = 0, after: float = 0, line: float = 1.1, keep: bool = False,
) -> None:  # fmt: skip
    """Add or set a paragraph style."""
    found = name in [s.name for s in document.styles]
    made = document.styles[name] if found else document.styles.add_style(name, 1)
    if name != "Normal":
        made.base_style = document.styles["Normal"]
    made.font.name, made.font.size, made.font.bold = FONT, Pt(size), bold
    made.font.color.rgb = colour
    fonts = made.element.rPr.rFonts
    for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
        del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    layout = made.paragraph_format
    layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), line
    layout.keep_with_next, layout.widow_control = keep, True


def write(
    place: Any, text: str, style_name: str = "Normal", align: Any = None, *, first: bool = False
) -> Any:
    """Add a paragraph; every tag gets a run of its own. `first` takes the paragraph that a cell begins with."""
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    paragraph.style = style_name
    _itself(paragraph)
    if align is not None:
        paragraph.alignment = align
    for piece in re.split(r"(\{\{r .*?\}\})", text):
        if piece:
            paragraph.add_run(piece)
    return paragraph


def headed(place: Any, head: str, text: str, *, first: bool = False) -> Any:
    """Add a paragraph that begins with its heading, so that the two never part."""
    paragraph = write(place, "", first=first)
    run = paragraph.add_run(head + ".\u2002")
    run.bold, run.font.color.rgb = True, BLUE
    paragraph.add_run(text)
    return paragraph


def _itself(paragraph: Any) -> None:
    """Repeat the style's spacing in the paragraph: not every program that lays out a letter looks it up in the style."""
    own, from_style = paragraph.paragraph_format, paragraph.style.paragraph_format
    own.space_before, own.space_after, own.line_spacing = (
        from_style.space_before,
        from_style.space_after,
        from_style.line_spacing,
    )
    if from_style.keep_with_next:
        own.keep_with_next = True


def field(paragraph: Any, code: str) -> None:
    """Add a field such as PAGE."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), f" {code} ")
    element.append(paragraph.add_run("1")._r)
    paragraph._p.append(element)


def table(place: Any, widths: Sequence[float], rows: int = 1, *, gutter: int = 85) -> Any:
    """Add a table with fixed column widths (millimetres) and no rules."""
    made = place.add_table(rows, len(widths))
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    properties = made._tbl.tblPr
    for tag in ("w:tblW", "w:tblCellMar", "w:tblInd"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    width = OxmlElement("w:tblW")
    width.set(qn("w:w"), str(sum(_twips(w) for w in widths)))
    width.set(qn("w:type"), "dxa")
    properties.append(width)
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", 0), ("left", 0), ("bottom", 0), ("right", gutter)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(room))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for column, size in zip(made.columns, widths, strict=True):
        column.width = Mm(size)
    for row in made.rows:
        fit(row, widths)
    return made


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


def fit(row: Any, widths: Sequence[float]) -> None:
    """Set the widths of a row's cells, and keep the row on one page."""
    for cell, size in zip(row.cells, widths, strict=True):
        cell.width = Mm(size)
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def rule(row: Any, *, top: str | None = None, bottom: str | None = None, size: int = 4) -> None:
    """Draw horizontal rules on a row."""
    for cell in row.cells:
        properties = cell._tc.get_or_add_tcPr()
        borders = OxmlElement("w:tcBorders")
        for side, colour in (("top", top), ("bottom", bottom)):
            if colour:
                borders.append(edge(side, colour, size))
        properties.append(borders)


def letterhead(document: Any) -> None:
    """Name and address of who claims."""
    head = table(document, (96, 70), gutter=0)
    left, right = head.rows[0].cells
    write(left, "{{ claimant.name }}", "Letterhead", first=True)
    write(right, "{{ claimant.address }}", "Small", RIGHT, first=True)
    write(right, "{{ claimant.contact }}", "Small", RIGHT)
    rule(head.rows[0], bottom="1F4E79", size=8)


def footer(document: Any) -> None:
    """Whose letter, which case, which page; a tab, for in a table the embedded engine does not count pages."""
    foot = document.sections[0].footer
    foot.is_linked_to_previous = False
    line = foot.paragraphs[0]
    line.style = "Small"
    line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("{{ claimant.name }} \u00b7 {{ reference }}\tPage ")
    field(line, "PAGE")
    line.add_run(" of ")
    field(line, "NUMPAGES")
    properties = line._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    borders.append(edge("top", RULE, 4, 5))
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def edge(side: str, colour: str, size: int, space: int = 0) -> Any:
    """Make one border."""
    made = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        made.set(qn(f"w:{key}"), value)
    return made


def listing(
    document: Any,
    loop: str,
    widths: Sequence[float],
    heads: Sequence[str],
    cells: Sequence[str],
    right: Sequence[int] = (),
) -> Any:
    """Add a table with one row for each item of a loop."""
    made = table(document, widths, 4)
    head, begin, row, end = made.rows
    for place, (cell, text) in enumerate(zip(head.cells, heads, strict=True)):
        write(cell, text, "Cell Head", RIGHT if place in right else None, first=True)
    rule(head, top=RULE, bottom=RULE)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    write(begin.cells[0], f"{{%tr {loop} %}}", "Cell", first=True)
    for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        write(cell, text, "Cell", RIGHT if place in right else None, first=True)
    rule(row, bottom=HAIR)
    write(end.cells[0], "{%tr endfor %}", "Cell", first=True)
    return made


def pairs(document: Any, title: str, loop: str, widths: Sequence[float], name: str, value: str) -> Any:
    """Add a table of names and values under its title."""
    made = table(document, widths, 4)
    head, begin, row, end = made.rows
    title_row(head, title)
    write(begin.cells[0], f"{{%tr {loop} %}}", "Cell", first=True)
    write(row.cells[0], name, "Cell Head", first=True)
    write(row.cells[1], value, "Cell", first=True)
    rule(row, bottom=HAIR)
    write(end.cells[0], "{%tr endfor %}", "Cell", first=True)
    return made


def title_row(row: Any, title: str) -> None:
    """Put a title over a whole row: inside the table it stays with what it heads."""
    merged = row.cells[0].merge(row.cells[-1])
    write(merged, title, "Cell Title", first=True)
    rule(row, bottom=RULE)


def gap(document: Any, points: float = 6) -> None:
    """Leave room after a table."""
    paragraph = document.add_paragraph(style="Plain")
    paragraph.paragraph_format.line_spacing = Pt(points)


def claim_letter() -> Any:
    """Write the demand."""
    document = start()
    letterhead(document)
    gap(document, 12)
    address = table(document, (92, 74), gutter=0)
    left, right = address.rows[0].cells
    write(left, "{{ recipient.name }}", "Plain", first=True)
    write(left, "{%p if recipient.department %}", "Plain")
    write(left, "{{ recipient.department }}", "Plain")
    write(left, "{%p endif %}", "Plain")
    write(right, "{{ today }}", "Plain", RIGHT, first=True)
    write(right, "Our reference: {{ reference }}", "Plain", RIGHT)
    write(right, "{%p if recipient.claim_number %}", "Plain", RIGHT)
    write(right, "Your claim number: {{ recipient.claim_number }}", "Plain", RIGHT)
    write(right, "{%p endif %}", "Plain", RIGHT)
    gap(document, 12)
    write(document, "Claim for {{ loss.heading }}: {{ loss.amount }}", "Subject")
    write(document, "{{ consignment.summary }}", "Plain")
    gap(document, 8)
    write(document, "Dear Sir or Madam,")
    _demand(document)
    pairs(
        document,
        "The consignment",
        "for row in consignment.rows",
        (50, 116),
        "{{ row.name }}",
        "{{ row.value }}",
    )
    gap(document, 8)
    headed(document, "What happened", "{{ loss.account }}")
    write(document, "{%p if loss.description %}")
    write(document, "{{ loss.description }}")
    write(document, "{%p endif %}")
    headed(
        document,
        "The amount",
        "We claim {{ loss.amount }}.{% if 'Statement of claim' in letters %} The enclosed statement of claim sets out every line and how "
        "the amount comes about.{% elif loss.amount_basis %} It comes about as follows: {{ loss.amount_basis }}.{% endif %}",
    )
    write(document, "{%p if loss.goods_kept %}")
    headed(
        document,
        "Inspection",
        "The {{ loss.goods_kept }} {{ 'are' if ' and ' in loss.goods_kept else 'is' }} kept for inspection. If you wish to inspect, or to "
        "hold a joint survey, please tell us within seven days of receiving this letter; we will agree on a day with you.",
    )
    write(document, "{%p endif %}")
    _requests(document)
    _signature(document)
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


def _requests(document: Any) -> None:
    headed(document, "What we ask of you", "Please").paragraph_format.space_after = Pt(3)
    for text in (
        "1.\tacknowledge this claim in writing and tell us its number;",
        "2.\tkeep all records of this consignment: scans, weights, photographs, camera recordings, temperature data and reports;",
        (
            "3.\t{% if recipient.addressed_as == 'insurer' %}tell us at once whether you wish to appoint a surveyor, and what else you need;"
            "{% elif loss.type == 'lost' %}search for the consignment and tell us the result;"
            "{% else %}tell us what your own enquiries have shown;{% endif %}"
        ),
        (
            "4.\tpay {{ loss.amount }} to {{ claimant.name }}, or give us your decision in writing with its reasons, within 30 days of "
            "receiving this letter. We send payment details as soon as you ask for them."
        ),
    ):
        paragraph = write(document, text, "Numbered")
        paragraph.paragraph_format.left_indent = Mm(6)
        paragraph.paragraph_format.first_line_indent = Mm(-6)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(6))
    paragraph.paragraph_format.space_after = Pt(5)


def _signature(document: Any) -> None:
    # One row, which no page parts: a signature never stands on a page without text of its letter.
    made = table(document, (WIDTH,), gutter=0)
    (cell,) = made.rows[0].cells
    headed(
        cell,
        "Reservation of rights",
        "If further loss comes to light, we will put a figure to it and claim it as well. Nothing in this letter, and no inspection, "
        "repair, sale or disposal of the goods, waives any right or remedy; all of them are reserved against everyone concerned.",
        first=True,
    )
    write(cell, "", "Plain").paragraph_format.line_spacing = Pt(4)
    write(cell, "Yours faithfully,", "Plain")
    write(cell, "", "Plain").paragraph_format.line_spacing = Pt(30)
    write(cell, "{{ claimant.signatory }}", "Signatory")
    write(cell, "{%p if claimant.position %}", "Plain")
    write(cell, "{{ claimant.position }}", "Plain")
    write(cell, "{%p endif %}", "Plain")
    write(cell, "{{ claimant.name }}", "Plain")
    gap(document, 10)
    write(
        document,
        "Enclosed: {% for letter in letters if letter != 'Claim letter' %}{{ letter if loop.first else letter | lower }}, {% endfor %}"
        "{{ exhibits | length }} {{ 'exhibit' if exhibits | length == 1 else 'exhibits' }}",
        "Small",
    )


def _annex_head(document: Any, title: str) -> None:
    """Head of what is enclosed with the letter."""
    letterhead(document)
    gap(document, 10)
    write(document, title, "Document Title")
    write(document, "{{ reference }} \u00b7 {{ recipient.name }} \u00b7 {{ consignment.summary }}", "Small")
    gap(document, 10)


def statement_of_claim() -> Any:
    """Write how the amount comes about."""
    document = start()
    _annex_head(document, "Statement of claim")
    widths = (7, 69, 15, 13, 22, 25, 15)
    heads = ("", "Goods", "Shipped", "Lost", "Unit cost", "Amount", "Exhibit")
    cells = (
        "{{ line.number }}",
        "{% if line.sku %}{{ line.sku }}{% if line.description %}\u2002{% endif %}{% endif %}{{ line.description }}",
        "{{ line.quantity }}", "{{ line.quantity_lost }}", "{{ line.unit_cost }}", "{{ line.amount }}", "{{r line.exhibits }}",
    )  # fmt: skip
    listing(document, "for line in goods.lines", widths, heads, cells, right=(2, 3, 4, 5, 6))
    made = table(document, (103, 48, 15), 4)
    begin, row, end, total = made.rows
    write(begin.cells[0], "{%tr for row in goods.totals %}", "Cell", first=True)
    write(row.cells[0], "{{ row.name }}", "Cell", RIGHT, first=True)
    write(row.cells[1], "{{ row.value }}", "Cell", RIGHT, first=True)
    write(end.cells[0], "{%tr endfor %}", "Cell", first=True)
    write(total.cells[0], "Amount claimed", "Cell Strong", RIGHT, first=True)
    write(total.cells[1], "{{ loss.amount }}", "Cell Strong", RIGHT, first=True)
    rule(total, top=RULE, bottom=RULE)
    gap(document, 8)
    headed(
        document,
        "How the amount comes about",
        "The amount claimed is {{ loss.amount }}{% if loss.amount_basis %}: {{ loss.amount_basis }}{% endif %}.",
    )
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
        "{%p if limit.amount or consignment.affected_weight or consignment.declared_value or consignment.insured_value %}",
    )
    gap(document, 6)
    made = table(document, (50, 116), 13)
    title_row(made.rows[0], "Weight, value and limit")
    shown = (
        ("consignment.affected_weight", "Affected weight", "{{ consignment.affected_weight }}"),
        ("consignment.declared_value", "Declared value", "{{ consignment.declared_value }}"),
        ("consignment.insured_value", "Insured value", "{{ consignment.insured_value }}"),
        (
            "limit.amount",
            "Limit",
            (
                "{{ limit.amount }}{% if limit.basis %}, {{ limit.basis }}{% endif %}. "
                "Stated for information, without admitting that it applies; the claim is not reduced to it."
            ),
        ),
    )
    for place, (condition, name, value) in enumerate(shown):
        begin, row, end = made.rows[3 * place + 1 : 3 * place + 4]
        write(begin.cells[0], f"{{%tr if {condition} %}}", "Cell", first=True)
        write(row.cells[0], name, "Cell Head", first=True)
        write(row.cells[1], value, "Cell", first=True)
        rule(row, bottom=HAIR)
        write(end.cells[0], "{%tr endif %}", "Cell", first=True)
    write(document, "{%p endif %}")
    return document


def chronology() -> Any:
    """Write what happened when."""
    document = start()
    _annex_head(document, "Chronology")
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


def main() -> None:
    """Write every template, with the same bytes each time."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else INTO
    for name, make in (
        ("claim-letter", claim_letter),
        ("statement-of-claim", statement_of_claim),
        ("chronology", chronology),
    ):
        document = make()
        footer(document)
        path = into / f"{name}.docx"
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


if __name__ == "__main__":
    main()
