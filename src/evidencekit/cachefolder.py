"""Where things are kept that can be made again: outside every case, and never trusted without their digest."""

import os
import sys
from pathlib import Path

ENVIRONMENT = "EVIDENCEKIT_CACHE"


def cache_folder() -> Path | None:
    """Return the folder for what can be made again; None where it is switched off (`EVIDENCEKIT_CACHE=off`).

    `$EVIDENCEKIT_CACHE`, else `$XDG_CACHE_HOME/evidencekit`, else the system's own place for such things.
    """
    asked = os.environ.get(ENVIRONMENT)
    if asked is not None:
        return None if asked.strip().casefold() in {"", "off"} else Path(asked)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "evidencekit" / "cache" if local else None
    home = os.environ.get("HOME")
    if sys.platform == "darwin":
        return Path(home) / "Library" / "Caches" / "evidencekit" if home else None
    given = os.environ.get("XDG_CACHE_HOME")
    if given:
        return Path(given) / "evidencekit"
    return Path(home) / ".cache" / "evidencekit" if home else None


def private_folder(name: str) -> Path | None:
    """Return a folder in the cache to which nobody else may write, since what stands in it is believed; else None."""
    root = cache_folder()
    if root is None:
        return None
    folder = root / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "getuid"):
            stat = folder.stat()
            if stat.st_uid != os.getuid() or stat.st_mode & 0o022:
                return None
    except (OSError, RuntimeError):
        return None
    return folder
