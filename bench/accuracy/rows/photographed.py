"""Barcodes in photos: the symbols of the corpus on something else, and no more than a part of what a camera took.

A camera's photo is looked at less patiently than a picture of a symbol alone, so it has a row of its own.
"""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from sources import read_each
from symbols_known import at_one_look, holds, known_symbols, text_said
from tally import Tally

_SIZE = (1_600, 1_200)
_MOST = 0.9
"""Of the photo's width or height that a symbol takes, at most; none is enlarged."""
_MAKE, _MODEL = 0x010F, 0x0110


def measure() -> Iterator[Tally]:
    """Put every symbol with a known text into a photo, and read that."""
    tally = Tally("text of symbols in photos", precision_aim=0.99)
    stock = 0
    with tempfile.TemporaryDirectory() as place:
        expected_of = {}
        for number, (file, expected) in enumerate(known_symbols().items()):
            photo = Path(place) / f"{number}.jpg"
            if _photographed(file, number, photo):
                expected_of[photo] = (file.name, expected)
        for read in read_each(expected_of, without=("ocr",)):
            name, expected = expected_of[read.file]
            true = text_said(expected) or None
            texts = [b.text.strip() for b in read.first.barcodes]
            hit = true is not None and holds(expected, texts)
            stock += true is not None and holds(expected, at_one_look(read.file))
            tally.see(name, true, true if hit else (texts[0] if texts else None))
    tally.recall_aim = stock / tally.there
    tally.note = (
        f"Each symbol of the row above, at its own size, on a photo of {_SIZE[0]} x {_SIZE[1]} pixels with a camera's name. "
        f"zxing-cpp alone, one look at the whole photo: {stock}; here: {tally.right}."
    )
    yield tally


def _photographed(file: Path, number: int, photo: Path) -> bool:
    """Write a photo with the symbol somewhere in it; say whether the file is a picture at all."""
    try:
        with Image.open(file) as image:
            seen = image.convert("RGBA")
    except UnidentifiedImageError:
        return False
    part = min(_SIZE[0] * _MOST / seen.width, _SIZE[1] * _MOST / seen.height, 1.0)
    seen = seen.resize((max(1, int(seen.width * part)), max(1, int(seen.height * part))))
    chance = random.Random(number)  # noqa: S311 - a picture, no secret
    light = bytes(chance.randrange(60, 200) for _ in range(40 * 30))
    taken = Image.frombytes("L", (40, 30), light).resize(_SIZE, Image.Resampling.BICUBIC).convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    left, top = (
        (whole - side) * chance.randrange(100) // 100 for whole, side in zip(_SIZE, seen.size, strict=True)
    )
    taken.paste(paper, (left, top))
    exif = Image.Exif()
    exif[_MAKE], exif[_MODEL] = "Example", "Camera"
    taken.convert("RGB").save(photo, "JPEG", quality=90, exif=exif)
    return True
