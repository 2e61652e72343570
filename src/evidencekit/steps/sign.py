"""Sign: what leaves the house, and the bundle itself, carry a signature and, where a server gives one, a timestamp."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.bundle import Bundle, DeliveredFile, Delivery
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.notary import Ask, Refused, Signing
from evidencekit.passwords import DELIVERY
from evidencekit.signatures import sign_pdf
from evidencekit.underway import step


class _Pen:
    """Signs file after file; a server that failed once is not asked again for this case."""

    def __init__(self, signing: Signing, notary: Ask, place: Path) -> None:
        self._signing, self._notary, self._place, self._count = signing, notary, place, 0
        self.dead = ""
        """Why there is no timestamp; empty where there is one, or none was wanted."""

    def sign(self, pdf: Path, password: str = "") -> Path:
        self._count += 1
        into = self._place / f"{self._count}.pdf"
        if self._signing.timestamp and not self.dead:
            try:
                sign_pdf(pdf, into, self._notary, timestamp=True, password=password)
            except Refused as reason:
                self.dead = str(reason)
            else:
                return into
        try:
            sign_pdf(pdf, into, self._notary, timestamp=False, password=password)
        except Refused as reason:
            raise ConversionError(f"It could not be signed: {reason}.") from reason
        return into


def sign(
    bundle: Bundle,
    delivery: Delivery,
    profile: Profile,
    signing: Signing | None,
    notary: Ask | None,
    desk: Desk,
) -> tuple[Bundle, Delivery]:
    """Return bundle and delivery with their PDFs signed; as they are where nobody wants that.

    Evidence that goes as it arrived is not signed. Raises `ConversionError` where the key does not sign.
    """
    if signing is None or notary is None:
        return bundle, delivery
    step("the signatures")
    pen = _Pen(signing, notary, desk.folder(f"signed-{profile.id}"))
    signed = replace(bundle, pdf=pen.sign(bundle.pdf))
    files = tuple(_signed(f, bundle, signed, pen, desk) for f in delivery.files)
    told = [_no_timestamp(signing, pen.dead)] if pen.dead else []
    told += _too_large(delivery.files, files, profile)
    return signed, replace(delivery, files=files, findings=(*delivery.findings, *told))


def _signed(file: DeliveredFile, bundle: Bundle, signed: Bundle, pen: _Pen, desk: Desk) -> DeliveredFile:
    if file.as_it_is or not file.name.casefold().endswith(".pdf"):
        return file
    if file.location == bundle.pdf:
        return replace(file, location=signed.pdf)
    word = desk.passwords.words.get(DELIVERY) if file.location.parent.name.startswith("locked-") else None
    return replace(file, location=pen.sign(file.location, word.get_secret_value() if word else ""))


def _too_large(
    before: tuple[DeliveredFile, ...], after: tuple[DeliveredFile, ...], profile: Profile
) -> Iterator[Finding]:
    """Name what the signature alone has made larger than the recipient takes; what was so before is told already."""
    most = profile.delivery.max_file_bytes
    for one, other in zip(before, after, strict=True):
        size = other.location.stat().st_size
        if one.uploaded and most is not None and size > most >= one.location.stat().st_size:
            message = (
                f"{one.name} has {size:,} bytes now that it is signed; {profile.recipient} takes {most:,} a file. "
                "Leave evidence out (leave_out in case.toml), or send it without a signature."
            )
            yield warning("too-large", message, one.name)


def _no_timestamp(signing: Signing, why: str) -> Finding:
    message = (
        f"The signature has no timestamp: {signing.timestamp} gave none ({why}). "
        "The time in it is that of this computer; build it again when the server answers."
    )
    return warning("no-timestamp", message, "bundle.pdf")
