"""Word files, sheets and tables."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Sticker

from builders_intake import coded, codes, docx, noise, read, zipped
from evidencekit.converters.sheet import SheetConverter
from evidencekit.desk import Desk, open_desk
from evidencekit.extractors.workbooks import MAX_COLUMNS, MAX_ROWS
from evidencekit.model.evidence import Exhibit
from evidencekit.model.vocabulary import Kind
from evidencekit.steps.intake import collect, open_case
from evidencekit.wordcheck import pdf_text


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


FORMS: tuple[tuple[float | datetime | time | timedelta, str, str, str], ...] = (
    (123456, "0000000000", "0000123456", "0000123456"),
    (302998123456, "000-000000000", "302-998123456", "302-998123456"),
    (1.2345678901234568e16, "0", "12345678901234600", "12345678901234600"),
    (0.0000001, "General", "0.0000001", "0.0000001"),
    (0.195, "0.0%", "19.5%", "19.5%"),
    (0.195, "0%", "20%", "19.5%"),
    (1234567.885, '#,##0.00 "USD"', "1,234,567.89 USD", "1234567.885"),
    (1234.5, "_-* #,##0.00 [$€-407]_-;-* #,##0.00 [$€-407]_-", "1,234.50 €", "1234.5"),
    (-1234.5, "#,##0.00;[Red](#,##0.00)", "(1,234.50)", "-1234.5"),
    (-3, '0 "pcs"', "-3 pcs", "-3"),
    (0, '#,##0.00;-#,##0.00;"-"', "-", "0"),
    (12.5, "0.##", "12.5", "12.5"),
    (timedelta(hours=30), "[h]:mm", "30:00", "30:00"),
    (time(21, 5), "h:mm AM/PM", "9:05 PM", "21:05:00"),
    (datetime(2026, 9, 8, 7, 5), "dd/mm/yyyy hh:mm", "08/09/2026 07:05", "2026-09-08 07:05:00"),
    (datetime(2026, 9, 8), 'yyyy"年"m"月"d"日"', "2026年9月8日", "2026-09-08"),
    # What the format shows less of, or what is not understood, is shown as the value.
    (302998123456, "0.00E+00", "302998123456", "302998123456"),
    (1234567, '0.0,"k"', "1234567", "1234567"),
    (12, "[>5]0.0;0", "12", "12"),
    (0.25, "# ?/?", "0.25", "0.25"),
    (datetime(2026, 9, 8), "mmm-yy", "2026-09-08", "2026-09-08"),
    (datetime(2026, 9, 8), "mm-dd-yy", "2026-09-08", "2026-09-08"),
    (datetime(2026, 9, 8), "[$-407]d. mmmm yyyy", "2026-09-08", "2026-09-08"),
)  # fmt: skip
"""Values and their formats, as the sheet shows them, and as readers take them."""


def test_cells_are_shown_as_their_formats_say_and_read_as_their_values(tmp_path: Path) -> None:
    """Zeros in front of an order number are kept by both; separators, rounding and the order of a date are for the eye."""
    book = Workbook()
    sheet = book.worksheets[0]
    for number, (value, form, _, _) in enumerate(FORMS, 1):
        sheet.cell(number, 1, value).number_format = form
    (tmp_path / "forms.xlsx").write_bytes(_xlsx(book))

    (table,) = read(tmp_path)["forms.xlsx"].tables

    assert [(row[0], form) for row, (_, form, _, _) in zip(table.shown, FORMS, strict=True)] == [
        (shown, form) for _, form, shown, _ in FORMS
    ]
    assert [row[0] for row in table.rows] == [told for *_, told in FORMS]


def test_what_a_sheet_shows_is_what_is_printed(tmp_path: Path) -> None:
    """The page has the zeros of the order number and the separators of the amount."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Order", "Amount"])
    sheet.append([123456, 1234567.89])
    sheet["A2"].number_format, sheet["B2"].number_format = "0000000000", '#,##0.00 "USD"'
    (tmp_path / "orders.xlsx").write_bytes(_xlsx(book))
    reading = read(tmp_path)["orders.xlsx"]

    made = SheetConverter().convert(Exhibit(reading, Kind.OTHER, 1.0, "", "Orders"), Desk(tmp_path / "desk"))

    assert "0000123456 1,234,567.89 USD" in " ".join(pdf_text(made.pdf)[0].split())


