"""Barcodes: the text of every symbol, beside what zxing-cpp finds in one look at the whole picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, UnidentifiedImageError
from sources import corpus, read_each, truth
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


def known_symbols() -> dict[Path, dict[str, Any]]:
    """Return what is expected of each picture whose text, or lack of one, is known."""
    folder = corpus("images")
    known = {folder / e["file"]: e["expected"] for e in truth("images") if "barcode" in e["kind"]}
    return {file: expected for file, expected in known.items() if text_said(expected) is not None}


def text_said(expected: dict[str, Any]) -> str | None:
    """Return the true text, `""` where there is nothing to read, None where nobody knows."""
    if "bytes_hex" in expected:
        return bytes.fromhex(expected["bytes_hex"]).decode("latin-1")
    texts = expected.get("barcodes", expected.get("barcodes_upstream"))
    if texts is not None:
        return "\n".join(text.partition(" on page ")[0] for text in texts)
    text: str | None = expected.get("text")
    return None if text is None or text == "<unkown>" else text.strip()


def holds(expected: dict[str, Any], texts: list[str]) -> bool:
    """Say whether the true text is among those read; a symbol of a series holds a part of it."""
    true = text_said(expected) or ""
    if "structured_append_group" in expected:
        return any(text and text in true for text in texts)
    # Some of the lists name the add-on of a book's or magazine's code, some do not.
    main = {text[: len(true)] for text in texts if len(true) == 13 and len(text) in {15, 18}}
    return true in main.union(texts) or all(text in texts for text in true.split("\n"))


def _others(expected: dict[str, Any], texts: list[str]) -> list[str]:
    """Return the texts that are none of the true ones: for those, nobody vouches."""
    return [text for text in dict.fromkeys(texts) if text and not _holds_only(expected, text)]


def _holds_only(expected: dict[str, Any], text: str) -> bool:
    true = text_said(expected) or ""
    parts = {true, *true.split("\n")}
    with_add_on = len(true) == 13 and len(text) in {15, 18} and text.startswith(true)
    return text in parts or with_add_on or ("structured_append_group" in expected and text in true)


def at_one_look(file: Path) -> list[str]:
    """Return what zxing-cpp alone reads in one look at the whole picture."""
    try:
        with Image.open(file) as image:
            seen = image.convert("RGBA")
    except UnidentifiedImageError:  # a PDF, which zxing-cpp alone does not read
        return []
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    found = zxingcpp.read_barcodes(paper.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    return [text for s in found for text in (s.text.strip(), s.bytes.decode("latin-1"))]
