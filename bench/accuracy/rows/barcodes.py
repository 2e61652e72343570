"""Barcodes: the text of every symbol, beside what zxing-cpp finds in one look at the whole picture."""

from collections.abc import Iterator
from typing import Any

from sources import read_each
from symbols_known import at_one_look, holds, known_symbols, text_said
from tally import Tally

_MORE_THAN_STOCK = 10


def measure() -> Iterator[Tally]:
    """Read every picture with a symbol of known text, and those that only look as if they had one."""
    known = known_symbols()
    symbols = Tally("text of symbols", precision_aim=1.0)
    beside = Tally("texts beside the true one", precision_aim=1.0)
    nothing = Tally("pictures of nothing", precision_aim=1.0)
    stock, empty = 0, 0
    for read in read_each(known, without=("ocr",)):
        true = text_said(known[read.file])
        texts = [b.text.strip() for b in read.first.barcodes]
        if true:
            stock += holds(known[read.file], at_one_look(read.file))
            hit = holds(known[read.file], texts)
            symbols.see(read.file.name, true, true if hit else (texts[0] if texts else None))
            for text in _others(known[read.file], texts) if hit else ():
                beside.see(read.file.name, None, text)
        else:
            empty += 1
            nothing.see(read.file.name, None, texts[0] if texts else None)
    symbols.recall_aim = min(1.0, (stock + _MORE_THAN_STOCK) / symbols.there)
    symbols.note = (
        f"zxing-cpp alone, one look at the whole picture: {stock}; here: {symbols.right}. "
        "A book's or magazine's code that was read with its add-on counts as right, since some lists name add-ons and some do not."
    )
    beside.note = "Texts in pictures whose true text was read as well; where a list names one symbol of several, these may be true."
    nothing.note = f"{empty} pictures that only look as if they held a symbol."
    yield from (symbols, beside, nothing)


def _others(expected: dict[str, Any], texts: list[str]) -> list[str]:
    """Return the texts that are none of the true ones: for those, nobody vouches."""
    return [text for text in dict.fromkeys(texts) if text and not _holds_only(expected, text)]


def _holds_only(expected: dict[str, Any], text: str) -> bool:
    true = text_said(expected) or ""
    parts = {true, *true.split("\n")}
    with_add_on = len(true) == 13 and len(text) in {15, 18} and text.startswith(true)
    return text in parts or with_add_on or ("structured_append_group" in expected and text in true)
