"""`firm.toml`: a firm's letterhead, logo, signature and phrases, once for all letters."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image

import builders_letters as b
from builders_intake import pdf
from evidencekit.cli import main
from evidencekit.desk import Desk
from evidencekit.engines import BUILTIN
from evidencekit.errors import TemplateError, UsageError
from evidencekit.firm import firm_words
from evidencekit.model.bundle import Letter
from evidencekit.resources import Library, builtin_templates, open_library
from evidencekit.steps.write import write
from evidencekit.wordcheck import text_of
from evidencekit.wordfile import read_parts


def picture(form: str = "PNG", size: tuple[int, int] = (60, 20), **how: object) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "teal").save(kept, form, **how)
    return kept.getvalue()


def library(folder: Path, text: str, **files: bytes) -> Library:
    """Make a firm's folder; a file's name is written with a double underscore for the point."""
    firm = folder / "firm"
    firm.mkdir(parents=True, exist_ok=True)
    (firm / "firm.toml").write_text(text, "utf-8")
    for name, content in files.items():
        (firm / name.replace("__", ".")).write_bytes(content)
    return Library((firm, builtin_templates()))


def letter(folder: Path, lib: Library, name: str = "claim-letter", lang: str = "en") -> Letter:
    (made,) = write(
        b.profile(name), b.case(Path("case")), b.particulars(), b.assessment(), b.exhibits(),
        today=b.TODAY, desk=Desk(folder / "desk"), library=lib, engines=BUILTIN[:1], lang=lang,
    )  # fmt: skip
    return made


FIRM = """
letterhead = "Harbor & Sons <Claims>\\nPine Street 12"
closing = "Please quote our reference."
footer = "UBI 604 123 456"
[languages.de]
closing = "Bitte unser Zeichen angeben."
"""


def test_set_phrases_stand_in_every_letter(tmp_path: Path) -> None:
    made = letter(tmp_path, library(tmp_path, FIRM))

    assert made.docx is not None
    said = text_of(made.docx)
    for words in ("Harbor & Sons <Claims>\nPine Street 12", "Please quote our reference.", "UBI 604 123 456"):
        assert words in said
    assert "1200 Pine Street" not in said
    assert [f.code for f in made.findings if f.code == "words-missing"] == []


def test_a_language_has_its_own_phrases_and_what_it_lacks_is_the_firms(tmp_path: Path) -> None:
    made = letter(tmp_path, library(tmp_path, FIRM), lang="de")

    assert made.docx is not None
    said = text_of(made.docx)
    assert "Bitte unser Zeichen angeben." in said
    assert "Please quote" not in said
    assert "UBI 604 123 456" in said


def test_logo_and_signature_stand_in_docx_and_pdf(tmp_path: Path) -> None:
    """Once each, in the size that was asked for, written anew from their pixels."""
    lib = library(
        tmp_path, 'logo = "logo.png"\nlogo_height = 10\nsignature = "pen.jpg"',
        logo__png=picture(), pen__jpg=picture("JPEG", comment=b"made by Ann"),
    )  # fmt: skip
    made = letter(tmp_path, lib)

    assert made.docx is not None
    assert made.pdf is not None
    parts = read_parts(made.docx)
    assert {n for n in parts if "media/firm" in n} == {
        "word/media/firm-logo.png",
        "word/media/firm-signature.jpeg",
    }
    assert b"made by Ann" not in parts["word/media/firm-signature.jpeg"]
    assert b'<wp:extent cx="1080000" cy="360000"/>' in parts["word/document.xml"]
    with pikepdf.open(made.pdf) as opened:
        assert sum(len(page.get_images()) for page in opened.pages) == 2


def test_the_same_firm_gives_the_same_bytes(tmp_path: Path) -> None:
    lib = library(tmp_path, 'logo = "logo.png"', logo__png=picture())
    one, two = letter(tmp_path / "a", lib), letter(tmp_path / "b", lib)

    assert one.docx is not None
    assert two.docx is not None
    assert one.docx.read_bytes() == two.docx.read_bytes()


def test_without_a_firm_nothing_changes(tmp_path: Path) -> None:
    made = letter(tmp_path, Library((builtin_templates(),)))

    assert made.docx is not None
    assert "1200 Pine Street" in text_of(made.docx)
    assert not [n for n in read_parts(made.docx) if "media/" in n]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 no picture", "no PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG or JPEG"),
        (picture()[:60], "no PNG or JPEG"),
        (picture("GIF"), "no PNG or JPEG"),
        (picture(size=(6000, 5000)), "6000 × 5000"),
        (picture(size=(2000, 1)), "2000 × 1"),
        (picture() + b"\0" * 5_000_000, "larger than 5 MB"),
    ],
)
def test_a_logo_is_told_by_its_content(tmp_path: Path, content: bytes, told: str) -> None:
    lib = library(tmp_path, 'logo = "logo.png"', logo__png=content)

    with pytest.raises(TemplateError, match=told):
        firm_words(lib, "en")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('logo = "../outside.png"', "outside the folder"),
        ('logo = "/etc/passwd"', "outside the folder"),
        ('logo = "lgo.png"', "no such file"),
        ('lettrhead = "x"', "did you mean `letterhead`"),
        ("logo_height = 400", "logo_height"),
        ("closing = 'a", "not valid TOML"),
        (f'footer = "{"x" * 400}"', "footer"),
        ('[languages.de]\nclosng = "x"', "closing"),
    ],
)
def test_a_slip_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "outside.png").write_bytes(picture())

    with pytest.raises(TemplateError, match=re.escape(told)):
        firm_words(library(tmp_path, text), "en")


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    lib = library(tmp_path, 'logo = "logo.png"')
    (tmp_path / "outside.png").write_bytes(picture())
    (tmp_path / "firm" / "logo.png").symlink_to(tmp_path / "outside.png")

    with pytest.raises(TemplateError, match="outside the folder"):
        firm_words(lib, "en")


def test_where_it_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--templates, then the environment, then the user's own settings; `off` does without."""
    for name in ("given", "named", "own/evidencekit"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "firm.toml").write_text(f'closing = "{name}"')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setattr("sys.platform", "linux")

    def closing(extra: str = "") -> str:
        return firm_words(open_library(tmp_path / extra if extra else None), "en").closing

    monkeypatch.delenv("EVIDENCEKIT_FIRM")
    assert closing() == "own/evidencekit"
    monkeypatch.setenv("EVIDENCEKIT_FIRM", str(tmp_path / "named" / "firm.toml"))
    assert (closing(), closing("given")) == ("named", "given")
    monkeypatch.setenv("EVIDENCEKIT_FIRM", "off")
    assert closing() == ""
    monkeypatch.setenv("EVIDENCEKIT_FIRM", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="nowhere"):
        closing()


