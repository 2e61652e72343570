"""Examine: let every extractor read every file, and keep what each found."""

import logging
from dataclasses import replace

from evidencekit.desk import Desk
from evidencekit.model.evidence import Reading, SourceFile
from evidencekit.model.finding import warning
from evidencekit.ports import Extraction, Extractor

_log = logging.getLogger(__name__)


def examine(
    sources: tuple[SourceFile, ...], desk: Desk, extractors: tuple[Extractor, ...]
) -> tuple[Reading, ...]:
    """Read each file with every extractor that has to do with it, in their order."""
    return tuple(_examined(Reading(source), desk, extractors) for source in sources)


def _examined(reading: Reading, desk: Desk, extractors: tuple[Extractor, ...]) -> Reading:
    for extractor in extractors:
        try:
            if extractor.reads(reading):
                reading = _added(reading, extractor.extract(reading, desk))
        except Exception as reason:  # a plug-in may raise anything; the case goes on
            _log.debug("%s failed on %s", extractor.name, reading.source.path, exc_info=True)
            message = f"The reader {extractor.name} failed on {reading.source.path} ({type(reason).__name__}: {str(reason)[:160]}); what it would have read is unknown."
            reading = replace(
                reading, findings=(*reading.findings, warning("plugin-failed", message, reading.source.path))
            )
    return reading


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
    )
