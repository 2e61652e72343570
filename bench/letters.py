"""Time letters: three in a warm worker, five hundred lines of goods, and LibreOffice when twenty cases wait, beside one call a letter.

    python bench/letters.py [--cases 20] [--naive 5]

LibreOffice is a system package; where it is missing, its rows say so.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from evidencekit import review
from evidencekit.desk import Desk
from evidencekit.engines import BUILTIN
from evidencekit.model.bundle import Letter
from evidencekit.model.case import Case
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods
from evidencekit.pipeline import case_of
from evidencekit.resources import Library, open_builtin
from evidencekit.steps.profiles import load_profiles
from evidencekit.steps.write import write

SAMPLE = Path(__file__).parent.parent / "samples" / "crushed-parcel"
TODAY = date(2026, 10, 20)
THREE = ("claim-letter", "statement-of-claim", "chronology")
LIMITS = {"three": 0.35, "lines": 2.0, "libreoffice": 0.15}
ROUNDS = 5


class Bench:
    """The case whose letters are written, read once."""

    def __init__(self) -> None:
        self.library: Library = open_builtin()
        self.case: Case = case_of(SAMPLE)
        self.read = review(SAMPLE, recipients=("ups-us",), today=TODAY)

    def letters(
        self, folder: Path, *names: str, engine: str = "embedded", lines: int = 0
    ) -> tuple[Letter, ...]:
        """Write letters, DOCX and PDF."""
        known = self.read.particulars
        if lines:
            known = replace(known, goods=tuple(map(_goods, range(lines))))
        (profile,) = load_profiles(self.library, ("ups-us",), known.moments())
        profile = profile.model_copy(update={"letters": names, "messages": ()})
        return write(
            profile, self.case, known, self.read.assessments[0], self.read.exhibits, today=TODAY, desk=Desk(folder),
            library=self.library, engines=BUILTIN, engine=engine,
        )  # fmt: skip


def _goods(number: int) -> LostGoods:
    cost = Money(Decimal("7.80"), "USD")
    words = f"Stoneware mug 350 ml, reactive glaze, design {number}"
    return LostGoods(f"HH-MUG-{number:04}", words, Decimal(12), Decimal(9), cost, cost.times(9), ())


def _timed(what: Callable[[Path], object], rounds: int = ROUNDS) -> list[float]:
    taken = []
    for number in range(rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            what(Path(folder))
            if number:  # the first one loads templates and engine
                taken.append(time.perf_counter() - began)
    return taken


def _row(name: str, taken: list[float], limit: float, parts: int = 1) -> bool:
    middle = statistics.median(taken) / parts
    spread = f"{min(taken) / parts:.3f} to {max(taken) / parts:.3f}"
    reached = middle <= limit
    print(f"{name:62}{middle:8.3f} s  ({spread})  at most {limit} {'' if reached else 'MISSED'}")
    return reached


def _libreoffice(bench: Bench, cases: int, naive: int) -> bool:
    if not shutil.which("soffice"):
        print("LibreOffice is not installed: its rows were not timed.")
        return True
    docs: list[Path] = []

    def all_cases(folder: Path) -> None:
        docs.clear()
        for number in range(cases):
            made = bench.letters(folder / str(number), *THREE, engine="libreoffice")
            docs.extend(letter.docx for letter in made if letter.docx is not None)

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        all_cases(Path(folder))
        taken = time.perf_counter() - began
        name = f"LibreOffice, {cases} cases wait, a letter (written, checked, its start included)"
        reached = _row(name, [taken], LIMITS["libreoffice"], len(docs))
        began = time.perf_counter()
        for number, docx in enumerate(docs[:naive]):
            command = [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
            ]
            subprocess.run(
                [*command, "--outdir", f"{folder}/naive-{number}", str(docx)], check=True, capture_output=True
            )
        each = (time.perf_counter() - began) / naive
    print(f"{'the naive way: one call of soffice a letter, layout alone':62}{each:8.3f} s")
    return reached


def main() -> int:
    """Time everything and print a table; say 1 where a figure is missed."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--cases", type=int, default=20)
    wanted.add_argument("--naive", type=int, default=5, help="letters that are laid out the naive way")
    asked = wanted.parse_args()
    os.environ.setdefault("EVIDENCEKIT_FIRM", "off")
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    bench = Bench()
    three = _timed(lambda f: bench.letters(f, *THREE))
    lines = _timed(lambda f: bench.letters(f, "statement-of-claim", lines=500), 2)
    reached = [
        _row("three letters, DOCX and PDF, embedded, warm", three, LIMITS["three"]),
        _row("a statement of claim with 500 lines of goods", lines, LIMITS["lines"]),
        _libreoffice(bench, asked.cases, asked.naive),
    ]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
