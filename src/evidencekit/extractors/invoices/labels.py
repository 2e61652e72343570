"""The labels of invoices in many languages, and where they stand in a text."""

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from evidencekit.extractors.folding import folded
from evidencekit.resources import open_library

_WORD = re.compile(r"[a-z0-9]+|#")
_BETWEEN = re.compile(r"[ .:/'()&,+-]{0,3}")
_FAR_EAST = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_COMPOUNDED = ("rechnung", "factuur", "faktura")
_PERHAPS_COMPOUND = re.compile("|".join(_COMPOUNDED))
_COMPOUND = re.compile(rf"[a-z]{{2,20}}(?<!ab)(?<!be)(?<!ver)({'|'.join(_COMPOUNDED)})")
"""A kind of invoice in one word, as in `Mietrechnung`; `Abrechnung` and `Berechnung` are none."""
_ALSO_JOINED = frozenset({"number", "date", "due_date", "total", "amount_due"})
"""Fields whose labels count without their spaces too: some programs print `InvoiceDate`."""
_JOINED = 9
_INSIDE = re.compile(r"[-/_]\d")
"""What follows a word that is a part of a number: `GST/26-27/680`."""
_NOT_LABELS = ("date_after_number",)


@dataclass(frozen=True, slots=True)
class Label:
    """A label where it stands in a text."""

    fields: frozenset[str]
    """What its words may introduce; a heading such as `total` may be a column or a sum."""
    start: int
    end: int

    def is_(self, *fields: str) -> bool:
        """Say whether it may introduce one of them."""
        return not self.fields.isdisjoint(fields)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    by_first: dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]
    """By the first word of a label, the longest first."""
    characters: re.Pattern[str]
    by_characters: dict[str, frozenset[str]]


@cache
def _lexicon() -> _Lexicon:
    fields: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for file in open_library().every("labels/*.toml"):
        for field, languages in tomllib.loads(file.read_text("utf-8")).items():
            if field in _NOT_LABELS:
                continue
            for label in ", ".join(languages.values()).split(", "):
                text = folded(label)
                words = (text.replace(" ", ""),) if _FAR_EAST.search(text) else tuple(_WORD.findall(text))
                fields[words].add(field)
                if field in _ALSO_JOINED and len(words) > 1 and len("".join(words)) >= _JOINED:
                    fields["".join(words),].add(field)
    by_first: defaultdict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = defaultdict(list)
    by_characters = {}
    for words, names in fields.items():
        if _FAR_EAST.search(words[0]):
            by_characters[words[0]] = frozenset(names)
        else:
            by_first[words[0]].append((words, frozenset(names)))
    longest = sorted(by_characters, key=len, reverse=True)
    return _Lexicon(
        {first: tuple(sorted(all_, key=lambda w: -len(w[0]))) for first, all_ in by_first.items()},
        re.compile("|".join(r"\s?".join(map(re.escape, word)) for word in longest)),
        by_characters,
    )


@cache
def words_after_number() -> frozenset[str]:
    """Return the words that stand between an invoice's number and its date: `vom`, `dated`, `du`."""
    words: set[str] = set()
    for file in open_library().every("labels/*.toml"):
        languages = tomllib.loads(file.read_text("utf-8")).get("date_after_number", {})
        words |= {folded(word) for listed in languages.values() for word in listed.split(", ")}
    return frozenset(words)


def labels_in(text: str) -> list[Label]:
    """Return the labels in a text, in their order, the longest at each place; none inside another."""
    lexicon, plain = _lexicon(), folded(text)
    found: list[Label] = []
    alone = _WORD.findall(plain)
    if lexicon.by_first.keys().isdisjoint(alone) and not _PERHAPS_COMPOUND.search(plain):
        words = []  # as in most cells
    else:
        words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(plain)]
    place = 0
    while place < len(words):
        word = words[place][0]
        if word not in lexicon.by_first and not word.endswith(_COMPOUNDED):
            place += 1
            continue
        length, fields = _longest(lexicon, plain, words, place)
        if fields and not _INSIDE.match(plain, words[place + length - 1][2]):
            found.append(Label(fields, words[place][1], words[place + length - 1][2]))
        place += length
    if _FAR_EAST.search(text):
        found += [
            Label(lexicon.by_characters[re.sub(r"\s", "", m[0])], m.start(), m.end())
            for m in lexicon.characters.finditer(plain)
        ]
        found.sort(key=lambda label: label.start)
    return found


def _longest(
    lexicon: _Lexicon, plain: str, words: list[tuple[str, int, int]], place: int
) -> tuple[int, frozenset[str] | None]:
    """Return how many words the longest label has that begins here, and its fields; one word and None without one."""
    word, start, end = words[place]
    for wanted, fields in lexicon.by_first.get(word, ()):
        if len(wanted) == 1 or _stand(plain, words, place, wanted):
            return len(wanted), fields
    kind = _COMPOUND.fullmatch(word) if word.endswith(_COMPOUNDED) else None
    if kind is None:
        return 1, None
    words[place] = (kind[1], start, end)
    return _longest(lexicon, plain, words, place)


def _stand(plain: str, words: list[tuple[str, int, int]], place: int, wanted: tuple[str, ...]) -> bool:
    """Say whether a label's words follow one another here, with no more than punctuation between them."""
    if place + len(wanted) > len(words):
        return False
    for offset, word in enumerate(wanted):
        if words[place + offset][0] != word:
            return False
        if offset:
            between = plain[words[place + offset - 1][2] : words[place + offset][1]]
            if not _BETWEEN.fullmatch(between):
                return False
    return True
