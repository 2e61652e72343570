"""What the text of a bar code says: carriers' own messages, GS1 elements, Amazon's labels, Chinese invoices."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from evidencekit.extractors.gs1 import SEPARATOR, elements
from evidencekit.model.checkdigits import mod10, ups
from evidencekit.model.evidence import Barcode
from evidencekit.numbering import Candidate, candidates, number_forms

_RETAIL = frozenset({"EAN13", "EAN8", "UPCA", "UPCE", "ISBN", "DataBarOmni", "DataBarStk", "DataBarLtd"})
_LONGEST = 4_000
"""Characters of a bar code's text; the largest QR code holds 7,089 digits."""
_LONG_NUMBER = 15
"""Digits from which a number with a check digit on a label is not there by chance."""

_DPD = re.compile(r"%?[0-9A-Z]{7}([0-9]{14})[0-9]{3}[0-9]{3}")
_RECORD, _END = "\x1e", "\x04"
_MESSAGE = "[)>" + _RECORD
_UPS_PIECE = re.compile(r"1Z[0-9]{8}")
_UPS_ACCOUNT = re.compile(r"[0-9A-Z]{6}")
_DPD_PARCEL = re.compile(r"[0-9]{14}")
_FEDEX = re.compile(r"([0-9]{12})(?:[0-9]{4})?|([0-9]{15})|([0-9]{20}|[0-9]{22})")
_SCAC = {
    "UPSN": "UPS",
    "FDE": "FedEx",
    "FDEB": "FedEx",
    "FDEG": "FedEx",
    "FDX": "FedEx",
    "FXFE": "FedEx",
    "FXFC": "FedEx",
    "GEOP": "DPD",
}
# ANSI MH10.8.2: data identifiers whose meaning has a fact's name here.
_IDENTIFIERS = {
    "K": "purchase_order",
    "1K": "order_number",
    "2K": "bol_number",
    "S": "serial_number",
    "1P": "sku",
}
_LICENCE_PLATE = re.compile(r"[1-6]?J")
_IDENTIFIER = re.compile(r"([0-9]{0,3}[A-Z])(.{1,60})", re.DOTALL)
_DIGITAL = frozenset({"31", "32", "51", "59", "61", "83"})
"""Kinds of Chinese invoices (fapiao) that are digital from the start: their code holds the amount with tax."""
_FAPIAO = re.compile(
    r"01,(?P<kind>[0-9]{2}),(?P<code>[0-9]{0,12}),(?P<number>[0-9]{8}|[0-9]{20}),(?P<amount>[0-9]{1,12}(?:\.[0-9]{1,2})?)?,"
    r"(?P<year>20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2}),[^,\n]{0,40}(?:,[^\n]{0,40})?"
)
_AUSTRALIA_POST = "99312650999998"
"""The trade item number under which Australia Post's bar codes carry an article: AI 01, then the article in AI 91."""
_INSIDE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{10,34}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Told:
    """One value out of a bar code."""

    name: str
    value: str | date | Decimal
    confidence: float


def told(barcode: Barcode, *, beside: tuple[Barcode, ...] = (), near: str = "") -> tuple[Told, ...]:
    """Return what a bar code says.

    `beside` are the other bar codes of its file, `near` is the text of its page: both bear out a number that plain
    digits make.
    """
    text = barcode.text[:_LONGEST].strip(" \r\n\t")
    for reader in (_message, _fapiao, _dpd):
        found = tuple(reader(text))
        if found:
            return found
    if barcode.symbology in _RETAIL:
        return tuple(_retail(text))
    found = tuple(_elements(text)) if barcode.gs1 or text.startswith(("(", "]")) else ()
    return found or tuple(_number(text, beside, near.casefold())) or tuple(_inside(text))


def _message(text: str) -> Iterator[Told]:
    """Read a message of ISO/IEC 15434: format 01 is a carrier's (ANSI MH10.8.3), 06 is made of data identifiers."""
    if not text.startswith(_MESSAGE):
        return
    for part in text[len(_MESSAGE) :].rstrip(_END).split(_RECORD)[:8]:
        kind, *fields = part.split(SEPARATOR)[:60]
        if kind == "01":
            yield from _transport(fields)
        elif kind == "06":
            for field in fields:
                yield from _identified(field)


def _transport(fields: list[str]) -> Iterator[Told]:
    """Read the carrier's code, and around it the class of service, the number and the shipper's account.

    Before these stand postcode and country, which some carriers put into one field and others into two.
    """
    fields = [field.strip().upper() for field in fields[:10]] + [""]
    place = next((n for n, field in enumerate(fields) if n >= 3 and field in _SCAC), None)
    if place is None:
        return
    carrier, number, account = _SCAC[fields[place]], fields[place - 1], fields[place + 1]
    if carrier == "UPS" and _UPS_PIECE.fullmatch(number):
        # The message leaves out of 1Z what it says elsewhere: the account, and two digits of the service.
        whole = f"1Z{account}{fields[place - 2][-2:].zfill(2)}{number[2:]}"
        if _UPS_ACCOUNT.fullmatch(account) and ups(whole[2:]):
            yield Told("tracking_number", whole, 0.97)
    elif carrier == "FedEx" and (match := _FEDEX.fullmatch(number)):
        bare = next(group for group in match.groups() if group)
        if any(c.carrier in {"FedEx", "USPS"} and c.checked for c in candidates(bare)):
            yield Told("tracking_number", bare, 0.98)
    elif carrier == "DPD" and _DPD_PARCEL.fullmatch(number):
        yield Told("tracking_number", number, 0.97)
    else:
        yield from (Told(c.name, c.number, 0.98) for c in candidates(number)[:1] if c.alone)
    yield Told("carrier", carrier, 0.95)


