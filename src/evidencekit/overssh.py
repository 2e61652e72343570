"""SFTP for stores: only to servers that are known, with patience that ends, and with lists that are whole or fail."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

_PATIENCE = 30.0
"""Seconds to wait for a server, to connect and for each answer."""


class KnownServer(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A server whose key stands in the user's known_hosts, as with `ssh` itself."""

    def __init__(self, host: str, **how: Any) -> None:
        """Connect; raise `paramiko.SSHException` for a server that is not known or does not let anyone in, else `OSError`."""
        self._connecting, self._mine = threading.Lock(), threading.local()
        super().__init__(host, **how)

    def _connect(self) -> None:
        client = paramiko.SSHClient()
        client.load_system_host_keys()
        # The library behind this one would take any key, so that whoever stands in between is believed.
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        try:
            client.connect(self.host, timeout=_PATIENCE, banner_timeout=_PATIENCE, auth_timeout=_PATIENCE, **self.ssh_kwargs)  # fmt: skip
        except BaseException:
            client.close()
            raise
        self.client = client

    @property
    def ftp(self) -> Any:
        """The calling thread's own channel: where two threads share one, either may get the other's answer."""
        if getattr(self._mine, "client", None) is not self.client:
            channel = self.client.open_sftp()
            channel.get_channel().settimeout(_PATIENCE)
            self._mine.channel, self._mine.client = channel, self.client
        return self._mine.channel

    def connect_again(self) -> None:
        """Connect once more where the connection broke; several threads may ask for it at once."""
        with self._connecting:
            transport = self.client.get_transport()
            if transport is not None and transport.is_active():
                # The connection stands; this thread's channel may be what broke.
                self._mine.client = None
            else:
                with suppress(OSError, paramiko.SSHException):
                    self._connect()

    def walk(self, path: str, *more: Any, **how: Any) -> Iterator[Any]:
        """Give what is below a folder; a part that cannot be listed is an error, for the base class leaves it out."""
        how.setdefault("on_error", "raise")
        found: Iterator[Any] = super().walk(path, *more, **how)
        yield from found
