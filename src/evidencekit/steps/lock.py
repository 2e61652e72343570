"""Lock: what is delivered is encrypted with a password where a person gave one for it and the recipient takes such files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.model.bundle import DeliveredFile, Delivery
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.passwords import DELIVERY

_LONGEST = 127
"""Bytes of a password that count."""


def lock(delivery: Delivery, profile: Profile, desk: Desk) -> Delivery:
    """Return the delivery with its PDFs encrypted; the same one where no password was given, or the recipient takes none."""
    word = desk.passwords.words.get(DELIVERY)
    password = word.get_secret_value() if word is not None else ""
    if not password:
        return delivery
    if why := _why_not(profile, password):
        return replace(delivery, findings=(*delivery.findings, warning("not-encrypted", why, DELIVERY)))
    place = desk.folder(f"locked-{profile.id}")
    files = tuple(_locked(f, place / f"{number}.pdf", password) for number, f in enumerate(delivery.files, 1))
    told = _told(delivery.files, files, profile)
    return replace(delivery, files=files, findings=(*delivery.findings, *told))


def _why_not(profile: Profile, password: str) -> str:
    who, wanted = profile.recipient, profile.delivery.encrypted
    if wanted is False:
        return f"The delivery is not encrypted: {who} takes no files that are locked with a password."
    if wanted is None:
        return (
            f"The delivery is not encrypted: nobody here knows whether {who} takes files that are locked with a password. "
            f'Where you know that it does, write into case.toml: [delivery."{profile.id}"] encrypted = true.'
        )
    if len(password.encode()) > _LONGEST:
        return f"The delivery is not encrypted: the password for it is longer than {_LONGEST} bytes; take a shorter one."
    return ""


def _locked(file: DeliveredFile, into: Path, password: str) -> DeliveredFile:
    if not _is_pdf(file) or file.as_it_is:
        return file
    import pikepdf

    with pikepdf.open(file.location) as pdf:
        # Revision 6 is AES-256 as ISO 32000-2 has it.
        pdf.save(into, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return replace(file, location=into)


def _is_pdf(file: DeliveredFile) -> bool:
    return file.name.casefold().endswith(".pdf")


def _told(
    before: tuple[DeliveredFile, ...], after: tuple[DeliveredFile, ...], profile: Profile
) -> Iterator[Finding]:
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if one.uploaded]
    if still := [one.name for one, other in pairs if one is other]:
        message = f"Not encrypted are {', '.join(still)}: a password locks only PDFs that were made here. Send these another way."
        yield warning("not-encrypted", message, DELIVERY)
    if profile.delivery.archival and len(still) < len(pairs):
        message = "The encrypted files are ordinary PDFs and no PDF/A, which knows no encryption."
        yield warning("not-archival", message, DELIVERY)
    most = profile.delivery.max_file_bytes
    for one, other in pairs:
        size = other.location.stat().st_size
        if one is not other and most is not None and size > most >= one.location.stat().st_size:
            message = (
                f"{one.name} has {size:,} bytes now that it is encrypted; {profile.recipient} takes {most:,} a file. "
                "Leave evidence out (leave_out in case.toml), or send it without a password."
            )
            yield warning("too-large", message, one.name)
