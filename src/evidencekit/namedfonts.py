"""The typefaces that a DOCX names where it sets text: in its paragraphs, and in the styles that they use."""

import re
from collections.abc import Callable, Iterator, Mapping

_FONTS = re.compile(r"<w:rFonts\b[^>]*>")
_NAME = re.compile(r"\bw:(?:ascii|hAnsi|cs|eastAsia)=\"([^\"{}]+)\"")
_LATIN = re.compile(r"\bw:(?:ascii|hAnsi)=\"([^\"{}]+)\"")
_OF_THE_THEME = re.compile(r"\bw:(?:ascii|hAnsi)Theme=")
_TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_STYLE = re.compile(r"<w:style\b.*?</w:style>", re.DOTALL)
_STYLE_ID = re.compile(r'w:styleId="([^"]+)"')
_BUILDS_ON = re.compile(r'<w:(?:basedOn|link) w:val="([^"]+)"')
_USED = re.compile(r"<w:(?:p|r|tbl)Style w:val=\"([^\"]+)\"")
_OTHER_WAYS = re.compile(r"<w:(?:numPr|sym|object|pict)\b|typeface=")
"""Bullets, signs of a font of their own, drawings: what they are set in stands elsewhere."""


def fonts_named(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the typefaces that text and the styles in use name, in the order in which they are met."""
    written, styles = _written(parts), _styles(parts)
    used = written + _STYLE.sub("", styles) + "".join(_styles_in_use(styles, written))
    return tuple(dict.fromkeys(n for fonts in _FONTS.findall(used) for n in _NAME.findall(fonts)))


def set_in(parts: Mapping[str, bytes], family: str, plain: Callable[[str], bool]) -> bool:
    """Say whether all text is `plain` and surely set in one typeface; in doubt it is not."""
    written, styles = _written(parts), _styles(parts)
    if not plain(written) or "&#" in written:
        return False
    used = list(_styles_in_use(styles, written))
    named = [fonts for text in (written, *used) for fonts in _FONTS.findall(text)]
    if _OTHER_WAYS.search(written) or any(_OF_THE_THEME.search(fonts) for fonts in named):
        return False
    # A paragraph style that names none, and builds on none, takes what the theme says; so does text where no style is the usual one.
    paragraphs = [s for s in used if 'w:type="paragraph"' in s[:200]]
    if not any('w:default="1"' in s[:200] for s in paragraphs):
        return False
    rootless = (s for s in paragraphs if "<w:basedOn " not in s)
    return {name for fonts in named for name in _LATIN.findall(fonts)} == {family} and all(
        _LATIN.search(" ".join(_FONTS.findall(style))) for style in rootless
    )


def _written(parts: Mapping[str, bytes]) -> str:
    return "".join(
        parts[name].decode("utf-8", "replace") for name in sorted(parts) if _TEXT_PARTS.fullmatch(name)
    )


def _styles(parts: Mapping[str, bytes]) -> str:
    return parts.get("word/styles.xml", b"").decode("utf-8", "replace")


def _styles_in_use(styles: str, written: str) -> Iterator[str]:
    """Give the styles that a text uses, those that they build on, and those that hold where none is named."""
    by_id = {m[1]: text for text in _STYLE.findall(styles) if (m := _STYLE_ID.search(text))}
    waiting = [*_USED.findall(written), *(i for i, text in by_id.items() if 'w:default="1"' in text[:200])]
    while waiting:
        style = by_id.pop(waiting.pop(), "")
        waiting += _BUILDS_ON.findall(style)
        yield style
