"""One PDF, and the messages to paste."""

from dataclasses import dataclass

from evidencekit.desk import Desk
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.names import portal_name
from evidencekit.ports import Delivered


def messages(letters: tuple[Letter, ...], desk: Desk, profile: Profile) -> tuple[DeliveredFile, ...]:
    """Write each message to paste as a text file."""
    made = []
    for letter in letters:
        if letter.text is not None:
            path = desk.folder(f"delivery-{profile.id}") / f"{letter.name}.txt"
            path.write_text(letter.text, "utf-8")
            made.append(
                DeliveredFile(f"{portal_name(letter.title)}.txt", path, "text to paste into the portal")
            )
    return tuple(made)


@dataclass(frozen=True, slots=True)
class SingleDelivery:
    """The whole bundle as one file."""

    name: str = "single"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Hand the bundle over, and say where it is larger than the portal takes."""
        name = f"Claim {portal_name(bundle.reference)} to {portal_name(profile.recipient)}.pdf"
        findings: tuple[Finding, ...] = ()
        size, most = bundle.pdf.stat().st_size, profile.delivery.max_file_bytes
        if most is not None and size > most:
            findings = (
                warning(
                    "too-large",
                    f"The bundle has {size:,} bytes, {profile.recipient} takes {most:,}; leave evidence out or send it in parts.",
                    name,
                ),
            )
        return (
            *messages(letters, desk, profile),
            DeliveredFile(name, bundle.pdf, "the whole bundle"),
        ), findings
