"""DOCX -> PDF: what each engine keeps, how it is stopped, and whether a word got lost."""

import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from builders_processes import gone
from evidencekit.engines import BUILTIN
from evidencekit.engines.embedded import Embedded
from evidencekit.engines.libreoffice import LibreOffice
from evidencekit.errors import ConversionError
from evidencekit.wordcheck import missing_words
from evidencekit.wordfile import read_parts, save


def docx(
    folder: Path, *paragraphs: str, name: str = "letter.docx", footer: str = "", table: tuple[str, ...] = ()
) -> Path:
    """Make a DOCX in Roboto."""
    from docx import Document

    document = Document()
    document.styles["Normal"].font.name = "Roboto"
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        for cell, text in zip(document.add_table(1, len(table)).rows[0].cells, table, strict=True):
            cell.text = text
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    document.save(str(folder / name))
    return folder / name


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """Replace text in one part of a DOCX."""
    parts = read_parts(path)
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new).encode()
    save(parts, path)
    return path


def addresses(pdf: Path) -> list[str]:
    """Return where the links of a PDF lead."""
    import pikepdf

    with pikepdf.open(pdf) as opened:
        annotations: list[Any] = [a for page in opened.pages for a in page.get("/Annots", [])]
        return [str(a.A.URI) for a in annotations if "/A" in a and "/URI" in a.A]


def linked(folder: Path) -> Path:
    """Make a letter with one link to an exhibit."""
    path = docx(folder, "See LINK.")
    parts = read_parts(path)
    from evidencekit.wordfile import link

    text = parts["word/document.xml"].decode()
    run = '</w:t></w:r><w:hyperlink r:id="exhibit-C"><w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>Exhibit C</w:t></w:r></w:hyperlink><w:r><w:t>'
    parts["word/document.xml"] = text.replace(
        "<w:t>See LINK", '<w:t xml:space="preserve">See ' + run
    ).encode()
    link(parts, "word/document.xml", {"exhibit-C": "https://evidence.invalid/exhibit/C"})
    save(parts, path)
    return path


def test_the_embedded_engine_keeps_links_to_outside_addresses(tmp_path: Path) -> None:
    """The bundle's links to exhibits stand on it."""
    made = Embedded().lay_out(linked(tmp_path), tmp_path / "letter.pdf")

    assert addresses(made.pdf) == ["https://evidence.invalid/exhibit/C"]


def test_the_embedded_engine_sets_the_typeface_that_comes_along(tmp_path: Path) -> None:
    import pikepdf

    made = Embedded().lay_out(docx(tmp_path, "Hello"), tmp_path / "letter.pdf")

    with pikepdf.open(made.pdf) as opened:
        names = [str(font.BaseFont) for font in opened.pages[0].Resources.Font.values()]
    assert names
    assert all("Roboto" in name for name in names)


def test_the_embedded_engine_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    path = docx(tmp_path, "Hello", footer="Foot")
    one = Embedded().lay_out(path, tmp_path / "one.pdf")
    two = Embedded().lay_out(path, tmp_path / "two.pdf")

    assert one.pdf.read_bytes() == two.pdf.read_bytes()
    assert one.pages == 1


def test_a_page_number_in_a_table_of_the_footer_is_a_finding(tmp_path: Path) -> None:
    """There the embedded engine prints what Word last saved, page 1 on every page."""
    path = docx(tmp_path, "Hello", footer="FOOT")
    field = '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    table = f'<w:tbl><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:tc>{field}</w:tc></w:tr></w:tbl>'
    name = next(n for n in read_parts(path) if n.startswith("word/footer"))
    text = read_parts(path)[name].decode()
    changed(path, name, text[text.index("<w:p>") :], table + "<w:p/></w:ftr>")

    made = Embedded().lay_out(path, tmp_path / "letter.pdf")

    assert [f.code for f in made.findings] == ["page-number"]


def test_what_is_no_docx_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"MZ not a letter")

    for engine in BUILTIN:
        with pytest.raises(ConversionError, match=r"letter\.docx"):
            engine.lay_out(tmp_path / "letter.docx", tmp_path / "letter.pdf")


def test_a_docx_with_broken_xml_is_told(tmp_path: Path) -> None:
    path = changed(docx(tmp_path, "Hello"), "word/document.xml", "</w:body>", "")

    with pytest.raises(ConversionError, match=r"letter\.docx"):
        Embedded().lay_out(path, tmp_path / "letter.pdf")


def test_no_word_is_missing_where_none_is(tmp_path: Path) -> None:
    """Long words that break, hyphens, ligatures, numbers, columns and a footer on each page."""
    long = "SKU" + "ABCDEFGHIJ0123456789" * 8
    texts = (
        "The office affords fine flour at €1,245.00, £3 and 50 %.",
        f"Item {long} in full-size",
        *(f"Paragraph {n}" for n in range(90)),
    )
    path = docx(
        tmp_path,
        *texts,
        footer="Harbor Home Goods",
        table=("narrow " + long, "left column text", "right-hand column text"),
    )
    made = Embedded().lay_out(path, tmp_path / "letter.pdf")

    assert made.pages > 1
    assert missing_words(path, made.pdf) == ()


