"""Classify: what each file is, how sure, and because of what; below the threshold it is `other`."""

import re
from dataclasses import dataclass, replace

from evidencekit.cues import folded, tokens
from evidencekit.direction import direction, likely_claimant
from evidencekit.exhibittitles import title_of
from evidencekit.kindrules import INVOICE, KindRules, Suggestion, kind_rules
from evidencekit.model.case import Case
from evidencekit.model.casefile import EvidenceEntry
from evidencekit.model.evidence import Exhibit, Reading
from evidencekit.model.vocabulary import Kind, ReadBy, View
from evidencekit.model.words import kind_words
from evidencekit.resources import Library

_ON_LABELS = frozenset({"tracking_number", "sscc", "fba_shipment_id"})
"""What a bar code says only on a label: goods carry codes as well."""
_EMAILS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
_PACKAGES = frozenset({"application/zip", "application/x-zip-compressed", "application/mbox"})
_PHOTO_FORMATS = frozenset({"image/jpeg", "image/heic", "image/avif"})
_FREIGHT = 1.4
"""Score of the words for charges of carriage from which an invoice is a carrier's."""
_FEW_WORDS, _MANY_WORDS, _COUNTED = 12, 40, 3_000
_LABELS = frozenset({Kind.SHIPPING_LABEL, Kind.RETURN_LABEL})
_ON_SCREENS = frozenset(
    {Kind.TRACKING_HISTORY, Kind.PRODUCT_PAGE, Kind.CORRESPONDENCE, Kind.INVENTORY_REPORT}
)
"""What nobody has as a picture but from a screen."""


@dataclass(frozen=True, slots=True)
class _Guess:
    kind: Kind
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class _Claimant:
    name: str | None
    stated: bool


def rules_of(library: Library) -> KindRules:
    """Return what suggests a kind; read once."""
    return kind_rules(library.every("kinds.toml")[:1])


def classify(readings: tuple[Reading, ...], case: Case, library: Library) -> tuple[Exhibit, ...]:
    """Give every file a kind, a view where it is a photo, and a title; what `case.toml` says wins."""
    rules = rules_of(library)
    said = case.file.claimant.name
    claimant = _Claimant(said or likely_claimant(readings), stated=said is not None)
    return tuple(_exhibit(reading, case, claimant, rules) for reading in readings)


