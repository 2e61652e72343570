"""Time reading: OCR beside RapidOCR alone, a second look at a case, and the memory that an ordinary case takes.

    python bench/reading.py [--pages 5]

Needs the extra [ocr]. Each figure stands beside what is to be reached.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import font_roboto
from PIL import Image, ImageDraw, ImageFont

from evidencekit import review
from evidencekit.recognizers.rapid import RapidRecognizer

TODAY = date(2026, 10, 20)
SAMPLE = Path(__file__).parent.parent / "samples" / "crushed-parcel"
WORDS = [
    "Invoice",
    "carton",
    "shipment",
    "received",
    "damaged",
    "quantity",
    "4711",
    "2026-09-10",
    "1,245.00",
    "USD",
    "1Z999AA10123456784",
]


def main() -> int:
    """Run it and print the table."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--pages", type=int, default=5)
    asked = wanted.parse_args()
    print(f"{'what':52}{'figure':>10}   to reach")
    for ocr, most in (("off", 350), ("rapidocr", 1200)):
        print(
            f"{f'peak of a build, EVIDENCEKIT_OCR={ocr}, MB':52}{_peak(ocr):>10.0f}   {most} at most",
            flush=True,
        )
    print(f"{'second look at a case, times faster':52}{_second_look():>10.0f}   20 at least", flush=True)
    print(f"{'OCR, of what RapidOCR alone takes':52}{_beside_rapidocr(asked.pages):>10.2f}   1.1 at most")
    return 0


def _beside_rapidocr(count: int) -> float:
    """Return the time of this recognizer over that of RapidOCR as it comes, each at its best of two on each page."""
    from rapidocr import RapidOCR

    alone = RapidOCR(params={"Global.log_level": "critical"})
    ours, cores = RapidRecognizer(), os.cpu_count() or 1
    pages = [_page(number) for number in range(count)]
    ours.read(pages[0])
    alone(pages[0])
    mine = theirs = 0.0
    for page in pages:
        mine += min(_seconds(lambda page=page: ours.read(page, hands=cores)) for _ in range(2))  # type: ignore[misc]
        theirs += min(_seconds(lambda page=page: alone(page)) for _ in range(2))  # type: ignore[misc]
    return mine / theirs


def _page(number: int) -> Image.Image:
    """Draw an A4 page at 200 dpi, a little askew, with noise."""
    chosen = random.Random(number)  # noqa: S311 - the same words at every run
    font = ImageFont.truetype(str(Path(font_roboto.__file__).parent / "files" / "Roboto-Regular.ttf"), 30)
    page = Image.new("L", (1654, 2339), 250)
    pen = ImageDraw.Draw(page)
    for line in range(36):
        pen.text((120, 150 + 57 * line), " ".join(chosen.choices(WORDS, k=6)), font=font, fill=30)
    page = page.rotate(1, Image.Resampling.BICUBIC, fillcolor=250)
    return Image.blend(page, Image.effect_noise(page.size, 40), 0.1).convert("RGB")


def _second_look() -> float:
    """Return how many times faster the sample is looked at again; models and modules are loaded before either."""
    RapidRecognizer().read(Image.new("L", (64, 64), 255))
    with tempfile.TemporaryDirectory() as cache:
        os.environ["EVIDENCEKIT_CACHE"] = "off"
        os.environ["EVIDENCEKIT_OCR"] = "off"
        review(SAMPLE, today=TODAY)
        os.environ["EVIDENCEKIT_CACHE"] = cache
        os.environ["EVIDENCEKIT_OCR"] = "rapidocr"
        first = _seconds(lambda: review(SAMPLE, today=TODAY))
        return first / min(_seconds(lambda: review(SAMPLE, today=TODAY)) for _ in range(3))


def _peak(ocr: str) -> float:
    """Return the most that all processes of a build of the sample hold together, in megabytes, looked at every 20 ms."""
    with tempfile.TemporaryDirectory() as out:
        surroundings = {**os.environ, "EVIDENCEKIT_OCR": ocr, "EVIDENCEKIT_CACHE": "off"}
        command = [
            sys.executable,
            "-m",
            "evidencekit",
            "build",
            str(SAMPLE),
            "--today",
            TODAY.isoformat(),
            "--out",
            out,
            "-q",
        ]
        child = subprocess.Popen(
            command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        most = 0.0
        while child.poll() is None:
            most = max(most, sum(map(_resident, _family(child.pid))))
            time.sleep(0.02)
        if child.returncode:
            sys.exit(f"the build failed with {child.returncode}")
        return most


def _family(pid: int) -> Iterator[int]:
    """Give a process and all that it started, as far as they are there."""
    yield pid
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                for child in (thread / "children").read_text().split():
                    yield from _family(int(child))


def _resident(pid: int) -> float:
    """Return the megabytes that a process holds, those that it shares with others by its share (Linux)."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3
    return 0.0


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
