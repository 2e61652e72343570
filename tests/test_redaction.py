"""Redaction: what is to be hidden is gone, text and pixels, and what cannot be hidden is not sent."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from builders_intake import coded, pdf
from evidencekit import Outcome, build
from evidencekit.model.bundle import OutcomeStatus
from evidencekit.paper.blackened import Area, blacken
from evidencekit.rebuild import rebuild

TODAY = date(2026, 10, 20)
HIDDEN = "DE89 3704 0044"
LINES = "Commercial Invoice No. INV-77", f"Pay to account {HIDDEN}", "Total USD 90.00"


def invoice(*lines: str) -> bytes:
    kept = io.BytesIO()
    canvas = Canvas(kept, invariant=1)
    canvas.setAuthor(HIDDEN)
    canvas.bookmarkPage("p")
    canvas.addOutlineEntry(f"Account {HIDDEN}", "p")
    canvas.textAnnotation(f"Note: {HIDDEN}", (72, 500, 92, 520))
    for number, line in enumerate(lines or LINES):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.showPage()
    canvas.drawString(72, 700, "Terms on page two")
    canvas.save()
    with pikepdf.open(io.BytesIO(kept.getvalue())) as document:
        document.attachments["inside.bin"] = b"\x00\x01" + HIDDEN.encode()
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Outcome]:
    """Builds a case of one invoice and one photo with what `case.toml` says of the evidence."""

    def make(
        said: str, recipient: str = "generic", *, files: dict[str, bytes] | None = None, **how: Any
    ) -> Outcome:
        folder = tmp_path / "case"
        folder.mkdir(exist_ok=True)
        for name, content in {"invoice.pdf": invoice(), **(files or {})}.items():
            (folder / name).write_bytes(content)
        (folder / "case.toml").write_text(
            f'[claimant]\nname = "Harbor Home Goods LLC"\n{said}', encoding="utf-8"
        )
        (outcome,) = build(folder, into=tmp_path / "out", recipients=[recipient], today=TODAY, **how)
        return outcome

    return make


def noted(form: str, hidden: str) -> bytes:
    """A page with a comment or a stamp that shows a word and a price, and a text that is highlighted."""
    shown = f"seen by {hidden} 99.00 USD"
    with pikepdf.open(io.BytesIO(pdf("Account Zanzibarfoo, 120.00 USD"))) as document:
        helvetica = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        drawn = document.make_stream(
            f"BT /F 14 Tf 5 10 Td ({shown}) Tj ET".encode(),
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 300, 40],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=helvetica)),
        )  # fmt: skip
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{form.partition(' ')[0]}"), Rect=[72, 500, 372, 540],
            Contents=pikepdf.String(shown), F=4, DA=pikepdf.String("/Helv 14 Tf 0 g"),
        )  # fmt: skip
        if not form.endswith("without appearance"):
            note.AP = pikepdf.Dictionary(N=drawn)
        marked = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Highlight, Rect=[72, 400, 372, 440], F=4,
            C=[1, 1, 0], QuadPoints=[72, 440, 372, 440, 72, 400, 372, 400],
        )  # fmt: skip
        document.pages[0].obj.Annots = pikepdf.Array([note, marked])
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def bytes_of(path: Path) -> bytes:
    """Return all that a PDF holds, unpacked."""
    with pikepdf.open(path) as document:
        parts = [repr(document.trailer).encode()]
        for one in document.objects:
            parts.append(repr(one).encode())
            if isinstance(one, pikepdf.Stream):
                try:
                    parts.append(one.read_bytes())
                except pikepdf.PdfError:
                    parts.append(one.read_raw_bytes())
    return b"\n".join(parts)


def codes(outcome: Outcome) -> list[str]:
    return [f.code for f in outcome.findings]


def test_nothing_of_what_is_hidden_leaves_the_house(made: Callable[..., Outcome]) -> None:
    outcome = made('[evidence."invoice.pdf"]\nredact = ["de89 37040044"]')

    assert outcome.status is OutcomeStatus.BUILT
    assert outcome.folder is not None
    sent = [p for p in (outcome.folder / "delivery").rglob("*") if p.is_file()]
    assert sent
    for path in [*sent, outcome.folder / "bundle.pdf"]:
        if path.suffix == ".pdf":
            assert "DE8937040044" not in text_of(path)
            assert HIDDEN.encode() not in bytes_of(path)
        assert HIDDEN.encode() not in path.read_bytes()
    assert "(redacted)" in text_of(outcome.folder / "bundle.pdf")
    assert "redacted" in codes(outcome)
    assert not any(HIDDEN in f.message for f in outcome.findings)  # as its note says it
    assert HIDDEN.encode() in (outcome.folder / "originals" / "invoice.pdf").read_bytes()


@pytest.mark.parametrize(
    "said", ['redact = ["DE89 3704 0044"]', 'redact = ["DE89 3704 0044"]\nleave_out = true']
)
def test_the_same_file_under_another_name_hides_it_too(said: str, made: Callable[..., Outcome]) -> None:
    outcome = made(f'[evidence."invoice.pdf"]\n{said}', files={"copy of it.pdf": invoice()})

    assert outcome.folder is not None, outcome.findings
    shown = text_of(outcome.folder / "bundle.pdf")
    assert "Termsonpagetwo" not in shown  # pictures
    assert "DE8937040044" not in shown
    assert any(f.code == "redacted" and f.subject == "copy of it.pdf" for f in outcome.findings)


def test_what_a_copy_that_is_not_sent_hides_is_not_cited_on_the_divider(made: Callable[..., Outcome]) -> None:
    number = "1Z999AA10123456784"
    paper = invoice(*LINES[:1], f"Shipped by UPS, tracking number {number}")

    def divider(said: str) -> str:
        outcome = made(said, files={"invoice.pdf": paper, "sent.pdf": paper})
        assert outcome.folder is not None, outcome.findings
        page = next(e.first_page for e in outcome.exhibits if e.exhibit.path == "sent.pdf") - 2
        with pypdfium2.PdfDocument(outcome.folder / "bundle.pdf") as document:
            return str(document[page].get_textpage().get_text_bounded())

    left_out = '[evidence."invoice.pdf"]\nleave_out = true\n'
    assert number in divider(left_out)
    assert number not in divider(f'{left_out}redact = ["{number}"]')


def test_a_redacted_bundle_can_be_built_again_to_the_byte(made: Callable[..., Outcome]) -> None:
    outcome = made(f'[evidence."invoice.pdf"]\nredact = ["{HIDDEN}"]')

    assert outcome.folder is not None
    assert rebuild(outcome.folder).ok


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("offset", [0, 50])
def test_words_are_covered_where_they_stand_on_turned_and_cut_pages(
    turn: int, offset: int, tmp_path: Path
) -> None:
    """The black reaches around every pixel of the word, and not further than a line."""
    plain, made = tmp_path / "plain.pdf", tmp_path / "made.pdf"
    with pikepdf.open(io.BytesIO(pdf("Account DE89"))) as document:
        page = document.pages[0]
        page.obj.MediaBox = page.obj.CropBox = pikepdf.Array(
            [offset, offset / 2, 595 + offset, 800 + offset / 2]
        )
        page.rotate(turn, relative=False)
        document.save(plain)
    before = np.argwhere(pypdfium2.PdfDocument(plain)[0].render(scale=200 / 72).to_numpy()[:, :, 0] < 128)

    blacken(plain, made, words=["Account DE89"], areas=[], without=[])

    covered = np.argwhere(pypdfium2.PdfDocument(made)[0].render(scale=200 / 72).to_numpy()[:, :, 0] < 60)
    above_left, below_right = (
        before.min(axis=0) - covered.min(axis=0),
        covered.max(axis=0) - before.max(axis=0),
    )
    assert (above_left > 0).all()
    assert (below_right > 0).all()
    assert max(*above_left, *below_right) < 30


@pytest.mark.parametrize("form", ["FreeText", "FreeText without appearance", "Stamp"])
def test_what_comments_and_stamps_show_is_covered_and_the_rest_of_them_stays(
    form: str, tmp_path: Path
) -> None:
    """Two numbers of the same width leave the same picture: nothing of them can be seen."""
    pictures = []
    for number, word in enumerate(("40718536", "63581704")):
        source, made = tmp_path / f"{number}.pdf", tmp_path / f"made{number}.pdf"
        source.write_bytes(noted(form, word))
        told = blacken(
            source, made, words=["Zanzibarfoo", word], areas=[], without=[],
            spans=lambda text: [(m.start(), m.end()) for m in re.finditer(r"\d+\.\d\d USD", text)],
        )  # fmt: skip
        assert (told.unseen, told.by_span) == ((), 2)
        pictures.append(pypdfium2.PdfDocument(made)[0].render(scale=2).to_numpy()[..., ::-1].astype(int))

    one, other = pictures
    assert (abs(one - other) < 40).all()
    high = len(one)
    comment, marked = one[high - 1080 : high - 1000, 150:740], one[high - 870 : high - 810, 160:700]
    assert (comment[:, :60] < 100).any()  # "seen by"
    assert (marked[:, :, 2] < 100).all()  # yellow
    assert (marked[:, :, 0] > 200).all()


def test_a_word_that_is_not_there_stops_the_build(made: Callable[..., Outcome]) -> None:
    outcome = made('[evidence."invoice.pdf"]\nredact = ["DE89", "DE98 1111"]')

    assert outcome.status is OutcomeStatus.REFUSED
    (finding,) = [f for f in outcome.findings if f.code == "not-redacted"]
    assert "number 2 of `redact`" in finding.message
    assert "1111" not in finding.message


def test_a_file_name_with_a_slip_stops_the_build(made: Callable[..., Outcome]) -> None:
    """Else the file would go out with everything on it."""
    outcome = made('[evidence."invoce.pdf"]\nredact = ["DE89"]')

    assert outcome.status is OutcomeStatus.REFUSED
    (finding,) = [f for f in outcome.findings if f.code == "not-redacted"]
    assert "did you mean invoice.pdf?" in finding.message


def test_a_draft_never_shows_what_could_not_be_hidden(made: Callable[..., Outcome]) -> None:
    outcome = made('[evidence."invoice.pdf"]\nredact = ["DE89", "DE98 1111"]', draft=True)

    assert outcome.status is OutcomeStatus.BUILT
    assert outcome.folder is not None
    assert "DE8937040044" not in text_of(outcome.folder / "bundle.pdf")
    assert "Paytoaccount" not in text_of(outcome.folder / "bundle.pdf")


def test_pages_that_are_left_out_are_gone(made: Callable[..., Outcome]) -> None:
    outcome = made('[evidence."invoice.pdf"]\nleave_out_pages = [2]')

    assert outcome.folder is not None
    assert "Termsonpagetwo" not in text_of(outcome.folder / "bundle.pdf")
    assert any("page 2 left out" in f.message for f in outcome.findings)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("leave_out_pages = [3]", "it has 2 pages, and no page 3"),
        ("leave_out_pages = [0]", "no page 0"),
        ("leave_out_pages = [1, 2]", "all of its pages are left out"),
        ("redact_areas = [{page = 9, left = 1, top = 1, width = 5, height = 5}]", "no page 9"),
        ('redact = ["DE89"]\nredact_for = ["amazon-fba-inbound-uk"]', "whom nobody knows"),
    ],
)
def test_a_rule_that_cannot_be_kept_stops_the_build(
    said: str, why: str, made: Callable[..., Outcome]
) -> None:
    outcome = made(f'[evidence."invoice.pdf"]\n{said}')

    assert outcome.status is OutcomeStatus.REFUSED
    assert any(f.code == "not-redacted" and why in f.message for f in outcome.findings)


def test_only_those_do_not_see_it_from_whom_it_is_hidden(made: Callable[..., Outcome]) -> None:
    outcome = made(f'[evidence."invoice.pdf"]\nredact = ["{HIDDEN}"]\nredact_for = ["marine-cargo"]')

    assert outcome.folder is not None
    assert "DE8937040044" in text_of(outcome.folder / "bundle.pdf")


@pytest.mark.parametrize("name", ["mail.txt", "stamped.pdf", "sticky note.pdf"])
def test_the_same_words_elsewhere_in_the_bundle_are_told(name: str, made: Callable[..., Outcome]) -> None:
    paper = {
        "mail.txt": f"our account is {HIDDEN}".encode(),
        "stamped.pdf": noted("Stamp", HIDDEN),
        "sticky note.pdf": noted("Text without appearance", HIDDEN),
    }[name]
    outcome = made(f'[evidence."invoice.pdf"]\nredact = ["{HIDDEN}"]', files={name: paper})

    (finding,) = [f for f in outcome.findings if f.code == "still-shown"]
    assert "can still be read on page" in finding.message
    assert HIDDEN not in finding.message


def test_a_photo_with_a_covered_area_is_not_sent_as_it_came(made: Callable[..., Outcome]) -> None:
    """UPS takes pictures: the one that is uploaded is black where it must be."""
    red = coded(Image.new("RGB", (1600, 1200), "red"))
    said = '[evidence."p.jpg"]\nkind = "photo"\nredact_areas = [{page = 1, left = 0, top = 0, width = 100, height = 50}]'

    outcome = made(said, "ups-us", files={"p.jpg": red}, draft=True)

    assert outcome.folder is not None
    for path in (outcome.folder / "delivery").glob("* Photo *.jpg"):
        with Image.open(path) as image:
            shown = np.asarray(image.convert("RGB")).astype(int)
        red_rows = np.argwhere((shown[:, :, 0] - shown[:, :, 1]) > 100)[:, 0]
        black_rows = np.argwhere(shown.max(axis=2) < 40)[:, 0]
        assert black_rows.max() - black_rows.min() > 10
        assert red_rows.min() >= np.median(black_rows)
    assert list((outcome.folder / "delivery").glob("* Photo *.jpg"))


def scan_of(said: str, *, in_a_form: bool = False) -> bytes:
    """A page of text, and a scan with a line beside it."""
    with pikepdf.open(io.BytesIO(pdf("Account DE89", said or " "))) as document:
        scan = document.make_stream(
            bytes(12), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=2, Height=2,
            BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB,
        )  # fmt: skip
        if in_a_form:
            form = document.make_stream(
                b"/I Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1],
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=scan)),
            )  # fmt: skip
            scan = form
        document.pages[1].obj.Resources.XObject = pikepdf.Dictionary(I=scan)
        document.pages[1].contents_add(b"q 595 0 0 600 0 0 cm /I Do Q", prepend=True)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "scan",
    [scan_of(""), scan_of("Scanned with CamScanner"), scan_of("Scanned with CamScanner", in_a_form=True)],
    ids=["bare", "with a line", "in a form"],
)
def test_pages_whose_words_may_be_in_a_picture_are_named(scan: bytes, tmp_path: Path) -> None:
    source = tmp_path / "scan.pdf"
    source.write_bytes(scan)

    def wordless(**how: Any) -> tuple[int, ...]:
        made = tmp_path / "made.pdf"
        return blacken(source, made, words=["DE89"], areas=[], without=[], **how).wordless

    assert wordless() == (2,)
    assert wordless(read=[2]) == ()
    assert wordless(pictures=True) == (1, 2)


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    source = tmp_path / "scan.pdf"
    source.write_bytes(pdf("Account DE89", ""))

    told = blacken(source, tmp_path / "made.pdf", words=["DE89"], areas=[Area(2, 1, 1, 5, 5)], without=[])

    assert (told.wordless, told.unseen, told.pages) == ((2,), (), 2)
