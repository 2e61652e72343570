"""What a letter is set in, and which fonts the engine that comes in a wheel is given for it."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.shared import Pt
from fontTools.ttLib import TTFont

from evidencekit.namedfonts import fonts_named, set_in
from evidencekit.typefaces import plain, roboto
from evidencekit.wordfile import read_parts

LETTERS = sorted((Path(__file__).parent.parent / "templates" / "letters").glob("*.docx"))


@pytest.mark.parametrize("path", [p for p in LETTERS if ".zh." not in p.name], ids=lambda p: p.name)
def test_every_letter_is_set_in_what_comes_along(path: Path) -> None:
    assert set_in(read_parts(path), "Roboto", plain)


def _letter(
    path: Path, text: str = "Crushed on arrival.", font: str = "Roboto", style: str | None = None
) -> Path:
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "Roboto"
    fonts = normal.element.rPr.rFonts
    for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
        del fonts.attrib[attribute]
    run = document.add_paragraph(style=style).add_run(text)
    run.font.size = Pt(11)
    if font != "Roboto":
        run.font.name = font
    document.save(str(path))
    return path


def test_a_plain_letter_needs_no_other(tmp_path: Path) -> None:
    assert set_in(read_parts(_letter(tmp_path / "a.docx")), "Roboto", plain)


@pytest.mark.parametrize(
    "how",
    [
        {"font": "House Sans"},
        {"style": "Heading 1"},  # which the theme sets
        {"text": "压坏的纸箱"},
        {"text": "ได้รับความเสียหาย"},
        {"style": "List Bullet"},
    ],
    ids="-".join,
)
def test_whatever_else_is_used_makes_it_look(how: dict[str, str], tmp_path: Path) -> None:
    parts = read_parts(_letter(tmp_path / "a.docx", **how))
    if how.get("style") == "List Bullet":
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"</w:pPr>", b"<w:numPr/></w:pPr>")
    assert not set_in(parts, "Roboto", plain)


def test_a_character_by_its_number_is_seen(tmp_path: Path) -> None:
    parts = read_parts(_letter(tmp_path / "a.docx"))
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"Crushed", b"&#21387;")
    assert not set_in(parts, "Roboto", plain)


def test_text_without_a_usual_style_takes_what_the_theme_says(tmp_path: Path) -> None:
    parts = read_parts(_letter(tmp_path / "a.docx"))
    text, styles = "word/document.xml", "word/styles.xml"
    parts[text] = parts[text].replace(b"<w:rPr>", b'<w:rPr><w:rFonts w:ascii="Roboto"/>')
    assert set_in(parts, "Roboto", plain)
    parts[styles] = parts[styles].replace(b' w:default="1"', b"")
    assert not set_in(parts, "Roboto", plain)


def test_only_styles_in_use_name_fonts(tmp_path: Path) -> None:
    path = _letter(tmp_path / "a.docx")
    document = Document(str(path))
    document.styles["Quote"].font.name = "House Sans"
    document.save(str(path))
    assert fonts_named(read_parts(path)) == ("Roboto",)
    document.paragraphs[0].style = "Quote"
    document.save(str(path))
    assert "House Sans" in fonts_named(read_parts(path))


def test_a_letter_looks_the_same_and_a_font_of_the_house_is_found(tmp_path: Path) -> None:
    """In a process of the program's own, the system's fonts are looked at for those letters alone that name one."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    with TTFont(roboto() / "Roboto-Regular.ttf") as font:
        for record in font["name"].names:
            if record.nameID in {1, 4, 16}:
                record.string = "House Sans"
            elif record.nameID == 6:
                record.string = "HouseSans"
        font.save(fonts / "house.ttf")
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{fonts}</dir></fontconfig>")
    plain_one, own = _letter(tmp_path / "plain.docx"), _letter(tmp_path / "own.docx", font="House Sans")
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings), "PYTHONPATH": os.pathsep.join(sys.path)}
    for where in ("ready", "as-it-is"):
        (tmp_path / where).mkdir()
        command = [sys.executable, "-c", _LAYS_OUT, where, str(tmp_path / where), str(plain_one), str(own)]
        subprocess.run(command, check=True, env=environment, timeout=120)

    assert (tmp_path / "ready" / "plain.pdf").read_bytes() == (
        tmp_path / "as-it-is" / "plain.pdf"
    ).read_bytes()
    assert _fonts((tmp_path / "ready" / "own.pdf").read_bytes()) == {"HouseSans"}
    assert _fonts((tmp_path / "ready" / "plain.pdf").read_bytes()) == {"Roboto-Regular"}


_LAYS_OUT = """
import os, sys
from pathlib import Path
from evidencekit import fontsettings
from evidencekit.engines.embedded import Embedded
where, into, *letters = sys.argv[1:]
if where == "ready":
    fontsettings.ready()
before = dict(os.environ)
for letter in map(Path, letters):
    Embedded().lay_out(letter, Path(into, letter.stem + ".pdf"))
assert dict(os.environ) == before
"""


def _fonts(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = {
            str(font.BaseFont).rpartition("+")[2]
            for page in opened.pages
            for font in page.Resources.Font.values()
        }
    return {name.removesuffix("-Identity-H") for name in found}