def _exhibit(reading: Reading, case: Case, claimant: _Claimant, rules: KindRules) -> Exhibit:
    said = case.file.evidence.get(reading.source.path) or EvidenceEntry()
    guess = _guess(reading, claimant, rules)
    if said.kind is not None:
        guess = _Guess(said.kind, 1.0, "case.toml says so")
    view = said.view or (_view(reading, rules) if guess.kind is Kind.PHOTO else None)
    left_out = "case.toml leaves it out" if said.leave_out else _left_out(reading)
    return Exhibit(
        reading=reading,
        kind=guess.kind,
        confidence=guess.confidence,
        because=guess.because,
        title=said.title or title_of(reading, guess.kind, view),
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


def _guess(reading: Reading, claimant: _Claimant, rules: KindRules) -> _Guess:
    media = reading.source.media_type
    if media in _EMAILS:
        return _email(rules.suggestions(reading), rules)
    label = _label_language(reading)
    if label is not None:
        return label
    suggestions = rules.suggestions(reading)
    if media.startswith("image/"):
        return _picture(reading, suggestions, claimant, rules)
    return _document(reading, suggestions, claimant, rules)


def _document(
    reading: Reading, suggestions: tuple[Suggestion, ...], claimant: _Claimant, rules: KindRules
) -> _Guess:
    if not suggestions:
        return _tracked(reading) or _Guess(Kind.OTHER, 0.3, "nothing in it says what it is")
    best = _plainly_none(reading, suggestions, rules) or suggestions[0]
    second = suggestions[1].score if len(suggestions) > 1 else 0.0
    confidence = rules.certainty.of(best.score, second)
    if best.called is not None:
        return _Guess(Kind.OTHER, confidence, f"it is {best.called} ({best.because})")
    if confidence < rules.threshold:
        nearest = " or ".join(s.words for s in suggestions[:2])
        return _tracked(reading) or _Guess(
            Kind.OTHER, 0.3, f"too little in it says what it is; nearest: {nearest}"
        )
    if best.kind != INVOICE:
        return _Guess(Kind(best.kind), confidence, best.because)
    freight = next((s for s in suggestions if s.kind == Kind.FREIGHT_INVOICE), None)
    if freight is not None and freight.score >= _FREIGHT:
        return _Guess(Kind.FREIGHT_INVOICE, min(confidence, 0.85), f"an invoice with {freight.because}")
    whose = direction(reading, claimant.name, stated=claimant.stated)
    return _Guess(whose.kind, min(confidence, whose.most), f"{whose.because} ({best.because})")


def _plainly_none(
    reading: Reading, suggestions: tuple[Suggestion, ...], rules: KindRules
) -> Suggestion | None:
    """Return what is titled as something else though it talks like an invoice, as a credit note does."""
    if suggestions[0].kind != INVOICE:
        return None
    if any(f.code == "credit-note" for f in reading.findings):
        return replace(suggestions[0], called="a credit note")
    titled = (s for s in suggestions if s.called and s.score >= 0.8 * rules.weights["title"])
    return next(titled, None)


def _label_language(reading: Reading) -> _Guess | None:
    """Know the commands of label printers; what a label says decides how sure it is one for a parcel."""
    text = reading.text[0].lstrip("\ufeff \r\n\t") if reading.text else ""
    if not text.startswith("^XA") or "^FD" not in text:
        return None
    fields = [f for f in re.findall(r"\^FD([^^]{1,200})", text)[:200] if re.search(r"[^\W\d_]{3}", f)]
    addressed = len(fields) >= 4 or any(f.name == "tracking_number" for f in reading.facts)
    return _Guess(
        Kind.SHIPPING_LABEL,
        0.95 if addressed else 0.7,
        "it is written in ZPL, the language of label printers",
    )


def _tracked(reading: Reading) -> _Guess | None:
    """Take a page that is little more than a barcode with a tracking number for a label."""
    tracked = [f for f in reading.facts if f.name == "tracking_number" and f.read_by is ReadBy.BARCODE]
    if not tracked or _word_count(reading) > _MANY_WORDS:
        return None
    name = reading.source.path.casefold()
    kind = Kind.RETURN_LABEL if "return" in name or "retour" in name else Kind.SHIPPING_LABEL
    return _Guess(kind, 0.92, f"a barcode with the tracking number {tracked[0].value}, and few words")


def _word_count(reading: Reading) -> int:
    return sum(len(tokens(folded(t[:_COUNTED]))) for t in reading.text[:3])


def _email(suggestions: tuple[Suggestion, ...], rules: KindRules) -> _Guess:
    """Take an e-mail for correspondence unless it gives notice of a claim, or decides one."""
    telling = next((s for s in suggestions if s.kind in {Kind.NOTICE_OF_CLAIM, Kind.CARRIER_DECISION}), None)
    if telling is not None and telling.score >= rules.weights["strong"]:
        return _Guess(
            Kind(telling.kind),
            round(min(0.95, 0.7 + telling.score / 10), 2),
            f"an e-mail with {telling.because}",
        )
    return _Guess(Kind.CORRESPONDENCE, 0.95, "it is an e-mail")


def _picture(
    reading: Reading, suggestions: tuple[Suggestion, ...], claimant: _Claimant, rules: KindRules
) -> _Guess:
    camera = next((f for f in reading.facts if f.name == "device"), None)
    words = _word_count(reading)
    telling = words >= _FEW_WORDS or (suggestions and suggestions[0].score >= rules.weights["title"])
    written = _document(reading, suggestions, claimant, rules) if telling else None
    if written is not None and written.kind in {Kind.OTHER, Kind.PHOTO}:
        written = None
    if camera is None:
        return _drawn(reading, suggestions, written, rules)
    if written is not None and written.kind not in _LABELS and words >= _MANY_WORDS:
        return replace(written, confidence=min(written.confidence, 0.85))
    return _Guess(Kind.PHOTO, 0.95, f"taken with {camera.value}")


def _drawn(
    reading: Reading, suggestions: tuple[Suggestion, ...], written: _Guess | None, rules: KindRules
) -> _Guess:
    """Say what a picture is that no camera says it took: from a screen, a scanner, a program, or a phone's chat."""
    shot = next((s for s in suggestions if s.kind == Kind.SCREENSHOT), None)
    if shot is not None:
        return _Guess(Kind.SCREENSHOT, 0.93, shot.because)
    if written is not None and written.kind in _ON_SCREENS:
        shows = kind_words(written.kind).casefold()
        because = f"a picture without camera data that shows a {shows} ({written.because})"
        return _Guess(Kind.SCREENSHOT, 0.85, because)
    label = _tracked(reading)
    if label is not None or written is not None:
        return label or written or _UNKNOWN_PICTURE
    named = next((s for s in suggestions if s.score >= rules.weights["name"] and s.kind in _LABELS), None)
    if named is not None:
        return _Guess(Kind(named.kind), 0.7, named.because)
    if any(f.name == "captured_at" for f in reading.facts):
        return _Guess(Kind.PHOTO, 0.85, "a picture that says when it was taken")
    if reading.source.media_type in _PHOTO_FORMATS:
        return _Guess(Kind.PHOTO, 0.75, "a picture as cameras save it, without camera data")
    return _UNKNOWN_PICTURE


_UNKNOWN_PICTURE = _Guess(Kind.OTHER, 0.3, "a picture without camera data; nothing says what it is")


def _view(reading: Reading, rules: KindRules) -> View:
    name = re.sub(r"[_-]+", " ", reading.source.path.rpartition("/")[2].casefold())
    raw = reading.source.path.rpartition("/")[2].casefold()
    for view, words in rules.views:
        if any(re.search(rf"(?<![a-z]){re.escape(w)}", text) for w in words for text in (name, raw)):
            return view
    coded = {f.name for f in reading.facts if f.read_by is ReadBy.BARCODE}
    return View.LABEL if coded & _ON_LABELS else View.UNKNOWN
