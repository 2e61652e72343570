"""Old and open sheets on paper: columns that are too narrow are made wider, so that no number turns into hashes."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest

from builders_bundle import source
from evidencekit.converters.office import OfficeConverter
from evidencekit.desk import Desk
from evidencekit.model.evidence import Exhibit, Reading
from evidencekit.model.vocabulary import Kind
from evidencekit.narrowcells import fitted
from evidencekit.odsleftout import left_out
from evidencekit.ports import Pages
from evidencekit.wordcheck import pdf_text

LIBREOFFICE = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
ORDER = "302998123456"
COLLAPSED = ' table:visibility="collapse"'
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {
        "office": "office", "table": "table", "text": "text", "style": "style", "fo": "xsl-fo-compatible", "number": "datastyle",
    }.items()
)  # fmt: skip


PAGE = (
    f'<office:document-styles {NAMES} office:version="1.3"><office:automatic-styles><style:page-layout style:name="a4">'
    '<style:page-layout-properties fo:page-width="595pt" fo:page-height="842pt" fo:margin="50pt" style:scale-to="100%"/>'
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="upright" style:page-layout-name="a4"/></office:master-styles></office:document-styles>'
)
"""A page of A4 with 495 points between its margins."""


def cell(text: str, style: str = "plain", kind: str = "string") -> str:
    value = f' office:value="{text}"' if kind == "float" else ""
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="{kind}"{value}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods(
    *rows: str,
    columns: str = '<table:table-column table:style-name="narrow" table:number-columns-repeated="3"/>',
    collapsed: int = 0,
) -> bytes:
    """Make a sheet whose columns are half an inch wide and whose rows are 13 points high."""
    body = "".join(
        f'<table:table-row table:style-name="low"{COLLAPSED * (number == collapsed)}>{row}</table:table-row>'
        for number, row in enumerate(rows, 1)
    )
    content = (
        f'<office:document-content {NAMES} office:version="1.3"><office:automatic-styles>'
        '<style:style style:name="narrow" style:family="table-column"><style:table-column-properties style:column-width="0.5in"/></style:style>'
        '<style:style style:name="low" style:family="table-row"><style:table-row-properties style:row-height="13pt" style:use-optimal-row-height="false"/></style:style>'
        '<style:style style:name="plain" style:family="table-cell"><style:text-properties fo:font-size="10pt"/></style:style>'
        '<style:style style:name="folds" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/></style:style>'
        '<number:number-style style:name="digits"><number:number number:decimal-places="0" number:min-integer-digits="1"/></number:number-style>'
        '<style:style style:name="whole" style:family="table-cell" style:data-style-name="digits"/>'
        '<style:style style:name="sheet" style:family="table" style:master-page-name="upright"/>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Orders" table:style-name="sheet">{columns}{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("styles.xml", PAGE)
        package.writestr("META-INF/manifest.xml", manifest)
    return kept.getvalue()


def printed(sheet: bytes, folder: Path) -> Pages:
    path = folder / "orders.ods"
    path.write_bytes(sheet)
    file = source(path, media_type="application/vnd.oasis.opendocument.spreadsheet")
    return OfficeConverter().convert(
        Exhibit(Reading(file), Kind.OTHER, 1.0, "", "Orders"), Desk(folder / "desk")
    )


def content_of(sheet: bytes, part: str = "content.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(sheet)) as package:
        return package.read(part).decode()


@LIBREOFFICE
def test_a_number_wider_than_its_column_is_printed_whole(tmp_path: Path) -> None:
    """On the page stand the digits; with hashes in a cell that somebody wrote there, nobody is warned."""
    made = printed(
        ods(cell(ORDER, "whole", "float") + cell("1234567.89", kind="float") + cell("###")), tmp_path
    )

    words = pdf_text(made.pdf)[0].split()
    assert ORDER in words
    assert "1234567.89" in words
    assert made.findings == ()


@LIBREOFFICE
def test_hashes_instead_of_a_number_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a typeface is wider than anyone thought, the finding says what to do."""
    monkeypatch.setattr("evidencekit.converters.office.fitted", lambda sheet: sheet)
    (finding,) = printed(ods(cell(ORDER, "whole", "float")), tmp_path).findings

    assert finding.code == "numbers-cut"
    assert finding.subject == "orders.ods"


