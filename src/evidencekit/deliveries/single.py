"""One PDF, and the messages to paste."""

from dataclasses import dataclass

from evidencekit.deliveries.smaller import smaller_pdf
from evidencekit.desk import Desk
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.profile import Profile
from evidencekit.names import portal_name
from evidencekit.ports import Delivered


def messages(letters: tuple[Letter, ...], desk: Desk, profile: Profile) -> tuple[DeliveredFile, ...]:
    """Write the messages to paste into one text file; none where there is nothing to paste."""
    texts = [(letter.title, letter.text) for letter in letters if letter.text is not None]
    if not texts:
        return ()
    path = desk.folder(f"delivery-{profile.id}") / "answers.txt"
    if len(texts) == 1:
        whole = texts[0][1]
    else:
        whole = "\n\n".join(f"=== {title} ===\n\n{text.strip()}\n" for title, text in texts)
    path.write_bytes(whole.encode("utf-8", "backslashreplace"))
    return (DeliveredFile("answers.txt", path, "text to paste into the portal"),)


@dataclass(frozen=True, slots=True)
class SingleDelivery:
    """The whole bundle as one file."""

    name: str = "single"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Hand the bundle over, with coarser pictures where it is larger than the portal takes."""
        name = f"Claim {portal_name(bundle.reference)} to {portal_name(profile.recipient)}.pdf"
        most = profile.delivery.max_file_bytes
        path, findings = bundle.pdf, tuple[Finding, ...]()
        if most is not None:
            path = smaller_pdf(bundle.pdf, desk.folder(f"delivery-{profile.id}") / "bundle.pdf", most)
            findings = _about_size(name, path.stat().st_size, bundle.pdf.stat().st_size, profile)
        return (*messages(letters, desk, profile), DeliveredFile(name, path, "the whole bundle")), findings


def _about_size(name: str, size: int, was: int, profile: Profile) -> tuple[Finding, ...]:
    most = profile.delivery.max_file_bytes or size
    if size > most:
        message = (
            f"{name} has {size:,} bytes and cannot be made smaller; {profile.recipient} takes {most:,}. "
            "Leave evidence out (leave_out in case.toml), or send it in parts."
        )
        return (warning("too-large", message, name),)
    if size < was:
        message = (
            f"The pictures in {name} are coarser than in bundle.pdf, so that it stays below {most:,} bytes."
        )
        return (note("made-smaller", message, name),)
    return ()
