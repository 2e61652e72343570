"""Words and phrases in a text, whatever its case, accents, punctuation and language; and whether one stands as a title."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_HAN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W\d_{_HAN}]+|\d+")
_HAN_SIGN = re.compile(rf"[{_HAN}]")
_ACCENT = re.compile(r"[\u0300-\u036f]+")
_SPACED_OUT = re.compile(r"(?<!\w)(?:[^\W\d_] ){2,40}[^\W\d_](?!\w)")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_SPACED_LINE = re.compile(r"(?<!\w)(?:[^\W\d_] {1,4}){5,60}[^\W\d_](?!\w)")

LONGEST_LINE = 240
"""Characters; what stands further right is no title."""
_SHORTEST = 8
"""Letters of a phrase in which one wrong letter leaves no doubt; half as many Chinese signs."""


def folded(text: str) -> str:
    """Return a text without case, accents and typographic variants: `Auftragsbestätigung` as `auftragsbestatigung`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENT.sub("", plain)).translate(_PLAIN)


def closed_up(line: str) -> str:
    """Return a line with spaced-out letters run together: `P R O F O R M A   I N V O I C E` as `PROFORMA INVOICE`."""
    return _SPACED_LINE.sub(
        lambda m: " ".join(word.replace(" ", "") for word in re.split(r" {2,}", m[0])), line[:LONGEST_LINE]
    )


