"""Parts of a PDF's pages that are damaged inside: the file opens, and a page comes out blank, half or garbled.

Nothing is drawn: what is packed says at its end whether it is whole, and pictures bear marks at both ends.
"""

import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

Part = Literal["content", "picture"]

_PAGES, _DEEPEST = 500, 8
_MOST_CONTENT = 20_000_000
"""Bytes to which the content of one page is unpacked."""
_PICTURES, _PICTURES_A_PAGE = 1_000_000, 250_000
"""Bytes to which a file's pictures are unpacked, and for each of its pages: to look at all of a large scan takes too long."""
_CHUNK = 1 << 18
_DRAWN = re.compile(rb"/([^\s/<>()\[\]{}%]+)\s+Do\b")
_CODED = re.compile(rb"#([0-9A-Fa-f]{2})")
_OUTER = frozenset({"/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx", "/RunLengthDecode", "/RL"})
"""Codings around the one that is looked at."""
_FLATE, _JPEG, _JPX = ("/FlateDecode", "/Fl"), ("/DCTDecode", "/DCT"), "/JPXDecode"
_CHECKSUM = 4
_FLUSHED = b"\x00\x00\xff\xff"
"""The end of what a program packed and never closed: nothing is missing."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN, _BEGINNING, _END = 0xDA, b"\xff\xd8\xff", b"\xff\xd9"
_JPX_BEGINNING = b"\xff\x4f\xff\x51"
_BEFORE, _FILLING = 1_024, 256
_DOUBTS = 20
_ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError, zlib.error)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""


def damaged_parts(pdf: Any) -> Iterator[tuple[int, Part]]:
    """Give the pages, from 1, of an open PDF on which something is damaged, and what: all that is drawn, or a picture."""
    import pikepdf

    pages = islice(pdf.pages, _PAGES)
    with pikepdf.new() as scratch:
        look = _Look(scratch, _PICTURES + _PICTURES_A_PAGE * min(_PAGES, len(pdf.pages)))
        for number, page in enumerate(pages, 1):
            try:
                yield from ((number, part) for part in sorted(look.at(page)))
            except (*_ODD, pikepdf.PdfError):
                continue


@dataclass(slots=True)
class _Look:
    """Looks at each part of a file once; a damaged one counts for every page that shows it."""

    scratch: Any
    """A PDF of no pages, in which outer codings are undone."""
    left: int
    """Bytes to which pictures may still be unpacked."""
    doubts: int = _DOUBTS
    """Pictures without an end that may still be drawn to see whether they lack more."""
    known: dict[tuple[int, int], frozenset[Part]] = field(default_factory=dict)

    def at(self, page: Any) -> frozenset[Part]:
        """Return what is damaged on a page."""
        import pikepdf

        contents = page.obj.get("/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        found, drawn = set[Part](), set[str]()
        for stream in streams:
            if isinstance(stream, pikepdf.Stream):
                content, sound = self._unpacked(stream, _MOST_CONTENT)
                found |= set[Part]() if sound else {"content"}
                drawn |= _names(content)
        return frozenset(found | self._drawn(drawn, page.resources, 0))

    def _drawn(self, names: set[str], resources: Any, depth: int) -> set[Part]:
        """Return what is damaged of the forms and pictures that are drawn by name."""
        import pikepdf

        found = set[Part]()
        known = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
        if not names or depth > _DEEPEST or not isinstance(known, pikepdf.Dictionary):
            return found
        for name in names:
            each = known.get(name)
            if not isinstance(each, pikepdf.Stream):
                continue
            if each.objgen not in self.known:
                self.known[each.objgen] = frozenset()  # met again on the way down, it draws itself
                self.known[each.objgen] = frozenset(self._of(each, resources, depth))
            found |= self.known[each.objgen]
        return found

    def _of(self, drawn: Any, outer: Any, depth: int) -> set[Part]:
        import pikepdf

        if drawn.get("/Subtype") == "/Form":
            content, sound = self._unpacked(drawn, _MOST_CONTENT)
            below = self._drawn(_names(content), drawn.get("/Resources", outer), depth + 1)
            return below if sound else below | {"content"}
        mask = drawn.get("/SMask")
        masked = not isinstance(mask, pikepdf.Stream) or self._whole(mask)
        return set() if masked and self._whole(drawn) else {"picture"}

    def _whole(self, picture: Any) -> bool:
        """Say whether a picture looks whole."""
        packed, inner = self._without_outer(picture)
        if inner[:1] and inner[0] in _FLATE:
            content, sound = _inflated(packed, self.left)
            self.left -= len(content)
            if not sound or len(inner) == 1:
                return sound
            packed, inner = content, inner[1:]
        if not inner or self.left <= 0:
            return True
        look = _whole_jpeg if inner[0] in _JPEG else _whole_jpx if inner[0] == _JPX else None
        whole = look(packed) if look is not None else True
        if whole is None and self.doubts:
            self.doubts -= 1
            whole = _needs_no_more(packed)
        return whole is not False

    def _unpacked(self, stream: Any, most: int) -> tuple[bytes, bool]:
        """Return a stream's content, as far as it can be unpacked, and whether it is whole."""
        packed, inner = self._without_outer(stream)
        if not inner:
            return packed, True
        if inner[0] in _FLATE and len(inner) == 1:
            return _inflated(packed, most)
        return b"", True

    def _without_outer(self, stream: Any) -> tuple[bytes, list[str]]:
        """Return what is left of a stream where the outer codings are undone, and the codings that are left."""
        import pikepdf

        packed: bytes = stream.read_raw_bytes()
        said = stream.get("/Filter")
        codings = [str(each) for each in said] if isinstance(said, pikepdf.Array) else [str(said)] * (said is not None)  # fmt: skip
        outer = 0
        while outer < len(codings) and codings[outer] in _OUTER:
            outer += 1
        if outer:
            coded = self.scratch.make_stream(packed)
            coded.Filter = pikepdf.Array([pikepdf.Name(each) for each in codings[:outer]])
            packed = coded.read_bytes()
        return packed, codings[outer:]


