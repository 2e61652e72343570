"""Examine: let every extractor read every file, and keep what each found."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from evidencekit.desk import Desk
from evidencekit.mediatype import PROGRAMS
from evidencekit.model.evidence import Reading, SourceFile
from evidencekit.model.finding import Finding, warning
from evidencekit.ports import Extraction, Extractor

_UNPACKED = frozenset({"application/zip", "application/x-zip-compressed", "application/mbox"})
_ARCHIVES = frozenset(
    {
        "application/x-7z-compressed",
        "application/x-rar",
        "application/vnd.rar",
        "application/gzip",
        "application/x-tar",
        "application/x-bzip2",
        "application/x-xz",
    }
)

_log = logging.getLogger(__name__)


def examine(
    sources: tuple[SourceFile, ...], desk: Desk, extractors: tuple[Extractor, ...]
) -> tuple[Reading, ...]:
    """Read each file with every extractor that has to do with it, in their order.

    Pictures are read in threads, whose codecs let go of the interpreter; all else in the caller's, since PDFium may be
    used by one thread alone.
    """
    with ThreadPoolExecutor(max(1, desk.hands), "pictures") as pool:
        under_way = {
            s.path: pool.submit(_examined, Reading(s), desk, extractors)
            for s in sources
            if desk.hands and s.media_type.startswith("image/")
        }
        try:
            read = {
                s.path: _examined(Reading(s), desk, extractors) for s in sources if s.path not in under_way
            }
            read |= {path: one.result() for path, one in under_way.items()}
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(read[s.path] for s in sources)


def _examined(reading: Reading, desk: Desk, extractors: tuple[Extractor, ...]) -> Reading:
    read = False
    for extractor in extractors:
        try:
            if extractor.reads(reading):
                read = True
                reading = _added(reading, extractor.extract(reading, desk))
        except Exception as reason:  # a plug-in may raise anything; the case goes on
            path = reading.source.path
            _log.debug("%s failed on %s", extractor.name, path, exc_info=True)
            message = (
                f"The reader {extractor.name} failed on {path} ({type(reason).__name__}: {str(reason)[:160]}); "
                "what it would have read is unknown. Send the file in another form, such as PDF."
            )
            reading = _added(reading, Extraction(findings=(warning("plugin-failed", message, path),)))
    return reading if read else _added(reading, Extraction(findings=tuple(_unread(reading.source))))


def _unread(source: SourceFile) -> Iterator[Finding]:
    """Say that nobody reads this kind; what intake has said already is not said again."""
    kind = source.media_type
    if kind in _UNPACKED or kind in PROGRAMS or not source.size:
        return
    if kind in _ARCHIVES:
        message = f"{source.path} is an archive of a kind that is not unpacked ({kind}); put its files into the folder."
    else:
        message = f"{source.path} is of a kind that is not read ({kind}); send it as a PDF or a picture."
    yield warning("not-read", message, source.path)


def _added(reading: Reading, more: Extraction) -> Reading:
    return replace(
        reading,
        pages=more.pages if more.pages is not None else reading.pages,
        text=more.text or reading.text,
        text_read_by=more.text_read_by or reading.text_read_by,
        tables=(*reading.tables, *more.tables),
        barcodes=(*reading.barcodes, *more.barcodes),
        facts=(*reading.facts, *more.facts),
        findings=(*reading.findings, *more.findings),
        unreadable=more.unreadable or reading.unreadable,
        likeness=more.likeness if more.likeness is not None else reading.likeness,
    )
