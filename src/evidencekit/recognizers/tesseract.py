"""Tesseract, as a program of the system, where it is preferred."""

import csv
import io
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from evidencekit.model.seen import Quad, SeenLine

if TYPE_CHECKING:
    from PIL import Image

_SECONDS = 60
"""For one picture; a page takes about one."""
_LANGUAGES = ("eng", "deu", "fra", "spa", "ita", "nld", "pol", "chi_sim")
"""Asked for where they are installed."""
_SURE_OF_TURN = 1.0


@dataclass(frozen=True, slots=True)
class TesseractRecognizer:
    """Three to four times faster than RapidOCR, and less sure of letters among digits."""

    name: str = "tesseract"

    def missing(self) -> str | None:
        """Say that the program is not there."""
        if shutil.which("tesseract"):
            return None
        return "tesseract (only where EVIDENCEKIT_OCR=tesseract prefers it)"

    def read(self, image: "Image.Image", *, hands: int = 1) -> tuple[SeenLine, ...]:
        """Let it say which way is up, turn the picture, and read it line by line."""
        turn = _turn(image)
        upright = image.rotate(-turn, expand=True) if turn else image
        rows = _run(upright, "--psm", "6", "-l", _languages(), "tsv")
        return tuple(_lines(rows, turn, image.size))


def _run(image: "Image.Image", *options: str) -> str:
    import subprocess

    kept = io.BytesIO()
    image.convert("RGB").save(kept, "PPM")
    # One thread: several of its own make it slower, and batches have processes of theirs.
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", *options],  # noqa: S607 - wherever the system has it
        input=kept.getvalue(), capture_output=True, check=False, timeout=_SECONDS, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


@cache
def _languages() -> str:
    import subprocess

    done = subprocess.run(
        ["tesseract", "--list-langs"],  # noqa: S607
        capture_output=True, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip
    there = set(done.stdout.split())
    return "+".join(language for language in _LANGUAGES if language in there) or "eng"


def _turn(image: "Image.Image") -> int:
    """Return by how many degrees clockwise the picture has to be turned, 0 where that is not clear."""
    said = _run(image, "--psm", "0")
    turn = re.search(r"Rotate: (\d+)", said)
    sure = re.search(r"Orientation confidence: ([\d.]+)", said)
    return int(turn[1]) % 360 if turn and sure and float(sure[1]) >= _SURE_OF_TURN else 0


class _Word(NamedTuple):
    text: str
    score: float
    left: int
    top: int
    right: int
    bottom: int


def _lines(rows: str, turn: int, size: tuple[int, int]) -> Iterator[SeenLine]:
    """Give the lines of its table, in pixels of the picture as it was given."""
    for _, group in groupby(_words(rows), lambda numbered: numbered[0]):
        line = [word for _, word in group]
        left, right = min(w.left for w in line), max(w.right for w in line)
        top, bottom = min(w.top for w in line), max(w.bottom for w in line)
        wide = max(1, right - left)
        placed = tuple(
            (w.text, round((w.left - left) / wide, 4), round((w.right - left) / wide, 4)) for w in line
        )
        score = sum(w.score * len(w.text) for w in line) / sum(len(w.text) for w in line)
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        quad: Quad = tuple(float(v) for corner in corners for v in _turned_back(corner, turn, size))  # type: ignore[assignment]
        yield SeenLine(" ".join(w.text for w in line), max(0.0, min(1.0, score)), quad, placed)


def _words(rows: str) -> Iterator[tuple[tuple[str, ...], _Word]]:
    """Give each word behind the number of its line."""
    for row in csv.DictReader(io.StringIO(rows), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") != "5" or not (row.get("text") or "").strip():
            continue
        left, top = int(row["left"]), int(row["top"])
        right, bottom = left + int(row["width"]), top + int(row["height"])
        word = _Word(row["text"], float(row["conf"]) / 100, left, top, right, bottom)
        yield (row["block_num"], row["par_num"], row["line_num"]), word


def _turned_back(corner: tuple[int, int], turn: int, size: tuple[int, int]) -> tuple[int, int]:
    """Return where a point of the turned picture stands in the one of that size."""
    x, y = corner
    wide, high = size
    return {0: (x, y), 90: (y, high - x), 180: (wide - x, high - y), 270: (wide - y, x)}[turn]
