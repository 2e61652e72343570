"""What a file is, by its content; the name has a word to say only between kinds of plain text."""

import re
import zipfile
from pathlib import Path

PROGRAMS = frozenset(
    {
        "application/x-dosexec",
        "application/vnd.microsoft.portable-executable",
        "application/x-executable",
        "application/x-pie-executable",
        "application/x-sharedlib",
        "application/x-mach-binary",
        "application/x-msdownload",
        "application/x-ms-shortcut",
    }
)

OFD = "application/ofd"
"""Pages as Chinese offices issue them (GB/T 33190), e-invoices among them."""
ENCRYPTED_OFFICE = "application/x-ole-encrypted"
"""A Word, Excel or PowerPoint file that needs a password."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_PARTS = (
    ("word/", f"{_OFFICE}wordprocessingml.document"),
    ("xl/", f"{_OFFICE}spreadsheetml.sheet"),
    ("ppt/", f"{_OFFICE}presentationml.presentation"),
)
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"{\\rtf", "text/rtf"),
)
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_MARKS = (
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Workbook", "application/vnd.ms-excel"),
)
_OLE_LOOKED_AT = 50_000_000

_BY_NAME = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "tab": "text/tab-separated-values",
    "eml": "message/rfc822",
    "html": "text/html",
    "htm": "text/html",
    "json": "application/json",
}
_TEXTS = frozenset(
    {"application/json", "application/csv", "message/rfc822", "application/x-ndjson", "message/news"}
)
_MAIL_HEADER = re.compile(
    rb"(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|X-[A-Za-z-]+):",
    re.IGNORECASE,
)
_MAILBOX = re.compile(rb"From \S{1,200} {1,4}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{4,8} [^\n]{4,60}\n")
_RUIN = re.compile(rb"%PDF|\d obj\b|trailer\s*<<|\bendobj\b")
"""By which a PDF is known whose beginning is lost."""
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_BLANK, _FIRST = b"\x00\t\n\x0c\r ", 1_024
_HEADERS, _LOOKED_AT = 3, 4000
_COLUMNS = 3
"""Marks in each of the first lines from which a text is a table."""

_NAMED = {
    "pdf": ("application/pdf",),
    "docx": (f"{_OFFICE}wordprocessingml",),
    "xlsx": (f"{_OFFICE}spreadsheetml",),
    "pptx": (f"{_OFFICE}presentationml",),
    "zip": ("application/zip", "application/x-zip"),
    "msg": ("application/vnd.ms-outlook",),
    **dict.fromkeys(
        ("jpg", "jpeg", "png", "gif", "heic", "heif", "tif", "tiff", "webp", "avif", "bmp"), ("image/",)
    ),
    **dict.fromkeys(("txt", "csv", "tsv"), ("text/", "message/", "application/json", "application/mbox")),
    "eml": ("message/", "text/"),
}
_WORDS = {
    "application/octet-stream": "none that is known: it is damaged, or not what its name says",
    ENCRYPTED_OFFICE: "locked with a password",
}


def media_type(path: str, head: bytes, location: Path, size: int) -> str:
    """Return the media type of a file whose first bytes are given."""
    if not head:
        return "application/x-empty"
    return _by_beginning(path, head) or _by_package(head, location, size) or _by_magic(path, head)


def odd_name(path: str, kind: str) -> str | None:
    """Return a sentence where the name's extension contradicts the content, or None."""
    extension = _extension(path)
    expected = _NAMED.get(extension)
    if expected is None or kind.startswith(expected) or kind == ENCRYPTED_OFFICE:
        return None
    known = "" if kind in _WORDS else " It was read by its content."
    return f"{path} is named .{extension}, but its content is {_WORDS.get(kind, kind)}.{known}"


def _by_beginning(path: str, head: bytes) -> str | None:
    """Know at once what begins unmistakably; a damaged file keeps its beginning, which libmagic doubts."""
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        brands = {head[n : n + 4] for n in range(8, min(64, int.from_bytes(head[:4], "big")), 4)}
        if brands & {b"avif", b"avis"}:
            return "image/avif"
        if head[8:12] in _HEIC or brands & (_HEIC - {b"mif1", b"msf1"}):
            return "image/heic"
    return "application/pdf" if _is_pdf(path, head) else None


