"""Keys that never leave the device that holds them: a card, a stick or a program that signs for who knows its PIN (PKCS#11)."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evidencekit.errors import MissingToolError, UsageError
from evidencekit.model.keyfile import KeyFile
from evidencekit.tomlfile import load_toml

NEEDED = 'pip install "evidencekit[pkcs11]"'
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 digest that RSA signs (RFC 8017, 9.2, note 1)."""
_PROBE = b"evidencekit looks for the certificate of a key"
_lock = threading.Lock()
"""Several cases are built at once, and tokens do one thing after the other."""
_opened: dict[Path, "TokenKey"] = {}
"""By the file that names them. A token takes one login of a process, and locks itself after a few wrong PINs."""
_refused: dict[Path, str] = {}
"""Why a token let nobody in, by the same: what was wrong once is not tried again by the next case or thread."""


@dataclass(frozen=True)
class TokenKey:
    """A key on a token that is logged in to."""

    certificates: tuple[bytes, ...]
    """DER, the signer's own first."""
    _key: Any = field(repr=False)
    _pin: str = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """Return the signature over some bytes, with SHA-256; raise `ValueError` where the token does not give one."""
        import pkcs11

        try:
            with _lock:
                return _signed(self._key, self._pin, data)
        except (pkcs11.PKCS11Error, RuntimeError) as reason:
            raise ValueError(f"the token did not sign ({_named(reason)})") from None


def open_token(file: Path, pin: Callable[[], str | None]) -> TokenKey:
    """Log in to the token that a file names, once in this process, and return its key.

    `pin` is asked once; a login that failed is not tried again, and raises what it raised. Raises `UsageError` where the file, the module, the token, the PIN, the key or its certificate is not as
    it should be, and `MissingToolError` without python-pkcs11.
    """
    if find_spec("pkcs11") is None or find_spec("cryptography") is None:
        raise MissingToolError(f"Signing with a token takes {NEEDED}.")
    place = file.resolve()
    with _lock:
        if place in _refused:
            raise UsageError(_refused[place])
        if place not in _opened:
            try:
                _opened[place] = _logged_in(file, pin)
            except UsageError as reason:
                _refused[place] = str(reason)
                raise
        return _opened[place]


def _logged_in(file: Path, pin: Callable[[], str | None]) -> TokenKey:
    import pkcs11

    told = load_toml(file, KeyFile, UsageError)
    token = _token(told, file)
    word = pin()
    if not word:
        raise UsageError(
            f'The PIN of the token {_label(token)} is not known; it stands in --password-file as "sign" = "...".'
        )
    try:
        session = token.open(user_pin=word)
    except (pkcs11.exceptions.PinIncorrect, pkcs11.exceptions.PinInvalid, pkcs11.exceptions.PinLenRange):
        raise UsageError(
            f"The PIN of the token {_label(token)} is wrong. It was tried once; after a few wrong ones the token locks itself."
        ) from None
    except pkcs11.exceptions.PinLocked:
        raise UsageError(
            f"The token {_label(token)} is locked, since a wrong PIN was given too often; unlock it with its own program."
        ) from None
    except (pkcs11.PKCS11Error, RuntimeError) as reason:
        raise UsageError(f"The token {_label(token)} lets nobody in ({_named(reason)}).") from None
    try:
        key = _private_key(session, told, file, token)
        certificates = _certificates(session, told, file)
        probe = _signed(key, word, _PROBE)
    except (pkcs11.PKCS11Error, RuntimeError) as reason:
        session.close()
        raise UsageError(f"The key on the token {_label(token)} cannot be used ({_named(reason)}).") from None
    except UsageError:
        session.close()
        raise
    own = [c for c in certificates if _fits(c, probe)]
    if not own:
        session.close()
        raise UsageError(
            f'No certificate of the key was found on the token {_label(token)}; name a file of it with certificates = "..." in {file.name}.'
        )
    return TokenKey((own[0], *(c for c in certificates if c not in own)), key, word)


