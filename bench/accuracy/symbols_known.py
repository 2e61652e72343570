"""What is known of the symbols on the corpus' pictures, and what zxing-cpp alone makes of them."""

from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image, UnidentifiedImageError
from sources import corpus, truth


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
