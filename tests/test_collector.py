"""The collector of garbage rests while one file is read, and works again afterwards."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidencekit import review
from evidencekit.collector import at_rest


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


@pytest.mark.usefixtures("switch")
@pytest.mark.parametrize("frozen", [True, False])
def test_what_a_load_leaves_is_old_and_what_its_caller_froze_stays_frozen(frozen: bool) -> None:
    gc.enable()
    if frozen:
        gc.freeze()
    before, looked = gc.get_freeze_count(), []
    gc.callbacks.append(watch := lambda _, told: looked.append(told["generation"]))
    try:
        with at_rest(all_stays=True):
            made = [[n] for n in range(20_000)]
        [[n] for n in range(100)]
        assert gc.get_freeze_count() == pytest.approx(before, abs=50)
        assert bool(looked) is frozen
        assert len(made) == 20_000
    finally:
        gc.callbacks.remove(watch)
        gc.unfreeze()
