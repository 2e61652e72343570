"""Intake: walk the case folder, hash every file before anything opens it, identify it by its content, unpack."""

import hashlib
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.errors import CaseError
from evidencekit.model.case import Case
from evidencekit.model.casefile import CaseFile
from evidencekit.model.evidence import SourceFile
from evidencekit.model.finding import Finding, note, warning
from evidencekit.ports import Identifier
from evidencekit.tomlfile import load_toml
from evidencekit.unpack import MAX_DEPTH, members

CASE_FILE = "case.toml"
MAX_FILES = 5_000
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})

_NAMED = {
    "pdf": ("application/pdf",),
    "jpg": ("image/",),
    "jpeg": ("image/",),
    "png": ("image/",),
    "heic": ("image/",),
    "tif": ("image/",),
    "tiff": ("image/",),
    "docx": ("application/vnd.openxmlformats", "application/zip"),
    "xlsx": ("application/vnd.openxmlformats", "application/zip"),
    "zip": ("application/zip",),
}
_BY_EXTENSION = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "eml": "message/rfc822",
    "html": "text/html",
    "htm": "text/html",
    "json": "application/json",
}
_PROGRAMS = (
    "application/x-dosexec",
    "application/x-executable",
    "application/vnd.microsoft.portable-executable",
    "application/x-mach-binary",
    "application/x-pie-executable",
    "application/x-sharedlib",
)


def open_case(folder: Path) -> Case:
    """Open a case folder; raise `CaseError` where it is none, or where its `case.toml` is wrong."""
    if not folder.exists():
        raise CaseError(f"The case folder {folder} does not exist.")
    if not folder.is_dir():
        raise CaseError(f"{folder} is a file; a case is a folder with the evidence in it.")
    try:
        name = unicodedata.normalize("NFC", folder.resolve().name)
        written = folder / CASE_FILE
        described = written.is_file()
        if next(_walk(folder, folder), None) is None:
            raise CaseError(
                f"The case folder {folder} is empty: put the invoice, the shipping documents and the photos in it."
            )
    except OSError as reason:
        raise CaseError(f"The case folder {folder} cannot be read: {reason.strerror}.") from reason
    file = load_toml(written, CaseFile, CaseError) if described else CaseFile()
    return Case(name=name, folder=folder, file=file, described=described)


def collect(
    case: Case, desk: Desk, identifiers: tuple[Identifier, ...]
) -> tuple[tuple[SourceFile, ...], tuple[Finding, ...]]:
    """Take in every file of the case, and the members of its e-mails and archives."""
    sources: list[SourceFile] = []
    findings: list[Finding] = []
    for number, (path, location) in enumerate(_walk(case.folder, case.folder)):
        if number >= MAX_FILES:
            findings.append(
                warning(
                    "too-many-files", f"The folder holds more than {MAX_FILES} files; the rest was not read."
                )
            )
            break
        if _skipped(path):
            if path != CASE_FILE:
                findings.append(
                    note("skipped", f"{path} was left out: it is a file of the computer, not evidence.", path)
                )
            continue
        if location.is_symlink() and not location.resolve().is_relative_to(case.folder.resolve()):
            findings.append(
                warning(
                    "link-out",
                    f"{path} is a link to a file outside the case folder; copy the file itself into the folder.",
                    path,
                )
            )
            continue
        try:
            source = _take_in(path, location, None, identifiers)
        except OSError as reason:
            findings.append(
                warning("unreadable-file", f"{path} cannot be read: {reason.strerror or reason}.", path)
            )
            continue
        findings.extend(_oddities(source))
        sources.append(source)
        _unpack(source, 0, desk, identifiers, sources, findings)
    return tuple(_distinct(sources)), (*findings, *_twins(sources))


def _walk(folder: Path, root: Path) -> Iterator[tuple[str, Path]]:
    """Give every file below a folder with its NFC path, in the order of those paths; links to folders are not followed."""
    entries = sorted(folder.iterdir(), key=lambda p: unicodedata.normalize("NFC", p.name))
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry, root)
        elif entry.is_file() or entry.is_symlink():
            yield unicodedata.normalize("NFC", entry.relative_to(root).as_posix()), entry


