"""All that is written in an e-mail, in its order; of several ways to say the same the one that says most, once."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from evidencekit.datapictures import without_data
from evidencekit.extractors.headers import header_text
from evidencekit.extractors.htmltext import seen
from evidencekit.extractors.text import decoded
from evidencekit.mailparts import (
    ALTERNATIVE,
    ELSEWHERE,
    ENRICHED,
    HTML,
    PARTIAL,
    inside,
    is_message,
    is_notice,
    is_text,
)

LONGEST = 400_000
"""Characters of a text that are read; more than fits on the pages that are printed."""
_LONGEST_PART = 5_000_000
_FEW = 3
"""Words by which two ways to say the same may differ; links and names of pictures make as many."""
_MOST_WAYS = 20
_HINT = 30
"""Words of a text that only says that there is another one."""
_SPEAKS_OF_HTML = re.compile(r"html|mime", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|mailto|cid|tel):[^\s<>\"\]]{1,2000}", re.IGNORECASE)
# East Asian text has no spaces: each of its characters counts as a word.
_WORD = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
_TAG = re.compile(r"</?[A-Za-z-]{1,60}>")
_PARAMETERS = re.compile(r"<param>.{0,500}?</param>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Written:
    """What is written in a message."""

    text: str = ""
    differing: tuple[str, ...] = ()
    """Words that only a part has that is not shown, since another one says the same otherwise."""
    piece: tuple[str, str] | None = None
    """Which piece of a message this is, and of how many, where it was sent in pieces."""
    elsewhere: bool = False
    """Whether it says that a part of it is to be fetched from elsewhere."""
    hidden: int = 0
    """Words that its HTML hides."""
    afar: int = 0
    """Pictures that its HTML shows from the network."""
    cut: bool = False


def written(message: Message) -> Written:
    """Return what a message says to its reader, with what programs report in it."""
    reader = _Reader()
    blocks = _once(tuple(reader.blocks(message, alone=True)))
    text = blocks[0].text if len(blocks) == 1 else "\n\n".join(b.text.strip("\r\n") for b in blocks)
    return reader.told(text)


def richest(texts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return, of texts that should say the same, the one that lacks least of the others, and what it lacks of them.

    Texts of which each lacks much of the other do not say the same: they are taken together, but for one that only says that it
    needs a program that shows HTML.
    """
    best, have = "", Counter[str]()
    lacking = list[str]()
    for text in texts[:_MOST_WAYS]:
        new = _words(text)
        if not new:
            continue
        only_best, only_new = list(have - new), list(new - have)
        much_best, much_new = _much(only_best, have), _much(only_new, new)
        if not have or (much_new and _is_hint(best, have)):
            best, have = text, new
        elif much_best and much_new:
            best, have = f"{best.rstrip()}\n\n{text}", have | new
        elif len(only_new) > len(only_best):
            best, have, lacking = text, new, [*lacking, *only_best]
        else:
            lacking += only_new
    return "\n\n".join((best, *texts[_MOST_WAYS:])), tuple(w for w in lacking if w not in have)


def _much(lacking: list[str], of: "Counter[str]") -> bool:
    """Say whether so many words are lacking that the texts do not say the same."""
    number, total = len(lacking), sum(of.values())
    return 2 * number > total or (number > _FEW and 4 * number > total)


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    html: bool = False


