"""Examine: let every extractor read every file, and keep what each found."""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from evidencekit.beside import InTwo
from evidencekit.collector import at_rest
from evidencekit.desk import Desk
from evidencekit.mediatype import PROGRAMS
from evidencekit.model.evidence import Fact, Reading, SourceFile, Unread
from evidencekit.model.finding import Finding, warning
from evidencekit.model.vocabulary import ReadBy
from evidencekit.noroom import not_its_fault
from evidencekit.pictures import UnreadablePictureError, open_ahead, open_picture
from evidencekit.ports import Extraction, Extractor
from evidencekit.sevenzip import SEVEN_ZIP, missing
from evidencekit.tnef import TNEF
from evidencekit.underway import at

_UNPACKED = frozenset({"application/zip", "application/x-zip-compressed", "application/mbox", TNEF})
_ARCHIVES = frozenset(
    {
        "application/x-rar",
        "application/vnd.rar",
        "application/gzip",
        "application/x-tar",
        "application/x-bzip2",
        "application/x-xz",
    }
)

_DRAWING = "image/svg+xml"
_NAMED = 10

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of one file, and what the desk is to know of it from now on, wherever it was read."""

    reading: Reading
    overdrawn: frozenset[str]
    unlocked: frozenset[str]


def examine(
    sources: tuple[SourceFile, ...],
    desk: Desk,
    readers: Callable[[], tuple[Extractor, ...]],
    ahead: Callable[[], None] | None = None,
) -> tuple[Reading, ...]:
    """Read each file with every extractor that has to do with it, in their order; what an earlier run read is not read again.

    `readers` gives the extractors, and is asked only where something is new. Pictures are read in threads, whose codecs
    let go of the interpreter. All else, which is Python's own work, is shared with a second process where there is a core
    for it; PDFium may be used by one thread of a process alone. `ahead` begins what can be done meanwhile.
    """
    known = {s.path: reading for s in sources if (reading := _known(s, desk)) is not None}
    fresh = [s for s in sources if s.path not in known]
    pictures = [s for s in fresh if _is_picture(s)]
    papers = _of_one_content(s for s in fresh if not _is_picture(s))
    extractors = cache(readers)

    def read_here(group: tuple[SourceFile, ...]) -> list[_Read]:
        return [_read(s, desk, extractors()) for s in group]

    def read_there(group: tuple[SourceFile, ...]) -> list[_Read] | None:
        light = tuple(e for e in extractors() if not getattr(e, "heavy", False))
        read = [_read(s, desk, light) for s in group]
        heavy = any(e.reads(r.reading) for r in read for e in extractors() if e not in light)
        return None if heavy else read

    # Each process loads the readers itself, so that photos are opened meanwhile.
    in_two = InTwo(papers, read_here, read_there, desk.spare_folder())
    if ahead is not None:
        ahead()
    under_way = _seen_by_hands(pictures, desk, extractors)
    read: dict[str, Reading] = {}
    for each in (r for group in in_two.results() for r in group):
        read[each.reading.source.path] = each.reading
        desk.overdrawn |= each.overdrawn
        desk.unlocked |= each.unlocked
    for source in pictures:
        one = under_way[source.path]
        read[source.path] = one.result() if one is not None else _examined(source, desk, extractors())
    for source in fresh:
        _keep(read[source.path], desk)
    return tuple(known.get(s.path) or read[s.path] for s in sources)


def _seen_by_hands(
    pictures: list[SourceFile], desk: Desk, extractors: Callable[[], tuple[Extractor, ...]]
) -> dict[str, Future[Reading] | None]:
    """Let hands open pictures at once, and read them as soon as the readers are loaded; None where there is no hand."""
    loaded = Future[tuple[Extractor, ...]]()
    try:
        under_way = {s.path: desk.begin(_seen, s, desk, loaded) for s in pictures}
        if under_way:
            loaded.set_result(extractors())
    except BaseException as reason:  # hands that wait would wait for ever
        loaded.set_exception(reason)
        raise
    return under_way


def _seen(source: SourceFile, desk: Desk, loaded: Future[tuple[Extractor, ...]]) -> Reading:
    if source.sha256 not in desk.aside and source.media_type != _DRAWING:
        with suppress(UnreadablePictureError):  # whoever reads it says so
            open_picture(source, desk)
    return _examined(source, desk, loaded.result())


def _of_one_content(sources: Iterable[SourceFile]) -> list[tuple[SourceFile, ...]]:
    """Put files of one content together, for they are made one thing of on the desk; the longest first."""
    groups: dict[str, list[SourceFile]] = {}
    for source in sources:
        groups.setdefault(source.sha256, []).append(source)
    return [tuple(g) for g in sorted(groups.values(), key=lambda g: -g[0].size)]


def _read(source: SourceFile, desk: Desk, extractors: tuple[Extractor, ...]) -> _Read:
    overdrawn, unlocked = frozenset(desk.overdrawn), frozenset(desk.unlocked)
    with at_rest():
        reading = _examined(source, desk, extractors)
    return _Read(reading, frozenset(desk.overdrawn - overdrawn), frozenset(desk.unlocked - unlocked))


def _is_picture(source: SourceFile) -> bool:
    return source.media_type.startswith("image/")


def _known(source: SourceFile, desk: Desk) -> Reading | None:
    """Return what an earlier run read from the same file in the same place."""
    if source.sha256 in desk.aside:
        return None
    known = desk.kept.recall("reading", *_about(source)) if desk.kept is not None else None
    if not isinstance(known, Reading):
        return None
    if desk.for_pages and _is_picture(source):
        open_ahead(source, desk)
    return replace(known, source=source)


def _keep(reading: Reading, desk: Desk) -> None:
    # A failure may have been of the moment.
    lasting = reading.unreadable is None and not any(f.code == "plugin-failed" for f in reading.findings)
    kept = desk.keeps(reading.source)
    if kept is not None and lasting:
        nowhere = replace(reading, source=replace(reading.source, location=Path()))
        kept.keep("reading", *_about(reading.source), value=nowhere)


def _about(source: SourceFile) -> tuple[str, ...]:
    return source.sha256, source.path, source.media_type, source.container or ""


def _examined(source: SourceFile, desk: Desk, extractors: tuple[Extractor, ...]) -> Reading:
    if (why := desk.aside.get(source.sha256)) is not None:
        return _set_aside(source, why)
    with at(source, "reading"):
        return _with_each(source, desk, extractors)


def _set_aside(source: SourceFile, why: str) -> Reading:
    message = (
        f"{source.path} was set aside, and nothing in it was read: {why}. "
        "Open it in the program that it comes from and save it anew, as a PDF or a picture."
    )
    return Reading(source, findings=(warning("set-aside", message, source.path),), unreadable=why)


def _with_each(source: SourceFile, desk: Desk, extractors: tuple[Extractor, ...]) -> Reading:
    reading, read = Reading(source), False
    for extractor in extractors:
        try:
            if extractor.reads(reading):
                read = True
                reading = _added(reading, extractor.extract(reading, desk))
        except Exception as reason:  # a plug-in may raise anything; the case goes on
            if isinstance(reason, MemoryError) and desk.hands:
                raise  # nobody knows whose fault it is: the case is read again with one thread alone
            if not_its_fault(reason):
                raise
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
    if kind == SEVEN_ZIP:
        if needed := missing():
            message = f"{source.path} is a 7z archive, and it is not unpacked without {needed}; or put its files into the folder."
            yield warning("not-read", message, source.path)
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
