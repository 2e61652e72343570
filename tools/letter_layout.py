"""How the letters look: page, typeface, tables, letterhead, footer."""

# ruff: noqa: SLF001 - python-docx has no public way to what Word calls borders, fields and widths

import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from letter_language import FONTS, HEAD_ENDS, NAME_ROOM, language, line_spacing, say

FONT = "Roboto"
INK = RGBColor(0x1F, 0x2A, 0x37)
BLUE = RGBColor(0x1F, 0x4E, 0x79)
GREY = RGBColor(0x5B, 0x67, 0x70)
RULE = "9AA5B1"
HAIR = "D5DAE0"
WIDTH = 166
"""Between the margins of A4, in millimetres."""

ACROSS = 253
"""The same of a page on its side."""

LEFT, RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def start(*, across: bool = False) -> Any:
    """Begin a document: page, typeface and the few styles that letters use; `across` lays the page on its side."""
    document = Document()
    _only_needed(document)
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
    if across:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(17), Mm(23)
    section.header_distance, section.footer_distance = Mm(9), Mm(13)
    style(document, "Normal", 10, after=5, line=1.12)
    style(document, "Letterhead", 16, bold=True, colour=BLUE, after=0)
    style(document, "Small", 8.5, colour=GREY, after=0)
    style(document, "Fine", 7, colour=GREY, after=1)
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


_KEPT = re.compile(
    "Normal|Default Paragraph Font|Normal Table|Table Grid|No List|Hyperlink|Title|header|footer|heading [123]|List (?:Bullet|Number)[ 23]*"
)
"""What people reach for when they edit a letter; Word has all other styles of its own at hand anyway."""


def _only_needed(document: Any) -> None:
    """Drop the 150 styles that python-docx brings along, which every engine would read for every letter, and take half its time for."""
    styles = document.styles.element
    by_id = {made.styleId: made for made in styles.style_lst}
    left = {key for key, made in by_id.items() if _KEPT.fullmatch(made.name_val)}
    for key in list(left):
        left |= {e.get(qn("w:val")) for e in by_id[key].xpath("w:basedOn|w:next|w:link")}
    for key, made in by_id.items():
        if key not in left:
            styles.remove(made)
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):  # the same once more, for Word 2007
            del part.rels[key]


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
        fonts.set(qn(script), FONTS.get(language(), FONT) if script == "w:eastAsia" else FONT)
    layout = made.paragraph_format
    exact = line_spacing(size)
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = line if exact is None else Pt(exact)
    layout.keep_with_next, layout.widow_control = keep, True


def write(
    place: Any,
    text: str,
    style_name: str = "Normal",
    align: Any = None,
    *,
    first: bool = False,
    said: bool = False,
) -> Any:
    """Add a paragraph; every tag gets a run of its own.

    `first` takes the paragraph that a cell begins with; a text that was `said` is in the language in use already.
    """
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    paragraph.style = style_name
    _itself(paragraph)
    if align is not None:
        paragraph.alignment = align
    for piece in re.split(r"(\{\{r .*?\}\})", text if said else say(text)):
        if piece:
            paragraph.add_run(piece)
    return paragraph


def headed(place: Any, head: str, text: str, *, first: bool = False) -> Any:
    """Add a paragraph that begins with its heading, so that the two never part."""
    paragraph = write(place, "", first=first)
    run = paragraph.add_run(say(head) + HEAD_ENDS.get(language(), ".\u2002"))
    run.bold, run.font.color.rgb = True, BLUE
    paragraph.add_run(say(text))
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


def letterhead(document: Any, width: float = WIDTH) -> None:
    """Name and address of who claims."""
    head = table(document, (width - 70, 70), gutter=0)
    left, right = head.rows[0].cells
    write(left, "{%p if firm.logo %}", "Plain", first=True)
    write(left, "{{r firm.logo }}", "Plain").paragraph_format.line_spacing = 1
    write(left, "{%p else %}", "Plain")
    write(left, "{{ claimant.name }}", "Letterhead")
    write(left, "{%p endif %}", "Plain")
    write(right, "{%p if firm.letterhead %}", "Small", RIGHT, first=True)
    write(right, "{{ firm.letterhead }}", "Small", RIGHT)
    write(right, "{%p else %}", "Small", RIGHT)
    write(right, "{{ claimant.address }}", "Small", RIGHT)
    write(right, "{{ claimant.contact }}", "Small", RIGHT)
    write(right, "{%p endif %}", "Small", RIGHT)
    rule(head.rows[0], bottom="1F4E79", size=8)


def footer(document: Any, width: float = WIDTH) -> None:
    """Whose letter, which case, which page; a tab, for in a table the embedded engine does not count pages."""
    foot = document.sections[0].footer
    foot.is_linked_to_previous = False
    line = foot.paragraphs[0]
    line.style = "Small"
    line.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
    first, between, last = say("Page |PAGE| of |NUMPAGES|").split("|")[::2]
    name = f"{{{{ claimant.name | truncate({NAME_ROOM.get(language(), 62)}, true, '\u2026', 0) }}}}"
    # A reference is no text; whoever writes one into its place shall not fill every page.
    line.add_run(name + " \u00b7 {{ reference | truncate(40, true, '\u2026', 0) }}\t" + first)
    field(line, "PAGE")
    line.add_run(between)
    field(line, "NUMPAGES")
    if last:
        line.add_run(last)
    properties = line._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    borders.append(edge("top", RULE, 4, 5))
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    for text in ("{%p if firm.footer %}", "{{ firm.footer }}", "{%p endif %}"):
        foot.add_paragraph().style = "Fine"
        foot.paragraphs[-1].add_run(text)


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
