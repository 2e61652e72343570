"""Of many cases in a batch, 25 hurt in 25 ways: every sound one is built, every hurt one is explained, none is silent."""

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "bench" / "many"))
from hurtbatch import Answer, Made, clear, make, run, troubles
from hurts import HURTS

CASES = 40


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    if not os.environ.get("EVIDENCEKIT_BENCH"):
        pytest.skip("EVIDENCEKIT_BENCH is not set: the maker of cases was not found")
    if importlib.util.find_spec("pillow_heif") is None:
        pytest.skip("pillow-heif is not installed: the maker of cases needs it to write HEIC")
    cases = make(tmp_path_factory.mktemp("hurt"), CASES, distinct=3, size="800x600")
    yield cases
    clear(cases)


@pytest.fixture(scope="module")
def first(made: Made) -> Answer:
    return run(made, "--jobs", "2")


def test_sound_cases_are_built_and_hurt_ones_explained(made: Made, first: Answer) -> None:
    assert len(made.sound) == CASES - len(HURTS)
    assert list(troubles(made, first)) == []
    assert first.code == 8  # the gravest: an output that cannot be written


def test_a_second_run_leaves_what_stands_and_says_the_same(made: Made, first: Answer) -> None:
    hurt = {name: each for name, each in made.hurt.items() if not each.later}
    there = replace(made, hurt=hurt, later={})  # the one that went away is no case any more

    again = run(there, "--jobs", "2")

    assert list(troubles(there, again)) == []
    assert [o["case"] for o in again.outcomes if o["case"] in made.sound and not o["unchanged"]] == []
