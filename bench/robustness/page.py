"""The table of what became of every file, for the terminal and for docs/robustness.md."""

import os
import platform
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from verdict import EXPLAINED, REPAIRED, RESULTS, RIGHT, WRONG, Verdict

_SHORT = {RIGHT: "right", REPAIRED: "repaired", EXPLAINED: "explained", WRONG: "wrong"}


@dataclass(frozen=True)
class Row:
    """What became of the files of one set."""

    name: str
    files: tuple[tuple[str, str, Verdict, float], ...]
    """Name, what the set says of it, verdict, seconds."""
    seconds: float

    @cached_property
    def counts(self) -> Counter[str]:
        """How many came out how."""
        return Counter(verdict.result for _, _, verdict, _ in self.files)

    @property
    def troubled(self) -> list[tuple[str, str, Verdict, float]]:
        """Those that are wrong, by name."""
        return sorted((f for f in self.files if f[2].result == WRONG), key=lambda f: f[0])

    @property
    def least_alike(self) -> tuple[str, float] | None:
        """The file that is least like its reference, and how like."""
        known = [
            (v.likeness, name) for name, _, v, _ in self.files if v.likeness is not None and v.result != WRONG
        ]
        return (min(known)[1], min(known)[0]) if known else None

    @property
    def slowest(self) -> tuple[str, float]:
        """The file that took the longest."""
        name, _, _, seconds = max(self.files, key=lambda f: f[3])
        return name, seconds


def as_text(row: Row) -> str:
    """Return a set for the terminal."""
    counts = "   ".join(f"{_SHORT[r]} {row.counts[r]:4}" for r in RESULTS)
    lines = [f"{row.name:10} files {len(row.files):4}   {counts}   {row.seconds:.0f} s"]
    lines += [f"    {name} ({kind}): {verdict.why}" for name, kind, verdict, _ in row.troubled]
    return "\n".join(lines)


def write_page(rows: list[Row], fuzzed: Any, path: Path) -> None:
    """Write docs/robustness.md."""
    cores = os.cpu_count()
    lines = [
        "# Robustness",
        "",
        f"`make robustness`, one run, on {datetime.now().astimezone():%Y-%m-%d}: {platform.system()}, {cores} cores,",
        f"Python {platform.python_version()}; without OCR. Each file is a case of its own and goes through the steps of `build` up to",
        "its pages, in a process with a limit of 30 s; a crash or a hang would count as wrong.",
        "",
        "- **shown right**: as many pages as other programs find; pictures upright and like a reference",
        "  (structural similarity of at least 0.97 in luminance); every word and every attachment there.",
        "- **repaired**: damaged, shown as far as it can be, and the findings say so.",
        "- **explained**: a page stands for it and gives the right reason; or words are missing, and a finding says which.",
        "- **wrong**: anything else. A locked file whose password is known must also open with it.",
        "",
        "| set | files | shown right | repaired | explained | wrong | slowest | least like its reference |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        slow, least = row.slowest, row.least_alike
        alike = f"{least[1]:.3f}, `{least[0]}`" if least else "–"
        counts = " | ".join(str(row.counts[r]) for r in RESULTS)
        lines.append(f"| {row.name} | {len(row.files)} | {counts} | {slow[1]:.1f} s, `{slow[0]}` | {alike} |")
    lines += ["", "## What is wrong, by name", ""]
    troubled = [(row.name, *file) for row in rows for file in row.troubled]
    lines += [f"- {name}, `{file}` ({kind}): {v.why}" for name, file, kind, v, _ in troubled] or ["Nothing."]
    lines += ["", "## By what the set says of its files", ""]
    for row in rows:
        lines += _by_kind(row)
    if fuzzed is not None:
        lines += ["## Fuzzing", "", fuzzed.sentence, *(f"- {t}" for t in fuzzed.troubles), ""]
    path.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


def _by_kind(row: Row) -> list[str]:
    lines = [
        f"| {row.name} | files | shown right | repaired | explained | wrong |",
        "|---|---|---|---|---|---|",
    ]
    for kind in sorted({k for _, k, _, _ in row.files}):
        counts = Counter(v.result for _, k, v, _ in row.files if k == kind)
        told = " | ".join(str(counts[r]) for r in RESULTS)
        lines.append(f"| {kind.replace('_', ' ')} | {counts.total()} | {told} |")
    return [*lines, ""]
