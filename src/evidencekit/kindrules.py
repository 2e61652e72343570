"""Kinds as data: which words, names and facts suggest a kind, and how sure they make it."""

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencekit.cues import Phrases, TitleLine, closed_up, folded, tokens
from evidencekit.model.evidence import Line, Reading
from evidencekit.model.vocabulary import Kind, ReadBy, View

_READ = 8_000
"""Characters of the first pages in which words are looked for: what a document is stands at its head."""
_PAGES = 3
_TITLE_LINES, _BARCODES = 60, 20
_TITLE_WORDS = 7
_SURELY = 0.85
_MOST_OF_WORDS = 3.0
"""However many words speak for a kind, together they weigh no more than its title."""
_MOST_OF_NAME = 1.0
_FROM_XML = " from xml"
_FACT_WORDS = {
    "scan": "scans with dates and places",
    f"invoice_number{_FROM_XML}": "the e-invoice inside it",
    f"20-digit invoice_number{_FROM_XML}": "the e-fapiao inside it",
    "line with cartons": "goods by carton or weight",
    "line with quantity received": "quantities sent and received",
}
INVOICE = "invoice"
"""Not a kind: an invoice of which it must still be said whose it is."""


@dataclass(frozen=True, slots=True)
class KindCues:
    """One entry of `kinds.toml`."""

    kind: str
    called: str | None
    titles: dict[str, float]
    words: dict[str, float]
    names: tuple[str, ...]
    facts: tuple[str, ...]
    barcodes: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Certainty:
    """How a score becomes a confidence: a logistic curve over the best score and its lead over the second."""

    base: float
    score: float
    lead: float
    most: float

    def of(self, best: float, second: float) -> float:
        """Return the confidence, between 0 and `most`."""
        reached = self.base + self.score * best + self.lead * (best - max(second, 0.0))
        return round(min(self.most, 1 / (1 + math.exp(-max(-30.0, min(30.0, reached))))), 2)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A kind that something in a file speaks for."""

    kind: str
    """A kind, or `invoice`."""
    score: float
    because: str
    called: str | None = None
    """What it is in words, where it is known and none of the kinds."""

    @property
    def words(self) -> str:
        """What a person would call it."""
        return self.called or self.kind.replace("_", " ")


@dataclass(frozen=True)
class KindRules:
    """All cues, ready to be looked up."""

    threshold: float
    certainty: Certainty
    kinds: tuple[KindCues, ...]
    views: tuple[tuple[View, tuple[str, ...]], ...]
    weights: dict[str, float]
    titles: Phrases
    words: Phrases
    names: Phrases

    def suggestions(self, reading: Reading) -> tuple[Suggestion, ...]:
        """Return what the file may be, the likeliest first; kinds that nothing speaks for are left out."""
        pages = _pages(reading)
        titles = _titles(self, pages[0] if pages else "", tuple(t.title for t in reading.tables))
        words = _words(self, "\n".join(pages))
        names = frozenset(h.phrase for h in self.names.find(_name_words(reading.source.path)))
        facts = frozenset(_fact_names(reading))
        by_ocr = ", read by OCR" if reading.text_read_by is ReadBy.OCR else ""
        found = []
        for cues in self.kinds:
            parts = list(_parts(self, cues, titles, words, names, facts, by_ocr))
            parts += _coded(self, cues, reading)
            score = sum(p[0] for p in parts)
            if score > 0:
                best = max(parts, key=lambda p: p[0])
                found.append(Suggestion(cues.kind, round(score, 3), best[1], cues.called))
        return tuple(sorted(found, key=lambda s: (-s.score, s.kind)))


def kind_rules(files: tuple[Path, ...]) -> KindRules:
    """Read the first of the files: `kinds.toml` of the user's library, else the built-in one."""
    return _read_rules(files[0])


@cache
def _read_rules(file: Path) -> KindRules:
    data = tomllib.loads(file.read_text("utf-8"))
    weights = {str(k): float(v) for k, v in data["weights"].items()}
    kinds = tuple(_cues(entry, weights) for entry in data["kind"])
    known = {*Kind, INVOICE}
    unknown = [k.kind for k in kinds if k.kind not in known]
    if unknown:
        raise ValueError(f"{file.name} names the kind {unknown[0]!r}, which there is not")
    return KindRules(
        threshold=data["threshold"],
        certainty=Certainty(**data["confidence"]),
        kinds=kinds,
        views=tuple((View(v["view"]), tuple(v["words"])) for v in data["view"]),
        weights=weights,
        titles=Phrases(t for k in kinds for t in k.titles),
        words=Phrases(w for k in kinds for w in k.words),
        names=Phrases(n for k in kinds for n in k.names),
    )


