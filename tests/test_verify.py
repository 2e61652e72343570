"""Verify: what was changed, added or removed is named, down to exhibit and page."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from builders_bundle import built, pdf_bytes
from evidencekit.errors import UsageError
from evidencekit.verify import verify


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    return built(
        folder, evidence={"invoice.pdf": pdf_bytes(folder, "invoice", 2), "pod.pdf": pdf_bytes(folder, "pod")}
    )


@pytest.fixture
def folder(sealed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sealed, tmp_path / "acme-us"))


def _wrong(path: Path) -> dict[str, str]:
    verified = verify(path)
    assert verified.ok == all(c.ok for c in verified.checks)
    return {c.what: c.detail for c in verified.checks if not c.ok}


def test_what_was_sealed_verifies(folder: Path) -> None:
    """Untouched, every file is checked and found right; the log may change."""
    (folder / "log.json").write_text("{}")

    verified = verify(folder)

    assert verified.ok
    assert {"bundle.pdf", "originals/pod.pdf", "delivery/Claim.pdf", "manifest.json"} <= {
        c.what for c in verified.checks
    }


def test_changed_added_and_removed_are_named(folder: Path) -> None:
    """Each with its exhibit and pages where it has them."""
    with (folder / "originals/invoice.pdf").open("ab") as file:
        file.write(b"%")
    (folder / "originals/pod.pdf").unlink()
    (folder / "delivery/extra.exe").write_bytes(b"MZ")

    wrong = _wrong(folder)

    assert set(wrong) == {"originals/invoice.pdf", "originals/pod.pdf", "delivery/extra.exe"}
    assert wrong["originals/invoice.pdf"].startswith("changed (Exhibit A, pages 4 to 5")
    assert wrong["originals/pod.pdf"].startswith("removed (Exhibit B, pages 7 to 7")
    assert wrong["delivery/extra.exe"].startswith("added")


def _edited(folder: Path, edit: Callable[[pikepdf.Pdf], None]) -> str:
    with pikepdf.open(folder / "bundle.pdf", allow_overwriting_input=True) as pdf:
        edit(pdf)
        pdf.save()
    return _wrong(folder)["bundle.pdf"]


def test_a_changed_page_is_named_with_its_exhibit(folder: Path) -> None:
    """One page drawn over, in a file that another program saved again: that page, that exhibit."""

    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.pages[4].contents_add(b"0 0 0 rg 0 0 99 99 re f")

    assert "page 5 (Exhibit A)" in _edited(folder, edit)


def test_a_changed_delivery_is_named_with_page_and_exhibit(folder: Path) -> None:
    """By what the file says of itself; without its folder as well."""
    name = folder / "delivery/Claim.pdf"
    with pikepdf.open(name, allow_overwriting_input=True) as pdf:
        pdf.pages[4].contents_add(b"0 0 0 rg 0 0 99 99 re f")
        pdf.save()

    assert "by its own account, page 5 (Exhibit A)" in _wrong(folder)["delivery/Claim.pdf"]


def test_a_changed_letter_and_a_lost_page_are_named(folder: Path) -> None:
    """A letter by its title; a missing page by the count, and by the index whose link to it is dead."""

    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].contents_add(b"0 0 0 rg 0 0 99 99 re f")
        del pdf.pages[6]

    told = _edited(folder, edit)

    assert "pages 1 to 2 (index, Claim letter)" in told
    assert "it has 6 pages and was sealed with 7" in told


def test_a_bundle_saved_again_unchanged(folder: Path) -> None:
    """The file differs, and it says that no page does."""
    assert "its pages are what they were" in _edited(folder, lambda _: None)


def test_a_bundle_that_is_none_any_more(folder: Path) -> None:
    """Overwritten with anything, it is said, not raised."""
    (folder / "bundle.pdf").write_bytes(b"not a PDF")

    assert "cannot be opened" in _wrong(folder)["bundle.pdf"]


def test_sums_mended_by_hand_do_not_agree_with_the_manifest(folder: Path) -> None:
    """Who changes an original and its line in SHA256SUMS is still found out."""
    pod = folder / "originals/pod.pdf"
    old = hashlib.sha256(pod.read_bytes()).hexdigest()
    pod.write_bytes(b"forged")
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(b"forged").hexdigest()))

    wrong = _wrong(folder)

    assert list(wrong) == ["manifest.json against SHA256SUMS"]
    assert "originals/pod.pdf" in wrong["manifest.json against SHA256SUMS"]


def _forged(folder: Path, name: str, content: bytes | None, *, manifest: bool) -> None:
    """Change or remove a file, and write its digest anew in SHA256SUMS and, where asked, in the manifest."""
    old = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    new = hashlib.sha256(content or b"").hexdigest()
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    account = folder / "manifest.json"
    before = hashlib.sha256(account.read_bytes()).hexdigest()
    if manifest:
        account.write_text(account.read_text().replace(old, new))
    after = hashlib.sha256(account.read_bytes()).hexdigest()
    lines = (folder / "SHA256SUMS").read_text().splitlines(keepends=True)
    kept = [line for line in lines if content is not None or not line.endswith(f"  {name}\n")]
    (folder / "SHA256SUMS").write_text("".join(kept).replace(old, new).replace(before, after))


def _repainted(pdf: Path, page: int) -> bytes:
    with pikepdf.open(pdf) as opened:
        opened.pages[page - 1].contents_add(b"0 0 0 rg 0 0 99 99 re f")
        opened.save(pdf.with_suffix(".painted"))
    return pdf.with_suffix(".painted").read_bytes()


def test_an_original_that_was_forged_in_both_lists_is_told_by_the_bundle(folder: Path) -> None:
    """What SHA256SUMS and manifest say together is still held against the account that the bundle carries."""
    _forged(folder, "originals/pod.pdf", b"%PDF forged", manifest=True)

    wrong = _wrong(folder)

    assert set(wrong) == {"account of bundle.pdf", "account of delivery/Claim.pdf"}
    assert "Exhibit B (pod.pdf) is another file in manifest.json" in wrong["account of bundle.pdf"]
    assert not verify(folder / "bundle.pdf").ok
    assert list(_wrong(folder / "originals/pod.pdf")) == ["account of bundle.pdf"]


@pytest.mark.parametrize("name", ["bundle.pdf", "delivery/Claim.pdf"])
def test_a_repainted_page_is_told_whatever_the_lists_say(folder: Path, tmp_path: Path, name: str) -> None:
    """The file tells it itself."""
    painted = _repainted(Path(shutil.copy(folder / name, tmp_path / "copy.pdf")), 5)
    _forged(folder, name, painted, manifest=True)

    assert "page 5 (Exhibit A)" in _wrong(folder)[f"account of {name}"]


def test_a_bundle_that_lost_its_account_is_told(folder: Path, tmp_path: Path) -> None:
    """And which of its pages are not those of the manifest."""
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(_repainted(Path(shutil.copy(folder / "bundle.pdf", copy)), 5))
    with pikepdf.open(copy, allow_overwriting_input=True) as pdf:
        del pdf.Root.Metadata
        pdf.save()
    _forged(folder, "bundle.pdf", copy.read_bytes(), manifest=True)

    assert _wrong(folder)["account of bundle.pdf"].startswith("it has none any more; page 5 (Exhibit A)")


@pytest.mark.parametrize("name", ["letters/claim-letter.docx", "review.html", "case.toml"])
@pytest.mark.parametrize("content", [b"forged", None])
def test_every_sealed_file_stands_in_the_manifest_as_well(
    folder: Path, name: str, content: bytes | None
) -> None:
    """Who changes or removes one, and its line in SHA256SUMS, is found out."""
    _forged(folder, name, content, manifest=False)

    assert name in _wrong(folder)["manifest.json against SHA256SUMS"]


def test_a_file_that_only_the_sums_name_is_told(folder: Path) -> None:
    """Added to the folder and to SHA256SUMS, but not to the manifest."""
    (folder / "letters/more.docx").write_bytes(b"PK")
    with (folder / "SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(b'PK').hexdigest()}  letters/more.docx\n")

    assert "letters/more.docx" in _wrong(folder)["manifest.json against SHA256SUMS"]


def test_an_exhibit_whose_original_the_manifest_does_not_know_is_told(folder: Path) -> None:
    """An original cannot be smuggled in as some other file of the folder."""
    pod = folder / "originals/pod.pdf"
    forged = hashlib.sha256(b"forged").hexdigest()
    manifest = folder / "manifest.json"
    before = hashlib.sha256(manifest.read_bytes()).hexdigest()
    account = json.loads(manifest.read_text())
    (row,) = (r for r in account["files"] if r["path"] == "pod.pdf")
    row["original"] = None
    account["also_sealed"].append({"path": "originals/pod.pdf", "sha256": forged})
    manifest.write_text(json.dumps(account))
    sums = (folder / "SHA256SUMS").read_text().replace(row["sha256"], forged)
    after = hashlib.sha256(manifest.read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(sums.replace(before, after))
    pod.write_bytes(b"forged")

    wrong = _wrong(folder)

    assert "originals/pod.pdf" in wrong["manifest.json against SHA256SUMS"]
    assert "where the original of Exhibit B (pod.pdf) is" in wrong["account of bundle.pdf"]


def test_a_folder_of_an_older_manifest_verifies(folder: Path) -> None:
    """One that names neither who signed nor every file."""
    manifest = folder / "manifest.json"
    before = hashlib.sha256(manifest.read_bytes()).hexdigest()
    account = json.loads(manifest.read_text())
    del account["also_sealed"], account["bundle"]["signed_by"], account["delivery"][0]["signed_by"]
    manifest.write_text(json.dumps(account))
    after = hashlib.sha256(manifest.read_bytes()).hexdigest()
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(before, after))

    assert _wrong(folder) == {}


def test_one_file_can_be_checked_alone(folder: Path) -> None:
    """The bundle or a delivered file in its folder; elsewhere only a bundle speaks for itself, and that is said."""
    assert verify(folder / "bundle.pdf").ok
    assert verify(folder / "delivery/Claim.pdf").ok
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(folder / "bundle.pdf", elsewhere)
    shutil.copy(folder / "originals/pod.pdf", elsewhere)

    assert verify(elsewhere / "bundle.pdf").ok
    assert "nobody can say" in _wrong(elsewhere / "pod.pdf")["pod.pdf"]


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "null",
        '{"files": 3, "bundle": 7}',
        '{"files": [1, {"original": 4, "label": "A"}], "delivery": null}',
    ],
)
def test_a_broken_manifest_is_a_finding(folder: Path, manifest: str) -> None:
    """Whatever it holds, it is named and nothing crashes."""
    (folder / "manifest.json").write_text(manifest)
    (folder / "bundle.pdf").write_bytes(b"x")

    assert {"manifest.json", "bundle.pdf"} <= set(_wrong(folder))


def test_links_do_not_count_as_files(folder: Path) -> None:
    """A file replaced by a link out of the folder is gone, and a linked folder was added."""
    copy = folder.parent / "pod.pdf"
    shutil.move(folder / "originals/pod.pdf", copy)
    (folder / "originals/pod.pdf").symlink_to(copy)
    (folder / "more").symlink_to(folder.parent)

    assert set(_wrong(folder)) == {"originals/pod.pdf", "more"}


@pytest.mark.parametrize("sums", ["", None, "0" * 64 + "  ../../etc/passwd\n", "nonsense\n"])
def test_a_folder_without_sums_cannot_be_verified(folder: Path, sums: str | None) -> None:
    """Missing or leading out of the folder: nothing says what was sealed."""
    (folder / "SHA256SUMS").unlink()
    if sums is not None:
        (folder / "SHA256SUMS").write_text(sums)
    if sums == "":
        assert not verify(folder).ok
    else:
        with pytest.raises(UsageError):
            verify(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices are of POSIX")
@pytest.mark.parametrize("name", ["SHA256SUMS", "manifest.json", "bundle.pdf", "delivery/Claim.pdf"])
@pytest.mark.parametrize("device", [None, "/dev/zero"])
def test_a_pipe_or_a_device_is_not_read(folder: Path, name: str, device: str | None) -> None:
    """It would be waited for, or read, without end."""
    (folder / name).unlink()
    if device:
        (folder / name).symlink_to(device)
    else:
        os.mkfifo(folder / name)

    if name == "SHA256SUMS":
        with pytest.raises(UsageError, match="can be read"):
            verify(folder)
    else:
        assert name in _wrong(folder)
    if not device:
        with pytest.raises(UsageError, match="neither a file nor a folder"):
            verify(folder / name)


def test_the_delivery_of_a_built_folder_is_compared_with_that_folder(folder: Path) -> None:
    """What was changed in it, added to it or taken out of it is named; what is not of it is not looked at."""
    good = verify(folder / "delivery")
    (folder / "originals/pod.pdf").unlink()
    (folder / "delivery/extra.exe").write_bytes(b"MZ")
    (folder / "delivery/Claim.pdf").unlink()

    wrong = _wrong(folder / "delivery")

    assert good.ok
    assert wrong == {"delivery/Claim.pdf": "removed", "delivery/extra.exe": "added after it was sealed"}


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    """A slip in the path is a matter of usage."""
    with pytest.raises(UsageError, match="does not exist"):
        verify(tmp_path / "nothing")


def test_the_manifest_says_nothing_of_this_machine(folder: Path) -> None:
    """Neither a time of day nor an absolute path stands in it."""
    account = json.loads((folder / "manifest.json").read_text())

    assert account["today"] == "2026-10-20"
    assert str(folder.parent) not in json.dumps(account)
