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


def test_a_file_of_passwords_or_a_key_is_never_evidence(root: Path, tmp_path: Path) -> None:
    """Wherever it lies, in an archive too; and the same bundle can be made again from what is kept."""
    folder = root / "c4"
    key = b"-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("keys/server.txt", key)
    (folder / "papers.zip").write_bytes(packed.getvalue())
    (folder / "words.txt").write_text("hunter2-in-a-file\n")
    (folder / "key.txt").write_bytes(key)
    (folder / "seal.bin").write_bytes(_pkcs12())
    (folder / "settings.toml").write_text('x = "y"')

    code, text = _ran(
        "build", folder, "--for", "generic", "--draft", "--out", tmp_path / "out", "--json",
        "--password-file", folder / "words.txt",
    )  # fmt: skip

    outcome = json.loads(text)["outcomes"][0]
    told = {
        f["subject"]: f["code"] for f in outcome["findings"] if f["code"] in {"key-file", "settings-file"}
    }
    assert code == 0
    assert told == {
        "words.txt": "key-file",
        "key.txt": "key-file",
        "seal.bin": "key-file",
        "papers.zip/keys/server.txt": "key-file",
        "settings.toml": "settings-file",
    }
    bundle = tmp_path / "out" / "c4" / "generic"
    assert sorted(p.name for p in (bundle / "originals").iterdir()) == ["invoice.pdf", "papers.zip"]
    assert _ran("verify", bundle, "--rebuild")[0] == 0


def _pkcs12() -> bytes:
    pytest.importorskip("cryptography", reason="the extra [sign] is not installed")
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    key = ec.generate_private_key(ec.SECP256R1())
    made: bytes = pkcs12.serialize_key_and_certificates(
        b"seal", key, None, None, BestAvailableEncryption(b"word")
    )
    return made