def _names(content: bytes) -> set[str]:
    """Return the names of what a content draws."""
    return {
        "/" + _CODED.sub(lambda m: bytes([int(m[1], 16)]), name).decode("utf-8", "replace")
        for name in set(_DRAWN.findall(content))
    }


def _inflated(packed: bytes, most: int) -> tuple[bytes, bool]:
    """Unpack as far as that goes, and no further than `most`; say whether nothing is wrong with what was unpacked."""
    undoing, out, rest = zlib.decompressobj(), list[bytes](), packed
    done = 0
    try:
        while rest and not undoing.eof and done < most:
            out.append(undoing.decompress(rest, _CHUNK))
            done += len(out[-1])
            rest = undoing.unconsumed_tail
    except zlib.error:
        return b"".join(out), False
    content = b"".join(out)
    whole = undoing.eof or done >= most or not packed or packed.endswith(_FLUSHED)
    return content, whole or _lacks_only_its_checksum(packed)


def _lacks_only_its_checksum(packed: bytes) -> bool:
    """Say whether all is there but the last few bytes, which some programs leave out."""
    undoing = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        undoing.decompress(packed[2:], _MOST_CONTENT)
    except zlib.error:
        return False
    return undoing.eof and len(undoing.unused_data) < _CHECKSUM


def _whole_jpeg(coded: bytes) -> bool | None:
    """Say whether a JPEG has its beginning, its measures and its end; None where only the mark of its end is not there."""
    at = coded.find(_BEGINNING, 0, _BEFORE)
    if at < 0:
        return False
    at, measured = at + 2, False
    while coded[at : at + 1] == b"\xff" and at + 4 <= len(coded):
        marker = coded[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == _START_OF_SCAN:
            return measured and (coded.rfind(_END, at) >= 0 or None)
        measured = measured or marker in _FRAMES
        at += 2 + int.from_bytes(coded[at + 2 : at + 4], "big")
    return False


def _whole_jpx(coded: bytes) -> bool | None:
    at = coded.find(_JPX_BEGINNING)
    return at >= 0 and (coded.rfind(_END, at) >= 0 or None)


def _needs_no_more(coded: bytes) -> bool:
    """Say whether a picture without the mark of its end shows the same whatever follows."""
    if coded.find(_BEGINNING, 0, _BEFORE) < 0:
        return _pixels(coded) is not None
    one, other = (_pixels(coded + filling * _FILLING + _END) for filling in (b"\x00", b"\x55"))
    return one is not None and one == other


def _pixels(coded: bytes) -> bytes | None:
    """Return a digest of a picture's pixels; None where they cannot be had."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(coded), formats=("JPEG", "JPEG2000")) as picture:
            return hashlib.sha256(picture.tobytes()).digest()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
