"""A batch that goes on where it was: what stands from the very same input is not built again."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders_intake import coded, noise
from builders_spent import spent
from evidencekit import build_all
from evidencekit.cli.front import main
from evidencekit.model.bundle import Outcome

pytestmark = pytest.mark.usefixtures("in_process")
TODAY = date(2026, 10, 20)
CASE = 'reference = "R-1"\nrecipients = ["generic"]\n[claimant]\nname = "Harbor Home"\n[loss]\ntype = "damaged"\namount = "100.00 USD"\n'


def _case(root: Path, name: str = "mug", text: str = CASE) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(text)
    (folder / "invoice.txt").write_text("COMMERCIAL INVOICE\nInvoice no. INV-1\nTotal USD 100.00\n")
    (folder / "IMG_1.jpg").write_bytes(coded(noise((640, 480)).convert("RGB"), quality=70))
    return folder


def _built(folder: Path, out: Path, **how: object) -> Outcome:
    wish = {"today": TODAY, "resume": True} | how
    return next(iter(build_all([folder], into=out, **wish)))  # type: ignore[arg-type]


def test_what_did_not_change_is_told_and_not_built_again(tmp_path: Path) -> None:
    """The same answer, the same files, in a fraction of the time."""
    folder, out = _case(tmp_path), tmp_path / "out"
    first = _built(folder, out)
    inode = (out / "mug" / "generic").stat().st_ino

    began = spent()
    again = _built(folder, out)

    assert spent() - began < 0.3
    assert (first.unchanged, again.unchanged) == (False, True)
    assert (out / "mug" / "generic").stat().st_ino == inode
    assert (again.folder, again.pages, again.findings, again.summary) == (
        first.folder,
        first.pages,
        first.findings,
        first.summary,
    )
    placed = [
        [(p.exhibit.label, p.exhibit.path, p.exhibit.kind, p.first_page, p.last_page) for p in o.exhibits]
        for o in (first, again)
    ]
    assert placed[0] == placed[1]


def _other_photo(folder: Path, _: Path) -> None:
    (folder / "IMG_1.jpg").write_bytes(coded(noise((640, 481)).convert("RGB"), quality=70))


def _same_size_and_time(folder: Path, _: Path) -> None:
    file = folder / "invoice.txt"
    before = file.stat()
    file.write_text(file.read_text().replace("INV-1", "INV-2"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _more_evidence(folder: Path, _: Path) -> None:
    (folder / "note.txt").write_text("The driver saw it.")


def _other_case(folder: Path, _: Path) -> None:
    (folder / "case.toml").write_text(CASE.replace("100.00", "90.00"))


def _touched_bundle(_: Path, out: Path) -> None:
    (out / "mug" / "generic" / "bundle.pdf").write_bytes(b"%PDF-1.7 something else")


def _touched_bundle_with_its_time(_: Path, out: Path) -> None:
    bundle = out / "mug" / "generic" / "bundle.pdf"
    before, content = bundle.stat(), bytearray(bundle.read_bytes())
    content[-100] ^= 1
    bundle.write_bytes(content)
    os.utime(bundle, ns=(before.st_atime_ns, before.st_mtime_ns))


def _one_more_file(_: Path, out: Path) -> None:
    (out / "mug" / "generic" / "delivery" / "more.pdf").write_bytes(b"%PDF-1.7")


def _lost_letter(_: Path, out: Path) -> None:
    next((out / "mug" / "generic" / "letters").iterdir()).unlink()


def _damaged_log(_: Path, out: Path) -> None:
    log = out / "mug" / "generic" / "log.json"
    told = json.loads(log.read_text())
    told["outcome"]["exhibits"] = "none"
    told["outcome"]["$"] = "Path"
    log.write_text(json.dumps(told))


@pytest.mark.parametrize(
    "change",
    [
        _other_photo,
        _same_size_and_time,
        _more_evidence,
        _other_case,
        _touched_bundle,
        _touched_bundle_with_its_time,
        _one_more_file,
        _lost_letter,
        _damaged_log,
    ],
)
def test_whatever_changed_is_built_again(tmp_path: Path, change: Callable[[Path, Path], None]) -> None:
    """In the evidence, in case.toml, or in what was built; also where a file's size and time are the same."""
    folder, out = _case(tmp_path), tmp_path / "out"
    _built(folder, out)
    change(folder, out)

    assert not _built(folder, out).unchanged
    assert _built(folder, out).unchanged


@pytest.mark.parametrize(
    "how", [{"today": date(2026, 10, 21)}, {"draft": True}, {"recipients": ["ups-us"]}, {"resume": False}]
)
def test_another_wish_is_built(tmp_path: Path, how: dict[str, object]) -> None:
    """Another day, a draft, another recipient, or everything anew."""
    folder, out = _case(tmp_path), tmp_path / "out"
    _built(folder, out, draft=False)

    assert not _built(folder, out, **how).unchanged


def test_a_changed_profile_is_no_stale_answer(tmp_path: Path) -> None:
    """Profiles and letters of one's own count."""
    folder, out, own = _case(tmp_path), tmp_path / "out", tmp_path / "own"
    own.mkdir()
    _built(folder, out, templates=own)
    (own / "recipients").mkdir()
    (own / "recipients" / "note.toml").write_text("# something else\n")

    assert not _built(folder, out, templates=own).unchanged