def _identified(field: str) -> Iterator[Told]:
    match = _IDENTIFIER.fullmatch(field.strip())
    if match is None:
        return
    identifier, value = match[1], match[2].strip()
    name = _IDENTIFIERS.get(identifier)
    if name is not None and value:
        yield Told(name, value, 0.85)
    elif _LICENCE_PLATE.fullmatch(identifier):
        yield from (Told(c.name, c.number, 0.95) for c in candidates(value)[:1] if c.alone)


def _fapiao(text: str) -> Iterator[Told]:
    """Read the QR code of a Chinese invoice: 01, kind, code, number, amount, date, check code."""
    match = _FAPIAO.fullmatch(text)
    if match is None:
        return
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return
    yield Told("invoice_number", match["number"], 0.98)
    yield Told("invoice_date", day, 0.98)
    yield Told("currency", "CNY", 0.95)
    if match["amount"] and match["kind"] in _DIGITAL:  # in the older kinds it is the amount before tax
        yield Told("total", Decimal(match["amount"]), 0.9)


def _dpd(text: str) -> Iterator[Told]:
    """Read DPD's bar code: `%`, postcode in seven places, parcel number, service, country."""
    match = _DPD.fullmatch(text)
    if match is not None and text.startswith("%"):
        yield Told("tracking_number", match[1], 0.97)
        yield Told("carrier", "DPD", 0.95)


def _retail(text: str) -> Iterator[Told]:
    number = "".join(filter(str.isdigit, text.removeprefix("01") if len(text) == 16 else text[:13]))
    if len(number) in {8, 12, 13, 14} and mod10(number):
        yield Told("gtin", number, 0.97)


def _elements(text: str) -> Iterator[Told]:
    found = elements(text)
    values = dict(found)
    bare = text.replace(SEPARATOR, "")
    if values.get("01") == _AUSTRALIA_POST and "91" in values:
        yield Told("tracking_number", values["91"].strip(), 0.95)
        yield Told("carrier", "Australia Post", 0.9)
        return
    if found and found[0][0] in {"420", "91", "92", "93", "94", "95", "96"}:
        yield from _numbered(bare)
        return
    sscc = values.get("00", "")
    if len(sscc) == 18 and mod10(sscc):
        yield Told("sscc", sscc, 0.98)
        if sscc.startswith("340434"):  # the company number of Deutsche Post DHL, which numbers its parcels so
            yield Told("tracking_number", f"00{sscc}", 0.95)
            yield Told("carrier", "DHL Paket", 0.85)
    for identifier in ("01", "02"):
        if mod10(values.get(identifier, "1")):
            yield Told("gtin", values[identifier], 0.97)
    for identifier, name in (("21", "serial_number"), ("400", "purchase_order")):
        if values.get(identifier):
            yield Told(name, values[identifier], 0.85)


def _numbered(text: str) -> Iterator[Told]:
    """Take the postal or carrier's number that a check digit bears out; USPS and FedEx share some forms."""
    fit = [c for c in candidates(text) if c.name == "tracking_number" and c.checked]
    if fit:
        yield Told("tracking_number", fit[0].number, 0.98)
        carriers = {c.carrier for c in fit}
        if len(carriers) == 1:
            yield Told("carrier", fit[0].carrier or "", 0.9)


def _number(text: str, beside: tuple[Barcode, ...], near: str) -> Iterator[Told]:
    fit = candidates(text, near)
    if not fit:
        return
    best = max(fit, key=lambda c: (_borne_out(c, text, beside, near), c.standing))
    sure = _borne_out(best, text, beside, near)
    if not sure:
        return
    yield Told(best.name, best.number, sure)
    rivals = {c.carrier for c in fit if c.name == best.name and _borne_out(c, text, beside, near) == sure}
    if best.carrier and not best.carrier.startswith("post") and len(rivals) == 1:
        yield Told("carrier", best.carrier, min(sure, 0.9))


def _borne_out(candidate: Candidate, text: str, beside: tuple[Barcode, ...], near: str) -> float:
    """Say how sure a number is that stands in a bar code; 0 where it may be there by chance."""
    if candidate.alone:
        return 0.99 if candidate.checked else 0.9
    if candidate.name != "tracking_number":
        return 0.0
    forms = number_forms()
    words = next(f.words for f in forms.all if (f.carrier, f.form) == (candidate.carrier, candidate.form))
    if words and forms.naming[words].search(near):
        return 0.97 if candidate.checked else 0.8
    if not candidate.checked:
        return 0.0
    if len(text) >= _LONG_NUMBER:
        return 0.9
    alike = any(_same_house(candidate, other) for other in beside)
    return 0.9 if alike else 0.85 if not beside else 0.0


def _same_house(candidate: Candidate, other: Barcode) -> bool:
    """Say whether another bar code of the label is of the same carrier: DHL's waybill stands beside its piece."""
    house = (candidate.carrier or "").split()[0]
    return any(c.alone and (c.carrier or "").split()[:1] == [house] for c in candidates(other.text))


def _inside(text: str) -> Iterator[Told]:
    """Find a number with letters and check digit inside an address or other text, as QR codes have it."""
    for match in _INSIDE.finditer(text[:600]):
        for candidate in candidates(match[0])[:1]:
            if candidate.alone and candidate.checked and candidate.name == "tracking_number":
                yield Told(candidate.name, candidate.number, 0.93)
                return
