"""What a reader of an HTML page sees, as lines, and how much of it is hidden."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from evidencekit.extractors.stylesheet import Mark, Own, Styles, styles_of
from evidencekit.model.finding import Finding, note

_CELLS_APART = "   "
_WORD = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)

_AFAR = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_SIDES = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*([^;]{1,20})", re.IGNORECASE)
_PIXELS = re.compile(r"0*[0-3](?:px)?", re.IGNORECASE)

_NEVER = frozenset({"script", "style", "head", "title", "template"})
"""What is no text of the page."""
_OTHERWISE = frozenset({"noscript"})
"""What only programs show that run no scripts."""
_IN_HEAD = frozenset(
    {"title", "meta", "link", "style", "script", "base", "noscript", "template", "head", "html"}
)
_VOID = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param",
    "source", "track", "wbr",
})  # fmt: skip
_FORMATTING = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "dd", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "li", "listing", "main", "menu", "nav", "ol", "p",
    "plaintext", "pre", "search", "section", "summary", "table", "ul", "xmp",
}  # fmt: skip
"""What ends a paragraph that is still open."""
_BREAKS = _BLOCKS | {"br", "tr", "option", "textarea"}
"""What stands on lines of its own."""
_CELL = frozenset({"td", "th", "caption"})
_ROWS = frozenset({"tr", "thead", "tbody", "tfoot", "colgroup"})
_TABLE = frozenset({"table"})
_SCOPE = _CELL | _TABLE | {"object", "applet", "marquee", "template"}
_SPECIAL = _BLOCKS | _CELL | _ROWS | _SCOPE | {"body", "html", "head", "button", "select", "iframe"}
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), _SPECIAL - {"address", "div", "p", "li"}),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), _SPECIAL - {"address", "div", "p", "dt", "dd"})),
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), _TABLE)),
    "tr": (frozenset({"tr"}), _TABLE),
    **dict.fromkeys(("thead", "tbody", "tfoot"), (frozenset({"thead", "tbody", "tfoot"}), _TABLE)),
    "option": (frozenset({"option"}), _SPECIAL),
}
"""What a tag ends that is still open, and what it does not reach beyond."""
_DEEP = 256
"""Open elements that are looked at for one that ends."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as its reader sees it."""

    text: str
    hidden: int = 0
    """Words that the page holds and its styles hide."""
    afar: int = 0
    """Pictures that the page shows from the network, but for the tiny ones by which senders learn that it was opened."""


