"""A certificate authority of the test's own, a signer's key, and a timestamp server on the loopback."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)


class Authority:
    """Issues certificates."""

    def __init__(self) -> None:
        self.key = rsa_key()
        self.certificate = _certificate("Test Authority", self.key, None, self.key, ca=True)

    def issue(self, name: str, key: Any, *, stamps: bool = False) -> x509.Certificate:
        """Return a certificate for a key."""
        return _certificate(name, key, self.certificate, self.key, stamps=stamps)

    def write(self, path: Path) -> Path:
        """Write its own certificate as PEM."""
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path


def rsa_key() -> Any:
    """Return a new RSA key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(
    name: str,
    key: Any,
    issuer: x509.Certificate | None,
    issuers_key: Any,
    *,
    ca: bool = False,
    stamps: bool = False,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 300 * _DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not ca, content_commitment=not ca, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=ca, crl_sign=ca, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuers_key.public_key()), critical=False)
    )  # fmt: skip
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return builder.sign(issuers_key, hashes.SHA256())


def signers_key(
    authority: Authority, path: Path, *, form: str = "p12", password: str = "", curve: bool = False
) -> Path:
    """Write a signer's key with its certificate, as PKCS#12 or PEM."""
    key = ec.generate_private_key(ec.SECP256R1()) if curve else rsa_key()
    own = authority.issue("Maria Lindqvist, Claims", key)
    locked = (
        serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    )
    if form == "p12":
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(b"key", key, own, [authority.certificate], locked)
        )
        return path
    written = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    certificates = (c.public_bytes(serialization.Encoding.PEM) for c in (own, authority.certificate))
    path.write_bytes(b"".join((written, *certificates)))
    return path


def validated(file: Path, authority: Authority, place: Path, *, password: str = "") -> Any:
    """Let pyHanko judge a file, trusting the authority alone; its answer and the signature."""
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    root = x509.Certificate.load(pem.unarmor(authority.write(place / "root.pem").read_bytes())[2])
    with file.open("rb") as opened:
        reader = PdfFileReader(opened)
        if password:
            reader.decrypt(password)
        (signature,) = reader.embedded_signatures
        trusting = ValidationContext(trust_roots=[root], allow_fetching=False)
        return validate_pdf_signature(signature, trusting, trusting), signature


@contextmanager
def timestamp_server(authority: Authority, place: Path, *, answers: bytes | None = None) -> Iterator[str]:
    """Run `openssl ts` behind a port of the loopback; give its address. With `answers` it says that instead."""
    place.mkdir(exist_ok=True)
    key = rsa_key()
    own = authority.issue("Test Clock", key, stamps=True)
    (place / "tsa.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (place / "tsa.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    authority.write(place / "ca.pem")
    (place / "serial").write_text("01")
    (place / "ts.cnf").write_text(
        "[tsa]\ndefault_tsa = t\n[t]\n"
        f"serial = {place / 'serial'}\nsigner_cert = {place / 'tsa.pem'}\ncerts = {place / 'ca.pem'}\n"
        f"signer_key = {place / 'tsa.key'}\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\n"
        "digests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\n"
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            body = answers
            if body is None:
                (place / "query.tsq").write_bytes(asked)
                subprocess.run(
                    ["openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr"],
                    cwd=place, check=True, capture_output=True,
                )  # fmt: skip
                body = (place / "reply.tsr").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
