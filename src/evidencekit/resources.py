"""Where templates live: the user's folder first, then the environment's, then the firm's, then the built-in one."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencekit.errors import UsageError

ENVIRONMENT = "EVIDENCEKIT_TEMPLATES"
FIRM, FIRM_ENVIRONMENT = "firm.toml", "EVIDENCEKIT_FIRM"
"""What a firm says of itself, and what names its folder or `off`."""


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

    def states(self) -> tuple[tuple[str, str, int, int], ...]:
        """Return of every file its name inside its folder, where it is, when it changed (ns) and its size; shadowed ones are left out.

        Asked for with each case, so it looks at each folder once, which takes a sixth of the time of a glob.
        """
        found: dict[str, tuple[str, str, int, int]] = {}
        for folder in self.folders:
            for inside, entry in _below(str(folder), ""):
                if inside not in found:
                    stat = entry.stat()
                    found[inside] = inside, entry.path, stat.st_mtime_ns, stat.st_size
        return tuple(found[name] for name in sorted(found))


def _below(folder: str, inside: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{inside}{entry.name}/")
            elif entry.is_file():
                yield f"{inside}{entry.name}", entry


def open_library(extra: Path | None = None) -> Library:
    """Return the library to use: `extra` (from `--templates`), `$EVIDENCEKIT_TEMPLATES`, the firm's folder, built-in.

    Raises `UsageError` where a folder that was asked for does not exist.
    """
    folders: list[Path] = []
    for asked in (extra, os.environ.get(ENVIRONMENT)):
        if asked:
            folder = Path(asked)
            if not folder.is_dir():
                raise UsageError(f"The templates folder {folder} does not exist.")
            folders.append(folder)
    firm = firm_folder()
    if firm is not None and firm not in folders:
        folders.append(firm)
    return Library((*folders, builtin_templates()))


def firm_folder() -> Path | None:
    """Return the folder of the firm's own letters and `firm.toml`; None where there is none.

    `$EVIDENCEKIT_FIRM` names it, or the file in it, or says `off`; else it is the user's own place for settings, where that has a
    `firm.toml`. Raises `UsageError` where what is named is not there.
    """
    asked = os.environ.get(FIRM_ENVIRONMENT, "").strip()
    if asked.casefold() == "off":
        return None
    if asked:
        folder = Path(asked).parent if Path(asked).name == FIRM else Path(asked)
        if not folder.is_dir() or (Path(asked) != folder and not Path(asked).is_file()):
            raise UsageError(
                f"{FIRM_ENVIRONMENT} names {asked}, which is not there; write off to do without."
            )
        return folder
    own = settings_folder()
    return own if own is not None and (own / FIRM).is_file() else None


def settings_folder() -> Path | None:
    """Return the user's own place for settings; None where the system names none."""
    home, given = os.environ.get("HOME"), os.environ.get("XDG_CONFIG_HOME")
    if sys.platform == "darwin" and home:
        return Path(home) / "Library" / "Application Support" / "evidencekit"
    if given:
        return Path(given) / "evidencekit"
    return Path(home) / ".config" / "evidencekit" if home else None


def open_builtin() -> Library:
    """Return the library that came with the program, whatever folders were asked for."""
    return Library((builtin_templates(),))


@cache
def builtin_templates() -> Path:
    """Return the templates that came with the program: inside the wheel, or at the root of a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent.parent / "templates"
