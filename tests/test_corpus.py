"""Strangers' files, set by set: no crash, no hang, and every file accounted for in the manifest."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from evidencekit import OutcomeStatus, build

SETS = ("docx", "emails", "images", "invoices", "labels", "pdfs_hard")
SAMPLE = 24
"""Files of each set in an ordinary run; EVIDENCEKIT_CORPUS_ALL=1 takes all of them."""


@pytest.mark.parametrize("name", SETS)
def test_every_file_is_accounted_for(name: str, tmp_path: Path) -> None:
    """A case made of a corpus set is built; each file stands in the manifest, shown or explained."""
    corpus = os.environ.get("EVIDENCEKIT_CORPUS")
    if not corpus:
        pytest.skip("EVIDENCEKIT_CORPUS is not set: the corpus was not found")
    files = sorted(
        p
        for p in Path(corpus, name).rglob("*")
        if p.is_file() and p.name != "manifest.json" and p.stat().st_size < 3_000_000
    )
    step = 1 if os.environ.get("EVIDENCEKIT_CORPUS_ALL") else max(1, len(files) // SAMPLE)
    case = tmp_path / name
    case.mkdir()
    for number, file in enumerate(files[::step]):
        shutil.copyfile(file, case / f"{number:03d} {file.name}")

    outcome = build(
        case, into=tmp_path / "out", recipients=["generic"], today=date(2026, 11, 20), draft=True
    )[0]

    assert outcome.status is OutcomeStatus.BUILT
    assert outcome.folder is not None
    accounted = {f["path"] for f in json.loads((outcome.folder / "manifest.json").read_text())["files"]}
    assert {p.name for p in case.iterdir()} <= accounted
