"""The typeface of every drawn page, and what is done about characters that it lacks."""

from functools import cache, lru_cache
from typing import Any

from evidencekit.typefaces import from_system, from_wheel, roboto

REGULAR = "Roboto-Regular"
BOLD = "Roboto-Bold"
ITALIC = "Roboto-Italic"
MEDIUM = "Roboto-Medium"
CJK = "EvidenceCJK"


@cache
def register() -> None:
    """Make the fonts known to reportlab, once."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    # ASCII85 makes pictures a quarter larger and takes most of the time of a photo page.
    rl_config.useA85 = 0
    for name in (REGULAR, BOLD, ITALIC, MEDIUM):
        pdfmetrics.registerFont(TTFont(name, str(roboto() / f"{name}.ttf")))


@cache
def _fallback() -> bool:
    """Register a Chinese font where there is one: the wheel's, else the system's; say whether there is."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    wheel = from_wheel()
    if wheel is not None:
        from evidencekit.paper.outlines import outlined

        pdfmetrics.registerFont(outlined(CJK, wheel))
        return True
    for path in from_system():
        try:
            pdfmetrics.registerFont(TTFont(CJK, str(path), subfontIndex=0))
        except (TTFError, OSError, ValueError):
            continue
        return True
    return False


@cache
def _glyphs(font: str) -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics

    register()
    face: Any = pdfmetrics.getFont(font).face
    return frozenset(face.charToGlyph)


@lru_cache(maxsize=8_192)
def runs(text: str, font: str = REGULAR) -> tuple[tuple[str, str], ...]:
    """Split a text into (font, piece): pieces the font lacks go to the Chinese font, or stand as `[U+4E2D]`, never as a box."""
    if text and _glyphs(font).issuperset(map(ord, text)):
        return ((font, text),)
    pieces: list[tuple[str, str]] = []
    for character in text.replace("\t", "    "):
        if ord(character) in _glyphs(font) or character == " ":
            use, shown = font, character
        elif character.isprintable() and _fallback() and ord(character) in _glyphs(CJK):
            use, shown = CJK, character
        else:
            use, shown = font, f"[U+{ord(character):04X}]"
        if pieces and pieces[-1][0] == use:
            pieces[-1] = (use, pieces[-1][1] + shown)
        else:
            pieces.append((use, shown))
    return tuple(pieces)


def drawable(text: str, font: str = REGULAR) -> str:
    """Return the text with every character that no font has as `[U+4E2D]`."""
    return "".join(piece for _, piece in runs(text, font))


def width(text: str, font: str, size: float) -> float:
    """Return how wide a text is, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(sum(stringWidth(piece, use, size) for use, piece in runs(text, font)))


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """Break a text into lines no wider than `room` points; a word that is too long is broken, never cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            trial = f"{line} {word}" if line else word
            if width(trial, font, size) <= room:
                line = trial
                continue
            if line:
                lines.append(line)
            line = ""
            for character in word:
                if line and width(line + character, font, size) > room:
                    lines.append(line)
                    line = ""
                line += character
        lines.append(line)
    return lines
