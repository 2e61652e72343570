"""Measure what the seal costs of a build: digests of pages and files, manifest, sums, the page on which a recipient compares.

    python bench/seal.py

Every file is hashed as it is copied; all of that counts as seal, though a copy is made in any case.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from evidencekit import build, sidepages
from evidencekit.steps import assemble, seal

SAMPLES = Path(__file__).parent.parent / "samples"
TODAY = date(2026, 10, 20)
PARTS: tuple[tuple[Any, str], ...] = (
    (assemble, "fill_in"),
    (assemble, "account_text"),
    (assemble, "list_digest"),
    (sidepages, "verify_page"),
    (seal, "_originals"),
    (seal, "_fill"),
    (seal, "manifest_text"),
    (seal, "seal_of"),
)


def main() -> int:
    """Build two samples several times and print the share."""
    os.environ.update({"EVIDENCEKIT_OCR": "off", "EVIDENCEKIT_CACHE": "off"})
    spent = [0.0]
    for module, name in PARTS:
        setattr(module, name, _timed(getattr(module, name), spent))
    print(f"{'what':40}{'seal, s':>10}{'build, s':>10}{'share':>8}   to reach")
    for sample, recipient in (("crushed-parcel", "ups-us"), ("wet-container", "marine-cargo")):
        shares = [_once(SAMPLES / sample, recipient, spent) for _ in range(5)]
        took, whole = (statistics.median(column) for column in zip(*shares, strict=True))
        print(f"{sample:40}{took:>10.3f}{whole:>10.2f}{took / whole:>8.1%}   5 % at most", flush=True)
    return 0


def _once(case: Path, recipient: str, spent: list[float]) -> tuple[float, float]:
    spent[0] = 0.0
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        build(case, into=Path(out), recipients=[recipient], today=TODAY)
        return spent[0], time.perf_counter() - began


def _timed(work: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        made = work(*arguments, **named)
        if hasattr(made, "__next__"):
            made = list(made)
        spent[0] += time.perf_counter() - began
        return made

    return run


if __name__ == "__main__":
    sys.exit(main())
