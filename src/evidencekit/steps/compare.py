"""Compare: what only a look across all files shows, near copies of a photo and a number that stands elsewhere as well."""

import re
from collections.abc import Iterator
from dataclasses import replace

from evidencekit.appearance import differing
from evidencekit.model.case import Case
from evidencekit.model.evidence import Fact, Reading
from evidencekit.model.finding import Finding, note

_NEAR = 10
"""Bits in which likenesses of one picture differ at most; those of different pictures differ in 18 and more."""
_PHOTOS, _NUMBERS, _PAGES = 1_500, 50, 300
"""Photos, numbers and pages that are compared; a case has fewer."""
_SURE, _BORNE_OUT = 0.9, 0.9
_LEAST = 10
"""Characters of a number that is looked for elsewhere; a shorter one may stand there by chance."""


def compare(readings: tuple[Reading, ...], case: Case) -> tuple[Reading, ...]:
    """Add what the files say of each other.

    A tracking number that one file makes sure of, or that `case.toml` names, is a fact wherever it stands.
    """
    copies = _near_copies(readings)
    sought = _sought(readings, case)
    return tuple(
        replace(
            reading,
            facts=(*reading.facts, *_elsewhere(reading, sought)),
            findings=(*reading.findings, *copies.get(reading.source.path, ())),
        )
        for reading in readings
    )


def _near_copies(readings: tuple[Reading, ...]) -> dict[str, tuple[Finding, ...]]:
    """Name for each photo the first one before it that shows nearly the same; the same bytes were named at intake."""
    found: dict[str, tuple[Finding, ...]] = {}
    before: list[tuple[int, Reading]] = []
    for reading in [r for r in readings if r.likeness is not None][:_PHOTOS]:
        likeness, digest = reading.likeness or 0, reading.source.sha256
        alike = next(
            (r for known, r in before if differing(known, likeness) <= _NEAR and r.source.sha256 != digest),
            None,
        )
        before.append((likeness, reading))
        if alike is not None:
            path, other = reading.source.path, alike.source.path
            message = (
                f"{path} and {other} show nearly the same picture. Keep both only if each shows something of its own; "
                "of a copy, send the original."
            )
            found[path] = (note("near-duplicate", message, path),)
    return found


def _sought(readings: tuple[Reading, ...], case: Case) -> dict[str, re.Pattern[str]]:
    """Return the numbers that are certain, each with what finds it however it is spaced."""
    stated = [n.replace(" ", "").upper() for n in case.file.consignment.tracking_numbers]
    certain = [
        str(f.value)
        for r in readings
        for f in r.facts
        if f.name == "tracking_number" and f.confidence >= _SURE
    ]
    numbers = [n for n in dict.fromkeys((*stated, *certain)) if len(n) >= _LEAST and n.isalnum()]
    return {n: re.compile(rf"(?<![0-9A-Za-z]){'[ .-]?'.join(n)}(?![0-9A-Za-z])") for n in numbers[:_NUMBERS]}


def _elsewhere(reading: Reading, sought: dict[str, re.Pattern[str]]) -> Iterator[Fact]:
    known = {f.value for f in reading.facts if f.name == "tracking_number"}
    for number, pattern in sought.items():
        if number in known:
            continue
        for page, text in enumerate(reading.text[:_PAGES], 1):
            if pattern.search(text):
                yield Fact(
                    "tracking_number", number, reading.source.path, page, reading.text_read_by, _BORNE_OUT
                )
                break
