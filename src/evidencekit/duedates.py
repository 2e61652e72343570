"""`deadlines`: the windows of many cases, from what is known of those that did not change."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from evidencekit.athand import kept_for
from evidencekit.days import the_day
from evidencekit.errors import EvidenceKitError
from evidencekit.model.due import Due
from evidencekit.pipeline import look_through
from evidencekit.resources import open_library
from evidencekit.steps.assess import windows_of
from evidencekit.steps.profiles import Catalog
from evidencekit.toolkit import installed_toolkit


def due(
    folders: Sequence[Path],
    *,
    recipients: Sequence[str] = (),
    today: date | None = None,
    templates: Path | None = None,
) -> Iterator[tuple[Path, tuple[Due, ...] | EvidenceKitError]]:
    """Give for each case every window at each of its recipients, those which lead first; a case that cannot go on its error.

    A case that did not change since it was last read is not read again.
    """
    library, toolkit, day = open_library(templates), installed_toolkit(), the_day(today)
    kept, catalog = kept_for(toolkit), Catalog(library)
    for folder in folders:
        try:
            case, known = look_through(folder, library, toolkit, kept)
            events = known.particulars.moments()
            profiles = catalog.profiles(recipients or case.file.recipients, events)
            rulebook = catalog.rulebook(events)
            windows = (
                Due(case.name, case.reference, p.id, p.title, w, known.particulars.amount)
                for p in profiles
                for w in windows_of(p, case, known.particulars, known.kinds, day, rulebook)
            )
            yield folder, tuple(windows)
        except EvidenceKitError as reason:
            yield folder, reason
