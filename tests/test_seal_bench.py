"""What `make bench` times as the seal is there to be timed: a part that moved would make its table end in a traceback."""

import sys
from importlib import import_module
from pathlib import Path

import pytest


def test_every_part_of_the_seal_is_where_the_bench_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "bench"))
    parts = import_module("seal").PARTS
    sys.modules.pop("seal")

    assert [name for module, name in parts if not callable(getattr(module, name, None))] == []
