"""Classify: what each file is, how sure, and because of what; below the threshold it is `other`."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from evidencekit.model.case import Case
from evidencekit.model.casefile import EvidenceEntry
from evidencekit.model.evidence import Exhibit, Reading
from evidencekit.model.vocabulary import Kind, View
from evidencekit.model.words import day_words, kind_words, view_words
from evidencekit.resources import Library

_READ = 6_000
"""Characters of the first pages in which cues are looked for: what a document is stands at its head."""
_TITLE = 600
"""Characters in which a title stands: further down, the same words may name another document."""
_EMAILS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_PACKAGES = frozenset({"application/zip", "application/x-zip-compressed"})


@dataclass(frozen=True, slots=True)
class _Cues:
    kind: str
    title: tuple[tuple[str, float], ...]
    text: tuple[tuple[str, float], ...]
    name: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    threshold: float
    kinds: tuple[_Cues, ...]
    views: tuple[tuple[View, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Guess:
    kind: Kind
    confidence: float
    because: str


def classify(readings: tuple[Reading, ...], case: Case, library: Library) -> tuple[Exhibit, ...]:
    """Give every file a kind, a view where it is a photo, and a title; what `case.toml` says wins."""
    rules = _rules(tuple(library.every("kinds.toml")[:1]))
    return tuple(_exhibit(reading, case, rules) for reading in readings)


@cache
def _rules(files: tuple[Path, ...]) -> _Rules:
    data = tomllib.loads(files[0].read_text("utf-8"))
    return _Rules(
        data["threshold"],
        tuple(
            _Cues(
                k["kind"],
                tuple(k.get("title", {}).items()),
                tuple(k.get("text", {}).items()),
                tuple(k.get("name", {}).items()),
            )
            for k in data["kind"]
        ),
        tuple((View(v["view"]), tuple(v["words"])) for v in data["view"]),
    )


def _exhibit(reading: Reading, case: Case, rules: _Rules) -> Exhibit:
    said = case.file.evidence.get(reading.source.path) or EvidenceEntry()
    guess = _guess(reading, case, rules)
    if said.kind is not None:
        guess = _Guess(said.kind, 1.0, "case.toml says so")
    view = said.view or (_view(reading, rules) if guess.kind is Kind.PHOTO else None)
    left_out = "case.toml leaves it out" if said.leave_out else _left_out(reading)
    return Exhibit(
        reading=reading,
        kind=guess.kind,
        confidence=guess.confidence,
        because=guess.because,
        title=said.title or _title(reading, guess.kind, view),
        view=view,
        note=said.note or "",
        left_out=left_out,
    )


def _left_out(reading: Reading) -> str | None:
    source = reading.source
    if source.media_type in _PACKAGES:
        return "its files stand here one by one"
    if source.size == 0:
        return "it is empty"
    if source.media_type in {"application/x-dosexec", "application/vnd.microsoft.portable-executable"}:
        return "it is a program"
    return None


def _guess(reading: Reading, case: Case, rules: _Rules) -> _Guess:
    source = reading.source
    name = source.path.rpartition("/")[2].casefold().replace("_", " ")
    if source.media_type.startswith("image/"):
        return _picture(reading, name)
    scores = _scores(reading, name, rules)
    if source.media_type in _EMAILS:
        notice = next((s for s in scores if s[1] == "notice_of_claim"), None)
        if notice is not None and notice[0] >= 0.5:
            return _Guess(Kind.NOTICE_OF_CLAIM, 0.8, f"an e-mail with {notice[2]}")
        return _Guess(Kind.CORRESPONDENCE, 0.95, "it is an e-mail")
    if not scores or scores[0][0] < rules.threshold:
        nearest = " or ".join(kind_words(Kind(s[1])).lower() for s in scores[:2] if s[1] != "invoice")
        return _Guess(
            Kind.OTHER, 0.3, "nothing in it says what it is" + (f"; nearest: {nearest}" if nearest else "")
        )
    score, kind, cue = scores[0]
    confidence = round(min(0.97, 0.55 + 0.3 * score), 2)
    if kind in {"invoice", "commercial_invoice"}:
        return _invoice(reading, case, kind, confidence, cue)
    if kind in {"bill_of_lading", "proof_of_delivery"} and not any(t.strip() for t in reading.text):
        confidence = 0.65
    return _Guess(Kind(kind), confidence, cue)


def _picture(reading: Reading, name: str) -> _Guess:
    camera = next((f for f in reading.facts if f.name == "device"), None)
    tracked = [
        b
        for b in reading.barcodes
        if any(f.read_by == "barcode" and f.value == b.text.upper() for f in reading.facts)
    ]
    if camera is None and tracked:
        kind = Kind.RETURN_LABEL if "return" in name else Kind.SHIPPING_LABEL
        return _Guess(kind, 0.92, f"a {tracked[0].symbology} barcode with a tracking number, and no camera")
    if camera is None and "label" in name:
        return _Guess(Kind.SHIPPING_LABEL, 0.7, "its name says label")
    if camera is None and re.search(r"screenshot|screen shot|截屏|微信", name):
        return _Guess(Kind.SCREENSHOT, 0.9, "its name says screenshot")
    if camera is not None:
        return _Guess(Kind.PHOTO, 0.95, f"taken with {camera.value}")
    if reading.source.media_type in {"image/jpeg", "image/heic", "image/avif"}:
        return _Guess(Kind.PHOTO, 0.75, "a picture as cameras save it, without camera data")
    return _Guess(Kind.OTHER, 0.3, "a picture without camera data; nothing says what it is")


def _scores(reading: Reading, name: str, rules: _Rules) -> list[tuple[float, str, str]]:
    """Return (score, kind, the strongest cue in words), the best first."""
    head = " ".join(" ".join(reading.text[:3])[:_READ].casefold().split())
    found = []
    for cues in rules.kinds:
        hits = [(w, f"the title '{cue}'") for cue, w in cues.title if _stands(cue, head[:_TITLE])]
        hits += [(w, f"the words '{cue}' in it") for cue, w in cues.text if _stands(cue, head)]
        hits += [(w, f"'{cue}' in its name") for cue, w in cues.name if _stands(cue, name)]
        score = sum(w for w, _ in hits)
        if score > 0:
            found.append((round(score, 3), cues.kind, max(hits)[1]))
    return sorted(found, key=lambda s: (-s[0], s[1]))


def _stands(cue: str, text: str) -> bool:
    at = text.find(cue)
    while at >= 0:
        end = at + len(cue)
        if not (text[at - 1 : at].isalnum() and cue[0].isascii()) and not (
            text[end : end + 1].isalnum() and cue[-1].isascii()
        ):
            return True
        at = text.find(cue, at + 1)
    return False


def _invoice(reading: Reading, case: Case, kind: str, confidence: float, cue: str) -> _Guess:
    """Tell whose invoice it is: claims are lost over exactly this."""
    seller = next((str(f.value) for f in reading.facts if f.name == "seller"), "")
    buyer = next((str(f.value) for f in reading.facts if f.name == "buyer"), "")
    claimant = case.file.claimant.name or ""
    if kind == "commercial_invoice" and not any(f.name == "payment_status" for f in reading.facts):
        return _Guess(Kind.COMMERCIAL_INVOICE, confidence, cue)
    if claimant and _same(claimant, seller):
        return _Guess(Kind.SALES_INVOICE, confidence, f"an invoice from the claimant ({seller})")
    if claimant and _same(claimant, buyer):
        if kind == "commercial_invoice":
            return _Guess(Kind.COMMERCIAL_INVOICE, confidence, cue)
        return _Guess(
            Kind.SUPPLIER_INVOICE, confidence, f"an invoice from {seller or 'a supplier'} to the claimant"
        )
    if kind == "commercial_invoice":
        return _Guess(Kind.COMMERCIAL_INVOICE, confidence, cue)
    name = reading.source.path.casefold()
    if "sales" in name:
        return _Guess(Kind.SALES_INVOICE, min(confidence, 0.8), "an invoice whose name says sales")
    return _Guess(
        Kind.SUPPLIER_INVOICE,
        min(confidence, 0.85),
        f"an invoice ({cue}) from {seller or 'a seller'}; nobody said who claims",
    )


def _same(one: str, other: str) -> bool:
    """Compare names without case, punctuation and legal forms."""

    def bare(name: str) -> str:
        return re.sub(r"\b(?:llc|ltd|inc|co|gmbh|limited|corp|company)\b|[^\w]", "", name.casefold())

    return bool(bare(one)) and bare(one) == bare(other)


def _view(reading: Reading, rules: _Rules) -> View:
    name = re.sub(r"[_-]+", " ", reading.source.path.rpartition("/")[2].casefold())
    raw = reading.source.path.rpartition("/")[2].casefold()
    for view, words in rules.views:
        if any(re.search(rf"(?<![a-z]){re.escape(w)}", text) for w in words for text in (name, raw)):
            return view
    return View.LABEL if any(f.read_by == "barcode" for f in reading.facts) else View.UNKNOWN


def _title(reading: Reading, kind: Kind, view: View | None) -> str:
    def told(name: str) -> object | None:
        return next((f.value for f in reading.facts if f.name == name), None)

    if kind is Kind.PHOTO:
        shows = view_words(view) if view else ""
        taken = told("captured_at")
        when = f", {day_words(taken.date())}" if isinstance(taken, datetime) else ""
        return f"Photo: {shows}{when}" if shows else f"Photo {Path(reading.source.path).stem}{when}"
    if kind in {Kind.CORRESPONDENCE, Kind.NOTICE_OF_CLAIM} and told("subject"):
        sent = told("sent_at")
        return f"{'E-mail' if kind is Kind.CORRESPONDENCE else 'Notice'}: {told('subject')}" + (
            f", {day_words(sent.date())}" if isinstance(sent, datetime) else ""
        )
    number = told(
        {
            "bill_of_lading": "bol_number",
            "air_waybill": "awb_number",
            "insurance_certificate": "policy_number",
        }.get(kind.value, "invoice_number")
    )
    if kind in {Kind.SHIPPING_LABEL, Kind.RETURN_LABEL, Kind.TRACKING_HISTORY}:
        number = told("tracking_number")
    day = told("invoice_date") if "invoice" in kind.value else None
    if kind is Kind.OTHER:
        return reading.source.path.rpartition("/")[2]
    return (
        kind_words(kind)
        + (f" {number}" if number else "")
        + (f", {day_words(day)}" if isinstance(day, date) else "")
    )
