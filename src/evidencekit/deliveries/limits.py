"""What leaves the house is read again and held against what the portal takes, before anything is published."""

from collections.abc import Iterator
from pathlib import Path

from evidencekit.errors import ConversionError
from evidencekit.model.bundle import DeliveredFile, Excess
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.pdf import count_pages

_PICTURES = frozenset({".jpg", ".jpeg", ".png"})
_WHOLE = frozenset({"single", "zip"})
"""Forms in which everything stands in one file, so that leaving evidence out makes it smaller."""


def held_to_limits(
    files: tuple[DeliveredFile, ...], profile: Profile
) -> tuple[tuple[Finding, ...], Excess | None]:
    """Return what is over a limit, and by how much everything together is; raise `ConversionError` where a file cannot be read again."""
    findings: list[Finding] = []
    excess: Excess | None = None
    form = profile.delivery
    for file in files:
        size, pages = file.location.stat().st_size, _read_again(file)
        if not file.uploaded:
            continue
        findings += _about(file, size, pages, profile)
        over = Excess(
            max(0, size - form.max_file_bytes) if form.max_file_bytes else 0,
            max(0, pages - form.max_pages) if form.max_pages else 0,
        )
        if form.form in _WHOLE and (over.bytes or over.pages):
            excess = over
    return tuple(findings), excess


def _read_again(file: DeliveredFile) -> int:
    """Return the pages of a PDF, 0 for other files; raise where it does not open."""
    ending = Path(file.name).suffix.casefold()
    if ending == ".pdf":
        pages = count_pages(file.location)
        if not pages:
            raise ConversionError(f"{file.name} came out without pages; nothing was published.")
        return pages
    if ending in _PICTURES:
        from PIL import Image

        try:
            with Image.open(file.location) as image:
                # All that is coded is read, but a JPEG is made at an eighth of its size, for a fraction of the time.
                image.draft("L", (image.width // 8, image.height // 8))
                image.load()
        except (OSError, SyntaxError, ValueError) as reason:
            raise ConversionError(
                f"{file.name} came out damaged ({reason}); nothing was published."
            ) from reason
    return 0


def _about(file: DeliveredFile, size: int, pages: int, profile: Profile) -> Iterator[Finding]:
    form, who = profile.delivery, profile.recipient
    if form.max_file_bytes is not None and size > form.max_file_bytes:
        message = (
            f"{file.name} has {size:,} bytes, the smallest that can still be read; {who} takes {form.max_file_bytes:,} a file. "
            "Leave evidence out (leave_out in case.toml), or send this by e-mail."
        )
        yield warning("too-large", message, file.name)
    if form.max_pages is not None and pages > form.max_pages:
        message = f"{file.name} has {pages} pages; {who} takes {form.max_pages} a file. Leave evidence out (leave_out in case.toml)."
        yield warning("too-long", message, file.name)
    ending = Path(file.name).suffix.casefold().lstrip(".")
    formats = {f.casefold().lstrip(".") for f in form.formats}
    if "jpg" in formats or "jpeg" in formats:
        formats |= {"jpg", "jpeg"}
    if formats and ending not in formats:
        listed = ", ".join(form.formats)
        yield warning("wrong-format", f"{file.name} is a .{ending} file; {who} takes {listed}.", file.name)
