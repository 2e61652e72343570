"""How the cells of an export are read: its words, dates and amounts as its map says, and never a guess."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from evidencekit.cellvalues import CellError, as_word
from evidencekit.exports.maps import ColumnMap, folded
from evidencekit.extractors.dates import WrittenDate, dates_in, order_of
from evidencekit.extractors.money import amount_of, currencies_meant, currency_of
from evidencekit.names import kept_name
from evidencekit.sheetcells import Cell
from evidencekit.sheetcolumns import Column, Sort
from evidencekit.tomlfile import nearest
from evidencekit.tomltext import quoted

_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST = 60
_FIGURES = {"dmy", "mdy"}
_FIGURE = re.compile(r"[-−(]?\s*\d(?:[\d.,'’\s]*\d)?\s*\)?-?")


@dataclass(frozen=True, slots=True)
class AsMapped:
    """The manner in which an export with a map is read."""

    map: ColumnMap
    order: str | None
    """The order of day and month: as the map says, else as the export's dates tell."""

    @property
    def may_have_evidence(self) -> bool:
        """An export names no files."""
        return False

    def always(self) -> tuple[tuple[Column, Cell], ...]:
        """Return what the map says of every row."""
        return self.map.always

    def read(self, cell: Cell, column: Column) -> Cell:
        """Return what a cell means as a sheet of cases would hold it; raise `CellError`."""
        if cell.trouble or cell.empty:
            return cell
        meant = self.map.values.get(column.place, {}).get(folded(str(cell)))
        if meant is not None:
            return Cell(meant or None)
        if not isinstance(cell.value, str):
            return self._not_below_zero(cell, column)
        if column.heading == "case":
            return Cell(kept_name(cell.value.replace("/", "_")).strip(". "))
        if column.sort is Sort.WORD and as_word(cell.value) not in column.words:
            close = nearest(as_word(cell.value), column.words)
            hint = f"did you mean {close}? Else" if close else f"it may be {', '.join(column.words)};"
            raise CellError(f"{hint} {self._stands_for(cell.value, column)}")
        if column.sort is Sort.LIST:
            return Cell(cell.value.replace(",", ";"))
        if column.sort is Sort.DAY:
            return self._day(cell.value, column)
        if column.sort is Sort.MONEY:
            return self._amount(cell.value, column)
        if column.sort in {Sort.NUMBER, Sort.WHOLE}:
            return Cell(_plain(self._figure(cell.value)))
        return cell

    def _day(self, text: str, column: Column) -> Cell:
        if column.place[0] == "events" and _is_moment(text):
            return Cell(text)  # a time and its zone may count
        found = days_in(text)
        if len(found) != 1:
            raise CellError(f"it is no day that can be read; {self._stands_for(text, column)}")
        day = found[0].read(self.order)
        orders = {order for order, _ in found[0].readings}
        if self.order and (day is None or (orders <= _FIGURES and self.order not in orders)):
            first = "day" if self.order == "dmy" else "month"
            who = f"{self.map.file} says" if self.map.order else "other dates of the export say"
            raise CellError(f"there is no such day; {who} that the {first} comes first")
        if day is None:
            raise CellError(
                f'day and month could be swapped; write dates = "day first" or "month first" into {self.map.file}'
            )
        return Cell(day)

    def _stands_for(self, text: str, column: Column) -> str:
        word = quoted(text[:_LONGEST])
        return f'write {word} = "what it stands for, or nothing" under [values."{column.heading}"] of {self.map.file}'

    def _not_below_zero(self, cell: Cell, column: Column) -> Cell:
        if column.sort is Sort.MONEY and isinstance(cell.value, (int, Decimal)) and cell.value < 0:
            raise CellError(self._below_zero(str(cell), column))
        return cell

    def _below_zero(self, text: str, column: Column) -> str:
        return (
            "it is less than nothing, as brackets round an amount say as well, and nobody claims or gets that; "
            f"{self._stands_for(text, column)}"
        )

    def _amount(self, text: str, column: Column) -> Cell:
        figure = _FIGURE.search(text)
        word = "".join(text.replace(figure[0], " ", 1).split()) if figure else ""
        code = currency_of(word) if word else ""
        meant = currencies_meant(word) if code is None else frozenset()
        if figure is None or (code is None and not meant and any(map(_says_something, word))):
            raise CellError("it is no amount that can be read")
        number = self._figure(figure[0])
        if number < 0:
            raise CellError(self._below_zero(text, column))
        return Cell(f"{_plain(number)} {code}" if code else _plain(number), currencies=meant)

    def _figure(self, text: str) -> Decimal:
        number = amount_of(text.strip(), self.map.decimal)
        if number is None:
            raise CellError(
                f'it is no number, or one that can be read two ways; write decimal = "." or "," into {self.map.file}'
            )
        return number


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return _ISO.match(text) is not None


def _says_something(char: str) -> bool:
    """Say whether a character beside a number may change what it means; the sign of a currency does."""
    return char.isalnum() or char in "-−()" or unicodedata.category(char) == "Sc"


def _plain(number: Decimal) -> str:
    return f"{number:f}"


def days_in(text: str) -> tuple[WrittenDate, ...]:
    """Return the dates of a text, also where a time follows."""
    return dates_in(re.sub(r"(\d)T(\d)", r"\1 \2", text))


def order_told(texts: Iterable[str]) -> str | None:
    """Return the order of day and month that the dates of an export tell; None where none does, or two differ."""
    return order_of(d for text in texts for d in days_in(text))
