"""`templates check`: all that is wrong at once, typefaces that lack, and the engines beside each other."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from evidencekit.cli import main
from evidencekit.engines import BUILTIN
from evidencekit.engines.embedded import Embedded
from evidencekit.resources import open_builtin
from evidencekit.templatecheck import compared, differences, every_name, lint, missing_fonts
from evidencekit.templating import find
from test_engines import docx

pytestmark = pytest.mark.usefixtures("in_process")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Split tags, broken ones, loops that do not close: each with its paragraph."""
    path = docx(
        tmp_path,
        "{{ claimant.name",
        "fine {{ claimant.name }}",
        "{{ who who }}",
        "{% for e in exhibits %}{{ e.title }}",
        "{% endif %}",
        "{% nonsense %}",
        "%} left over",
    )

    told = [f.message for f in lint(path)]

    assert [int(m.partition("paragraph ")[2].partition(" ")[0]) for m in told] == [1, 3, 5, 6, 7, 4]
    assert "no other half" in told[0]
    assert "closes what was not opened; {% for %} of paragraph 4 is open" in told[2]
    assert "never closed; write {% endfor %}" in told[5]


def test_every_unknown_name_is_told_with_what_was_meant(tmp_path: Path) -> None:
    path = docx(tmp_path, "{{ claimant.nmae }} {{ consignmnt.carrier }}", "{{ nothing_like_it }}")

    told = [f.message for f in lint(path)]

    assert len(told) == 3
    assert "did you mean `name`" in told[0]
    assert "did you mean `consignment`" in told[1]


def test_a_typeface_that_is_not_at_hand_is_named(tmp_path: Path) -> None:
    path = docx(tmp_path, "Hello", table=("a",))
    document = Document(str(path))
    document.styles["Normal"].font.name = "Quill of Nobody"
    document.save(str(path))

    (finding,) = missing_fonts(path)
    assert missing_fonts(find(open_builtin(), "claim-letter")) == ()

    assert "Quill of Nobody" in finding.message
    assert ": Quill of Nobody. Install" in finding.message


def test_the_engines_stand_beside_each_other(tmp_path: Path) -> None:
    """Pages, and words on each page."""
    path = docx(tmp_path, "one two three", *["word"] * 80)

    (embedded,) = compared(path, (Embedded(),))

    assert embedded.engine == "embedded"
    assert len(embedded.words) > 1
    assert sum(embedded.words) == 83
    assert differences(path, (embedded,)) == ()


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_the_claim_letter_has_the_same_pages_in_both_engines() -> None:
    path = find(open_builtin(), "claim-letter")

    sheets = compared(path, BUILTIN)

    assert [s.engine for s in sheets] == ["embedded", "libreoffice"]
    assert differences(path, sheets) == ()


def test_check_answers_with_the_engines(tmp_path: Path) -> None:
    path = docx(tmp_path, "Dear {{ addressee.name }},")

    (row,) = json.loads(run("templates", "check", path, "--json").output)["templates"]

    assert row["ok"] is True
    assert row["engines"]["embedded"] == [2]


def test_names_are_listed_with_kind_and_example() -> None:
    """Every one of them can be written into a template as its example says."""
    rows = {n["name"]: n for n in json.loads(run("templates", "names", "--json").output)["names"]}

    assert rows["claimant.name"]["kind"] == "text"
    assert rows["goods.lines"] == {
        "name": "goods.lines",
        "kind": "rows",
        "example": "{%tr for row in goods.lines %}",
    }
    assert rows["goods.lines.exhibits"]["example"] == "{{r row.exhibits }}"
    assert rows["firm.logo"]["kind"] == "picture"
    assert rows["loss.amount"]["example"] == "USD 1,245.00"
    assert len(rows) == len(tuple(every_name())) > 150
