"""PDFs that are hurt outside: what stands before them, and places among their pages where no page is."""

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from builders_bundle import words
from builders_intake import pdf
from evidencekit import build


@pytest.mark.parametrize("inherits", [True, False])
def test_every_page_that_there_is_is_read_and_shown(inherits: bool, tmp_path: Path) -> None:  # noqa: FBT001
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

    (outcome,) = build(folder, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20), draft=True)

    (placed,) = outcome.exhibits
    assert (placed.exhibit.reading.pages, placed.last_page - placed.first_page) == (2, 1)
    assert [f.page for f in placed.exhibit.facts if f.name == "invoice_number"] == [2]
    assert outcome.folder is not None
    assert "INV-77" in words(outcome.folder / "bundle.pdf", placed.last_page)
    assert "not-shown" not in [f.code for f in outcome.findings]
