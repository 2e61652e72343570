"""Intake: walk the case folder, hash every file before anything opens it, identify and unpack it."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from evidencekit.casefolders import CASE_FILE, inner_cases
from evidencekit.desk import Desk
from evidencekit.errors import CaseError
from evidencekit.kept import Digests
from evidencekit.mediatype import PROGRAMS, media_type, odd_name
from evidencekit.model.case import Case
from evidencekit.model.casefile import CaseFile
from evidencekit.model.evidence import SourceFile
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.sheetrow import RowFacts, together
from evidencekit.names import as_told, case_name
from evidencekit.noroom import not_its_fault
from evidencekit.ports import Identifier
from evidencekit.tomlfile import load_toml
from evidencekit.underway import at, get_on
from evidencekit.unpack import MAX_DEPTH, members

UNKNOWN = "application/octet-stream"
MAX_FILES = 5_000
"""Files of one case, members of packages included."""
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", "icon\ufffd"})
_HEAD = 1 << 16
_MOST_NAMED = 5
_PEM_KEY = re.compile(rb"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----")
_PKCS12 = re.compile(
    rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...)\x02\x01\x03\x30(?:[\x00-\x80]|\x81.|\x82..|\x83...)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
    re.DOTALL,
)


def open_case(folder: Path, row: RowFacts | None = None) -> Case:
    """Open a case folder; raise `CaseError` where it is none, or where its `case.toml` is wrong.

    `row` is what a sheet says of the case beside its `case.toml`; such a case may have no evidence yet.
    """
    if not folder.exists():
        if folder.is_symlink():
            raise CaseError(
                f"The case folder {folder} is a link that leads nowhere; put the folder itself there, or take the link away."
            )
        raise CaseError(f"The case folder {folder} does not exist.")
    if not folder.is_dir():
        raise CaseError(f"{folder} is a file; a case is a folder with the evidence in it.")
    put = "put the invoice, the shipping documents and the photos in it."
    try:
        entries = tuple(folder.iterdir())
    except OSError as reason:
        raise CaseError(f"The case folder {folder} cannot be read: {reason.strerror}.") from reason
    if not entries and row is None:
        raise CaseError(f"The case folder {folder} is empty: {put}")
    if row is None and not any(
        isinstance(found, tuple) and not _skipped(found[0]) for found in _walk(folder, folder)
    ):
        raise CaseError(f"The case folder {folder} holds no evidence: {put}")
    if inner := inner_cases(folder):
        raise CaseError(_several(folder, inner))
    written = folder / CASE_FILE
    described = written.is_file()
    file = load_toml(written, CaseFile, CaseError) if described else CaseFile()
    if row is not None:
        return Case(row.case, folder, together(file, row), described=True)
    return Case(name=case_name(folder), folder=folder, file=file, described=described)


def _several(folder: Path, inner: tuple[str, ...]) -> str:
    more = f" and {len(inner) - _MOST_NAMED} more" if len(inner) > _MOST_NAMED else ""
    return (
        f"{folder} is no case: it holds folders with a {CASE_FILE} of their own ({', '.join(inner[:_MOST_NAMED])}{more}). "
        f"Name one of them, or build them all with `evidencekit batch {folder}`."
    )


def collect(
    case: Case, desk: Desk, identifiers: tuple[Identifier, ...]
) -> tuple[tuple[SourceFile, ...], tuple[Finding, ...]]:
    """Take in every file of the case, and the members of its e-mails and archives.

    Every file is hashed; only where no pages will be made, one that looks unchanged since the last time need not be.
    """
    desk.passwords = desk.passwords.beside(case.file.secrets)
    digests = Digests(desk.kept, case.folder) if desk.kept and not desk.for_pages else None
    basket = _Basket(desk, identifiers, digests)
    root = case.folder.resolve()
    for found in _walk(case.folder, case.folder):
        if isinstance(found, Finding):
            basket.findings.append(found)
            continue
        path, location = found
        if path == CASE_FILE:
            continue
        if len(basket.sources) >= MAX_FILES:
            basket.say(
                warning(
                    "too-many-files", f"The case holds more than {MAX_FILES} files; the rest was not read."
                )
            )
            break
        aside = _set_aside(path, location, root, desk.passwords.files)
        if aside is not None:
            basket.findings.append(aside)
            continue
        try:
            source = basket.take_in(path, location, None)
        except OSError as reason:
            if not_its_fault(reason):
                raise
            message = f"{path} cannot be read: {reason.strerror or reason}. Copy it into the folder again."
            basket.say(warning("unreadable-file", message, path))
            continue
        if source is not None:
            basket.unpack(source, 0)
    if digests:
        digests.save()
    desk.passwords = desk.passwords.settled()
    return tuple(basket.sources), (*basket.findings, *_twins(basket.sources))


@dataclass
class _Basket:
    """What has been taken in so far, while the folder is walked."""

    desk: Desk
    identifiers: tuple[Identifier, ...]
    digests: Digests | None
    sources: list[SourceFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def say(self, finding: Finding) -> None:
        """Keep a finding, once."""
        if finding not in self.findings:
            self.findings.append(finding)

    def free(self, path: str) -> str:
        """Return the path, numbered where a twin whose name is only coded differently has it already."""
        count, free = 1, path
        while free in self.paths:
            count += 1
            free = f"{path} ({count})"
        return free

    def take_in(self, path: str, location: Path, container: str | None) -> SourceFile | None:
        """Hash one file, then say what it is; None for a key, which is nobody's evidence. Raise `OSError` where it cannot be read."""
        path = self.free(path)
        written = location.stat().st_mtime_ns
        digest, size, head = self._hashed(path, location, mine=container is not None)
        if _is_key(head):
            self.say(_kept_here(path))
            return None
        source = SourceFile(path, location, digest, size, UNKNOWN, container, written)
        with at(source, "identifying"):
            source = replace(source, media_type=self._identified(source, head))
        self.paths.add(path)
        self.sources.append(source)
        self.findings.extend(_oddities(source))
        return source

    def _hashed(self, path: str, location: Path, *, mine: bool) -> tuple[str, int, bytes]:
        """Return digest, size and beginning of a file; `mine` is one that was unpacked here, of which nothing is known."""
        with location.open("rb") as file:
            before = os.fstat(file.fileno())
            known = self.digests.of(path, before) if self.digests and not mine else None
            if known:
                return known, before.st_size, file.read(_HEAD)
            digest, size, head = hashlib.sha256(), 0, b""
            while chunk := file.read(1 << 20):
                head = head or chunk[:_HEAD]
                size += len(chunk)
                digest.update(chunk)
                get_on()
            if self.digests and not mine:
                self.digests.note(path, before, os.fstat(file.fileno()), digest.hexdigest())
        return digest.hexdigest(), size, head

    def _identified(self, source: SourceFile, head: bytes) -> str:
        if source.sha256 in self.desk.aside:
            return UNKNOWN
        for identifier in self.identifiers:
            try:
                known = identifier.identify(head[:8192], source.location)
            except Exception as reason:  # a plug-in may raise anything; the case goes on
                message = (
                    f"The identifier {identifier.name} failed on {source.path} ({type(reason).__name__})."
                )
                self.say(warning("plugin-failed", message, source.path))
                continue
            if known:
                return known
        return media_type(source.path, head, source.location, source.size)

    def unpack(self, source: SourceFile, depth: int) -> None:
        """Take in what is inside an e-mail or an archive, down to a limit."""
        with at(source, "unpacking"):
            inside, trouble = members(source, self.desk)
        self.findings.extend(trouble)
        if inside and depth >= MAX_DEPTH:
            message = f"{source.path} stands {depth} packages deep; what is inside it was not read."
            self.say(warning("too-deep", message, source.path))
            return
        for name, location in inside:
            if len(self.sources) >= MAX_FILES:
                message = f"The case holds more than {MAX_FILES} files; the rest was not read."
                self.say(warning("too-many-files", message))
                return
            if _settings(name) and (aside := _set_aside(f"{source.path}/{name}", location, location, ())):
                self.say(aside)
                continue
            member = self.take_in(f"{source.path}/{name}", location, source.path)
            if member is None:
                continue
            if source.sha256 in self.desk.unlocked:
                self.desk.unlocked.add(member.sha256)
            self.unpack(member, depth + 1)


