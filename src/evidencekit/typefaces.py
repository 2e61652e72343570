"""The typefaces of letters and drawn pages: Roboto, which comes along, and a Chinese one from a wheel or from the system."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "Roboto"
WHEEL = "pylopdf_fonts_zh_cn"
REMEDY = "Install evidencekit[cjk], which brings a Chinese font, or a font of the system that has them"
_SYSTEM = (
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/*.ttc",
    "/usr/share/fonts/truetype/arphic/*.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/simhei.ttf",
)
"""Those with TrueType outlines, which every program here can embed."""


@cache
def roboto() -> Path:
    """Return the folder of Roboto's faces."""
    import font_roboto

    return Path(font_roboto.__file__).parent / "files"


@cache
def from_wheel() -> Path | None:
    """Return the Chinese font that the extra `cjk` brings; None where it is not installed."""
    spec = find_spec(WHEEL)
    places = (spec.submodule_search_locations or ()) if spec else ()
    found = (p for root in places for p in sorted(Path(root).glob("*Sans*.otf")))
    return next(found, None)


@cache
def from_system() -> tuple[Path, ...]:
    """Return the system's Chinese fonts, the best first."""
    return tuple(p for pattern in _SYSTEM for p in _matching(pattern))


def _matching(pattern: str) -> list[Path]:
    root = Path(pattern).anchor
    return sorted(Path(root).glob(pattern[len(root) :])) if root else []


@cache
def faces() -> tuple[str, ...]:
    """Return the folders of the faces that come in wheels; engines find the system's by themselves."""
    wheel = from_wheel()
    return (str(roboto()), *((str(wheel.parent),) if wheel else ()))


def lacking(text: str) -> str:
    """Return the characters that none of these fonts has, each once, in their order."""
    odd = dict.fromkeys(c for c in text if c.isprintable() and not c.isspace())
    known = _characters(roboto() / "Roboto-Regular.ttf")
    chinese = from_wheel() or next(iter(from_system()), None)
    left = [c for c in odd if ord(c) not in known]
    if left and chinese is not None:
        known |= _characters(chinese)
    return "".join(c for c in left if ord(c) not in known)


@cache
def _characters(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True, fontNumber=0) as opened:
        return frozenset(opened.getBestCmap())


def named(characters: Iterable[str], most: int = 12) -> str:
    """Name characters so that each can be looked up: `ꦲ (U+A9B2)`."""
    each = [f"{c} (U+{ord(c):04X})" for c in characters]
    return ", ".join(each[:most]) + (f" and {len(each) - most} more" if len(each) > most else "")


_PLAIN = re.compile(r"[\s\u0020-\u024f\u2010-\u203a\u20ac\u2122\u2212]*")
"""What Roboto surely has: Latin letters, digits, signs."""


def plain(text: str) -> bool:
    """Say whether every font at hand surely has every character of a text."""
    return _PLAIN.fullmatch(text) is not None


def unusual(text: str) -> str:
    """Return the characters of which a font may lack some, each once, in their order."""
    return "".join(dict.fromkeys(_PLAIN.sub("", text)))
