"""Arrange: put the exhibits into the order in which claims handlers build a file, and label them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from types import MappingProxyType

from evidencekit.exhibittitles import title_of
from evidencekit.language import ENGLISH, Language
from evidencekit.mediatype import ENCRYPTED_OFFICE
from evidencekit.model.assessment import NotAccepted
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import warning
from evidencekit.model.vocabulary import Kind, View
from evidencekit.tnef import TNEF

_ORDER: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("claim form", (Kind.CLAIM_FORM,)),
    (
        "contract of carriage",
        (
            Kind.BILL_OF_LADING,
            Kind.AIR_WAYBILL,
            Kind.CONSIGNMENT_NOTE,
            Kind.SHIPPING_LABEL,
            Kind.CARRIER_MANIFEST,
        ),
    ),
    ("condition at origin", (Kind.PACKING_LIST,)),
    (
        "custody and delivery",
        (Kind.TRACKING_HISTORY, Kind.PROOF_OF_DELIVERY, Kind.DELIVERY_RECEIPT, Kind.RETURN_LABEL),
    ),
    (
        "loss",
        (
            Kind.PHOTO,
            Kind.SCREENSHOT,
            Kind.SURVEY_REPORT,
            Kind.OUT_TURN_REPORT,
            Kind.COMMERCIAL_ACT,
            Kind.INVENTORY_REPORT,
            Kind.POLICE_REPORT,
            Kind.DECLARATION,
        ),
    ),
    (
        "value",
        (
            Kind.SUPPLIER_INVOICE,
            Kind.COMMERCIAL_INVOICE,
            Kind.FAPIAO,
            Kind.RECEIPT,
            Kind.SALES_INVOICE,
            Kind.PAYMENT_PROOF,
            Kind.PURCHASE_ORDER,
            Kind.SALES_CONTRACT,
            Kind.ORDER_CONFIRMATION,
            Kind.PROFORMA_INVOICE,
            Kind.QUOTE,
            Kind.FREIGHT_INVOICE,
            Kind.CUSTOMS_DOCUMENT,
            Kind.PRODUCT_PAGE,
        ),
    ),
    ("mitigation", (Kind.REPAIR_ESTIMATE, Kind.SALVAGE_RECORD, Kind.DESTRUCTION_CERTIFICATE)),
    ("notices and correspondence", (Kind.NOTICE_OF_CLAIM, Kind.CARRIER_DECISION, Kind.CORRESPONDENCE)),
    ("insurance and authority", (Kind.INSURANCE_CERTIFICATE, Kind.LETTER_OF_AUTHORITY)),
    ("other", (Kind.OTHER,)),
)
"""The order is a synthesis of claim forms and guides; within photos: wide, then medium, then close."""

_PLACE = {kind: place for place, kind in enumerate(k for _, kinds in _ORDER for k in kinds)}
_VIEWS = (
    View.CONTAINER,
    View.SEAL,
    View.OUTER_BOX,
    View.ALL_SIDES,
    View.LABEL,
    View.RETURN_LABEL,
    View.VOID_SPACE,
    View.GOODS_IN_BOX,
    View.INNER_PACKING,
    View.GOODS,
    View.DAMAGE_CLOSE_UP,
    View.SERIAL_NUMBER,
    View.BOX_CERTIFICATE,
    View.UNKNOWN,
)


_ARCHIVES = frozenset(
    {"application/zip", "application/x-tar", "application/gzip", "application/x-7z-compressed", TNEF}
)
_NOTHING: Mapping[str, str] = MappingProxyType({})
_LABEL = re.compile(r"[A-Z]{1,3}")


def arrange(
    exhibits: tuple[Exhibit, ...],
    case: Case,
    earlier: tuple[tuple[str, str], ...] = (),
    harmful: tuple[NotAccepted, ...] = (),
    spared: Mapping[str, str] = _NOTHING,
    *,
    language: Language = ENGLISH,
) -> tuple[Exhibit, ...]:
    """Return the exhibits in order, labelled and titled; what is left out comes last, with what is `harmful` to a claim here.

    A label that a person pinned, or that an earlier bundle gave (`earlier`: path and label), stays; then newcomers go to
    the end.
    """
    exhibits = tuple(_titled(e, case, language) for e in exhibits)
    opened = {e.source.container for e in exhibits}
    refused = {each.path: each.why for each in harmful}
    judged = [_unhelpful(_unpacked(e, opened), refused, case) for e in exhibits]
    judged = [
        replace(e, left_out=spared[e.path]) if e.path in spared and not e.left_out else e for e in judged
    ]
    judged = _without_copies(judged, case)
    sent = sorted((e for e in judged if e.left_out is None), key=_place)
    pinned, doubtful = _pinned(sent, case)
    held = pinned | _kept(sent, earlier, set(pinned.values()), set(pinned))
    used = {*held.values(), *(label for _, label in earlier)}
    fresh = _fresh(used, after=max((_number(label) for _, label in earlier), default=-1) + 1)
    labelled = [replace(e, label=held.get(e.path) or next(fresh)) for e in sent]
    labelled.sort(key=lambda e: _number(e.label or ""))
    told = [_told(e, doubtful[e.path]) if e.path in doubtful else e for e in labelled]
    return (*told, *(replace(e, label=None) for e in judged if e.left_out is not None))


def _titled(exhibit: Exhibit, case: Case, language: Language) -> Exhibit:
    """Give an exhibit its title in the language; one that a person gave stays."""
    said = case.file.evidence.get(exhibit.path)
    if language.english or (said is not None and said.title):
        return exhibit
    return replace(exhibit, title=title_of(exhibit.reading, exhibit.kind, exhibit.view, language))


def _unpacked(exhibit: Exhibit, opened: set[str | None]) -> Exhibit:
    """Leave out an archive whose files are exhibits themselves; an e-mail is evidence beside what came with it."""
    if exhibit.left_out is None and exhibit.path in opened:
        if exhibit.source.media_type in _ARCHIVES:
            return replace(exhibit, left_out="unpacked: its files are exhibits themselves")
        if exhibit.source.media_type == ENCRYPTED_OFFICE:
            return replace(exhibit, left_out="opened with its password: what is inside is an exhibit itself")
    return exhibit


def _unhelpful(exhibit: Exhibit, refused: Mapping[str, str], case: Case) -> Exhibit:
    """Leave out what this recipient refuses, unless a person insists."""
    said = case.file.evidence.get(exhibit.path)
    insisted = said is not None and said.leave_out is False
    if exhibit.left_out is None and exhibit.path in refused and not insisted:
        return replace(exhibit, left_out=f"it would be refused: {refused[exhibit.path]}")
    return exhibit


def _without_copies(exhibits: list[Exhibit], case: Case) -> list[Exhibit]:
    """Send the same bytes once: the file in the folder itself before its copy in an e-mail or archive.

    A copy that `case.toml` speaks of stays, for a person has a reason.
    """
    first: dict[str, Exhibit] = {}
    for exhibit in sorted(exhibits, key=lambda e: (e.source.container is not None, _natural(e.path))):
        if exhibit.left_out is None:
            first.setdefault(exhibit.source.sha256, exhibit)
    return [
        replace(e, left_out=f"it is the same file as {kept.path}")
        if e.left_out is None
        and (kept := first[e.source.sha256]) is not e
        and e.path not in case.file.evidence
        else e
        for e in exhibits
    ]


def _pinned(sent: list[Exhibit], case: Case) -> tuple[dict[str, str], dict[str, str]]:
    """Return the labels that a person pinned, by path, and why any of them cannot be given."""
    pinned: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for exhibit in sent:
        said = case.file.evidence.get(exhibit.path)
        label = said.label.strip().upper() if said and said.label else ""
        if not label:
            continue
        if not _LABEL.fullmatch(label):
            doubtful[exhibit.path] = (
                f"The label {label!r} of {exhibit.path} is not one to three letters such as A or AB; it got the next free one."
            )
        elif label in pinned.values():
            doubtful[exhibit.path] = (
                f"The label {label} of {exhibit.path} is pinned to another file too; it got the next free one."
            )
        else:
            pinned[exhibit.path] = label
    return pinned, doubtful


def _kept(
    sent: list[Exhibit], earlier: tuple[tuple[str, str], ...], taken: set[str], settled: set[str]
) -> dict[str, str]:
    """Return the labels that an earlier bundle gave, but for those that a person has pinned to another file since."""
    here = {e.path for e in sent} - settled
    return {path: label for path, label in earlier if path in here and label not in taken}


def _told(exhibit: Exhibit, why: str) -> Exhibit:
    finding = warning("label", why, exhibit.path)
    return replace(exhibit, reading=replace(exhibit.reading, findings=(*exhibit.reading.findings, finding)))


def _place(exhibit: Exhibit) -> tuple[int, int, str, list[tuple[int, str]], str]:
    view = _VIEWS.index(exhibit.view) if exhibit.view else 0
    when = exhibit.first("captured_at") if exhibit.kind is Kind.PHOTO else exhibit.first("sent_at")
    return _PLACE[exhibit.kind], view, str(when.value) if when else "", _natural(exhibit.path), exhibit.path


def _natural(path: str) -> list[tuple[int, str]]:
    """Split a path so that `photo 2` sorts before `photo 10`."""
    return [
        (int(part[:18]), "") if part.isdecimal() else (-1, part)
        for part in re.split(r"(\d+)", path.casefold())
    ]


def _fresh(taken: set[str], *, after: int) -> Iterator[str]:
    return (label for number in count(after) if (label := _label(number)) not in taken)


def _label(number: int) -> str:
    """Write 0 as A, 25 as Z, 26 as AA."""
    text = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(65 + letter) + text
    return text


def _number(label: str) -> int:
    value = 0
    for letter in label:
        value = value * 26 + ord(letter) - 64
    return value - 1
