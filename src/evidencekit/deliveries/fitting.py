"""Fit a PDF to a size by what hurts least: lossless first, then photos, then scans, never below what can be read."""

import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evidencekit.account import fill_in
from evidencekit.model.evidence import Exhibit
from evidencekit.model.vocabulary import Kind, View

LEGIBLE = 150
"""Dots an inch below which print is not taken: of scans, and of photos of labels and serial numbers."""


@dataclass(frozen=True, slots=True)
class Level:
    """How coarse pictures are made: dots an inch of the page, and JPEG quality; None leaves them as they are."""

    photos: tuple[int, int] | None
    scans: tuple[int, int] | None


LEVELS = (
    Level((200, 80), None),
    Level((150, 75), None),
    Level((150, 72), (220, 78)),
    Level((120, 68), (200, 72)),
    Level((96, 62), (170, 68)),
    Level((80, 55), (LEGIBLE, 62)),
    Level((64, 45), (LEGIBLE, 50)),
)
"""From what hurts least to what hurts most."""

_READ_UP_CLOSE = frozenset(
    {View.LABEL, View.RETURN_LABEL, View.SERIAL_NUMBER, View.BOX_CERTIFICATE, View.SEAL, View.CONTAINER}
)
_WORTH_IT = 20_000
_PLAIN = frozenset(
    {"/ASCII85Decode", "/ASCIIHexDecode", "/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/DCTDecode"}
)
_MOST_PIXELS = 120_000_000
_SAMPLED = 6
_MARGIN = 1.1
"""A sample is trusted this far: a level that it puts above the limit by less is tried all the same."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A PDF as small as it had to become, or as it could."""

    path: Path
    level: Level | None = None
    """None where its pictures are as they were."""
    kept_finer: int = 0
    """Pictures that stayed finer, because their bar codes could not be read otherwise."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """One picture of the PDF, as it is coded, and how large it stands on its page at the most."""

    number: tuple[int, int]
    coded: bytes
    stored: int
    """Bytes that it takes in the file."""
    width: int
    height: int
    inches: tuple[float, float]
    """Of the page: a picture that fills less of it is finer than is reckoned, never coarser."""
    photo: bool
    has_codes: bool


def fit(
    pdf: Path,
    into: Path,
    most: int | None,
    shows: Callable[[int], Exhibit | None] = lambda _: None,
    *,
    hands: int = 0,
) -> Fitted:
    """Return the PDF itself where it is small enough, else a copy that is, else the smallest that can still be read.

    `shows` says which exhibit stands on a page, from 1; `hands` threads code pictures.
    """
    if most is None or pdf.stat().st_size <= most:
        return Fitted(pdf)
    import pikepdf

    with pikepdf.open(pdf) as opened:
        packed = into.with_name(f"{into.stem}-packed.pdf")
        _save(opened, packed)
        if packed.stat().st_size <= most:
            return Fitted(packed)
        pictures = tuple(_pictures(opened, shows))
    base = packed.stat().st_size - sum(p.stored for p in pictures)
    best = Fitted(min(pdf, packed, key=lambda p: p.stat().st_size))
    coder = _Coder(hands)
    for number in range(_start(pictures, base, most, coder), len(LEVELS)):
        coarser, finer = coder.at(LEVELS[number], pictures)
        if base + sum(_bytes(coarser, p) for p in pictures) > most and number < len(LEVELS) - 1:
            continue
        made = into.with_name(f"{into.stem}-{number}.pdf")
        _write(pdf, made, coarser)
        if made.stat().st_size < best.path.stat().st_size:
            best = Fitted(made, LEVELS[number], finer)
        if made.stat().st_size <= most:
            break
    return best


def _start(pictures: tuple[_Picture, ...], base: int, most: int, coder: "_Coder") -> int:
    """Guess from a few of the largest pictures at which level to begin, so that not every level is coded whole."""
    largest = sorted(pictures, key=lambda p: (-p.stored, p.number))[: 2 * _SAMPLED]
    photos, scans = ([p for p in largest if p.photo is kind][:_SAMPLED] for kind in (True, False))
    for number, level in enumerate(LEVELS):
        size = float(base)
        for sample, kind in ((photos, True), (scans, False)):
            whole = sum(p.stored for p in pictures if p.photo is kind)
            coarser, _ = coder.at(level, tuple(replace(p, has_codes=False) for p in sample))
            before = sum(p.stored for p in sample) or 1
            size += whole * sum(_bytes(coarser, p) for p in sample) / before
        if size <= most * _MARGIN:
            return number
    return len(LEVELS) - 1


def _bytes(coarser: Mapping[tuple[int, int], bytes], picture: _Picture) -> int:
    made = coarser.get(picture.number)
    return picture.stored if made is None else len(made)


def _save(pdf: Any, into: Path) -> None:
    import pikepdf

    pdf.save(
        into, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True, recompress_flate=True,
    )  # fmt: skip
    fill_in(into)  # pages with coarser pictures are other pages


def _write(pdf: Path, into: Path, coarser: Mapping[tuple[int, int], bytes]) -> None:
    import pikepdf
    from PIL import Image

    with pikepdf.open(pdf) as opened:
        for number, coded in coarser.items():
            stream = opened.get_object(number)
            with Image.open(io.BytesIO(coded)) as image:
                stream.write(coded, filter=pikepdf.Name.DCTDecode)
                if "/DecodeParms" in stream:
                    del stream.DecodeParms
                stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
                stream.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
        _save(opened, into)


def _pictures(pdf: Any, shows: Callable[[int], Exhibit | None]) -> Iterator[_Picture]:
    """Give the pictures that can be coded anew, each once, with the strictest of the pages on which it stands."""
    seen: dict[tuple[int, int], _Picture] = {}
    for number, page in enumerate(pdf.pages, 1):
        box = [float(v) for v in page.mediabox]
        unit = float(page.obj.get("/UserUnit", 1)) / 72
        inches = (max(1.0, abs(box[2] - box[0]) * unit), max(1.0, abs(box[3] - box[1]) * unit))
        exhibit = shows(number)
        for stream in _streams(page.obj.get("/Resources"), 0):
            if stream.objgen in seen:
                known = seen[stream.objgen]
                wider = tuple(max(pair) for pair in zip(known.inches, inches, strict=True))
                seen[stream.objgen] = replace(
                    known, inches=(wider[0], wider[1]), photo=known.photo and _is_photo(exhibit)
                )
                continue
            with suppress(Exception):  # one picture that is coded in an odd way stays as it is
                coded = _as_coded(stream)
                if coded is not None and len(coded) >= _WORTH_IT:
                    seen[stream.objgen] = _Picture(
                        stream.objgen, coded, len(stream.read_raw_bytes()), int(stream.Width), int(stream.Height), inches,
                        _is_photo(exhibit), exhibit is not None and bool(exhibit.reading.barcodes),
                    )  # fmt: skip
    yield from seen.values()


def _is_photo(exhibit: Exhibit | None) -> bool:
    return exhibit is not None and exhibit.kind is Kind.PHOTO and exhibit.view not in _READ_UP_CLOSE


def _streams(resources: Any, depth: int) -> Iterator[Any]:
    import pikepdf

    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    for _, thing in objects.items() if isinstance(objects, pikepdf.Dictionary) else ():
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
            yield thing
        elif isinstance(thing, pikepdf.Stream) and depth < 3:
            yield from _streams(thing.get("/Resources"), depth + 1)


def _as_coded(stream: Any) -> bytes | None:
    """Return the picture's data as it stands in the file, where it is plain RGB or grey; None where it is left alone."""
    import pikepdf

    if any(key in stream for key in ("/SMask", "/Mask", "/ImageMask", "/Decode")):
        return None
    if int(stream.get("/BitsPerComponent", 8)) != 8 or int(stream.Width) * int(stream.Height) > _MOST_PIXELS:
        return None
    if str(stream.get("/ColorSpace")) not in {"/DeviceRGB", "/DeviceGray"}:
        return None
    filters = stream.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names == ["/DCTDecode"]:
        return bytes(stream.read_raw_bytes())
    if not set(names) <= _PLAIN or "/DecodeParms" in stream:
        return None
    kept = io.BytesIO()
    if names[-1] == "/DCTDecode":
        pikepdf.PdfImage(stream).extract_to(stream=kept)
    else:
        # Held without loss, but packed: a scan of 300 dpi has 25 MB.
        pikepdf.PdfImage(stream).as_pil_image().save(kept, "PNG", compress_level=1)
    return kept.getvalue()


