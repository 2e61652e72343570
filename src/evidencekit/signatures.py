"""PAdES signatures with pyHanko: made with a key that another process holds, and judged."""

import base64
import logging
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evidencekit.errors import MissingToolError
from evidencekit.noroom import not_its_fault
from evidencekit.notary import NEEDED, Ask, Refused, ask
from evidencekit.pdf import SEAL

_REASON = "To show that nothing of it was changed"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a bundle's own signature shows."""

    intact: bool
    """Whether the file is what was signed, all of it, and its signature fits the certificate."""
    detail: str
    seen: bool = True
    """Whether it was looked at; one that was not may be any file that has the words of one."""
    certificate: str = ""
    """The SHA-256 of the signer's certificate, where it was read."""


def sign_pdf(pdf: Path, into: Path, notary: Ask, *, timestamp: bool, password: str = "") -> None:
    """Write a PDF with a signature that covers all of it; with a `password` where it is encrypted.

    Raises `Refused` where the notary could not sign, or the timestamp server did not answer as it should, and
    `MissingToolError` without pyHanko.
    """
    if find_spec("pyhanko") is None:
        raise MissingToolError(f"Signing takes {NEEDED}.")
    from asn1crypto import tsp, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    own, *others = (
        x509.Certificate.load(base64.b64decode(c)) for c in ask(notary, "certificates")["certificates"]
    )
    store = SimpleCertificateStore()
    store.register_multiple((own, *others))

    class FarSigner(Signer):  # type: ignore[misc, unused-ignore]
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's
            return base64.b64decode(ask(notary, "sign", data)["data"])

    class FarStamper(TimeStamper):  # type: ignore[misc, unused-ignore]
        async def async_request_tsa_response(self, req: Any) -> Any:
            answer = base64.b64decode(ask(notary, "stamp", req.dump())["data"])
            try:
                return tsp.TimeStampResp.load(answer)
            except ValueError:
                raise Refused("what it answered is no timestamp") from None

    class Appending(IncrementalPdfFileWriter):  # type: ignore[misc, unused-ignore]
        def _update_meta(self) -> None:
            """Leave what the file says of itself as it is: its account stands there, and PDF/A wants it to agree."""

    about = PdfSignatureMetadata(
        field_name=SEAL, md_algorithm="sha256", reason=_REASON, subfilter=SigSeedSubFilter.PADES,
        certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
    )  # fmt: skip
    signer = PdfSigner(
        about,
        FarSigner(signing_cert=own, cert_registry=store),
        timestamper=FarStamper() if timestamp else None,
        new_field_spec=SigFieldSpec(SEAL, on_page=0),
    )
    with pdf.open("rb") as file, into.open("w+b") as out:
        writer = Appending(file)
        if password:
            writer.encrypt(password)
        try:
            signer.sign_pdf(writer, output=out)
        except TimestampRequestError as reason:
            raise Refused(str(reason)) from None
        except ValueError as reason:
            # Whatever a server answers instead of a timestamp shows only when it is taken apart.
            raise Refused(f"what it answered is no timestamp ({type(reason).__name__})") from reason


def is_signed(pdf: Path) -> bool:
    """Say whether a file has a signature at all, by a word that stands in it wherever one does."""
    try:
        with pdf.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(b"/ByteRange") >= 0 and content.find(SEAL.encode()) >= 0
    except (OSError, ValueError):
        return False


def signer_of(pdf: Path) -> dict[str, str] | None:
    """Return name and certificate (its SHA-256) of who signed a file that was just signed here; None where nobody did."""
    if not is_signed(pdf) or find_spec("pyhanko") is None:
        return None
    from pyhanko.pdf_utils.reader import PdfFileReader

    with pdf.open("rb") as file:
        own = (s for s in PdfFileReader(file, strict=False).embedded_signatures if s.field_name == SEAL)
        signature = next(own, None)
        if signature is None:
            return None
        certificate = signature.signer_cert
        return {"name": _name(certificate), "certificate_sha256": certificate.sha256.hex()}


def judge_signature(pdf: Path) -> Judged | None:
    """Say what a bundle's own signature shows; None where it has none that can be found."""
    if not is_signed(pdf):
        return None
    if find_spec("pyhanko") is None:
        return Judged(
            intact=False, detail=f"it carries a signature, which nobody looked at: that takes {NEEDED}",
            seen=False,
        )  # fmt: skip
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    try:
        with _unheard("pyhanko.sign.validation.generic_cms"), pdf.open("rb") as file:
            reader = PdfFileReader(file, strict=False)
            found = [s for s in reader.embedded_signatures if s.field_name == SEAL]
            if not found:
                return None
            import asyncio

            status = asyncio.run(
                async_validate_pdf_signature(found[0], nobody, nobody, diff_policy=DEFAULT_DIFF_POLICY)
            )
            whole = status.coverage.name == "ENTIRE_FILE"
            signer = status.signing_cert
            stamp = status.timestamp_validity
    except Exception as reason:
        if not_its_fault(reason):
            raise
        return Judged(intact=False, detail=f"its signature cannot be read ({type(reason).__name__})")
    if not (status.intact and status.valid and whole):
        why = (
            "the file is not what was signed"
            if not status.intact
            else "something was added after it was signed"
            if not whole
            else "the signature is not that of its certificate"
        )
        return Judged(intact=False, detail=f"signed by {_name(signer)}, but {why}")
    mark = signer.sha256.hex()
    when = "without a timestamp"
    if stamp is not None:
        good = stamp.intact and stamp.valid
        when = f"with a timestamp of {stamp.timestamp:%Y-%m-%d %H:%M %Z} by {_name(stamp.signing_cert)}"
        if not good:
            return Judged(intact=False, detail=f"signed by {_name(signer)}, {when} that does not fit it")
    trust = f"whether that certificate (SHA-256 {mark}) is theirs is for you to find out"
    return Judged(
        intact=True, detail=f"signed by {_name(signer)}, {when}, and all of it is as it was signed; {trust}",
        certificate=mark,
    )  # fmt: skip


@contextmanager
def _unheard(logger: str) -> Iterator[None]:
    """Keep a library from telling at length that nobody is trusted here, which is so by intent."""
    log = logging.getLogger(logger)
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _name(certificate: Any) -> str:
    named = certificate.subject.native
    return str(named.get("common_name") or certificate.subject.human_friendly)
