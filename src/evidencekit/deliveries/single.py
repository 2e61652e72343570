"""One PDF, and the messages to paste."""

from collections.abc import Callable
from dataclasses import dataclass

from evidencekit.deliveries.fitting import Fitted, fit
from evidencekit.desk import Desk
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.evidence import Exhibit
from evidencekit.model.finding import Finding, note
from evidencekit.model.profile import Profile
from evidencekit.names import delivered_name
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
    return (DeliveredFile("answers.txt", path, "text to paste into the portal", uploaded=False),)


@dataclass(frozen=True, slots=True)
class SingleDelivery:
    """The whole bundle as one file."""

    name: str = "single"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Hand the bundle over, with coarser pictures where it is larger than the portal takes."""
        name = f"{delivered_name(bundle.called, bundle.reference, profile)}.pdf"
        place = desk.folder(f"delivery-{profile.id}")
        made = fit(
            bundle.pdf,
            place / "bundle.pdf",
            profile.delivery.max_file_bytes,
            shown_on(bundle),
            hands=desk.hands,
        )
        findings = reduced(name, made, profile)
        return (
            *messages(letters, desk, profile),
            DeliveredFile(name, made.path, "the whole bundle"),
        ), findings


def shown_on(bundle: Bundle, before: int = 0) -> Callable[[int], Exhibit | None]:
    """Return what says which exhibit stands on a page of a file, from 1, whose first page is page `before` + 1 of the bundle."""
    shown = {
        number: placed.exhibit
        for placed in bundle.exhibits
        for number in range(placed.first_page, placed.last_page + 1)
    }
    return lambda page: shown.get(page + before)


def reduced(name: str, made: Fitted, profile: Profile) -> tuple[Finding, ...]:
    """Say what was made coarser, so that a file stays below the limit."""
    level = made.level
    if level is None:
        return ()
    photos = f"photos at {level.photos[0]} dots an inch" if level.photos else ""
    scans = f"scans at {level.scans[0]}" if level.scans else "scans as they were"
    message = (
        f"The pictures in {name} are coarser than in bundle.pdf ({photos}, {scans}), "
        f"because {profile.recipient} takes {profile.delivery.max_file_bytes or 0:,} bytes."
    )
    if made.kept_finer:
        told = "1 picture stays" if made.kept_finer == 1 else f"{made.kept_finer} pictures stay"
        message += f" {told} finer, so that the bar codes can be read."
    return (note("made-smaller", message, name),)
