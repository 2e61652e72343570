"""A folder of cases is never taken for one case, and no `case.toml` is ever evidence."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from builders_intake import pdf
from evidencekit.cli import main

CASE = 'recipients = ["generic"]\n[claimant]\nname = "{name}"\n[secrets]\n"a.pdf" = "open-sesame"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two cases of one carrier in a folder of their own, one of another, and one of which only the evidence is there."""
    root = tmp_path / "claims"
    for place in ("UPS/c1", "UPS/c2", "FedEx/2026/c3", "c4"):
        folder = root / place
        folder.mkdir(parents=True)
        (folder / "invoice.pdf").write_bytes(pdf(f"Commercial Invoice No. {place}"))
        if place != "c4":
            (folder / "case.toml").write_text(CASE.format(name=place))
    return root


def _ran(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_folders_of_cases_are_looked_into(root: Path, tmp_path: Path) -> None:
    """Each described case is one of its own; files that lie between them are told."""
    (root / "UPS" / "all invoices.zip").write_bytes(b"PK")

    code, text = _ran("batch", root, "--out", tmp_path / "out", "--for", "generic", "--dry-run", "--json")

    told = json.loads(text[text.index("{") :])
    assert code == 0
    assert [c["case"] for c in told["cases"]] == ["c3", "c1", "c2", "c4"]
    assert "also holds all invoices.zip" in text


def test_two_cases_of_one_name_are_refused_however_deep(root: Path, tmp_path: Path) -> None:
    """The one's bundle would replace the other's."""
    (root / "FedEx" / "2026" / "c3").rename(root / "FedEx" / "2026" / "c1")

    code, text = _ran("batch", root, "--out", tmp_path / "out")

    assert code == 2
    assert "have the same name, c1" in text


def test_bundles_among_the_cases_are_no_cases(root: Path) -> None:
    """They bring along the `case.toml` that they were made with."""
    out = root / "out"
    _ran("batch", root, "--out", out, "--for", "generic", "--draft", "--jobs", 1)

    _, text = _ran("batch", root, "--out", out, "--for", "generic", "--dry-run", "--json")

    assert {c["case"] for c in json.loads(text)["cases"]} == {"c1", "c2", "c3", "c4"}


@pytest.mark.parametrize("command", ["inspect", "check", "build"])
def test_several_cases_in_one_folder_are_not_one(root: Path, tmp_path: Path, command: str) -> None:
    """The sentence names them, and what to do."""
    more = ("--out", tmp_path / "out") if command == "build" else ()

    code, text = _ran(command, root / "UPS", *more)

    assert code == 4
    assert "c1, c2" in " ".join(text.split())
    assert "evidencekit batch" in text


def test_no_case_toml_is_ever_evidence(root: Path, tmp_path: Path) -> None:
    """At whatever depth, as a copy, in an archive: a password in it stands in nothing that is made."""
    folder, words = root / "UPS" / "c1", CASE.format(name="other")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("old/case.toml", words)
        archive.writestr("old/packing list.txt", "Packing list")
    (folder / "papers.zip").write_bytes(packed.getvalue())
    (folder / "older").mkdir()
    for name in ("older/case.toml", "case (1).toml", "case.toml.bak", "Case.toml~"):
        (folder / name).write_text(words)

    code, text = _ran("build", folder, "--draft", "--out", tmp_path / "out", "--json")

    findings = {f["subject"] for o in json.loads(text)["outcomes"] for f in o["findings"] if f["code"] == "settings-file"}  # fmt: skip
    bundle = tmp_path / "out" / "c1" / "generic"
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    assert code == 0
    assert findings == {
        "older/case.toml",
        "case (1).toml",
        "case.toml.bak",
        "Case.toml~",
        "papers.zip/old/case.toml",
    }
    assert "packing list.txt" in json.dumps(manifest)
    held = [p for p in bundle.rglob("*") if p.is_file() and p.name != "papers.zip"]
    assert held
    assert not any(b"open-sesame" in p.read_bytes() for p in held)
