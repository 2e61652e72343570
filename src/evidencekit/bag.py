"""BagIt (RFC 8493): folders of other programs that account for every file in them, judged."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from evidencekit.digests import file_digest

DECLARATION = "bagit.txt"
_ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_MOST_TAG_BYTES = 50_000_000
_SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class BagFault:
    """Something about a bag that is not as it should be."""

    what: str
    detail: str
    grave: bool = True
    """False: the bag is valid, and yet somebody should look."""


def is_bag(folder: Path) -> bool:
    """Say whether a folder declares itself a bag, or looks like one that lost its declaration."""
    return (folder / DECLARATION).is_file() or (
        (folder / "data").is_dir() and any(folder.glob("manifest-*.txt"))
    )


def judge_bag(folder: Path) -> Iterator[BagFault]:
    """Give what is wrong with a bag; nothing where it is complete and valid. Nothing is fetched, and no path leads out."""
    encoding, faults = _declared(folder)
    yield from faults
    if any(f.grave for f in faults):
        return
    standing = every_file(folder)
    payload = {name for name in standing if name.startswith("data/")}
    if not (folder / "data").is_dir():
        yield BagFault("data", "the payload's folder is missing")
    manifests = sorted(folder.glob("manifest-*.txt"))
    if not manifests:
        yield BagFault("manifest", "there is no manifest of the payload")
    yield from _of_info(folder, payload, encoding)
    fetched = yield from _to_fetch(folder, encoding)
    listed: set[str] = set()
    for manifest in manifests:
        rows = yield from _rows(manifest, encoding)
        listed |= rows.keys()
        yield from _against(folder, manifest.name, rows, payload, fetched, payload_only=True)
    for name in sorted(payload - _known(payload, listed)):
        yield BagFault(name, "added: no manifest of the bag names it")
    for manifest in sorted(folder.glob("tagmanifest-*.txt")):
        rows = yield from _rows(manifest, encoding)
        yield from _against(folder, manifest.name, rows, standing - payload, set(), payload_only=False)
    yield from _clashes(payload | listed)


def _declared(folder: Path) -> tuple[str, list[BagFault]]:
    """Read `bagit.txt`: its two lines, in UTF-8 without a mark, the version and the encoding of all other tag files."""
    path = folder / DECLARATION
    if not path.is_file():
        return "utf-8", [BagFault(DECLARATION, "missing: a bag must say that it is one")]
    with path.open("rb") as file:
        raw = file.read(10_000)
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8", [BagFault(DECLARATION, "begins with a byte-order mark, which is not allowed")]
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    version = re.search(r"^BagIt-Version:(.*)$", text, re.MULTILINE)
    encoding = re.search(r"^Tag-File-Character-Encoding:(.*)$", text, re.MULTILINE)
    number = re.fullmatch(r"\s*(\d+)\.(\d+)\s*", version[1]) if version else None
    if version is None or encoding is None or number is None:
        return "utf-8", [BagFault(DECLARATION, "does not say its version and encoding")]
    strict = int(number[1]) >= 1
    whole = r"BagIt-Version: \d+\.\d+\nTag-File-Character-Encoding: \S+\n?\n?"
    if strict and not re.fullmatch(whole, text):
        return "utf-8", [
            BagFault(DECLARATION, "is not written as BagIt 1.0 wants it: a colon and one space on each line")
        ]
    name = encoding[1].strip()
    try:
        "".encode(name)
    except (LookupError, ValueError):  # there is one by the name of "undefined", which fails on everything
        return "utf-8", [BagFault(DECLARATION, f"names an encoding that nobody knows: {name[:40]}")]
    return name, []


def _rows(manifest: Path, encoding: str) -> Generator[BagFault, None, dict[str, str]]:
    """Read a manifest: path -> digest; a line that leads out of the bag or is none is a fault."""
    found: dict[str, str] = {}
    text = _text(manifest, encoding)
    if text is None:
        yield BagFault(manifest.name, "cannot be read")
        return found
    for line in _lines(text):
        if not line.strip():
            continue
        match = re.fullmatch(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)", line)
        if match is None:
            yield BagFault(manifest.name, f"holds a line that is none of its kind: {line[:80]!r}")
            continue
        name = _decoded(match[2])
        name = name.removeprefix("./")
        if _leads_out(name):
            yield BagFault(manifest.name, f"names a file outside the bag: {name[:120]}")
            continue
        if name in found:
            yield BagFault(manifest.name, f"names {name[:120]} twice")
        found[name] = match[1].lower()
    return found


def _lines(text: str) -> list[str]:
    """Cut a tag file into lines as the standard ends them; other marks at which text may break stand in names."""
    return re.split(r"\r\n|\n|\r", text)


def _against(
    folder: Path,
    manifest: str,
    rows: dict[str, str],
    standing: set[str],
    fetched: set[str],
    *,
    payload_only: bool,
) -> Iterator[BagFault]:
    algorithm = manifest.partition("-")[2].removesuffix(".txt").lower()
    if algorithm not in _ALGORITHMS:
        yield BagFault(manifest, f"uses an algorithm that is not known here: {algorithm[:20]}")
        return
    forms = {unicodedata.normalize("NFC", n): n for n in standing}
    for name, digest in sorted(rows.items()):
        if payload_only and not name.startswith("data/"):
            yield BagFault(name, "stands in a manifest of the payload and is not in data/")
            continue
        there = name if name in standing else forms.get(unicodedata.normalize("NFC", name))
        if there is None:
            why = "not there yet: fetch.txt says where it is" if name in fetched else "removed"
            yield BagFault(name, why)
        elif _digest(folder / there, algorithm) != digest:
            yield BagFault(name, f"changed: its {algorithm} is not what the bag was made with")


def _to_fetch(folder: Path, encoding: str) -> Generator[BagFault, None, set[str]]:
    names: set[str] = set()
    path = folder / "fetch.txt"
    text = _text(path, encoding) if path.is_file() else ""
    for line in _lines(text or ""):
        parts = line.split(None, 2)
        if len(parts) != 3:
            if line.strip():
                yield BagFault("fetch.txt", f"holds a line that is none of its kind: {line[:80]!r}")
            continue
        name = _decoded(parts[2]).removeprefix("./")
        if _leads_out(name) or not name.startswith("data/"):
            yield BagFault("fetch.txt", f"would write outside the payload: {name[:120]}")
        names.add(name)
    return names


def _of_info(folder: Path, payload: set[str], encoding: str) -> Iterator[BagFault]:
    path = folder / "bag-info.txt"
    text = _text(path, encoding) if path.is_file() else None
    if text is None:
        return
    oxum = re.search(r"^Payload-Oxum\s*:\s*(\d+)\.(\d+)\s*$", text, re.MULTILINE | re.IGNORECASE)
    if oxum and not (folder / "fetch.txt").is_file():
        size = sum((folder / name).stat().st_size for name in payload)
        if (size, len(payload)) != (int(oxum[1]), int(oxum[2])):
            yield BagFault(
                "bag-info.txt",
                f"says {oxum[2]} files of {oxum[1]} bytes; there are {len(payload)} of {size}",
            )


def _clashes(names: set[str]) -> Iterator[BagFault]:
    seen: dict[str, str] = {}
    for name in sorted(names):
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen and unicodedata.normalize("NFC", seen[key]) != unicodedata.normalize("NFC", name):
            yield BagFault(
                name, f"is the same name as {seen[key]} on systems that do not tell case", grave=False
            )
        seen.setdefault(key, name)
        if PurePosixPath(name).name.casefold() in _SYSTEM_FILES:
            yield BagFault(name, "is a file of the computer, not of anybody's work", grave=False)


def _known(payload: set[str], listed: set[str]) -> set[str]:
    forms = {unicodedata.normalize("NFC", n) for n in listed}
    return {n for n in payload if unicodedata.normalize("NFC", n) in forms}


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return (
        name.startswith(("/", "\\", "~")) or ".." in parts or bool(re.match(r"[A-Za-z]:", name)) or "\0" in name
        or "%" in parts[0]
    )  # fmt: skip


def every_file(folder: Path) -> set[str]:
    """Return the path of every file below a folder; a link is one, and is not followed."""
    found: set[str] = set()
    for root, folders, files in os.walk(folder, followlinks=False):
        linked = [f for f in folders if Path(root, f).is_symlink()]
        found.update(Path(root, name).relative_to(folder).as_posix() for name in (*files, *linked))
    return found


def _text(path: Path, encoding: str) -> str | None:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_TAG_BYTES:
            return None
        return path.read_bytes().decode(encoding).removeprefix("\ufeff")
    except (OSError, ValueError):
        return None


def _digest(path: Path, algorithm: str) -> str:
    if path.is_symlink() or not path.is_file():
        return ""
    return file_digest(path, _hash(algorithm))


def _hash(algorithm: str) -> Callable[[], "hashlib._Hash"]:
    # A bag of others may use old algorithms; they tell damage, not forgery.
    return lambda: hashlib.new(algorithm, usedforsecurity=False)


def _decoded(name: str) -> str:
    return re.sub(r"%(?:0[AaDd]|25)", lambda m: unquote(m[0]), name)