def test_a_letter_of_the_firms_is_used_by_every_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = tmp_path / "firm"
    firm.mkdir()
    (firm / "firm.toml").write_text('closing = "Ours."')
    monkeypatch.setenv("EVIDENCEKIT_FIRM", str(firm))

    answer = CliRunner().invoke(main, ["templates", "eject", "claim-letter", "--firm"])

    assert answer.exit_code == 0
    assert answer.output.strip() == str(firm / "letters" / "claim-letter.docx")
    assert open_library().find("letters/claim-letter.docx") == firm / "letters" / "claim-letter.docx"


@pytest.mark.usefixtures("in_process")
def test_a_broken_firm_stops_the_build_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (case / "paper.pdf").write_bytes(pdf("A paper"))
    (tmp_path / "firm.toml").write_text('logo = "no.png"')
    monkeypatch.setenv("EVIDENCEKIT_FIRM", str(tmp_path))

    answer = CliRunner().invoke(
        main, ["build", str(case), "--for", "generic", "--draft", "--out", str(tmp_path / "out")]
    )

    assert answer.exit_code == 5
    assert "no such file" in answer.output
    assert "Traceback" not in answer.output
    assert not (tmp_path / "out" / "case").exists()


@pytest.mark.parametrize(("name", "size"), [("claim-letter", (612, 792)), ("statement-of-claim", (792, 612))])
def test_the_firm_says_on_which_paper_its_letters_are_written(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    """On US Letter the lines are as long as on A4, so that every line ends where it did; DOCX and PDF agree."""
    on_a4 = letter(tmp_path / "a4", library(tmp_path / "a4", FIRM), name)
    made = letter(tmp_path / "us", library(tmp_path / "us", 'paper = "letter"\n' + FIRM), name)
    assert made.docx
    assert made.pdf
    assert on_a4.docx
    assert on_a4.pdf

    with pikepdf.open(made.pdf) as pdf, pikepdf.open(on_a4.pdf) as other:
        assert {tuple(round(float(v)) for v in page.mediabox) for page in pdf.pages} == {(0, 0, *size)}
        assert {round(float(page.mediabox[2])) for page in other.pages} == {595 if size[0] == 612 else 842}
    widths = []
    for docx in (made.docx, on_a4.docx):
        body = read_parts(docx)["word/document.xml"].decode()
        (wide, left, right) = (
            int(found[1])
            for n in ("w", "left", "right")
            if (found := re.search(rf'<w:pg(?:Sz|Mar)[^>]* w:{n}="(\d+)"', body))
        )
        widths.append(wide - left - right)
    assert abs(widths[0] - widths[1]) <= 1
    assert text_of(made.docx) == text_of(on_a4.docx)
