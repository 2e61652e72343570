"""The finished folder: whole or not at all, byte for byte, accounted for."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builders_bundle import built, pdf_bytes
from evidencekit.earlier import earlier_bundle
from evidencekit.errors import CannotWriteError, CaseError
from evidencekit.exchange import replacing
from evidencekit.names import kept_name


def _evidence(folder: Path) -> dict[str, bytes]:
    return {
        "invoice.pdf": pdf_bytes(folder, "invoice", 2),
        "pod.pdf": pdf_bytes(folder, "pod"),
        "photos.zip": b"PK zip",
    }


def _digests(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "log.json"
    }


def test_the_folder_holds_what_the_contract_says(tmp_path: Path) -> None:
    """Bundle, letters, delivery, originals, manifest, sums, log and review page; nothing beside the folder."""
    made = built(tmp_path, evidence=_evidence(tmp_path))

    assert made == tmp_path / "out" / "crushed" / "acme-us"
    assert sorted(p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()) == [
        "SHA256SUMS", "bundle.pdf", "case.toml", "delivery/Claim.pdf", "letters/claim-letter.docx", "log.json", "manifest.json",
        "originals/invoice.pdf", "originals/photos.zip", "originals/pod.pdf", "review.html",
    ]  # fmt: skip
    assert [p.name for p in made.parent.iterdir()] == ["acme-us"]
    assert (made / "originals/photos.zip").read_bytes() == b"PK zip"


def test_the_manifest_accounts_for_every_file(tmp_path: Path) -> None:
    """Each source file has its digest, its label or the reason why it has none, and its pages in the bundle."""
    made = built(tmp_path, evidence=_evidence(tmp_path))

    text = (made / "manifest.json").read_text()
    account = json.loads(text)
    rows = {f["path"]: f for f in account["files"]}
    assert set(rows) == {"invoice.pdf", "pod.pdf", "photos.zip"}
    assert (
        rows["invoice.pdf"]["label"],
        rows["invoice.pdf"]["first_page"],
        rows["invoice.pdf"]["last_page"],
    ) == ("A", 4, 5)
    assert (rows["photos.zip"]["label"], rows["photos.zip"]["left_out"]) == (None, "unpacked")
    assert rows["pod.pdf"]["sha256"] == hashlib.sha256((made / "originals/pod.pdf").read_bytes()).hexdigest()
    assert len(account["bundle"]["page_digests"]) == account["bundle"]["pages"] == 7
    assert str(tmp_path) not in text


def test_the_sums_are_what_sha256sum_checks(tmp_path: Path) -> None:
    """`sha256sum -c` of any system agrees, a name with a backslash included."""
    made = built(tmp_path, evidence={"a.pdf": pdf_bytes(tmp_path, "a"), "odd name 照片.zip": b"PK"})

    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=made, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stdout
    assert len((made / "SHA256SUMS").read_text().splitlines()) == len(_digests(made)) - 1


def test_the_same_evidence_gives_the_same_folder(tmp_path: Path) -> None:
    """Published twice, every sealed file is equal."""
    evidence = _evidence(tmp_path)

    one = _digests(built(tmp_path, evidence=evidence))
    two = _digests(built(tmp_path, evidence=evidence, into=tmp_path / "other"))

    assert one == two


def test_a_new_folder_replaces_the_old_one_whole(tmp_path: Path) -> None:
    """Nothing of the old bundle is left in the new one or beside it."""
    built(tmp_path, evidence=_evidence(tmp_path))

    made = built(tmp_path, evidence={"pod.pdf": pdf_bytes(tmp_path, "pod")})

    assert [p.name for p in (made / "originals").iterdir()] == ["pod.pdf"]
    assert [p.name for p in made.parent.iterdir()] == ["acme-us"]


def test_labels_of_the_replaced_bundle_can_be_read(tmp_path: Path) -> None:
    """Path and label of each exhibit; what is left out has none."""
    made = built(tmp_path, evidence=_evidence(tmp_path))

    assert earlier_bundle(made).labels == (("invoice.pdf", "A"), ("pod.pdf", "B"))


@pytest.mark.parametrize(
    "manifest",
    [
        b"", b"{", b"[]", b"null", b'{"files": 3}', b'{"files": [3, {"path": 1}]}', b"\xff\xfe", b"[" * 100_000,
        b'{"files": [{"path": "x", "label": "../../A"}, {"path": "y", "label": ["A"]}, {"path": "z", "label": "A\\n"}]}',
    ],
)  # fmt: skip
def test_a_strange_manifest_gives_no_labels(tmp_path: Path, manifest: bytes) -> None:
    """Broken or hostile, it is as if there were none."""
    (tmp_path / "manifest.json").write_bytes(manifest)

    assert earlier_bundle(tmp_path).labels == ()


def test_a_label_given_twice_counts_once(tmp_path: Path) -> None:
    """Two files never get one label from a manifest that somebody edited."""
    rows = [{"path": "x", "label": "A"}, {"path": "y", "label": "A"}]
    (tmp_path / "manifest.json").write_text(json.dumps({"files": rows}))

    assert earlier_bundle(tmp_path).labels == (("x", "A"),)


def test_evidence_that_changed_meanwhile_stops_the_seal(tmp_path: Path) -> None:
    """A file that is not what was read any more, or is gone, is named; the old bundle stays."""
    old = _digests(built(tmp_path, evidence=_evidence(tmp_path)))
    invoice = tmp_path / "evidence" / "invoice.pdf"

    with pytest.raises(CaseError, match=r"invoice\.pdf changed"):
        built(tmp_path, evidence=_evidence(tmp_path), spoil=lambda: invoice.write_bytes(b"other"))
    with pytest.raises(CaseError, match=r"invoice\.pdf was there"):
        built(tmp_path, evidence=_evidence(tmp_path), spoil=invoice.unlink)

    def there_and_back() -> None:
        before = invoice.stat().st_mtime_ns
        os.utime(invoice, ns=(before, before + 1_000_000))

    with pytest.raises(CaseError, match=r"invoice\.pdf changed"):  # other pages may have been read in between
        built(tmp_path, evidence=_evidence(tmp_path), spoil=there_and_back)

    out = tmp_path / "out" / "crushed"
    assert _digests(out / "acme-us") == old
    assert [p.name for p in out.iterdir()] == ["acme-us"]


def test_names_that_collide_keep_apart(tmp_path: Path) -> None:
    """Names that differ only in case, or in marks that no other system takes, are all kept, byte for byte."""
    evidence = {
        "a.zip": b"PK1",
        "A.zip": b"PK2",
        "b:c.zip": b"PK3",
        "b?c.zip": b"PK4",
        "x.pdf": pdf_bytes(tmp_path, "x"),
    }

    made = built(tmp_path, evidence=evidence)

    rows = json.loads((made / "manifest.json").read_text())["files"]
    assert {f["path"]: (made / f["original"]).read_bytes() for f in rows} == evidence
    assert len({f["original"].casefold() for f in rows}) == 5


def test_an_output_folder_that_takes_nothing(tmp_path: Path) -> None:
    """One sentence, and no folders left that were made for nothing."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    with pytest.raises(CannotWriteError, match="cannot be written"):
        built(tmp_path, evidence=_evidence(tmp_path), into=blocked)