def _token(told: KeyFile, file: Path) -> Any:
    """Return the token that is meant."""
    import pkcs11

    module = file.parent / Path(told.module).expanduser()
    if not module.is_file():
        raise UsageError(f"{file.name} names the module {told.module}, and there is no such file.")
    try:
        slots = pkcs11.lib(str(module.resolve())).get_slots(token_present=True)
        # Some modules show a place for one more token, which holds nothing yet.
        tokens = [t for slot in slots if pkcs11.TokenFlag.TOKEN_INITIALIZED in (t := slot.get_token()).flags]
    except (pkcs11.PKCS11Error, RuntimeError, OSError, AttributeError) as reason:
        raise UsageError(f"{told.module} is no module of PKCS#11 that works ({_named(reason)}).") from None
    return _the_one(tokens, told.token, _label, "token", f"the module {told.module} shows", file)


def _private_key(session: Any, told: KeyFile, file: Path, token: Any) -> Any:
    from pkcs11 import Attribute, ObjectClass

    keys = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    return _the_one(keys, told.key, _label, "key", f"the token {_label(token)} holds", file)


def _the_one(
    found: Sequence[Any], wanted: str, label: Callable[[Any], str], what: str, where: str, file: Path
) -> Any:
    """Return the one of these that has the label, or the only one where none is named; raise `UsageError` for none and for several."""
    meant = [f for f in found if not wanted or label(f) == wanted]
    if len(meant) == 1:
        return meant[0]
    if not found:
        raise UsageError(f"There is no {what}: {where} none.")
    names = ", ".join(sorted(f'"{label(f)}"' for f in found))
    if not meant:
        raise UsageError(f'{file.name} names the {what} "{wanted}"; {where} {names}.')
    raise UsageError(f'Which {what} is meant? {where[0].upper()}{where[1:]} {names}; write {what} = "..." in {file.name}.')  # fmt: skip


def _label(what: Any) -> str:
    """Return the name of a token or a key; one that has none is called by nothing."""
    return str(what.label or "").strip("\0 ")


def _certificates(session: Any, told: KeyFile, file: Path) -> list[bytes]:
    """Return all certificates of the token, and those of the file that is named, DER."""
    from pkcs11 import Attribute, CertificateType, ObjectClass

    found = []
    for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        with suppress(LookupError, RuntimeError):
            if each[Attribute.CERTIFICATE_TYPE] is CertificateType.X_509:
                found.append(bytes(each[Attribute.VALUE]))
    return list(dict.fromkeys((*found, *_written(told, file))))


def _written(told: KeyFile, file: Path) -> Iterable[bytes]:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    if not told.certificates:
        return ()
    try:
        content = (file.parent / Path(told.certificates).expanduser()).read_bytes()
        made = (
            load_pem_x509_certificates(content)
            if b"-----BEGIN" in content
            else [load_der_x509_certificate(content)]
        )
    except OSError as reason:
        raise UsageError(f"{told.certificates}, which {file.name} names, cannot be read: {reason.strerror or reason}.") from None  # fmt: skip
    except ValueError:
        raise UsageError(f"{told.certificates}, which {file.name} names, holds no certificates (PEM or DER).") from None  # fmt: skip
    return (c.public_bytes(Encoding.DER) for c in made)


def _signed(key: Any, pin: str, data: bytes) -> bytes:
    """Sign with SHA-256, as the kind of key has it; the digest is taken here, since every token signs one."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from pkcs11 import Attribute, KeyType, Mechanism

    digest, again = sha256(data).digest(), {}
    with suppress(LookupError, RuntimeError):
        if key[Attribute.ALWAYS_AUTHENTICATE]:
            again = {"pin": pin}
    if key.key_type is KeyType.RSA:
        return bytes(key.sign(_DIGEST_INFO + digest, mechanism=Mechanism.RSA_PKCS, **again))
    if key.key_type is KeyType.EC:
        both = bytes(key.sign(digest, mechanism=Mechanism.ECDSA, **again))
        half = len(both) // 2
        return encode_dss_signature(int.from_bytes(both[:half], "big"), int.from_bytes(both[half:], "big"))  # type: ignore[no-any-return, unused-ignore]
    raise UsageError("The key on the token is neither RSA nor of an elliptic curve.")


def _fits(certificate: bytes, probe: bytes) -> bool:
    """Say whether a certificate is that of the key which signed the probe."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509 import load_der_x509_certificate

    try:
        public = load_der_x509_certificate(certificate).public_key()
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(probe, _PROBE, padding.PKCS1v15(), SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(probe, _PROBE, ec.ECDSA(SHA256()))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def _named(reason: Exception) -> str:
    """Say in a few words what a module raised."""
    kind = type(reason).__name__
    return f"{kind}: {reason}" if str(reason) else kind
