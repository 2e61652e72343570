"""The manifest: the account of every source file, and of where it stands in the bundle."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evidencekit.account import list_digest, read_account
from evidencekit.custody import UNKNOWN, Circumstances, account_of, events_of
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import Bundle, Delivery, Letter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit, Fact, Line, Scan
from evidencekit.model.finding import Finding
from evidencekit.model.money import Money
from evidencekit.model.profile import Profile
from evidencekit.model.supplement import Sent, Supplement
from evidencekit.pdf import page_digests
from evidencekit.signatures import signer_of

NAME = "manifest.json"
SUMS = "SHA256SUMS"
LOG = "log.json"
BUNDLE = "bundle.pdf"
SCHEMA = 1
_LARGEST = 50_000_000
_SUM = re.compile(r"(\\?)([0-9A-Fa-f]{64}) [ *](.+)")


@dataclass(frozen=True, slots=True)
class Sealed:
    """All that a manifest accounts for."""

    case: Case
    profile: Profile
    exhibits: tuple[Exhibit, ...]
    assessment: Assessment
    bundle: Bundle
    letters: tuple[Letter, ...]
    delivery: Delivery
    circumstances: Circumstances = UNKNOWN
    sent: Sent | None = None
    """What the recipient had before."""
    supplement: Supplement | None = None
    """What the delivery adds to that; None where it is the whole claim."""


def manifest_text(
    sealed: Sealed, *, kept: dict[str, str], digests: dict[str, str], today: date, version: str
) -> str:
    """Return the manifest as text, without any time of day or path of the machine.

    `kept` says under which name each source file's original stands, and `digests` has the SHA-256 of every file of the finished
    folder, by name: each stands in the manifest as well, so that who changes one must change both.
    """
    bundle, profile = sealed.bundle, sealed.profile
    signer = signer_of(bundle.pdf)
    account = {
        "schema": SCHEMA,
        "tool": {"name": "evidencekit", "version": version},
        "case": sealed.case.name,
        "reference": sealed.case.reference,
        "recipient": profile.id,
        "profile_effective_from": plain(profile.effective_from),
        "profile_sha256": _value_digest(profile.model_dump_json()),
        "today": today.isoformat(),
        **account_of(sealed.circumstances),
        "status": sealed.assessment.status.value,
        "missing": [m.requirement for m in sealed.assessment.missing],
        "bundle": {
            "path": BUNDLE,
            "sha256": digests[BUNDLE],
            "signed_by": signer,
            "pages": bundle.pages,
            "index_pages": bundle.index_pages,
            "page_digests": _page_digests(bundle.pdf),
            "list_sha256": list_digest(p.exhibit for p in bundle.exhibits),
            "findings": _finding_rows(bundle.findings),
        },
        "sent_before": _sent_row(sealed.sent),
        "supplement": _supplement_row(sealed.supplement),
        "letters": list(_letter_rows(sealed.letters, bundle)),
        "delivery": [
            {
                "name": f.name,
                "what": f.what,
                "sha256": digests[f"delivery/{f.name}"],
                "bytes": f.location.stat().st_size,
                # Without a signed bundle nothing is signed; evidence that goes as it arrived may be, but not by this seal.
                "signed_by": signer_of(f.location) if signer and not f.as_it_is else None,
            }
            for f in sealed.delivery.files
        ],
        "files": list(_file_rows(sealed.exhibits, bundle, kept)),
        "also_sealed": [
            {"path": name, "sha256": digest}
            for name, digest in digests.items()
            if name != BUNDLE and not name.startswith(("delivery/", "originals/"))
        ],
    }
    return json.dumps(account, ensure_ascii=False, indent=1) + "\n"


def read_manifest(path: Path) -> dict[str, Any] | None:
    """Read a manifest that may be anybody's; None where it is none."""
    try:
        account = json.loads(_text_of(path))
    except (OSError, ValueError, RecursionError):
        return None
    return account if isinstance(account, dict) else None


