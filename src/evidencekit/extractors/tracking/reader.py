"""Tracking histories: scans in order, the days that they tell, who signed, what was wrong, and where the trail was lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.extractors.tracking.answers import scans_in_json
from evidencekit.extractors.tracking.moments import day_in
from evidencekit.extractors.tracking.pages import scans_in
from evidencekit.extractors.tracking.stages import told_by, trouble_in
from evidencekit.extractors.tracking.tables import History, histories_in
from evidencekit.model.evidence import Fact, FactValue, Reading
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction

_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class TrackingReader:
    """Reads histories from tables, JSON and text."""

    name: str = "tracking"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Whatever has tables or text; pictures of goods have neither."""
        return bool(reading.tables) or any(reading.text)

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read each history; where a file has several, only what all of them say counts as the day of something."""
        path = reading.source.path
        found: list[tuple[History, int | None]] = []
        extra: list[Fact] = []
        read_by = ReadBy.SHEET if reading.tables else reading.text_read_by
        if reading.tables:
            found = [(h, n) for n, table in enumerate(reading.tables, 1) for h in histories_in(table)]
            scans = () if found else scans_in(reading.text[:1])  # a sheet without headings
            found = found or ([(History(scans), 1)] if scans else [])
        elif reading.text[0].lstrip("\ufeff \r\n\t")[:1] in {"{", "["}:
            scans, besides = scans_in_json(reading.text[0])
            found = [(History(scans), None)] if scans else []
            extra = list(_besides(besides, path, read_by)) if scans else []
        else:
            scans = scans_in(reading.text[:_MOST_PAGES])
            found = [(History(scans), 1)] if scans else []
        told = list(_agreed([list(told_by(h.scans)) for h, _ in found]))
        page = found[0][1] if found else None
        facts = (Fact(name, value, path, page, read_by, sure) for name, value, sure in told)
        findings = (
            tuple(f for h, _ in found[:1] for f in trouble_in(h.scans, path)) if len(found) == 1 else ()
        )
        return Extraction(facts=(*facts, *extra), findings=findings)


_Told = tuple[str, FactValue, float]


def _agreed(histories: list[list[_Told]]) -> Iterator[_Told]:
    """Give every scan; of the days, those that no history contradicts."""
    for told in histories:
        yield from (t for t in told if t[0] == "scan")
    days: dict[str, dict[FactValue, float]] = {}
    for told in histories:
        for name, value, sure in told:
            if name != "scan":
                days.setdefault(name, {}).setdefault(value, sure)
    for name, values in days.items():
        if len(values) == 1 or len(histories) == 1:
            yield from ((name, value, sure) for value, sure in values.items())


def _besides(told: dict[str, str], path: str, read_by: ReadBy) -> Iterator[Fact]:
    for name, text in told.items():
        value: FactValue | None = text
        if name == "scheduled_delivery_date":
            value = day_in(text, None)
        if value is not None:
            yield Fact(name, value, path, None, read_by, 0.85)
