"""The page that travels with a claim says, in a browser and without a server, whether files are as they were sent."""

import base64
import hashlib
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from builders_intake import pdf
from evidencekit import build
from evidencekit.model.bundle import Bundle, DeliveredFile
from evidencekit.views.verifypage import verify_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TODAY = date(2026, 10, 20)
EVIL = "</script><script>alert(1)</script>"

needs_browser = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that goes to a recipient."""
    root = tmp_path_factory.mktemp("sent")
    folder = root / "case"
    folder.mkdir()
    (folder / "invoice.pdf").write_bytes(pdf("Commercial Invoice No. INV-77"))
    (folder / "case.toml").write_text(f'reference = "R-1"\n[claimant]\nname = "{EVIL}"\n', encoding="utf-8")
    (outcome,) = build(folder, into=root / "out", recipients=["generic"], today=TODAY)
    assert outcome.folder is not None
    return outcome.folder / "delivery"


def _asked(page: str, tmp_path: Path, *files: tuple[str, bytes]) -> str:
    """Return what the page shows after files were dropped on it: its own script, given them as a drop would."""
    assert CHROMIUM
    given = ",".join(
        f"new File([Uint8Array.from(atob('{base64.b64encode(content).decode()}'), c => c.charCodeAt(0))], '{name}')"
        for name, content in files
    )
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    (tmp_path / "page.html").write_text(
        page.replace(
            "</body>",
            f"<script>check([{given}]).then(() => {{ document.body.id = 'checked'; }})</script></body>",
        ),
        encoding="utf-8",
    )
    # Virtual time runs on while another thread takes digests; on a busy machine more of it is needed.
    for budget in (10_000, 100_000, 1_000_000):
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--virtual-time-budget={budget}", "--dump-dom", (tmp_path / "page.html").as_uri()]  # fmt: skip
        dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        if '<body id="checked"' in dom:
            return dom.partition("<script>")[0]
    pytest.fail("the page was not done with the files")


def _answer(dom: str) -> tuple[str, str]:
    found = re.search(r'id="answer" class="answer ?(\w*)"[^>]*>([^<]*)<', dom)
    assert found
    return found[1], found[2]


def _files(sent: Path) -> list[tuple[str, bytes]]:
    return [(p.name, p.read_bytes()) for p in sorted(sent.iterdir()) if p.name != "verify.html"]


def test_every_file_is_listed_with_its_digest_and_the_page_runs_no_other_script(sent: Path) -> None:
    page = (sent / "verify.html").read_text("utf-8")

    for _, content in _files(sent):
        assert hashlib.sha256(content).hexdigest() in page
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert "default-src 'none'; style-src 'sha256-" in page
    assert f"script-src 'sha256-{digest}'" in page
    assert "alert(1)</script>" not in page


@needs_browser
def test_files_as_they_were_sent_are_green(sent: Path, tmp_path: Path) -> None:
    dom = _asked((sent / "verify.html").read_text("utf-8"), tmp_path, *_files(sent))

    count = len(_files(sent))
    assert _answer(dom) == (
        "same",
        f"All {count} files are as they were sent." if count > 1 else "The file is as it was sent.",
    )


@needs_browser
def test_a_name_may_change_but_not_a_bit(sent: Path, tmp_path: Path) -> None:
    page = (sent / "verify.html").read_text("utf-8")
    name, content = next((n, c) for n, c in _files(sent) if n.endswith(".pdf"))

    renamed = _asked(page, tmp_path, ("scan 1.pdf", content))
    changed = _asked(page, tmp_path, (name, content[:-1] + bytes([content[-1] ^ 1])))

    assert "as sent, now named scan 1.pdf" in renamed
    assert _answer(changed)[0] == "differs"
    assert "changed since it was sent" in changed
    assert "1 not as it was sent" in _answer(changed)[1]


@needs_browser
def test_what_was_never_sent_is_named(sent: Path, tmp_path: Path) -> None:
    page = (sent / "verify.html").read_text("utf-8")

    dom = _asked(page, tmp_path, *_files(sent), ("extra <b>.pdf", b"%PDF-1.7 another"))

    assert _answer(dom)[0] == "differs"
    assert "1 not of this claim" in _answer(dom)[1]
    assert "<b>extra &lt;b&gt;.pdf</b>" in dom


@needs_browser
def test_each_file_is_held_against_its_own_name_and_digest(tmp_path: Path) -> None:
    """Swapped names, two files of the same bytes, and a wrong file before the right one of its name."""
    contents = {"A.jpg": b"a", "B.jpg": b"b", "C.jpg": b"same", "D.jpg": b"same", "E.jpg": b"e"}
    files = []
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        files.append(DeliveredFile(name, tmp_path / name, "a picture"))
    bundle = Bundle(
        pdf=tmp_path / "none.pdf", reference="R-1", pages=1, index_pages=1, letters=(), exhibits=()
    )
    page = verify_page(tuple(files), bundle, claimant=None, recipient="Carrier", today=TODAY)

    dom = _asked(
        page, tmp_path, ("A.jpg", b"b"), ("B.jpg", b"a"), ("C.jpg", b"same"), ("D.jpg", b"same"), ("E.jpg", b"evil"), ("E.jpg", b"e"),
    )  # fmt: skip

    states = re.findall(r'class="state">([^<]*)<', dom)
    assert states == [
        "holds what was sent as B.jpg", "holds what was sent as A.jpg", "as sent", "as sent",
        "as sent, but another file of this name differs",
    ]  # fmt: skip
    assert _answer(dom)[0] == "differs"
