"""PDFs that are hurt outside: what stands before them, and places among their pages where no page is."""

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from builders_bundle import words
from builders_intake import noise, pdf, read
from evidencekit import build


@pytest.mark.parametrize("inherits", [True, False])
def test_every_page_that_there_is_is_read_and_shown(inherits: bool, tmp_path: Path) -> None:
    """Pages bear the numbers that they have in the bundle."""
    folder = tmp_path / "case"
    folder.mkdir()
    with pikepdf.open(io.BytesIO(pdf("Commercial Invoice", "Invoice No. INV-77"))) as document:
        tree = document.Root.Pages
        first, second = tree.Kids
        tree.Kids, tree.Count = pikepdf.Array([first, None, second]), 3
        if inherits:
            tree.MediaBox = first.MediaBox
            del first.MediaBox, second.MediaBox
        document.save(folder / "invoice.pdf")

    (outcome,) = build(
        folder, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20), draft=True
    )

    (placed,) = outcome.exhibits
    assert (placed.exhibit.reading.pages, placed.last_page - placed.first_page) == (2, 1)
    assert [f.page for f in placed.exhibit.facts if f.name == "invoice_number"] == [2]
    assert outcome.folder is not None
    assert "INV-77" in words(outcome.folder / "bundle.pdf", placed.last_page)
    assert "not-shown" not in [f.code for f in outcome.findings]


_PAPER = pdf("Invoice No. INV-77")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.pdf", bytes(3_000) + _PAPER, id="nothing before it"),
        pytest.param("a.bin", b"\r\n \x00" * 9_000 + _PAPER, id="nothing before it, under a strange name"),
        pytest.param("a.pdf", noise((40, 40)).tobytes().replace(b"%", b"") + _PAPER, id="rubbish before it"),
        pytest.param(
            "a.pdf", b"HTTP/1.1 200 OK\r\nX: " + b"a" * 3_000 + b"\r\n\r\n" + _PAPER, id="text before it"
        ),
        pytest.param("a.bin", b"HTTP/1.1 200 OK\r\n\r\n" + _PAPER, id="a line before it"),
    ],
)
def test_a_pdf_is_read_whatever_stands_before_it(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    reading = read(tmp_path)[name]

    assert "INV-77" in "".join(reading.text)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", "Please send a PDF; it begins with\n%PDF-1.7 and then come objects.\n"),
        ("notes.txt", "A PDF begins like this:\n%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"),
        ("notes.md", "line\n" * 1_000 + "%PDF-1.7\n1 0 obj\n<< >>\nendobj\n"),
    ],
)
def test_text_that_only_speaks_of_a_pdf_is_text(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")

    reading = read(tmp_path)[name]

    assert reading.source.media_type == "text/plain"
    assert "%PDF-1.7" in "".join(reading.text)
