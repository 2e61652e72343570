"""A tally sheet of an invented warehouse: one plug-in of three kinds, and one that fails."""

from dataclasses import dataclass
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.model.evidence import Exhibit, Fact, Reading, SourceFile
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction, Pages

MEDIA_TYPE = "application/x-tally"


@dataclass(frozen=True)
class TallyIdentifier:
    """Knows a tally sheet by its first bytes."""

    name: str = "tally"

    def missing(self) -> str | None:
        return None

    def identify(self, head: bytes, location: Path) -> str | None:
        return MEDIA_TYPE if head.startswith(b"TALLY\x01") else None


@dataclass(frozen=True)
class TallyReader:
    """Reads the number of packages."""

    name: str = "tally"

    def missing(self) -> str | None:
        return None

    def reads(self, reading: Reading) -> bool:
        return reading.source.media_type == MEDIA_TYPE

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        packages = int(reading.source.location.read_bytes()[6:])
        return Extraction(facts=(Fact("packages", packages, reading.source.path, None, ReadBy.TEXT, 0.99),))


@dataclass(frozen=True)
class TallyPage:
    """Shows a tally sheet as an empty page."""

    name: str = "tally"

    def missing(self) -> str | None:
        return "the tally printer's driver"

    def converts(self, source: SourceFile) -> bool:
        return source.media_type == MEDIA_TYPE

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        import pikepdf

        page = desk.path(exhibit.source, "tally.pdf")
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(page, deterministic_id=True)
        return Pages(page, 1, "tally printed")


@dataclass(frozen=True)
class Clumsy:
    """Fails on every file named clumsy."""

    name: str = "clumsy"

    def missing(self) -> str | None:
        return None

    def reads(self, reading: Reading) -> bool:
        return reading.source.path.startswith("clumsy")

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        raise RuntimeError("dropped it")
