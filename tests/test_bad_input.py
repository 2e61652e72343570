"""Bad input gets one clear sentence, the right exit code and no traceback, and nothing half-made stays behind."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from builders_intake import noise


def _run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evidencekit", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def _jpeg() -> bytes:
    kept = io.BytesIO()
    noise((900, 700)).convert("RGB").save(kept, "JPEG")
    return kept.getvalue()


def _locked_pdf(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="more secret"))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "letter.txt").write_text("The parcel arrived crushed.")
    return folder


def _says(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """Assert the exit code, the words of the sentence, and that no traceback was shown."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    for word in words:
        assert word in done.stderr, done.stderr


def test_an_empty_folder(tmp_path: Path) -> None:
    """There is nothing to claim with, and it says so."""
    (tmp_path / "empty").mkdir()

    _says(_run("build", tmp_path / "empty", "--for", "generic", "--out", tmp_path / "out"), 4, "empty")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """A file is not a case folder."""
    (tmp_path / "file").write_text("x")

    done = _run("build", tmp_path / "file", "--for", "generic", "--out", tmp_path / "out")

    assert done.returncode in {2, 4}
    _says(done, done.returncode, "file")
    assert not (tmp_path / "out").exists()


def test_an_unknown_recipient_names_the_nearest(case: Path, tmp_path: Path) -> None:
    """A slip in --for is told with what was probably meant."""
    _says(_run("build", case, "--for", "ups-uss", "--out", tmp_path / "out"), 2, "ups-uss", "ups-us")
    assert not (tmp_path / "out").exists()


def test_a_slip_in_case_toml_is_told_with_its_line(case: Path, tmp_path: Path) -> None:
    """File, line, key and the nearest known key."""
    (case / "case.toml").write_text('reference = "X"\n\n[claimant]\nnmae = "Y"\n')

    _says(
        _run("build", case, "--for", "generic", "--out", tmp_path / "out"),
        4,
        "case.toml line 4",
        "nmae",
        "name",
    )
    assert not (tmp_path / "out").exists()


def test_case_toml_that_is_not_toml(case: Path, tmp_path: Path) -> None:
    """The offending line is shown with what is missing."""
    (case / "case.toml").write_text("reference = HH 17\n")

    _says(_run("build", case, "--for", "generic", "--out", tmp_path / "out"), 4, "case.toml line 1", "quotes")
    assert not (tmp_path / "out").exists()


def test_out_inside_the_case_folder(case: Path) -> None:
    """What is made never mixes with the evidence."""
    _says(_run("build", case, "--for", "generic", "--out", case / "out"), 2, "inside")
    assert [p.name for p in case.iterdir()] == ["letter.txt"]


def test_two_case_folders_of_one_name(case: Path, tmp_path: Path) -> None:
    """One would overwrite the other."""
    twin = tmp_path / "other" / "case"
    twin.mkdir(parents=True)
    (twin / "letter.txt").write_text("Another one.")

    _says(_run("build", case, twin, "--for", "generic", "--out", tmp_path / "out"), 2, "case")
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_made(case: Path, tmp_path: Path) -> None:
    """A file stands where the output folder should be."""
    (tmp_path / "out").write_text("in the way")

    _says(_run("build", case, "--for", "generic", "--draft", "--out", tmp_path / "out"), 8, "out")
    assert (tmp_path / "out").read_text() == "in the way"


def test_strange_files_are_shown_or_explained(case: Path, tmp_path: Path) -> None:
    """Truncated, locked, empty, disguised, oddly named: all in the bundle, each with its finding."""
    (case / "cut.jpg").write_bytes(_jpeg()[:9000])
    _locked_pdf(case / "locked.pdf")
    (case / "nothing.pdf").write_bytes(b"")
    (case / "really an exe.pdf").write_bytes(b"MZ\x90\x00\x03" + bytes(400))
    (case / "照片 🎉 ..jpg").write_bytes(_jpeg())
    (case / ("n" * 240 + ".txt")).write_text("a long name")
    (case / ".DS_Store").write_bytes(b"x")
    (case / "~$open.xlsx").write_bytes(b"x")
    outside = tmp_path / "outside.txt"
    outside.write_text("what the neighbours paid")
    (case / "way out.txt").symlink_to(outside)

    done = _run(
        "build",
        case,
        "--for",
        "generic",
        "--draft",
        "--today",
        "2026-10-20",
        "--out",
        tmp_path / "out",
        "--json",
    )

    _says(done, 0)
    for word in ("cut.jpg", "locked.pdf", "nothing.pdf", "really an exe.pdf", "way out.txt"):
        assert word in done.stdout
    manifest = (tmp_path / "out" / "case" / "generic" / "manifest.json").read_text()
    assert "what the neighbours paid" not in manifest
    assert {"照片 🎉 ..jpg", "locked.pdf"} <= {
        p.name for p in (tmp_path / "out" / "case" / "generic" / "originals").iterdir()
    }
    assert not list((tmp_path / "out").rglob(".*new*"))


@pytest.mark.skipif(os.name != "posix", reason="needs a small file system")
def test_a_full_disk_leaves_no_half_bundle(case: Path, tmp_path: Path) -> None:
    """On a file system of 200 kB the build ends with one sentence and exit code 8."""
    place = tmp_path / "small"
    place.mkdir()
    (case / "big.bin").write_bytes(os.urandom(600_000))
    script = f"mount -t tmpfs -o size=200k none {place} && {sys.executable} -m evidencekit build {case} --for generic --draft --out {place}; code=$?; find {place} -name manifest.json; exit $code"
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("this system allows no mount namespace: no small disk can be made")

    _says(done, 8)
    assert "manifest.json" not in done.stdout
