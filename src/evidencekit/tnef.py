"""Outlook's package for mail to strangers, `winmail.dat` (TNEF): its text and the files that are attached in it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

TNEF = "application/vnd.ms-tnef"

_SIGNATURE = 0x223E9F78
_START, _ATTRIBUTE, _CHECK = 6, 9, 2
"""Bytes before the attributes, before the content of each, and behind it."""
_BODY, _MESSAGE, _NEXT_FILE, _TITLE, _CONTENT, _FILE = 0x800C, 0x9003, 0x9002, 0x8010, 0x800F, 0x9005
"""Attributes by their names: what they are of, and how they are written, stands in other bits."""
_TEXT, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _OBJECT = 0x3707, 0x3704, 0x3001, 0x3701
_UNICODE, _STRING, _BYTES, _EMBEDDED = 0x1F, 0x1E, 0x102, 0x0D
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_IDENTIFIER = 16
"""Bytes before an embedded object, which say of what program it is."""
_MOST = 10_000
"""Values of one property, and properties of one thing."""

_RTF_BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes New Roman"
    rb"Courier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What packed RTF takes for said already (MS-OXRTFCP)."""


@dataclass(slots=True)
class _Attached:
    name: str = ""
    content: bytes = b""
    properties: dict[int, bytes | str] = field(default_factory=dict)

    def take(self, name: int, content: bytes) -> None:
        """Take in one attribute."""
        if name == _TITLE:
            self.name = _decoded(content)
        elif name == _CONTENT:
            self.content = content
        elif name == _FILE:
            self.properties = _properties(content)


def unpacked(raw: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Give the name and the bytes of what is in a `winmail.dat`; None for what cannot be taken out.

    Raises `ValueError` where it is none, or is cut off: after what stands before.
    """
    if len(raw) < _START or struct.unpack_from("<I", raw)[0] != _SIGNATURE:
        raise ValueError("it is no package of Outlook")
    body, message = b"", dict[int, bytes | str]()
    files: list[_Attached] = []
    cut = False
    for name, content, whole in _attributes(raw):
        cut = not whole
        if name == _BODY:
            body = content
        elif name == _MESSAGE:
            message = _properties(content)
        elif name == _NEXT_FILE:
            files.append(_Attached())
        elif files:
            files[-1].take(name, content)
    yield from _written(body, message)
    for file in files:
        yield _file(file)
    if cut:
        raise ValueError("it is cut off")


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Give the name and the content of each attribute, and whether all of it is there."""
    at = _START
    while at < len(raw):
        if at + _ATTRIBUTE > len(raw):
            yield 0, b"", False
            return
        _, name, size = struct.unpack_from("<BII", raw, at)
        at += _ATTRIBUTE
        content = raw[at : at + size]
        yield name & 0xFFFF, content, len(content) == size
        at += size + _CHECK


def _written(body: bytes, message: dict[int, bytes | str]) -> Iterator[tuple[str, bytes | None]]:
    """Give the text of the message in the richest form that is plain to read."""
    html, text, rtf = message.get(_HTML), message.get(_TEXT), message.get(_RTF)
    if html:
        yield "message.html", html.encode() if isinstance(html, str) else html
    elif text:
        yield "message.txt", text.encode() if isinstance(text, str) else text
    elif body.strip(b"\0\r\n "):
        yield "message.txt", body.rstrip(b"\0")
    elif isinstance(rtf, bytes) and rtf:
        try:
            yield "message.rtf", rtf_of(rtf)
        except (ValueError, IndexError, struct.error):
            yield "message.rtf", None


def _file(file: _Attached) -> tuple[str, bytes | None]:
    names = (file.properties.get(code) for code in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
    name = next((n for n in names if isinstance(n, str) and n), file.name) or "attachment"
    if file.content:
        return name, file.content
    inner = file.properties.get(_OBJECT)
    if not isinstance(inner, bytes) or not inner:
        return name, None
    if inner[_IDENTIFIER:].startswith(struct.pack("<I", _SIGNATURE)):  # a message within the message
        return f"{name}.dat", inner[_IDENTIFIER:]
    return name, inner


def _decoded(content: bytes) -> str:
    content = content.split(b"\0", 1)[0]
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _properties(raw: bytes) -> dict[int, bytes | str]:
    """Read properties; as many as there are before something is not understood."""
    found: dict[int, bytes | str] = {}
    try:
        (count,) = struct.unpack_from("<I", raw)
        at = 4
        for _ in range(min(count, _MOST)):
            at = _property(raw, at, found)
    except (struct.error, ValueError):
        pass
    return found


def _property(raw: bytes, at: int, found: dict[int, bytes | str]) -> int:
    """Read one property; return where the next one begins."""
    kind, code = struct.unpack_from("<HH", raw, at)
    at += 4
    if code >= 0x8000:  # it has a name: the set it is of, then a number or a text
        (named,) = struct.unpack_from("<I", raw, at + 16)
        (number,) = struct.unpack_from("<I", raw, at + 20)
        at += 24 + (_padded(number) if named else 0)
    several, kind = bool(kind & 0x1000), kind & 0x0FFF
    values = 1
    if several or kind in {_UNICODE, _STRING, _BYTES, _EMBEDDED}:
        (values,) = struct.unpack_from("<I", raw, at)
        at += 4
    for _ in range(min(values, _MOST)):
        if kind in _SIZES:
            at += _SIZES[kind]
            continue
        if kind not in {_UNICODE, _STRING, _BYTES, _EMBEDDED}:
            raise ValueError("a property of a kind that nobody knows")
        (size,) = struct.unpack_from("<I", raw, at)
        content = raw[at + 4 : at + 4 + size]
        at += 4 + _padded(size)
        if kind == _UNICODE:
            found.setdefault(code, content.decode("utf-16-le", "replace").rstrip("\0"))
        else:
            found.setdefault(
                code, _decoded(content) if kind == _STRING and code not in {_TEXT, _HTML} else content
            )
    return at


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def rtf_of(packed: bytes) -> bytes:
    """Unpack RTF as Outlook packs it (MS-OXRTFCP). Raises `ValueError` where it is not packed so."""
    _, size, how, _ = struct.unpack_from("<4I", packed)
    if how == 0x414C454D:
        return packed[16 : 16 + size]
    if how != 0x75465A4C or size > 100 * len(packed):
        raise ValueError("it is no packed RTF")
    window = bytearray(_RTF_BEGINNING.ljust(4096, b"\0"))
    made, place, at = bytearray(), len(_RTF_BEGINNING), 16
    while at < len(packed) and len(made) < size:
        marks = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed):
                break
            if not marks >> bit & 1:
                pieces = packed[at : at + 1]
                at += 1
            else:
                told = int.from_bytes(packed[at : at + 2])
                at += 2
                start, length = told >> 4, (told & 15) + 2
                if start == place:
                    return bytes(made[:size])
                pieces = b""
                for number in range(length):
                    # What is being said may be repeated while it is said.
                    sign = window[(start + number) % 4096]
                    window[(place + number) % 4096] = sign
                    pieces += bytes((sign,))
            for sign in pieces:
                window[place] = sign
                place = (place + 1) % 4096
            made += pieces
    return bytes(made[:size])
