"""File names that every portal and every system takes."""

import os
import re
import unicodedata
from pathlib import Path

from evidencekit.model.profile import Profile

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)", re.IGNORECASE)
"""Names that Windows gives to devices, whatever the ending."""


def portal_name(text: str, limit: int = 80) -> str:
    """Return a name of plain letters, digits, spaces, points and hyphens; never empty, never a path."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    clean = re.sub(r"\s+", " ", re.sub(r"[^A-Za-z0-9 ._-]+", " ", plain)).strip(" ._-")
    return clean[:limit].strip(" ._-") or "file"


def delivered_name(called: str, reference: str, profile: Profile) -> str:
    """Name what is delivered, without its ending; a recipient whose name nobody knows stands not in it."""
    to = "" if profile.named_by else f" to {portal_name(profile.recipient)}"
    return f"{called} {portal_name(reference)}{to}"


def kept_name(path: str) -> str:
    """Return a relative path that keeps a source file's own name, safe to write on any system: 250 bytes a part, no reserved marks."""
    parts = []
    for part in path.split("/"):
        safe = re.sub(r'[<>:"\\|?*\x00-\x1f]', "_", part).rstrip(" .") or "_"
        while len(safe.encode()) > 250:
            stem, dot, extension = safe.rpartition(".")
            safe = (
                f"{stem[:-1]}{dot}{extension}" if dot and len(extension) < 12 and len(stem) > 1 else safe[:-1]
            )
        parts.append(f"_{safe}" if safe in {".", ".."} or _RESERVED.match(safe) else safe)
    return "/".join(parts)


def as_told(name: str) -> str:
    """Return a name as it can be written anywhere: NFC, and with a sign for what is no character."""
    whole = os.fsencode(name).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", re.sub(r"[\x00-\x1f\x7f]", "\ufffd", whole))


def case_name(folder: Path) -> str:
    """Return the name of a case: that of its folder."""
    return as_told(folder.resolve().name) or "case"