def test_a_word_that_got_lost_is_named(tmp_path: Path) -> None:
    """As often as it is lost: a word that stands there once does not excuse the second one."""
    written = docx(tmp_path, "We claim USD 100.00 and we claim interest at once", name="written.docx")
    printed = docx(tmp_path, "We claim USD 100.00 and at once", name="printed.docx")
    made = Embedded().lay_out(printed, tmp_path / "letter.pdf")

    assert missing_words(written, made.pdf) == ("we", "claim", "interest")


def test_a_digit_that_got_lost_is_named(tmp_path: Path) -> None:
    written = docx(tmp_path, "USD 1,245.00", name="written.docx")
    made = Embedded().lay_out(docx(tmp_path, "USD 1,24.00", name="printed.docx"), tmp_path / "letter.pdf")

    assert missing_words(written, made.pdf) == ("245",)


def test_a_footer_must_stand_on_every_page(tmp_path: Path) -> None:
    """A footer's word on one page does not stand in for a lost one of the text."""
    texts = [f"Paragraph {n}" for n in range(90)]
    written = docx(tmp_path, *texts, "Harbor", name="written.docx", footer="Harbor")
    made = Embedded().lay_out(
        docx(tmp_path, *texts, name="printed.docx", footer="Harbor"), tmp_path / "letter.pdf"
    )

    assert missing_words(written, made.pdf) == ("Harbor",)


def test_an_old_page_number_is_no_word(tmp_path: Path) -> None:
    """What a field last showed is not looked for; what a link shows is."""
    path = docx(tmp_path, "Page NUMBER")
    field = '</w:t></w:r><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>4711</w:t></w:r></w:fldSimple><w:r><w:t>'
    changed(path, "word/document.xml", "NUMBER", field)
    made = Embedded().lay_out(docx(tmp_path, "Page", name="printed.docx"), tmp_path / "letter.pdf")

    assert missing_words(path, made.pdf) == ()

    changed(path, "word/document.xml", " NUMPAGES ", " REF mark ")
    assert missing_words(path, made.pdf) == ("4711",)


def test_a_character_that_no_font_has_is_noticed(tmp_path: Path) -> None:
    """Cuneiform is in no font that comes along: an empty box is not a word."""
    path = docx(tmp_path, "Sign \U00012000 here")
    made = Embedded().lay_out(path, tmp_path / "letter.pdf")

    assert missing_words(path, made.pdf) or [f.code for f in made.findings] == ["glyph-missing"]


def program(folder: Path, body: str) -> str:
    """Make a program that stands in for LibreOffice's command and misbehaves."""
    path = folder / "soffice"
    path.write_text(f"#!{sys.executable}\nimport os, subprocess, sys, time\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_a_libreoffice_that_is_not_there_says_so() -> None:
    engine = LibreOffice(program="no-such-soffice")

    assert "LibreOffice" in (engine.missing() or "")


def test_a_libreoffice_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    """Nothing of it is left behind."""
    pids = tmp_path / "pids"
    body = f"child = subprocess.Popen(['sleep', '300'])\nopen({str(pids)!r}, 'w').write(str(child.pid))\ntime.sleep(300)"
    engine = LibreOffice(program=program(tmp_path, body), seconds=5)
    began = time.monotonic()

    with pytest.raises(ConversionError, match="did not finish"):
        engine.lay_out(docx(tmp_path, "x"), tmp_path / "letter.pdf")

    assert time.monotonic() - began < 60
    assert gone(int(pids.read_text()))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("sys.exit(77)", "code 77"),
        ("sys.exit(0)", "wrote no PDF"),
        ("open(os.path.join(sys.argv[-2], 'document.pdf'), 'w').write('not a PDF')", "not a PDF"),
    ],
)
def test_a_libreoffice_that_fails_is_told(tmp_path: Path, body: str, told: str) -> None:
    engine = LibreOffice(program=program(tmp_path, body))

    with pytest.raises(ConversionError, match=told):
        engine.lay_out(docx(tmp_path, "x"), tmp_path / "letter.pdf")


@pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is not installed"
)
def test_libreoffice_gives_the_same_bytes_twice_and_loses_nothing(tmp_path: Path) -> None:
    """Its dates and its chance identifier are taken out; links stay."""
    path = linked(tmp_path)
    one = LibreOffice().lay_out(path, tmp_path / "one.pdf")
    two = LibreOffice().lay_out(path, tmp_path / "two.pdf")

    assert one.pdf.read_bytes() == two.pdf.read_bytes()
    assert missing_words(path, one.pdf) == ()
    assert addresses(one.pdf) == ["https://evidence.invalid/exhibit/C"]
