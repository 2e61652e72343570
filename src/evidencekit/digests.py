"""Digests of files, block by block: a file may be larger than memory."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

_BLOCK = 1 << 20


def file_digest(path: Path | str, algorithm: str | Callable[[], Any] = "sha256") -> str:
    """Return the digest of a file as hexadecimal digits; raise `OSError` where it cannot be read."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def copied(read: IO[bytes], write: IO[bytes]) -> tuple[str, int]:
    """Copy what is left of an open file; return the SHA-256 and the length of what was written."""
    digest, length = hashlib.sha256(), 0
    while block := read.read(_BLOCK):
        digest.update(block)
        length += len(block)
        write.write(block)
    return digest.hexdigest(), length
