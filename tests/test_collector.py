"""The collector of garbage rests while one file is read, and works again afterwards."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidencekit import review


@pytest.fixture
def switch() -> Iterator[None]:
    """Put the collector back as it was, whatever a test did to it."""
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


@pytest.mark.usefixtures("switch")
@pytest.mark.parametrize("on", [True, False])
def test_a_review_leaves_the_collector_as_its_caller_had_it(on: bool, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Commercial invoice INV-1, total USD 10.00", encoding="utf-8")
    (gc.enable if on else gc.disable)()

    review(tmp_path)

    assert gc.isenabled() is on
