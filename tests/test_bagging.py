"""Bags of what was sent and of everything: the Library of Congress's own program finds them valid."""

import json
from datetime import date
from pathlib import Path

import bagit
import pikepdf
import pytest
from click.testing import CliRunner

from evidencekit import build
from evidencekit.bagging import NotSealedError, write_bag
from evidencekit.cli import main
from evidencekit.errors import CannotWriteError, UsageError
from evidencekit.verify import verify


@pytest.fixture
def built(tmp_path: Path) -> Path:
    case = tmp_path / "case"
    case.mkdir()
    (case / "note 100% sure.txt").write_text("Received crushed")
    (case / "照片 ☃.txt").write_text("Received wet")
    (outcome,) = build(
        case, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20), draft=True
    )
    assert outcome.folder is not None
    return outcome.folder


def _payload(bag: Path) -> dict[str, bytes]:
    return {
        p.relative_to(bag / "data").as_posix(): p.read_bytes()
        for p in (bag / "data").rglob("*")
        if p.is_file()
    }


def _all(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_bag_of_the_delivery_holds_what_was_sent_and_is_valid(built: Path, tmp_path: Path) -> None:
    bag = write_bag(built, tmp_path / "bags")

    assert bag.name == "case generic delivery"
    assert _payload(bag) == _all(built / "delivery")
    bagit.Bag(str(bag)).validate()
    assert verify(bag).ok
    info = bagit.Bag(str(bag)).info
    assert info["External-Identifier"] == "case"
    assert info["Bagging-Date"] == "2026-10-20"


def test_a_bag_of_all_holds_the_folder_and_is_valid(built: Path, tmp_path: Path) -> None:
    bag = write_bag(built, tmp_path / "bags", whole=True)

    assert _payload(bag) == _all(built)
    assert "originals/note 100% sure.txt" in _payload(bag)
    assert "note 100%25 sure.txt" in (bag / "manifest-sha256.txt").read_text("utf-8")
    assert verify(bag).ok, verify(bag).checks


@pytest.mark.parametrize("whole", [False, True])
def test_a_repainted_page_in_a_bag_is_told_whatever_its_lists_say(
    built: Path, tmp_path: Path, whole: bool
) -> None:
    """Who can repaint a page can write the bag's own lists anew; the PDF in it tells what it was."""
    bag = write_bag(built, tmp_path / "bags", whole=whole)
    (painted,) = (bag / "data").glob("*.pdf")
    with pikepdf.open(painted, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"0 0 0 rg 0 0 99 99 re f")
        pdf.save()
    bagit.Bag(str(bag)).save(manifests=True)
    bagit.Bag(str(bag)).validate()

    told = {c.what: c.detail for c in verify(bag).checks if not c.ok}

    assert "page 1 (index)" in told[f"data/{painted.name}"]


def test_the_same_delivery_gives_the_same_bytes_and_takes_the_place_of_the_old_bag(
    built: Path, tmp_path: Path
) -> None:
    first = _all(write_bag(built, tmp_path / "bags"))
    (tmp_path / "bags" / "case generic delivery" / "data" / "stray.txt").write_text("old")

    assert _all(write_bag(built, tmp_path / "bags")) == first


def test_bags_of_different_claims_never_share_a_name(tmp_path: Path) -> None:
    """Whatever their cases are called; where the names are the same, the one's bag is not put in the place of the other's."""
    bags = []
    for name in ("案件一", "案件二", "x" * 200 + "1", "x" * 200 + "2"):
        folder = tmp_path / "cases" / name
        folder.mkdir(parents=True)
        (folder / "note.txt").write_text(name)
        (outcome,) = build(
            folder, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20), draft=True
        )
        assert outcome.folder is not None
        bags.append(write_bag(outcome.folder, tmp_path / "bags").name)
    other = tmp_path / "others" / "案件一"
    other.mkdir(parents=True)
    (other / "note.txt").write_text("another claim")
    (other / "case.toml").write_text('reference = "R-9"')
    (outcome,) = build(
        other, into=tmp_path / "out 2", recipients=["generic"], today=date(2026, 10, 20), draft=True
    )

    assert bags[0] == "案件一 generic delivery"
    assert len(set(bags)) == 4
    assert outcome.folder is not None
    with pytest.raises(CannotWriteError, match="another claim"):
        write_bag(outcome.folder, tmp_path / "bags")


def test_what_is_not_as_it_was_sealed_is_not_packed(built: Path, tmp_path: Path) -> None:
    (built / "bundle.pdf").write_bytes(b"%PDF-1.7 something else")

    with pytest.raises(NotSealedError, match=r"bundle\.pdf"):
        write_bag(built, tmp_path / "bags")
    assert not (tmp_path / "bags").exists()


def test_a_bag_is_never_put_into_the_folder_itself(built: Path) -> None:
    with pytest.raises(CannotWriteError, match="lies inside"):
        write_bag(built, built / "bags")
    assert verify(built).ok


def test_what_was_never_built_is_no_bag(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir(exist_ok=True)
    with pytest.raises(UsageError):
        write_bag(tmp_path / "case", tmp_path / "bags")


def test_the_command_says_where_the_bags_are(built: Path, tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["bag", str(built), "--into", str(tmp_path / "bags"), "--json"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.output)["bags"] == [str(tmp_path / "bags" / "case generic delivery")]

    (built / "bundle.pdf").write_bytes(b"x")
    refused = CliRunner().invoke(main, ["bag", str(built), "--into", str(tmp_path / "bags")])
    assert refused.exit_code == 3
    assert "is not what was sealed (bundle.pdf)" in refused.output
