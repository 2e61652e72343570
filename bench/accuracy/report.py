"""The table on the terminal, and the page of it in docs."""

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

from tally import Tally

_NAMED = 12
"""Misses of one line that are named on the page."""

_FOREWORD = """\
# Accuracy

`make accuracy` measures it on strangers' files with known truth (`EVIDENCEKIT_CORPUS`) and on made cases
(`EVIDENCEKIT_BENCH`), and writes this page. Precision is the share of what was said that is true, recall the share of what
is there that was said; a value that was read wrongly counts against both. Precision weighs more: a wrong fact is worse
than an unknown one.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One row: the lines that it counted, and how long it took."""

    name: str
    tallies: tuple[Tally, ...]
    seconds: float
    skipped: str = ""
    """Why nothing was measured."""


def as_text(row: Measured) -> str:
    """Return a row as lines for a terminal."""
    lines = [f"\n{row.name}  ({row.seconds:.1f} s)"]
    if row.skipped:
        lines.append(f"  not measured: {row.skipped}")
    for tally in row.tallies:
        cells = _cells(tally)
        lines.append(
            f"  {cells[0]:38}{cells[1]:>7}{cells[2]:>7}{cells[3]:>11}{cells[4]:>9}   {cells[5]:16} {cells[6]}"
        )
        lines += [f"      {entry}" for entry in tally.worst(_NAMED)]
        lines += [f"      {tally.note}"] if tally.note else []
    return "\n".join(lines)


HEADING = f"  {'':38}{'there':>7}{'said':>7}{'precision':>11}{'recall':>9}   to reach"


def write_page(rows: list[Measured], place: Path) -> None:
    """Write the page: machine, date, one table, and the worst misses of each line by name."""
    out = [
        _FOREWORD,
        f"Measured on {time.strftime('%Y-%m-%d')}: {platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}.",
        "",
        "| set | what | there | said | precision | recall | to reach | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        out += [f"| {row.name} | " + " | ".join(_cells(tally)) + " |" for tally in row.tallies]
        out += [f"| {row.name} | not measured: {row.skipped} | | | | | | |"] if row.skipped else []
    for row in rows:
        named = [(tally, worst) for tally in row.tallies if (worst := tally.worst(_NAMED)) or tally.note]
        out += ["", f"## {row.name}"] if named else []
        for tally, worst in named:
            out += ["", f"**{tally.what}.** {tally.note}".rstrip(), ""]
            out += [f"- {_escaped(entry)}" for entry in worst]
    text = "\n".join(out).rstrip() + "\n"
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    place.write_text(text, "utf-8")


def _cells(tally: Tally) -> tuple[str, ...]:
    aims = [f"P {tally.precision_aim:g}"] if tally.precision_aim else []
    aims += [f"R {tally.recall_aim:.3g}"] if tally.recall_aim else []
    verdict = ("reached" if tally.reached else "**missed**") if aims else ""
    return (
        tally.what,
        str(tally.there),
        str(tally.said),
        _share(tally.precision),
        _share(tally.recall),
        ", ".join(aims),
        verdict,
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")
