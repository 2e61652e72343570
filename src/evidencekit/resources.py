"""Where templates live: the user's folder first, then the environment's, then the built-in one."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencekit.errors import UsageError

ENVIRONMENT = "EVIDENCEKIT_TEMPLATES"


@dataclass(frozen=True, slots=True)
class Library:
    """Folders that hold profiles, kinds, number formats and letters; an earlier one wins over a later one."""

    folders: tuple[Path, ...]

    def find(self, name: str) -> Path | None:
        """Return the first file of that name (such as `letters/claim-letter.docx`), or None."""
        return next((p for f in self.folders if (p := f / name).is_file()), None)

    def every(self, pattern: str) -> tuple[Path, ...]:
        """Return the files that match a glob, in the order of their names inside the folders; shadowed ones are left out."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in folder.glob(pattern):
                if path.is_file():
                    found.setdefault(path.relative_to(folder).as_posix(), path)
        return tuple(found[name] for name in sorted(found))


def open_library(extra: Path | None = None) -> Library:
    """Return the library to use: `extra` (from `--templates`), `$EVIDENCEKIT_TEMPLATES`, built-in.

    Raises `UsageError` where a folder that was asked for does not exist.
    """
    folders: list[Path] = []
    for asked in (extra, os.environ.get(ENVIRONMENT)):
        if asked:
            folder = Path(asked)
            if not folder.is_dir():
                raise UsageError(f"The templates folder {folder} does not exist.")
            folders.append(folder)
    return Library((*folders, builtin_templates()))


def open_builtin() -> Library:
    """Return the library that came with the program, whatever folders were asked for."""
    return Library((builtin_templates(),))


@cache
def builtin_templates() -> Path:
    """Return the templates that came with the program: inside the wheel, or at the root of a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent.parent / "templates"
