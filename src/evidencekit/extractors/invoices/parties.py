"""Who sells and who buys, where an invoice says so with a label."""

import re

from evidencekit.extractors.dates import dates_in
from evidencekit.extractors.invoices.content import Told
from evidencekit.extractors.invoices.labels import labels_in
from evidencekit.extractors.invoices.page import Page, Spot

_FILLED = re.compile(r"^[\s:：.,#=|)*_–-]+")
_NO_NAME = re.compile(r"@|www\.|https?:|^\W*\+?\d[\d\s()/.-]{5,}$|\d{3,}", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]{2}")
_SENTENCE = re.compile(
    r"\b(?:is|are|the|will|shall|must|please|der|die|das|bleibt|wird|sind|est|sont|doit|es|son|deve)\b"
)
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_NEED_COLON = frozenset(
    {
        "from",
        "client",
        "customer",
        "recipient",
        "cliente",
        "kunde",
        "klant",
        "client name",
        "provider",
        "merchant",
    }
)
"""Words that begin sentences and headings as well."""
_NEVER_IN_NAMES = ("number", "date", "due_date", "amount_due", "total", "ship_to")
_MOSTLY = 0.7
_NOBODY = frozenset({"none", "nil", "n/a", "no", "same", "same as above"})
_DOWN = 4
"""Rows below a label in which a name is looked for."""


def party_of(pages: list[Page], field: str) -> Told[str] | None:
    """Return the name behind `seller` or `buyer`; the first that is one."""
    for page in pages:
        for spot in page.find(field):
            if name := _name_at(page, spot):
                return Told(name, page.number, 0.85)
    return None


_PLACES = frozenset({"from", "to"})
"""On a certificate or a waybill these stand before a port, not before a name."""


def party_on_line(page: Page, field: str) -> Told[str] | None:
    """Return the name that follows a label and a colon on the same line, as papers of other kinds have it."""
    for spot in page.find(field):
        if page.cell(spot).text[spot.label.start : spot.label.end].casefold() in _PLACES:
            continue
        beside = page.named_beside(spot)
        if beside.lstrip()[:1] in {":", "："} and (name := _name(beside)):
            return Told(name, page.number, 0.85)
    return None


def _name_at(page: Page, spot: Spot) -> str | None:
    beside = page.named_beside(spot)
    colon = beside.lstrip()[:1] in {":", "："}
    word = page.cell(spot).text[spot.label.start : spot.label.end].casefold()
    if _FILLED.sub("", _BRACKETS.sub("", beside)).strip():
        return _name(beside) if colon or (spot.label.start == 0 and word not in _NEED_COLON) else None
    right = page.right(spot)
    if colon and right and (name := _name(right[0].text)):
        return name
    for row, place in list(page.below(spot, 8))[:_DOWN]:
        first = next(iter(page.spots.get((row, place), ())), None)
        if first is not None and first.label.start == 0 and not first.is_(spot_field(spot)):
            if first.is_("name_of_party"):
                named = _FILLED.sub("", page.named_beside(first)) or "".join(
                    c.text for c in page.right(first)[:1]
                )
                if name := _name(named) or _below_name(page, row, place):
                    return name
            continue
        if name := _name(page.rows[row][place].text):
            return name
    return _name(right[0].text) if right else None


def _names_a_field(text: str) -> bool:
    """Say whether a text is a label, or has one in it that no name has."""
    for label in labels_in(text):
        colon = text[label.end :].lstrip()[:1] in {":", "："}
        if colon or label.is_(*_NEVER_IN_NAMES) or label.end - label.start >= _MOSTLY * len(text):
            return True
    return False


def spot_field(spot: Spot) -> str:
    """Return which party a label introduces."""
    return "seller" if spot.is_("seller") else "buyer"


def _below_name(page: Page, row: int, place: int) -> str | None:
    below = page.rows[row + 1] if row + 1 < len(page.rows) else ()
    return _name(below[min(place, len(below) - 1)].text) if below else None


def _name(text: str) -> str | None:
    """Return a name, or None for what is a number, an address of the net, a date, a label or a sentence."""
    text = " ".join(_FILLED.sub("", text).split()).rstrip(" ,;")
    if (
        not 2 <= len(text) <= 90
        or _NO_NAME.search(text)
        or not _NAME.search(text)
        or next(iter(dates_in(text)), None)
    ):
        return None
    if len(text.split()) > 9 or _SENTENCE.search(text) or text.casefold().rstrip(".") in _NOBODY:
        return None
    if text == text.casefold() and re.search(r"[a-z] [a-z]", text):
        return None  # the rest of a sentence
    return None if _names_a_field(text) else text
