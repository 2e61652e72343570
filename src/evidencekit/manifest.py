"""The manifest: the account of every source file, and of where it stands in the bundle."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, Delivery, Letter
from evidencekit.model.evidence import Exhibit, Fact, Line, Scan
from evidencekit.model.money import Money

NAME = "manifest.json"
SUMS = "SHA256SUMS"
LOG = "log.json"
SCHEMA = 1


def plain(value: object) -> Any:
    """Return a fact's value as JSON has it: dates as ISO 8601, amounts as strings with a point, rows as objects."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (Decimal, Money)):
        return str(value)
    if isinstance(value, (Line, Scan)):
        names = value.__dataclass_fields__
        return {n: plain(getattr(value, n)) for n in names if getattr(value, n) is not None}
    return value


def fact_row(fact: Fact) -> dict[str, Any]:
    """Return one fact as JSON has it."""
    return {
        "name": fact.name,
        "value": plain(fact.value),
        "page": fact.page,
        "read_by": fact.read_by.value,
        "confidence": fact.confidence,
    }


def file_rows(
    exhibits: tuple[Exhibit, ...], bundle: Bundle, kept: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Give a row for each source file; `kept` says under which name its original stands."""
    placed = {p.exhibit.path: p for p in bundle.exhibits}
    for exhibit in sorted(exhibits, key=lambda e: e.path):
        source, place = exhibit.source, placed.get(exhibit.path)
        yield {
            "path": source.path,
            "sha256": source.sha256,
            "bytes": source.size,
            "media_type": source.media_type,
            "container": source.container,
            "kind": exhibit.kind.value,
            "confidence": exhibit.confidence,
            "because": exhibit.because,
            "title": exhibit.title,
            "label": exhibit.label,
            "treatment": place.paged.treatment if place else "left out",
            "left_out": exhibit.left_out,
            "first_page": place.first_page if place else None,
            "last_page": place.last_page if place else None,
            "original": kept.get(source.path),
            "facts": [fact_row(f) for f in exhibit.facts],
            "findings": [
                f.code for f in (*exhibit.reading.findings, *(place.paged.findings if place else ()))
            ],
        }


def manifest_text(
    *, case: str, reference: str, recipient: str, effective_from: date | None, today: date, exhibits: tuple[Exhibit, ...],
    bundle: Bundle, letters: tuple[Letter, ...], delivery: Delivery, assessment: Assessment, kept: dict[str, str], version: str,
) -> str:  # fmt: skip
    """Return the manifest as text: sorted, without any time of day or path of the machine."""
    account = {
        "schema": SCHEMA,
        "tool": {"name": "evidencekit", "version": version},
        "case": case,
        "reference": reference,
        "recipient": recipient,
        "profile_effective_from": effective_from.isoformat() if effective_from else None,
        "today": today.isoformat(),
        "pages": bundle.pages,
        "status": assessment.status.value,
        "letters": [
            {"name": letter.name, "title": letter.title, "engine": letter.engine, "pages": letter.pages}
            for letter in letters
        ],
        "delivery": [{"name": f.name, "what": f.what} for f in delivery.files],
        "files": list(file_rows(exhibits, bundle, kept)),
    }
    return json.dumps(account, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
