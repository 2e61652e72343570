"""Arrange: put the exhibits into the order in which claims handlers build a file, and label them."""

from collections.abc import Iterator
from dataclasses import replace

from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.vocabulary import Kind, View

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


def arrange(
    exhibits: tuple[Exhibit, ...], case: Case, earlier: tuple[tuple[str, str], ...] = ()
) -> tuple[Exhibit, ...]:
    """Return the exhibits in order and labelled; what is left out comes last.

    A label that a person pinned, or that an earlier bundle gave (`earlier`: path and label), stays; then newcomers go to
    the end.
    """
    sent = sorted((e for e in exhibits if e.left_out is None), key=_place)
    kept = dict(earlier) | {path: said.label for path, said in case.file.evidence.items() if said.label}
    held = {e.path: kept[e.path] for e in sent if e.path in kept}
    fresh = _fresh(set(held.values()), after=bool(earlier))
    labelled = [replace(e, label=held.get(e.path) or next(fresh)) for e in sent]
    if held:
        labelled.sort(key=lambda e: (_number(e.label or ""), e.path))
    return (*labelled, *(replace(e, label=None) for e in exhibits if e.left_out is not None))


def _place(exhibit: Exhibit) -> tuple[int, int, str, str]:
    view = _VIEWS.index(exhibit.view) if exhibit.view else 0
    taken = exhibit.first("captured_at") if exhibit.kind is Kind.PHOTO else exhibit.first("sent_at")
    return _PLACE.get(exhibit.kind, len(_PLACE)), view, str(taken.value) if taken else "", exhibit.path


def _fresh(taken: set[str], *, after: bool) -> Iterator[str]:
    number = max((_number(t) for t in taken), default=-1) + 1 if after else 0
    while True:
        label = _label(number)
        number += 1
        if label not in taken:
            yield label


def _label(number: int) -> str:
    """Write 0 as A, 25 as Z, 26 as AA."""
    text = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(65 + letter) + text
    return text


def _number(label: str) -> int:
    if not (label.isascii() and label.isalpha() and label.isupper()):
        return 10**6
    value = 0
    for letter in label:
        value = value * 26 + ord(letter) - 64
    return value - 1
