"""Rows of tables that are taller than a page, as the engine that comes along gets them."""

import re

import pytest

from evidencekit.cells import fit

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _cell(text: str, width: str = "3000") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'


def _fitted(row: str, styles: str = "") -> str:
    body = (
        f'<w:document xmlns:w="{_NAMESPACE}"><w:body><w:tbl><w:tr>{row}</w:tr></w:tbl></w:body></w:document>'
    )
    parts = {"word/document.xml": body.encode()}
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{_NAMESPACE}">{styles}</w:styles>'.encode()
    return fit(parts)["word/document.xml"].decode()


_LONG = "Water came in at the door of the container.</w:t><w:br/><w:t> " * 150


def test_a_tall_row_is_cut() -> None:
    """Each amount stands once, in the first of the rows."""
    made = _fitted(_cell(_LONG) + _cell("1,250.00 USD"))

    assert made.count("<w:tr>") > 5
    assert made.count("1,250.00 USD") == 1


def test_what_stands_in_a_content_control_stands_once() -> None:
    """Word puts a cell into one where a form is filled in: such a row stays whole, so that no amount is repeated."""
    controlled = f"<w:sdt><w:sdtContent>{_cell('1,250.00 USD')}</w:sdtContent></w:sdt>"

    assert _fitted(_cell(_LONG) + controlled).count("1,250.00 USD") == 1


@pytest.mark.parametrize("width", ["nan", "inf", "1e-320", "-5", "1e300"])
def test_a_cell_of_no_sound_width_costs_no_word(width: str) -> None:
    made = _fitted(_cell(_LONG, width) + _cell("1,250.00 USD"))

    assert _words(made) == _words(_LONG + "1,250.00 USD")


@pytest.mark.parametrize("size", ["nan", "inf", "1e308", "-1e308"])
def test_letters_of_no_sound_size_cost_no_word(size: str) -> None:
    """Said of a document, of a style, or of a run."""
    said = f'<w:rPr><w:sz w:val="{size}"/></w:rPr>'
    styles = f'<w:docDefaults><w:rPrDefault>{said}</w:rPrDefault></w:docDefaults><w:style w:styleId="a">{said}</w:style>'

    made = _fitted(_cell(_LONG).replace("<w:t>", f"{said}<w:t>", 1) + _cell("1,250.00 USD"), styles)

    assert _words(made) == _words(_LONG + "1,250.00 USD")


def _words(xml: str) -> list[str]:
    """Return the letters of a text or a part of a document, in the order of the alphabet: a row that is cut has others."""
    return sorted(re.sub(r"<[^>]*>|[\s\u200b]", "", xml))
