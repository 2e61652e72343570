"""Word files with Windows metafiles: never left out in silence."""

import shutil
from pathlib import Path

import pytest

from builders_bundle import exhibit
from evidencekit.converters.office import WordConverter
from evidencekit.desk import Desk
from evidencekit.wordfile import read_parts, save
from test_engines import docx


def with_metafile(folder: Path, name: str = "word/media/image1.emf") -> Path:
    path = docx(folder, "A chart of the loss")
    save({**read_parts(path), name: b"\x01\x00\x00\x00"}, path)
    return path


def test_a_drawing_that_is_not_shown_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice nobody draws it, and the finding says what to do."""
    monkeypatch.setenv("PATH", "")
    made = WordConverter().convert(exhibit(with_metafile(tmp_path), "A"), Desk(tmp_path / "desk"))

    assert [f.code for f in made.findings] == ["drawings-missing"]
    assert "install LibreOffice" in made.findings[0].message


def test_a_thumbnail_is_no_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    path = with_metafile(tmp_path, "docProps/thumbnail.emf")

    assert WordConverter().convert(exhibit(path, "A"), Desk(tmp_path / "desk")).findings == ()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_draws_it_where_it_is_installed(tmp_path: Path) -> None:
    made = WordConverter().convert(exhibit(with_metafile(tmp_path), "A"), Desk(tmp_path / "desk"))

    assert made.treatment == "laid out by LibreOffice"
    assert made.findings == ()
