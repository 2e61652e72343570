"""Marks of cited values in a letter while it is filled in: they become links for the bundle, or nothing in what is kept.

A mark is made of characters that no text has: Unicode keeps U+FDD0 to U+FDEF for a program's own use inside itself.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote, unquote

from evidencekit.lettertext import Cited, Place

PREFIX = "https://evidence.invalid/fact/"
"""Where links of cited values lead until the bundle is put together."""
STYLE = "EvidenceFact"
"""A character style that changes nothing; LibreOffice writes only links with a character style into the PDF."""
MOST_LINKS = 4_000
"""In one part of a letter; what comes after them stays plain."""
_MOST_WORDS = 120
"""Characters of a value that an address carries: Word takes addresses of some 2,000."""
_OPEN, _MIDDLE, _CLOSE = "\ufde0", "\ufde1", "\ufde2"
_FIGURES = {f"{n:x}": chr(0xFDD0 + n) for n in range(16)}
_VALUES = {c: f for f, c in _FIGURES.items()}
_MARK = re.compile(f"{_OPEN}([\ufdd0-\ufddf]*){_MIDDLE}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_ANY = re.compile(f"{_OPEN}[\ufdd0-\ufddf]*{_MIDDLE}|[\ufdd0-\ufdef]")
RESERVED = "\ufdd0-\ufdef"
"""As a class of characters in a pattern."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def marked(text: Cited, clean: Callable[[str], str]) -> str:
    """Return a text with marks around what is cited; `clean` is done to every piece of it."""
    pieces, at = [], 0
    for start, end, place in text.spans:
        shown = clean(text[start:end])
        pieces += [
            clean(text[at:start]),
            _between(place, shown) if "\n" not in shown and "\t" not in shown else shown,
        ]
        at = end
    return "".join((*pieces, clean(text[at:])))


def _between(place: Place, shown: str) -> str:
    said = f"{place.label}/{place.page}/{place.key}".encode().hex()
    return f"{_OPEN}{''.join(_FIGURES[c] for c in said)}{_MIDDLE}{shown}{_CLOSE}"


def unmarked(text: str) -> str:
    """Return a text without marks."""
    return _ANY.sub("", text) if _OPEN in text else text


def has_marks(text: str) -> bool:
    """Say whether a text has marks."""
    return _OPEN in text


def link_marks(root: Any) -> dict[str, str]:
    """Turn the marks of a part of a DOCX into links; return their addresses by the ids of their relationships."""
    targets: dict[str, str] = {}
    ids: dict[str, str] = {}
    links = 0
    for text in [t for t in root.iter(_W + "t") if t.text and _OPEN in t.text]:
        run, pieces = text.getparent(), list(_pieces(text.text))
        links += sum(place is not None for _, place in pieces)
        if run.tag != _W + "r" or run.getparent().tag == _W + "hyperlink" or links > MOST_LINKS:
            text.text = unmarked(text.text)
            continue
        before, after = _halves(run, text)
        parent, place_at = run.getparent(), run.getparent().index(run)
        made = [before] if before is not None else []
        for shown, place in pieces:
            if not shown:
                continue
            part = _run(run, shown)
            if place is None:
                made.append(part)
                continue
            address = fact_address(place, shown)
            key = ids.setdefault(address, f"fact-{len(ids) + 1}")
            targets[key] = address
            made.append(_linked(part, key))
        made += [after] if after is not None else []
        parent[place_at : place_at + 1] = made
    return targets


def fact_address(place: Place, words: str) -> str:
    """Return the placeholder address of a cited value; the bundle turns it into a jump to the page."""
    said = words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + "…"
    parts = (place.label, str(place.page), place.key[:_MOST_WORDS], said)
    return PREFIX + "/".join(quote(part, safe="") for part in parts)


def read_address(name: str) -> tuple[Place, str] | None:
    """Return place and words of what follows `fact/` in a placeholder; None where it is no such thing."""
    parts = [unquote(part) for part in name.split("/")]
    if len(parts) != 4 or not parts[1].isdecimal() or len(parts[1]) > 6:
        return None
    return Place(parts[0], int(parts[1]), parts[2]), parts[3]


def _pieces(text: str) -> Iterator[tuple[str, Place | None]]:
    at = 0
    for mark in _MARK.finditer(text):
        yield unmarked(text[at : mark.start()]), None
        said = bytes.fromhex("".join(_VALUES[c] for c in mark[1])).decode("utf-8", "replace").split("/", 2)
        yield mark[2], Place(said[0], int(said[1]), said[2])
        at = mark.end()
    yield unmarked(text[at:]), None


def _halves(run: Any, text: Any) -> tuple[Any, Any]:
    """Return a run with what stands before a text of it, and one with what stands after; None for an empty one."""
    before, after = deepcopy(run), deepcopy(run)
    at = run.index(text)
    del before[at:]
    properties = 1 if len(run) and run[0].tag == _W + "rPr" else 0
    del after[properties : at + 1]
    return (before if len(before) > properties else None), (after if len(after) > properties else None)


def _run(like: Any, shown: str) -> Any:
    """Make a run that looks like another one and says something else."""
    made = like.makeelement(like.tag, dict(like.attrib))
    properties = like.find(_W + "rPr")
    if properties is not None:
        made.append(deepcopy(properties))
    text = made.makeelement(_W + "t", {_SPACE: "preserve"})
    text.text = shown
    made.append(text)
    return made


def _linked(run: Any, key: str) -> Any:
    properties = run.find(_W + "rPr")
    if properties is None:
        properties = run.makeelement(_W + "rPr", {})
        run.insert(0, properties)
    if properties.find(_W + "rStyle") is None:
        properties.insert(0, run.makeelement(_W + "rStyle", {_W + "val": STYLE}))
    link = run.makeelement(_W + "hyperlink", {_R + "id": key, _W + "history": "1"})
    link.append(run)
    return link
