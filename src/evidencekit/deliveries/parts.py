"""The bundle in parts below a size or a number of pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidencekit.account import fill_in
from evidencekit.deliveries.fitting import fit
from evidencekit.deliveries.pieces import Unit, account_of, contents, cut_out, draw_cover, finer, units
from evidencekit.deliveries.single import messages, reduced, shown_on
from evidencekit.desk import Desk
from evidencekit.language import Language
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.finding import Finding
from evidencekit.model.profile import Profile
from evidencekit.names import delivered_name
from evidencekit.ports import Delivered

_COVER = 60_000
"""Bytes that a cover, its fonts and the file around it may take."""
_Run = tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class PartsDelivery:
    """As few parts as the limits allow, each whole in itself."""

    name: str = "parts"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Cut between exhibits; a bundle below the limits stays one file."""
        place = desk.folder(f"delivery-{profile.id}")
        runs, covers = _with_covers(profile, bundle, place, desk.language)
        name = delivered_name(bundle.called, bundle.reference, profile)
        pasted = messages(letters, desk, profile)
        if len(runs) == 1:
            return (*pasted, DeliveredFile(f"{name}.pdf", bundle.pdf, "the whole bundle")), ()
        files, findings = [], list[Finding]()
        for number, run in enumerate(runs, 1):
            (cover, drawn), part = covers[number - 1], place / f"part-{number}.pdf"
            account = account_of(bundle, run, drawn)
            title = f"{bundle.called} {bundle.reference} to {profile.recipient}, part {number} of {len(runs)}"
            cut_out(bundle.pdf, run, cover, part, title=title, account=account)
            made = fit(
                part,
                part,
                profile.delivery.max_file_bytes,
                shown_on(bundle, run[0].first - 1 - drawn),
                hands=desk.hands,
            )
            fill_in(made.path)
            called = f"{name} part {number} of {len(runs)}.pdf"
            findings += reduced(called, made, profile)
            files.append(DeliveredFile(called, made.path, f"part {number}: {contents(run)}"))
        return (*pasted, *files), tuple(findings)


def _with_covers(
    profile: Profile, bundle: Bundle, place: Path, language: Language
) -> tuple[tuple[_Run, ...], list[tuple[Path, int]]]:
    """Return the parts, and their covers with how many pages each has: of many parts a cover takes two pages, so that less goes into each."""
    longest = 1
    while True:
        runs = tuple(_runs(profile, bundle, place, longest))
        covers = [place / f"cover-{number}.pdf" for number in range(1, len(runs) + 1)]
        if len(runs) == 1:
            return runs, []
        drawn = [draw_cover(profile, bundle, n, runs, path, language) for n, path in enumerate(covers, 1)]
        if profile.delivery.max_pages is None or max(drawn) <= longest:
            return runs, list(zip(covers, drawn, strict=True))
        longest = max(drawn)


def _runs(profile: Profile, bundle: Bundle, place: Path, cover: int) -> Iterator[_Run]:
    """Put as many units into each part as the limits allow; a unit larger than a part is cut between photos or letters, then stands alone.

    `cover` pages go before each.
    """
    most_bytes, most_pages = profile.delivery.max_file_bytes, profile.delivery.max_pages
    if (most_bytes is None or bundle.pdf.stat().st_size <= most_bytes) and (
        most_pages is None or bundle.pages <= most_pages
    ):
        yield units(bundle)
        return
    held: list[Unit] = []
    size = 0
    waiting = list(reversed(units(bundle)))
    while waiting:
        unit = waiting.pop()
        bytes_ = _size(bundle, (unit,), place)
        pages = cover + sum(u.pages for u in (*held, unit))
        too_large = most_bytes is not None and _COVER + bytes_ > most_bytes
        too_long = most_pages is not None and unit.pages + cover > most_pages
        if (too_large or too_long) and len(pieces := finer(unit, bundle)) > 1:
            waiting += reversed(pieces)
            continue
        full = most_bytes is not None and _COVER + size + bytes_ > most_bytes
        if held and (full or (most_pages is not None and pages > most_pages)):
            yield tuple(held)
            held, size = [], 0
        held.append(unit)
        size += bytes_
    if held:
        yield tuple(held)


def _size(bundle: Bundle, run: _Run, place: Path) -> int:
    """Return how many bytes the pages take that are cut out alone: a little more than they add to a part."""
    trial = place / "trial.pdf"
    cut_out(bundle.pdf, run, None, trial, title="", account=account_of(bundle, run, 0))
    return trial.stat().st_size
