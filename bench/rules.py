"""Time the rules: loading all of them, a case against every recipient, the deadlines of a thousand cases; and reading pages.

    python bench/rules.py [--cases 1000]

Each figure stands beside what is to be reached. Imports are left out, as are the first runs that fill the caches.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from evidencekit import review
from evidencekit.resources import open_library
from evidencekit.steps.profiles import every_profile, every_regime

TODAY = date(2026, 10, 20)
SAMPLE = Path(__file__).parent.parent / "samples" / "short-inbound"
PAGES, FILES = 200, 20


def main() -> int:
    """Run it and print the table."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--cases", type=int, default=1000)
    asked = wanted.parse_args()
    os.environ["EVIDENCEKIT_OCR"] = "off"
    with tempfile.TemporaryDirectory() as place:
        os.environ["EVIDENCEKIT_CACHE"] = str(Path(place, "cache"))
        print(f"{'what':52}{'seconds':>10}   to reach")
        _row("all profiles and regimes, from their cache", _fresh(_LOAD), 0.06)
        _row("a case against every recipient", _every_recipient(), 0.5)
        _row(f"deadlines of {asked.cases} cases read before", _deadlines(Path(place), asked.cases), 5.0)
        _row(f"text and facts of {PAGES} born-digital pages", _pages(Path(place, "pages")), 2.0)
    return 0


def _row(what: str, seconds: float, most: float) -> None:
    print(f"{what:52}{seconds:>10.3f}   {most:g} at most", flush=True)


_LOAD = (
    "import time\n"
    "from evidencekit.resources import open_library\n"
    "from evidencekit.steps.profiles import every_profile, every_regime\n"
    "import evidencekit.pipeline\n"
    "began = time.perf_counter()\n"
    "every_profile(open_library(None)), every_regime(open_library(None))\n"
    "print(time.perf_counter() - began)\n"
)


def _fresh(code: str) -> float:
    """Run code that prints seconds in processes of its own, the first to fill the cache; return the best of three."""
    times = [float(subprocess.check_output([sys.executable, "-c", code], text=True)) for _ in range(4)]
    return min(times[1:])


def _every_recipient() -> float:
    """Return the time that all recipients add to the review of a case that has been read before."""
    names = [p.id for p in every_profile(open_library(None))]
    every_regime(open_library(None))
    review(SAMPLE, recipients=names, today=TODAY)
    alone = min(_seconds(lambda: review(SAMPLE, recipients=names[:1], today=TODAY)) for _ in range(3))
    return min(_seconds(lambda: review(SAMPLE, recipients=names, today=TODAY)) for _ in range(3)) - alone


def _deadlines(place: Path, cases: int) -> float:
    """Return the time of the command on cases that it has read once, start included."""
    root = place / "cases"
    for number in range(cases):
        folder = root / f"case-{number:05d}"
        folder.mkdir(parents=True)
        shutil.copy(SAMPLE / "BOL CRF-0826-5531 signed.pdf", folder)
        (folder / "case.toml").write_text(
            f'reference = "C-{number}"\nrecipients = ["amazon-fba-inbound-us"]\n'
        )
    time.sleep(2.5)  # files as young as a moment are read again, whatever is kept
    command = [sys.executable, "-m", "evidencekit", "deadlines", str(root), "--today", TODAY.isoformat(), "--json"]  # fmt: skip
    for _ in range(2):
        seconds = _seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    return seconds


def _pages(folder: Path) -> float:
    """Return the time to read invoices of ten pages each; modules are loaded before."""
    folder.mkdir()
    for number in range(FILES):
        _invoice(folder / f"invoice {number:02d}.pdf", number, PAGES // FILES)
    os.environ["EVIDENCEKIT_CACHE"] = "off"
    review(SAMPLE, today=TODAY)
    return _seconds(lambda: review(folder, today=TODAY))


def _invoice(path: Path, number: int, pages: int) -> None:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for page in range(pages):
        canvas.drawString(60, 800, "Commercial Invoice")
        canvas.drawString(60, 780, f"Invoice No.: INV-{number:04d}     Invoice date: 2026-08-{page + 1:02d}")
        cents = 0
        for line in range(40):  # no two lines alike in all files: what comes again would be remembered
            pieces, price = (
                2 + (7 * number + 3 * page + line) % 50,
                101 + (400 * pages * number + 400 * page + 7 * line) % 9000,
            )
            cents += pieces * price
            goods = f"SKU-{number:02d}{page:02d}{line:02d}  Stoneware mug {line}"
            canvas.drawString(
                60,
                750 - 16 * line,
                f"{goods}   {pieces}   {price / 100:.2f}   {pieces * price / 100:.2f} USD",
            )
        canvas.drawString(60, 90, f"Total USD {cents / 100:,.2f}     page {page + 1} of {pages}")
        canvas.showPage()
    canvas.save()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
