"""Keeping the overview of a batch: three files beside the bundles, written at the end, however it ends."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.cli.talk import console, quiet, text
from evidencekit.errors import CannotWriteError

if TYPE_CHECKING:
    from evidencekit.model.bundle import Outcome


def keep_overview(made: "Iterable[Outcome]", out: Path, today: date) -> "Iterator[Outcome]":
    """Pass outcomes on as they come, and write the overview of those that came, also after Ctrl-C.

    Raises `CannotWriteError` where the disk does not take it.
    """
    kept: list[Outcome] = []
    try:
        for outcome in made:
            kept.append(outcome)
            yield outcome
    finally:
        if kept:
            _write(kept, out, today)


def _write(kept: "list[Outcome]", out: Path, today: date) -> None:
    from evidencekit.overview import overview
    from evidencekit.views.overview import overview_csv, overview_page, overview_sheet

    found = overview(kept, out, today)
    files = (
        ("overview.html", overview_page(found).encode("utf-8", "backslashreplace")),
        ("overview.csv", overview_csv(found)),
        ("overview.xlsx", overview_sheet(found)),
    )
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files:
            half = out / f".{name}.new"
            half.write_bytes(content)
            half.replace(out / name)
    except OSError as reason:
        raise CannotWriteError(
            f"The overview cannot be written to {out}: {reason.strerror or reason}. The bundles are whole."
        ) from reason
    if not quiet():
        console(stderr=True).print(text(f"overview {out / 'overview.html'}", "dim"), soft_wrap=True)
