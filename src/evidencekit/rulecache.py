"""The cache of rule files: what TOML says as JSON, keyed by the digest of the text; the model is checked every time."""

import hashlib
import json
import os
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from evidencekit.cachefolder import cache_folder
from evidencekit.errors import ProfileError
from evidencekit.tomlfile import MAX_BYTES, load_toml

_Model = TypeVar("_Model", bound=BaseModel)


def read_kept(path: Path, model: type[_Model], size: int) -> _Model:
    """Read one TOML file into its model: from the cache where the very same content was read before, else from the text.

    `size` is the file's, in bytes. Raises `ProfileError` as `load_toml` does.
    """
    if size > MAX_BYTES:
        return load_toml(path, model, ProfileError)
    try:
        raw = path.read_bytes()
    except OSError as reason:
        raise ProfileError(f"{path.name} cannot be read: {reason.strerror or reason}.") from reason
    entry = _entry(raw)
    data = _cached(entry)
    if data is None:
        try:
            data = json.dumps(
                tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"), parse_float=Decimal),
                default=_written,
                ensure_ascii=False,
            ).encode()
        except (ValueError, RecursionError):
            return load_toml(path, model, ProfileError)
        _keep(entry, data)
    try:
        return model.model_validate_json(data)
    except ValidationError:
        # Read once more from the text, which knows its lines.
        return load_toml(path, model, ProfileError)


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise ValueError(f"a {type(value).__name__} has no place in a file of rules")


def _entry(raw: bytes) -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / "rules" / f"{hashlib.sha256(raw).hexdigest()}.json"


def _cached(entry: Path | None) -> bytes | None:
    """Return what was kept; None where there is nothing, or where its own digest does not fit."""
    if entry is None:
        return None
    try:
        digest, _, data = entry.read_bytes().partition(b"\n")
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest().encode() == digest else None


def _keep(entry: Path | None, data: bytes) -> None:
    """Keep parsed data for the next run; where that is not possible the next run parses again."""
    if entry is None:
        return
    half = entry.with_name(f"{entry.name}.{os.getpid()}")
    try:
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.write_bytes(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
        half.replace(entry)
    except OSError:
        half.unlink(missing_ok=True)
