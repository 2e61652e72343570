"""Unpack e-mails, mailboxes, archives and the pictures of workbooks onto the desk, within limits."""

import email
import email.policy
import io
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage, Message
from pathlib import Path, PurePosixPath
from typing import IO, cast

from evidencekit import attachments as of_pdf
from evidencekit import tnef as winmail
from evidencekit.charsets import name_in_archive
from evidencekit.datapictures import data_pictures
from evidencekit.desk import Desk
from evidencekit.lockedoffice import unlocked
from evidencekit.mailparts import EMAIL, HTML, attached, inside, is_message, texts
from evidencekit.mediatype import ENCRYPTED_OFFICE
from evidencekit.model.evidence import SourceFile
from evidencekit.model.finding import Finding, warning
from evidencekit.noroom import not_its_fault
from evidencekit.outlook import attachments, html_of, only_rtf
from evidencekit.sevenzip import SEVEN_ZIP, unpacked
from evidencekit.tnef import TNEF
from evidencekit.workbookparts import XLSX, Workbook

MAX_DEPTH = 4
MAX_MEMBERS = 1_000
MAX_TOTAL = 1_000_000_000
"""Bytes that all packages of one case may unpack to."""
MAX_RATIO = 200
"""Times that a member may grow; more is a bomb, or a file of zeros that proves nothing."""
MAX_EMAIL = 200_000_000
"""Bytes of a message that is taken into memory."""

OUTLOOK = "application/vnd.ms-outlook"
MAILBOX = "application/mbox"
PDF = "application/pdf"
PAGE = "text/html"
ZIP = ("application/zip", "application/x-zip-compressed")

_SMALL, _PIXEL = 500, 150
_REMEMBERED = 4_000_000
_ENCRYPTED, _SAID_UTF8 = 1, 0x800
_NOT_UNPACKED = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
"""What zipfile raises where a stranger's member cannot be taken out."""

Members = tuple[tuple[tuple[str, Path], ...], tuple[Finding, ...]]
_Packed = Iterator[tuple[str, bytes] | Finding]


def members(source: SourceFile, desk: Desk) -> Members:
    """Return the members of a package as (name, where it was unpacked), and what was left out; () for other files."""
    packed = _packed(source, desk)
    if packed is None:
        return (), ()
    key = f"members {source.path} {source.sha256}"
    known = desk.memory.get(key)
    if known is None:
        known = desk.memory[key] = _laid_out(source, desk, packed)
    return cast("Members", known)


def _packed(source: SourceFile, desk: Desk) -> _Packed | None:
    kind = source.media_type
    if kind == EMAIL:
        return _of_email(source, desk)
    if kind == OUTLOOK:
        return _of_outlook(source)
    if kind == PDF:
        return of_pdf.attached(source, desk)
    if kind == ENCRYPTED_OFFICE:
        return _of_locked_office(source, desk)
    if kind == XLSX:
        return _of_workbook(source, desk)
    if kind == SEVEN_ZIP:
        return unpacked(source, desk, most=MAX_MEMBERS, room=_room(desk))
    if kind == PAGE:
        return _of_page(source)
    if kind == TNEF:
        return _of_winmail(source)
    if kind == MAILBOX:
        return _of_mailbox(source)
    return _of_zip(source, desk) if kind in ZIP else None


def parse_email(source: SourceFile, desk: Desk) -> EmailMessage:
    """Parse an e-mail once, whoever asks."""
    key = f"email {source.sha256}"
    known = desk.memory.get(key)
    if isinstance(known, EmailMessage):
        return known
    if source.size > MAX_EMAIL:
        raise ValueError(f"it is {source.size // 1_000_000} MB long")
    parsed = email.message_from_bytes(source.location.read_bytes(), policy=email.policy.default)
    if source.size <= _REMEMBERED:
        desk.memory[key] = parsed
    return parsed


def _of_email(source: SourceFile, desk: Desk) -> _Packed:
    message = parse_email(source, desk)
    for part in attached(message):
        try:
            name = part.get_filename() or ""
            content = _content(part)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as reason:
            yield _failed(source, "an attachment", reason)
            continue
        if is_message(part) and not name.casefold().endswith(".eml"):
            name = f"{name or 'message'}.eml"
        if not _pixel(content):
            yield name or f"attachment{_EXTENSIONS.get(part.get_content_type(), '')}", content
    pages = "\n".join(
        _content(part).decode("latin-1") for part in texts(message) if part.get_content_type() in HTML
    )
    yield from _pictures(source, pages)


_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/pdf": ".pdf",
    "text/calendar": ".ics",
    "text/rfc822-headers": ".eml",
}


def _of_page(source: SourceFile) -> _Packed:
    if source.size > MAX_EMAIL:
        raise ValueError(f"it is {source.size // 1_000_000} MB long")
    yield from _pictures(source, source.location.read_bytes().decode("latin-1"))