@pytest.mark.parametrize("inside", ["crushed", "crushed/acme-us"])
def test_nothing_is_written_through_a_link(inside: str, tmp_path: Path) -> None:
    """A link in the output that leads elsewhere, such as among the evidence, is refused by name."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "out" / inside
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere, target_is_directory=True)

    with pytest.raises(CannotWriteError, match="is a link, and nothing is written through one"):
        built(tmp_path, evidence=_evidence(tmp_path))

    assert list(elsewhere.iterdir()) == []


def test_what_fails_half_way_leaves_no_folder(tmp_path: Path) -> None:
    """Folders that were made for a run that failed are taken away again."""
    target = tmp_path / "out" / "case" / "acme-us"

    def interrupted() -> None:
        with replacing(target) as new:
            (new / "half").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert not (tmp_path / "out").exists()


def test_two_runs_at_once_on_one_target(tmp_path: Path) -> None:
    """The second is told to wait; the first is not disturbed."""
    target = tmp_path / "acme-us"

    with replacing(target) as new:
        (new / "one").write_text("x")
        with pytest.raises(CannotWriteError, match="Another run"), replacing(target):
            pass

    assert [p.name for p in target.iterdir()] == ["one"]
    assert [p.name for p in tmp_path.iterdir()] == ["acme-us"]


def test_leftovers_of_dead_runs_are_cleared(tmp_path: Path) -> None:
    """What a killed run left beside the target goes at the next start, even where its number is in use again."""
    (tmp_path / f".acme-us.new-{os.getpid()}").mkdir()
    (tmp_path / ".acme-us.new-1").mkdir()
    (tmp_path / ".acme-us.old").mkdir()
    (tmp_path / "acme-us").mkdir()
    other = tmp_path / ".acme-us-2.new-1"
    other.mkdir()

    with replacing(tmp_path / "acme-us") as new:
        (new / "one").write_text("x")

    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, "acme-us"]


def test_a_swap_that_was_cut_in_two_is_undone(tmp_path: Path) -> None:
    """Where the system cannot exchange folders, a kill between two renames loses nothing: labels are found, then the old folder returns."""
    made = built(tmp_path, evidence=_evidence(tmp_path))
    made.rename(made.with_name(".acme-us.old"))

    assert earlier_bundle(made).labels == (("invoice.pdf", "A"), ("pod.pdf", "B"))
    with pytest.raises(RuntimeError), replacing(made):
        raise RuntimeError
    assert (made / "manifest.json").is_file()


_WRITER = """
import sys
from pathlib import Path
from evidencekit.exchange import replacing
target = Path(sys.argv[1])
for turn in range(10_000):
    with replacing(target) as new:
        for number in range(8):
            (new / str(number)).write_text(f"{turn}")
    print("go", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_a_kill_at_any_moment_leaves_old_or_new(tmp_path: Path) -> None:
    """Killed again and again at other moments, the target is always one whole folder of one run."""
    target = tmp_path / "acme-us"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    seen = set()

    for attempt in range(25):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(target)], stdout=subprocess.PIPE, env=environment
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.002 + 0.0017 * attempt)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        if target.exists():
            contents = {p.name: p.read_text() for p in target.iterdir()}
            assert len(contents) == 8
            assert len(set(contents.values())) == 1
            seen.add(contents["0"])

    with replacing(target) as new:
        (new / "last").write_text("x")
    assert [p.name for p in tmp_path.iterdir()] == ["acme-us"]
    assert seen


def test_no_lock_is_opened_through_a_link(tmp_path: Path) -> None:
    """What a link of that name leads to is not touched; one in the place of an older bundle is taken away."""
    target, other = tmp_path / "out" / "generic", tmp_path / "elsewhere"
    target.parent.mkdir()
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    lock, old = target.with_name(".generic.lock"), target.with_name(".generic.old")
    lock.symlink_to(other / "made")

    with pytest.raises(OSError, match="symbolic"), replacing(target):
        pass
    lock.unlink()
    old.symlink_to(other)
    with replacing(target) as new:
        (new / "a").write_text("a")

    assert [p.name for p in other.iterdir()] == ["mine.txt"]
    assert (target / "a").is_file()
    assert not old.exists()


@pytest.mark.parametrize("name", ["CON.png", "nul", "Lpt1.tar.gz", "aux"])
def test_names_of_devices_are_none_of_files(name: str) -> None:
    """Windows would not unpack them."""
    assert kept_name(f"photos/{name}") == f"photos/_{name}"
    assert kept_name("console.png") == "console.png"
