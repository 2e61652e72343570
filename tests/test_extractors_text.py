"""The text of PDFs, texts and HTML pages."""

from pathlib import Path

import pytest
from PIL import Image

from builders_intake import coded, codes, locked_pdf, pdf, read
from builders_spent import spent
from evidencekit.extractors.htmltext import seen
from evidencekit.extractors.text import decoded


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
    assert seen("<div>" * 50_000 + "deep").text == "deep"


@pytest.mark.parametrize(
    ("page", "shown", "hidden"),
    [
        ('a <p style="display: none !important">b c</p> d', "a d", 2),
        ('<p style="display:none">a<p>b', "b", 1),
        ("<div hidden>a</div>b", "b", 1),
        ('<table><tr><td>1<td style="display:none">2<td>3<tr><td>4</table>', "1   3\n4", 1),
        ("<style><!-- div.q > .x, #y {visibility:hidden} --></style><div class=q><i class='x z'>a</i></div><b id=y>b</b>c", "c", 2),
        ('<p style="visibility:hidden">a<b style="visibility:visible">b</b></p>', "b", 1),
        ('<div style="max-height:0;overflow:hidden;mso-hide:all">Preview &zwnj;&nbsp;</div>b', "b", 1),
        ('<td style="font-size:0px">a<div style="font-size:14px">b</div>', "b", 1),
        ('<p style="opacity:0">a</p><p style="opacity:0.9">b</p>', "b", 1),
        ("<ul><li class=x>a<li>b</ul><style>ul .x{display:none}</style>", "b", 1),
    ],
)  # fmt: skip
def test_what_the_styles_of_a_page_hide_is_neither_read_nor_printed_and_is_counted(
    tmp_path: Path, page: str, shown: str, hidden: int
) -> None:
    """By the element's own style, its attribute, or a rule of the page; end tags may be lacking."""
    (tmp_path / "page.html").write_text(f"<html><body>{page}</body></html>")

    reading = read(tmp_path)["page.html"]

    assert "\n".join(line for line in reading.text[0].split("\n") if line) == shown
    assert [f.code for f in reading.findings] == ["hidden-text"]
    assert ("1 word " if hidden == 1 else f"{hidden} words ") in reading.findings[0].message


@pytest.mark.parametrize(
    "page",
    [
        "<style>@media (max-width:600px) {p{display:none}} @media print {p{display:none}} @font-face {x:y}</style><p>seen</p>",
        "<!--[if mso]><style>p{display:none}</style><![endif]--><p>seen</p>",
        "<style>p{display:none}</style><style>p{display:block}</style><p>seen</p>",
        '<style>p.x{display:none}</style><p class=x style="display:block">seen</p>',
        "<style>p:hover, p[x], a + p {display:none}</style><p x>seen</p>",
        '<style>body{display:none}</style><div style="height:0">seen</div>',
        '<i style="display:none"></i>seen',
        "<![unheard of]>seen",
    ],
)
def test_what_a_reader_sees_is_not_taken_for_hidden(tmp_path: Path, page: str) -> None:
    """Rules for small screens, for Outlook alone, that are overruled, that are not understood, or that scripts take back."""
    (tmp_path / "page.html").write_text(page)

    reading = read(tmp_path)["page.html"]

    assert (reading.text, reading.findings) == (("seen",), ())


@pytest.mark.parametrize(
    "page",
    [
        "<style<style" * 10_000,
        "<style>" + ".x{display:none}" * 3_000 + "</style>" + "<b class=x></b>" * 3_000,
        "<i>" + "<b>" * 30_000 + "</i><i>" * 10_000,
    ],
    ids=["open", "rules", "deep"],
)
def test_a_page_that_is_made_to_take_long_does_not(page: str) -> None:
    began = spent()

    seen(page)

    assert spent() - began < 10


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
