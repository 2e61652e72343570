"""The language in which the letters are being made: every text of the templates by its English, from `tools/languages/`."""

import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "languages"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_QUOTED = re.compile(r"\{\{[^}]*?'([^']*)'")
_WORDS = re.compile(r"[^\W\d_]{2}")
_NAMES = re.compile(r"\{\{r? *([a-z_.]+)|(?:for|in|if|elif|and|or|not) +([a-z_]+(?:\.[a-z_]+)*)")
_SIZES = {"zh": 1.5}
"""Line spacing, by the size of the letters, where characters are taller than Roboto's: exact, so that lines stay even."""
FONTS = {"zh": "Microsoft YaHei"}
"""What stands for characters that Roboto lacks; where it is not installed, programs take another."""
NAME_ROOM = {"zh": 36}
"""Characters of the claimant's name for which the footer has room beside the page number."""
HEAD_ENDS = {"zh": "\uff1a"}


class Book:
    """The texts of one language; English ones stand as they are."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.said: Mapping[str, str] = {} if code == "en" else read(code)
        self.wanted: dict[str, None] = {}
        """What was asked for and is not there."""
        self.used: set[str] = set()

    def say(self, english: str) -> str:
        """Return a text in this language; what is nothing but tags and signs stays."""
        plain = _TAG.sub("", english) + "".join(_QUOTED.findall(english))
        if self.code == "en" or english.startswith("{%p") or not _WORDS.search(plain):
            return english
        self.used.add(english)
        if english not in self.said:
            self.wanted[english] = None
        said = self.said.get(english, english)
        if names(said) != names(english):
            sys.exit(f"{self.code}: the tags of this text use other names than its English: {said}")
        return said


def read(code: str) -> Mapping[str, str]:
    """Return the texts of a language by their English."""
    data = tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))
    return {entry["en"]: entry[code] for entry in data["text"]}


def names(text: str) -> set[str]:
    """Return the names that the tags of a text use: a translation uses no others."""
    found = {a or b for tag in _TAG.findall(text) for a, b in _NAMES.findall(tag)}
    return {name for name in found if not name.startswith("loop")}


book = Book("en")
"""The one in use."""


def use(code: str) -> Book:
    """Make the letters in this language from now on."""
    global book  # noqa: PLW0603 - the script makes one language after another
    book = Book(code)
    return book


def say(english: str) -> str:
    """Return a text in the language in use."""
    return book.say(english)


def language() -> str:
    """Return the code of the language in use."""
    return book.code


def line_spacing(size: float) -> float | None:
    """Return the exact spacing of lines of a size, in points; None where the typeface's own will do."""
    factor = _SIZES.get(book.code)
    return None if factor is None else round(size * factor * 2) / 2