def seen(html: str) -> Seen:
    """Return what a reader of an HTML page sees, as lines, and how many words are hidden from one."""
    reader = _Reader(styles_of(html))
    # Behind the last tag nothing can be one; the parser would look for its end again and again.
    tags, mark, rest = html.rpartition(">")
    reader.feed(tags + mark)
    reader.close()
    reader.handle_data(unescape(rest))
    lines = (_spaced(line) for line in "".join(reader.parts).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Seen(text, len(_WORD.findall(" ".join(reader.hidden))), len(reader.afar))


def left_out(path: str, words: int, pictures: int) -> Iterator[Finding]:
    """Say that a page or a message holds what its reader does not see, or shows what it does not hold."""
    if pictures:
        message = (
            f"{path} shows {'1 picture' if pictures == 1 else f'{pictures} pictures'} from the network; nothing is fetched, so its pages lack what "
            "they show. Where that matters, open it, print it to PDF and put that into the folder."
        )
        yield note("pictures-elsewhere", message, path)
    if words:
        message = (
            f"{path} holds {'1 word' if words == 1 else f'{words} words'} that its styles hide from whoever opens it, as senders do with lines for "
            "previews; what is hidden was not read, and is not on its pages."
        )
        yield note("hidden-text", message, path)


def _spaced(line: str) -> str:
    """Collapse spaces, but keep the cells of a table apart, as a reader sees them."""
    cells = (" ".join(cell.split()) for cell in line.split("\t"))
    return _CELLS_APART.join(cell for cell in cells if cell)


@dataclass(slots=True)
class _Open:
    """An element that has begun and not ended."""

    mark: Mark
    own: Own
    gone: bool = False
    unseen: bool = False
    tiny: bool = False

    def inside(self, outer: "_Open | None") -> None:
        """Take over what holds for all that stands inside another."""
        self.gone = self.own.gone or (outer is not None and outer.gone)
        self.unseen = self.own.unseen if self.own.unseen is not None else outer is not None and outer.unseen
        self.tiny = self.own.tiny if self.own.tiny is not None else outer is not None and outer.tiny

    @property
    def shown(self) -> bool:
        return not (self.gone or self.unseen or self.tiny)


def _tiny(said: Mapping[str, str | None]) -> bool:
    """Tell a tracking pixel by the size at which it is to be shown."""
    sizes = (said.get("width"), said.get("height"), *_SIDES.findall(said.get("style") or ""))
    return any(_PIXELS.fullmatch(size.strip()) for size in sizes if size)


class _Reader(HTMLParser):
    """Follows which elements are open as browsers do, where end tags are lacking or cross each other."""

    def __init__(self, styles: Styles) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden: list[str] = []
        self.afar = set[str]()
        self._styles = styles
        self._open: list[_Open] = []
        self._around: list[Mark] = []
        self._number = Counter[str]()
        self._unwritten = 0
        """How many of the open elements hold no text of the page."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._make_way(tag)
        said = dict(attrs)
        mark = Mark(tag, said.get("id") or "", frozenset((said.get("class") or "").split()))
        if tag in {"html", "body"}:  # pages that scripts uncover hide all of it at first
            own = Own()
        elif tag in _OTHERWISE:
            own = Own(gone=True)
        else:
            own = self._styles.own(mark, self._around, said.get("style") or "", hidden="hidden" in said)
        element = _Open(mark, own)
        element.inside(self._open[-1] if self._open else None)
        if element.shown and not self._unwritten:
            self.parts.append("\n" if tag in _BREAKS else "\t" if tag in {"td", "th"} else "")
        if tag == "img" and element.shown and _AFAR.match(said.get("src") or "") and not _tiny(said):
            self.afar.add(said["src"] or "")
        if tag not in _VOID:
            self._open.append(element)
            self._around.append(mark)
            self._number[tag] += 1
            self._unwritten += tag in _NEVER

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"html", "body"} or (tag in _VOID and tag != "br"):
            return
        shown = self._shown()
        if tag in _NEVER:
            self._end(frozenset({tag}), frozenset())
        elif tag in _FORMATTING:
            self._end(frozenset({tag}), _SCOPE, alone=True)
        elif tag in _HEADINGS:
            self._end(_HEADINGS, _SCOPE)
        elif tag in _CELL | _ROWS:
            self._end(frozenset({tag}), _TABLE)
        elif tag in _SPECIAL:
            self._end(frozenset({tag}), _SCOPE - {tag})
        else:
            self._end(frozenset({tag}), _SPECIAL)
        if tag in _BREAKS and shown:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._unwritten:
            return
        if self._shown():
            self.parts.append(data)
        else:
            self.hidden.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 - as the parser asks it
        """Pass over what looks like a mark for programs and is none, as browsers do."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return int(self.parse_bogus_comment(i))

    def _shown(self) -> bool:
        return not self._unwritten and (not self._open or self._open[-1].shown)

    def _make_way(self, tag: str) -> None:
        """End what a tag ends without saying so."""
        if self._open and self._open[-1].mark.tag == "head" and tag not in _IN_HEAD:
            self._end(frozenset({"head"}), frozenset())
        if tag in _BLOCKS:
            self._end(frozenset({"p"}), _SCOPE | {"button"})
        if tag in _ENDS:
            self._end(*_ENDS[tag])

    def _end(self, tags: frozenset[str], bounds: frozenset[str], *, alone: bool = False) -> None:
        """End the innermost open element of these tags, with all inside it, unless one of the bounds stands between.

        One that ends `alone`, as bold text does, leaves open what has begun inside it and has not ended.
        """
        if not any(self._number[tag] for tag in tags):
            return
        for place in range(len(self._open) - 1, max(-1, len(self._open) - 1 - _DEEP), -1):
            found = self._open[place].mark.tag
            if found in tags:
                within = self._open[place + 1 :]
                if not alone or not any(e.mark.tag in _SPECIAL for e in within):
                    for ended in self._open[place:]:
                        self._number[ended.mark.tag] -= 1
                        self._unwritten -= ended.mark.tag in _NEVER
                    del self._open[place:], self._around[place:]
                    return
                self._number[found] -= 1
                del self._open[place], self._around[place]
                for number in range(place, len(self._open)):
                    self._open[number].inside(self._open[number - 1] if number else None)
                return
            if found in bounds:
                return
