"""PDF/A-2b where it was asked for: reached where the pages allow it, else said which page is in the way."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from evidencekit import Outcome, build
from evidencekit.verify import verify

Make = Callable[..., Outcome]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Builds a case whose delivery is asked for as PDF/A."""

    def build_it(files: dict[str, bytes], wish: str = "archival = true") -> Outcome:
        folder = tmp_path / "case"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        (folder / "case.toml").write_text(
            f'[claimant]\nname = "Harbor Home Goods LLC"\n[delivery.generic]\n{wish}\n'
        )
        (outcome,) = build(folder, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20))
        return outcome

    return build_it


def delivered(outcome: Outcome) -> Path:
    assert outcome.folder is not None
    (pdf,) = (outcome.folder / "delivery").glob("*.pdf")
    return pdf


def photo(mode: str) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, (300, 200)).save(kept, "JPEG")
    return kept.getvalue()


def printed(*lines: str) -> bytes:
    """A PDF in Helvetica, which readers know and files need not bring."""
    kept = io.BytesIO()
    canvas = Canvas(kept, invariant=1)
    for line in lines:
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


EVIDENCE = {
    "note.txt": b"Received crushed",
    "box.jpg": photo("RGB"),
    "grey.jpg": photo("L"),
    "print.jpg": photo("CMYK"),
    "list.csv": b"sku,quantity\nA-1,4\nB-2,6\n",
}


def test_letters_photos_texts_and_tables_go_as_pdf_a(make: Make) -> None:
    outcome = make(EVIDENCE)

    pdf = delivered(outcome)
    with pikepdf.open(pdf) as document:
        assert (
            'pdfaid:part="2"' in (said := document.Root.Metadata.read_bytes().decode())
            or "<pdfaid:part>2<" in said
        )
        assert document.Root.PageMode == pikepdf.Name.UseOutlines
        assert document.Root.OpenAction[4] == 1, "it opens at 100 %"
        assert str(document.Root.Outlines.First.Title).startswith("Index")
        # The checker does not know a view on opening, which PDF/A allows: a destination is no action.
        del document.Root.OpenAction
        report = pdfa.check(document, "2b")
    assert report.passed, report.findings[:3]
    assert "not-archival" not in {f.code for f in outcome.findings}


def test_such_a_file_still_proves_its_own_pages(make: Make, tmp_path: Path) -> None:
    alone = tmp_path / "alone.pdf"
    alone.write_bytes(delivered(make(EVIDENCE)).read_bytes())
    assert verify(alone).ok, verify(alone).checks


def test_pages_in_the_way_are_named_and_the_plain_pdf_goes(make: Make) -> None:
    outcome = make({**EVIDENCE, "invoice.pdf": printed("Invoice", "Terms")})

    (finding,) = [f for f in outcome.findings if f.code == "not-archival"]
    (placed,) = [e for e in outcome.exhibits if e.exhibit.path == "invoice.pdf"]
    assert f"a font is not embedded (pages {placed.first_page}, {placed.last_page})" in finding.message
    assert outcome.folder is not None
    assert delivered(outcome).read_bytes() == (outcome.folder / "bundle.pdf").read_bytes()


def test_nobody_who_did_not_ask_waits_for_it(make: Make) -> None:
    outcome = make({"invoice.pdf": printed("Invoice")}, wish="")
    assert "not-archival" not in {f.code for f in outcome.findings}
    with pikepdf.open(delivered(outcome)) as document:
        assert b"pdfaid" not in document.Root.Metadata.read_bytes()


def test_parts_are_archival_each(make: Make) -> None:
    outcome = make(EVIDENCE, 'archival = true\nform = "parts"\nmax_pages = 6')
    assert outcome.folder is not None
    parts = sorted((outcome.folder / "delivery").glob("*.pdf"))
    assert len(parts) > 1
    for part in parts:
        with pikepdf.open(part) as document:
            assert b"pdfaid" in document.Root.Metadata.read_bytes()
