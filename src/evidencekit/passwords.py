"""The passwords that a person gave for locked files: from `[secrets]` of case.toml, written nowhere else."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

_LEFT_OUT = dict.fromkeys((173, 847, 6150, 8203, 8204, 8205, 8288, 65279))
"""Characters that a password may hold and that count for nothing in it (RFC 4013)."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """Passwords by the path of the file that each is for; never shown, not even by mistake."""

    words: Mapping[str, SecretStr] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self.words)

    def meant_for(self, path: str) -> bool:
        """Say whether a password was given for this very file, or for the package that it came out of."""
        return any(name in self.words for name in _names(path))

    def to_try(self, path: str) -> Iterator[str]:
        """Give the passwords for a file: its own, its package's, then all others, for people use one for many files."""
        own = [name for name in _names(path) if name in self.words]
        for name in (*own, *(name for name in self.words if name not in own)):
            word = self.words[name].get_secret_value()
            yield word
            prepared = unicodedata.normalize("NFKC", word.translate(_LEFT_OUT))
            if prepared != word:
                yield prepared


def _names(path: str) -> tuple[str, ...]:
    """Return the file's path, those of the packages around it, and its bare name."""
    parts = path.split("/")
    return (*("/".join(parts[:n]) for n in range(len(parts), 0, -1)), parts[-1])
