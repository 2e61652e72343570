"""One file of a set, taken through and judged; in a module of its own, so that a fresh child can find it."""

import importlib
from pathlib import Path
from typing import Any

from one_file import looked_at
from verdict import Verdict


def judged(task: tuple[str, str, dict[str, Any], str]) -> Verdict:
    """Take one file through, a second time with its password where it has one, and judge it."""
    name, file, expected, _ = task
    judge = importlib.import_module(f"sets.{name}")
    word = judge.passwords(expected)
    with looked_at(Path(file)) as seen:
        if word is None:
            verdict = judge.judge(seen, expected, None)
        else:
            with looked_at(Path(file), {Path(file).name: word}) as unlocked:
                verdict = judge.judge(seen, expected, unlocked)
    return verdict  # type: ignore[no-any-return]
