"""Signing with a key on a token: it signs as a key in a file does, the PIN shows nowhere, and whatever is wrong is said in a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from builders_intake import pdf

pytest.importorskip("pyhanko", reason='needs pip install "evidencekit[sign]"')
pytest.importorskip("pkcs11", reason='needs pip install "evidencekit[pkcs11]"')

from builders_sign import Authority, validated
from builders_token import PIN, THERE, Token, token
from evidencekit.keytoken import TokenKey
from evidencekit.verify import verify

pytestmark = pytest.mark.skipif(not THERE, reason="SoftHSM is not installed")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def _case(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    return folder


def _run(
    place: Path, device: Token, key: Path, *, pin: str | None = PIN, command: str = "build", code: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Build one case, or three at once, with a key."""
    names = ["case"] if command == "build" else ["one", "two", "three"]
    cases = [_case(place / "cases" / name) for name in names]
    what = [str(cases[0])] if command == "build" else [str(place / "cases"), "--jobs", "2"]
    (place / "words").write_text("none\n" if pin is None else f'"sign" = "{pin}"\n')
    begin = ["-c", code] if code else ["-m", "evidencekit"]
    return subprocess.run(
        [
            sys.executable, *begin, command, *what, "--for", "generic", "--draft", "--json", "--out", str(place / "out"),
            "--sign", str(key), "--password-file", str(place / "words"),
        ],
        capture_output=True, text=True, check=False, timeout=240, stdin=subprocess.DEVNULL,
        env={**os.environ, **device.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "curve", "certified"),
    [("build", False, True), ("build", True, False), ("batch", False, True)],
)
def test_a_key_on_a_token_signs(
    tmp_path: Path, authority: Authority, command: str, curve: bool, certified: bool
) -> None:
    """PyHanko's own validator and `verify` agree, whether the certificate is on the token or in a file beside it."""
    device = token(tmp_path / "device", authority, curve=curve, certified=certified)
    key = device.file('token = "house"', *([] if certified else ['certificates = "own.pem"']))

    run = _run(tmp_path, device, key, command=command)

    assert run.returncode == 0, run.stderr
    folders = [Path(o["folder"]) for o in json.loads(run.stdout)["outcomes"]]
    assert len(folders) == (1 if command == "build" else 3)
    for folder in folders:
        status, _ = validated(folder / "bundle.pdf", authority, tmp_path)
        assert status.bottom_line, status.pretty_print_details()
        told = {c.what: c.detail for c in verify(folder).checks if c.ok}
        assert "signed by Maria Lindqvist, Claims" in told["signature of bundle.pdf"]
    made = [p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert not any(PIN.encode() in content for content in (*made, run.stdout.encode(), run.stderr.encode()))


def test_the_key_that_is_named_signs(tmp_path: Path, authority: Authority) -> None:
    """Of several; without a name, it asks for one."""
    device = token(tmp_path / "device", authority, keys=("old", "new"))

    asks = _run(tmp_path / "a", device, device.file())
    signs = _run(tmp_path / "b", device, device.file('key = "new"'))
    other = _run(tmp_path / "c", device, device.file('key = "old"'))

    assert (asks.returncode, signs.returncode, other.returncode) == (2, 0, 2)
    assert 'Which key is meant? The token house holds "new", "old"; write key = "..." in token.toml.' in asks.stderr  # fmt: skip
    assert "No certificate of the key was found on the token house" in other.stderr


@pytest.mark.parametrize(
    ("lines", "pin", "says"),
    [
        (('token = "home"',), PIN, 'token.toml names the token "home"; the module'),
        (('key = "invoices"',), PIN, 'token.toml names the key "invoices"; the token house holds "claims".'),
        ((), "1234", "The PIN of the token house is wrong. It was tried once;"),
        ((), None, 'The PIN of the token house is not known; it stands in --password-file as "sign" = "..."'),
        (('pin = "48151623"',), PIN, "pin"),
        (('certificates = "none.pem"',), PIN, "none.pem, which token.toml names, cannot be read"),
        (('certificates = "token.toml"',), PIN, "token.toml, which token.toml names, holds no certificates"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(
    tmp_path: Path, authority: Authority, lines: tuple[str, ...], pin: str | None, says: str
) -> None:
    """In a sentence, with the code of a slip in the command; nothing is built."""
    device = token(tmp_path / "device", authority)

    _stopped(_run(tmp_path, device, device.file(*lines), pin=pin), tmp_path, says)


def test_a_module_that_is_none_is_said(tmp_path: Path, authority: Authority) -> None:
    """No file there, or one of something else."""
    device = token(tmp_path / "device", authority)
    (tmp_path / "device" / "letter.so").write_text("Dear Sirs")

    _stopped(_run(tmp_path / "a", device, device.file(module="/no/such.so")), tmp_path / "a", "names the module /no/such.so, and there is no such file")  # fmt: skip
    _stopped(_run(tmp_path / "b", device, device.file(module="letter.so")), tmp_path / "b", "letter.so is no module of PKCS#11 that works")  # fmt: skip


def test_a_missing_library_is_named_with_how_to_get_it(tmp_path: Path, authority: Authority) -> None:
    device = token(tmp_path / "device", authority)
    without = "import sys; from importlib import util; find = util.find_spec; util.find_spec = lambda n, *a: None if n == 'pkcs11' else find(n, *a); from evidencekit.__main__ import main; main()"

    run = _run(tmp_path, device, device.file(), code=without)

    assert run.returncode == 7
    assert 'Signing with a token takes pip install "evidencekit[pkcs11]".' in run.stderr
    assert not (tmp_path / "out").exists()


def _stopped(run: "subprocess.CompletedProcess[str]", place: Path, says: str) -> None:
    assert run.returncode == 2, run.stderr
    assert says in run.stderr.replace("\n", " ")
    assert "Traceback" not in run.stderr
    assert PIN not in run.stderr + run.stdout
    assert not (place / "out").exists()


def test_a_login_that_failed_is_not_tried_again(tmp_path: Path, authority: Authority) -> None:
    """Neither by the next case nor by the next thread of a run: a token locks itself after a few wrong PINs."""
    device = token(tmp_path / "device", authority)
    code = (
        "import sys; from pathlib import Path; from evidencekit.errors import UsageError\n"
        "from evidencekit.keytoken import open_token\n"
        "def pin():\n    print('asked'); return '1234'\n"
        "for _ in range(3):\n"
        "    try:\n        open_token(Path(sys.argv[1]), pin)\n"
        "    except UsageError as reason:\n        print(reason)\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", code, str(device.file())],
        capture_output=True, text=True, check=True, timeout=60, env={**os.environ, **device.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip

    assert run.stdout.count("asked") == 1
    assert run.stdout.count("The PIN of the token house is wrong. It was tried once;") == 3


def test_a_key_that_is_printed_does_not_show_its_pin() -> None:
    assert PIN not in repr(TokenKey((b"",), None, PIN))
