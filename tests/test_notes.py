"""Notes that somebody left in a PDF are told: they go along, and nobody who prints the bundle sees them."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf

from builders_intake import pdf
from evidencekit import build

_NAME, _TEXT = pikepdf.Name, pikepdf.String


def _note(document: pikepdf.Pdf, form: str, contents: str | None, **more: Any) -> Any:
    made = pikepdf.Dictionary(Type=_NAME.Annot, Subtype=_NAME(f"/{form}"), Rect=[72, 500, 92, 520], **more)
    if contents is not None:
        made.Contents = _TEXT(contents)
    return document.make_indirect(made)


def test_each_note_is_told_with_its_page_and_author(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    with pikepdf.open(io.BytesIO(pdf("One", "Two"))) as document:
        sticky = _note(document, "Text", "Ask the driver,\rhe saw it", T=_TEXT("Anna Li"))
        window = _note(document, "Popup", "Ask the driver,\rhe saw it", Parent=sticky)
        document.pages[0].obj.Annots = pikepdf.Array([
            sticky, window, _note(document, "FreeText", "typed onto the page"), _note(document, "Link", "a link"),
            _note(document, "Text", "Accepted set by Anna Li", IRT=sticky, StateModel=_TEXT("Review")),
        ])  # fmt: skip
        document.pages[1].obj.Annots = pikepdf.Array([
            3, _note(document, "Highlight", None, RC=_TEXT("<body><p>too <b>low</b></p></body>")),
            _note(document, "FreeText", "hidden remark", F=2), _note(document, "Text", "x" * 500),
        ])  # fmt: skip
        document.save(folder / "receipt.pdf")

    (outcome,) = build(
        folder, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20), draft=True
    )

    (finding,) = [f for f in outcome.findings if f.code == "notes"]
    assert finding.message.startswith(
        'receipt.pdf has 4 notes that are not printed on its pages: page 1, Anna Li: "Ask the driver, he saw it"; '
        'page 2: "too low"; page 2: "hidden remark"; page 2: "xxx'
    )
    assert "x ..." in finding.message
    assert outcome.folder is not None
    (row,) = json.loads((outcome.folder / "manifest.json").read_text("utf-8"))["files"]
    assert finding.message in [each["message"] for each in row["findings"]]
    with pikepdf.open(outcome.folder / "bundle.pdf") as bundle:
        first = bundle.pages[row["first_page"] - 1].obj.Annots
        assert any(str(each.get("/Contents", "")).startswith("Ask the driver") for each in first)