def _skipped(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (
        path == CASE_FILE
        or name.casefold() in _LITTER
        or name.startswith(("~$", "._", "."))
        or "__MACOSX" in path
    )


def _take_in(
    path: str, location: Path, container: str | None, identifiers: tuple[Identifier, ...]
) -> SourceFile:
    digest, size, head = hashlib.sha256(), 0, b""
    with location.open("rb") as file:
        while chunk := file.read(1 << 20):
            if size == 0:
                head = chunk[: 1 << 16]
            size += len(chunk)
            digest.update(chunk)
    return SourceFile(
        path, location, digest.hexdigest(), size, _media_type(path, head, location, identifiers), container
    )


def _media_type(path: str, head: bytes, location: Path, identifiers: tuple[Identifier, ...]) -> str:
    for identifier in identifiers:
        known = identifier.identify(head[:8192], location)
        if known:
            return known
    if not head:
        return "application/x-empty"
    return _by_head(head) or _by_magic(path, head)


def _by_head(head: bytes) -> str | None:
    """Know what libmagic's versions disagree on, from the first bytes."""
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypheim"}:
        return "image/heic"
    if head[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        for mark, kind in (
            (b"word/", "wordprocessingml.document"),
            (b"xl/", "spreadsheetml.sheet"),
            (b"ppt/", "presentationml.presentation"),
        ):
            if mark in head:
                return f"application/vnd.openxmlformats-officedocument.{kind}"
    return None


def _by_magic(path: str, head: bytes) -> str:
    import_module("pylibmagic")  # first, so that the libmagic of the wheel is loaded and not the system's
    import magic

    found = str(magic.from_buffer(head, mime=True))
    extension = path.rpartition(".")[2].casefold()
    if (
        found in {"application/cdfv2", "application/CDFV2", "application/x-ole-storage"}
        and extension == "msg"
    ):
        return "application/vnd.ms-outlook"
    if found.startswith("text/") or found in {"application/json", "application/csv"}:
        # Texts look alike: here, and only here, the extension has a word to say.
        return _BY_EXTENSION.get(extension, "text/plain" if found == "application/csv" else found)
    return found


def _oddities(source: SourceFile) -> Iterator[Finding]:
    if source.size == 0:
        yield warning("empty-file", f"{source.path} is empty (0 bytes); save or send it again.", source.path)
        return
    extension = source.path.rpartition(".")[2].casefold()
    expected = _NAMED.get(extension)
    if source.media_type in _PROGRAMS:
        yield warning(
            "program",
            f"{source.path} is a program, not a document; it was not opened. Ask the sender for the document.",
            source.path,
        )
    elif expected and not source.media_type.startswith(expected):
        yield warning(
            "wrong-extension",
            f"{source.path} is named .{extension}, but its content is {source.media_type}; it was read by its content.",
            source.path,
        )


def _unpack(
    source: SourceFile,
    depth: int,
    desk: Desk,
    identifiers: tuple[Identifier, ...],
    sources: list[SourceFile],
    findings: list[Finding],
) -> None:
    """Take in what is inside an e-mail or an archive, down to a limit."""
    if depth >= MAX_DEPTH:
        findings.append(
            warning(
                "too-deep",
                f"{source.path} stands {depth} packages deep; what is inside it was not read.",
                source.path,
            )
        )
        return
    inside, trouble = members(source, desk)
    findings.extend(trouble)
    for name, location in inside:
        member = _take_in(f"{source.path}/{name}", location, source.path, identifiers)
        sources.append(member)
        _unpack(member, depth + 1, desk, identifiers, sources, findings)


def _distinct(sources: list[SourceFile]) -> Iterator[SourceFile]:
    """Give twins that differ only in how their name is coded a path of their own."""
    seen: dict[str, int] = {}
    for source in sources:
        count = seen[source.path] = seen.get(source.path, 0) + 1
        if count == 1:
            yield source
        else:
            yield SourceFile(
                f"{source.path} ({count})",
                source.location,
                source.sha256,
                source.size,
                source.media_type,
                source.container,
            )


def _twins(sources: list[SourceFile]) -> tuple[Finding, ...]:
    first: dict[str, str] = {}
    found = []
    for source in sources:
        known = first.setdefault(source.sha256, source.path)
        if known != source.path and source.size:
            found.append(note("duplicate", f"{source.path} is the same file as {known}.", source.path))
    return tuple(found)
