"""Time what leaves the house: photos made into pages, and a bundle of 60 MB cut to what a portal takes.

    python bench/portals.py [--photos 40]

Each figure stands beside what is to be reached. The photos of 12 megapixels are drawn: noise over slow gradients, as
large when coded as those of a telephone. Beside them Pillow alone: decoded scaled, brought to 1600 pixels, coded, on
as many threads as there are cores.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from evidencekit.converters.image import ImageConverter
from evidencekit.deliveries.fitting import fit
from evidencekit.desk import open_desk
from evidencekit.model.evidence import Exhibit, Reading, SourceFile
from evidencekit.model.vocabulary import Kind, View
from evidencekit.pictures import open_ahead

WIDE, HIGH, PAGE = 4032, 3024, 1600
MB = 1_000_000


def main() -> int:
    """Run it and print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--photos", type=int, default=40)
    count = asked.parse_args().photos
    print(f"{'what':64}{'figure':>10}   to reach")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        photos = [_photo(place / f"{number:02d}.jpg", number) for number in range(count)]
        size = sum(p.stat().st_size for p in photos) / count / MB
        # In turns, the best of two: the machine's speed varies more than the figures.
        alone, ours = [], []
        for _ in range(2):
            alone.append(_seconds(lambda: _by_pillow(photos, place)))
            ours.append(_seconds(lambda: _as_pages(photos)))
        what = f"{count} photos of 12 megapixels ({size:.1f} MB each) to pages, seconds"
        print(f"{what:64}{min(ours):>10.2f}")
        print(f"{'the same by Pillow alone, scaled decode and encode, seconds':64}{min(alone):>10.2f}")
        print(f"{'ours, of what Pillow takes':64}{min(ours) / min(alone):>10.2f}   1.2 at most", flush=True)
        large = _bundle(place / "large.pdf", photos)
        mb = large.stat().st_size / MB
        began = time.perf_counter()
        made = fit(large, place / "fitted.pdf", 8 * MB, lambda _: _exhibit(photos[0]), hands=_cores())
        taken, came_to = time.perf_counter() - began, made.path.stat().st_size / MB
        print(
            f"{f'a bundle of {mb:.0f} MB fitted to 8 MB (it came to {came_to:.1f}), seconds':64}{taken:>10.2f}   12 at most"
        )
    return 0


def _photo(path: Path, number: int) -> Path:
    """Draw a picture that codes to some 3 MB."""
    slow = Image.linear_gradient("L").rotate(37 * number).resize((WIDE, HIGH), Image.Resampling.BICUBIC)
    fine = Image.effect_noise((WIDE // 2, HIGH // 2), 40).resize((WIDE, HIGH), Image.Resampling.BILINEAR)
    light = Image.blend(slow, fine, 0.35)
    red, blue = light.point(lambda v: min(255, v + 9 * (number % 5))), light.point(lambda v: 255 - v // 2)
    Image.merge("RGB", (red, light, blue)).save(path, "JPEG", quality=92)
    return path


def _cores() -> int:
    return os.cpu_count() or 1


def _by_pillow(photos: list[Path], place: Path) -> None:
    def one(path: Path) -> None:
        with Image.open(path) as image:
            # In the picture's own shape: with a square, the shorter side would forbid to scale.
            image.draft(None, (PAGE, PAGE * image.height // image.width))
            image.load()
            image.thumbnail((PAGE, PAGE), Image.Resampling.BILINEAR, reducing_gap=None)
            image.save(place / f"{path.stem}-alone.jpg", "JPEG", quality=82)

    with ThreadPoolExecutor(_cores()) as pool:
        list(pool.map(one, photos))


def _as_pages(photos: list[Path]) -> None:
    """Make the page picture of each photo, its thumbnail and what is to be known of it, and its page."""
    with open_desk(hands=_cores()) as desk:
        exhibits = [_exhibit(path) for path in photos]
        for exhibit in exhibits:
            open_ahead(exhibit.source, desk)
        made = [ImageConverter().convert(exhibit, desk).pages for exhibit in exhibits]
        if made != [1] * len(photos):
            raise RuntimeError("a photo did not come out as one page")


def _exhibit(path: Path) -> Exhibit:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    source = SourceFile(path.name, path, digest, path.stat().st_size, "image/jpeg")
    return Exhibit(Reading(source), Kind.PHOTO, 1, "", "Photo", label="A", view=View.GOODS)


def _bundle(path: Path, photos: list[Path]) -> Path:
    """Put photos onto pages until the file has 60 MB."""
    canvas, size = Canvas(str(path), invariant=1), 0
    for number in range(10_000):
        photo = photos[number % len(photos)]
        if size >= 60 * MB or number >= len(photos):
            break
        canvas.drawImage(str(photo), 40, 300, 515, 386)
        canvas.showPage()
        size += photo.stat().st_size
    canvas.save()
    return path


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
