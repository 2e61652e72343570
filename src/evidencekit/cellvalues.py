"""The values of cells: what a person wrote below a heading, as `case.toml` would hold it, and never a guess."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from evidencekit.model.money import Money
from evidencekit.sheetcells import Cell
from evidencekit.sheetcolumns import Column, Sort
from evidencekit.tomlfile import nearest

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ROUNDED = re.compile(r"-?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}", re.IGNORECASE)
"""How Excel shows a number of many digits; in a CSV file nothing else is left of it."""
_TWO_WAYS = re.compile(r"(?<![0-9.,])-?([1-9][0-9]{0,2})\.([0-9]{3})(?![0-9.,])")
"""A thousand and more with a point, or a few with three decimal places."""
_YES = {"yes": True, "true": True, "y": True, "1": True, "no": False, "false": False, "n": False, "0": False}


class CellError(ValueError):
    """What a cell says cannot stand in its column."""


def value_of(cell: Cell, column: Column, currency: str, recipients: frozenset[str]) -> Any:
    """Return what a cell says; `currency` is that of amounts of its row that have none.

    Raises `CellError` where it says nothing that can be relied on, or names a recipient that is none of `recipients`.
    """
    if cell.trouble:
        raise CellError(cell.trouble)
    value = _READERS[column.sort](cell, column, currency)
    _whole_digits(value)
    _checked(column, value, recipients)
    return value


def _whole_digits(value: Any) -> None:
    """Raise where a text was a number before Excel rounded it."""
    texts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    if any(_ROUNDED.fullmatch(each) for each in texts):
        raise CellError("Excel rounded this number; format the column as text and write the number again")


def _checked(column: Column, value: Any, known: frozenset[str]) -> None:
    """Raise where a recipient is named that is none."""
    named = value if column.heading == "recipients" else ()
    if column.place[0] in {"claims", "delivery"}:
        named = (str(column.place[1]),)
    for each in named:
        if known and each != "all" and each not in known:
            close = nearest(each, known)
            raise CellError(
                f"there is no recipient {each!r}"
                + (f" (did you mean {close!r}?)" if close else "")
                + "; `evidencekit recipients` lists them"
            )


def _text(cell: Cell, column: Column, currency: str) -> str:
    del column, currency
    if isinstance(cell.value, bool):
        return "true" if cell.value else "false"
    return str(cell)


def _list(cell: Cell, column: Column, currency: str) -> tuple[str, ...]:
    return tuple(part for p in re.split(r"[;\n]", _text(cell, column, currency)) if (part := p.strip()))


def as_word(text: str) -> str:
    """Return a word of a closed list as `case.toml` spells it: `Missing contents` is `missing_contents`."""
    return re.sub(r"[\s-]+", "_", text.strip()).casefold()


def _word(cell: Cell, column: Column, currency: str) -> str:
    word = as_word(_text(cell, column, currency))
    if word in column.words:
        return word
    close = nearest(word, column.words)
    raise CellError(f"did you mean {close!r}?" if close else f"it may be {', '.join(column.words)}")


def _one_way(cell: Cell, currency: str) -> None:
    """Raise where a number can be read two ways, unless its currency has three decimal places."""
    found = _TWO_WAYS.search(str(cell)) if cell.as_written else None
    if found is None:
        return
    code = next(iter(re.findall(r"[A-Za-z]{3}", str(cell))), currency).upper()
    if code:
        from babel.numbers import get_currency_precision

        if get_currency_precision(code) == len(found[2]):
            return
    behind = f" {code}" if code else ""
    raise CellError(
        f"it can be read two ways; write {found[1]}{found[2]}{behind} where it is more than a thousand, "
        f"and {found[1]}.{found[2]}0{behind} where three decimal places are meant"
    )


def _money(cell: Cell, column: Column, currency: str) -> Money:
    del column
    _one_way(cell, currency)
    text = re.sub(r"\s+", " ", str(cell))
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) and not isinstance(cell.value, bool):
        if not re.fullmatch(r"[A-Z]{3}", currency):
            raise CellError(f"the currency is missing; write {text} USD, or USD into a column named currency")
        if cell.currencies and currency not in cell.currencies:
            raise CellError(
                f"the sign beside it cannot mean {currency}; it may be {', '.join(sorted(cell.currencies))}"
            )
        return Money(Decimal(text), currency)
    first = re.fullmatch(r"([A-Za-z]{3}) ?(\S+)|(\S+) ?([A-Za-z]{3})", text)
    number, code = (first[2] or first[3], first[1] or first[4]) if first else ("", "")
    try:
        return Money.parse(f"{number} {code.upper()}")
    except ValueError as reason:
        raise CellError("write the amount with a point and its currency, such as 1245.00 USD") from reason


def _number(cell: Cell, column: Column, currency: str) -> Decimal:
    text = _text(cell, column, currency)
    _one_way(cell, "")
    if isinstance(cell.value, bool) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise CellError("write a number with a point, such as 86.4")
    return Decimal(text)


def _whole(cell: Cell, column: Column, currency: str) -> int:
    number = _number(cell, column, currency)
    if number != number.to_integral_value():
        raise CellError("write a whole number")
    return int(number)


def _day(cell: Cell, column: Column, currency: str) -> date | datetime:
    del currency
    if isinstance(cell.value, date):
        moment = column.place[0] == "events"
        return cell.value if moment or not isinstance(cell.value, datetime) else cell.value.date()
    text = str(cell)
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text)
        if column.place[0] == "events" and _ISO.match(text) and len(text) > 10:
            return datetime.fromisoformat(text)
    except ValueError:
        raise CellError("there is no such day") from None
    if isinstance(cell.value, (int, Decimal)):
        raise CellError("it is a number; format the cell as a date")
    raise CellError(
        "it is text that can be read as more than one day; write it as 2026-10-20, or as a date of the sheet"
    )


def _yes_no(cell: Cell, column: Column, currency: str) -> bool:
    word = _text(cell, column, currency).casefold()
    if word not in _YES:
        raise CellError("write yes or no")
    return _YES[word]


_READERS: dict[Sort, Callable[[Cell, Column, str], Any]] = {
    Sort.TEXT: _text,
    Sort.LIST: _list,
    Sort.MONEY: _money,
    Sort.NUMBER: _number,
    Sort.WHOLE: _whole,
    Sort.DAY: _day,
    Sort.YES_NO: _yes_no,
    Sort.WORD: _word,
}