def read_sums(path: Path) -> dict[str, str] | None:
    """Read what sha256sum wrote: name -> digest; None where there is no such file or a line is none of its kind."""
    try:
        lines = _text_of(path).split("\n")
    except (OSError, ValueError):
        return None
    found = {}
    for line in lines:
        match = _SUM.fullmatch(line)
        if match is None and line:
            return None
        if match is not None:
            name = match[3]
            if match[1]:
                name = re.sub(r"\\([\\nr])", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), name)
            if name.startswith("/") or ".." in name.split("/"):
                return None
            found[name] = match[2].lower()
    return found


def _text_of(path: Path) -> str:
    """Read a text that may be anybody's; raise `OSError` or `ValueError` where it is no ordinary file, or too large.

    A pipe would be waited for without end, and a link may lead to a device that never ends.
    """
    flags = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY"))
    opened = os.open(path, os.O_RDONLY | sum(flags))
    with open(opened, "rb") as file:  # noqa: PTH123 - a number, and no path
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise ValueError("no ordinary file")
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise ValueError("too large")
    return content.decode("utf-8").replace("\r\n", "\n")


def sum_line(digest: str, name: str) -> str:
    """Return a line as sha256sum writes it: a name with a line break or a backslash is written with escapes."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    mark = "\\" if escaped != name else ""
    return f"{mark}{digest}  {escaped}\n"


def plain(value: object) -> Any:
    """Return a fact's value as JSON has it: dates as ISO 8601, amounts as strings with a point, rows as objects."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, (Line, Scan)):
        names = value.__dataclass_fields__
        return {n: plain(getattr(value, n)) for n in names if getattr(value, n) is not None}
    return value


def _page_digests(pdf: Path) -> list[str]:
    """Return the digests that the bundle carries of its own pages, which were taken of this very file."""
    known = read_account(pdf)
    return list(known["bundle"]["page_digests"] if known else page_digests(pdf))


def _value_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _fact_row(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "value": plain(fact.value),
        "page": fact.page,
        "read_by": fact.read_by.value,
        "confidence": fact.confidence,
    }


def _finding_rows(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    return [{"severity": f.severity.value, "code": f.code, "message": f.message} for f in findings]


def _sent_row(sent: Sent | None) -> dict[str, Any] | None:
    if sent is None:
        return None
    return {
        "until": sent.until.isoformat(),
        "exhibits": [
            {"label": e.label, "path": e.path, "sha256": e.sha256, "title": e.title} for e in sent.exhibits
        ],
        "letters": [{"name": name, "words_sha256": digest} for name, digest in sent.letters],
    }


def _supplement_row(made: Supplement | None) -> dict[str, Any] | None:
    if made is None:
        return None
    return {
        "new": list(made.new),
        "replaced": list(made.replaced),
        "withdrawn": [e.label for e in made.withdrawn],
        "kept": list(made.kept),
        "letters": list(made.letters),
    }


def _letter_rows(letters: tuple[Letter, ...], bundle: Bundle) -> Iterator[dict[str, Any]]:
    placed = {p.letter: p for p in bundle.letters}
    for letter in letters:
        place = placed.get(letter)
        yield {
            "name": letter.name,
            "title": letter.title,
            "enclosed": letter.enclosed,
            "engine": letter.engine,
            "lang": letter.lang,
            "template": letter.template,
            "template_sha256": letter.template_sha256,
            "words_sha256": letter.words_sha256,
            "pages": letter.pages,
            "first_page": place.first_page if place else None,
            "last_page": place.last_page if place else None,
            "findings": _finding_rows(letter.findings),
        }


def _file_rows(
    exhibits: tuple[Exhibit, ...], bundle: Bundle, kept: dict[str, str]
) -> Iterator[dict[str, Any]]:
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
            "view": exhibit.view.value if exhibit.view else None,
            "confidence": exhibit.confidence,
            "because": exhibit.because,
            "title": exhibit.title,
            "label": exhibit.label,
            "treatment": place.paged.treatment if place else "left out",
            "left_out": exhibit.left_out,
            "divider_page": place.divider_page if place else None,
            "first_page": place.first_page if place else None,
            "last_page": place.last_page if place else None,
            "original": kept.get(source.path),
            "events": list(events_of(exhibit, place, kept=kept.get(source.path))),
            "facts": [_fact_row(f) for f in exhibit.facts],
            "findings": _finding_rows((*exhibit.reading.findings, *(place.paged.findings if place else ()))),
        }
