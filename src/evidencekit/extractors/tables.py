"""What sheets say by their headings: packing lists, shipment contents, lists of goods."""

from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.extractors.amazon import report_in
from evidencekit.extractors.columns import goods_in
from evidencekit.model.evidence import Fact, FactValue, Reading, Table
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction


@dataclass(frozen=True, slots=True)
class TableReader:
    """Takes a table for what its headings say it is, or for nothing."""

    name: str = "tables"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Files that have tables."""
        return bool(reading.tables)

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read the goods, how many cartons they fill and what they weigh; of Amazon's reports, the days too."""
        facts: list[Fact] = []
        for number, table in enumerate(reading.tables, 1):
            facts += [Fact(n, v, reading.source.path, number, ReadBy.SHEET, c) for n, v, c in _told(table)]
        return Extraction(facts=tuple(facts))


def _told(table: Table) -> Iterator[tuple[str, FactValue, float]]:
    report = report_in(table)
    if report is not None:
        yield from report
        return
    goods = goods_in(table)
    if goods is None:
        return
    for line in goods.lines:
        yield "line", line, 0.95
    sure = 0.92 if goods.summed else 0.8
    if goods.cartons:
        yield "packages", goods.cartons, sure
    if goods.gross_weight_kg:
        yield "gross_weight_kg", goods.gross_weight_kg, sure
