"""What papers of the journey, of insurance and of claims say: numbers, dates, parties, weights, who received what and how."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from evidencekit.desk import Desk
from evidencekit.extractors.columns import number_of
from evidencekit.extractors.dates import dates_in, order_of
from evidencekit.extractors.fields import Candidate, candidates, label_lines
from evidencekit.extractors.layout import Rows, rows_of, rows_of_text
from evidencekit.extractors.locale import locale_of
from evidencekit.extractors.money import amounts_in, currency_in, currency_of, decimal_mark_of
from evidencekit.extractors.notes import is_exception, refusals_in, speaks_of_delivery
from evidencekit.model.evidence import Fact, FactValue, Reading
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction

_MOST_PAGES, _PAGES_WITH_BOXES = 50, 12
_LONGEST_PAGE, _SAMPLED, _LONGEST_NOTE = 60_000, 8_000, 300
_ID = re.compile(r"(?:[A-Z]{1,5} )?[A-Z0-9][A-Z0-9/_.-]{1,30}[A-Z0-9]", re.IGNORECASE)
_AWB = re.compile(r"\d{3}[- ]?\d{4} ?\d{4}|[A-Z0-9][A-Z0-9/-]{4,20}", re.IGNORECASE)
_VOYAGE = re.compile(r"(?:V\.?)?([0-9]{2,5}[A-Z]{0,2}|[A-Z]{0,3}[0-9]{2,5}[A-Z]{1,2})\b")
_COUNT = re.compile(
    r"(\d{1,3}(?:[,.]\d{3})+|\d{1,6})(?!\d)(?:\s?(?:cartons?|ctns?|packages?|pkgs?|pieces?|pcs|parcels?|pallets?|boxes|cases|colis|bultos|kartons?|packst.{1,2}cke|kolli|colli|件|箱|包))?",
    re.IGNORECASE,
)
_WEIGHT = re.compile(
    r"(\d[\d., ']{0,14}\d|\d)\s?(kgs?|kilos?|kilogram(?:s|me)?s?|lbs?|pounds|千克|公斤|k)?\b", re.IGNORECASE
)
_POUND = Decimal("0.45359237")
_NOTHING = frozenset(
    {
        "",
        "none",
        "nil",
        "n/a",
        "na",
        "no",
        "-",
        "--",
        "nothing",
        "keine",
        "aucune",
        "néant",
        "ninguna",
        "无",
        "没有",
    }
)
_NOT_PARTY = re.compile(
    r"^(?:same as|as (?:above|per)|see )|[_]{3,}|^\W*$|@|signature|^\d[\d\s-]+$|^(?:name|address|and address|date|tel|phone)\b"
    r"|reception|front desk|neighbo|mail ?room|^dock$|porch|garage|locker|^agent$|parcel shop|收发室|门卫|驿站",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r"(?:ltd|limited|inc|incorporated|llc|l\.l\.c|plc|corp|co|gmbh|kg|ag|s\.?a\.?r?\.?l?|s\.?l\.?u?|s\.?p\.?a|b\.?v|n\.?v|pte|pty|sp\. z o\.o|s\.r\.o)\.?(?: ltd\.?| & co\.? kg)?",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ] ?\d{6} ?-?\d", re.IGNORECASE)
_NOT_NOTE = re.compile(
    r"(?:signature|signed|unterschrift|firma|datum|date|name|cachet|stempel|签|盖章)\b", re.IGNORECASE
)
_SURE, _LESS_SURE = 0.9, 0.75


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads what stands behind, right of or below a label; of each value the first place counts."""

    name: str = "documents"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Texts, and sheets, whose cells hold labels and values too; what XML says is read by others."""
        return any(reading.text) and reading.text_read_by is not ReadBy.XML

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Take each value once, from where it stands first."""
        found: dict[tuple[str, FactValue], Fact] = {}
        seen = [(n, *label_lines(t[:_LONGEST_PAGE])) for n, t in enumerate(reading.text[:_MOST_PAGES], 1)]
        pages = [n for n, labelled, _ in seen if labelled]
        boxed = [n for n, _, by_place in seen if by_place][:_PAGES_WITH_BOXES]
        sample = [reading.text[n - 1][:_LONGEST_PAGE] for n in pages]
        locale = locale_of(sample)
        order = order_of(w for t in sample for w in dates_in(t[:_SAMPLED])) or locale.day_order
        mark = decimal_mark_of(sample, locale)
        by_camera = any(f.name == "device" for f in reading.facts)
        read_by = ReadBy.SHEET if reading.tables else reading.text_read_by
        for page, rows in _rows(reading, desk, pages, boxed):
            for candidate in candidates(rows, sheet=bool(reading.tables)):
                value = _value(candidate, order, mark, reading.text[page - 1])
                if candidate.form == "note" and read_by is ReadBy.TEXT and isinstance(value, str):
                    value = _quoted(value, candidate.field, reading.text[page - 1])
                if value is not None and not (candidate.field in _OF_ALL and by_camera):
                    sure = _SURE if candidate.firm else _LESS_SURE
                    fact = Fact(candidate.field, value, reading.source.path, page, read_by, sure)
                    kept = found.setdefault((fact.name, fact.value), fact)
                    if kept.confidence < sure:
                        found[fact.name, fact.value] = replace(kept, confidence=sure)
        for page, text in enumerate(reading.text[:_MOST_PAGES], 1):
            for note in refusals_in(text[:_LONGEST_PAGE]):
                fact = Fact("exception", note, reading.source.path, page, read_by, 0.8)
                found.setdefault((fact.name, fact.value), fact)
        return Extraction(facts=tuple(_surest(found.values())))


