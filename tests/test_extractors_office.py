"""Word files, sheets and tables."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from builders_intake import codes, docx, read, zipped
from evidencekit.extractors.sheets import MAX_ROWS


def _xlsx(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_word_file_gives_header_and_body(tmp_path: Path) -> None:
    """Headers hold what identifies a letter."""
    (tmp_path / "letter.docx").write_bytes(
        docx("We claim USD 12.50 & costs".replace("&", "&amp;"), header="Claim 17")
    )

    assert read(tmp_path)["letter.docx"].text == ("Claim 17\nWe claim USD 12.50 & costs",)


def test_a_damaged_and_a_locked_word_file_are_told(tmp_path: Path) -> None:
    """A broken part costs this file's text alone; a locked file cannot be shown."""
    names = ("[Content_Types].xml", "word/document.xml")
    (tmp_path / "broken.docx").write_bytes(zipped((names[0], b"<Types/>"), (names[1], b"<w:doc")))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1500) + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "locked.docx").write_bytes(ole)

    readings = read(tmp_path)

    assert codes(readings["broken.docx"].findings) == {"broken.docx": "damaged"}
    assert codes(readings["locked.docx"].findings) == {"locked.docx": "encrypted"}
    assert readings["locked.docx"].unreadable


def test_a_billion_laughs_are_not_laughed(tmp_path: Path) -> None:
    """XML that unfolds is refused."""
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    (tmp_path / "b.docx").write_bytes(
        zipped(("[Content_Types].xml", b"x"), ("word/document.xml", bomb.encode()))
    )

    assert codes(read(tmp_path)["b.docx"].findings) == {"b.docx": "damaged"}


def test_a_workbook_gives_its_visible_sheets_as_tables(tmp_path: Path) -> None:
    """Numbers keep every digit, dates are ISO, empty margins go, hidden sheets are told."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Packing list"
    sheet.append(["SKU", "Qty", "Price", "Date", "At", None])
    sheet.append(["0017", 24, 12.1 + 0.2, date(2026, 9, 10), datetime(2026, 9, 10, 8, 30), None])
    sheet.append(["302-0000001-0000002", 123456789012, 3.0, None, None, None])
    sheet.append([None, None])
    book.create_sheet("Notes").sheet_state = "hidden"
    (tmp_path / "list.xlsx").write_bytes(_xlsx(book))

    reading = read(tmp_path)["list.xlsx"]

    assert [t.title for t in reading.tables] == ["Packing list"]
    assert reading.tables[0].rows == (
        ("SKU", "Qty", "Price", "Date", "At"),
        ("0017", "24", "12.3", "2026-09-10", "2026-09-10 08:30:00"),
        ("302-0000001-0000002", "123456789012", "3", "", ""),
    )
    assert "hidden-sheet" in [f.code for f in reading.findings]
    assert "0017\t24" in reading.text[0]


def test_a_sheet_that_tells_a_wrong_size_keeps_its_rows(tmp_path: Path) -> None:
    """Some programs write that the sheet is one cell large."""
    book = Workbook()
    assert book.active is not None
    for number in range(3):
        book.active.append([f"SKU-{number}", number])
    with zipfile.ZipFile(io.BytesIO(_xlsx(book))) as parts:
        entries = [(name, parts.read(name)) for name in parts.namelist()]
    small = [(name, part.replace(b'ref="A1:B3"', b'ref="A1"')) for name, part in entries]
    assert small != entries
    (tmp_path / "small.xlsx").write_bytes(zipped(*small))

    assert read(tmp_path)["small.xlsx"].tables[0].rows == (("SKU-0", "0"), ("SKU-1", "1"), ("SKU-2", "2"))


def test_formulas_without_results_are_told(tmp_path: Path) -> None:
    """A script wrote the sum and nobody computed it."""
    book = Workbook()
    assert book.active is not None
    book.active.append(["Total", "=SUM(1,2)"])
    (tmp_path / "sum.xlsx").write_bytes(_xlsx(book))

    assert codes(read(tmp_path)["sum.xlsx"].findings) == {"sum.xlsx": "formula-without-value"}


def test_a_sheet_that_is_too_long_is_cut_and_told(tmp_path: Path) -> None:
    """In both kinds of sheet."""
    book = Workbook()
    assert book.active is not None
    for number in range(MAX_ROWS + 5):
        book.active.append([number])
    (tmp_path / "long.xlsx").write_bytes(_xlsx(book))
    (tmp_path / "long.csv").write_text("a,b\n" * (MAX_ROWS + 5))

    for name, reading in read(tmp_path).items():
        assert len(reading.tables[0].rows) == MAX_ROWS
        assert codes(reading.findings) == {name: "long-sheet"}


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("t.csv", "Artikel;Menge;Preis\nSchüssel, groß;2;12,50\nBrett;1;3,00\n".encode("cp1252")),
        ("t.csv", '\ufeffArtikel,Menge,Preis\n"Schüssel, groß",2,"12,50"\nBrett,1,"3,00"\n'.encode()),
        ("t.tsv", "Artikel\tMenge\tPreis\nSchüssel, groß\t2\t12,50\nBrett\t1\t3,00\n".encode("utf-16")),
        ("t.csv", "Artikel|Menge|Preis\r\nSchüssel, groß|2|12,50\r\nBrett|1|3,00\r\n".encode()),
    ],
)
def test_delimiter_and_encoding_are_found_out(tmp_path: Path, name: str, raw: bytes) -> None:
    """Commas inside cells and decimals fool nobody."""
    (tmp_path / name).write_bytes(raw)

    assert read(tmp_path)[name].tables[0].rows == (
        ("Artikel", "Menge", "Preis"),
        ("Schüssel, groß", "2", "12,50"),
        ("Brett", "1", "3,00"),
    )


def test_a_cell_with_a_line_break_stays_one_cell(tmp_path: Path) -> None:
    """As spreadsheets export addresses."""
    (tmp_path / "t.csv").write_text('name,address\nHarbor,"1200 Pine Street\nSeattle"\n')

    assert read(tmp_path)["t.csv"].tables[0].rows[1] == ("Harbor", "1200 Pine Street\nSeattle")