class _Coder:
    """Codes pictures at a level, each once, in threads; and looks whether their bar codes can still be read."""

    def __init__(self, hands: int) -> None:
        self._hands = max(1, hands)
        self._made: dict[tuple[tuple[int, int], tuple[int, int]], bytes | None] = {}
        self._codes: dict[tuple[int, int], frozenset[str]] = {}

    def at(self, level: Level, pictures: tuple[_Picture, ...]) -> tuple[dict[tuple[int, int], bytes], int]:
        """Return the data of every picture that becomes smaller, and how many had to stay finer for their codes."""
        asked = [(p, level.photos if p.photo else level.scans) for p in pictures]
        with ThreadPoolExecutor(self._hands, "coders") as pool:
            made = list(pool.map(lambda each: self._coded(*each), asked))
        found, finer = {}, 0
        for (picture, how), coded in zip(asked, made, strict=True):
            chosen = coded
            if coded is not None and picture.has_codes and not self._reads_alike(picture, coded):
                chosen, finer = self._finer(picture, how), finer + 1
            if chosen is not None:
                found[picture.number] = chosen
        return found, finer

    def _coded(self, picture: _Picture, how: tuple[int, int] | None) -> bytes | None:
        if how is None:
            return None
        key = picture.number, how
        if key not in self._made:
            try:
                self._made[key] = _coarser(picture, *how)
            except Exception:  # a stranger's picture that does not open stays as it is
                self._made[key] = None
        return self._made[key]

    def _finer(self, picture: _Picture, how: tuple[int, int] | None) -> bytes | None:
        """Return the coarsest data of which the codes can be read, or None to leave the picture as it is."""
        levels = [lv.photos if picture.photo else lv.scans for lv in LEVELS]
        for each in reversed(levels[: levels.index(how)]):
            coded = self._coded(picture, each)
            if coded is not None and self._reads_alike(picture, coded):
                return coded
        return None

    def _reads_alike(self, picture: _Picture, coded: bytes) -> bool:
        if picture.number not in self._codes:
            self._codes[picture.number] = _codes(picture.coded)
        return self._codes[picture.number] <= _codes(coded)


