"""Bundles are signed (PAdES) with a key that the process which opens evidence never has, and stamped by a server."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from builders_harm import harmed, run_harmed
from builders_intake import pdf

pytest.importorskip("pyhanko", reason='needs pip install "evidencekit[sign]"')

from builders_sign import Authority, signers_key, timestamp_server, validated
from evidencekit import build, build_all
from evidencekit.notary import Signing
from evidencekit.rebuild import rebuild
from evidencekit.verify import verify

WORD = "key-word-19"
DEAD = "http://127.0.0.1:9/"
OPENSSL = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the timestamp server is made of openssl"
)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of one invoice."""
    folder = tmp_path / "cases" / "case"
    folder.mkdir(parents=True)
    (folder / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    return folder


def _run(tmp_path: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [
        *("--for", "generic", "--draft", "--today", "2026-10-20", "--out", tmp_path / "out", "--json"), *arguments[1:],
    ]  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "evidencekit", *map(str, (*arguments[:1], *command))],
        capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def _findings(run: "subprocess.CompletedProcess[str]") -> dict[str, str]:
    (outcome,) = json.loads(run.stdout)["outcomes"]
    return {f["code"]: f["message"] for f in outcome["findings"]}


@OPENSSL
@pytest.mark.parametrize(
    ("form", "curve", "password"), [("p12", False, WORD), ("pem", False, ""), ("pem", True, WORD)]
)
@pytest.mark.parametrize("command", ["build", "batch"])
def test_a_bundle_is_signed_and_stamped(
    case: Path, tmp_path: Path, authority: Authority, command: str, form: str, curve: bool, password: str
) -> None:
    """PyHanko's own validator, `openssl ts`, qpdf and `verify` agree; the key's password stands in nothing."""
    if command == "batch" and form == "pem":
        pytest.skip("one form is enough for this command")
    key = signers_key(authority, tmp_path / "key", form=form, password=password, curve=curve)
    (tmp_path / "words").write_text(f'"sign" = "{password}"\n' if password else "none\n")
    with timestamp_server(authority, tmp_path / "clock") as address:
        what = case if command == "build" else case.parent
        more = ("--jobs", "2") if command == "batch" else ()
        run = _run(
            tmp_path, command, what, "--sign", key, "--timestamp", address, "--password-file", tmp_path / "words", *more
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    folder = tmp_path / "out" / "case" / "generic"
    (delivered,) = (folder / "delivery").glob("*.pdf")

    status, signature = validated(folder / "bundle.pdf", authority, tmp_path)
    assert status.bottom_line, status.pretty_print_details()
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert _openssl_agrees(signature, tmp_path)
    with pikepdf.open(folder / "bundle.pdf") as opened:
        assert opened.check_pdf_syntax() == []
    if shutil.which("qpdf"):
        subprocess.run(["qpdf", "--check", str(folder / "bundle.pdf")], check=True, capture_output=True)
    assert delivered.read_bytes() == (folder / "bundle.pdf").read_bytes()
    verified = {c.what: c for c in verify(folder).checks}
    assert all(c.ok for c in verified.values())
    rebuilt = rebuild(folder)
    assert rebuilt.ok, [c for c in rebuilt.checks if not c.ok]
    assert (
        "signed by Maria Lindqvist, Claims, with a timestamp of "
        in verified["signature of bundle.pdf"].detail
    )
    if password:
        everything = [run.stdout.encode(), run.stderr.encode(), *(p.read_bytes() for p in folder.rglob("*") if p.is_file())]  # fmt: skip
        assert not any(password.encode() in content for content in everything)


def _openssl_agrees(signature: Any, place: Path) -> bool:
    """Say whether `openssl ts -verify` takes the token for a timestamp of the signature."""
    attributes = signature.signer_info["unsigned_attrs"]
    token = next(a["values"][0] for a in attributes if a["type"].native == "signature_time_stamp_token")
    (place / "token").write_bytes(token.dump())
    digest = hashlib.sha256(signature.signer_info["signature"].native).hexdigest()
    told = subprocess.run(
        ["openssl", "ts", "-verify", "-digest", digest, "-in", "token", "-token_in", "-CAfile", "root.pem"],
        cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "Verification: OK" in told.stdout + told.stderr


def test_a_bundle_alone_shows_its_signature_and_its_pages(
    case: Path, tmp_path: Path, authority: Authority
) -> None:
    """And each change of a byte."""
    key = signers_key(authority, tmp_path / "key.p12")
    assert _run(tmp_path, "build", case, "--sign", key).returncode == 0
    alone = tmp_path / "alone.pdf"
    shutil.copyfile(tmp_path / "out" / "case" / "generic" / "bundle.pdf", alone)
    whole = {c.what: c for c in verify(alone).checks}
    content = bytearray(alone.read_bytes())
    at = content.index(b"stream") + 40
    content[at] ^= 1
    alone.write_bytes(content)
    changed = {c.what: c for c in verify(alone).checks}
    with alone.open("ab") as file:
        file.write(b"% more\n")

    assert all(c.ok for c in whole.values())
    assert "without a timestamp" in whole["signature of alone.pdf"].detail
    assert "its own account" in whole["alone.pdf"].detail
    assert not changed["signature of alone.pdf"].ok
    assert not verify(alone).ok


def _without_signature(folder: Path, name: str) -> None:
    """Take the signature out of a file, and write its digest anew wherever it stands."""
    file, manifest, sums = folder / name, folder / "manifest.json", folder / "SHA256SUMS"
    was = [hashlib.sha256(each.read_bytes()).hexdigest() for each in (file, manifest)]
    with pikepdf.open(file, allow_overwriting_input=True) as pdf:
        annotations = [a for a in pdf.pages[0].obj.Annots if str(a.get("/FT", "")) != "/Sig"]
        pdf.pages[0].obj.Annots = pikepdf.Array(annotations)
        del pdf.Root.AcroForm, pdf.Root.Perms
        pdf.save()
    manifest.write_text(manifest.read_text().replace(was[0], hashlib.sha256(file.read_bytes()).hexdigest()))
    text = sums.read_text()
    for old, each in zip(was, (file, manifest), strict=True):
        text = text.replace(old, hashlib.sha256(each.read_bytes()).hexdigest())
    sums.write_text(text)


def test_a_signature_that_was_removed_or_is_another_is_told(
    case: Path, tmp_path: Path, authority: Authority
) -> None:
    """The manifest says who signed what, and with which certificate."""
    one, other = (signers_key(authority, tmp_path / f"{name}.p12") for name in ("one", "other"))
    folders = []
    for key in (one, other):
        (outcome,) = build(
            case, into=tmp_path / key.stem, recipients=["generic"], today=date(2026, 10, 20), draft=True, signing=Signing(key)
        )  # fmt: skip
        assert outcome.folder is not None
        folders.append(outcome.folder)
    folder, others = folders
    (delivered,) = (f"delivery/{p.name}" for p in (folder / "delivery").glob("*.pdf"))
    assert verify(folder).ok
    shutil.copyfile(others / "bundle.pdf", folder / "bundle.pdf")
    by_another = {c.what: c.detail for c in verify(folder).checks if not c.ok}
    shutil.copyfile(folder / delivered, folder / "bundle.pdf")
    _without_signature(folder, "bundle.pdf")
    _without_signature(folder, delivered)
    removed = {c.what: c.detail for c in verify(folder).checks if not c.ok}

    assert "with another certificate" in by_another["signature of bundle.pdf"]
    assert removed == {
        f"signature of {name}": "removed: Maria Lindqvist, Claims had signed it when it was sealed"
        for name in ("bundle.pdf", delivered)
    }


@pytest.mark.parametrize("answers", [None, b"I am no clock", b"0\x030\x01\x02"])
def test_a_dead_server_costs_the_timestamp_and_not_the_bundle(
    case: Path, tmp_path: Path, authority: Authority, answers: bytes | None
) -> None:
    """A finding says which, and why; so does one for a server that answers nonsense."""
    key = signers_key(authority, tmp_path / "key.p12")
    if answers is None:
        run = _run(tmp_path, "build", case, "--sign", key, "--timestamp", DEAD)
    else:
        with timestamp_server(authority, tmp_path / "clock", answers=answers) as address:
            run = _run(tmp_path, "build", case, "--sign", key, "--timestamp", address)

    assert run.returncode == 0, run.stderr
    assert "The signature has no timestamp" in _findings(run)["no-timestamp"]
    status, _ = validated(tmp_path / "out" / "case" / "generic" / "bundle.pdf", authority, tmp_path)
    assert status.bottom_line
    assert status.timestamp_validity is None


def test_what_the_signature_makes_too_large_is_told(case: Path, tmp_path: Path, authority: Authority) -> None:
    """What was below the limit before it was signed, and is above it now."""
    assert _run(tmp_path, "build", case).returncode == 0
    (plain,) = (tmp_path / "out" / "case" / "generic" / "delivery").glob("*.pdf")
    most = plain.stat().st_size + 1000
    (case / "case.toml").write_text(f"[delivery.generic]\nmax_file_bytes = {most}\n")

    without = _findings(_run(tmp_path, "build", case))
    run = _run(tmp_path, "build", case, "--sign", signers_key(authority, tmp_path / "key.p12"))

    assert run.returncode == 0, run.stderr
    (signed,) = (tmp_path / "out" / "case" / "generic" / "delivery").glob("*.pdf")
    assert "too-large" not in without
    assert f"{signed.stat().st_size:,} bytes now that it is signed" in _findings(run)["too-large"]


def test_a_key_that_does_not_open_stops_everything(case: Path, tmp_path: Path, authority: Authority) -> None:
    """With a sentence and the code of a slip in the command; nothing is built."""
    key = signers_key(authority, tmp_path / "key.p12", password=WORD)
    (tmp_path / "words").write_text("another\n")

    run = _run(tmp_path, "build", case, "--sign", key, "--password-file", tmp_path / "words")

    assert run.returncode == 2
    assert "cannot be opened" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="memory is read through /proc")
@pytest.mark.parametrize(("under", "there"), [("sign", False), ("locked.pdf", True)])
def test_what_opens_the_key_is_not_in_the_process_that_opens_evidence(
    tmp_path: Path, authority: Authority, under: str, there: bool
) -> None:
    """A plug-in that reads all memory of its process finds there the passwords of evidence, and not that of the key."""
    case = harmed(tmp_path / "case", f"read seek {WORD[::-1]}.txt")
    key = signers_key(authority, tmp_path / "key.p12", password=WORD if under == "sign" else "")
    (tmp_path / "words").write_text(f'"{under}" = "{WORD}"\n')

    run = run_harmed(
        tmp_path,
        ["build", case, "--for", "generic", "--draft", "--json", "--out", tmp_path / "out", "--sign", key, "--password-file", tmp_path / "words"],
    )  # fmt: skip

    assert run.code == 0, run.said
    (outcome,) = run.answer["outcomes"]
    assert there == any("the word is here" in f["message"] for f in outcome["findings"])


def test_a_timestamp_without_a_signature_is_a_slip(case: Path, tmp_path: Path) -> None:
    """There is nothing to stamp."""
    run = _run(tmp_path, "build", case, "--timestamp", DEAD)

    assert run.returncode == 2
    assert "--sign" in run.stderr


def test_what_is_encrypted_can_be_signed(case: Path, tmp_path: Path, authority: Authority) -> None:
    """The delivered file opens with its password, and its signature holds."""
    key = signers_key(authority, tmp_path / "key.p12")
    (case / "case.toml").write_text(
        f'[delivery."generic"]\nencrypted = true\n[secrets]\ndelivery = "{WORD}"\n'
    )

    assert _run(tmp_path, "build", case, "--sign", key).returncode == 0

    folder = tmp_path / "out" / "case" / "generic"
    (delivered,) = (folder / "delivery").glob("*.pdf")
    status, _ = validated(delivered, authority, tmp_path, password=WORD)
    assert status.bottom_line
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(delivered)
    assert verify(folder).ok


def test_only_one_worker_tries_a_key_that_does_not_open(case: Path, tmp_path: Path) -> None:
    """The others are not asked: a token locks itself after a few wrong PINs, whoever gives them."""
    asked = []

    class Counting(ThreadPoolExecutor):
        def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Any:
            asked.append(arguments)
            return super().submit(work, *arguments, **named)

    cases = [case, *(Path(shutil.copytree(case, tmp_path / "cases" / name)) for name in ("two", "three"))]
    with Counting(2) as workers:
        outcomes = list(
            build_all(
                cases, into=tmp_path / "out", recipients=["generic"], executor=workers,
                signing=Signing(tmp_path / "none.pem"),
            )
        )  # fmt: skip

    assert len(asked) == 1
    assert sorted(o.case for o in outcomes) == ["case", "three", "two"]
    assert {(o.exit_code, "cannot be read" in o.findings[0].message) for o in outcomes} == {(2, True)}