def test_a_sheet_that_fits_stays_as_it_is() -> None:
    """Nor does a text grow that runs over empty cells beside it, or breaks in a row that is high enough."""
    sheet = ods(
        cell("A title over all") + "<table:table-cell/>" * 2,
        cell("12", kind="float") + cell("ab", style="folds"),
    )

    assert fitted(sheet) == sheet
    assert fitted(b"no sheet") == b"no sheet"


def test_a_text_that_the_next_cell_would_cut_gets_room() -> None:
    """A long one is broken into lines in a row that is high enough for them; only its own column grows."""
    long = "hand made ceramic mug, glazed inside and outside, " * 3

    wider = content_of(fitted(ods(cell("ORD-302998123456-7") + cell("next"))))
    higher = content_of(fitted(ods(cell(long) + cell("next"))))

    assert wider.count('style:name="fitted') == 1
    assert 'table:number-columns-repeated="2"' in wider
    assert 'fo:wrap-option="wrap"' in higher.replace("folds", "")
    assert 'style:row-height="13pt"' not in higher.partition("fitted")[2]


@pytest.mark.parametrize(("columns", "fits"), [(10, False), (16, True), (60, False)])
def test_a_sheet_a_little_wider_than_its_page_is_printed_smaller(columns: int, fits: bool) -> None:
    """Else its lines would be cut in two; one that fits stays as large, and one of sixty columns could not be read so small."""
    many = f'<table:table-column table:style-name="narrow" table:number-columns-repeated="{columns}"/>'

    sheet = fitted(ods(cell("1", kind="float") * columns, columns=many))

    assert ('style:scale-to-X="1"' in content_of(sheet, "styles.xml")) is fits
    assert ('table:style-name="fitted-sheet"' in content_of(sheet)) is fits


def test_a_text_that_runs_on_over_empty_cells_does_not_shrink_the_page() -> None:
    """It is broken into lines instead."""
    columns = '<table:table-column table:style-name="narrow" table:number-columns-repeated="250"/>'

    sheet = fitted(ods(cell("and so on " * 60), columns=columns))

    assert 'fo:wrap-option="wrap"' in content_of(sheet).partition("fitted")[2]
    assert "scale-to-X" not in content_of(sheet, "styles.xml")


def test_what_is_hidden_makes_nothing_wider() -> None:
    """A hidden column is not printed, so it needs no room."""
    columns = '<table:table-column table:style-name="narrow" table:visibility="collapse"/><table:table-column table:style-name="narrow"/>'
    sheet = ods(cell(ORDER, kind="float") + cell("1", kind="float"), columns=columns)

    assert fitted(sheet) == sheet


def test_what_is_not_printed_is_told() -> None:
    """Hidden columns and rows that are not empty, and comments; not the comments on what is hidden."""
    columns = (
        '<table:table-column table:style-name="narrow"/><table:table-column table:style-name="narrow" table:visibility="collapse"/>'
        '<table:table-column table:style-name="narrow" table:number-columns-repeated="200" table:visibility="collapse"/>'
    )
    remark = "<office:annotation><text:p>crushed at one corner</text:p></office:annotation>"
    with_remark = cell("Box").replace("<text:p>", f"{remark}<text:p>", 1)
    first = with_remark + cell("3.1", kind="float").replace("<text:p>", f"{remark}<text:p>", 1)
    sheet = ods(first, cell("Margin") + cell("4.2", kind="float"), columns=columns, collapsed=2)

    told = {f.code: f.message for f in left_out(sheet, "orders.ods")}

    assert sorted(told) == ["comments-missing", "hidden-cells"]
    assert "(column B and row 2)" in told["hidden-cells"]
    assert "1 comment, not on its pages (A1: crushed at one corner)" in told["comments-missing"]
    assert list(left_out(b"no sheet", "orders.ods")) == []
