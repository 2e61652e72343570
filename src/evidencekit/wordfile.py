"""DOCX as a package of parts: opened with limits, made harmless, saved with the same bytes every time."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from html import escape
from pathlib import Path

from evidencekit.errors import CannotWriteError, ConversionError
from evidencekit.wordfields import CLICKED, harmless, hides_its_bytes, is_xml, parsed, written

MAX_PARTS = 2_000
MAX_BYTES = 200_000_000
"""Of all parts together once unpacked; a letter has some ten thousand, a thick report with pictures some million."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
_PROGRAM = re.compile(
    r"vba(?:Project|Data)\b|vbaProjectSignature|\bactiveX/|\bwebextensions?/|\bcustomUI/", re.IGNORECASE
)

_NO_DAY = date(1980, 1, 1)
"""The first day that a ZIP file can name."""

_RELATIONSHIP = re.compile(r"<(?:\w+:)?Relationship\b[^>]*?(?:/>|>\s*</(?:\w+:)?Relationship>)", re.DOTALL)
_MAY_LEAD_OUT = re.compile(rb"external|aFChunk|Target\s*=\s*[\"'](?:[^\"']*:|//|\\)|<!|&", re.IGNORECASE)


def read_parts(path: Path) -> dict[str, bytes]:
    """Return the parts of a DOCX by name; raise `ConversionError` where it is none or is larger than any letter."""
    try:
        with zipfile.ZipFile(path) as package:
            members = [m for m in package.infolist() if not m.is_dir()]
            if len(members) > MAX_PARTS or sum(m.file_size for m in members) > MAX_BYTES:
                raise ConversionError(
                    f"{path.name} unpacks to more than any letter needs; it was not opened."
                )
            parts = {m.filename: package.read(m) for m in members}
    except OSError as reason:
        raise ConversionError(f"{path.name} cannot be read: {reason.strerror or reason}.") from reason
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as reason:
        raise ConversionError(f"{path.name} is not a DOCX file that can be opened ({reason}).") from reason
    if "word/document.xml" not in parts:
        raise ConversionError(f"{path.name} is not a DOCX file: it has no word/document.xml.")
    return parts


