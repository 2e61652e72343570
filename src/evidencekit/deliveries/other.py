"""Other forms: everything in one ZIP, text alone, and files of which a form asks the web addresses."""

import zipfile
from dataclasses import dataclass

from evidencekit.deliveries.files import FilesDelivery
from evidencekit.deliveries.fitting import fit
from evidencekit.deliveries.single import messages, reduced, shown_on
from evidencekit.desk import Desk
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.finding import warning
from evidencekit.model.profile import Profile
from evidencekit.names import delivered_name
from evidencekit.ports import Delivered

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_AROUND = 600
"""Bytes that a ZIP adds to one file."""


@dataclass(frozen=True, slots=True)
class ZipDelivery:
    """The bundle as one PDF, in a ZIP with the messages to paste."""

    name: str = "zip"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Pack it, the same bytes every time."""
        place = desk.folder(f"delivery-{profile.id}")
        name = delivered_name(bundle.called, bundle.reference, profile)
        pasted = messages(letters, desk, profile)
        most = profile.delivery.max_file_bytes
        room = (
            None
            if most is None
            else most - _AROUND - sum(f.location.stat().st_size + _AROUND for f in pasted)
        )
        made = fit(bundle.pdf, place / "bundle.pdf", room, shown_on(bundle), hands=desk.hands)
        target = place / "delivery.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, location in ((f"{name}.pdf", made.path), *((f.name, f.location) for f in pasted)):
                entry = zipfile.ZipInfo(inside, _NO_TIME)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, location.read_bytes())
        return (DeliveredFile(f"{name}.zip", target, "everything, packed"),), reduced(
            f"{name}.pdf", made, profile
        )


@dataclass(frozen=True, slots=True)
class TextDelivery:
    """Only the text to paste: the form takes no files."""

    name: str = "text"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Write the messages; where the profile has none, say so."""
        pasted = messages(letters, desk, profile)
        if pasted:
            return pasted, ()
        message = f"{profile.recipient} takes text alone, and the profile names no message; there is nothing to paste."
        return (), (warning("nothing-to-paste", message),)


@dataclass(frozen=True, slots=True)
class AddressesDelivery:
    """Single files, and a list of them to fill in: the form asks for the web address of each."""

    name: str = "urls"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Make the files as for an upload, and the list in their order."""
        files, findings = FilesDelivery().deliver(profile, bundle, letters, desk)
        hosted = [f for f in files if f.name != "answers.txt"]
        path = desk.folder(f"delivery-{profile.id}") / "addresses.txt"
        lines = [
            f"{profile.recipient} asks for the web address of each file. Put the files where {profile.recipient} can",
            "read them without signing in, and write their addresses here, one below its file.",
            "",
            *(f"{f.name}\n    {f.what.removeprefix('upload: ')}\n    https://\n" for f in hosted),
        ]
        path.write_text("\n".join(lines), "utf-8")
        return (
            *files,
            DeliveredFile("addresses.txt", path, "which files to host, to be filled in", uploaded=False),
        ), findings