def _pictures(source: SourceFile, html: str) -> _Packed:
    """Give the pictures that are written into HTML."""
    for name, content in data_pictures(html):
        if content is None:
            yield _failed(source, name, ValueError("a picture that is written into the text, and broken"))
        elif not _pixel(content):
            yield name, content


def _content(part: Message) -> bytes:
    if is_message(part):
        messages = inside(part)
        return _uncoded(messages[0].as_bytes(), part) if messages else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _uncoded(message: bytes, part: Message) -> bytes:
    """Decode a message within a message where a program coded it, as no standard allows and many do."""
    how = str(part.get("content-transfer-encoding", "")).strip().casefold()
    if how not in {"base64", "quoted-printable"}:
        return message
    carrier = Message()
    carrier["Content-Transfer-Encoding"] = how
    carrier.set_payload(message.decode("ascii", "surrogateescape"))
    content = carrier.get_payload(decode=True)
    return content if isinstance(content, bytes) and _HEADER.match(content) else message


_HEADER = re.compile(rb"\s{0,20}[A-Za-z][A-Za-z0-9-]{0,60}:")


def _of_outlook(source: SourceFile) -> _Packed:
    from oxmsg import Message as OutlookMessage

    if source.size > MAX_EMAIL:
        raise ValueError(f"it is {source.size // 1_000_000} MB long")
    outlook = OutlookMessage.load(io.BytesIO(source.location.read_bytes()))
    for name, content in attachments(outlook):
        yield (name, content) if content else _kept_inside(source, name)
    if rtf := only_rtf(outlook):
        yield "message.rtf", rtf
    yield from _pictures(source, html_of(outlook) or "")


def _of_winmail(source: SourceFile) -> _Packed:
    if source.size > MAX_EMAIL:
        raise ValueError(f"it is {source.size // 1_000_000} MB long")
    for name, content in winmail.unpacked(source.location.read_bytes()):
        yield (name, content) if content else _kept_inside(source, name)


def _kept_inside(source: SourceFile, name: str) -> Finding:
    message = (
        f"{source.path} holds an object that cannot be taken out ({name}); "
        "open it in Outlook, save what is inside as a file of its own and put that into the folder."
    )
    return warning("unpack-failed", message, source.path)


def _of_locked_office(source: SourceFile, desk: Desk) -> _Packed:
    content = unlocked(source, desk)
    if content is not None:
        yield source.path.rpartition("/")[2], content


def _of_workbook(source: SourceFile, desk: Desk) -> _Packed:
    """Give the pictures on the sheets of a workbook, which its table does not show; a damaged one is told by its reader."""
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(source.location) as package:
        for number, (part, title) in enumerate(Workbook(package).pictures(), 1):
            entry, name = package.getinfo(part), f"picture {number}{PurePosixPath(part).suffix}"
            name = f"{title}, {name}" if title else name
            if _grows_too_much(entry, desk):
                yield _bomb(f"{name} inside {source.path}", entry, source)
                continue
            try:
                with package.open(entry) as member:
                    content = _read(member, entry.file_size)
            except _NOT_UNPACKED as reason:
                yield _failed(source, name, reason)
                continue
            if not _pixel(content):
                yield name, content


def _of_mailbox(source: SourceFile) -> _Packed:
    """Cut a mailbox at the lines that begin its messages."""
    if source.size > MAX_EMAIL:
        raise ValueError(f"it is {source.size // 1_000_000} MB long")
    raw = source.location.read_bytes().replace(b"\r\n", b"\n")
    for number, message in enumerate(re.split(rb"(?:\A|\n\n)From [^\n]{0,500}\n", raw)[1:], 1):
        yield f"{number:04d}.eml", message


def _of_zip(source: SourceFile, desk: Desk) -> _Packed:
    with zipfile.ZipFile(source.location) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir()]
        if len(entries) > MAX_MEMBERS:
            message = (
                f"{source.path} holds {len(entries)} files, more than {MAX_MEMBERS}; unpack it and choose."
            )
            yield warning("archive-too-large", message, source.path)
            return
        for name, entry in sorted(((_named(e), e) for e in entries), key=lambda each: each[0]):
            inside = f"{_safe(name)} inside {source.path}"
            if entry.flag_bits & _ENCRYPTED and not _open_with(archive, entry, source, desk):
                message = (
                    f'{inside} needs a password: write it into case.toml ([secrets] "{source.path}" = "..."), '
                    "or unpack it and put the file into the folder."
                )
                yield warning("archive-locked", message, source.path)
            elif stat.S_ISLNK(entry.external_attr >> 16):
                yield warning(
                    "archive-link", f"{inside} is a link, not a file; it was left out.", source.path
                )
            elif _grows_too_much(entry, desk):
                yield _bomb(inside, entry, source)
            else:
                try:
                    with archive.open(entry) as member:
                        yield name, _read(member, entry.file_size)
                except _NOT_UNPACKED as reason:
                    yield _failed(source, _safe(name), reason)


