"""What people did in a bundle's folder is never taken away by the next build."""

from datetime import date
from pathlib import Path

import pytest

from builders_intake import pdf
from evidencekit import Outcome, build
from evidencekit.errors import CannotWriteError
from evidencekit.verify import verify


def _case(root: Path, reference: str, words: str = "Commercial Invoice No. 17") -> Path:
    folder = root / "mug"
    folder.mkdir(parents=True)
    (folder / "invoice.pdf").write_bytes(pdf(words))
    (folder / "case.toml").write_text(f'reference = "{reference}"\n')
    return folder


def _built(case: Path, out: Path) -> Outcome:
    return build(case, into=out, recipients=["generic"], today=date(2026, 10, 20), draft=True)[0]


def test_papers_and_changed_letters_are_kept_beside_the_new_bundle(tmp_path: Path) -> None:
    """Told by name; a second change does not replace the first; the new bundle is what was sealed."""
    case, out = _case(tmp_path / "cases", "R-1"), tmp_path / "out"
    bundle = out / "mug" / "generic"
    assert "kept-by-hand" not in {f.code for f in _built(case, out).findings}
    (letter,) = list(bundle.glob("letters/claim-letter*.docx"))[:1]
    for change in (b"first", b"second"):
        letter.write_bytes(change)
        (bundle / "portal receipt.txt").write_bytes(b"No. 4711")
        told = [f.message for f in _built(case, out).findings if f.code == "kept-by-hand"]
        assert letter.name in told[0]
        assert "portal receipt.txt" in told[0]

    kept = out / "mug" / "generic.kept"
    assert {p.read_bytes() for p in kept.rglob("*") if p.is_file()} == {b"first", b"second", b"No. 4711"}
    assert verify(bundle).ok
    assert not (bundle / "portal receipt.txt").exists()


def test_a_folder_that_was_never_a_bundle_is_left_alone(tmp_path: Path) -> None:
    """It is named, and what it holds stays."""
    case, out = _case(tmp_path / "cases", "R-1"), tmp_path / "out"
    notes = out / "mug" / "generic" / "my notes.txt"
    notes.parent.mkdir(parents=True)
    notes.write_text("mine")

    with pytest.raises(CannotWriteError, match=r"my notes\.txt"):
        _built(case, out)

    assert notes.read_text() == "mine"


def test_another_cases_bundle_is_not_replaced(tmp_path: Path) -> None:
    """Folders of one name, built one after the other; a corrected reference is no other case."""
    first, second = _case(tmp_path / "a", "R-1"), _case(tmp_path / "b", "R-2", "Commercial Invoice No. 18")
    out = tmp_path / "out"
    _built(first, out)
    before = (out / "mug" / "generic" / "bundle.pdf").read_bytes()

    with pytest.raises(CannotWriteError, match="R-1"):
        _built(second, out)

    assert (out / "mug" / "generic" / "bundle.pdf").read_bytes() == before
    (first / "case.toml").write_text('reference = "R-1a"\n')
    assert _built(first, out).folder is not None
