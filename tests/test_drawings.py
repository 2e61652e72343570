"""Word files with Windows metafiles, tracked changes and hidden text: nothing is left out in silence."""

import shutil
from pathlib import Path

import pytest

from builders_bundle import exhibit
from builders_intake import read
from evidencekit.converters.office import WordConverter
from evidencekit.desk import Desk
from evidencekit.wordcheck import words_of
from evidencekit.wordfile import read_parts, save
from test_engines import changed, docx


def with_metafile(folder: Path, name: str = "word/media/image1.emf") -> Path:
    path = docx(folder, "A chart of the loss")
    save({**read_parts(path), name: b"\x01\x00\x00\x00"}, path)
    return path


def test_a_drawing_that_is_not_shown_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice nobody draws it, and the finding says what to do."""
    monkeypatch.setenv("PATH", "")
    made = WordConverter().convert(exhibit(with_metafile(tmp_path), "A"), Desk(tmp_path / "desk"))

    assert [f.code for f in made.findings] == ["drawings-missing"]
    assert "install LibreOffice" in made.findings[0].message


def test_a_thumbnail_is_no_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    path = with_metafile(tmp_path, "docProps/thumbnail.emf")

    assert WordConverter().convert(exhibit(path, "A"), Desk(tmp_path / "desk")).findings == ()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_draws_it_where_it_is_installed(tmp_path: Path) -> None:
    made = WordConverter().convert(exhibit(with_metafile(tmp_path), "A"), Desk(tmp_path / "desk"))

    assert made.treatment == "laid out by LibreOffice"
    assert made.findings == ()


def test_what_a_tracked_change_strikes_out_is_a_finding_and_what_it_adds_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of the pages must know that the file said something else before."""
    monkeypatch.setenv("PATH", "")
    path = changed(
        docx(tmp_path, "Delivered WHEN."),
        "word/document.xml",
        "<w:t>Delivered WHEN.</w:t></w:r>",
        '<w:t xml:space="preserve">Delivered </w:t></w:r><w:del w:id="1" w:author="X"><w:r><w:delText>damaged</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="X"><w:r><w:t>intact</w:t></w:r></w:ins>',
    )
    made = WordConverter().convert(exhibit(path, "A"), Desk(tmp_path / "desk"))

    assert [f.code for f in made.findings] == ["tracked-changes"]
    assert "(damaged)" in made.findings[0].message
    assert made.pdf is not None
    assert words_of(made.pdf) == ("Delivered", "intact")


_HIDDEN = "<w:rPr><w:vanish/></w:rPr>"


@pytest.mark.parametrize(
    ("written", "shown", "hidden"),
    [
        (f"<w:r>{_HIDDEN}<w:t>Account 77 </w:t></w:r><w:r><w:t>box</w:t></w:r>", ("Delivered", "box"), 2),
        (f"<w:r>{_HIDDEN}<w:t>ha</w:t></w:r><w:r>{_HIDDEN}<w:t>lf</w:t></w:r><w:r><w:t>box</w:t></w:r>", ("Delivered", "box"), 1),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>box</w:t></w:r>', ("Delivered", "box"), 0),
        ('<w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>Account</w:t></w:r>', ("Delivered",), 1),
        ('<w:r><w:rPr><w:rStyle w:val="Based"/></w:rPr><w:t>Account</w:t></w:r>', ("Delivered",), 1),
        ('<w:r><w:rPr><w:rStyle w:val="Secret"/><w:vanish w:val="false"/></w:rPr><w:t>box</w:t></w:r>', ("Delivered", "box"), 0),
        ('</w:p><w:p><w:pPr><w:pStyle w:val="Lines"/></w:pPr><w:r><w:t>Account</w:t></w:r></w:p><w:p><w:r><w:t>end</w:t></w:r>', ("Delivered", "end"), 1),
        (f'<w:del w:id="1" w:author="X"><w:r>{_HIDDEN}<w:delText>damaged</w:delText></w:r></w:del>', ("Delivered",), 0),
    ],
    ids=["itself", "in-pieces", "not", "style", "based", "taken-back", "paragraph", "struck"],
)  # fmt: skip
def test_what_a_word_file_hides_is_neither_read_nor_printed_and_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, shown: tuple[str, ...], hidden: int
) -> None:
    """Word does not show it either; whoever sent the file on would not know that it goes along."""
    monkeypatch.setenv("PATH", "")
    path = changed(
        docx(tmp_path, "Delivered WHEN"),
        "word/document.xml",
        "<w:t>Delivered WHEN</w:t></w:r>",
        f'<w:t xml:space="preserve">Delivered </w:t></w:r>{written}',
    )
    styles = "".join(
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{more}</w:style>'
        for kind, name, more in (
            ("character", "Secret", _HIDDEN),
            ("character", "Based", '<w:basedOn w:val="Secret"/>'),
            ("paragraph", "Lines", _HIDDEN),
        )
    )
    changed(path, "word/styles.xml", "</w:styles>", f"{styles}</w:styles>")

    reading = read(tmp_path)["letter.docx"]
    made = WordConverter().convert(exhibit(path, "A"), Desk(tmp_path / "desk"))

    assert tuple(reading.text[0].split()) == shown
    told = [f.message for f in reading.findings if f.code == "hidden-text"]
    assert [f"{hidden} word" in m for m in told] == ([True] if hidden else [])
    assert made.pdf is not None
    assert words_of(made.pdf) == shown
    assert made.findings == ()
