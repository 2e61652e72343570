"""Of many cases in a batch, 25 hurt in 25 ways: every sound one is built, every hurt one is explained, none is silent.

The same bundles come out, byte for byte, with processes, on a cluster that loses a worker, and from a store into it.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "bench" / "many"))
from hurtbatch import Answer, Made, alike, clear, make, run, troubles
from hurts import HURTS

CASES = 32


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if not os.environ.get("EVIDENCEKIT_BENCH"):
        pytest.skip("EVIDENCEKIT_BENCH is not set: the maker of cases was not found")
    if importlib.util.find_spec("pillow_heif") is None:
        pytest.skip("pillow-heif is not installed: the maker of cases needs it to write HEIC")
    made = tmp_path_factory.mktemp("hurt")
    yield made
    clear(made)


@pytest.fixture(scope="module")
def made(place: Path) -> Made:
    return make(place, CASES, distinct=3)


@pytest.fixture(scope="module")
def first(made: Made, place: Path) -> Answer:
    return run(made, place / "out", "--jobs", "2")


def test_sound_cases_are_built_and_hurt_ones_explained(made: Made, first: Answer) -> None:
    assert len(made.sound) == CASES - len(HURTS)
    assert list(troubles(made, first)) == []
    assert first.code == 8  # the gravest: an output that cannot be written


def test_a_second_run_leaves_what_stands_and_says_the_same(made: Made, first: Answer, place: Path) -> None:
    hurt = {name: each for name, each in made.hurt.items() if each.when != "later"}
    there = replace(made, hurt=hurt)  # the one that went away is no case any more

    again = run(there, place / "out", "--jobs", "2")

    assert list(troubles(there, again)) == []
    assert [o["case"] for o in again.outcomes if o["case"] in made.sound and not o["unchanged"]] == []


def test_a_cluster_that_loses_a_worker_comes_to_the_same_bundles(
    made: Made, first: Answer, place: Path
) -> None:
    pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    from ways import by_dask

    answer, _ = by_dask(made, place / "dask", 2)

    assert list(troubles(made, answer)) == []
    assert list(alike(made, first, answer)) == []


def test_a_store_comes_to_the_same_bundles(made: Made, first: Answer, place: Path) -> None:
    """It answers 503 to one request of twenty, and what it cannot hold is hurt in a way of its own."""
    pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
    pytest.importorskip("moto", reason="moto is not installed: there is no S3 to try it on")
    from ways import by_store

    answer, _ = by_store(made, place / "store", 2)

    assert list(troubles(made, answer, afar=True)) == []
    assert list(alike(made, first, answer, afar=True)) == []
