"""Very long tables: laid out piece by piece, the pages are those of the whole; what goes round for ever is stopped."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evidencekit.boxes import has_boxes
from evidencekit.engines.embedded import Embedded
from evidencekit.errors import ConversionError, TemplateError
from evidencekit.longtables import LONG, MOST, MOST_WHOLE
from evidencekit.templating import render_docx
from evidencekit.typefaces import faces
from evidencekit.typesetting import typeset
from evidencekit.wordcheck import missing_words
from evidencekit.wordfile import link, packed, read_parts
from test_templating import TODAY, template

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def long_letter(
    folder: Path, rows: int, *, whole_rows: bool = True, merged: bool = False, footer: str = "Page "
) -> dict[str, bytes]:
    """Make the parts of a letter with a heading row, rows of one to four lines, and a footer that counts pages."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    document.styles["Normal"].font.name = "Roboto"
    document.sections[0].header.paragraphs[0].text = "Harbor Home Goods LLC\n1200 Pine Street\nSeattle"
    foot = document.sections[0].footer.paragraphs[0]
    foot.text = footer
    for code in ("PAGE", "NUMPAGES"):
        foot._p.append(
            parse_xml(f'<w:fldSimple xmlns:w="{W}" w:instr="{code}"><w:r><w:t>9</w:t></w:r></w:fldSimple>')
        )
        foot.add_run(" of " if code == "PAGE" else ".")
    document.add_heading("What was lost", 1)
    document.add_paragraph("Each line is one article.")
    cells = "".join(_row(n, whole_rows=whole_rows, merged=merged) for n in range(rows))
    head = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{_cell('No.')}{_cell('Article')}</w:tr>"
    table = (
        f'<w:tbl xmlns:w="{W}"><w:tblPr><w:tblW w:w="8000" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
        f'<w:gridCol w:w="2000"/><w:gridCol w:w="6000"/></w:tblGrid>{head}{cells}</w:tbl>'
    )
    document.element.body.insert(2, parse_xml(table))
    document.add_paragraph("That is all.")
    document.save(str(folder / "long.docx"))
    return read_parts(folder / "long.docx")


def _cell(text: str, more: str = "") -> str:
    rule = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:color="D5DAE0"/></w:tcBorders>'
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="2000"/>{more}{rule}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'


def _row(number: int, *, whole_rows: bool, merged: bool) -> str:
    kept = "<w:trPr><w:cantSplit/></w:trPr>" if whole_rows else ""
    down = '<w:vMerge w:val="restart"/>' if number % 3 == 0 else "<w:vMerge/>"
    first = _cell(f"{number}" if not merged or number % 3 == 0 else "", down if merged else "")
    words = " ".join([f"Stoneware mug {number}, reactive glaze."] * (1 + number % 7 % 4 * 2))
    return f"<w:tr>{kept}{first}{_cell(words)}</w:tr>"


def whole(parts: Mapping[str, bytes]) -> bytes:
    """Let the engine lay a document out in one go."""
    import office2pdf

    options = office2pdf.ConvertOptions(font_paths=faces(), last_resort_font_family="Roboto")
    return bytes(office2pdf.convert_bytes(packed(parts), office2pdf.Format.DOCX, options).pdf)


