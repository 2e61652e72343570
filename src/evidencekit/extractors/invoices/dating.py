"""The dates of an invoice: its own and the day when it is due, told from all the others that stand on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evidencekit.extractors.dates import WrittenDate, dates_in, order_of
from evidencekit.extractors.folding import folded
from evidencekit.extractors.invoices.content import Told
from evidencekit.extractors.invoices.labels import labels_in, words_after_number
from evidencekit.extractors.invoices.page import Page, Spot
from evidencekit.extractors.locale import Locale

_HEAD = 0.6
"""The upper part of the first page in which a date without a label counts."""
_CLOCK = re.compile(r"^[,T ]{0,2}\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?")
_LONGEST_TERM = 190
"""Days that may lie between an invoice and the day when it is due."""


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
                if not between or between in words_after_number() or _is_date_label(between):
                    return written
    return None


def _is_date_label(text: str) -> bool:
    labels = labels_in(text)
    return (
        len(labels) == 1
        and labels[0].is_("date", "date_weak")
        and labels[0].end - labels[0].start == len(text)
    )


def _beside_title(page: Page) -> WrittenDate | None:
    """Return the one date in the row of the invoice's title."""
    for spot in page.find("number_weak", "receipt"):
        others = [c.text for n, c in enumerate(page.rows[spot.row]) if n != spot.cell]
        behind = page.beside(spot)
        found = [w for text in (*others, behind) for w in dates_in(text)]
        worded = any(re.search(r"[^\W\d_]{3,}", behind[: w.start]) for w in dates_in(behind))
        dated = any(s.is_("other_date", "due_date") for s in page.in_row(spot.row))
        if len(found) == 1 and not worded and not dated:
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