def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a folded text; each Chinese or Japanese sign is a word."""
    return tuple(_TOKEN.findall(text))


def word_spans(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a folded text with their places, from where to where."""
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: which one, and from which token to which."""

    phrase: str
    start: int
    end: int


class Phrases:
    """A set of phrases that is looked up by the first word, so that a thousand cost little more than ten."""

    def __init__(self, phrases: Iterable[str], *, spaced: bool = True) -> None:
        """Take the phrases; `spaced` also finds them run together, as a spaced-out title is."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in dict.fromkeys(phrases):
            words = tokens(folded(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append((words, phrase))
                run = "".join(words)
                if (
                    len(words) > 1 and run.isascii() and len(run) >= _SHORTEST
                ):  # spaced out, a title runs together
                    self._by_first.setdefault(run, []).append(((run,), phrase))
        for entries in self._by_first.values():
            entries.sort(key=lambda e: (-len(e[0]), e[1]))
        self._near: dict[str, str] | None = None

    def find(self, words: tuple[str, ...]) -> Iterator[Hit]:
        """Give the phrases from left to right; of those that begin at one word the longest, and nothing inside it."""
        free, by_first = 0, self._by_first
        for at in [n for n, word in enumerate(words) if word in by_first]:
            for phrase, name in by_first[words[at]] if at >= free else ():
                if words[at : at + len(phrase)] == phrase:
                    free = at + len(phrase)
                    yield Hit(name, at, free)
                    break

    def nearest(self, words: tuple[str, ...]) -> str | None:
        """Return the phrase that the words are with one letter wrong, missing or too many; None for none, or for short ones."""
        if self._near is None:
            self._near = dict(self._misspellings())
        run = "".join(words)
        if not _SHORTEST <= len(run) <= LONGEST_LINE // 3 and not _HAN_SIGN.match(run):
            return None
        return next((p for each in (run, *_shortened(run)) if (p := self._near.get(each)) is not None), None)

    def _misspellings(self) -> Iterator[tuple[str, str]]:
        runs = {"".join(words): name for entries in self._by_first.values() for words, name in entries}
        for run, name in runs.items():
            if len(run) >= _SHORTEST or (len(run) >= _SHORTEST // 2 and _HAN_SIGN.match(run)):
                yield from ((each, name) for each in _shortened(run))
        yield from runs.items()


def _shortened(run: str) -> Iterator[str]:
    return (run[:n] + run[n + 1 :] for n in range(len(run)))


# What may stand beside a title without making it less of one.
_BESIDE = frozenset(
    {
        "original", "copy", "duplicate", "page", "of", "no", "nr", "n", "number", "num", "date", "dated", "from", "the", "for",
        "seite", "von", "vom", "kopie", "du", "le", "de", "del", "nummer", "numero", "ref", "pagina", "datum",
        "non", "not", "negotiable", "short", "form", "en", "第", "页", "联", "正", "本", "副", "号", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "januar", "februar", "marz",
        "mai", "juni", "juli", "oktober", "dezember", "janvier", "fevrier", "mars", "avril", "juin", "juillet", "aout",
        "septembre", "octobre", "novembre", "decembre", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
        "agosto", "septiembre", "octubre", "noviembre", "diciembre", "gennaio", "febbraio", "aprile", "maggio", "giugno",
        "luglio", "settembre", "ottobre", "dicembre",
    }
)  # fmt: skip
_NUMBER_WORDS = frozenset(
    {"no", "nr", "n", "number", "num", "nummer", "numero", "date", "datum", "id", "号", "编", "日", "ref"}
)


@dataclass(frozen=True)
class TitleLine:
    """One line of a document's head, or one cell of it, with the places of its words."""

    raw: str

    @cached_property
    def _text(self) -> str:
        return _SPACED_OUT.sub(lambda m: m[0].replace(" ", ""), folded(self.raw[:LONGEST_LINE]))

    @cached_property
    def _spans(self) -> tuple[tuple[str, int, int], ...]:
        return tuple((m[0], m.start(), m.end()) for m in _TOKEN.finditer(self._text))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the line, folded, spaced-out letters run together."""
        return tuple(s[0] for s in self._spans)

    @property
    def named(self) -> tuple[str, ...]:
        """The words of the line without the numbers before and behind them: `PURCHASE ORDER 21879` as `purchase order`."""
        worded = [n for n, word in enumerate(self.words) if not word.isdigit()]
        return self.words[worded[0] : worded[-1] + 1] if worded else ()

    @cached_property
    def _in_numbers(self) -> frozenset[int]:
        """Places of words that are part of a number, such as `INV` in `INV-2026/17`."""
        chunks = [m.span() for m in re.finditer(r"\S*\d\S*", self._text)]
        return frozenset(
            n
            for n, (_, start, end) in enumerate(self._spans)
            if any(a <= start and end <= b for a, b in chunks)
        )

    def stands(self, hit: Hit, others: tuple[Hit, ...]) -> float:
        """Say how much a phrase is the title of the paper here: 1 where it is alone, near 0 inside a sentence.

        `others` are the phrases of the line, such as the title in a second language.
        """
        covered = {n for h in (hit, *others) for n in range(h.start, h.end)}
        before = [w for n, w in enumerate(self.words[: hit.start]) if n not in covered and not _passes(w)]
        behind = [(n, w) for n, w in enumerate(self.words) if n >= hit.end and n not in covered]
        after = [n for n, w in behind if not _passes(w) and n not in self._in_numbers]
        written = self._written(hit)
        if self._is_label(hit) or _WHOSE & set(before):
            return 0.15  # a field, or a paper of yours that this one answers
        if not written[:1].isupper() and not _HAN_SIGN.match(written):
            return 0.2 if not before and not after else 0.05
        shouted = written.isupper()
        if not before and not after:
            numbered = any(w.isdigit() for _, w in behind)
            return (0.85 if shouted else 0.5 if self._is_numbered(hit) else 0.75) if numbered else 1.0
        if not before:
            goes_on = self._written_at(after[0])[:1].islower()
            return 0.15 if goes_on or len(after) > 6 else 0.7 if shouted else 0.35
        if not after:
            return 0.75 if len(before) <= 8 else 0.3
        return 0.35 if len(before) + len(after) <= 6 else 0.05

    def _is_numbered(self, hit: Hit) -> bool:
        return self.words[hit.end : hit.end + 1] != () and self.words[hit.end] in _NUMBER_WORDS

    def _is_label(self, hit: Hit) -> bool:
        """Tell `Bill of lading no.` beside a box, or `Lieferschein-Nr.: 12`, from a title: it names another paper."""
        end = self._spans[hit.end - 1][2]
        if self._text[end : end + 4].lstrip().startswith((":", "：")):
            return True
        if not self._is_numbered(hit):
            return False
        rest = self._text[self._spans[hit.end][2] :][:40]
        if not any(c.isdigit() for c in rest):
            return True
        return ":" in rest[:6] or "：" in rest[:6] or self._text[end : end + 1] in {"-", "/"}

    def _written(self, hit: Hit) -> str:
        """Return the phrase as the paper has it, with its capitals."""
        return self._raw_at(self._spans[hit.start][1], self._spans[hit.end - 1][2])

    def _written_at(self, number: int) -> str:
        return self._raw_at(self._spans[number][1], self._spans[number][2])

    def _raw_at(self, start: int, end: int) -> str:
        # Folding keeps places but where a sign is written as two; then the words are looked for nearby.
        same = len(self._text) == len(self.raw[:LONGEST_LINE])
        if same:
            return self.raw[start:end]
        wanted = self._text[start]
        at = next(
            (n for n in range(max(0, start - 6), start + 60) if folded(self.raw[n : n + 1])[:1] == wanted),
            start,
        )
        return self.raw[at : at + end - start]


_WHOSE = frozenset(
    [
        "your",
        "our",
        "my",
        "his",
        "her",
        "their",
        "ihre",
        "ihrer",
        "ihrem",
        "ihren",
        "unsere",
        "unser",
        "votre",
        "vos",
        "notre",
        "nos",
        "su",
        "sus",
        "vuestra",
    ]
)


def _passes(word: str) -> bool:
    return word.isdigit() or word in _BESIDE or (len(word) == 1 and word.isascii())
