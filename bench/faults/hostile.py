"""Hostile evidence, templates and paths, each built by the program in a process of its own, with canaries around it."""

import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
from archives import ARCHIVES
from cases import DAYS, ordinary
from documents import DOCUMENTS
from outcome import Tried
from paths import PATHS
from runs import Ended, left_in, run
from templates import TEMPLATES

CANARY = "CANARY-7f3a-SECRET"
SETS: dict[str, tuple[str, dict[str, Callable[..., None]]]] = {
    "archives": ("hostile archives and e-mails", ARCHIVES),
    "documents": ("hostile DOCX, XLSX, HTML, PDF, SVG, XML and text files", DOCUMENTS),
    "templates": ("attacks from a template", TEMPLATES),
    "paths": ("attacks by names and links", PATHS),
}
_EXPECTED = {0, 2, 3, 4, 5, 6, 8}


class _Listener:
    """Counts who calls on a port of the loopback."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


def hostile(name: str) -> Iterator[Tried]:
    """Try every attack of a set."""
    what, attacks = SETS[name]
    troubles = []
    for title, attack in attacks.items():
        troubles += [f"{title}: {t}" for t in _tried(name, attack)]
    yield Tried(what, len(attacks), tuple(troubles))


def _tried(kind: str, attack: Callable[..., None]) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        secret, case, out, temporary = (
            root / "secret.txt",
            root / "cases" / "case",
            root / "out",
            root / "tmp",
        )
        secret.write_text(CANARY, encoding="utf-8")
        temporary.mkdir()
        ordinary(case)
        listener = _Listener()
        templates: list[str] = []
        try:
            if kind == "templates":
                attack(root / "templates", secret)
                templates = ["--templates", str(root / "templates")]
            else:
                attack(case, secret, listener.address)
            before = _outside(root)
            ended = run(
                ["build", str(case), "--for", "generic", "--out", str(out), "--today", DAYS[0], *templates],
                environment={"TMPDIR": str(temporary)},
            )
            found = list(_harm(ended, out, before, _outside(root), temporary))
            if listener.calls:
                found.append("it called over the network")
        finally:
            listener.close()
            for path in root.rglob("*"):
                if path.is_dir() and not path.is_symlink():
                    path.chmod(0o700)
            shutil.rmtree(root / "cases", ignore_errors=True)
        return found[:1]


def _outside(root: Path) -> dict[str, bytes]:
    """Return what stands outside output and working folder."""
    return {
        str(p): p.read_bytes()[:4096]
        for p in root.rglob("*")
        if p.is_file() and not p.is_symlink() and p.relative_to(root).parts[0] not in {"out", "tmp"}
    }


def _harm(
    ended: Ended, out: Path, before: dict[str, bytes], after: dict[str, bytes], temporary: Path
) -> Iterator[str]:
    if ended.code == -999:
        yield "it did not end"
    elif ended.code not in _EXPECTED:
        yield f"exit code {ended.code}: {ended.said.strip()[-200:]}"
    if "Traceback" in ended.said:
        yield "a traceback"
    if before != after:
        yield f"files outside the output changed: {min(before.items() ^ after.items())[0]}"
    if CANARY in ended.said:
        yield "it read a file that is none of the case's and told it"
    if any(temporary.iterdir()):
        yield f"left in the working folder: {min(p.name for p in temporary.iterdir())}"
    yield from _harm_in(out)


def _harm_in(out: Path) -> Iterator[str]:
    for path in out.rglob("*"):
        if path.is_file() and "originals" not in path.parts and CANARY.encode() in _all_of(path):
            yield f"{path.name} holds a file that is none of the case's"
    if out.exists() and (left := left_in(out)):
        yield f"left in the output: {left[0]}"


def _all_of(path: Path) -> bytes:
    raw = path.read_bytes()
    if path.suffix != ".pdf":
        return raw
    document = pypdfium2.PdfDocument(path)
    try:
        return raw + b"".join(
            p.get_textpage().get_text_bounded().encode("utf-8", "replace") for p in document
        )
    finally:
        document.close()
