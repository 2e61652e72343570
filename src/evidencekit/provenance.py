"""Whether a picture carries Content Credentials (C2PA): presence alone, nothing of them is verified."""

import re
from collections.abc import Iterator

_JPEG, _PNG, _RIFF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF"
_APP11, _START_OF_SCAN = 0xEB, 0xDA
_BOX_ID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""C2PA specification, embedding into ISO base media files: the identifier of the box that holds a manifest store."""
_TIFF_TAG = (52545).to_bytes(2, "little"), (52545).to_bytes(2, "big")
_MOST = 4_096
"""Segments, chunks or boxes that are walked."""
_STORE = re.compile(rb"jumb.{0,64}?c2pa", re.DOTALL)


def has_credentials(coded: bytes) -> bool:
    """Say whether a coded picture carries a C2PA manifest: JPEG, PNG, WebP, HEIF and AVIF, TIFF."""
    if coded.startswith(_JPEG):
        return any(_STORE.search(body) for body in _segments(coded))
    if coded.startswith(_PNG):
        return any(kind == b"caBX" for kind in _chunks(coded))
    if coded.startswith(_RIFF):
        return any(kind == b"C2PA" for kind in _riff(coded))
    if coded[4:8] == b"ftyp":
        return any(kind == b"uuid" and mark == _BOX_ID for kind, mark in _boxes(coded))
    return coded[:2] in {b"II", b"MM"} and _in_tiff(coded)


def _segments(coded: bytes) -> Iterator[bytes]:
    """Return the application segments 11, in which JPEG carries JUMBF boxes."""
    at = 2
    for _ in range(_MOST):
        if at + 4 > len(coded) or coded[at] != 0xFF or coded[at + 1] == _START_OF_SCAN:
            return
        length = int.from_bytes(coded[at + 2 : at + 4], "big")
        if coded[at + 1] == _APP11:
            yield coded[at + 4 : at + 2 + length][:256]
        at += 2 + length


def _chunks(coded: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    for _ in range(_MOST):
        if at + 8 > len(coded):
            return
        yield coded[at + 4 : at + 8]
        at += 12 + int.from_bytes(coded[at : at + 4], "big")


def _riff(coded: bytes) -> Iterator[bytes]:
    at = 12
    for _ in range(_MOST):
        if at + 8 > len(coded):
            return
        yield coded[at : at + 4]
        size = int.from_bytes(coded[at + 4 : at + 8], "little")
        at += 8 + size + size % 2


def _boxes(coded: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MOST):
        if at + 8 > len(coded):
            return
        size, kind, head = int.from_bytes(coded[at : at + 4], "big"), coded[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(coded[at + 8 : at + 16], "big"), 16
        yield kind, coded[at + head : at + head + 16]
        if size < head:
            return
        at += size


def _in_tiff(coded: bytes) -> bool:
    order = "little" if coded[:2] == b"II" else "big"
    at = int.from_bytes(coded[4:8], order)  # type: ignore[arg-type]
    count = int.from_bytes(coded[at : at + 2], order)  # type: ignore[arg-type]
    tags = {coded[at + 2 + 12 * n : at + 4 + 12 * n] for n in range(min(count, _MOST))}
    return bool(tags & set(_TIFF_TAG))
