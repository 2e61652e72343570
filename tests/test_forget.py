"""`evidencekit forget`: nothing that was read of a case stays in the cache, and nothing else goes."""

import json
import os
import shutil
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders_intake import pdf
from evidencekit import review
from evidencekit.cli import main


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVIDENCEKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "readings"


def _case(root: Path, name: str, secret: str) -> Path:
    """A case whose files are old enough to be kept by their times."""
    folder = root / name
    folder.mkdir()
    (folder / "invoice.pdf").write_bytes(pdf(f"Invoice No. {secret}"))
    with zipfile.ZipFile(folder / "more.zip", "w") as package:
        package.writestr("inside.txt", f"Packing list {secret}, packed inside")
    for file in folder.iterdir():
        os.utime(file, (time.time() - 3600, time.time() - 3600))
    time.sleep(2.1)  # times of change cannot be set back
    review(folder)
    return folder


def _holding(cache: Path, words: str) -> int:
    return sum(words in entry.read_text("utf-8") for entry in cache.iterdir())


def test_nothing_stays_of_a_case_and_the_others_stay(tmp_path: Path, cache: Path) -> None:
    one, other = _case(tmp_path, "one", "KX4711"), _case(tmp_path, "other", "KX4712")
    assert _holding(cache, "KX4711, packed inside") == 1
    before = _holding(cache, "KX4712")

    told = CliRunner().invoke(main, ["forget", str(one), "--json"])

    assert told.exit_code == 0
    assert json.loads(told.stdout)["entries"] > 1
    assert _holding(cache, "KX4711") == 0
    assert _holding(cache, "KX4712") == before > 0
    assert sorted(p.name for p in one.iterdir()) == ["invoice.pdf", "more.zip"]
    assert review(other).case == "other"


def test_a_folder_that_is_gone_is_forgotten_by_what_was_kept_of_it(tmp_path: Path, cache: Path) -> None:
    one = _case(tmp_path, "one", "KX4711")
    shutil.rmtree(one)

    told = CliRunner().invoke(main, ["forget", str(one)])

    assert told.exit_code == 0
    assert "is no folder any more" in told.stdout
    assert _holding(cache, "Invoice No. KX4711") == 0


def test_everything_goes_with_all(tmp_path: Path, cache: Path) -> None:
    _case(tmp_path, "one", "KX4711")

    told = CliRunner().invoke(main, ["forget", "--all"])

    assert told.exit_code == 0
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["--all", "one"]])
def test_it_asks_what_to_forget(arguments: list[str]) -> None:
    told = CliRunner().invoke(main, ["forget", *arguments])

    assert told.exit_code == 2
    assert "name the case folders, or say --all for every case." in told.stderr
