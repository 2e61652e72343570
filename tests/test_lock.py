"""What is delivered is encrypted with AES-256 where a person gives a password for it and the recipient takes such files."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from builders_intake import pdf
from evidencekit import build
from evidencekit.cli import main
from evidencekit.passwords import Hidden, Passwords
from evidencekit.verify import verify

TODAY = date(2026, 10, 20)
WORD = "paper-crane-42"
WISH = '[delivery."generic"]\nencrypted = true\n'


def _built(tmp_path: Path, written: str, passwords: Passwords | None = None) -> tuple[Path, dict[str, str]]:
    """Build a case of one invoice; the bundle's folder and its findings' messages by code."""
    case = tmp_path / "cases" / "case"
    case.mkdir(parents=True, exist_ok=True)
    (case / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    (case / "case.toml").write_text(written)
    (outcome,) = build(
        case, into=tmp_path / "out", recipients=["generic"], today=TODAY, draft=True, passwords=passwords
    )
    assert outcome.folder is not None
    return outcome.folder, {f.code: f.message for f in outcome.findings}


def _delivered(folder: Path) -> Path:
    (file,) = (folder / "delivery").glob("*.pdf")
    return file


@pytest.mark.parametrize("where", ["case.toml", "file"])
def test_what_is_delivered_is_encrypted(tmp_path: Path, where: str) -> None:
    """It opens with the password alone, qpdf calls it AES-256, and the password stands in nothing."""
    secret = f'[secrets]\ndelivery = "{WORD}"\n' if where == "case.toml" else ""
    given = Passwords({"delivery": Hidden(WORD)}) if where == "file" else None

    folder, findings = _built(tmp_path, f"{secret}{WISH}", given)

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(_delivered(folder))
    with pikepdf.open(_delivered(folder), password=WORD) as opened:
        assert opened.encryption.R == 6
        assert opened.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        assert not opened.check_pdf_syntax()
    pikepdf.open(folder / "bundle.pdf").close()
    assert "not-encrypted" not in findings
    assert [p for p in folder.rglob("*") if p.is_file() and WORD.encode() in p.read_bytes()] == []
    assert verify(folder).ok
    rows: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text())["delivery"]
    assert {r["name"] for r in rows} >= {_delivered(folder).name, "verify.html"}


@pytest.mark.parametrize(
    ("wish", "said"),
    [("", "nobody here knows whether"), (WISH.replace("true", "false"), "takes no files that are locked")],
)
def test_it_is_not_where_the_recipient_may_not_open_it(tmp_path: Path, wish: str, said: str) -> None:
    """A finding says so, and what to write."""
    folder, findings = _built(tmp_path, f'[secrets]\ndelivery = "{WORD}"\n{wish}')

    pikepdf.open(_delivered(folder)).close()
    assert said in findings["not-encrypted"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize("how", ["option", "environment"])
@pytest.mark.parametrize("command", [("build", "case"), ("batch", ".")])
def test_what_is_private_is_its_owners_alone(tmp_path: Path, command: tuple[str, str], how: str) -> None:
    """Every file 0600, every folder 0700, those beside the bundles too; else as the system has it."""
    case = tmp_path / "cases" / "case"
    case.mkdir(parents=True)
    (case / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    out = tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    if how == "environment":
        environment["EVIDENCEKIT_PRIVATE"] = "1"
    arguments = [
        command[0], str(tmp_path / "cases" / command[1]), "--for", "generic", "--out", str(out), "--today", "2026-10-20",
        *(["--private"] if how == "option" else []),
    ]  # fmt: skip
    run = [sys.executable, "-m", "evidencekit", *arguments]

    subprocess.run(run, check=True, capture_output=True, env=environment, umask=0o022)

    made = [out, *out.rglob("*")]
    assert len(made) > 8
    assert {(p.is_dir(), oct(p.stat().st_mode & 0o777)) for p in made} == {(True, "0o700"), (False, "0o600")}


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.usefixtures("in_process")
def test_bags_and_calendars_are_private_where_the_house_is(tmp_path: Path) -> None:
    """The variable counts for every command, and for nothing that runs after it."""
    folder, _ = _built(tmp_path, "")
    bags, windows = tmp_path / "bags", tmp_path / "windows.ics"
    for command in (["bag", folder, "--into", bags], ["deadlines", tmp_path / "cases", "--ics", windows]):
        result = CliRunner().invoke(main, list(map(str, command)), env={"EVIDENCEKIT_PRIVATE": "1"})
        assert result.exit_code == 0, result.output

    made = [windows, bags, *bags.rglob("*")]
    assert {(p.is_dir(), oct(p.stat().st_mode & 0o777)) for p in made} == {(True, "0o700"), (False, "0o600")}
    before = os.umask(0o022)
    os.umask(before)
    assert before & 0o077 != 0o077


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.usefixtures("in_process")
def test_a_bundle_that_others_may_read_does_not_stand_for_a_private_one(tmp_path: Path) -> None:
    """It is built again, though nothing of the case changed."""
    folder, _ = _built(tmp_path, "")
    again = build(
        tmp_path / "cases" / "case", into=tmp_path / "out", recipients=["generic"], today=TODAY, draft=True, resume=True, private=True
    )  # fmt: skip

    assert not again[0].unchanged
    assert (folder / "manifest.json").stat().st_mode & 0o777 == 0o600
