"""Signed files: a merge ends a signature, so the file itself goes along where the recipient's form takes it."""

from collections.abc import Iterable, Iterator

from evidencekit.model.evidence import PagedExhibit
from evidencekit.model.finding import Finding, note
from evidencekit.model.profile import Profile
from evidencekit.names import portal_name

_FORMS = frozenset({"single", "parts", "files"})
"""Forms of delivery in which several files leave the house."""


def going_along(paged: Iterable[PagedExhibit], profile: Profile) -> dict[str, str]:
    """Return label and name of each signed file that is delivered beside the bundle, as it arrived.

    Not where the portal takes no PDF, no further file or none so large; and never where its pages hide something of it.
    """
    form = profile.delivery
    formats = {f.lower().lstrip(".") for f in form.formats}
    if form.form not in _FORMS or (formats and "pdf" not in formats):
        return {}
    most, room = form.max_file_bytes, form.max_files
    found: dict[str, str] = {}
    for one in paged:
        if not one.signed or one.altered or (most is not None and one.exhibit.source.size > most):
            continue
        # One file is the bundle; of single files nobody knows the number before they are made.
        if room is not None and (form.form != "single" or len(found) + 2 > room):
            continue
        label = one.exhibit.label or ""
        stem = one.exhibit.path.rpartition("/")[2].rpartition(".")[0]
        found[label] = f"Exhibit {label} as signed {portal_name(stem, 50)}.pdf"
    return found


def told_of_signed(paged: Iterable[PagedExhibit], profile: Profile) -> Iterator[Finding]:
    """Say of each signed file whether it goes along."""
    paged = tuple(paged)
    names = going_along(paged, profile)
    for one in paged:
        if not one.signed:
            continue
        name, path = names.get(one.exhibit.label or ""), one.exhibit.path
        if name:
            message = f"{path} is signed, which ends in the bundle: the file itself goes along as {name}."
        elif one.altered:
            message = f"{path} is signed. Its pages hide something, so the signed file itself is not sent."
        else:
            message = (
                f"{path} is signed, which ends in the bundle, and {profile.recipient} takes no such file beside it. The signed file "
                "stays in originals/; offer it in the letter, or send it by e-mail."
            )
        yield note("signed-file", message, path)