def _ran(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    return result.exit_code, result.output


def test_a_dry_run_says_what_would_be_and_builds_nothing(tmp_path: Path) -> None:
    """What is at stake by currency, what is missing, and what would fail."""
    root, out = tmp_path / "root", tmp_path / "out"
    _case(root, "mug")
    _case(root, "plate", CASE.replace("USD", "EUR"))
    _case(root, "nobody", "")
    _case(root, "broken", "claimant = 3\n")
    list(build_all([root / "mug"], into=out, today=TODAY, resume=True))

    code, text = _ran("batch", root, "--out", out, "--today", TODAY, "--dry-run", "--json")

    found = {c["case"]: c for c in json.loads(text)["cases"]}
    assert code == 4
    assert {name: c["would"] for name, c in found.items()} == {
        "mug": "leave",
        "plate": "build",
        "nobody": "fail",
        "broken": "fail",
    }
    assert (found["plate"]["demand"], found["mug"]["demand"]) == ("100.00 EUR", "100.00 USD")
    assert "case.toml" in found["broken"]["why"]
    assert [p.name for p in out.iterdir()] == ["mug"]
    told = " ".join(_ran("batch", root, "--out", out, "--today", TODAY, "--dry-run")[1].split())
    assert "100.00 EUR, 100.00 USD" in told


def test_a_batch_leaves_an_overview_beside_the_bundles(tmp_path: Path) -> None:
    """A case that fails stands in it with the reason; the second run tells what stood."""
    root, out = tmp_path / "root", tmp_path / "out"
    _case(root, "mug")
    _case(root, "broken", "claimant = 3\n")

    for result in ("built", "unchanged"):
        _ran("batch", root, "--out", out, "--today", TODAY, "--jobs", 1)
        rows = (out / "overview.csv").read_text("utf-8-sig").splitlines()
        assert len(rows) == 3
        assert any(row.startswith("mug,R-1,generic," + result) for row in rows)
        assert any(row.startswith("broken,") and "failed" in row for row in rows)
    assert (out / "overview.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (out / "overview.xlsx").read_bytes()[:2] == b"PK"


REFUSED = CASE.replace('["generic"]', '["ups-us", "generic"]')


def _both(folder: Path, out: Path) -> dict[str, tuple[str, bool]]:
    made = build_all([folder], into=out, today=TODAY, resume=True)
    return {o.recipient: (o.status.value, o.unchanged) for o in made}


def test_what_was_refused_is_not_read_again(tmp_path: Path) -> None:
    """The same reasons, at once, while the input is the same; beside it a bundle that stands."""
    folder, out = _case(tmp_path, text=REFUSED), tmp_path / "out"
    first = list(build_all([folder], into=out, today=TODAY, resume=True))

    began = spent()
    again = list(build_all([folder], into=out, today=TODAY, resume=True))

    assert spent() - began < 0.3
    assert [(o.recipient, o.status.value, o.unchanged) for o in again] == [
        ("ups-us", "refused", True),
        ("generic", "built", True),
    ]
    assert [(o.findings, o.summary, o.exit_code) for o in again] == [
        (o.findings, o.summary, o.exit_code) for o in first
    ]


def test_a_refusal_is_forgotten_once_the_input_changed(tmp_path: Path) -> None:
    folder, out = _case(tmp_path, text=REFUSED), tmp_path / "out"
    _both(folder, out)
    (folder / "packing list.txt").write_text("PACKING LIST\n")

    assert _both(folder, out) == {"ups-us": ("refused", False), "generic": ("built", False)}
    (out / "mug" / "refused.json").write_text('{"input": "x"}')
    assert _both(folder, out)["ups-us"] == ("refused", False)
    (folder / "case.toml").write_text(CASE)
    assert _both(folder, out) == {"generic": ("built", False)}
    assert sorted(p.name for p in (out / "mug").iterdir()) == ["generic"]


def test_a_refusal_stands_as_refused_in_the_overview_and_in_a_dry_run(tmp_path: Path) -> None:
    root, out = tmp_path / "root", tmp_path / "out"
    _case(root, text=REFUSED)
    for _ in range(2):
        code, _text = _ran("batch", root, "--out", out, "--today", TODAY, "--jobs", 1)
        rows = (out / "overview.csv").read_text("utf-8-sig").splitlines()
        assert code == 3
        assert any(row.startswith("mug,R-1,ups-us,refused") for row in rows)

    code, text = _ran("batch", root, "--out", out, "--today", TODAY, "--dry-run", "--json")

    assert code == 3
    assert {c["recipient"]: c["would"] for c in json.loads(text)["cases"]} == {
        "ups-us": "refuse",
        "generic": "leave",
    }


def test_what_lies_beside_the_cases_is_named(tmp_path: Path) -> None:
    """An archive that nobody unpacked would be a claim that nobody files; so would a link that leads nowhere."""
    root, out = tmp_path / "root", tmp_path / "out"
    _case(root)
    (root / "C0042.zip").write_bytes(b"PK")
    (root / "plate").symlink_to(tmp_path / "away")

    code, text = _ran("batch", root, "--out", out, "--today", TODAY, "--jobs", 1)

    told = " ".join(text.split())
    assert code == 4
    assert "C0042.zip, which belongs to no case" in told
    assert "plate is a link that leads nowhere" in told
