"""The small file that names a key on a token: what `--sign` takes instead of a key itself."""

from pydantic import BaseModel, ConfigDict, Field


class KeyFile(BaseModel):
    """Where the key is; the PIN stands elsewhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    module: str = Field(min_length=1)
    """The token's module of PKCS#11: a file such as `/usr/lib/softhsm/libsofthsm2.so`."""
    token: str = ""
    """The token's label; may be left out where there is only one."""
    key: str = ""
    """The key's label; may be left out where the token holds only one."""
    certificates: str = ""
    """A file of certificates, PEM or DER, for those that are not on the token."""