def pages(pdf: bytes) -> list[tuple[Any, str]]:
    """Return picture and text of each page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            (
                np.asarray(p.render(scale=0.8, grayscale=True).to_pil()),
                " ".join(p.get_textpage().get_text_range().split()),
            )
            for p in document
        ]
    finally:
        document.close()


@pytest.mark.parametrize(
    ("whole_rows", "merged"), [(True, False), (False, False), (True, True)], ids=["kept", "broken", "merged"]
)
def test_the_pages_are_those_of_the_whole(tmp_path: Path, whole_rows: bool, merged: bool) -> None:
    """No seam: every page looks as if the table had been laid out in one go, with its heading row and its number."""
    parts = long_letter(tmp_path, LONG + 1, whole_rows=whole_rows, merged=merged)
    made, expected = pages(typeset(parts, "long.docx")[0]), pages(whole(parts))

    assert len(made) == len(expected) > 15
    for number, (page, as_whole) in enumerate(zip(made, expected, strict=True), 1):
        assert sorted(page[1].split()) == sorted(as_whole[1].split())
        assert np.array_equal(page[0], as_whole[0]), f"page {number} looks otherwise"
        assert f"Page {number} of {len(expected)}." in page[1]


def test_it_is_laid_out_in_pieces_and_shows_no_trace_of_them(tmp_path: Path) -> None:
    import pikepdf

    parts = long_letter(tmp_path, LONG + 1)
    body = parts["word/document.xml"].decode()
    words = "<w:r><w:t>Each line is one article.</w:t></w:r>"
    assert words in body
    parts["word/document.xml"] = body.replace(
        words, f'<w:hyperlink xmlns:r="{link_space()}" r:id="out">{words}</w:hyperlink>'
    ).encode()
    link(parts, "word/document.xml", {"out": "https://example.org/list"})
    made, _ = typeset(parts, "long.docx")

    assert made != whole(parts)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        found = [str(a.A.URI) for page in pdf.pages for a in page.obj.get("/Annots", []) if "/A" in a]
    assert found == ["https://example.org/list"]
    assert typeset(parts, "long.docx")[0] == made


def link_space() -> str:
    return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_what_counts_on_over_the_pages_is_laid_out_whole(tmp_path: Path) -> None:
    """A numbered list would begin anew in each piece; so where there is one there are no pieces, and a limit."""
    parts = long_letter(tmp_path, LONG + 1)
    numbered = b'<w:p><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>First</w:t></w:r></w:p>'
    lists = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:numFmt w:val="FORMAT"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="4"/></w:num></w:numbering>'
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", numbered + b"<w:sectPr", 1)
    parts["word/numbering.xml"] = lists.replace("FORMAT", "bullet").encode()
    bulleted = typeset(parts, "long.docx")[0] == whole(parts)
    parts["word/numbering.xml"] = lists.replace("FORMAT", "decimal").encode()

    assert not bulleted
    assert typeset(parts, "long.docx")[0] == whole(parts)
    row = b"<w:tr><w:tc><w:p/></w:tc></w:tr>"
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"</w:tbl>", row * MOST_WHOLE + b"</w:tbl>"
    )
    with pytest.raises(ConversionError, match=r"long\.docx has tables of 3,602 rows .* numbered lists"):
        typeset(parts, "long.docx")


def test_a_document_that_ends_with_a_section_in_a_paragraph_is_laid_out_whole(tmp_path: Path) -> None:
    parts = long_letter(tmp_path, LONG + 1)
    body = parts["word/document.xml"].decode()
    begins, ends = body.index("<w:sectPr"), body.index("</w:sectPr>") + len("</w:sectPr>")
    section = body[begins:ends]
    parts["word/document.xml"] = f"{body[:begins]}<w:p><w:pPr>{section}</w:pPr></w:p>{body[ends:]}".encode()

    assert typeset(parts, "long.docx")[0] == whole(parts)


def test_a_table_of_heading_rows_alone_does_not_vanish(tmp_path: Path) -> None:
    """Before another long one."""
    parts = long_letter(tmp_path, LONG + 1)
    head = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{_cell('Head')}{_cell('Heading')}</w:tr>"
    grid = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="6000"/></w:tblGrid>'
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = body.replace(
        "<w:tbl>", f"<w:tbl><w:tblPr/>{grid}{head * (LONG + 1)}</w:tbl><w:p/><w:tbl>", 1
    ).encode()

    text = " ".join(said for _, said in pages(typeset(parts, "long.docx")[0]))

    assert text.count("Heading") == LONG + 1


@pytest.mark.parametrize("value", ["0", "false", "off"])
def test_a_row_that_is_said_to_be_no_heading_is_none(tmp_path: Path, value: str) -> None:
    """It stands on one page, and not at the top of every piece."""
    parts = long_letter(tmp_path, LONG + 1)
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:tblHeader/>", f'<w:tblHeader w:val="{value}"/>'.encode()
    )

    made = pages(typeset(parts, "long.docx")[0])

    assert sum("Article" in said for _, said in made) == 1


def test_a_sign_that_no_font_has_is_seen_in_the_footer_of_a_long_letter(tmp_path: Path) -> None:
    parts = long_letter(tmp_path, LONG + 1, footer="\ua9b2 ")
    (tmp_path / "made.pdf").write_bytes(typeset(parts, "long.docx")[0])

    assert has_boxes(tmp_path / "made.pdf")


def test_five_thousand_rows_are_laid_out_and_lose_nothing(tmp_path: Path) -> None:
    """In pieces: at once they would take more memory than a process may have."""
    rows = (("No.",), ("{%tr for n in range(5000) %}",), ("Mug {{ n }}",), ("{%tr endfor %}",))
    docx, _ = render_docx(
        template(tmp_path, "Lost:", rows=rows), {}, tmp_path / "made.docx", title="", author="", today=TODAY
    )
    made = Embedded().lay_out(docx, tmp_path / "made.pdf")

    assert made.pages > 60
    assert missing_words(docx, made.pdf) == ()


@pytest.mark.parametrize("loop", ["range(99999)", "'x' * 99999", "range(90000) if n < 0 or true"])
def test_a_loop_without_measure_is_stopped_and_named(tmp_path: Path, loop: str) -> None:
    rows = ((f"{{%tr for n in {loop} %}}",), ("{{ n }}",), ("{%tr endfor %}",))
    path = template(tmp_path, rows=rows)
    with pytest.raises(TemplateError) as told:
        render_docx(path, {}, tmp_path / "made.docx", title="", author="", today=TODAY)

    assert f"mine.docx comes to more than {MOST:,} rows of tables" in str(told.value)
    assert "{%tr for n in " in str(told.value)


def test_a_loop_of_words_without_measure_is_stopped(tmp_path: Path) -> None:
    """It would fill the memory long before it comes to an end."""
    path = template(
        tmp_path, "{% for n in range(99999) %}{% for m in range(99999) %}never again {% endfor %}{% endfor %}"
    )
    with pytest.raises(TemplateError, match=r"comes to more than 60 million signs .* goes round too often"):
        render_docx(path, {}, tmp_path / "made.docx", title="", author="", today=TODAY)
