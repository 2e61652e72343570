"""The text of PDFs, texts and HTML pages."""

from pathlib import Path

import pytest
from PIL import Image

from builders_intake import coded, codes, locked_pdf, pdf, read
from evidencekit.extractors.text import decoded, seen_text


def test_a_pdf_gives_its_text_page_by_page(tmp_path: Path) -> None:
    """Pages are counted and kept apart."""
    (tmp_path / "invoice.pdf").write_bytes(pdf("Invoice No. 17", "Terms of sale"))

    reading = read(tmp_path)["invoice.pdf"]

    assert reading.pages == 2
    assert [t.strip() for t in reading.text] == ["Invoice No. 17", "Terms of sale"]
    assert reading.unreadable is None
    assert reading.findings == ()


def test_a_locked_pdf_says_so_and_an_owner_password_locks_nothing(tmp_path: Path) -> None:
    """What opens without a password is read."""
    (tmp_path / "locked.pdf").write_bytes(locked_pdf(user="secret", owner="more"))
    (tmp_path / "guarded.pdf").write_bytes(locked_pdf(user="", owner="more"))

    readings = read(tmp_path)

    assert "password" in (readings["locked.pdf"].unreadable or "")
    assert codes(readings["locked.pdf"].findings) == {"locked.pdf": "encrypted"}
    assert readings["guarded.pdf"].unreadable is None
    assert "Invoice 17" in readings["guarded.pdf"].text[0]


def test_a_damaged_pdf_is_mended_or_told(tmp_path: Path) -> None:
    """Without its table of objects it is still read; a stump is not."""
    whole = pdf("Invoice No. 17")
    (tmp_path / "mended.pdf").write_bytes(whole[: whole.rindex(b"xref")])
    (tmp_path / "stump.pdf").write_bytes(whole[:40])

    readings = read(tmp_path)

    assert "Invoice No. 17" in readings["mended.pdf"].text[0]
    assert readings["stump.pdf"].unreadable
    assert codes(readings["stump.pdf"].findings) == {"stump.pdf": "damaged"}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Größe".encode(), "Größe"),
        ("Größe".encode("cp1252"), "Größe"),
        ("\ufeffGröße".encode(), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        ("发票号码 17".encode("gb18030"), "发票号码 17"),
        ("éléments, été, Übergröße".encode("cp1252"), "éléments, été, Übergröße"),
        ("Stra\u00dfe: 5 Stück à 3 \u20ac".encode("cp1252"), "Stra\u00dfe: 5 Stück à 3 \u20ac"),
    ],
)
def test_text_is_decoded_as_it_was_coded(raw: bytes, text: str) -> None:
    """UTF-8, Windows, UTF-16 with its mark, Chinese; French accents are not taken for Chinese."""
    assert decoded(raw) == text


def test_only_what_was_cut_may_end_within_a_character() -> None:
    """Otherwise the last letter of a Windows text would be lost."""
    assert decoded("abc é".encode()[:-1], cut=True) == "abc "
    assert decoded("Fluß".encode("cp1252")) == "Fluß"


def test_html_gives_what_a_reader_sees(tmp_path: Path) -> None:
    """No scripts, no styles, no tags; cells and lines stay apart; unclosed and nested tags do no harm."""
    page = (
        "<html><head><title>no</title><style>p{}</style></head><body><script>evil()</script>"
        "<p>Total&nbsp;USD <b>12.50</b></p><table><tr><td>A</td><td>1 &lt; 2</td></tr></table><p>end"
    )
    (tmp_path / "page.html").write_text(page)

    assert read(tmp_path)["page.html"].text == ("Total USD 12.50\n\nA   1 < 2\n\nend",)
    assert seen_text("<div>" * 50_000 + "deep").strip() == "deep"


def test_a_very_long_text_is_cut_and_told(tmp_path: Path) -> None:
    """Nothing is left out in silence."""
    (tmp_path / "log.txt").write_text("line of a log\n" * 100_000)

    reading = read(tmp_path)["log.txt"]

    assert len(reading.text[0]) < 1_000_000
    assert "long-text" in [f.code for f in reading.findings]


def test_a_page_that_is_only_a_picture_counts_as_a_page(tmp_path: Path) -> None:
    """Two scanned pages are two pages."""
    first = Image.new("L", (300, 400), 255)
    (tmp_path / "scan.pdf").write_bytes(coded(first, "PDF", save_all=True, append_images=[first.copy()]))

    assert read(tmp_path)["scan.pdf"].pages == 2
