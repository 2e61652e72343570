"""What sheets say by their headings: packing lists, shipment contents, lists of goods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.extractors.amazon import report_in
from evidencekit.extractors.columns import goods_in
from evidencekit.extractors.folding import folded
from evidencekit.extractors.grids import grids_in
from evidencekit.extractors.layout import rows_of
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
        """Files that have tables, and pages whose title is that of a list of goods."""
        return bool(reading.tables) or (any(reading.text) and _titled(reading))

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read the goods, how many cartons they fill and what they weigh; of Amazon's reports, the days too."""
        facts: list[Fact] = []
        read_by = ReadBy.SHEET if reading.tables else reading.text_read_by
        numbered = enumerate(reading.tables, 1) if reading.tables else _printed(reading, desk)
        for number, table in numbered:
            facts += [Fact(n, v, reading.source.path, number, read_by, c) for n, v, c in _told(table)]
        return Extraction(facts=tuple(facts))


_LISTS_GOODS = re.compile(
    r"packing (?:list|slip|note)|packing (?:and|&) weight|weight list|packliste|packzettel|colisage|lista de (?:empaque|embalaje|bultos)"
    r"|lista di imballaggio|paklijst|pakbon|装箱|装 ?箱 ?单|包装清单|delivery (?:note|docket|slip)|lieferschein|bon de livraison|albaran|送 ?货 ?单|出库单|发货单"
)
_TITLE, _MOST_PAGES = 700, 8


def _titled(reading: Reading) -> bool:
    return _LISTS_GOODS.search(folded(reading.text[0][:_TITLE])) is not None


def _printed(reading: Reading, desk: Desk) -> Iterator[tuple[int, Table]]:
    pages = range(1, min(len(reading.text), _MOST_PAGES) + 1)
    for page, rows in rows_of(reading, desk, pages).items():
        for table in grids_in(rows, reading.source.path):
            yield page, table


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