def _coarser(picture: _Picture, dots: int, quality: int) -> bytes | None:
    """Return the picture as a JPEG of so many dots an inch, or None where that saves little."""
    from PIL import Image

    with Image.open(io.BytesIO(picture.coded), formats=("JPEG", "PNG")) as image:
        if image.mode not in {"RGB", "L"}:
            return None
        scale = dots * _inches_a_pixel(picture, image.size)
        if scale < 1:
            size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
            image.draft(image.mode, size)
            shown = image.resize(size, Image.Resampling.BICUBIC) if image.size != size else image
        else:
            shown = image
        kept = io.BytesIO()
        shown.save(kept, "JPEG", quality=quality, optimize=True)
    return kept.getvalue() if kept.tell() < 0.92 * picture.stored else None


def _inches_a_pixel(picture: _Picture, size: tuple[int, int]) -> float:
    """Return how large a pixel can stand on the page; a scan may lie on its side there, a photo was put upright."""
    (wide, high), (width, height) = picture.inches, size
    upright = min(wide / width, high / height)
    return upright if picture.photo else max(upright, min(high / width, wide / height))


def _codes(coded: bytes) -> frozenset[str]:
    import zxingcpp
    from PIL import Image

    with Image.open(io.BytesIO(coded)) as image:
        return frozenset(code.text for code in zxingcpp.read_barcodes(image.convert("L")))
