"""Copies of a made case that are cases of their own: other numbers and other pictures in every document that has some.

Made cases take seconds each, most of it for photos of twelve megapixels and their coding. A copy keeps the goods, the prices,
the dates and the people of the case it was made from. What it has of its own is what tells two claims apart: the invoice's
number, the tracking number (printed and as a bar code on the label, in the e-mail, in the picture of the proof of delivery),
and small photos that show its name.
"""

import io
import random
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pillow_heif
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

_PHOTO_SIZE = (480, 360)
_SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_TRACKING = re.compile(rb"1Z[0-9A-Z]{16}")


def copies(first: list[Path], wanted: list[Path], *, small: bool = True) -> None:
    """Make a copy at each wanted place, of the made cases in turn.

    Their photos are `small` ones that show their names; else they are the same pixels as coded, with a remark in each file
    that nobody sees, so that they take the same work as those of the made cases and are files of their own.
    """
    with ProcessPoolExecutor(2) as pool:
        of = [first[n % len(first)] for n in range(len(wanted))]
        list(pool.map(partial(_copy, small=small), of, wanted, range(len(wanted))))


def _copy(first: Path, place: Path, number: int, *, small: bool) -> None:
    shutil.copytree(first, place)
    tracking = _tracking_number(number)
    _renumber_invoice(place / "supplier invoice.pdf", number)
    mail = place / "notice to carrier.eml"
    mail.write_bytes(_TRACKING.sub(tracking.encode(), mail.read_bytes()))
    _relabel(place / "label.png", tracking)
    _restamp(place / "scan0001.pdf", tracking)
    for photo in sorted(place.glob("IMG_*")):
        if small:
            _repaint(photo, f"{place.name} {photo.stem}")
        else:
            _remark(photo, f"{place.name} {photo.stem}")


def _tracking_number(number: int) -> str:
    """Return a number as UPS makes them: 1Z, fifteen signs, and the digit that checks them."""
    body = "".join(random.Random(number).choices(_SIGNS, k=6)) + f"03{number:07d}"  # noqa: S311 - nothing secret
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in body]
    total = sum(v * (2 if at % 2 else 1) for at, v in enumerate(values))
    return f"1Z{body}{-total % 10}"


def _renumber_invoice(path: Path, number: int) -> None:
    with pikepdf.open(io.BytesIO(path.read_bytes())) as document:
        page = document.pages[0]
        before = page.Contents.read_bytes()
        after = re.sub(rb"INV-\d{6}", b"INV-%06d" % (500_000 + number), before)
        if after == before:
            raise ValueError(f"{path} has no number to change")
        page.Contents = document.make_stream(after)
        document.save(path)


def _relabel(path: Path, tracking: str) -> None:
    with Image.open(path) as opened:
        label, dpi = opened.convert("L"), opened.info.get("dpi", (203, 203))
    draw = ImageDraw.Draw(label)
    draw.rectangle((0, 610, label.width, label.height), fill=255)
    draw.text((40, 620), f"TRACKING #: {tracking}", font=ImageFont.load_default(30), fill=0)
    code = zxingcpp.create_barcode(tracking, zxingcpp.BarcodeFormat.Code128)
    bars = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=4))).convert("L")
    label.paste(bars.resize((732, 260), Image.Resampling.NEAREST), (40, 700))
    label.save(path, dpi=dpi)


def _restamp(path: Path, tracking: str) -> None:
    """Write another number over the one in a scanned page."""
    with pikepdf.open(io.BytesIO(path.read_bytes())) as document:
        (kept,) = document.pages[0].get_images().values()
        if not isinstance(kept, pikepdf.Stream):
            raise TypeError(f"{path} holds no picture")
        scan = pikepdf.PdfImage(kept).as_pil_image().convert("L")
    draw = ImageDraw.Draw(scan)
    draw.rectangle((100, 240, 1140, 312), fill=250)
    draw.text((120, 260), f"Tracking number: {tracking}", font=ImageFont.load_default(34), fill=20)
    scan.save(path, resolution=150, quality=70)


def _remark(path: Path, name: str) -> None:
    """Put words into a file where no picture is: a comment of a JPEG, a box to be skipped of a HEIC."""
    coded, words = path.read_bytes(), name.encode()
    if path.suffix == ".jpg":
        coded = coded[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + coded[2:]
    else:
        coded += (len(words) + 8).to_bytes(4, "big") + b"free" + words
    path.write_bytes(coded)


def _repaint(path: Path, name: str) -> None:
    with Image.open(path) as opened:
        exif, photo = opened.getexif(), opened.convert("RGB").resize(_PHOTO_SIZE)
    draw = ImageDraw.Draw(photo)
    chance = random.Random(name)  # noqa: S311 - nothing secret
    for _ in range(5):
        left, top = chance.randrange(400), chance.randrange(300)
        draw.rectangle((left, top, left + chance.randrange(20, 160), top + chance.randrange(20, 160)), fill=chance.randrange(1 << 24))  # fmt: skip
    draw.text((20, 20), name, font=ImageFont.load_default(28), fill=(255, 255, 255))
    # A HEIC takes the coder half a second where it is not told to be quick.
    quick: dict[str, Any] = {"enc_params": {"preset": "ultrafast"}} if path.suffix == ".HEIC" else {}
    photo.save(path, quality=60, exif=exif.tobytes(), **quick)


pillow_heif.register_heif_opener()