def _rows(reading: Reading, desk: Desk, pages: list[int], by_place: list[int]) -> Iterator[tuple[int, Rows]]:
    """Give the rows of the pages: where words stand is asked only of pages that need it, and that are few."""
    placed = rows_of(reading, desk, by_place) if by_place else {}
    for page in pages:
        yield page, placed.get(page) or rows_of_text(reading.text[page - 1][:_LONGEST_PAGE])


_ONE_VALUE = frozenset(
    {
        "shipper",
        "consignee",
        "vessel",
        "voyage",
        "port_of_loading",
        "port_of_discharge",
        "insured",
        "received_by",
        "packages",
        "gross_weight_kg",
    }
)
"""Fields of which a paper has one value: the first that is as sure as any."""


_OF_ALL = frozenset({"packages", "gross_weight_kg"})
"""A photo of a carton shows what is printed on one carton, which is not what the consignment has."""


def _quoted(note: str, field: str, page: str) -> str | None:
    """Return a note word for word as the page's own text has it, or None where it does not: letters quote it.

    Where words stand tells which note belongs to which label, but slanted lines can come out of order.
    """
    if (written := _as_written(note, page)) is not None:
        return written
    lines = candidates(rows_of_text(page[:_LONGEST_PAGE]))
    notes = (_note(c, page) for c in lines if c.field == field and c.form == "note")
    return next((w for n in notes if n and (w := _as_written(n, page))), None)


def _as_written(note: str, page: str) -> str | None:
    """Find a note in a page by its letters and digits alone, and return what stands there."""
    places = [n for n, sign in enumerate(page) if sign.isalnum()]
    start = "".join(page[n] for n in places).find("".join(filter(str.isalnum, note)))
    told = sum(map(str.isalnum, note))
    if start < 0 or not told:
        return None
    written = " ".join(page[places[start] : places[start + told - 1] + 1].split())
    return written if len(note) < _LONGEST_NOTE else f"{written.rpartition(' ')[0]} ..."


def _surest(facts: Iterable[Fact]) -> Iterator[Fact]:
    listed = list(facts)
    for name in dict.fromkeys(f.name for f in listed):
        of_name = [f for f in listed if f.name == name]
        yield from [max(of_name, key=lambda f: f.confidence)] if name in _ONE_VALUE else of_name


def _value(candidate: Candidate, order: str | None, mark: str | None, page: str) -> FactValue | None:
    text = " ".join(candidate.text.split())[:200]
    reader = _READERS.get(candidate.form)
    if reader is not None:
        return reader(text, candidate)
    if candidate.form == "date":
        return _date(text, candidate, order)
    if candidate.form == "money":
        return _money(text, page, mark)
    if candidate.form == "note":
        return _note(candidate, page)
    return None


def _id(text: str, candidate: Candidate) -> str | None:
    if candidate.field == "seal_number":  # often beside its container's number
        text = _CONTAINER.sub("", text).lstrip(" /,-")
    match = _ID.match(text)
    if match is None:
        return None
    first = match[0].split(" ")[-1] if not candidate.firm else match[0]
    number = next((part for part in (match[0].split(" ")[0], first) if re.search(r"\d", part)), "")
    return number.strip(".-/") or None


def _awb(text: str, _: Candidate) -> str | None:
    match = _AWB.match(text)
    return match[0].replace(" ", "") if match and re.search(r"\d{4}", match[0]) else None


def _date(text: str, candidate: Candidate, order: str | None) -> FactValue | None:
    written = next(iter(dates_in(text[:60])), None)
    if written is None or written.start > (6 if candidate.firm else 4):
        return None
    return written.read(order)


def _count(text: str, _: Candidate) -> int | None:
    match = _COUNT.match(text)
    if match is None:
        return None
    rest = text[match.end() :].lstrip()
    if rest[:1] in {"/", "x", "×", "%"} or re.match(r"[.,]\d|kg|lb|of\s", rest, re.IGNORECASE):
        return None
    count = int(re.sub(r"[,.]", "", match[1]))
    return count if 0 < count < 1_000_000 else None


