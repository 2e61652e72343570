"""Very long letters: nothing is lost, and the time is bounded."""

from dataclasses import replace
from pathlib import Path

import pytest

import builders_letters as b
from evidencekit.desk import Desk
from evidencekit.engines.embedded import Embedded
from evidencekit.model.bundle import Letter
from evidencekit.resources import open_builtin
from evidencekit.steps.write import write


def statement(folder: Path, lines: int) -> Letter:
    known = replace(b.particulars(), goods=b.goods(lines=lines))
    (letter,) = write(
        b.profile("statement-of-claim"), b.case(Path("case")), known, b.assessment(), b.exhibits(),
        today=b.TODAY, desk=Desk(folder), library=open_builtin(), engines=(Embedded(),),
    )  # fmt: skip
    return letter


@pytest.mark.parametrize("lines", [120, 1200])
def test_lines_are_counted_whole(tmp_path: Path, lines: int) -> None:
    """A number of three or four figures fits its column."""
    letter = statement(tmp_path, lines)

    assert [f.message for f in letter.findings if f.code == "words-missing"] == []
    assert letter.pages > lines / 25
