"""Deliver: cut the bundle to the form in which the recipient's portal takes it."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from evidencekit.archival import made_archival
from evidencekit.deliveries.limits import held_to_limits
from evidencekit.desk import Desk
from evidencekit.errors import EvidenceKitError, PluginError, ProfileError
from evidencekit.model.bundle import Bundle, DeliveredFile, Delivery, Letter
from evidencekit.model.evidence import PagedExhibit
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.names import portal_name
from evidencekit.ports import DeliveryForm, EarlyForm
from evidencekit.signedfiles import going_along, told_of_signed
from evidencekit.tomlfile import nearest


@contextmanager
def begun(
    profile: Profile,
    letters: tuple[Letter, ...],
    paged: tuple[PagedExhibit, ...],
    desk: Desk,
    forms: tuple[DeliveryForm, ...],
) -> Iterator[None]:
    """Let a form begin with what does not depend on the bundle while that is put together; what nobody took in the end is dropped.

    A plug-in that fails here fails again in `deliver`, where it is told.
    """
    form = next((f for f in forms if f.name == profile.delivery.form), None)
    drop = None
    with suppress(Exception):
        if isinstance(form, EarlyForm) and desk.hands:
            drop = form.begin(profile, letters, paged, desk)
    try:
        yield
    finally:
        if drop is not None:
            drop()


def deliver(
    profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk, forms: tuple[DeliveryForm, ...]
) -> Delivery:
    """Make the files of `delivery/`.

    Raises `ProfileError` where the profile names a form that nobody knows, `PluginError` where a form's plug-in fails.
    """
    wanted = profile.delivery.form
    form = next((f for f in forms if f.name == wanted), None)
    if form is None:
        names = [f.name for f in forms]
        close = nearest(wanted, names)
        hint = f" (did you mean {close}?)" if close else f"; there are {', '.join(names)}"
        raise ProfileError(f"{profile.id}: there is no form of delivery {wanted!r}{hint}.")
    try:
        files, findings = form.deliver(profile, bundle, letters, desk)
    except (EvidenceKitError, OSError):
        raise
    except Exception as reason:
        raise PluginError(
            f"The form of delivery {form.name} failed: {type(reason).__name__}: {reason}."
        ) from reason
    named = (*_named_apart(files), *_as_signed(profile, bundle, desk))
    findings = (*findings, *told_of_signed((p.paged for p in bundle.exhibits), profile))
    if profile.delivery.archival:
        named, obstacles = _archival(named, profile, desk)
        findings = (*findings, *obstacles)
    over, excess = held_to_limits(named, profile)
    return Delivery(named, (*findings, *over), excess)


def _as_signed(profile: Profile, bundle: Bundle, desk: Desk) -> Iterator[DeliveredFile]:
    """Give the signed files that go along, byte for byte as they arrived."""
    shown = {p.exhibit.label: p.exhibit for p in bundle.exhibits}
    for label, name in going_along((p.paged for p in bundle.exhibits), profile).items():
        copy = desk.folder(f"delivery-{profile.id}") / f"signed-{label}.pdf"
        shutil.copyfile(shown[label].source.location, copy)
        yield DeliveredFile(name, copy, f"Exhibit {label} with its signature, as it arrived", as_it_is=True)


def _archival(
    files: tuple[DeliveredFile, ...], profile: Profile, desk: Desk
) -> tuple[tuple[DeliveredFile, ...], tuple[Finding, ...]]:
    """Turn PDFs into PDF/A-2b; one that cannot be goes as it is, and a finding says which pages are in the way, and why."""
    place, made, findings = desk.folder(f"delivery-{profile.id}"), [], list[Finding]()
    for number, file in enumerate(files, 1):
        if file.as_it_is or not file.name.casefold().endswith(".pdf"):
            made.append(file)
            continue
        into = place / f"archival-{number}.pdf"
        obstacles = made_archival(file.location, into)
        findings += _in_the_way(file.name, obstacles)
        made.append(file if obstacles else replace(file, location=into))
    return tuple(made), tuple(findings)


_NAMED = 12


def _in_the_way(name: str, obstacles: tuple[tuple[int | None, str], ...]) -> Iterator[Finding]:
    reasons: dict[str, list[int]] = {}
    for page, reason in obstacles:
        reasons.setdefault(reason, []).extend([page] if page else [])
    if not reasons:
        return
    told = "; ".join(f"{reason}{_on(pages)}" for reason, pages in list(reasons.items())[:_NAMED])
    message = (
        f"{name} is an ordinary PDF and no PDF/A: {told}. Where the recipient insists on PDF/A, ask for the documents on these "
        "pages as PDF/A, or print them and scan them."
    )
    yield warning("not-archival", message, name)


def _on(pages: list[int]) -> str:
    if not pages:
        return ""
    listed = ", ".join(map(str, pages[:_NAMED])) + (" ..." if len(pages) > _NAMED else "")
    return f" (page{'s' if len(pages) > 1 else ''} {listed})"


def _named_apart(files: tuple[DeliveredFile, ...]) -> tuple[DeliveredFile, ...]:
    """Give each file a plain name of its own: a plug-in's name is never a path, and never another file's name."""
    taken: set[str] = set()
    named = []
    for file in files:
        match = re.fullmatch(r"(.+)\.([A-Za-z0-9]{1,8})", file.name, re.DOTALL)
        plain, ending = (
            (portal_name(match[1], 100), f".{match[2]}") if match else (portal_name(file.name, 100), "")
        )
        name, number = plain + ending, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain} {number}{ending}"
        taken.add(name.casefold())
        named.append(replace(file, name=name))
    return tuple(named)
