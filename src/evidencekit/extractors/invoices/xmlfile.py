"""XML from strangers: embedded in a PDF or a file of its own, parsed within limits and without entities."""

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from evidencekit.attachments import associated, associates
from evidencekit.desk import Desk
from evidencekit.extractors.text import opened
from evidencekit.model.evidence import SourceFile
from evidencekit.pdf import BrokenPdfError, LockedPdfError, open_pdf_safely, opened_pdf

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_XML = 16_000_000
"""Bytes of XML that are parsed; an invoice of 10,000 lines has about 10 million."""
_MAX_ATTACHMENTS = 50
_DEEPEST = 60
"""Levels of elements; the deepest grammar of an invoice has 12."""
_MOST_ELEMENTS = 400_000


class RefusedXmlError(Exception):
    """The XML is damaged, too large, too deep, or declares entities; the message says which."""


@dataclass(frozen=True, slots=True)
class XmlFile:
    """A file with XML in it that stands inside a PDF."""

    name: str
    data: bytes | None
    """None where it unpacks to more than `MAX_XML` bytes."""


def embedded_xml(source: SourceFile, desk: Desk) -> Iterator[XmlFile]:
    """Give the XML files that are attached to a PDF, in the order of their names, each unpacked within limits."""
    document = opened(source, desk)
    try:
        if not document.count_attachments() and not associates(source, desk):
            return
    finally:
        document.close()
    import pikepdf

    try:
        pdf = opened_pdf(source, desk)
    except pikepdf.PasswordError:
        return  # only its attachments are locked: what opens without a password has been read
    except pikepdf.PdfError:
        try:
            pdf = pikepdf.open(open_pdf_safely(source, desk))
        except (LockedPdfError, BrokenPdfError):
            return
    with pdf:
        seen = set[tuple[int, int]]()
        for shown, stream in islice(_files(pdf), _MAX_ATTACHMENTS):
            if not shown.casefold().endswith(".xml") or stream.objgen in seen:
                continue
            seen.add(stream.objgen)
            try:
                yield XmlFile(shown, _unpacked(stream))
            except (pikepdf.PdfError, KeyError, ValueError, zlib.error):
                continue


def _files(pdf: Any) -> "Iterator[tuple[str, Any]]":
    """Give name and stream of the files attached to the whole document."""
    import pikepdf

    for name in sorted(pdf.attachments):
        spec = pdf.attachments[name]
        with suppress(pikepdf.PdfError, KeyError, ValueError):  # a name without a file behind it
            yield str(spec.filename or name), spec.get_file().obj
    yield from associated(pdf.Root)


def _unpacked(stream: Any) -> bytes | None:
    """Inflate no further than the limit: a stream of a few kilobytes can hold gigabytes."""
    packed: bytes = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None:
        return packed if len(packed) <= MAX_XML else None
    if str(filters) == "/FlateDecode" and stream.get("/DecodeParms") is None:
        inflater = zlib.decompressobj()
        data = inflater.decompress(packed, MAX_XML + 1)
        return data if len(data) <= MAX_XML else None
    if len(packed) > MAX_XML // 1000:
        return None  # other filters can only be undone whole; none packs a thousand to one twice over
    data = stream.read_bytes()
    return data if len(data) <= MAX_XML else None


def parsed(data: bytes) -> "Element":
    """Parse XML and strip the namespaces off its elements, which keep the root's as the attribute `xmlns`.

    Raises `RefusedXmlError`.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    if len(data) > MAX_XML:
        raise RefusedXmlError(f"it is larger than {MAX_XML} bytes")
    try:
        return _within_limits(iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True))
    except DefusedXmlException as reason:
        raise RefusedXmlError("it declares entities or a document type, which no e-invoice needs") from reason
    except (ParseError, ValueError, LookupError) as reason:
        raise RefusedXmlError("it is damaged") from reason


def _within_limits(events: "Iterator[tuple[str, Element]]") -> "Element":
    """Count elements and levels while they are parsed, so that what is too much is never held in memory."""
    root: Element | None = None
    elements = depth = 0
    for event, element in events:
        if event == "start":
            elements, depth = elements + 1, depth + 1
            if elements > _MOST_ELEMENTS or depth > _DEEPEST:
                raise RefusedXmlError("it has more elements, or more levels of them, than any invoice")
            namespace, _, element.tag = element.tag.rpartition("}")
            if root is None:
                root = element
                root.set("xmlns", namespace[1:])
        else:
            depth -= 1
    if root is None:
        raise RefusedXmlError("it is empty")
    return root
