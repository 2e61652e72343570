"""Which folders are cases, and whether they can be built side by side."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from evidencekit.errors import UsageError


def case_folders(root: Path) -> tuple[Path, ...]:
    """Return the case folders below a folder, in the order of their names."""
    if root.is_file():
        raise UsageError(f"{root} is a file; batch takes a folder that holds case folders.")
    if not root.is_dir():
        raise UsageError(f"The folder {root} does not exist.")
    found = sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    if not found:
        raise UsageError(f"{root} holds no case folders; for one case, use `evidencekit build {root}`.")
    return tuple(found)


def refuse_mix_ups(folders: Sequence[Path], out: Path) -> None:
    """Raise `UsageError` where one case would overwrite another, or the bundles would land among the evidence."""
    seen: dict[str, Path] = {}
    place = out.resolve()
    for folder in folders:
        whole = folder.resolve()
        if place.is_relative_to(whole):
            raise UsageError(
                f"The output folder {out} lies inside the case folder {folder}; choose one beside it."
            )
        # Some file systems take `Case` and `case` for one folder.
        name = unicodedata.normalize("NFC", whole.name).casefold()
        if name in seen:
            raise UsageError(
                f"{seen[name]} and {folder} have the same name, {whole.name}: the one's bundle would replace the other's. "
                "Rename one, or build them into different --out folders."
            )
        seen[name] = folder
