"""Files attached to a PDF, and the files of a PDF portfolio: taken out, so that each is evidence of its own."""

import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from evidencekit.desk import Desk
from evidencekit.model.evidence import SourceFile
from evidencekit.model.finding import Finding, warning
from evidencekit.overdrawn import calm
from evidencekit.pdf import opened_pdf

E_INVOICES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml"})
"""The same figures as on the pages, for computers: they stay inside."""
_MOST, _LARGEST = 200, 200_000_000
_PAGES_LOOKED_AT = 500
_ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError, zlib.error)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""


def attached(source: SourceFile, desk: Desk) -> Iterator[tuple[str, bytes] | Finding]:
    """Give name and content of each file that a PDF carries; those that cannot be taken out become findings."""
    import pikepdf

    try:
        pdf = opened_pdf(source, desk)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return  # its reader says what is wrong with it
    with pdf:
        if calm(pdf):
            desk.overdrawn.add(source.sha256)
            message = (
                f"{source.path} draws parts of its pages within one another without end; those parts are left out. "
                "Look whether its pages show what they must, or ask for it again."
            )
            yield warning("overdrawn", message, source.path)
        desk.memory[_key(source)] = "/AF" in pdf.Root
        seen: set[tuple[int, int]] = set()
        for count, (name, stream) in enumerate(_streams(pdf)):
            if stream.objgen in seen or name.casefold() in E_INVOICES:
                continue
            seen.add(stream.objgen)
            if count >= _MOST:
                message = f"{source.path} carries more than {_MOST} files; the rest was not taken out."
                yield warning("too-many-members", message, source.path)
                return
            try:
                yield name, _content(stream)
            except (*_ODD, pikepdf.PdfError) as reason:
                message = f"{name}, attached to {source.path}, cannot be taken out: {str(reason)[:120]}. Ask for the file itself."
                yield warning("unpack-failed", message, source.path)


def _streams(pdf: Any) -> Iterator[tuple[str, Any]]:
    """Give name and stream of each attached file: those of the whole document, then those of a page or pinned to it."""
    import pikepdf

    if "/Names" in pdf.Root and "/EmbeddedFiles" in pdf.Root.Names:
        with suppress(*_ODD, pikepdf.PdfError):
            for key, spec in pikepdf.NameTree(pdf.Root.Names.EmbeddedFiles).items():
                yield from _named(spec, str(key))
    yield from associated(pdf.Root)
    for number, page in enumerate(pdf.pages):
        if number >= _PAGES_LOOKED_AT:
            return
        yield from associated(page.obj)
        with suppress(*_ODD, pikepdf.PdfError):
            for annotation in page.obj.get("/Annots") or ():
                if str(annotation.get("/Subtype")) == "/FileAttachment":
                    yield from _named(annotation.get("/FS"), "attachment")
                yield from associated(annotation)


def associates(source: SourceFile, desk: Desk) -> bool:
    """Say whether files may be attached to a PDF without standing in its list of attached files."""
    return bool(desk.memory.get(_key(source), True))


def _key(source: SourceFile) -> str:
    return f"associated files {source.sha256}"


def associated(owner: Any) -> Iterator[tuple[str, Any]]:
    """Give name and stream of each file that says of itself what it is to the document, a page or a note (ISO 32000-2, 14.13)."""
    import pikepdf

    said = None
    with suppress(*_ODD, pikepdf.PdfError):
        said = owner.get("/AF")
    for spec in said if isinstance(said, pikepdf.Array) else [said]:
        yield from _named(spec, "attachment")


def _named(spec: Any, otherwise: str) -> Iterator[tuple[str, Any]]:
    import pikepdf

    with suppress(*_ODD, pikepdf.PdfError):
        name = str(spec.get("/UF") or spec.get("/F") or otherwise)
        files = spec.get("/EF")
        stream = files.get("/UF") or files.get("/F")
        if isinstance(stream, pikepdf.Stream):
            yield name, stream


def _content(stream: Any) -> bytes:
    """Undo the filters, but no further than the limit: a stream of a few kilobytes can hold gigabytes."""
    packed: bytes = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None:
        return packed
    if str(filters) == "/FlateDecode" and stream.get("/DecodeParms") is None:
        content = zlib.decompressobj().decompress(packed, _LARGEST + 1)
        if len(content) > _LARGEST:
            raise ValueError(f"it unpacks to more than {_LARGEST // 1_000_000} MB")
        return content
    if len(packed) > _LARGEST // 1_000:
        raise ValueError("it is packed in a way that is undone only for small files")
    return bytes(stream.read_bytes())
