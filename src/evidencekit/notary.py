"""The notary: whoever holds the key, and alone asks a timestamp server; it never opens a file of the case.

What opens strangers' files is another process, which asks it three things: for the certificates, for a signature over some
bytes, and for a timestamp of a digest.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evidencekit.errors import MissingToolError, UsageError
from evidencekit.passwords import SIGN, Passwords

NEEDED = 'pip install "evidencekit[sign]"'
_NAMES_A_CARD = ".toml"
"""The end of the name of a file that names a key on a token."""
_SECONDS = 20.0
_LONGEST = 1_000_000
_MOST_QUESTIONS = 500
"""Of one case."""


@dataclass(frozen=True, slots=True)
class Signing:
    """With what bundles are signed."""

    key: Path
    """PKCS#12, PEM with the key and its certificates, or a TOML file that names a key on a token."""
    timestamp: str | None = None
    """The address of a server for timestamps (RFC 3161)."""


class Notary:
    """Answers what a process that signs must ask; raise `UsageError` or `MissingToolError` where the key cannot be used."""

    def __init__(self, signing: Signing, passwords: Passwords | None) -> None:
        self._signing, self._asked = signing, 0
        self._sign, self.certificates = _opened(signing.key, passwords)

    def answer(self, question: bytes) -> bytes:
        """Return the answer to one question; a fault is an answer as well."""
        self._asked += 1
        try:
            asked = json.loads(question)
            return _told(**self._answered(str(asked["ask"]), base64.b64decode(asked["data"])))
        except (OSError, ValueError, LookupError, TypeError) as reason:
            return _told(error=_in_words(reason))

    def _answered(self, what: str, data: bytes) -> dict[str, object]:
        if self._asked > _MOST_QUESTIONS:
            raise ValueError("too much was asked")
        if what == "certificates":
            return {"certificates": [base64.b64encode(c).decode() for c in self.certificates]}
        if what == "sign":
            return {"data": base64.b64encode(self._sign(data)).decode()}
        if what == "stamp":
            return {"data": base64.b64encode(self._stamped(data)).decode()}
        raise ValueError("nobody knows this question")

    def _stamped(self, request: bytes) -> bytes:
        """Ask the server. What it is asked is a digest, and what it answers is looked at by whoever asked."""
        address = self._signing.timestamp or ""
        if not address.startswith(("http://", "https://")):
            raise ValueError(f"{address} is no address of a server (http:// or https://)")
        import urllib.request  # loaded with the web's own modules, which a run without timestamps can do without

        call = urllib.request.Request(address, request, {"Content-Type": "application/timestamp-query"})  # noqa: S310 - looked at above
        with urllib.request.urlopen(call, timeout=_SECONDS) as reply:  # noqa: S310
            return bytes(reply.read(_LONGEST))


def _told(**answer: object) -> bytes:
    return json.dumps(answer).encode()


def _in_words(reason: Exception) -> str:
    import urllib.error

    if isinstance(reason, urllib.error.HTTPError):
        return f"it answered {reason.code}"
    if isinstance(reason, urllib.error.URLError):
        return str(reason.reason)
    return str(reason) or type(reason).__name__


def _opened(path: Path, passwords: Passwords | None) -> tuple[Callable[[bytes], bytes], tuple[bytes, ...]]:
    """Return what signs, and the certificates, DER, the signer's own first."""
    if path.suffix.lower() == _NAMES_A_CARD:
        from evidencekit.keytoken import open_token

        token = open_token(path, lambda: _pin(path, passwords))
        return token.sign, token.certificates
    try:
        from cryptography.hazmat.primitives.serialization import Encoding
    except ImportError:
        raise MissingToolError(f"Signing takes {NEEDED}.") from None
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise UsageError(f"The key {path} cannot be read: {reason.strerror or reason}.") from None
    for word in (None, *(w.encode() for w in _words(path, passwords))):
        try:
            key, certificates = _pem(content, word) if b"-----BEGIN" in content else _pkcs12(content, word)
        except (ValueError, TypeError):
            continue
        own = [c for c in certificates if c.public_key() == key.public_key()]
        if not own:
            raise UsageError(f"{path} holds no certificate for its key; put both into one file.")
        others = [c for c in certificates if c not in own]
        return partial(_signed, key), tuple(c.public_bytes(Encoding.DER) for c in (own[0], *others))
    raise UsageError(
        f'The key {path} cannot be opened. It must be PKCS#12 or PEM; its password stands in --password-file as "{SIGN}" = "...".'
    )


def _pin(path: Path, passwords: Passwords | None) -> str | None:
    """Return the one PIN that was given for a token: no other password is tried on it, since it locks itself."""
    if passwords is None:
        return None
    for name in (SIGN, path.name):
        if name in passwords.words:
            return passwords.words[name].get_secret_value()
    return passwords.ask(f"the token of {path.name}") if passwords.ask is not None else None


def _words(path: Path, passwords: Passwords | None) -> tuple[str, ...]:
    if passwords is None:
        return ()
    named = [passwords.words[n] for n in (SIGN, path.name) if n in passwords.words]
    return tuple(w.get_secret_value() for w in (*named, *passwords.everywhere))


def _pkcs12(content: bytes, word: bytes | None) -> tuple[Any, list[Any]]:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    key, own, others = load_key_and_certificates(content, word)
    if key is None or own is None:
        raise ValueError
    return key, [own, *others]


def _pem(content: bytes, word: bytes | None) -> tuple[Any, list[Any]]:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509 import load_pem_x509_certificates

    return load_pem_private_key(content, word), load_pem_x509_certificates(content)


def _signed(key: Any, data: bytes) -> bytes:
    """Sign with SHA-256, as the kind of key has it."""
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(key, rsa.RSAPrivateKey):
        return bytes(key.sign(data, padding.PKCS1v15(), SHA256()))
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return bytes(key.sign(data, ec.ECDSA(SHA256())))
    raise ValueError("the key is neither RSA nor of an elliptic curve")


Ask = Callable[[bytes], bytes]


class Refused(Exception):  # noqa: N818 - the notary does
    """The notary could not do what it was asked; the message says why."""


def ask(notary: Ask, what: str, data: bytes = b"") -> dict[str, Any]:
    """Ask a notary, wherever it is; raise `Refused` with its reason."""
    question = json.dumps({"ask": what, "data": base64.b64encode(data).decode()}).encode()
    answer: dict[str, Any] = json.loads(notary(question))
    if "error" in answer:
        raise Refused(str(answer["error"]))
    return answer
