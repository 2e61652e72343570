"""Reading the symbols on one picture: one look, a second opinion on weak kinds, a ladder of looks where there is a hint."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageFilter, ImageOps

from evidencekit.extractors.linked import joined
from evidencekit.extractors.stripes import CLEAR, FAINT, Box, striped

_STRONG = frozenset(
    {
        "QRCode",
        "MicroQRCode",
        "RMQRCode",
        "DataMatrix",
        "Aztec",
        "MaxiCode",
        "Code128",
        "PDF417",
        "MicroPDF417",
    }
)
"""Kinds whose own error correction or checksum says that they were read rightly."""
_MISREAD_WHEN_ALTERED = frozenset({"PDF417", "MicroPDF417"})
_SHORT = 6
"""A Code 128 that is shorter passes its checksum by chance more often than on paper."""
_AS_TEXT = frozenset({"Text", "GS1", "ISO15434", "Mixed"})
"""Kinds of content that are characters; others are given byte by byte."""
_MARGIN = 0.5
"""Of a symbol's size, around it, that is looked at with it."""
_SMALL, _LARGE = 800, 1_400
"""Pixels on the longer side: below, a picture is looked at as a whole and enlarged; above, it is not enlarged."""
_PIXELS = 24_000_000
"""Looked at for one picture on the ladder, all looks together."""
_PIXELS_OF_PHOTO = 6_000_000
_PHOTO = 1_100
"""Pixels on the longer side at which a photo is looked at for every kind."""
_PIXELS_UNHINTED = 3_000_000
"""The same for a small picture in which nothing hints at a symbol."""
_REGIONS = 3
_BILINEAR, _BICUBIC = Image.Resampling.BILINEAR, Image.Resampling.BICUBIC
_EVERY_KIND: dict[str, Any] = {}
_PLACES = 40
"""Places with a weak kind that are looked at again: a sheet with more holds codes of goods, not of a parcel."""
_WITH_ADD_ON, _ADD_ON, _GOODS = frozenset({"EAN13", "UPCA"}), (2, 5), 12
"""Codes of goods that may have more digits beside them: how many more, and how many digits they have at least."""
_AGREED = 2
"""Readings that are enough where there is no other."""
_FLAT = 8
"""Grey levels between the darkest and the lightest tenth below which there is nothing to see."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol as read."""

    kind: str
    text: str
    gs1: bool
    box: Box

    @property
    def strong(self) -> bool:
        """Whether one reading is enough."""
        return self.kind in _STRONG


def read_symbols(image: Image.Image, **how: Any) -> list[Symbol]:
    """Return the symbols that one look at a grey picture finds, weak kinds only where further looks bear them out.

    `how` goes to zxing-cpp: `formats`, `try_invert` and the like.
    """
    return _confirmed(image, _look(image, **how)[0])


def read_patiently(image: Image.Image) -> list[Symbol]:
    """Return the symbols of a grey picture; where one look finds none, climb the ladder if anything hints at one."""
    found, hints = _look(image)
    return _confirmed(image, found) or _climb(image, hints, _PIXELS)


def read_photo(image: Image.Image) -> list[Symbol]:
    """Return the symbols in a camera's photo: all kinds at half its size, then carriers' bars alone at its full size.

    Photos are many and mostly show goods: the ladder is short, and climbed only where there are bars.
    """
    import zxingcpp

    scale = max(1, round(max(image.size) / _PHOTO))
    small = image.reduce(scale)
    found, hints = _look(small, try_invert=False)
    return (
        _confirmed(small, found)
        or read_symbols(image, try_invert=False, try_downscale=False, formats=zxingcpp.BarcodeFormat.Code128)
        or _climb(image, [tuple(scale * side for side in box) for box in hints], _PIXELS_OF_PHOTO)  # type: ignore[misc]
    )