def _is_pdf(path: str, head: bytes) -> bool:
    """Take what readers take: the mark also after nothing, or after what does not belong there, but not inside a mail or a package.

    Text that only speaks of the mark is none: objects must follow it, and either the name or what is no text say the same.
    """
    at = head.find(b"%PDF-")
    if at <= 0:
        return at == 0
    if head.startswith((b"PK", b"MZ", b"\x7fELF", _OLE)) or _is_mail(head):
        return False
    if not head[:at].strip(_BLANK):
        return True
    if _OBJECT.search(head, at) is None:
        return False
    return _extension(path) == "pdf" or (at < _FIRST and not _is_text(head))


def _extension(path: str) -> str:
    return path.rpartition(".")[2].casefold()


def _by_package(head: bytes, location: Path, size: int) -> str | None:
    """Tell office files from other ZIPs and OLE packages by what is inside."""
    if head.startswith(b"PK\x03\x04"):
        return _by_parts(location)
    if head.startswith(_OLE):
        if size <= _OLE_LOOKED_AT:
            head = location.read_bytes()
        for mark, kind in _OLE_MARKS:
            if mark.encode("utf-16-le") in head:
                return kind
    return None


def _by_parts(location: Path) -> str | None:
    try:
        with zipfile.ZipFile(location) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" in names:
        for folder, kind in _PARTS:
            if any(name.startswith(folder) for name in names):
                return kind
    if "OFD.xml" in names:
        return OFD
    # A package that says itself what it is (OpenDocument, EPUB) is left to libmagic.
    return None if "mimetype" in names[:1] else "application/zip"


def _by_magic(path: str, head: bytes) -> str:
    # The wheel's libmagic is taken only if this import comes first.
    import pylibmagic  # noqa: F401, I001
    import magic

    found = str(magic.from_buffer(head, mime=True)).lower()
    if found in {"application/octet-stream", "application/pdf"} and _is_text(head):
        found = "text/plain"  # libmagic will not say so of a word or two, nor of what speaks of a PDF's mark
    if not found.startswith("text/") and found not in _TEXTS:
        return found
    # Texts look alike: here, and only here, the name has a word to say.
    extension = _extension(path)
    if extension == "pdf" and _RUIN.search(head):
        return "application/pdf"
    if _MAILBOX.match(head):
        return "application/mbox"
    if extension == "eml" or (extension not in _BY_NAME and _is_mail(head)):
        return "message/rfc822"
    if found in {"text/html", "text/xml"} and extension not in {"html", "htm"}:
        return found
    if extension == "txt":
        return _by_columns(head)
    return _BY_NAME.get(extension, "text/plain" if found in {"application/csv", "message/news"} else found)


def _by_columns(head: bytes) -> str:
    """Tell tables that are saved as .txt, as Amazon's reports are, from text that has commas."""
    lines = [line for line in head[:_LOOKED_AT].split(b"\n")[:6] if line.strip()][:5]
    for mark, kind in ((b"\t", "text/tab-separated-values"), (b",", "text/csv")):
        counts = {line.count(mark) for line in lines}
        if len(lines) >= 2 and len(counts) == 1 and min(counts) >= _COLUMNS:
            return kind
    return "text/plain"


def _is_text(head: bytes) -> bool:
    try:
        text = head[:_LOOKED_AT].decode("utf-8", "strict" if len(head) <= _LOOKED_AT else "ignore")
    except UnicodeDecodeError:
        return False
    return all(c.isprintable() or c in "\t\r\n\f" for c in text)


def _is_mail(head: bytes) -> bool:
    """Say whether the text begins with headers as mail has them."""
    lines = [line for line in head[:_LOOKED_AT].split(b"\n")[:12] if line[:1] not in {b" ", b"\t"}]
    return len([line for line in lines if _MAIL_HEADER.match(line)]) >= _HEADERS