def _walk(folder: Path, root: Path) -> Iterator[tuple[str, Path] | Finding]:
    """Give every file below a folder with its NFC path, in the order of those paths.

    Links to folders are not followed; what is no file becomes a finding.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda p: (as_told(p.name), p.name))
    except OSError as reason:
        path = as_told(folder.relative_to(root).as_posix())
        message = f"The folder {path} cannot be read: {reason.strerror}. Nothing in it was looked at."
        yield warning("unreadable-file", message, path)
        return
    for entry in entries:
        path = as_told(entry.relative_to(root).as_posix())
        if entry.is_symlink() or entry.is_file():
            yield path, entry
        elif entry.is_dir():
            if entry.name.startswith(".") or entry.name == "__MACOSX":
                yield note("skipped-folder", f"The folder {path} was left out: it is hidden.", path)
            else:
                yield from _walk(entry, root)
        else:
            yield warning("not-a-file", f"{path} is neither a file nor a folder; it was left out.", path)


def _skipped(path: str) -> bool:
    name = path.rpartition("/")[2]
    return _settings(path) or name.casefold() in _LITTER or name.startswith(("~$", "."))


def _settings(path: str) -> bool:
    """Say whether a file is one of this program's own: what stands there, passwords among it, is nobody's evidence.

    Also copies that an editor or a person leaves: `case.toml~`, `case.toml.bak`, `case (1).toml`.
    """
    name = path.rpartition("/")[2].casefold()
    return name.endswith(".toml") or name.startswith(CASE_FILE)


def _is_key(head: bytes) -> bool:
    """Tell a private key by how it begins: PEM (RFC 7468), or PKCS#12, version 3 around data (RFC 7292)."""
    if _PKCS12.match(head):
        return True
    return b"\0" not in head[:_HEAD] and _PEM_KEY.search(head[:_HEAD]) is not None


