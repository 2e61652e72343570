"""What the styles of an HTML page hide, as far as simple rules tell it; what is in doubt counts as shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_LONGEST = 1_000_000
"""Characters of all styles of a page that are looked at."""
_MOST_RULES = 3_000
_DEEP = 64
"""Elements around one that are looked at for a rule."""
_WIDTH = 1_000
"""Pixels of the window of a reader at a desk, whom rules for small screens do not reach."""

_HIDING = frozenset(
    {
        "display",
        "visibility",
        "opacity",
        "font-size",
        "overflow",
        "height",
        "max-height",
        "width",
        "max-width",
    }
)
_ALIKE = {"overflow-y": "overflow", "overflow-x": "overflow", "font": "font-size"}
_SIZE_IN_FONT = re.compile(r"(?:^|\s)(\d[\w.%]*)\s*(?:/|\s)")
_NOTHING = re.compile(r"(?:0+(?:\.0*)?|\.0+)(?:px|pt|em|rem|%|ex|vh|vw)?")
_HARDLY = re.compile(r"(?:0*1(?:\.0*)?|0*\.\d+)p[xt]")
_RELATIVE = re.compile(r".*(?:em|%|ex|smaller|larger|inherit|unset)")
_COMPOUND = re.compile(r"(\*|[a-z][a-z0-9-]*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_STEP = re.compile(r"\s*(>)\s*|\s+")
_MARKS, _BRACES = re.compile(r"[{};]"), re.compile(r"[{}]")
_SHEET_OR_COMMENT = re.compile(r"<style(?=[\s>])|<!--", re.IGNORECASE)
_SHEET_END = re.compile(r"</style", re.IGNORECASE)
_WIDTHS = re.compile(r"\((min|max)-(?:device-)?width\s*:\s*(\d+)(?:\.\d+)?px\)")

Declared = Mapping[str, tuple[bool, str]]
"""Values of properties that can hide, and whether they are `!important`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """By what rules know an element."""

    tag: str
    id: str = ""
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Own:
    """What is said of an element itself; None where it is as what stands around it."""

    gone: bool = False
    """Nothing inside it is shown, whatever is said there."""
    unseen: bool | None = None
    """Not seen, but for what inside it says otherwise."""
    tiny: bool | None = None
    """Of no size, but for what inside it says otherwise."""


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    ids: tuple[str, ...]
    classes: frozenset[str]
    child: bool
    """Whether it stands right inside the one before it."""

    def fits(self, mark: Mark) -> bool:
        return (
            self.tag in {"", "*", mark.tag}
            and all(each == mark.id for each in self.ids)
            and self.classes <= mark.classes
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: tuple[_Compound, ...]
    said: Declared
    ranks: tuple[tuple[int, ...], tuple[int, ...]]
    """What it weighs against other rules, and what its important values do."""


@dataclass
class Styles:
    """The rules of a page that can hide something."""

    _by: dict[str, list[_Rule]] = field(default_factory=dict)
    _left: int = 500_000
    """Comparisons until rules are looked at no more; no honest page needs as many."""

    def own(self, mark: Mark, around: Sequence[Mark], style: str, *, hidden: bool) -> Own:
        """Return what is said of an element by its own style, by rules, and by its attribute `hidden`."""
        if not self._by and not style:
            return Own(gone=hidden)
        best: dict[str, tuple[tuple[int, ...], str]] = {}
        for rule in self._for(mark):
            self._left -= 1 if len(rule.selector) == 1 else 10
            if self._left <= 0:
                break
            if _stands(rule.selector, mark, around):
                _outweigh(best, rule.said, rule.ranks)
        _outweigh(best, declared(style), _INLINE)
        return _own({name: value for name, (_, value) in best.items()}, hidden=hidden)

    def _for(self, mark: Mark) -> Iterator[_Rule]:
        if self._left > 0:
            for key in (f"#{mark.id}", mark.tag, "*", *(f".{name}" for name in mark.classes)):
                yield from self._by.get(key, ())


def styles_of(html: str) -> Styles:
    """Read the rules of a page's `style` elements."""
    by: dict[str, list[_Rule]] = {}
    order = 0
    for prelude, body in _blocks("\n".join(_sheets(html))[:_LONGEST]):
        said = declared(body)
        if not said:
            continue
        for written in prelude.split(","):
            selector = _selector(written)
            if not selector or order >= _MOST_RULES:
                continue
            order += 1
            ids = sum(len(c.ids) for c in selector)
            classes = sum(len(c.classes) for c in selector)
            tags = sum(c.tag not in {"", "*"} for c in selector)
            weight = (0, ids, classes, tags, order)
            by.setdefault(_key(selector[-1]), []).append(_Rule(selector, said, ((0, *weight), (1, *weight))))
    return Styles(by if any(_hides(rule.said) for rules in by.values() for rule in rules) else {})


def declared(style: str) -> Declared:
    """Return what a style says of properties that can hide."""
    said: dict[str, tuple[bool, str]] = {}
    for each in style[:20_000].split(";"):
        name, colon, value = each.partition(":")
        name = name.strip().casefold()
        whole = name
        name = _ALIKE.get(name, name)
        if not colon or name not in _HIDING:
            continue
        bare, mark, _ = value.casefold().partition("!")
        if whole == "font":
            size = _SIZE_IN_FONT.search(bare)
            bare = size[1] if size else "medium"
        if not said.get(name, (False,))[0] or mark:
            said[name] = bool(mark), bare.strip()
    return said


def _hides(said: Declared) -> bool:
    own = _own({name: value for name, (_, value) in said.items()}, hidden=False)
    # How high, how wide and what becomes of the rest may stand in several rules.
    return bool(own.gone or own.unseen or own.tiny or "overflow" in said)


_INLINE = ((0, 1), (1, 1))
"""What an element's own style weighs."""


def _outweigh(
    best: dict[str, tuple[tuple[int, ...], str]],
    said: Declared,
    ranks: tuple[tuple[int, ...], tuple[int, ...]],
) -> None:
    for name, (important, value) in said.items():
        rank, known = ranks[important], best.get(name)
        if known is None or rank >= known[0]:
            best[name] = rank, value


def _own(said: Mapping[str, str], *, hidden: bool) -> Own:
    gone = said.get("display", "none" if hidden else "") == "none"
    gone = gone or ("opacity" in said and _NOTHING.fullmatch(said["opacity"]) is not None)
    if said.get("overflow") in {"hidden", "clip"}:
        none = {side for side, length in said.items() if _NOTHING.fullmatch(length)}
        gone = gone or bool(none & {"max-height", "max-width"}) or {"height", "width"} <= none
    seen = said.get("visibility")
    unseen = None if seen in {None, "inherit", "unset"} else seen in {"hidden", "collapse"}
    size = said.get("font-size")
    tiny = None
    if size and (_NOTHING.fullmatch(size) or _HARDLY.fullmatch(size)):
        tiny = True
    elif size and not _RELATIVE.fullmatch(size):
        tiny = False
    return Own(gone, unseen, tiny)


def _sheets(html: str) -> Iterator[str]:
    """Give the content of each `style` element that does not stand in a comment, as those for Outlook alone do."""
    at = 0
    while (match := _SHEET_OR_COMMENT.search(html, at)) is not None:
        if match[0] == "<!--":
            at = html.find("-->", match.end())
            if at < 0:
                return
            continue
        begin = html.find(">", match.end())
        end = _SHEET_END.search(html, begin) if begin >= 0 else None
        if end is None:
            return
        if _reached(_media(html[match.start() : begin])):
            yield html[begin + 1 : end.start()]
        at = end.end()


def _media(tag: str) -> str:
    match = re.search(r"\bmedia\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", tag, re.IGNORECASE)
    return next((group for group in match.groups() if group is not None), "") if match else ""


def _reached(query: str) -> bool:
    """Say whether a media query is about a reader at a desk; one that is not understood is not."""
    return any(_one_reached(each) for each in query.casefold().split(","))


def _one_reached(query: str) -> bool:
    for side, pixels in _WIDTHS.findall(query):
        if (int(pixels) > _WIDTH) if side == "min" else (int(pixels) < _WIDTH):
            return False
    words = _WIDTHS.sub(" ", query).split()
    return set(words) <= {"screen", "all", "only", "and"}


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Give each rule as selectors and what is said; of blocks within `@` rules only those that reach the reader."""
    css = _bare(css)
    at = 0
    while (match := _MARKS.search(css, at)) is not None:
        brace = match.start()
        prelude = css[at:brace].strip()
        if css[brace] in "};":
            at = brace + 1
        elif prelude.startswith("@"):
            name, _, rest = prelude[1:].partition(" ")
            name, bracket, more = name.partition("(")
            enter = (
                name.casefold() == "media" and _reached(bracket + more + " " + rest)
            ) or name.casefold() == "layer"
            at = brace + 1 if enter else _behind(css, brace)
        else:
            end = css.find("}", brace)
            end = len(css) if end < 0 else end
            yield prelude, css[brace + 1 : end]
            at = end + 1


def _behind(css: str, brace: int) -> int:
    """Return where what follows a block begins."""
    depth = 0
    for match in _BRACES.finditer(css, brace):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return len(css)


def _bare(css: str) -> str:
    """Take away comments, and the marks that hide styles from very old programs."""
    first, *rest = css.split("/*")
    whole = first + " ".join(each.partition("*/")[2] for each in rest)
    return whole.replace("<!--", " ").replace("-->", " ")


def _selector(written: str) -> tuple[_Compound, ...]:
    """Take a selector apart; one that says more than tags, classes and names is not understood."""
    found: list[_Compound] = []
    at, child = 0, False
    written = written.strip()[:300]
    while at < len(written):
        match = _COMPOUND.match(written, at)
        if match is None or match.end() == at:
            return ()
        names = re.findall(r"[.#][\w-]+", match[2])
        found.append(
            _Compound(
                (match[1] or "").casefold(),
                tuple(n[1:] for n in names if n[0] == "#"),
                frozenset(n[1:] for n in names if n[0] == "."),
                child,
            )
        )
        at = match.end()
        if at < len(written):
            step = _STEP.match(written, at)
            if step is None:
                return ()
            at, child = step.end(), step[1] is not None
    return tuple(found)


def _key(last: _Compound) -> str:
    if last.ids:
        return f"#{last.ids[0]}"
    return f".{min(last.classes)}" if last.classes else last.tag


def _stands(selector: tuple[_Compound, ...], mark: Mark, around: Sequence[Mark]) -> bool:
    """Say whether an element is what a selector names, by itself and by what stands around it."""
    if not selector[-1].fits(mark):
        return False
    place = len(around)
    for number in range(len(selector) - 2, -1, -1):
        wanted, lowest = selector[number], max(0, len(around) - _DEEP)
        if selector[number + 1].child:
            lowest = max(lowest, place - 1)
        place -= 1
        while place >= lowest and not wanted.fits(around[place]):
            place -= 1
        if place < lowest:
            return False
    return True
