"""The number of an invoice, where a page says what it is."""

import re
from collections.abc import Iterator

from evidencekit.extractors.folding import folded
from evidencekit.extractors.invoices.content import Told
from evidencekit.extractors.invoices.identifier import identifier, is_telling, is_whole, is_with_date
from evidencekit.extractors.invoices.labels import Label
from evidencekit.extractors.invoices.page import Page, Spot

_OF_WHAT = re.compile(
    r"\s+(?:(?:des|der|de|del|la|for|du|zur)\s+)?[^\W\d]{3,20}\s+(?:\(\d{1,4}\)\s*)?(?:no|nr|n[o°º]|number|nummer|numero)[.:# ]{1,3}(?=\w)",
    re.IGNORECASE,
)
"""A title with its number: `Rechnung des Versicherers Nr. 17`."""
_OF_ELSE = re.compile(
    r"order|bestell|auftr|commande|pedido|ordin|contra|vertrag|kund|custom|client|liefer|deliver|livrais|projec|projek|compt|konto|account",
    re.IGNORECASE,
)
_FOR = re.compile(r"\s+for\s+#")
_BARE = re.compile(r"(?:no|nr|n[o°º])[.:°º ]{1,3}(?:[^\s]{3,}|\d[\d ]{4,})$|#\s?\w{3,}$", re.IGNORECASE)
_BARE_HEAD = re.compile(r"(?:(?:no|nr|num|number|nummer|numero|n)\b\.?(?: ?/ ?)?){1,2}")
"""A column of a number, beside one of a date."""
_IN_BRACKETS = re.compile(r"\(\d{1,4}\)")
_MARKED = re.compile(
    r"#\s?\w|(?:no|nr|n[o°º])[.:# ]{1,3}\w|(?:INV|RE|RG|RN|FA|FV|FT|FAC|FACT|F|SI|IN|CN|AV|CI|PI)[-_/ ]?\d",
    re.IGNORECASE,
)
_HEAD = 0.6
"""The upper part of the first page in which a number without a name of its own counts."""


def numbers_of(page: Page) -> Iterator[Told[str]]:
    """Give the invoice numbers of a page; the surest kind of label only: `invoice no`, then `invoice`, then `document no`."""
    for field, confidence in (("number", 0.95), ("number_weak", 0.9), ("number_of_document", 0.85)):
        found = [
            Told(n, page.number, confidence) for spot in page.find(field) if (n := _number(page, spot, field))
        ]
        if found:
            yield from {told.value: told for told in reversed(found)}.values()
            return
    yield from _bare_numbers(page)


def _bare_numbers(page: Page) -> Iterator[Told[str]]:
    """Give the one number in the upper part of a page that is called nothing but a number, or begins as those of invoices do."""
    if not page.rows:
        return
    end = page.rows[-1][0].bottom * _HEAD
    found = set()
    for number, row in enumerate(page.rows):
        if row[0].top >= end:
            break
        for place, cell in enumerate(row):
            if _BARE.match(cell.text) and (told := identifier(cell.text, weak=False)) and is_telling(told):
                found.add(told)
            elif _BARE_HEAD.fullmatch(folded(cell.text)) and any(
                s.is_("date", "date_weak") for s in page.in_row(number)
            ):
                head = Spot(Label(frozenset(), 0, len(cell.text)), number, place)
                under = [page.rows[r][p].text for r, p in list(page.below(head))[:1]]
                found |= {told for text in under if is_whole(text) and (told := identifier(text, weak=True))}
    if len(found) == 1:
        yield Told(found.pop(), page.number, 0.8)


def _number(page: Page, spot: Spot, field: str) -> str | None:
    weak = field == "number_weak"
    beside = page.beside(spot, linked=not weak)
    right = page.right(spot)
    if weak and _FOR.match(beside):
        return identifier(beside.partition("#")[2], weak=False)
    if weak:
        row = f"{beside} {right[0].text}" if right else beside
        if (of := _OF_WHAT.match(row)) and not _OF_ELSE.search(of[0]):
            return identifier(row[of.end() :], weak=False)
    if number := identifier(beside, weak=weak):
        return number
    if re.search(r"\w", _IN_BRACKETS.sub("", beside)):
        return None  # other words follow
    if right and (not weak or _MARKED.match(right[0].text) or is_whole(right[0].text)):
        number = identifier(right[0].text, weak=weak and not _MARKED.match(right[0].text))
        if number or weak:
            return number
    return _number_below(page, spot, weak=weak)


def _number_below(page: Page, spot: Spot, *, weak: bool) -> str | None:
    """Return what stands under a label and is an identifier as a whole; under a title, only what looks like one."""
    titled = weak and len({s.cell for s in page.in_row(spot.row)}) == 1
    for row, place in list(page.below(spot))[:1]:
        text = page.rows[row][place].text
        if page.is_labelled(row, place) or (titled and not _MARKED.match(text)):
            return None
        return identifier(text, weak=weak) if is_whole(text) or is_with_date(text) else None
    return None