def _cues(entry: dict[str, list[str]], weights: dict[str, float]) -> KindCues:
    return KindCues(
        kind=str(entry["kind"]),
        called=str(entry["called"]) if "called" in entry else None,
        titles={t: weights[level] for level in ("heading", "title") for t in entry.get(level, ())},
        words={
            w: weights[level]
            for level in ("slight", "fair", "strong", "against")
            for w in entry.get(level, ())
        },
        names=tuple(entry.get("name", ())),
        facts=tuple(entry.get("facts", ())),
        barcodes=tuple(re.compile(pattern) for pattern in entry.get("barcode", ())),
    )


def _pages(reading: Reading) -> list[str]:
    """Return the first pages that have text, cut to what is looked at."""
    left, pages = _READ, []
    for page in [t for t in reading.text if t.strip()][:_PAGES]:
        pages.append(page[:left])
        left -= len(pages[-1])
        if left <= 0:
            break
    return pages


def _titles(rules: KindRules, page: str, sheets: tuple[str, ...]) -> dict[str, float]:
    """Return the best place of every title that was found: names of sheets and the lines of the first page."""
    lines = [line for line in page.split("\n") if line.strip()][:_TITLE_LINES]
    places: dict[str, float] = {}
    for number, line in enumerate((*sheets[:5], *lines)):
        nearer = 1.0 if number < 14 else 0.85 if number < 30 else 0.6
        cells = re.split(r"\t| {3,}", closed_up(line))[:12]
        alone = 1.0 if len(cells) < 3 else 0.3  # three cells and more are the headings of columns
        for cell in cells:
            for phrase, stand in _cell_titles(rules.titles, TitleLine(cell)):
                if nearer * alone * stand > places.get(phrase, 0.0):
                    places[phrase] = nearer * alone * stand
    return places


def _cell_titles(titles: Phrases, line: TitleLine) -> Iterator[tuple[str, float]]:
    hits = tuple(titles.find(line.words))
    stands = [(hit.phrase, line.stands(hit, hits)) for hit in hits]
    if len(line.words) <= _TITLE_WORDS and max((s for _, s in stands), default=0.0) < _SURELY:
        misread = titles.nearest(line.named)
        if misread is not None and misread not in {p for p, _ in stands}:
            stands = [(misread, _SURELY)]  # "PR0FORMA INVOICE" is no invoice
    yield from stands


def _fact_names(reading: Reading) -> Iterator[str]:
    for fact in reading.facts:
        yield fact.name
        if fact.read_by is ReadBy.XML:
            chinese = fact.name == "invoice_number" and re.fullmatch(r"\d{20}", str(fact.value))
            yield f"{'20-digit ' if chinese else ''}{fact.name}{_FROM_XML}"
        if isinstance(fact.value, Line):
            if fact.value.cartons is not None or fact.value.gross_weight_kg is not None:
                yield "line with cartons"
            if fact.value.quantity_received is not None:
                yield "line with quantity received"


def _words(rules: KindRules, text: str) -> frozenset[str]:
    return frozenset(h.phrase for h in rules.words.find(tokens(folded(text))))


def _name_words(path: str) -> tuple[str, ...]:
    stem = path.rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    # packingList -> packing List
    return tokens(folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem)))


def _coded(rules: KindRules, cues: KindCues, reading: Reading) -> Iterator[tuple[float, str]]:
    """Give what the text of a barcode says of the kind, as an invoice's QR code does."""
    texts = [b.text[:200] for b in reading.barcodes[:_BARCODES]]
    if any(pattern.match(text) for pattern in cues.barcodes for text in texts):
        yield rules.weights["title"], "a barcode as only such papers have"


def _parts(
    rules: KindRules,
    cues: KindCues,
    titles: dict[str, float],
    words: frozenset[str],
    names: frozenset[str],
    facts: frozenset[str],
    by_ocr: str,
) -> Iterator[tuple[float, str]]:
    """Give what speaks for a kind, each with its weight and in words."""
    title = max(((titles[t] * w, t) for t, w in cues.titles.items() if t in titles), default=None)
    if title is not None:
        yield title[0], f"the title '{title[1]}'{by_ocr}"
    said = sorted(((w, t) for t, w in cues.words.items() if t in words), reverse=True)
    if said:
        total = sum(w for w, _ in said)
        strongest = " and ".join(f"'{t}'" for _, t in said[:2])
        yield min(_MOST_OF_WORDS, total), f"the words {strongest} in it{by_ocr}"
    named = [n for n in cues.names if n in names]
    if named:
        yield rules.weights["name"], f"'{named[0]}' in its name"
    for fact in cues.facts:
        if fact in facts:
            exact = fact.endswith(_FROM_XML)
            yield rules.weights["exact" if exact else "facts"], _FACT_WORDS.get(fact, f"its {fact}")