def disarm(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts without anything that would run, or fetch from elsewhere; links that a reader clicks stay."""
    safe, gone = dict(parts), dict[str, set[str]]()
    for name in parts:
        if name.casefold().endswith(".rels"):
            safe[name], dropped = _without_external(parts[name])
            if dropped:
                gone[_owner(name).casefold()] = dropped
    for name, blob in safe.items():
        if is_xml(blob):
            safe[name] = harmless(blob, gone.get(name.casefold(), ()))
    return safe


def without_macros(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts without programs and controls that a file brings along, and without what leads to them."""
    gone = {n for n in parts if _PROGRAM.search(n)}
    if not gone:
        return dict(parts)
    safe = {n: b for n, b in parts.items() if n not in gone}
    for name in [n for n in safe if n.endswith(".rels")]:
        safe[name] = _RELATIONSHIP.sub(
            lambda m: "" if _PROGRAM.search(m[0]) else m[0], safe[name].decode("utf-8", "replace")
        ).encode()
    types = safe.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    types = re.sub(
        r"<(?:\w+:)?(?:Override|Default)\b[^>]*?/>", lambda m: "" if _PROGRAM.search(m[0]) else m[0], types
    )
    safe["[Content_Types].xml"] = types.replace(_MACRO_TYPE, DOCX + ".main+xml").encode()
    return safe


def holds_drawings(parts: Mapping[str, bytes]) -> bool:
    """Say whether a DOCX shows Windows metafiles, as embedded sheets and old charts do; the engine that comes along leaves them out."""
    return any(n.startswith("word/media/") and n.casefold().endswith((".emf", ".wmf")) for n in parts)


def link(parts: dict[str, bytes], part: str, targets: Mapping[str, str]) -> None:
    """Give a part relationships to outside addresses, by id."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    added = "".join(
        f'<Relationship Id="{i}" Type="{kind}" Target="{escape(t)}" TargetMode="External"/>'
        for i, t in sorted(targets.items())
    )
    _relate(parts, part, added)


def _relate(parts: dict[str, bytes], part: str, added: str) -> None:
    name = f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels"
    empty = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    text = parts.get(name, empty).decode()
    text = re.sub(r"<Relationships([^>]*)/>\s*$", r"<Relationships\1></Relationships>", text)
    parts[name] = text.replace("</Relationships>", added + "</Relationships>").encode()


def embed(parts: dict[str, bytes], part: str, key: str, form: str, coded: bytes) -> None:
    """Put a picture (`png` or `jpeg`) into a DOCX, for a part that names it by `key`."""
    name = f"media/{key}.{form}"
    parts[f"word/{name}"] = coded
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    _relate(parts, part, f'<Relationship Id="{key}" Type="{kind}" Target="{name}"/>')
    types = parts["[Content_Types].xml"].decode()
    if f'Extension="{form}"' not in types:
        entry = f'<Default Extension="{form}" ContentType="image/{form}"/>'
        parts["[Content_Types].xml"] = re.sub(r"(<Types\b[^>]*>)", rf"\1{entry}", types, count=1).encode()


def save(
    parts: Mapping[str, bytes],
    into: Path,
    *,
    title: str = "",
    author: str = "",
    today: date | None = None,
    lasting: bool = True,
) -> None:
    """Write a DOCX whose bytes depend on nothing but the arguments; one that is not `lasting` is not compressed."""
    day = today or _NO_DAY
    members = dict(parts)
    if today is not None and "docProps/core.xml" in members:
        members["docProps/core.xml"] = _core(title, author, day)
    try:
        into.write_bytes(packed(members, day, lasting=lasting))
    except OSError as reason:
        raise CannotWriteError(f"{into.name} cannot be written: {reason.strerror or reason}.") from reason


def packed(parts: Mapping[str, bytes], day: date = _NO_DAY, *, lasting: bool = True) -> bytes:
    """Return a DOCX of these parts; every member bears the same date. What is read again at once need not be `lasting`."""
    stamp = (max(day.year, _NO_DAY.year), day.month, day.day, 0, 0, 0)
    # Word and python-magic look for the content types first.
    order = sorted(parts, key=lambda n: (n != "[Content_Types].xml", n != "_rels/.rels", n))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name in order:
            member = zipfile.ZipInfo(name, stamp)
            member.compress_type = zipfile.ZIP_DEFLATED if lasting else zipfile.ZIP_STORED
            member.external_attr = 0o600 << 16
            package.writestr(member, parts[name], compresslevel=6 if lasting else None)
    return made.getvalue()


def _without_external(blob: bytes) -> tuple[bytes, set[str]]:
    """Return relationships without those that lead elsewhere, other than as links to click, and the ids of those."""
    if not hides_its_bytes(blob) and not _MAY_LEAD_OUT.search(blob):
        return blob, set()
    root, whole = parsed(blob)
    if root is None:
        return b"<none/>", set()
    dropped = set()
    for one in list(root.iter("{*}Relationship")):
        target, kind = one.get("Target", ""), one.get("Type", "")
        leads_out = (
            one.get("TargetMode", "").strip().casefold() == "external"
            or ":" in target
            or target.startswith(("//", "\\"))
        )
        clicked = kind.endswith("/hyperlink") and target.lower().startswith(CLICKED)
        if (leads_out and not clicked) or kind.endswith("/aFChunk"):
            dropped.add(one.get("Id", ""))
            one.getparent().remove(one)
    # Written anew, names stand as letters, by which programs are looked for as well.
    anew = dropped or not whole or hides_its_bytes(blob) or b"<!DOCTYPE" in blob or b"&#" in blob
    return (written(root), dropped) if anew else (blob, dropped)


def _owner(rels: str) -> str:
    """`word/_rels/document.xml.rels` belongs to `word/document.xml`."""
    folder, _, name = rels.rpartition("/")
    parent = folder[: -len("_rels")].rstrip("/") if folder.casefold().endswith("_rels") else folder
    return f"{parent}/{name[: -len('.rels')]}".lstrip("/")


def _core(title: str, author: str, day: date) -> bytes:
    moment = f"{day.isoformat()}T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(author)}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    ).encode()
