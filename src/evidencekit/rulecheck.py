"""`recipients check`: every profile and regime, in every version, looked over as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidencekit.errors import ProfileError, TemplateError
from evidencekit.hiding import coverable
from evidencekit.model.finding import Finding, blocking, note
from evidencekit.model.vocabulary import TEXT_FACTS
from evidencekit.resources import Library, builtin_templates, open_library
from evidencekit.rulefiles import PROFILES, REGIMES, Shelf, ids
from evidencekit.rules.soundness import AtHand, profile_slips, regime_slips
from evidencekit.steps.profiles import load_reasons, regime_versions, versions
from evidencekit.templating import names
from evidencekit.toolkit import installed_toolkit


@dataclass(frozen=True, slots=True)
class Checked:
    """One file in one of its versions, and what is wrong with it."""

    id: str
    sort: str
    """`recipient`, `regime` or `reasons`."""
    effective_from: date | None
    examples: int
    findings: tuple[Finding, ...]


def check_rules(templates: Path | None = None) -> tuple[Checked, ...]:
    """Look over every file of rules; one that cannot be read is a finding that names file, line and key."""
    library = open_library(templates)
    at_hand = AtHand(
        letters=names(library),
        forms=tuple(d.name for d in installed_toolkit().deliveries()),
        profiles=tuple(ids(library, PROFILES)),
        regimes=tuple(ids(library, REGIMES)),
        reasons=_reasons(library),
        coverable=_coverable(),
    )
    return (*_profiles(library, at_hand), *_regimes(library))


def _profiles(library: Library, at_hand: AtHand) -> Iterator[Checked]:
    for name, path in ids(library, PROFILES).items():
        over = _overrides(library, PROFILES, name, path)
        try:
            for profile in versions(library, name):
                found = (*over, *profile_slips(profile, at_hand))
                yield Checked(name, "recipient", profile.effective_from, len(profile.examples), found)
        except ProfileError as reason:
            yield _broken(name, "recipient", reason, over)


def _regimes(library: Library) -> Iterator[Checked]:
    for name, path in ids(library, REGIMES).items():
        over = _overrides(library, REGIMES, name, path)
        try:
            for regime in regime_versions(library, path):
                found = (*over, *regime_slips(regime))
                yield Checked(name, "regime", regime.effective_from, len(regime.examples), found)
        except ProfileError as reason:
            yield _broken(name, "regime", reason, over)


def _coverable() -> frozenset[str]:
    try:
        return coverable()
    except TemplateError:
        return TEXT_FACTS


def _reasons(library: Library) -> tuple[str, ...]:
    try:
        return tuple(r.id for r in load_reasons(library))
    except ProfileError:
        return ()


def _broken(name: str, sort: str, reason: ProfileError, over: tuple[Finding, ...]) -> Checked:
    told = tuple(blocking("unreadable", line, name) for line in str(reason).splitlines())
    return Checked(name, sort, None, 0, (*over, *told))


def _overrides(library: Library, shelf: Shelf, name: str, path: Path) -> tuple[Finding, ...]:
    """Say where a file of one's own stands in the place of a built-in one."""
    own = Library((builtin_templates(),))
    if len(library.folders) < 2 or path.is_relative_to(builtin_templates()) or name not in ids(own, shelf):
        return ()
    return (note("override", f"{path} takes the place of the built-in {shelf.what} {name}.", name),)
