"""Outlook's .msg files: who sent what, and what is inside, messages within messages included."""

import re
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from evidencekit.compound import Folder, compound_file
from evidencekit.tnef import rtf_of

_OBJECT = "__substg1.0_3701000D"
"""Where an attached message stands: as an object, not as bytes."""
_NAMES = "__nameid_version1.0"
_PROPERTIES = "__properties_version1.0"
_HEADER, _INNER_HEADER = 32, 24
"""Bytes before the properties of a message that is a file, and of one inside another."""
_SHORT_NAME, _DISPLAY_NAME = 0x3704, 0x3001
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_FOR, _FOR_SMTP = 0x0042, 0x5D02
_HTML, _RTF = 0x1013, 0x1009
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ADDRESS = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}")


def attachments(message: Any) -> Iterator[tuple[str, bytes | None]]:
    """Give the name and the bytes of each attachment of an `oxmsg.Message`; None for an object that is no message."""
    for attachment in message.attachments:
        content = attachment.file_bytes
        inner = None if content else _inner(attachment, message)
        name = attachment.file_name or _text(attachment, _SHORT_NAME) or _text(attachment, _DISPLAY_NAME)
        if inner is not None:
            name = name or "message"
            name = name if name.casefold().endswith(".msg") else f"{name}.msg"
        yield name or "attachment", content or inner


def sender(message: Any) -> str | None:
    """Return who sent it: name and address, or what there is of them; an Exchange directory path is no address."""
    header = message.message_headers.get("From") or message.message_headers.get("from")
    if header:
        return str(header)
    name = _text(message, _SENDER) or _text(message, _FOR)
    candidates = (_text(message, code) for code in (_SENDER_SMTP, _FOR_SMTP, _SENDER_ADDRESS))
    address = next((c for c in candidates if c and _ADDRESS.fullmatch(c)), None)
    if name and address and name.casefold() != address.casefold():
        return f"{name} <{address}>"
    return name or address


def sent_at(message: Any) -> datetime | None:
    """Return when it was sent; Outlook writes the year 1601 into what never was."""
    moment = message.sent_date
    return moment if moment is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def html_of(message: Any) -> str | None:
    """Return the HTML of a message, also where its bytes are not in the encoding that it names."""
    try:
        html = message.html_body
    except (LookupError, UnicodeDecodeError):
        html = message.properties.binary_prop_value(_HTML).decode("utf-8", "replace")
    return str(html) if html else None


def only_rtf(message: Any) -> bytes | None:
    """Return the text of a message that has it in no other form than Outlook's own; None where there is another one."""
    packed = message.properties.binary_prop_value(_RTF)
    if not packed or message.body or html_of(message):
        return None
    try:
        return rtf_of(packed)
    except (ValueError, IndexError, struct.error):
        return None


def _text(of: Any, code: int) -> str | None:
    value = of.properties.str_prop_value(code)
    return " ".join(str(value).replace("\0", "").split()) or None if value else None


def _inner(attachment: Any, message: Any) -> bytes | None:
    """Make a file of a message inside another: its header is longer, and names of properties stand at the top only."""
    storage = next((s for s in attachment._storage.storages if s.name == _OBJECT), None)  # noqa: SLF001 - no public way in
    if storage is None or not any(s.name == _PROPERTIES for s in storage.streams):
        return None
    whole = _folder(storage)
    streams = tuple(
        (n, c[:_INNER_HEADER] + bytes(_HEADER - _INNER_HEADER) + c[_INNER_HEADER:] if n == _PROPERTIES else c)
        for n, c in whole.streams
    )
    names = tuple(_folder(s) for s in message._storage.storages if s.name == _NAMES)  # noqa: SLF001 - as above
    return compound_file(Folder("", streams, (*whole.folders, *names)))


def _folder(storage: Any) -> Folder:
    return Folder(
        storage.name,
        tuple((s.name, s.bytes_) for s in storage.streams),
        tuple(_folder(s) for s in storage.storages),
    )