class _Reader:
    def __init__(self) -> None:
        self.differing: list[str] = []
        self.piece: tuple[str, str] | None = None
        self.elsewhere = False
        self.hidden = 0
        self.afar = 0
        self.cut = False

    def told(self, text: str) -> Written:
        """Return a text with what was met on the way to it."""
        differing = tuple(dict.fromkeys(self.differing))
        cut = self.cut or len(text) > LONGEST
        return Written(text[:LONGEST], differing, self.piece, self.elsewhere, self.hidden, self.afar, cut)

    def blocks(self, part: Message, *, alone: bool) -> Iterator[_Block]:
        kind = part.get_content_type()
        if is_message(part):
            return
        if is_notice(part):
            self.elsewhere = self.elsewhere or kind == ELSEWHERE
            yield from _filled(_Block(_notice(part)))
        elif kind == ALTERNATIVE and part.is_multipart():
            yield from self._alternatives(part)
        elif part.is_multipart():
            if kind == PARTIAL:
                self.piece = str(part.get_param("number", "?")), str(part.get_param("total", "?"))
            for each in inside(part):
                yield from self.blocks(each, alone=kind == PARTIAL)
        elif is_text(part, alone=alone):
            yield from _filled(_Block(self._text(part), kind in HTML))

    def _alternatives(self, part: Message) -> Iterator[_Block]:
        ways = [tuple(self.blocks(each, alone=True)) for each in inside(part)]
        texts = [
            way[0].text if len(way) == 1 else "\n\n".join(b.text.strip("\r\n") for b in way) for way in ways
        ]
        best = self.best(texts)
        chosen = next((way for way, text in zip(ways, texts, strict=True) if text == best), ())
        yield from _filled(_Block(best, bool(chosen) and all(b.html for b in chosen)))

    def best(self, texts: Sequence[str]) -> str:
        """Return the text that says most, and remember what it lacks."""
        best, lacking = richest(texts)
        if len(lacking) > _FEW or any(any(map(str.isdigit, word)) for word in lacking):
            self.differing += lacking
        return best

    def _text(self, part: Message) -> str:
        kind = part.get_content_type()
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        try:
            text = raw.decode(part.get_content_charset() or "utf-8")
        except (LookupError, UnicodeDecodeError):
            text = decoded(raw)
        if kind in HTML:
            return self.seen(text)
        text = text.replace("\r\n", "\n")
        return _plain(text) if kind == ENRICHED else text

    def seen(self, html: str) -> str:
        """Return what is seen of HTML."""
        html = without_data(html)
        self.cut = self.cut or len(html) > _LONGEST_PART
        shown = seen(html[:_LONGEST_PART].replace("\r\n", "\n"))
        self.hidden += shown.hidden
        self.afar += shown.afar
        return shown.text


def of_outlook(body: str | None, html: str | None) -> Written:
    """Return what an Outlook message says, which has one text of each kind."""
    reader = _Reader()
    return reader.told(reader.best((body or "", reader.seen(html or ""))).replace("\r\n", "\n"))


def _filled(block: _Block) -> Iterator[_Block]:
    if block.text.strip():
        yield block


def _once(blocks: Sequence[_Block]) -> tuple[_Block, ...]:
    """Leave out what follows as HTML and is, word by word, what stood there as plain text already, or the other way round."""
    kept: list[_Block] = []
    known = set[tuple[bool, tuple[str, ...]]]()
    for block in blocks:
        words = tuple(_WORD.findall(block.text.casefold()))
        if words and (not block.html, words) in known:
            continue
        known.add((block.html, words))
        kept.append(block)
    return tuple(kept)


def _words(text: str) -> "Counter[str]":
    return Counter(_WORD.findall(_ADDRESS.sub(" ", text[:LONGEST]).casefold()))


def _is_hint(text: str, words: "Counter[str]") -> bool:
    few = sum(words.values()) <= _HINT
    return few and _SPEAKS_OF_HTML.search(text) is not None and not any(map(str.isdigit, text))


def _notice(part: Message) -> str:
    """Return what a program reports: its fields, as they stand there."""
    lines = []
    if part.get_content_type() == ELSEWHERE:
        lines.append(header_text(str(part.get("content-type", ""))) or "")
    for each in inside(part):
        lines += [f"{name}: {header_text(str(value)) or ''}" for name, value in each.raw_items()]
        rest = each.get_payload(decode=True) if not each.is_multipart() else b""
        lines += [decoded(rest).strip() if isinstance(rest, bytes) else "", ""]
    if not lines:
        payload = part.get_payload(decode=True)
        lines.append(decoded(payload) if isinstance(payload, bytes) else "")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).replace("\r\n", "\n")).strip()


def _plain(enriched: str) -> str:
    """Return text/enriched (RFC 1896) without its marks: a single end of a line is none there."""
    bare = _TAG.sub("", _PARAMETERS.sub("", enriched.replace("<<", "\0"))).replace("\0", "<")
    return re.sub(r"\n(\n*)", lambda m: m[1] or " ", bare)
