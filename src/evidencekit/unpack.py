"""Unpack e-mails and archives onto the desk, within limits."""

import email
import email.policy
import io
import re
import unicodedata
import zipfile
from email.message import EmailMessage
from pathlib import Path, PurePosixPath

from evidencekit.desk import Desk
from evidencekit.model.evidence import SourceFile
from evidencekit.model.finding import Finding, warning

MAX_DEPTH = 4
MAX_MEMBERS = 1_000
MAX_TOTAL = 1_000_000_000
"""Bytes that one package may unpack to."""
MAX_RATIO = 200
"""Times that a member may grow; more is a bomb, or a file of zeros that proves nothing."""

EMAIL = "message/rfc822"
OUTLOOK = "application/vnd.ms-outlook"
ZIP = ("application/zip", "application/x-zip-compressed")

Members = tuple[tuple[tuple[str, Path], ...], tuple[Finding, ...]]


def members(source: SourceFile, desk: Desk) -> Members:
    """Return the members of an e-mail or ZIP as (name, where it was unpacked), and what was left out; () for any other file."""
    try:
        if source.media_type == EMAIL:
            return _of_email(source, desk)
        if source.media_type == OUTLOOK:
            return _of_outlook(source, desk)
        if source.media_type in ZIP:
            return _of_zip(source, desk)
    except Exception as reason:  # strangers' packages break in every way
        return (), (
            warning("unpack-failed", f"{source.path} cannot be unpacked: {str(reason)[:160]}.", source.path),
        )
    return (), ()


def parse_email(source: SourceFile, desk: Desk) -> EmailMessage:
    """Parse an e-mail once, whoever asks."""
    key = f"email {source.sha256}"
    known = desk.memory.get(key)
    if not isinstance(known, EmailMessage):
        known = email.message_from_bytes(source.location.read_bytes(), policy=email.policy.default)
        desk.memory[key] = known
    return known


def _of_email(source: SourceFile, desk: Desk) -> Members:
    found: list[tuple[str, bytes]] = []
    for part in parse_email(source, desk).iter_attachments():
        name = part.get_filename() or ("message.eml" if part.get_content_type() == EMAIL else "attachment")
        if part.get_content_type() == EMAIL:
            inner = part.get_payload(0) if part.is_multipart() else None
            found.append((name, inner.as_bytes() if isinstance(inner, EmailMessage) else b""))
        else:
            content = part.get_payload(decode=True)
            found.append((name, content if isinstance(content, bytes) else b""))
    return _laid_out(source, desk, [f for f in found if not _pixel(f[1])])


def _of_outlook(source: SourceFile, desk: Desk) -> Members:
    from oxmsg import Message

    message = Message.load(io.BytesIO(source.location.read_bytes()))
    return _laid_out(
        source, desk, [(a.file_name or "attachment", a.file_bytes or b"") for a in message.attachments]
    )


def _of_zip(source: SourceFile, desk: Desk) -> Members:
    found, trouble, total = [], [], 0
    with zipfile.ZipFile(source.location) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir()]
        if len(entries) > MAX_MEMBERS:
            return (), (
                warning(
                    "archive-too-large",
                    f"{source.path} holds {len(entries)} files, more than {MAX_MEMBERS}; unpack it and choose.",
                    source.path,
                ),
            )
        for entry in sorted(entries, key=lambda e: e.filename):
            total += entry.file_size
            if entry.flag_bits & 1:
                trouble.append(
                    warning(
                        "archive-locked",
                        f"{entry.filename} inside {source.path} needs a password; unpack it and put the file into the folder.",
                        source.path,
                    )
                )
            elif total > MAX_TOTAL or entry.file_size > MAX_RATIO * max(entry.compress_size, 500):
                trouble.append(
                    warning(
                        "archive-bomb",
                        f"{entry.filename} inside {source.path} would unpack to {entry.file_size} bytes; it was left packed.",
                        source.path,
                    )
                )
            else:
                with archive.open(entry) as member:
                    found.append((entry.filename, member.read(entry.file_size + 1)))
    inside, more = _laid_out(source, desk, found)
    return inside, (*trouble, *more)


def _pixel(content: bytes) -> bool:
    """Tell a tracking pixel: a GIF or PNG of a few bytes."""
    return len(content) < 150 and content.startswith((b"GIF8", b"\x89PNG"))


def _laid_out(source: SourceFile, desk: Desk, found: list[tuple[str, bytes]]) -> Members:
    laid, taken, trouble = [], set[str](), []
    for number, (name, content) in enumerate(found):
        if number >= MAX_MEMBERS:
            trouble.append(
                warning(
                    "too-many-members",
                    f"{source.path} holds more than {MAX_MEMBERS} files; the rest was not read.",
                    source.path,
                )
            )
            break
        safe = _safe(name)
        if _litter(safe):
            continue
        while safe in taken:
            stem, dot, extension = safe.rpartition(".")
            safe = f"{stem}+{dot}{extension}" if dot else f"{safe}+"
        taken.add(safe)
        location = desk.path(source, f"member-{number:04d}")
        location.write_bytes(content)
        laid.append((safe, location))
    return tuple(laid), tuple(trouble)


def _litter(name: str) -> bool:
    last = name.rpartition("/")[2]
    return "__MACOSX" in name or last in {".DS_Store", "Thumbs.db"} or last.startswith("~$")


def _safe(name: str) -> str:
    """Make a member's name a plain relative path: no root, no `..`, no control characters."""
    flat = unicodedata.normalize("NFC", re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/")))
    parts = [p.strip() for p in PurePosixPath(flat).parts if p not in {"/", "..", "."}]
    return "/".join(p for p in parts if p)[-200:].lstrip("/") or "unnamed"