def test_hidden_columns_and_rows_are_left_out_and_named(tmp_path: Path) -> None:
    """They are neither read nor printed; the rows that are shown keep the numbers that the sheet gives them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["SKU", "COSTSECRET", "Qty"])
    sheet.append(["AB-1", 3.1, 12])
    sheet.append(["MARGINSECRET", 4.2, 1])
    sheet.append(["AB-2", 3.2, 24])
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["Z"].hidden = True  # empty: nothing to tell
    sheet.row_dimensions[3].hidden = True
    (tmp_path / "goods.xlsx").write_bytes(_xlsx(book))
    reading = read(tmp_path)["goods.xlsx"]

    made = SheetConverter().convert(Exhibit(reading, Kind.OTHER, 1.0, "", "Goods"), Desk(tmp_path / "desk"))

    assert reading.tables[0].rows == (("SKU", "Qty"), ("AB-1", "12"), ("AB-2", "24"))
    assert not any("SECRET" in text for text in reading.text)
    (finding,) = (f for f in reading.findings if f.code == "hidden-cells")
    assert "column B and row 3" in finding.message
    printed = " ".join(pdf_text(made.pdf)[0].split())
    assert "2 AB-1 12 4 AB-2 24" in printed
    assert "SECRET" not in printed


def _with_text_box(book: bytes, text: str) -> bytes:
    """Lay a box with a text beside the picture on the first sheet."""
    box = (
        '<xdr:sp xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f"<xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/drawings/drawing1.xml":
                head, tail, rest = part.rpartition(b"</")
                part = head + box.encode() + tail + rest
            new.writestr(name, part)
    return kept.getvalue()


def test_what_lies_on_a_sheet_does_not_vanish(tmp_path: Path) -> None:
    """Pictures are evidence of their own, but for those of hidden sheets; boxes are printed, comments and charts are named."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Damage"
    sheet.append(["Box", 3])
    sheet["A1"].comment = Comment("crushed at one corner", "me")
    sheet.add_image(Sticker(io.BytesIO(coded(noise((60, 40)), "PNG"))), "B2")
    hidden = book.create_sheet("Costs")
    hidden.sheet_state = "hidden"
    hidden.add_image(Sticker(io.BytesIO(coded(noise((50, 50)), "PNG"))), "B2")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=1))
    book.create_chartsheet("Curve").add_chart(chart)
    (tmp_path / "damage.xlsx").write_bytes(_with_text_box(_xlsx(book), "Photo taken at the dock"))

    readings = read(tmp_path)

    assert sorted(readings) == ["damage.xlsx", "damage.xlsx/Damage, picture 1.png"]
    assert readings["damage.xlsx/Damage, picture 1.png"].source.media_type == "image/png"
    reading = readings["damage.xlsx"]
    assert reading.tables[1].rows == (("Text boxes",), ("Photo taken at the dock",))
    told = {f.code: f.message for f in reading.findings}
    assert sorted(told) == ["charts-missing", "comments-missing", "hidden-sheet"]
    assert "1 comment, not on its pages (A1: crushed at one corner)" in told["comments-missing"]
    assert "1 chart" in told["charts-missing"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_cut_of_a_sheet_is_told(tmp_path: Path, ending: str) -> None:
    """Columns beyond those that are read, and texts beyond what a cell may hold."""
    row = ["a", *[str(n) for n in range(MAX_COLUMNS)], "last"]
    row[1] = "long " * 1000
    book = Workbook()
    book.worksheets[0].append(row)
    content = _xlsx(book) if ending == "xlsx" else ",".join(row).encode()
    (tmp_path / f"wide.{ending}").write_bytes(content)

    reading = read(tmp_path)[f"wide.{ending}"]

    assert sorted(f.code for f in reading.findings) == ["long-cells", "wide-sheet"]
    assert reading.tables[0].rows[0][1].endswith("[...]")


def test_a_value_whose_format_shows_nothing_is_left_out_and_told(tmp_path: Path) -> None:
    """A zero that is not shown is nothing to tell."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Price", 0])
    sheet["B1"].number_format = "0;-0;;@"
    (tmp_path / "plain.xlsx").write_bytes(_xlsx(book))
    sheet.append(["Cost", 3.1])
    sheet["B2"].number_format = ";;;"
    (tmp_path / "costs.xlsx").write_bytes(_xlsx(book))

    readings = read(tmp_path)

    assert readings["plain.xlsx"].findings == ()
    assert readings["costs.xlsx"].tables[0].rows == (("Price",), ("Cost",))
    assert [f.code for f in readings["costs.xlsx"].findings] == ["concealed-values"]


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


def test_a_picture_on_a_sheet_that_grows_without_end_is_left_packed(tmp_path: Path) -> None:
    """As a member of any other package."""
    book = Workbook()
    book.worksheets[0].add_image(Sticker(io.BytesIO(coded(noise((60, 40)), "PNG"))), "B2")
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_xlsx(book))) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part + bytes(30_000_000) if name.startswith("xl/media/") else part)
    (tmp_path / "damage.xlsx").write_bytes(kept.getvalue())

    with open_desk(for_pages=False) as desk:
        sources, findings = collect(open_case(tmp_path), desk, ())

    assert [s.path for s in sources] == ["damage.xlsx"]
    assert [f.code for f in findings] == ["archive-bomb"]
