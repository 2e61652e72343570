"""A token of SoftHSM, a program that stands for a card: with a key, and with its certificate or without."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from builders_sign import Authority, rsa_key

MODULE = next(
    (
        found
        for place in ("/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib/aarch64-linux-gnu/softhsm", "/usr/lib64/softhsm", "/usr/local/lib/softhsm", "/opt/homebrew/lib/softhsm")
        if (found := Path(place, "libsofthsm2.so")).exists()
    ),
    None,
)  # fmt: skip
THERE = MODULE is not None and shutil.which("softhsm2-util") is not None
PIN = "48151623"

_CERTIFICATE = """
import sys
from pathlib import Path
import pkcs11
from pkcs11.util.x509 import decode_x509_certificate
module, token, pin, file = sys.argv[1:]
with pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin, rw=True) as session:
    told = decode_x509_certificate(Path(file).read_bytes())
    session.create_object(told | {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "certificate", pkcs11.Attribute.ID: b"\\x0b"})
"""


@dataclass(frozen=True)
class Token:
    """Where it is, for a run of its own."""

    environment: dict[str, str]
    place: Path

    def file(self, *lines: str, module: str = str(MODULE)) -> Path:
        """Write the file that names a key on it."""
        made = self.place / "token.toml"
        made.write_text("\n".join((f'module = "{module}"', *lines)), encoding="utf-8")
        return made


def token(
    place: Path, authority: Authority, *, curve: bool = False, certified: bool = True, keys: tuple[str, ...] = ("claims",)
) -> Token:  # fmt: skip
    """Make a token `house` that holds these keys; the certificate of the last one stands on it, or in `own.pem` alone."""
    (place / "tokens").mkdir(parents=True)
    configuration = place / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {place / 'tokens'}\nlog.level = ERROR\n")
    made = Token({"SOFTHSM2_CONF": str(configuration)}, place)

    def tell(*command: object) -> None:
        subprocess.run(
            list(map(str, command)), check=True, capture_output=True, env={**os.environ, **made.environment}
        )

    tell("softhsm2-util", "--init-token", "--free", "--label", "house", "--pin", PIN, "--so-pin", "99999999")
    for number, label in enumerate(keys):
        key = ec.generate_private_key(ec.SECP256R1()) if curve else rsa_key()
        own = authority.issue("Maria Lindqvist, Claims", key)
        pem = place / "key.pem"
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        tell("softhsm2-util", "--import", pem, "--token", "house", "--label", label, "--id", f"0{number + 1}", "--pin", PIN)  # fmt: skip
        pem.unlink()
    (place / "own.der").write_bytes(own.public_bytes(serialization.Encoding.DER))
    (place / "own.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    if certified:
        tell(sys.executable, "-c", _CERTIFICATE, MODULE, "house", PIN, place / "own.der")
    return made