def _kept_here(path: str) -> Finding:
    message = (
        f"{path} was left out: it holds passwords or a private key, which must never be sent. "
        "Keep it outside the case folder."
    )
    return warning("key-file", message, path)


def _set_aside(path: str, location: Path, root: Path, never: tuple[Path, ...]) -> Finding | None:
    """Say why a file is not taken in, or None; those that are `never` evidence hold passwords or keys."""
    if _settings(path):
        message = (
            f"{path} was left out: it holds settings of evidencekit, and may hold passwords; it is never sent. "
            f"What it says is not used here: only {CASE_FILE} in the case folder itself is read."
        )
        return warning("settings-file", message, path)
    if never and location.resolve() in never:
        return _kept_here(path)
    if _skipped(path):
        return note("skipped", f"{path} was left out: it is a file of the computer, not evidence.", path)
    if not location.is_symlink():
        return None
    copy = "copy the file itself into the folder."
    try:
        target = location.resolve(strict=True)
    except (OSError, RuntimeError):
        return warning("link-out", f"{path} is a link that leads nowhere; {copy}", path)
    if not target.is_relative_to(root):
        return warning("link-out", f"{path} is a link to a file outside the case folder; {copy}", path)
    if not target.is_file():
        return note("link-out", f"{path} is a link to a folder of this case; it was not followed.", path)
    return None


def _oddities(source: SourceFile) -> Iterator[Finding]:
    path = source.path
    if source.size == 0:
        yield warning("empty-file", f"{path} is empty (0 bytes); save or send it again.", path)
    elif source.media_type in PROGRAMS:
        message = f"{path} is a program, not a document; it was not opened. Ask the sender for the document."
        yield warning("program", message, path)
    elif (odd := odd_name(path, source.media_type)) is not None:
        yield warning("wrong-extension", odd, path)


def _twins(sources: list[SourceFile]) -> tuple[Finding, ...]:
    first: dict[str, str] = {}
    found = []
    for source in sources:
        known = first.setdefault(source.sha256, source.path)
        if known != source.path and source.size:
            found.append(note("duplicate", f"{source.path} is the same file as {known}.", source.path))
    return tuple(found)