def _kilos(text: str, candidate: Candidate) -> Decimal | None:
    match = _WEIGHT.match(text)
    if match is None:
        return None
    unit = (match[2] or "").casefold()
    label = candidate.label.casefold()
    if not unit and not re.search(r"kg|kilo|公斤|千克", label):
        unit = "lb" if re.search(r"\blbs?\b|pounds", label) else ""
        if not unit:
            return None
    number = number_of(match[1].replace(" ", "").replace("'", ""))
    if number is None or not 0 < number < Decimal(10) ** 8:
        return None
    return (number * _POUND).quantize(Decimal("0.01")) if unit.startswith(("lb", "pound")) else number


def _party(text: str, candidate: Candidate) -> str | None:
    name = _first_name(re.split(r"\s{3,}|\t|[|;]|(?<=\w\w)\s-\s", text)[0])
    if not 2 <= len(name) <= 100 or _NOT_PARTY.search(name) or not re.search(r"[^\W\d_]{2}", name):
        return None
    return name if candidate.firm or not name[:1].islower() else None


def _first_name(text: str) -> str:
    """Return the name without the address that may follow it: up to a comma, legal forms included; in Chinese up to a space."""
    if _HAN.match(text):
        return re.split(r"[\s,，;；。]", text, maxsplit=1)[0]
    name, *rest = text.split(",")
    for part in rest:
        if not _LEGAL_FORM.fullmatch(part.strip()):
            break
        name += f",{part}"
    return re.sub(r"(?<=[a-z]{3})\.$", "", name.strip(" ,:-"))


def _person(text: str, candidate: Candidate) -> str | None:
    name = re.split(r"\s{3,}|\t|[|;]", text)[0].strip(" ,:-")
    name = (
        _first_name(name)
        if _HAN.match(name)
        else re.split(r"[,.]\s+(?=\d|[A-Z]?[a-z]+\s+(?:at|on|um|le)\b)", name)[0].rstrip(".")
    )
    known = 2 <= len(name) <= 60 and name.casefold() not in _NOTHING and not _NOT_PARTY.search(name)
    return (
        name
        if known and not re.search(r"\d{4}", name) and (candidate.firm or not name[:1].islower())
        else None
    )


def _ship(text: str, candidate: Candidate) -> str | None:
    name = re.split(r"\s{2,}|\s*/\s*|[,;|]|\s+voy", text, flags=re.IGNORECASE)[0].strip(" .-:")
    named = (
        3 <= len(name) <= 40
        and re.search(r"[^\W\d_]{3}", name)
        and not re.search(r"\b(?:no|number|and|name)\b", name, re.IGNORECASE)
    )
    return name if named and (candidate.firm or name[:1].isupper()) else None


def _voyage(text: str, _: Candidate) -> str | None:
    match = _VOYAGE.match(text)
    return match[1] if match else None


def _place(text: str, candidate: Candidate) -> str | None:
    place = re.split(r"\s{2,}|[|;]", text)[0].strip(" .-:")
    return (
        place
        if 2 <= len(place) <= 50
        and re.search(r"[^\W\d_]{2}", place)
        and (candidate.firm or place[:1].isupper())
        else None
    )


def _note(candidate: Candidate, page: str) -> str | None:
    note = " ".join(candidate.text.split()).strip(" ,;:-.")[:_LONGEST_NOTE]
    if _HAN.match(note):
        note = re.split(r"[\s。；;]", note, maxsplit=1)[0]
    if note.casefold().rstrip(".") in _NOTHING or len(note) < 2 or re.fullmatch(r"[_\s.]*", note):
        return None
    if _NOT_NOTE.match(note):
        return None
    if candidate.field != "exception":
        return note if candidate.firm else None
    if candidate.loose and not (speaks_of_delivery(page) and is_exception(note, labelled=False)):
        return None
    return note if candidate.firm and is_exception(note, labelled=True) else None


def _money(text: str, page: str, mark: str | None) -> str | None:
    text = text[:60]
    day = next(iter(dates_in(text)), None)
    if day is not None and day.start == 0:  # "refund issued 2026-11-02 USD 39.99"
        text = text[day.end :]
    written = next(iter(amounts_in(text)), None)
    if written is None:
        return None
    currency = currency_of(written.currency) if written.currency else None
    currency = currency or currency_in(page[:_LONGEST_PAGE])
    amount = written.value(mark)
    return f"{amount} {currency}" if amount is not None and currency else None


_READERS = {
    "id": _id, "awb": _awb, "count": _count, "kilos": _kilos, "party": _party, "person": _person, "ship": _ship, "voyage": _voyage,
    "place": _place,
}  # fmt: skip
