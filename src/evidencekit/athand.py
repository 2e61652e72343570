"""What is at hand for a case: threads beside this one, what earlier runs read, and somebody who signs."""

import multiprocessing
import os

from evidencekit.kept import Kept, open_kept
from evidencekit.notary import Ask, Notary, Signing
from evidencekit.passwords import Passwords
from evidencekit.recognizers.choice import chosen
from evidencekit.toolkit import Toolkit
from evidencekit.underway import notary, terms


def hands() -> int:
    """Return how many threads may work beside this one: as many as there are cores, but none where several cases are at work."""
    if multiprocessing.parent_process() is not None or not terms().hands:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 4) if cores > 1 else 0


def kept_for(toolkit: Toolkit) -> Kept | None:
    """Open what earlier runs read with the same plug-ins, the same of them missing, and the same one for scans or none."""
    reads = chosen(toolkit.recognizers)
    return open_kept(
        (
            *(
                f"{p.name} {p.missing()}"
                for p in (*toolkit.identifiers, *toolkit.recognizers, *toolkit.added_extractors)
            ),
            reads if isinstance(reads, str) else reads.name,
        )
    )


def who_signs(signing: Signing | None, passwords: Passwords | None) -> Ask | None:
    """Return how to ask for signatures: who started this process, where it has the key, else one here."""
    if signing is None:
        return None
    return notary() or Notary(signing, passwords).answer
