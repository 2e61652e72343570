"""What stands at the head of an invoice: its number and its dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from evidencekit.extractors.dates import WrittenDate, dates_in, order_of
from evidencekit.extractors.folding import folded
from evidencekit.extractors.invoices.labels import words_after_number
from evidencekit.extractors.invoices.page import Page, Spot
from evidencekit.extractors.locale import Locale

_LEADING = re.compile(
    r"(?:\s*\(\d{1,4}\))?[\s:：.#=|)*_º°–-]*(?:(?:no|nr|num|number|nummer|n[o°º])\b[.:# ]*)?", re.IGNORECASE
)
_OF_WHAT = re.compile(
    r"\s+(?:(?:des|der|de|del|la|for|du|zur)\s+)?[^\W\d]{3,20}\s+(?:\(\d{1,4}\)\s*)?(?:no|nr|n[o°º]|number|nummer|numero)[.:# ]{1,3}(?=\w)",
    re.IGNORECASE,
)
"""A title with its number: `Rechnung des Versicherers Nr. 17`."""
_OF_ELSE = re.compile(
    r"order|bestell|auftr|commande|pedido|ordin|contra|vertrag|kund|custom|client|liefer|deliver|livrais|projec|projek|compt|konto|account",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s,;|]+")
_ID = re.compile(r"#?[^\W_][\w/.\\&+#–-]{0,39}")
_PREFIX = re.compile(r"[A-Z]{1,6}[-/.]?")
_MORE = re.compile(r"[/-]|[/-]?\d{1,8}(?:[/-]\w{1,8})?|[/-][A-Z]{1,4}")
_PLAIN_YEAR = re.compile(r"(?:19|20)\d\d")
_SERIAL = re.compile(r"\d{1,4}/\d{2}/\d{4}")
"""A number in its month, as Poland counts: a date to look at, but behind the label of a number."""
_CLOCK = re.compile(r"^[,T ]{0,2}\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?")
_BARE = re.compile(r"(?:no|nr|n[o°º])[.:°º ]{1,3}[^\s]{3,}$|#\s?\w{3,}$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(\d{1,4}\)")
_MARKED = re.compile(
    r"#\s?\w|(?:no|nr|n[o°º])[.:# ]{1,3}\w|(?:INV|RE|RG|RN|FA|FV|FT|FAC|FACT|F|SI|IN|CN|AV|CI|PI)[-_/ ]?\d",
    re.IGNORECASE,
)
_CENTS = re.compile(r"\d+[.,]\d\d")
_HEAD = 0.6
"""The upper part of the first page in which a date without a label counts."""
_LONGEST_TERM = 190
"""Days that may lie between an invoice and the day when it is due."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value with the page where it stands and how sure it is."""

    value: T
    page: int
    confidence: float


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
    """Give the one number in the upper part of a titled page that is called nothing but a number."""
    if not any(spot.label.start == 0 for spot in page.find("number_weak", "receipt")):
        return
    end = page.rows[-1][0].bottom * _HEAD
    found = {
        number
        for row in page.rows
        for cell in row
        if row[0].top < end and _BARE.match(cell.text) and (number := _identifier(cell.text, weak=True))
    }
    if len(found) == 1:
        yield Told(found.pop(), page.number, 0.8)


def _number(page: Page, spot: Spot, field: str) -> str | None:
    weak = field == "number_weak"
    beside = page.beside(spot, linked=not weak)
    right = page.right(spot)
    if weak:
        row = f"{beside} {right[0].text}" if right else beside
        if (of := _OF_WHAT.match(row)) and not _OF_ELSE.search(of[0]):
            return _identifier(row[of.end() :], weak=False)
    if number := _identifier(beside, weak=weak):
        return number
    if re.search(r"\w", _IN_BRACKETS.sub("", beside)):
        return None  # other words follow
    if right and (not weak or _MARKED.match(right[0].text) or _is_whole(right[0].text)):
        number = _identifier(right[0].text, weak=weak and not _MARKED.match(right[0].text))
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
        return _identifier(text, weak=weak) if _is_whole(text) else None
    return None


def _is_whole(text: str) -> bool:
    """Say whether a cell is an identifier and nothing else."""
    number = _identifier(text, weak=False)
    return number is not None and len(number) >= len(text.strip(" :#")) - 1


def _identifier(text: str, *, weak: bool) -> str | None:
    """Return the identifier with which a text begins; one with spaces only where nothing else follows it."""
    start = _LEADING.match(text)
    text = text[start.end() if start else 0 :].strip()
    tokens = _TOKEN.findall(text)
    if tokens and _is_date(tokens[0]) and not weak and "/" in tokens[1:2]:
        tokens, text = tokens[2:], text.partition("/")[2].strip()
    if not tokens:
        return None
    first = tokens[0].strip(".:()[]")
    if _PREFIX.fullmatch(first) and len(tokens) > 1 and any(c.isdigit() for c in tokens[1]):
        if (weak and _is_date(tokens[1])) or text[len(first) : len(first) + 1] != " ":
            return None
        first = f"{first} {tokens[1].strip('.:()')}"
        tokens = tokens[1:]
    if not any(c.isdigit() for c in first) or not all(_ID.fullmatch(part) for part in first.split()):
        return None
    if (_is_date(first) and (weak or not _SERIAL.fullmatch(first))) or (weak and not _telling(first)):
        return None
    return _continued(first, tokens[1:4], weak=weak).lstrip("#").rstrip("/-–.") or None