def _grows_too_much(entry: zipfile.ZipInfo, desk: Desk) -> bool:
    return entry.file_size > min(_room(desk), MAX_RATIO * max(entry.compress_size, _SMALL))


def _bomb(inside: str, entry: zipfile.ZipInfo, source: SourceFile) -> Finding:
    message = f"{inside} would unpack to {entry.file_size} bytes; it was left packed. Send the file itself."
    return warning("archive-bomb", message, source.path)


def _named(entry: zipfile.ZipInfo) -> str:
    """Return a member's name; where the archive does not say how it is written, zipfile reads it in code page 437."""
    if entry.flag_bits & _SAID_UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        return name_in_archive(entry.filename.encode("cp437"))
    except UnicodeEncodeError:  # newer zipfiles know a field that says it in UTF-8
        return entry.filename


def _open_with(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, source: SourceFile, desk: Desk) -> bool:
    """Find the password that opens a member; zipfile knows the old way of locking, not the one with AES."""
    for word in desk.passwords.to_try(source.path):
        for coded in dict.fromkeys((word.encode(), word.encode("cp437", "replace"))):
            archive.setpassword(coded)
            with suppress(Exception), archive.open(entry) as member:
                # One wrong password in 256 gets past the first check: only the whole member's check sum is sure.
                if entry.file_size > MAX_TOTAL or _read(member, entry.file_size) is not None:
                    desk.unlocked.add(source.sha256)
                    return True
    return False


def _read(member: IO[bytes], size: int) -> bytes:
    content = member.read(size + 1)
    if len(content) != size:
        raise ValueError("its size is not what the archive says")
    return content


def _failed(source: SourceFile, what: str, reason: BaseException) -> Finding:
    message = f"{what} inside {source.path} cannot be unpacked: {str(reason)[:160]}. Ask for the file itself."
    return warning("unpack-failed", message, source.path)


def _room(desk: Desk) -> int:
    taken = desk.memory.get("unpacked bytes", 0)
    return MAX_TOTAL - (taken if isinstance(taken, int) else 0)


def _pixel(content: bytes) -> bool:
    """Tell a tracking pixel: a GIF or PNG of a few bytes."""
    return len(content) < _PIXEL and content.startswith((b"GIF8", b"\x89PNG"))


def _laid_out(source: SourceFile, desk: Desk, packed: _Packed) -> Members:
    """Write members to the desk as they come, under safe names, until a limit is reached."""
    laid: list[tuple[str, Path]] = []
    trouble: list[Finding] = []
    taken = set[str]()
    try:
        for each in packed:
            if isinstance(each, Finding):
                trouble.append(each)
                continue
            name, content = _safe(each[0]), each[1]
            if _litter(name):
                continue
            if len(laid) >= MAX_MEMBERS or len(content) > _room(desk):
                message = f"{source.path} holds more than is read from one package; the rest was left out."
                trouble.append(warning("too-many-members", message, source.path))
                break
            name = _free(name, taken)
            location = desk.path(source, f"member-{len(laid):04d}")
            location.write_bytes(content)
            desk.memory["unpacked bytes"] = MAX_TOTAL - _room(desk) + len(content)
            laid.append((name, location))
    except Exception as reason:  # strangers' packages break in every way
        if not_its_fault(reason):
            raise
        message = (
            f"{source.path} cannot be unpacked: {str(reason)[:160]}. What was inside it before that is kept."
        )
        trouble.append(warning("unpack-failed", message, source.path))
    return tuple(laid), tuple(trouble)


def _free(name: str, taken: set[str]) -> str:
    folder, slash, last = name.rpartition("/")
    stem, dot, extension = last.rpartition(".") if "." in last else (last, "", "")
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{folder}{slash}{stem} ({number}){dot}{extension}"
    taken.add(name.casefold())
    return name


def _litter(name: str) -> bool:
    last = name.rpartition("/")[2]
    return (
        "__MACOSX" in name
        or last in {".DS_Store", "Thumbs.db", "desktop.ini"}
        or last.startswith(("~$", "._"))
    )


def _safe(name: str) -> str:
    """Make a member's name a plain relative path: no root, no drive, no `..`, no control characters."""
    flat = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/"))
    flat = re.sub(r"^[A-Za-z]:", "", unicodedata.normalize("NFC", flat))
    parts = [
        p.strip()[-120:] for p in PurePosixPath(flat).parts if p.strip() not in {"", "/", "//", "..", "."}
    ]
    return "/".join(p for p in parts[-8:] if p.strip(" .")) or "unnamed"
