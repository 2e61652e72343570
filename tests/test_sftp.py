"""Cases and bundles on a server that speaks SFTP: a real one on loopback, known by its key or not."""

import hashlib
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders_intake import pdf

pytest.importorskip("paramiko", reason="the extra [sftp] is not installed")
from builders_sftp import Sftp, sftp_server

_CASE = 'recipients = ["generic"]\n[claimant]\nname = "Harbor Home"\n'


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[Sftp]:
    with sftp_server(tmp_path) as server:
        yield server


def batch(sftp: Sftp, *arguments: object) -> tuple[int, dict[str, Any], str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(sftp.home)}
    environment.pop("SSH_AUTH_SOCK", None)
    command = [sys.executable, "-m", "evidencekit", "batch", *map(str, arguments), "--today", "2026-10-20", "--json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout) if done.stdout.strip() else {}, done.stderr


def case(root: Path, name: str) -> Path:
    folder = root / "cases" / name
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(_CASE, encoding="utf-8")
    (folder / "invoice.pdf").write_bytes(pdf(f"Commercial Invoice No. INV-{zlib.crc32(name.encode())}"))
    return folder


def results(answer: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {o["case"]: (o["status"], o["unchanged"]) for o in answer["outcomes"]}


def test_cases_and_bundles_on_a_server_come_out_as_they_do_here(sftp: Sftp) -> None:
    """The same sealed files; a second run leaves all as it stands; what changed is exchanged by a rename, and no trace stays."""
    for name in ("a", "b"):  # two at once: their answers must not be mixed up
        case(sftp.folder, name)
    batch(sftp, sftp.folder / "cases", "--out", sftp.home / "out")

    code, answer, said = batch(sftp, sftp.url("cases"), "--out", sftp.url("out"), "--jobs", 2)

    assert (code, results(answer)) == (0, {"a": ("built", False), "b": ("built", False)}), said
    bundle = sftp.folder / "out" / "a" / "generic"
    sums = (bundle / "SHA256SUMS").read_text("utf-8")
    assert sums == (sftp.home / "out" / "a" / "generic" / "SHA256SUMS").read_text("utf-8")
    for line in sums.splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((bundle / name).read_bytes()).hexdigest() == digest
    assert (sftp.folder / "out" / "overview.html").is_file()

    (sftp.folder / "cases" / "b" / "more.txt").write_text("PACKING LIST")
    again = results(batch(sftp, sftp.url("cases"), "--out", sftp.url("out"))[1])
    assert again == {"a": ("built", True), "b": ("built", False)}
    assert [p.name for p in (sftp.folder / "out").rglob(".*")] == []


def test_a_connection_that_breaks_is_made_again(sftp: Sftp) -> None:
    case(sftp.folder, "a")
    sftp.break_after = 2

    code, answer, said = batch(sftp, sftp.url("cases"), "--out", sftp.url("out"), "--jobs", 1)

    assert (code, results(answer)) == (0, {"a": ("built", False)}), said
    assert len(sftp.connections) > 1


def test_a_server_that_is_not_known_is_not_believed(sftp: Sftp) -> None:
    """Whoever stands in between could show another key; nothing is fetched."""
    case(sftp.folder, "a")
    (sftp.home / ".ssh" / "known_hosts").unlink()

    code, _, said = batch(sftp, sftp.url("cases"), "--out", sftp.home / "out")

    assert code == 2
    assert "known_hosts" in said
    assert sftp.opened == 0


def test_somebody_without_a_key_is_told_so(sftp: Sftp) -> None:
    case(sftp.folder, "a")
    (sftp.home / ".ssh" / "id_ecdsa").unlink()

    code, _, said = batch(sftp, sftp.url("cases"), "--out", sftp.home / "out")

    assert code == 2
    assert "cannot be opened" in said


def test_a_link_among_the_evidence_is_told(sftp: Sftp, tmp_path: Path) -> None:
    """What it leads to is no part of the case; the other cases are built."""
    case(sftp.folder, "a").joinpath("invoice of another.pdf").symlink_to(tmp_path / "secret.pdf")
    case(sftp.folder, "b")

    code, answer, _ = batch(sftp, sftp.url("cases"), "--out", tmp_path / "out")

    assert code == 4
    assert results(answer) == {"a": ("failed", False), "b": ("built", False)}
    told = answer["outcomes"][0]["findings"][0]["message"]
    assert "invoice of another.pdf is a link" in told


def test_an_address_with_a_password_is_refused_and_not_repeated(sftp: Sftp) -> None:
    code, _, said = batch(sftp, "sftp://seller:hush-hush@127.0.0.1/cases", "--out", sftp.home / "out")

    assert code == 2
    assert "holds a password" in said
    assert "hush" not in said