def _continued(first: str, tokens: list[str], *, weak: bool) -> str:
    """Add the parts of an identifier that is written with spaces: `FV 12 / 2026`, `2026 001`."""
    whole = first
    for token in tokens:
        if not _MORE.fullmatch(token) or _is_date(token):
            break
        if weak and first[-1] not in "/-" and token[0] not in "/-":
            break
        first = f"{first} {token}"
        if token[-1].isalnum():
            whole = first
    return whole


def _telling(first: str) -> bool:
    """Say whether what follows a mere `invoice` can be its number: no year, no sum, no count."""
    return len(first) >= 3 and not _PLAIN_YEAR.fullmatch(first) and not _CENTS.fullmatch(first)


def _is_date(text: str) -> bool:
    """Say whether a text is a date and nothing else; eight digits in a row may be a number."""
    found = list(dates_in(text))
    return bool(found) and found[0].end - found[0].start >= len(text.strip(" .,")) and not text.isdigit()


@dataclass(frozen=True, slots=True)
class Dates:
    """The invoice's date and the day when it is due, with what could not be decided."""

    issued: Told[date] | None = None
    due: Told[date] | None = None
    undecided: tuple[date, ...] = ()
    """The days that the invoice's date could be."""


def dates_of(pages: list[Page], number: str | None, locale: Locale) -> Dates:
    """Read the dates, in the order of day and month that the document shows or that its origin makes likely."""
    issued = next(_issued(pages, number), None)
    due = next(((w, p) for p in pages for s in p.find("due_date") if (w := _date(p, s))), None)
    order = order_of(_all_dates(pages)) or locale.day_order
    if issued is None:
        return Dates(due=_decided(due, order, 0.9))
    written, page, confidence = issued
    if order is None and due is not None:
        order = _order_by_term(written, due[0])
    told = _decided((written, page), order, confidence)
    return Dates(told, _decided(due, order, 0.9), () if told else written.days)


def _decided(
    found: tuple[WrittenDate, Page] | None, order: str | None, confidence: float
) -> Told[date] | None:
    day = found[0].read(order) if found else None
    if found is None or day is None:
        return None
    return Told(day, found[1].number, confidence if len(found[0].days) == 1 else min(confidence, 0.9))


def _order_by_term(issued: WrittenDate, due: WrittenDate) -> str | None:
    """Return the only order in which the invoice is due no earlier than it was written, and not half a year later."""
    orders = [
        order
        for order, day in issued.readings
        if (end := due.read(order)) is not None and 0 <= (end - day).days <= _LONGEST_TERM
    ]
    return orders[0] if len(orders) == 1 else None


def _all_dates(pages: list[Page]) -> list[WrittenDate]:
    return [w for page in pages for w in dates_in("\n".join(c.text for row in page.rows for c in row))]


def _issued(pages: list[Page], number: str | None) -> Iterator[tuple[WrittenDate, Page, float]]:
    for page in pages:
        for spot in page.find("date"):
            if written := _date(page, spot):
                yield written, page, 0.95
    if number:
        yield from ((w, p, 0.95) for p in pages if (w := _after_number(p, number)))
    for page in pages:
        for spot in page.find("date_weak"):
            if written := _date(page, spot):
                yield written, page, 0.9
    yield from ((w, p, 0.85) for p in pages[:1] if (w := _beside_title(p)))
    yield from ((w, p, 0.8) for p in pages[:1] if (w := _alone(p)))


def _date(page: Page, spot: Spot) -> WrittenDate | None:
    """Return the date that a label introduces: beside, right of, or below it."""
    beside = page.beside(spot, linked=True)
    if found := list(dates_in(beside)):
        return found[0]
    if len(re.sub(r"\W", "", beside)) > 12:
        return None  # a sentence
    right = page.right(spot)
    if right:
        found = list(dates_in(right[0].text))
        if found or re.search(r"\w", right[0].text):
            return found[0] if found else _under(page, spot)
    return _under(page, spot)


def _under(page: Page, spot: Spot) -> WrittenDate | None:
    for row, place in list(page.below(spot))[:1]:
        if found := list(dates_in(page.rows[row][place].text)):
            return found[0]
    return None


def _after_number(page: Page, number: str) -> WrittenDate | None:
    """Return the date that follows the invoice's number: `Nr. 17 vom 3.5.2026`."""
    for row in page.rows:
        for place, cell in enumerate(row):
            at = cell.text.find(number)
            if at < 0:
                continue
            rest = cell.text[at + len(number) :] + "".join(f"  {c.text}" for c in row[place + 1 : place + 2])
            for written in list(dates_in(rest))[:1]:
                between = folded(rest[: written.start]).strip(" .,/()-:|")
                if not between or between in words_after_number():
                    return written
    return None


def _beside_title(page: Page) -> WrittenDate | None:
    """Return the one date in the row of the invoice's title."""
    for spot in page.find("number_weak", "receipt"):
        row = page.rows[spot.row]
        found = [w for cell in row for w in dates_in(cell.text)]
        if len(found) == 1 and not any(s.is_("other_date", "due_date") for s in page.in_row(spot.row)):
            return found[0]
    return None


def _alone(page: Page) -> WrittenDate | None:
    """Return the only date that is a cell of its own, or stands behind a place, in the upper part of a page."""
    end = page.rows[-1][0].bottom * _HEAD if page.rows else 0
    found = []
    for row in page.rows:
        if row[0].top > end:
            break
        for cell in row:
            for written in dates_in(cell.text):
                before = folded(cell.text[: written.start]).strip(" .:")
                after = _CLOCK.sub("", cell.text[written.end :]).strip(" .:r")
                if not after and (
                    not before
                    or re.fullmatch(r"[a-z .-]{3,30},(?: (?:den|le|the|li|el|dne|dnia|a|em))?", before)
                ):
                    found.append(written)
    return found[0] if len({w.readings for w in found}) == 1 else None
