"""The cases that the benchmark's maker makes are read right: every fact of the truth file, in every case."""

import importlib.util
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from evidencekit import Review, review

CASES = 6


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, str]]]:
    scripts = os.environ.get("EVIDENCEKIT_BENCH")
    if not scripts:
        pytest.skip("EVIDENCEKIT_BENCH is not set: the maker of cases was not found")
    if importlib.util.find_spec("pillow_heif") is None:
        pytest.skip("pillow-heif is not installed: the maker of cases needs it to write HEIC")
    root = tmp_path_factory.mktemp("made") / "cases"
    subprocess.run(
        [sys.executable, f"{scripts}/make_cases.py", str(root), "--cases", str(CASES), "--photos", "2",
         "--seed", "4711", "--size", "1200x900"],
        check=True, capture_output=True,
    )  # fmt: skip
    return root, json.loads((root.parent / "cases-truth.json").read_text())


def _values(read: Review, name: str) -> set[str]:
    return {str(f.value) for e in read.exhibits for f in e.facts if f.name == name and f.confidence >= 0.5}


def test_every_case_says_what_its_truth_says(made: tuple[Path, list[dict[str, str]]]) -> None:
    """Tracking number, invoice number and date, total and currency: one value each, the right one."""
    root, truth = made

    for told in truth:
        read = review(root / told["id"], today=date(2026, 11, 20))
        assert _values(read, "tracking_number") == {told["tracking"]}
        assert _values(read, "invoice_number") == {told["invoice_number"]}
        assert _values(read, "invoice_date") == {told["invoice_date"]}
        assert _values(read, "total") == {f"{told['total']:.2f}"}
        assert _values(read, "currency") == {told["currency"]}
        assert str(read.particulars.text("delivery_date")) == told["delivery_date"]
