"""Keeping the overview of a batch: four files beside the bundles, written at the end, however it ends."""

from collections.abc import Generator, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.cli.pressed import Pressed
from evidencekit.cli.stopping import undisturbed
from evidencekit.cli.talk import console, quiet, text
from evidencekit.errors import CannotWriteError, EvidenceKitError
from evidencekit.model.stored import StoredFolder

if TYPE_CHECKING:
    from evidencekit.model.bundle import Outcome
    from evidencekit.overview import Overview
    from evidencekit.shipped import Shipped


class Keeper:
    """Passes outcomes on as they come, and writes the overview of those that came, also after Ctrl-C."""

    def __init__(self, out: Path | StoredFolder, today: date, shipped: "Shipped | None" = None) -> None:
        self._out, self._today, self._shipped = out, today, shipped
        self.overview: Overview | None = None
        """What all of them add up to; None until they have come."""

    def over(self, made: "Iterable[Outcome]") -> "Generator[Outcome]":
        """Give the outcomes; raise `CannotWriteError` at the end where the disk does not take the overview."""
        from evidencekit.overview import overview

        kept = Pressed()
        try:
            for outcome in made:
                # Of many thousand, only what the overview tells may stay in memory.
                why = tuple(f for f in outcome.findings if f.severity == "blocking")
                kept.append(replace(outcome, exhibits=(), findings=why))
                yield outcome
        finally:
            # What stands in a store is told by its place below the folder of all bundles.
            into = self._out if isinstance(self._out, Path) else Path()
            with undisturbed():
                self.overview = overview(kept, into, self._today, self._shipped)
                if kept:
                    _write(self.overview, self._out, self._today)


def _write(found: "Overview", out: Path | StoredFolder, today: date) -> None:
    from evidencekit.views.calendar import overview_calendar
    from evidencekit.views.overview import overview_csv, overview_page, overview_sheet

    files = {
        "overview.html": overview_page(found).encode("utf-8", "backslashreplace"),
        "overview.csv": overview_csv(found),
        "overview.xlsx": overview_sheet(found),
        "overview.ics": overview_calendar(found, today),
    }
    try:
        _put(files, out)
    except (OSError, EvidenceKitError) as reason:
        why = getattr(reason, "strerror", None) or str(reason).rstrip(".")
        raise CannotWriteError(
            f"The overview cannot be written to {out}: {why}. The bundles are whole."
        ) from reason
    if not quiet():
        console(stderr=True).print(text(f"overview {out}/overview.html", "dim"), soft_wrap=True)


def _put(files: dict[str, bytes], out: Path | StoredFolder) -> None:
    """Write each file in one step."""
    if isinstance(out, StoredFolder):
        from evidencekit.stores import store_of

        for name, content in files.items():
            store_of(out).write(out, name, content)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        half = out / f".{name}.new"
        half.write_bytes(content)
        half.replace(out / name)
