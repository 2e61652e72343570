"""Bags that other programs made are judged, and nothing they name is looked at outside of them."""

import json
import os
from pathlib import Path

import bagit
import pytest

from evidencekit.bag import judge_bag
from evidencekit.verify import verify

_CORPUS = os.environ.get("EVIDENCEKIT_CORPUS")
_DROPPED = {"duplicate-file-with-different-case", "special-system-files"}
"""Of these the copy in the corpus lacks a file that their manifests name."""


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """Return a bag that the Library of Congress's own program made."""
    made = tmp_path / "bag"
    for name in ("Claim.pdf", "photos/crushed (1).jpg", "照片.jpg"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(name)
    bagit.make_bag(str(made), {"External-Identifier": "HH-2026-017"}, checksums=["sha256"])
    return made


def _wrong(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for check in verify(folder).checks:
        if not check.ok:
            found[check.what] = (
                f"{found[check.what]}; {check.detail}" if check.what in found else check.detail
            )
    return found


def test_a_bag_of_others_is_found_right(bag: Path) -> None:
    """What their program calls complete and valid is."""
    assert bagit.Bag(str(bag)).validate()
    assert verify(bag).ok


def test_a_percent_sign_is_read_as_the_standard_wants(bag: Path) -> None:
    """RFC 8493 codes it in manifests; the name in the bag stays as it was."""
    (bag / "data/Claim.pdf").rename(bag / "data/100% crushed.pdf")
    manifest = bag / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text("utf-8").replace("Claim.pdf", "100%25 crushed.pdf"), "utf-8")
    (bag / "tagmanifest-sha256.txt").unlink()

    assert verify(bag).ok


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\x0c", "\x1e"])
def test_a_mark_in_a_name_at_which_only_others_break_lines_is_part_of_it(bag: Path, mark: str) -> None:
    """Lines of a manifest end with CR, LF or both, and with nothing else."""
    (bag / "data/Claim.pdf").rename(bag / f"data/Claim{mark}1.pdf")
    manifest = bag / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text("utf-8").replace("Claim.pdf", f"Claim{mark}1.pdf"), "utf-8")
    (bag / "tagmanifest-sha256.txt").unlink()

    assert verify(bag).ok


@pytest.mark.parametrize("encoding", ["undefined", "klingon", "hex"])
def test_an_encoding_that_decodes_nothing_is_a_fault(bag: Path, encoding: str) -> None:
    (bag / "bagit.txt").write_text(f"BagIt-Version: 1.0\nTag-File-Character-Encoding: {encoding}\n")

    assert encoding in _wrong(bag)["bagit.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are of POSIX")
def test_a_manifest_that_is_a_pipe_is_not_waited_for(bag: Path) -> None:
    (bag / "manifest-sha256.txt").unlink()
    os.mkfifo(bag / "manifest-sha256.txt")

    assert "cannot be read" in _wrong(bag)["manifest-sha256.txt"]


def test_changed_added_and_removed_are_named(bag: Path) -> None:
    """Each by its name in the bag."""
    (bag / "data/Claim.pdf").write_text("forged")
    (bag / "data/照片.jpg").unlink()
    (bag / "data/more.exe").write_text("MZ")

    wrong = _wrong(bag)

    assert wrong["data/Claim.pdf"].startswith("changed")
    assert wrong["data/照片.jpg"] == "removed"
    assert wrong["data/more.exe"].startswith("added")


def test_a_link_out_of_the_bag_is_not_followed(bag: Path, tmp_path: Path) -> None:
    """A file that became a link is not the file, whatever it leads to."""
    (bag / "data/Claim.pdf").rename(tmp_path / "Claim.pdf")
    (bag / "data/Claim.pdf").symlink_to(tmp_path / "Claim.pdf")

    assert "data/Claim.pdf" in _wrong(bag)


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "~/x", "C:\\x", "data/../../x"])
def test_a_manifest_that_leads_out_is_refused(bag: Path, name: str) -> None:
    """No path of a stranger's manifest is looked at outside the bag."""
    with (bag / "manifest-sha256.txt").open("a") as file:
        file.write(f"{'0' * 64}  {name}\n")

    assert "outside the bag" in _wrong(bag)["manifest-sha256.txt"]


@pytest.mark.skipif(not _CORPUS, reason="EVIDENCEKIT_CORPUS does not say where the conformance bags are")
def test_conformance_bags_are_judged_right() -> None:
    """Every bag of the suite whose files are all there: valid or invalid, as it should be; nothing is fetched."""
    root = Path(_CORPUS or "", "bagit")
    wrong = []
    for row in json.loads((root / "manifest.json").read_text()):
        if Path(row["file"]).name in _DROPPED:
            continue
        valid = not any(f.grave for f in judge_bag(root / row["file"]))
        if valid != (row["expected"]["verdict_on_linux"] == "valid"):
            wrong.append(row["file"])

    assert not wrong