def _climb(image: Image.Image, hints: list[Box], pixels: int) -> list[Symbol]:
    """Look again, in other ways, where a symbol was seen but not read, or where there are stripes."""
    import zxingcpp

    bars: dict[str, Any] = {"formats": [zxingcpp.BarcodeFormat.AllLinear, zxingcpp.BarcodeFormat.PDF417]}
    # Among photos, which are many, a finer filter for turning finds nothing more and takes longer.
    clear, fine = (FAINT, _BICUBIC) if pixels == _PIXELS else (CLEAR, _BILINEAR)
    regions = [(_widened(box, image.size), _EVERY_KIND) for box in hints]
    regions += [(box, bars) for box in striped(image, _REGIONS, clear)]
    if max(image.size) <= _SMALL:
        return _ladder(image, pixels if regions else _PIXELS_UNHINTED, fine) if _has_contrast(image) else []
    regions = regions[:_REGIONS]
    found = [s for box, how in regions for s in _ladder(image.crop(box), pixels // len(regions), fine, **how)]
    return list({(s.kind, s.text): s for s in found}.values())


def _look(image: Image.Image, **how: Any) -> tuple[list[Symbol], list[Box]]:
    import zxingcpp

    found, hints = [], []
    parts: dict[str, list[Box]] = {}
    for s in zxingcpp.read_barcodes(
        image,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
        return_errors=True,
        **how,
    ):
        text = s.text if s.content_type.name in _AS_TEXT else s.bytes.decode("latin-1")
        if s.valid and isinstance(s.extra, dict) and (file := s.extra.get("FileId")):
            parts.setdefault(file, []).append(_box(s.position))
        if s.valid and text:
            gs1 = s.content_type.name == "GS1"
            found.append(Symbol(s.format.name, text, gs1, _box(s.position)))
        elif not s.valid:
            hints.append(_box(s.position))
    for boxes in parts.values():
        if len(boxes) > 1:
            found = [s for s in found if s.box not in boxes] + _as_one(image, boxes, how)
    return _without_shorter(dict.fromkeys(found)), hints


def _without_shorter(found: Iterable[Symbol]) -> list[Symbol]:
    """Leave out a code of goods that was read a second time without the two or five digits beside it."""
    added = {
        s.text[:-n] for s in found if s.kind in _WITH_ADD_ON for n in _ADD_ON if len(s.text) - n >= _GOODS
    }
    return [s for s in found if s.kind not in _WITH_ADD_ON or s.text not in added]


def _as_one(image: Image.Image, boxes: list[Box], how: dict[str, Any]) -> list[Symbol]:
    """Return what the parts of one text say together, in the order in which they stand; nothing where that is not clear.

    zxing-cpp does not tell the number of a part, so that those of one file are taken from top to bottom.
    """
    import zxingcpp

    again = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.HexECI, **how)
    parts = sorted(
        ((_box(s.position), s) for s in again if _box(s.position) in boxes), key=lambda p: (p[0][1], p[0][0])
    )
    if len(parts) != len(boxes):
        return []
    text = joined(s.text for _, s in parts)
    box = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return [Symbol(parts[0][1].format.name, text, gs1=False, box=box)] if text else []


def _box(position: Any) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across, down = [c.x for c in corners], [c.y for c in corners]
    return min(across), min(down), max(across), max(down)


def _confirmed(image: Image.Image, found: list[Symbol]) -> list[Symbol]:
    """Keep of weak kinds what further looks at the same place say as well, and more often than anything else."""
    kept = [s for s in found if s.strong]
    weak = [s for s in found if not s.strong]
    for _ in range(_PLACES):
        if not weak:
            break
        first = weak[0]
        rivals = [s for s in weak if _overlap(s.box, first.box)]
        weak = [s for s in weak if s not in rivals]
        kept += _elected(image.crop(_widened(first.box, image.size)), rivals)
    return kept


def _elected(crop: Image.Image, rivals: list[Symbol]) -> list[Symbol]:
    votes: Counter[tuple[str, str]] = Counter((s.kind, s.text) for s in rivals)
    known = {(s.kind, s.text): s for s in rivals}
    for altered in _second_looks(crop):
        for s in _look(altered)[0]:
            known.setdefault((s.kind, s.text), s)
            votes[s.kind, s.text] += 1
        if len(votes) == 1 and max(votes.values()) > _AGREED:
            break
    return _winner(votes, known)


def _winner(votes: "Counter[tuple[str, str]]", known: dict[tuple[str, str], Symbol]) -> list[Symbol]:
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return []
    return [known[ranked[0][0]]]


def _second_looks(crop: Image.Image) -> Iterator[Image.Image]:
    if max(crop.size) <= _SMALL:
        yield _enlarged(crop, 2)
        yield _enlarged(crop, 3, _BICUBIC)
    else:
        yield _turned(crop, 0.7)
        yield crop.reduce(2)
    yield _turned(crop, 1.5)
    yield crop.filter(ImageFilter.GaussianBlur(0.6))
    yield crop.filter(ImageFilter.UnsharpMask(2, 200, 0))


def _ladder(image: Image.Image, pixels: int, fine: Image.Resampling, **kinds: Any) -> list[Symbol]:
    """Look in one way after another, cheap ones first, within a number of pixels."""
    votes: Counter[tuple[str, str]] = Counter()
    known: dict[tuple[str, str], Symbol] = {}
    for altered, how in _altered(image, fine):
        pixels -= altered.width * altered.height
        if pixels < 0:
            break
        found = _look(altered, try_invert=False, **kinds, **how)[0]
        sure = [s for s in found if _sure_when_altered(s)]
        if sure:
            return sure
        for s in {(s.kind, s.text): s for s in found}.values():
            known.setdefault((s.kind, s.text), s)
            votes[s.kind, s.text] += 1
    return _winner(votes, known)


def _sure_when_altered(symbol: Symbol) -> bool:
    if symbol.kind == "Code128":
        return len(symbol.text) >= _SHORT
    return symbol.strong and symbol.kind not in _MISREAD_WHEN_ALTERED


def _altered(image: Image.Image, fine: Image.Resampling) -> Iterator[tuple[Image.Image, dict[str, Any]]]:
    """Alter a picture in one way after another, those first that help most often for their cost.

    Each is of another kind, so that two which agree are two opinions.
    """
    import zxingcpp

    small = max(image.size) <= _LARGE
    smooth = _enlarged(image, 2) if small else image
    larger = _enlarged(image, 2, _BICUBIC) if small else image
    yield smooth, {"binarizer": zxingcpp.Binarizer.GlobalHistogram}
    yield larger.point(_DARKER), {}
    yield ImageOps.autocontrast(larger, cutoff=2), {}
    yield smooth, {}
    yield _turned(larger, -5, fine), {}
    yield _turned(larger, 5, fine), {}
    yield image.reduce(2), {}
    yield _along(image), {}
    yield _enlarged(image, 3, _BICUBIC) if max(image.size) <= _SMALL else larger, {}
    yield larger.point(_LIGHTER), {}
    yield _turned(larger, -9, fine), {}
    yield _turned(larger, 9, fine), {}
    yield larger.filter(ImageFilter.UnsharpMask(6, 300, 0)), {}
    for degrees in (-17, 17, -26, 26, 45):
        yield _turned(larger, degrees, fine), {}


_DARKER = [round(255 * (level / 255) ** 2) for level in range(256)]
_LIGHTER = [round(255 * (level / 255) ** 0.5) for level in range(256)]


def _along(image: Image.Image) -> Image.Image:
    """Average along upright bars, which takes noise away and leaves their edges."""
    flat = image.resize((image.width, max(1, image.height // 4)), Image.Resampling.BOX)
    return flat.resize((image.width * 2, image.height * 2), _BICUBIC)


def _enlarged(image: Image.Image, times: int, how: Image.Resampling = _BILINEAR) -> Image.Image:
    return image.resize((image.width * times, image.height * times), how)


def _turned(image: Image.Image, degrees: float, how: Image.Resampling = _BICUBIC) -> Image.Image:
    return image.rotate(degrees, how, expand=True, fillcolor=255)


def _widened(box: Box, size: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    more = max(12, int(_MARGIN * max(right - left, bottom - top)))
    return max(0, left - more), max(0, top - more), min(size[0], right + more), min(size[1], bottom + more)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _has_contrast(image: Image.Image) -> bool:
    counts, tenth, seen = image.histogram(), image.width * image.height // 20, 0
    levels: list[int] = []
    for level, count in enumerate(counts):
        seen += count
        if not levels and seen > tenth:
            levels.append(level)
        if seen > 19 * tenth:
            return level - levels[0] >= _FLAT
    return False
