"""A mutating fuzzer over the whole intake: strange files become findings; anything else is told, with what to do it again."""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from children import each
from one_file import looked_at

_LARGEST = 400_000
_STRANGE = (
    b"\x00",
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"%s%n",
    b"<<",
    b">>",
    b"[" * 64,
    b"../" * 8,
    b"\x1b[31m",
    b"0 0 R",
)
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """What the fuzzer found."""

    tried: int
    seconds: float
    troubles: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        found = (
            f"{len(self.troubles)} that crashed, hung or were lost:"
            if self.troubles
            else "none crashed, hung or was lost."
        )
        return f"{self.tried:,} mutated files in {self.seconds:.0f} s, each a case of its own: {found}"


def fuzz(corpus: Path, seconds: float, jobs: int, seed: int = 1) -> Fuzzed:
    """Mutate files of the corpus for so many seconds; the same seed gives the same mutations."""
    files = sorted(
        p
        for name in ("images", "pdfs_hard", "emails", "docx", "labels", "invoices")
        for p in (corpus / name).rglob("*")
        if p.is_file() and p.name != "manifest.json" and 0 < p.stat().st_size < _LARGEST
    )
    began, tried, troubles = time.monotonic(), 0, []
    with tempfile.TemporaryDirectory() as place:
        for ended in each(
            taken_in, _mutated(files, Path(place), seed, began + seconds), jobs=jobs, seconds=SECONDS
        ):
            path, name, number = ended.task
            tried += 1
            if ended.trouble or ended.result:
                troubles.append(f"{name}, mutation {number} of seed {seed}: {ended.trouble or ended.result}")
                kept = Path(tempfile.gettempdir(), f"evidencekit-fuzz-{number}-{name}")
                shutil.copyfile(path, kept)
            Path(path).unlink(missing_ok=True)
    return Fuzzed(tried, time.monotonic() - began, tuple(troubles))


def _mutated(files: list[Path], place: Path, seed: int, until: float) -> Iterator[tuple[str, str, int]]:
    number = 0
    while time.monotonic() < until:
        number += 1
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - mutations, not secrets
        file = chance.choice(files)
        path = place / f"{number} {file.name}"
        path.write_bytes(mutated(file.read_bytes(), chance))
        yield str(path), file.name, number


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the content with up to eight changes: bits, bytes, runs cut out, doubled, moved, strange runs put in, an end cut off."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(data) or 1)
        long = min(len(data) - at, chance.choice((1, 4, 16, 256, 4096)))
        match chance.randrange(7):
            case 0 if data:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                data[at : at + long] = chance.randbytes(long)
            case 2:
                del data[at : at + long]
            case 3:
                data[at:at] = data[at : at + long] * chance.choice((1, 2, 40))
            case 4:
                data[at:at] = chance.choice(_STRANGE)
            case 5 if chance.random() < 0.3:
                del data[at:]
            case _:
                other = chance.randrange(len(data) or 1)
                data[at : at + long] = data[other : other + long]
    return bytes(data) or b"\x00"


def taken_in(task: tuple[str, str, int]) -> str:
    """Take one file through; return what is wrong with the account of it, or nothing."""
    path = Path(task[0])
    with looked_at(path) as seen:
        if not any(e.path == path.name for e in seen.exhibits):
            return "not accounted for"
        shown = {p.exhibit.path for p in seen.paged}
        lost = [e.path for e in seen.exhibits if e.path not in shown and not e.left_out]
        return f"neither shown nor left out: {lost[0]}" if lost else ""
