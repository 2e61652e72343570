"""The passwords that a person gave for locked files: from `[secrets]` of case.toml, a file or the keyboard; written nowhere else."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from evidencekit.errors import UsageError

_LEFT_OUT = dict.fromkeys((173, 847, 6150, 8203, 8204, 8205, 8288, 65279))
"""Characters that a password may hold and that count for nothing in it (RFC 4013)."""
_MOST_TRIES, _MOST_BYTES = 3, 1_000_000
_NAMED = re.compile(r'"[^"\n]+"\s*=\s*["\']')
DELIVERY = "delivery"
"""Under this name stands the password with which what is delivered is encrypted."""
SIGN = "sign"
"""Under this name stands the password of the key with which bundles are signed."""
LOCKED_CODES = frozenset({"encrypted", "archive-locked"})
"""Codes of findings about files that no password opened."""


class Word(Protocol):
    """A password that shows itself to nobody who does not ask for it by this name."""

    def get_secret_value(self) -> str:
        """Return the password itself."""
        ...


@dataclass(frozen=True, slots=True)
class Hidden:
    """A password, in a form that no message, log or traceback shows."""

    _word: str = field(repr=False)

    def get_secret_value(self) -> str:
        """Return the password itself."""
        return self._word


@dataclass(frozen=True, slots=True)
class Passwords:
    """Passwords by the path of the file that each is for; never shown, not even by mistake."""

    words: Mapping[str, Word] = field(default_factory=dict, repr=False)
    everywhere: tuple[Word, ...] = field(default=(), repr=False)
    """Those that are tried on every locked file."""
    files: tuple[Path, ...] = ()
    """Where they were read, and a key that signs: never evidence, wherever they lie."""
    ask: Callable[[str], str | None] | None = field(default=None, repr=False)
    """Asks a person for the password of a file; None where nobody is there."""
    _typed: list[Word] = field(default_factory=list, repr=False, compare=False)
    _refused: set[str] = field(default_factory=set, repr=False, compare=False)

    def __bool__(self) -> bool:
        return bool(self.words or self.everywhere or self._typed)

    def beside(self, words: Mapping[str, Word]) -> "Passwords":
        """Return these and those of a case's own file, which count more for the files that they name."""
        return replace(self, words={**self.words, **words}, _typed=[], _refused=set())

    def apart_from(self, *files: Path) -> "Passwords":
        """Return these, with more files that are never evidence."""
        return replace(self, files=(*self.files, *(f.resolve() for f in files)))

    def without(self, *names: str) -> "Passwords":
        """Return all but those under some names, for a process that has no use for them."""
        return replace(self, words={n: word for n, word in self.words.items() if n not in names})

    def settled(self) -> "Passwords":
        """Return what is known by now; nobody is asked any more."""
        return Passwords(self.words, (*self.everywhere, *self._typed), self.files)

    def meant_for(self, path: str) -> bool:
        """Say whether a password was given for this very file, or for the package that it came out of."""
        return any(name in self.words for name in _names(path))

    def to_try(self, path: str) -> Iterator[str]:
        """Give the passwords for a file: its own, its package's, then all others, for people use one for many files.

        Where none of them opens it, and a person is there, the person is asked; no answer means to go on without.
        """
        own = [name for name in _names(path) if name in self.words]
        named = (self.words[n] for n in (*own, *(name for name in self.words if name not in own)))
        for known in (*named, *self.everywhere, *self._typed):
            yield from _spellings(known.get_secret_value())
        for _ in range(_MOST_TRIES if self.ask is not None and path not in self._refused else 0):
            word = self.ask(path) if self.ask is not None else None
            if not word:
                self._refused.add(path)
                return
            self._typed.append(Hidden(word))
            yield from _spellings(word)


def _spellings(word: str) -> Iterator[str]:
    yield word
    prepared = unicodedata.normalize("NFKC", word.translate(_LEFT_OUT))
    if prepared != word:
        yield prepared


def _names(path: str) -> tuple[str, ...]:
    """Return the file's path, those of the packages around it, and its bare name."""
    parts = path.split("/")
    return (*("/".join(parts[:n]) for n in range(len(parts), 0, -1)), parts[-1])


def read_passwords(file: Path) -> Passwords:
    """Read a file of passwords: one a line, for every file; or, as in `[secrets]`, `"statement.pdf" = "..."`.

    Raises `UsageError` where it cannot be read, or a line is half of either; the message never quotes a line.
    """
    try:
        raw = file.read_bytes()[: _MOST_BYTES + 1]
        lines = raw.decode("utf-8-sig").splitlines()
    except OSError as reason:
        raise UsageError(f"The password file {file} cannot be read: {reason.strerror or reason}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"The password file {file} is not UTF-8 text.") from None
    if len(raw) > _MOST_BYTES:
        raise UsageError(f"{file} is too long to be a file of passwords.")
    words: dict[str, Word] = {}
    everywhere: list[Word] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.strip() == "[secrets]":
            continue
        if not _NAMED.match(line.lstrip()):
            everywhere.append(Hidden(line))
            continue
        try:
            found = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            found = {}
        if len(found) != 1 or not all(isinstance(word, str) for word in found.values()):
            raise UsageError(
                f'Line {number} of the password file {file} is not written as "name of the file" = "password".'
            ) from None
        words |= {unicodedata.normalize("NFC", name): Hidden(word) for name, word in found.items()}
    return Passwords(words, tuple(everywhere), (file.resolve(),))
