"""What a Word file hides (`vanish`, itself or by a style): Word shows and prints none of it, so nobody else gets to read it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PRINTED = re.compile(r"word/(?:header\d*|document|(?:foot|end)notes|footer\d*)\.xml")
_STYLES = "word/styles.xml"
_KEPT = frozenset(
    _W + name
    for name in ("rPr", "fldChar", "instrText", "delInstrText", "footnoteReference", "endnoteReference")
)
"""Of a hidden run: what other runs or parts hang on."""
_OFF = frozenset({"0", "false", "off"})
_WORD = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
_DEEPEST = 40
"""Styles of which one may be based on the next."""


def without_hidden(parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], int]:
    """Return the parts of a DOCX without hidden text, and how many words that was; a part that is broken stays as it is."""
    shown = dict(parts)
    if not any(
        b"vanish" in blob for name, blob in parts.items() if name == _STYLES or _PRINTED.fullmatch(name)
    ):
        return shown, 0
    styles, words = _styles(parts.get(_STYLES, b"")), 0
    for name in sorted(n for n in parts if _PRINTED.fullmatch(n)):
        if b"vanish" not in parts[name] and not styles.hiding:
            continue
        root = _parsed(parts[name])
        hidden = [run for run in root.iter(_W + "r") if styles.hides(run)] if root is not None else []
        if hidden:
            words += _count(hidden)
            _emptied(hidden, styles)
            shown[name] = _written(root)
    return shown, words


@dataclass
class _Styles:
    """Whether text is hidden by what a paragraph or its signs are styled as; None where a style says nothing."""

    by_id: dict[str, bool | None] = field(default_factory=dict)
    usual: str = ""
    """The style of paragraphs that name none."""
    everywhere: bool = False

    @property
    def hiding(self) -> bool:
        return self.everywhere or any(self.by_id.values())

    def hides(self, run: Any) -> bool:
        """Say whether a run is hidden: by itself, else by its styles, of which one takes back what the other does."""
        own = _toggle(run.find(_W + "rPr"))
        if own is not None:
            return own
        paragraph = next(run.iterancestors(_W + "p"), None)
        return self._styled(_named(run.find(f"{_W}rPr/{_W}rStyle")), paragraph)

    def mark_hidden(self, paragraph: Any) -> bool:
        """Say whether the end of a paragraph is hidden: then the next one goes on in its line."""
        own = _toggle(paragraph.find(f"{_W}pPr/{_W}rPr"))
        return own if own is not None else self._styled("", paragraph)

    def _styled(self, signs: str, paragraph: Any) -> bool:
        style = _named(paragraph.find(f"{_W}pPr/{_W}pStyle")) if paragraph is not None else ""
        said = [self.by_id.get(style or self.usual), self.by_id.get(signs)]
        if said == [None, None]:
            return self.everywhere
        return bool(said[0]) != bool(said[1])


def _styles(blob: bytes) -> _Styles:
    found = _Styles()
    root = _parsed(blob) if b"vanish" in blob else None
    if root is None:
        return found
    own: dict[str, tuple[bool | None, str]] = {}
    for style in root.iter(_W + "style"):
        name = style.get(_W + "styleId") or ""
        own[name] = _toggle(style.find(_W + "rPr")), _named(style.find(_W + "basedOn"))
        if style.get(_W + "type") == "paragraph" and (style.get(_W + "default") or "0") not in _OFF:
            found.usual = name
    found.by_id = {name: _inherited(name, own) for name in own}
    found.everywhere = bool(_toggle(root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")))
    return found


def _inherited(name: str, own: Mapping[str, tuple[bool | None, str]]) -> bool | None:
    for _ in range(_DEEPEST):
        said, base = own.get(name, (None, ""))
        if said is not None or not base:
            return said
        name = base
    return None


def _toggle(properties: Any) -> bool | None:
    mark = properties.find(_W + "vanish") if properties is not None else None
    return None if mark is None else (mark.get(_W + "val") or "1") not in _OFF


def _named(element: Any) -> str:
    return "" if element is None else element.get(_W + "val") or ""


def _count(hidden: list[Any]) -> int:
    """Count the words of hidden runs; a text box is written twice, the second time for old programs."""
    texts: dict[Any, list[str]] = {}
    for element in dict.fromkeys(each for run in hidden for each in run.iter(_W + "t")):
        if next(element.iterancestors(_FALLBACK), None) is None:
            texts.setdefault(next(element.iterancestors(_W + "p"), None), []).append(element.text or "")
    return sum(len(_WORD.findall("".join(pieces))) for pieces in texts.values())


def _emptied(hidden: list[Any], styles: _Styles) -> None:
    """Take hidden text away, and the lines that held nothing else."""
    touched: dict[Any, None] = {}
    for run in hidden:
        for child in [c for c in run if c.tag not in _KEPT]:
            run.remove(child)
        touched.update(dict.fromkeys(run.iterancestors(_W + "p")))
    for paragraph in touched:
        outer, after = paragraph.getparent(), paragraph.getnext()
        last = after is None or after.tag not in {_W + "p", _W + "tbl"}
        if outer is not None and not last and styles.mark_hidden(paragraph) and not any(_held(paragraph)):
            outer.remove(paragraph)


def _held(paragraph: Any) -> Iterator[bool]:
    """Give True for whatever a paragraph still holds: anything in its runs, or the end of a section."""
    yield paragraph.find(f"{_W}pPr/{_W}sectPr") is not None
    for run in paragraph.iter(_W + "r"):
        yield any(child.tag != _W + "rPr" for child in run)


def _parsed(blob: bytes) -> Any:
    from lxml import etree

    if b"<!DOCTYPE" in blob:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(blob, parser)
    except etree.XMLSyntaxError:
        return None


def _written(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
