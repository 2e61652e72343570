"""Examine: let every extractor read every file, and keep what each found."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.mediatype import PROGRAMS
from evidencekit.model.evidence import Fact, Reading, SourceFile, Unread
from evidencekit.model.finding import Finding, warning
from evidencekit.model.vocabulary import ReadBy
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

_NAMED = 10

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
            s.path: pool.submit(_known_or_examined, s, desk, extractors)
            for s in sources
            if desk.hands and s.media_type.startswith("image/")
        }
        try:
            read = {
                s.path: _known_or_examined(s, desk, extractors) for s in sources if s.path not in under_way
            }
            read |= {path: one.result() for path, one in under_way.items()}
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return tuple(read[s.path] for s in sources)


def _known_or_examined(source: SourceFile, desk: Desk, extractors: tuple[Extractor, ...]) -> Reading:
    """Return what an earlier run read from the same file in the same place, where nobody needs its pixels, or read it."""
    if desk.kept is None or desk.for_pages:
        return _examined(Reading(source), desk, extractors)
    about = (source.path, source.sha256, source.media_type, source.container or "")
    known = desk.kept.recall("reading", *about)
    if isinstance(known, Reading):
        return replace(known, source=source)
    reading = _examined(Reading(source), desk, extractors)
    # A failure may have been of the moment.
    if reading.unreadable is None and not any(f.code == "plugin-failed" for f in reading.findings):
        desk.kept.keep("reading", *about, value=replace(reading, source=replace(source, location=Path())))
    return reading


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
                f"The reader {extractor.name} failed on {path} ({desk.told(reason, reading.source)}); "
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
        facts=(*reading.facts, *(_as_seen(fact, reading) for fact in more.facts)),
        findings=(*reading.findings, *more.findings),
        unreadable=more.unreadable or reading.unreadable,
        likeness=more.likeness if more.likeness is not None else reading.likeness,
        seen=(*reading.seen, *more.seen),
        unread=more.unread or reading.unread,
    )


def _as_seen(fact: Fact, reading: Reading) -> Fact:
    """Let a fact from a page that OCR has read say so, and be no surer than the characters that it was read from."""
    page = next((p for p in reading.seen if p.page == fact.page), None)
    if page is None or fact.read_by not in {ReadBy.TEXT, ReadBy.OCR}:
        return fact
    sure = fact.confidence * page.score_of(str(fact.value))
    return replace(fact, read_by=ReadBy.OCR, confidence=round(sure, 2))


def unread_pictures(readings: tuple[Reading, ...]) -> tuple[Finding, ...]:
    """Say which files' text nothing has read, and why, in one finding a reason."""
    waiting: dict[str, list[str]] = {}
    for reading in readings:
        if reading.unread is not None:
            waiting.setdefault(reading.unread.because, []).append(_unread_told(reading, reading.unread))
    return tuple(
        warning(
            "text-not-read",
            f"{why}. So nobody has read the text in the pictures of {', '.join(files)}; "
            "say in case.toml what these files are and what they say.",
        )
        for why, files in waiting.items()
    )


def _unread_told(reading: Reading, unread: Unread) -> str:
    path = reading.source.path
    if (reading.pages or 1) <= len(unread.pages):
        return path
    some = ", ".join(map(str, unread.pages[:_NAMED])) + (" ..." if len(unread.pages) > _NAMED else "")
    return f"{path} (page{'s' if len(unread.pages) > 1 else ''} {some})"
