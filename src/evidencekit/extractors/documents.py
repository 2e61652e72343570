"""What documents say in labelled lines: numbers, dates, parties, weights, exceptions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.extractors.dates import DATE, date_of
from evidencekit.extractors.money import AMOUNT, amount_of
from evidencekit.model.evidence import Fact, FactValue, Reading
from evidencekit.ports import Extraction

_LONGEST_PAGE = 60_000
_NUMBER = r"\s*(?:no|nr|number|num|№|#)?\s*\.?\s*[:#]?\s*"
_ID = r"([A-Z0-9][A-Z0-9/_-]{2,30}[A-Z0-9])"
_AFTER = rf"\s*[:.]?\s*({DATE})"

_LABELLED: tuple[tuple[str, str, str], ...] = (
    ("purchase_order", "id", rf"(?:purchase order|p\.?o\.?)\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("order_number", "id", rf"(?<!purchase )order\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("bol_number", "id", rf"(?:b/l|bol|bill of lading)\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("pro_number", "id", rf"\bpro\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("policy_number", "id", rf"(?:policy|open cover|certificate)\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("claim_number", "id", rf"claim\s*(?:no|nr|number|#)\s*\.?\s*[:#]?\s*{_ID}"),
    ("seal_number", "id", rf"seal{_NUMBER}{_ID}"),
    ("delivery_date", "date", rf"(?:date of delivery|delivery date|delivered(?: on)?|received on|date received|zustelldatum|签收日期){_AFTER}"),
    ("ship_date", "date", rf"(?:ship date|date shipped|shipped on|date of shipment|shipped on board(?: date)?|on board date|pick-?up date){_AFTER}"),
    ("scheduled_delivery_date", "date", rf"(?:scheduled delivery|estimated delivery|expected delivery)(?: date)?{_AFTER}"),
    ("vessel_discharge_date", "date", rf"(?:date of discharge|discharged(?: on)?|discharge date){_AFTER}"),
    ("received_by", "words", r"(?:received by|signed by|signed for by|consignee signature)\s*[:.]\s*([^\n]{2,40})"),
    ("exception", "words", r"(?:exceptions?|remarks?|damage noted|exceptions noted)\s*[:.]\s*([^\n]{3,160})"),
    ("packages", "count", r"(?:total (?:number of )?(?:cartons|packages|ctns|pieces)|number of (?:packages|cartons)|carton count|cartons (?:received|shipped|delivered)|cartons?|packages?|no\. of pkgs)\s*[:=]\s*(\d{1,6})\b"),
    ("gross_weight_kg", "kilos", rf"(?:gross weight|total weight|g\.?w\.?)\s*(?:\(kgs?\))?\s*[:=]?\s*({AMOUNT})\s*kgs?\b"),
    ("vessel", "words", r"(?:ocean vessel|vessel)(?: name)?\s*[:.]\s*([^\n/]{3,40}?)(?=\s{2,}|\s*/|\s+voy|\n|$)"),
    ("voyage", "words", r"voy(?:age)?\.?\s*(?:no)?\.?\s*[:.]?\s*([0-9]{2,5}[A-Z]{0,2})\b"),
    ("port_of_loading", "words", r"port of loading\s*[:.]\s*([^\n]{3,50}?)(?=\s{2,}|\n|$)"),
    ("port_of_discharge", "words", r"port of discharge\s*[:.]\s*([^\n]{3,50}?)(?=\s{2,}|\n|$)"),
    ("shipper", "words", r"shipper(?:/exporter)?\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
    ("consignee", "words", r"consignee\s*[:：]\s*([^\n]{3,80}?)(?=\s{3,}|\n|$)"),
)  # fmt: skip
_PATTERNS = tuple(
    (name, form, re.compile(rf"(?<![A-Za-z]){pattern}", re.IGNORECASE)) for name, form, pattern in _LABELLED
)


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads what stands behind a label, on the same line."""

    name: str = "documents"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Texts; sheets are read as tables."""
        return any(reading.text) and not reading.tables

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Take each value once, from where it stands first."""
        found: dict[tuple[str, FactValue], Fact] = {}
        for fact in _facts(reading):
            found.setdefault((fact.name, fact.value), fact)
        return Extraction(facts=tuple(found.values()))


def _facts(reading: Reading) -> Iterator[Fact]:
    for page, whole in enumerate(reading.text[:50], 1):
        text = whole[:_LONGEST_PAGE]

        def fact(name: str, value: FactValue, confidence: float, page: int = page) -> Fact:
            return Fact(name, value, reading.source.path, page, reading.text_read_by, confidence)

        for name, form, pattern in _PATTERNS:
            for match in list(pattern.finditer(text))[:5]:
                value = _value(form, match[1])
                if value is not None:
                    yield fact(name, value, 0.9)


def _value(form: str, text: str) -> FactValue | None:
    text = text.strip()
    if form == "date":
        return date_of(text)
    if form == "count":
        return int(text)
    if form == "kilos":
        return amount_of(text)
    if form == "id":
        return text if any(c.isdigit() for c in text) else None
    words = " ".join(text.split()).rstrip(" ,;")
    # "Exceptions: none" is no exception.
    return None if words.casefold().rstrip(".") in {"", "none", "nil", "n/a", "no", "-", "--"} else words
